//! Caches the ends of discriminator paths, in items and in slices, because each item is compared with each slice.

use std::rc::Rc;

use super::index::pair;
use super::overlay::Overlay;
use crate::hash::NumberMap;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// The nodes at the end of a discriminator path in an item.
#[derive(Debug, Default)]
pub(super) struct Reached {
    pub(super) nodes: Vec<NodeId>,
    /// The reference that leads out of the message, if the path ends there.
    pub(super) outside: Option<NodeId>,
    /// The deepest element of the path that exists, below the item.
    pub(super) deepest: Option<NodeId>,
}

/// See the [module](self).
#[derive(Default)]
pub(super) struct Discriminated<'a> {
    /// The item that was compared last, and the end of each path in it.
    item: Option<NodeId>,
    reached: Vec<(Symbol, Rc<Reached>)>,
    /// Indexes into `asked`, by profile URL and element index.
    slices: NumberMap,
    asked: Vec<Slice<'a>>,
}

/// A slice, and the elements of its profile at the end of each path.
struct Slice<'a> {
    slice: Overlay<'a>,
    asked: Vec<(Symbol, Rc<[Overlay<'a>]>)>,
}

impl<'a> Discriminated<'a> {
    pub(super) fn reached(&self, item: NodeId, path: Symbol) -> Option<Rc<Reached>> {
        let mut known = self.reached.iter().filter(|_| self.item == Some(item));
        known.find(|(known, _)| *known == path).map(|(_, reached)| Rc::clone(reached))
    }

    pub(super) fn add_reached(&mut self, item: NodeId, path: Symbol, reached: Reached) -> Rc<Reached> {
        if self.item != Some(item) {
            self.item = Some(item);
            self.reached.clear();
        }
        let reached = Rc::new(reached);
        self.reached.push((path, Rc::clone(&reached)));
        reached
    }

    pub(super) fn asked(&self, slice: Overlay<'a>, path: Symbol) -> Option<Rc<[Overlay<'a>]>> {
        let known = &self.asked[self.slices.get(key(slice))? as usize];
        // Several definitions may lack a URL, and then share a key.
        let mut asked = known.asked.iter().filter(|_| known.slice.same(slice));
        asked.find(|(known, _)| *known == path).map(|(_, asked)| Rc::clone(asked))
    }

    pub(super) fn add_asked(&mut self, slice: Overlay<'a>, path: Symbol, asked: Vec<Overlay<'a>>) -> Rc<[Overlay<'a>]> {
        let asked: Rc<[Overlay<'a>]> = asked.into();
        let next = self.asked.len() as u32;
        let place = self.slices.or_insert(key(slice), next);
        if place == next {
            self.asked.push(Slice { slice, asked: Vec::new() });
        }
        let known = &mut self.asked[place as usize];
        if known.slice.same(slice) {
            known.asked.push((path, Rc::clone(&asked)));
        }
        asked
    }
}

fn key(slice: Overlay<'_>) -> u64 {
    pair(slice.definition.url.0, slice.element)
}
