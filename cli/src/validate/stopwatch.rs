//! How long something took.

#[cfg(not(target_arch = "wasm32"))]
pub(super) struct Stopwatch(std::time::Instant);

#[cfg(not(target_arch = "wasm32"))]
impl Stopwatch {
    pub(super) fn start() -> Stopwatch {
        Stopwatch(std::time::Instant::now())
    }

    pub(super) fn microseconds(&self) -> u64 {
        u64::try_from(self.0.elapsed().as_micros()).unwrap_or(u64::MAX)
    }
}

#[cfg(target_arch = "wasm32")]
pub(super) struct Stopwatch(f64);

#[cfg(target_arch = "wasm32")]
impl Stopwatch {
    pub(super) fn start() -> Stopwatch {
        Stopwatch(crate::wasm::milliseconds())
    }

    pub(super) fn microseconds(&self) -> u64 {
        ((crate::wasm::milliseconds() - self.0) * 1000.0) as u64
    }
}
