//! What the targets look for: bytes of which something does not hold that holds of any. It is said in `tests/held/`, where
//! the compiler of users tries again what was found.

#[path = "../../tests/held/mod.rs"]
mod held;
#[path = "../../tests/invariants/mod.rs"]
mod invariants;
#[path = "../../tests/outline/mod.rs"]
mod outline;
#[path = "../../tests/readers/mod.rs"]
mod readers;
#[path = "../../tests/round_trip/mod.rs"]
mod round_trip;

/// Panics where what holds of any bytes at a target does not hold of these.
///
/// # Panics
///
/// That is how a fuzzer is told.
pub fn hold(target: &str, bytes: &[u8]) {
    let (_, held) = held::TARGETS.iter().find(|(name, _)| *name == target).expect("the target exists");
    held(bytes);
}
