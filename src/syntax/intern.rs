//! Strings as numbers: equal strings get equal numbers, so that names compare in one step.

use std::collections::HashMap;

/// Number of an interned string. Only meaningful beside the [`Interner`] that gave it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Symbol(pub(crate) u32);

/// All strings in one buffer, found by hash with open addressing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    heap: String,
    /// Where each string ends in `heap`.
    ends: Vec<u32>,
    /// Symbol + 1, or 0 for a free slot; the length is a power of two.
    slots: Vec<u32>,
    /// Strings that found no free slot among the first few. A message may be written so that all of its names want the same.
    crowded: HashMap<Box<str>, Symbol>,
}

/// So many slots are looked at for a string. In a table that is half full, hardly one needs more.
const MOST: usize = 32;

/// Hashes eight bytes at a time. Fast, but collisions are easy to construct; [`MOST`] limits what they cost.
fn hash(text: &[u8]) -> u32 {
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ text.len() as u64;
    let mut add = |word: u64| {
        hash = (hash ^ word).wrapping_mul(FACTOR);
        hash ^= hash >> 29;
    };
    let number = |bytes: &[u8]| bytes.iter().rev().fold(0, |number, &byte| number << 8 | u64::from(byte));
    if let Some(end) = text.last_chunk::<8>() {
        for chunk in text.as_chunks::<8>().0 {
            add(u64::from_le_bytes(*chunk));
        }
        // The final chunk is the last eight bytes of the text, so it may overlap the one before it.
        add(u64::from_le_bytes(*end));
    } else if let (Some(start), Some(end)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        add(u64::from(u32::from_le_bytes(*start)) | u64::from(u32::from_le_bytes(*end)) << 32);
    } else {
        add(number(text));
    }
    (hash ^ (hash >> 32)).wrapping_mul(FACTOR).rotate_left(20) as u32
}

impl Interner {
    pub(crate) fn with_capacity(strings: usize, bytes: usize) -> Interner {
        let mut interner = Interner::default();
        interner.reserve(strings, bytes);
        interner
    }

    /// Makes room for so many strings more, of so many bytes together.
    pub(crate) fn reserve(&mut self, strings: usize, bytes: usize) {
        self.heap.reserve(bytes);
        self.ends.reserve(strings);
        let slots = ((self.ends.len() + strings) * 2).next_power_of_two();
        if slots > self.slots.len() {
            self.resize(slots);
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(crate) fn text(&self, symbol: Symbol) -> &str {
        let (start, end) = self.place(symbol);
        &self.heap[start..end]
    }

    fn bytes(&self, symbol: Symbol) -> &[u8] {
        let (start, end) = self.place(symbol);
        &self.heap.as_bytes()[start..end]
    }

    fn place(&self, symbol: Symbol) -> (usize, usize) {
        let i = symbol.0 as usize;
        let start = if i == 0 { 0 } else { self.ends[i - 1] as usize };
        (start, self.ends[i] as usize)
    }

    /// The symbol of a string that is there already.
    pub(crate) fn find(&self, text: &str) -> Option<Symbol> {
        match self.slot(text) {
            Slot::Taken(symbol) => Some(symbol),
            Slot::Free(_) => None,
            Slot::None => self.crowded.get(text).copied(),
        }
    }

    /// The symbol of a string, which is added where it is new.
    pub(crate) fn intern(&mut self, text: &str) -> Symbol {
        if (self.ends.len() + 1) * 2 > self.slots.len() {
            self.resize((self.slots.len() * 2).max(64));
        }
        let symbol = Symbol(self.ends.len() as u32);
        match self.slot(text) {
            Slot::Taken(symbol) => return symbol,
            Slot::Free(at) => self.slots[at] = symbol.0 + 1,
            Slot::None => {
                if let Some(&symbol) = self.crowded.get(text) {
                    return symbol;
                }
                self.crowded.insert(text.into(), symbol);
            }
        }
        self.heap.push_str(text);
        self.ends.push(self.heap.len() as u32);
        symbol
    }

    /// Where a string is, or may be put.
    fn slot(&self, text: &str) -> Slot {
        if self.slots.is_empty() {
            return Slot::None;
        }
        let mask = self.slots.len() - 1;
        let from = hash(text.as_bytes()) as usize;
        for at in (from..from + MOST).map(|at| at & mask) {
            match self.slots[at] {
                0 => return Slot::Free(at),
                taken if self.bytes(Symbol(taken - 1)) == text.as_bytes() => return Slot::Taken(Symbol(taken - 1)),
                _ => {}
            }
        }
        Slot::None
    }

    /// To a power of two.
    fn resize(&mut self, size: usize) {
        self.slots.clear();
        self.slots.resize(size, 0);
        self.crowded.clear();
        for symbol in (0..self.ends.len() as u32).map(Symbol) {
            match self.slot(self.text(symbol)) {
                Slot::Free(at) => self.slots[at] = symbol.0 + 1,
                Slot::Taken(_) => {}
                Slot::None => {
                    self.crowded.insert(self.text(symbol).into(), symbol);
                }
            }
        }
    }
}

/// What is found where a string is looked for.
enum Slot {
    Taken(Symbol),
    Free(usize),
    /// Others have the first few.
    None,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_strings_share_a_symbol_and_others_do_not() {
        let mut names = Interner::default();
        let symbols: Vec<Symbol> = (0..1000).map(|i| names.intern(&format!("name{i}"))).collect();
        for (i, &symbol) in symbols.iter().enumerate() {
            assert_eq!(names.intern(&format!("name{i}")), symbol);
            assert_eq!(names.text(symbol), format!("name{i}"));
            assert_eq!(names.find(&format!("name{i}")), Some(symbol));
        }
        assert_eq!(names.len(), 1000);
        assert_eq!(names.find("stranger"), None);
        assert_eq!(Interner::default().find("x"), None);
    }

    #[test]
    fn strings_that_want_the_same_slot_are_kept_apart() {
        const SLOTS: u32 = 1 << 10;
        let mut alike = (0..).map(|i| format!("name{i}")).filter(|name| hash(name.as_bytes()) % SLOTS == 7);
        let alike: Vec<String> = alike.by_ref().take(200).collect();
        let mut names = Interner::default();
        names.reserve(400, 4000);
        assert_eq!(names.slots.len(), SLOTS as usize);
        let symbols: Vec<Symbol> = alike.iter().map(|name| names.intern(name)).collect();
        assert_eq!(names.crowded.len(), 200 - MOST);
        let hold = |names: &mut Interner| {
            for (name, &symbol) in alike.iter().zip(&symbols) {
                assert_eq!((names.find(name), names.intern(name), names.text(symbol)), (Some(symbol), symbol, name.as_str()));
            }
        };
        hold(&mut names);
        for i in 0..400 {
            names.intern(&format!("other{i}"));
        }
        assert!(names.slots.len() > SLOTS as usize, "it has grown");
        hold(&mut names);
    }
}
