//! Values of members: arrays, objects, primitives, and the `_name` beside a primitive.

use super::super::json_scan::Broken;
use super::super::rules;
use super::Reader;
use crate::source::Span;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, form};

impl Reader<'_> {
    /// A member's value into a new node, or into the one that `_name` or `name` made before it.
    pub(super) fn value(
        &mut self,
        parent: NodeId,
        name: Symbol,
        underscore: bool,
        other: Option<NodeId>,
        key: Span,
        depth: usize,
    ) -> Option<NodeId> {
        if self.scan.peek() == Some(b'[') {
            return self.array(parent, name, underscore, other, key, depth);
        }
        if let Some(other) = other.filter(|&other| self.tree.has(other, form::IN_ARRAY)) {
            self.mismatch(other, key, underscore);
            self.skip_value(other, depth);
            self.tree.set_end(other, self.scan.at);
            return Some(other);
        }
        let node = match other {
            Some(node) => node,
            None => self.add(parent, name, key.start as usize, form::KEYED | form::SINGLE)?,
        };
        self.item(node, underscore, key, depth);
        self.tree.set_end(node, self.scan.at);
        Some(node)
    }

    fn mismatch(&mut self, node: NodeId, key: Span, underscore: bool) {
        let name = self.tree.name(node).to_owned();
        let message = if underscore {
            format!("_{name} and {name} must both be arrays, or neither")
        } else {
            format!("{name} and _{name} must both be arrays, or neither")
        };
        self.report_at(&rules::JSON_UNDERSCORE, node, key, message, "an array beside an array, a single value beside a single value");
    }

    fn array(&mut self, parent: NodeId, name: Symbol, underscore: bool, other: Option<NodeId>, key: Span, depth: usize) -> Option<NodeId> {
        let open = self.scan.at;
        self.scan.at += 1;
        if let Some(other) = other.filter(|&other| !self.tree.has(other, form::IN_ARRAY)) {
            self.mismatch(other, key, underscore);
            self.scan.at = open;
            self.skip_value(other, depth);
            self.tree.set_end(other, self.scan.at);
            return Some(other);
        }
        let (mut first, mut pair) = (other, other);
        self.scan.skip_space();
        if self.scan.eat(b']') {
            self.report_at(
                &rules::JSON_EMPTY,
                parent,
                Span::new(open, self.scan.at),
                "An array must not be empty",
                "at least one item, or no member",
            );
            // A node all the same, so that the member does not also count as missing.
            let node = self.add(parent, name, key.start as usize, form::KEYED | form::IN_ARRAY | form::UNREADABLE);
            if let Some(node) = node {
                self.tree.set_end(node, self.scan.at);
            }
            return node;
        }
        loop {
            self.scan.skip_space();
            let start = self.scan.at;
            let node = match pair {
                Some(node) => node,
                None => match self.add(parent, name, start, form::IN_ARRAY) {
                    Some(node) => node,
                    None => return first,
                },
            };
            first.get_or_insert(node);
            pair = pair.and_then(|node| self.next_item(node));
            match self.scan.peek() {
                Some(b'n') if self.scan.text[start..].starts_with("null") => {
                    self.scan.at += 4;
                    self.deferred.push(node);
                }
                Some(b'[') => {
                    self.skip_value(node, depth);
                    self.tree.mark(node, form::UNREADABLE);
                    self.report_at(
                        &rules::JSON_NESTED_ARRAY,
                        node,
                        Span::new(start, self.scan.at),
                        "An array directly inside an array is not allowed",
                        "a value or an object",
                    );
                }
                _ => self.item(node, underscore, Span::new(start, start), depth),
            }
            if !underscore || other.is_none() {
                self.tree.set_end(node, self.scan.at);
            }
            if self.stopped {
                return first;
            }
            self.scan.skip_space();
            match self.scan.peek() {
                Some(b']') => {
                    self.scan.at += 1;
                    return first;
                }
                Some(b',') => {
                    let comma = self.scan.here();
                    self.scan.at += 1;
                    self.scan.skip_space();
                    if self.scan.eat(b']') {
                        self.broken(&Broken { span: comma, expected: "no comma before ']'" });
                        return first;
                    }
                }
                Some(b'"' | b'{' | b'-' | b'0'..=b'9') => {
                    let (here, found) = (self.scan.here(), self.scan.found());
                    self.report(&rules::JSON_SYNTAX, here, "A comma is missing before the item", "','", found);
                }
                _ => {
                    self.stop("',' or ']'");
                    return first;
                }
            }
        }
    }

    /// The item of the paired array that stands beside the next one.
    fn next_item(&self, node: NodeId) -> Option<NodeId> {
        let next = self.tree.node(node).next;
        let next = (next != u32::MAX).then_some(NodeId(next))?;
        (self.tree.node(next).name == self.tree.node(node).name).then_some(next)
    }

    /// An object or a primitive into a node.
    fn item(&mut self, node: NodeId, underscore: bool, key: Span, depth: usize) {
        let start = self.scan.at;
        let byte = self.scan.peek();
        if underscore && byte != Some(b'{') {
            let span = if key.end > key.start { key } else { self.scan.here() };
            self.report_at(
                &rules::JSON_UNDERSCORE,
                node,
                span,
                "A member that begins with _ must be an object with id or extension",
                "an object",
            );
            self.tree.mark(node, form::STRAY);
            return self.skip_value(node, depth);
        }
        match byte {
            Some(b'{') => {
                if self.tree.has(node, form::VALUE | form::OBJECT) && !underscore || underscore && self.tree.has(node, form::OBJECT) {
                    let name = self.tree.name(node).to_owned();
                    let message = format!("_{name} is not allowed: {name} is an object, not a primitive");
                    self.report_at(&rules::JSON_UNDERSCORE, node, Span::new(start, start + 1), message, format!("only {name}"));
                    return self.skip_value(node, depth);
                }
                if !underscore {
                    self.tree.mark(node, form::OBJECT);
                }
                self.object_keeping_span(node, underscore, depth);
            }
            Some(b'"') => {
                let Some(text) = self.string() else {
                    self.tree.mark(node, form::INCOMPLETE);
                    return;
                };
                if text.broken.is_some() {
                    self.tree.mark(node, form::UNREADABLE);
                }
                if let Some(span) = text.lone_surrogate {
                    self.half_a_pair(node, span);
                }
                if text.inner.start == text.inner.end {
                    let span = Span::new(start, self.scan.at);
                    self.tree.mark(node, form::UNREADABLE);
                    self.report_at(&rules::JSON_EMPTY, node, span, "A string must not be empty", "a value, or no member");
                }
                let meant = matches!(text.meant, std::borrow::Cow::Owned(_)).then_some(text.meant.as_ref());
                self.tree.set_value(node, text.inner, meant);
                self.tree.mark(node, form::STRING);
            }
            Some(b'-' | b'0'..=b'9' | b'+' | b'.') => {
                let number = self.scan.number();
                let span = match number {
                    Ok(span) => span,
                    Err(broken) => {
                        self.broken(&broken);
                        self.tree.mark(node, form::UNREADABLE);
                        broken.span
                    }
                };
                self.tree.set_value(node, span, None);
                self.tree.mark(node, form::NUMBER);
            }
            _ => match self.scan.word() {
                (span, "true" | "false") => {
                    self.tree.set_value(node, span, None);
                    self.tree.mark(node, form::BOOLEAN);
                }
                (span, "null") => {
                    self.tree.mark(node, form::UNREADABLE);
                    self.report_at(&rules::JSON_NULL, node, span, "null is not allowed outside an array", "a value, or no member");
                }
                (span, word) => {
                    self.tree.mark(node, form::UNREADABLE);
                    if word.is_empty() {
                        return self.stop("a value");
                    }
                    self.broken(&Broken { span, expected: "a value: a string in quotes, a number, true, false or an object" });
                }
            },
        }
    }

    /// Reads an object; where it belongs to a `_name`, the primitive's own span stays what it was.
    fn object_keeping_span(&mut self, node: NodeId, underscore: bool, depth: usize) {
        let end = self.tree.node(node).end;
        let keep = underscore && self.tree.has(node, form::VALUE);
        self.object(node, depth + 1);
        if keep {
            self.tree.set_end(node, end as usize);
        }
    }
}
