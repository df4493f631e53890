//! Objects: their members, `resourceType` among them.

use super::super::json_scan::Broken;
use super::super::rules;
use super::Reader;
use crate::diagnostic::name_kept;
use crate::hash::NumberMap;
use crate::source::Span;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

/// The members of one object: where each name began, so that `_name` finds its primitive and doubles are seen.
#[derive(Default)]
struct Members {
    few: Vec<(Symbol, bool, Option<NodeId>)>,
    /// Places in `few`.
    many: NumberMap,
}

impl Members {
    /// Beyond this many, a look through all of them for each would add up.
    const FEW: usize = 24;

    fn key(name: Symbol, underscore: bool) -> u64 {
        u64::from(name.0) << 1 | u64::from(underscore)
    }

    fn get(&self, name: Symbol, underscore: bool) -> Option<Option<NodeId>> {
        if self.few.len() < Members::FEW {
            self.few.iter().find(|m| m.0 == name && m.1 == underscore).map(|m| m.2)
        } else {
            self.many.get(Members::key(name, underscore)).map(|place| self.few[place as usize].2)
        }
    }

    fn add(&mut self, name: Symbol, underscore: bool, first: Option<NodeId>) {
        self.few.push((name, underscore, first));
        if self.few.len() == Members::FEW {
            for (place, &(name, underscore, _)) in self.few.iter().enumerate() {
                self.many.insert(Members::key(name, underscore), place as u32);
            }
        } else if self.few.len() > Members::FEW {
            self.many.insert(Members::key(name, underscore), self.few.len() as u32 - 1);
        }
    }

    fn is_empty(&self) -> bool {
        self.few.is_empty()
    }
}

impl Reader<'_> {
    /// The members of an object into a node. The place is at its `{`.
    pub(super) fn object(&mut self, node: NodeId, depth: usize) {
        let open = self.scan.at;
        self.scan.at += 1;
        if depth > self.limits.depth {
            self.too_deep(open);
            self.tree.mark(node, form::INCOMPLETE);
            return;
        }
        let mut members = Members::default();
        let mut anything = false;
        let deferred = self.deferred.len();
        self.scan.skip_space();
        let mut closed = self.scan.eat(b'}');
        while !closed && !self.stopped {
            anything = true;
            self.member(node, &mut members, depth);
            if self.stopped {
                break;
            }
            self.scan.skip_space();
            match self.scan.peek() {
                Some(b'}') => {
                    self.scan.at += 1;
                    closed = true;
                }
                Some(b',') => {
                    let comma = self.scan.here();
                    self.scan.at += 1;
                    self.scan.skip_space();
                    if self.scan.eat(b'}') {
                        self.broken(&Broken { span: comma, expected: "no comma before '}'" });
                        closed = true;
                    }
                }
                Some(b'"') => {
                    let here = self.scan.here();
                    self.report(&rules::JSON_SYNTAX, here, "A comma is missing before the member", "','", "'\"'");
                }
                _ => self.stop("',' or '}'"),
            }
        }
        self.tree.set_end(node, self.scan.at.min(self.scan.text.len()));
        if self.stopped {
            self.tree.mark(node, form::INCOMPLETE);
        } else if !anything {
            self.report_at(&rules::JSON_EMPTY, node, Span::new(open, self.scan.at), "An object must not be empty", "at least one member");
            self.tree.mark(node, form::UNREADABLE);
        } else if members.is_empty() {
            // Only comments or a resourceType, which were reported or are judged elsewhere.
            self.tree.mark(node, form::UNREADABLE);
        }
        let mut nulls = self.deferred.split_off(deferred);
        // One that is null on both sides stands here twice.
        nulls.sort_unstable();
        nulls.dedup();
        let mut among_objects = None;
        for null in nulls {
            let something = self.tree.has(null, form::VALUE | form::OBJECT) || self.tree.children(null).next().is_some();
            if !something && !self.stopped {
                let span = self.tree.span(null);
                self.tree.mark(null, form::UNREADABLE);
                let name = self.tree.node(null).name;
                // The nulls of one array are neighbours.
                if among_objects.is_none_or(|(known, _)| known != name) {
                    among_objects = Some((name, self.is_among_objects(null)));
                }
                let (message, expected) = match among_objects.is_some_and(|(_, among_objects)| among_objects) {
                    true => ("null is not allowed in an array of objects", "an object"),
                    false => ("null in an array must have an extension at the same place in the _ array", "a value"),
                };
                self.report_at(&rules::JSON_NULL, null, span, message, expected);
            }
        }
    }

    /// Returns whether the array of a null holds objects. Only arrays of primitives have a `_` array beside them.
    fn is_among_objects(&self, null: NodeId) -> bool {
        let name = self.tree.node(null).name;
        let mut siblings = self.tree.parent(null).into_iter().flat_map(|parent| self.tree.children(parent));
        matches!(self.tree.name(null), "extension" | "modifierExtension")
            || siblings.any(|other| self.tree.node(other).name == name && self.tree.has(other, form::OBJECT))
    }

    fn member(&mut self, node: NodeId, members: &mut Members, depth: usize) {
        let start = self.scan.at;
        if self.scan.peek() != Some(b'"') {
            return self.stop("a member name in quotes");
        }
        let Some(key) = self.string() else { return };
        let key_span = Span::new(start, self.scan.at);
        if let Some(span) = key.lone_surrogate {
            self.half_a_pair(node, span);
        }
        self.scan.skip_space();
        if !self.scan.eat(b':') {
            return self.stop("':' after the member name");
        }
        self.scan.skip_space();
        match key.meant.as_ref() {
            "resourceType" if self.names_resource(node) => return self.resource_type(node, key_span, members),
            "fhir_comments" => {
                self.report_at(&rules::JSON_COMMENTS, node, key_span, "fhir_comments is not allowed in STU3", "no member fhir_comments");
                return self.skip_value(node, depth);
            }
            _ => {}
        }
        let (text, underscore) = match key.meant.strip_prefix('_') {
            Some(text) => (text, true),
            None => (key.meant.as_ref(), false),
        };
        let name = self.tree.names.intern(name_kept(text));
        if members.get(name, underscore).is_some() {
            let message = format!("The member {:?} is repeated and must occur once; only the first was checked", key.meant);
            self.report_at(&rules::JSON_DUPLICATE, node, key_span, message, "each member once in an object");
            return self.skip_value(node, depth);
        }
        let other = members.get(name, !underscore).flatten();
        let first = self.value(node, name, underscore, other, key_span, depth);
        members.add(name, underscore, first);
    }

    /// Whether the value at the place is the name of a resource. An element may be called resourceType, too, as that of
    /// `Claim.payee` is: a complex one, in an object that is no resource.
    fn names_resource(&self, node: NodeId) -> bool {
        !matches!(self.scan.peek(), Some(b'{' | b'[')) || super::holds_resource(&self.tree, node)
    }

    pub(super) fn half_a_pair(&mut self, node: NodeId, span: Span) {
        self.report_at(&rules::JSON_SURROGATE, node, span, "Half of a surrogate pair is not valid", "both halves of the pair");
    }

    fn resource_type(&mut self, node: NodeId, key: Span, members: &mut Members) {
        let name = self.tree.names.intern("resourceType");
        if members.get(name, false).is_some() {
            self.report_at(
                &rules::JSON_DUPLICATE,
                node,
                key,
                "resourceType is repeated and must occur once; only the first was used",
                "each member once in an object",
            );
            return self.skip_value(node, 0);
        }
        if !self.tree.has(node, form::OBJECT) {
            let name = self.tree.name(node).to_owned();
            let message = format!("_{name} must contain the id and extensions of a primitive, not a resource");
            self.report_at(&rules::JSON_UNDERSCORE, node, key, message, "no resourceType");
            return self.skip_value(node, 0);
        }
        let text = if self.scan.peek() == Some(b'"') {
            let Some(text) = self.string() else { return };
            if let Some(span) = text.lone_surrogate {
                self.half_a_pair(node, span);
            }
            Some(text.meant).filter(|text| !text.is_empty())
        } else {
            self.skip_value(node, 0);
            None
        };
        if let Some(text) = text {
            let symbol = self.tree.names.intern(name_kept(&text));
            self.tree.set_resource(node, symbol, None);
            if node == NodeId::ROOT {
                self.tree.nodes[0].name = symbol;
            }
        } else {
            self.report_at(
                &rules::JSON_RESOURCE_TYPE,
                node,
                key,
                "resourceType must be a string that names the resource",
                "a string such as \"Bundle\"",
            );
            self.tree.mark(node, form::UNREADABLE);
        }
        // The name stays free of `few` being empty: a lone resourceType is no empty object.
        members.add(name, false, None);
    }
}
