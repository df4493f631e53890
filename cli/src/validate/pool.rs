//! Work on several things at once, with what comes of it in their order. Under Node there is one thread.

/// Threads, if there is more than one.
#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Pool(Option<rayon::ThreadPool>);

#[cfg(not(target_arch = "wasm32"))]
impl Pool {
    /// As many threads as asked for, or as there are processors. Where none can be started, the work is done all the same.
    pub(super) fn new(threads: Option<usize>) -> Pool {
        let threads = threads.unwrap_or_else(|| std::thread::available_parallelism().map_or(1, usize::from));
        // Messages may be deep, and a main thread has as much.
        let builder = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(8 << 20);
        Pool((threads > 1).then(|| builder.build().ok()).flatten())
    }

    pub(super) fn threads(&self) -> usize {
        self.0.as_ref().map_or(1, rayon::ThreadPool::current_num_threads)
    }

    pub(super) fn map<T: Send, R: Send>(&self, items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        match &self.0 {
            Some(pool) if items.len() > 1 => pool.install(|| map(items, work)),
            _ => items.into_iter().map(work).collect(),
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn map<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.into_par_iter().map(work).collect()
}

/// One thread.
#[cfg(target_arch = "wasm32")]
pub(super) struct Pool;

#[cfg(target_arch = "wasm32")]
impl Pool {
    pub(super) fn new(_: Option<usize>) -> Pool {
        Pool
    }

    pub(super) fn threads(&self) -> usize {
        1
    }

    pub(super) fn map<T, R>(&self, items: Vec<T>, work: impl Fn(T) -> R) -> Vec<R> {
        items.into_iter().map(work).collect()
    }
}
