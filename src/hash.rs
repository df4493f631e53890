//! Maps to numbers: by numbers of our own, and by texts. Two kinds serve everything, and stand once in the module each;
//! what is no number lies in a list beside, at the place that the map tells.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

/// A map by numbers of our own, where the guarded hasher of the standard library is needless work. Text of a message is never hashed
/// so: it could be chosen so that all keys collide.
#[derive(Debug, Default)]
pub(crate) struct NumberMap(HashMap<u64, u32, FxBuildHasher>);

impl NumberMap {
    #[inline(never)]
    pub(crate) fn get(&self, key: u64) -> Option<u32> {
        self.0.get(&key).copied()
    }

    /// Sets what a key stands for; gives what it stood for.
    #[inline(never)]
    pub(crate) fn insert(&mut self, key: u64, value: u32) -> Option<u32> {
        self.0.insert(key, value)
    }

    /// What a key stands for, which is this unless it was there before.
    pub(crate) fn or_insert(&mut self, key: u64, value: u32) -> u32 {
        self.get(key).unwrap_or_else(|| {
            self.insert(key, value);
            value
        })
    }
}

/// A map by texts.
#[derive(Debug, Default)]
pub(crate) struct TextMap<'t>(HashMap<&'t str, u32>);

impl<'t> TextMap<'t> {
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    #[inline(never)]
    pub(crate) fn get(&self, text: &str) -> Option<u32> {
        self.0.get(text).copied()
    }

    /// Sets what a text stands for; gives what it stood for.
    #[inline(never)]
    pub(crate) fn insert(&mut self, text: &'t str, value: u32) -> Option<u32> {
        self.0.insert(text, value)
    }

    /// What a text stands for, which is this unless it was there before.
    pub(crate) fn or_insert(&mut self, text: &'t str, value: u32) -> u32 {
        self.get(text).unwrap_or_else(|| {
            self.insert(text, value);
            value
        })
    }

    /// A number for a text, the same for equal texts: how many came before it.
    pub(crate) fn number(&mut self, text: &'t str) -> u32 {
        let next = self.0.len() as u32;
        self.or_insert(text, next)
    }
}
