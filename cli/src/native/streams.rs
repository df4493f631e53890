//! Whether standard output was open when the process began.

/// Standard output was closed when the process began, so whatever is written to it is lost.
pub(crate) fn output_is_closed() -> bool {
    unix::OUTPUT_IS_CLOSED.load(std::sync::atomic::Ordering::Relaxed)
}

#[cfg(unix)]
mod unix {
    use std::sync::atomic::{AtomicBool, Ordering};

    pub(super) static OUTPUT_IS_CLOSED: AtomicBool = AtomicBool::new(false);

    /// Runs before the standard library opens /dev/null in place of a stream that is closed.
    #[ctor::ctor(unsafe)]
    fn look() {
        let output = rustix::io::fcntl_getfd(rustix::stdio::stdout());
        OUTPUT_IS_CLOSED.store(output == Err(rustix::io::Errno::BADF), Ordering::Relaxed);
    }
}

#[cfg(not(unix))]
mod unix {
    pub(super) static OUTPUT_IS_CLOSED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
}
