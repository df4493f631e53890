//! What the benchmarks share: timing in turns, and messages to time.

mod made;
mod material;
mod turns;

pub use made::{made, references};
pub use material::{corpus, example};
pub use turns::{Spread, Turns};

/// A duration as the tables have it.
pub fn ms(duration: std::time::Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}
