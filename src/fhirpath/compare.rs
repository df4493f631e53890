//! Equality, equivalence and order of values, and sets of them.

use std::cmp::Ordering;

use super::Unknown;
use super::context::{Cx, Outcome};
use super::value::Value;
use crate::syntax::tree::NodeId;

impl<'a> Cx<'_, 'a> {
    /// `=` of two collections, or `None` if it cannot be said.
    pub(super) fn equal(&mut self, left: &[Value<'a>], right: &[Value<'a>]) -> Outcome<Option<bool>> {
        if left.is_empty() || right.is_empty() {
            return Ok(None);
        }
        if left.len() != right.len() {
            return Ok(Some(false));
        }
        let mut all = Some(true);
        for (a, b) in left.iter().zip(right) {
            match self.equal_items(a, b)? {
                Some(false) => return Ok(Some(false)),
                Some(true) => {}
                None => all = None,
            }
        }
        Ok(all)
    }

    /// `=` of two items.
    pub(super) fn equal_items(&mut self, left: &Value<'a>, right: &Value<'a>) -> Outcome<Option<bool>> {
        self.step(1)?;
        if let (Value::Node(a), Value::Node(b)) = (left, right) {
            let tree = self.env.typed.tree;
            if a == b {
                return Ok(Some(true));
            }
            if tree.value(*a).is_none() || tree.value(*b).is_none() {
                return self.equal_trees(*a, *b).map(Some);
            }
            // What is written alike is alike, however it is written.
            if tree.value(*a) == tree.value(*b) && self.env.typed.type_of(*a) == self.env.typed.type_of(*b) {
                return Ok(Some(true));
            }
        }
        if let (Value::Node(node), Value::Text(text)) | (Value::Text(text), Value::Node(node)) = (left, right)
            && let Some(value) = self.env.typed.tree.value(*node)
        {
            // Whatever its type: mad-3 compares a boolean with 'false', and means it.
            return Ok(Some(value == text));
        }
        let (a, b) = (self.system(left), self.system(right));
        Ok(match (&a, &b) {
            (Value::Boolean(a), Value::Boolean(b)) => Some(a == b),
            (Value::Integer(a), Value::Integer(b)) => Some(a == b),
            (Value::Text(a), Value::Text(b)) => Some(a == b),
            (Value::Moment(a), Value::Moment(b)) if (a.calendar == b.calendar) || a.is_dated() && b.is_dated() => {
                self.decided(a.compare(b)).map(Ordering::is_eq)
            }
            (Value::Quantity(a), Value::Quantity(b)) => self.decided(a.compare(b)).map(Ordering::is_eq),
            (Value::Type(a, x), Value::Type(b, y)) => Some(a == b && x == y),
            (Value::Outside(_), _) | (_, Value::Outside(_)) => return Err(Unknown::Outside),
            _ => match (a.decimal(), b.decimal()) {
                (Some(a), Some(b)) => Some(a.compare(b) == Some(Ordering::Equal)),
                _ => Some(false),
            },
        })
    }

    /// Remembers that something could not be decided for want of precision.
    fn decided(&mut self, order: Option<Ordering>) -> Option<Ordering> {
        self.undecided |= order.is_none();
        order
    }

    /// Two nodes have the same values and children, in the same order.
    fn equal_trees(&mut self, left: NodeId, right: NodeId) -> Outcome<bool> {
        let tree = self.env.typed.tree;
        let mut pairs = vec![(left, right)];
        while let Some((a, b)) = pairs.pop() {
            self.step(1)?;
            if tree.value(a) != tree.value(b) || tree.resource_type(a) != tree.resource_type(b) {
                return Ok(false);
            }
            let (mut of_a, mut of_b) = (tree.children(a), tree.children(b));
            loop {
                match (of_a.next(), of_b.next()) {
                    (None, None) => break,
                    (Some(a), Some(b)) if tree.node(a).name == tree.node(b).name => pairs.push((a, b)),
                    _ => return Ok(false),
                }
            }
        }
        Ok(true)
    }

    /// `~` of two collections: in any order.
    pub(super) fn equivalent(&mut self, left: &[Value<'a>], right: &[Value<'a>]) -> Outcome<bool> {
        if left.len() != right.len() {
            return Ok(false);
        }
        let mut taken = vec![false; right.len()];
        'left: for a in left {
            for (i, b) in right.iter().enumerate() {
                if !taken[i] && self.equivalent_items(a, b)? {
                    taken[i] = true;
                    continue 'left;
                }
            }
            return Ok(false);
        }
        Ok(true)
    }

    fn equivalent_items(&mut self, left: &Value<'a>, right: &Value<'a>) -> Outcome<bool> {
        self.step(1)?;
        let before = self.undecided;
        let (a, b) = (self.system(left), self.system(right));
        let result = match (&a, &b) {
            (Value::Text(a), Value::Text(b)) => plain(a) == plain(b),
            (Value::Quantity(a), Value::Quantity(b)) => self.decided(a.compare(b)).is_some_and(Ordering::is_eq),
            _ => match (a.decimal(), b.decimal()) {
                // "comparing the decimals rounded to the precision of the least precise operand"
                (Some(a), Some(b)) => {
                    let (a, b) = (a.trimmed(), b.trimmed());
                    let scale = a.scale.min(b.scale);
                    a.round(scale).compare(b.round(scale)) == Some(Ordering::Equal)
                }
                _ => {
                    let equal = self.equal_items(&a, &b)?;
                    // For equivalence a date that is less exact is another date, and that is certain.
                    self.undecided = before;
                    equal == Some(true)
                }
            },
        };
        Ok(result)
    }

    /// Order of two items; `None` where one is more exact than the other.
    pub(super) fn order(&mut self, left: &Value<'a>, right: &Value<'a>) -> Outcome<Option<Ordering>> {
        self.step(1)?;
        let (a, b) = (self.system(left), self.system(right));
        Ok(match (&a, &b) {
            (Value::Text(a), Value::Text(b)) => Some(a.cmp(b)),
            (Value::Moment(a), Value::Moment(b)) if (a.calendar == b.calendar) || a.is_dated() && b.is_dated() => {
                self.decided(a.compare(b))
            }
            (Value::Quantity(a), Value::Quantity(b)) => self.decided(a.compare(b)),
            (Value::Outside(_), _) | (_, Value::Outside(_)) => return Err(Unknown::Outside),
            _ => match (a.decimal(), b.decimal()) {
                (Some(a), Some(b)) => self.decided(a.compare(b)),
                _ if self.undecided => None,
                _ => return Err(Unknown::Fault("these values have no order")),
            },
        })
    }

    /// For each item the place of the first that equals it. Linear where the items differ in their values.
    pub(super) fn first_equals(&mut self, items: &[Value<'a>]) -> Outcome<Vec<u32>> {
        let mask = (items.len() * 2).next_power_of_two() - 1;
        let mut slots = vec![u32::MAX; mask + 1];
        let mut hashes: Vec<u64> = Vec::with_capacity(items.len());
        let mut first = Vec::with_capacity(items.len());
        for (i, item) in items.iter().enumerate() {
            let hash = self.hash(item)?;
            hashes.push(hash);
            let mut at = hash as usize & mask;
            let place = loop {
                let taken = slots[at];
                if taken == u32::MAX {
                    slots[at] = i as u32;
                    break i as u32;
                }
                if hashes[taken as usize] == hash && self.equal_items(&items[taken as usize], item)? == Some(true) {
                    break taken;
                }
                self.step(1)?;
                at = (at + 1) & mask;
            };
            first.push(place);
        }
        Ok(first)
    }

    /// Each value once, where it stands first.
    pub(super) fn distinct(&mut self, mut items: Vec<Value<'a>>) -> Outcome<Vec<Value<'a>>> {
        if items.len() > 1 {
            let mut first = self.first_equals(&items)?.into_iter().zip(0..);
            items.retain(|_| first.next().is_some_and(|(first, at)| first == at));
        }
        Ok(items)
    }

    /// A number that is the same for equal items.
    fn hash(&mut self, item: &Value<'a>) -> Outcome<u64> {
        self.step(1)?;
        Ok(match self.system(item) {
            Value::Boolean(value) => u64::from(value),
            Value::Text(text) => mix(1, text.as_bytes()),
            Value::Moment(moment) => mix(2, &moment.key().to_le_bytes()),
            Value::Node(node) => self.hash_tree(node)?,
            Value::Outside(_) => return Err(Unknown::Outside),
            value => match value.decimal() {
                Some(decimal) => {
                    let decimal = decimal.trimmed();
                    mix(u64::from(decimal.scale) + 3, &decimal.mantissa().to_le_bytes())
                }
                None => 2,
            },
        })
    }

    fn hash_tree(&mut self, node: NodeId) -> Outcome<u64> {
        let tree = self.env.typed.tree;
        let mut hash = 99;
        let mut nodes = vec![node];
        while let Some(node) = nodes.pop() {
            self.step(1)?;
            for child in tree.children(node) {
                hash = mix(hash, &tree.node(child).name.0.to_le_bytes());
                nodes.push(child);
            }
            hash = mix(hash, tree.value(node).unwrap_or_default().as_bytes());
        }
        Ok(hash)
    }
}

/// FNV-1a, with a last turn because the lowest bits choose the slot.
fn mix(seed: u64, bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ seed.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    for &byte in bytes {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    hash ^ hash >> 32
}

/// "Strings must be the same, ignoring case and locale, and normalizing whitespace."
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.extend(word.chars().map(crate::letters::small));
    }
    out
}
