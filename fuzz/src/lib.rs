//! What the targets look for: bytes for which something fails that must hold for any bytes. `tests/held/` says what that is, and
//! `tests/fuzzed.rs` tries again, in an ordinary build, what was found.

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

/// Tries some bytes at a target.
///
/// # Panics
///
/// Panics if what must hold for any bytes does not hold for these.
pub fn hold(target: &str, bytes: &[u8]) {
    let (_, held) = held::TARGETS.iter().find(|(name, _)| *name == target).expect("the target exists");
    held(bytes);
}
