//! FHIR JSON: `_name` merged into its primitive, decimals kept as written, spans kept.

use super::json_scan::{Broken, Scanner, Text};
use super::{Findings, Limits, rules};
use crate::finding::{At, Finding, Rule, shown};
use crate::hash::NumberMap;
use crate::intern::Symbol;
use crate::source::Span;
use crate::tree::{NodeId, Tree, form};

pub(super) fn read(text: &str, limits: Limits) -> (Tree<'_>, Vec<Finding>) {
    let at = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let mut reader = Reader {
        tree: Tree::new(text, false),
        scan: Scanner { text, at },
        findings: Findings::new(limits),
        limits,
        stopped: false,
        deferred: Vec::new(),
    };
    reader.document();
    (reader.tree, reader.findings.list)
}

struct Reader<'t> {
    tree: Tree<'t>,
    scan: Scanner<'t>,
    findings: Findings,
    limits: Limits,
    /// Nothing more can be read.
    stopped: bool,
    /// Nodes that stand for a `null` in an array, to be judged when their `_name` has had its chance.
    deferred: Vec<NodeId>,
}

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

impl<'t> Reader<'t> {
    fn document(&mut self) {
        self.scan.skip_space();
        if self.scan.peek() != Some(b'{') {
            let finding = Finding::new(&rules::NOT_FHIR, At::Span(self.scan.here()), "A FHIR resource in JSON is one object")
                .wanted("an object, beginning with '{'")
                .found(format!("it begins with {}", self.scan.found()));
            self.findings.push(finding);
            return;
        }
        let name = self.tree.names.intern("resource");
        let root = self.tree.add(None, name, self.scan.at, form::OBJECT);
        self.object(root, 1);
        if self.stopped {
            return;
        }
        self.scan.skip_space();
        if self.scan.at < self.scan.text.len() {
            let rest = Span::new(self.scan.at, self.scan.text.trim_end().len());
            let found = shown(&self.scan.text[rest.start as usize..rest.end as usize]);
            self.report(&rules::JSON_TRAILING, rest, "There is text after the end of the resource", "nothing after the last '}'", found);
        }
    }

    fn report(&mut self, rule: &'static Rule, span: Span, message: impl Into<String>, wanted: impl Into<String>, found: impl Into<String>) {
        self.findings.push(Finding::new(rule, At::Span(span), message).wanted(wanted).found(found));
    }

    fn report_at(&mut self, rule: &'static Rule, node: NodeId, span: Span, message: impl Into<String>, wanted: impl Into<String>) {
        self.findings.push(Finding::new(rule, At::Within(node, span), message).wanted(wanted));
    }

    /// The text is broken here, and what follows cannot be told.
    fn stop(&mut self, wanted: &str) {
        if !self.stopped {
            let (span, found) = (self.scan.here(), self.scan.found());
            self.report(&rules::JSON_SYNTAX, span, "The JSON is broken here; what follows was not read", wanted, found);
            // What is open ends behind this, so that it holds the place.
            self.scan.at = span.end as usize;
        }
        self.stopped = true;
    }

    fn too_deep(&mut self, open: usize) {
        let wanted = format!("at most {} elements within elements", self.limits.depth);
        let message = "Elements are nested deeper than the limit; what follows was not read";
        self.report(&rules::LIMIT_DEPTH, Span::new(open, open + 1), message, wanted, "deeper");
        self.stopped = true;
    }

    /// The text is broken here, and reading goes on behind it.
    fn broken(&mut self, broken: &Broken) {
        let found = shown(&self.scan.text[broken.span.start as usize..broken.span.end as usize]);
        self.report(&rules::JSON_SYNTAX, broken.span, "This is not JSON", broken.wanted, format!("{found:?}"));
    }

    fn add(&mut self, parent: NodeId, name: Symbol, start: usize, form: u16) -> Option<NodeId> {
        if self.tree.nodes.len() >= self.limits.nodes {
            if !self.stopped {
                let wanted = format!("at most {} elements", self.limits.nodes);
                self.report(
                    &rules::LIMIT_NODES,
                    Span::at(start),
                    "There are more elements than the limit; what follows was not read",
                    wanted,
                    "more",
                );
            }
            self.stopped = true;
            return None;
        }
        Some(self.tree.add(Some(parent), name, start, form))
    }

    fn string(&mut self) -> Option<Text<'t>> {
        match self.scan.string() {
            Err(broken) => {
                self.scan.at = broken.span.start as usize;
                self.stop(broken.wanted);
                None
            }
            Ok(text) => {
                if let Some(broken) = &text.broken {
                    self.broken(broken);
                }
                Some(text)
            }
        }
    }

    /// The members of an object into a node. The place is at its `{`.
    fn object(&mut self, node: NodeId, depth: usize) {
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
                        self.broken(&Broken { span: comma, wanted: "no comma before '}'" });
                        closed = true;
                    }
                }
                Some(b'"') => {
                    let here = self.scan.here();
                    self.report(&rules::JSON_SYNTAX, here, "A comma is missing before this member", "','", "'\"'");
                }
                _ => self.stop("',' or '}'"),
            }
        }
        self.tree.set_end(node, self.scan.at.min(self.scan.text.len()));
        if self.stopped {
            self.tree.mark(node, form::INCOMPLETE);
        } else if !anything {
            self.report_at(&rules::JSON_EMPTY, node, Span::new(open, self.scan.at), "An object is never empty", "at least one member");
            self.tree.mark(node, form::REPORTED);
        } else if members.is_empty() {
            // Only comments or a resourceType, which were reported or are judged elsewhere.
            self.tree.mark(node, form::REPORTED);
        }
        let mut nulls = self.deferred.split_off(deferred);
        // One that is null on both sides stands here twice.
        crate::order::sort_by(&mut nulls, |a, b| a < b);
        nulls.dedup();
        for null in nulls {
            let something = self.tree.has(null, form::VALUE | form::OBJECT) || self.tree.children(null).next().is_some();
            if !something && !self.stopped {
                let span = self.tree.span(null);
                self.tree.mark(null, form::REPORTED);
                self.report_at(
                    &rules::JSON_NULL,
                    null,
                    span,
                    "null in an array needs an extension in the same place of the _ array",
                    "a value",
                );
            }
        }
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
            "resourceType" => return self.resource_type(node, key_span, members),
            "fhir_comments" => {
                self.report_at(
                    &rules::JSON_COMMENTS,
                    node,
                    key_span,
                    "fhir_comments belongs to DSTU2; STU3 JSON has no comments",
                    "no member fhir_comments",
                );
                return self.skip_value(node, depth);
            }
            _ => {}
        }
        let (text, underscore) = match key.meant.strip_prefix('_') {
            Some(text) => (text, true),
            None => (key.meant.as_ref(), false),
        };
        let name = self.tree.names.intern(text);
        if members.get(name, underscore).is_some() {
            let message = format!("The member {:?} is here already; only its first value was checked", key.meant);
            self.report_at(&rules::JSON_DUPLICATE, node, key_span, message, "each member once in an object");
            return self.skip_value(node, depth);
        }
        let other = members.get(name, !underscore).flatten();
        let first = self.value(node, name, underscore, other, key_span, depth);
        members.add(name, underscore, first);
    }

    fn half_a_pair(&mut self, node: NodeId, span: Span) {
        self.report_at(&rules::JSON_SURROGATE, node, span, "Half of a surrogate pair stands alone", "both halves of the pair");
    }

    fn resource_type(&mut self, node: NodeId, key: Span, members: &mut Members) {
        let name = self.tree.names.intern("resourceType");
        if members.get(name, false).is_some() {
            self.report_at(
                &rules::JSON_DUPLICATE,
                node,
                key,
                "The member \"resourceType\" is here already; only its first value was used",
                "each member once in an object",
            );
            return self.skip_value(node, 0);
        }
        if !self.tree.has(node, form::OBJECT) {
            let name = self.tree.name(node).to_owned();
            let message = format!("_{name} holds the id and extensions of a primitive, and is no resource");
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
            let symbol = self.tree.names.intern(&text);
            self.tree.set_resource(node, symbol, None);
            if node == NodeId::ROOT {
                self.tree.nodes[0].name = symbol;
            }
        } else {
            self.report_at(
                &rules::JSON_RESOURCE_TYPE,
                node,
                key,
                "resourceType is the name of the resource, as a string",
                "a string such as \"Bundle\"",
            );
            self.tree.mark(node, form::REPORTED);
        }
        // The name stays free of `few` being empty: a lone resourceType is no empty object.
        members.add(name, false, None);
    }

    /// A member's value into a new node, or into the one that `_name` or `name` made before it.
    fn value(&mut self, parent: NodeId, name: Symbol, underscore: bool, other: Option<NodeId>, key: Span, depth: usize) -> Option<NodeId> {
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
            format!("_{name} has to have the shape of {name}: both arrays or neither")
        } else {
            format!("{name} has to have the shape of _{name}: both arrays or neither")
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
                "An array is never empty",
                "at least one item, or no member",
            );
            // A node all the same, so that the member does not also count as missing.
            let node = self.add(parent, name, key.start as usize, form::KEYED | form::IN_ARRAY | form::REPORTED);
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
                    self.tree.mark(node, form::REPORTED);
                    self.report_at(
                        &rules::JSON_NESTED_ARRAY,
                        node,
                        Span::new(start, self.scan.at),
                        "An array stands directly within an array",
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
                        self.broken(&Broken { span: comma, wanted: "no comma before ']'" });
                        return first;
                    }
                }
                Some(b'"' | b'{' | b'-' | b'0'..=b'9') => {
                    let (here, found) = (self.scan.here(), self.scan.found());
                    self.report(&rules::JSON_SYNTAX, here, "A comma is missing before this item", "','", found);
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
                "A member beginning with _ holds the id and extensions of its primitive",
                "an object",
            );
            return self.skip_value(node, depth);
        }
        match byte {
            Some(b'{') => {
                if self.tree.has(node, form::VALUE | form::OBJECT) && !underscore || underscore && self.tree.has(node, form::OBJECT) {
                    let name = self.tree.name(node).to_owned();
                    let message = format!("_{name} goes with a primitive, and {name} is an object");
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
                    self.tree.mark(node, form::REPORTED);
                }
                if let Some(span) = text.lone_surrogate {
                    self.half_a_pair(node, span);
                }
                if text.inner.start == text.inner.end {
                    let span = Span::new(start, self.scan.at);
                    self.tree.mark(node, form::REPORTED);
                    self.report_at(&rules::JSON_EMPTY, node, span, "A string is never empty", "a value, or no member");
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
                        self.tree.mark(node, form::REPORTED);
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
                    self.tree.mark(node, form::REPORTED);
                    self.report_at(
                        &rules::JSON_NULL,
                        node,
                        span,
                        "null stands only in arrays, beside an extension",
                        "a value, or no member",
                    );
                }
                (span, word) => {
                    self.tree.mark(node, form::REPORTED);
                    if word.is_empty() {
                        return self.stop("a value");
                    }
                    self.broken(&Broken { span, wanted: "a value: a string in quotes, a number, true, false or an object" });
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

    /// Passes over a value of which nothing is kept; it belongs to a node.
    fn skip_value(&mut self, node: NodeId, depth: usize) {
        let mut open = Vec::new();
        while !self.stopped {
            self.scan.skip_space();
            match self.scan.peek() {
                Some(b @ (b'{' | b'[')) => {
                    if depth + open.len() > self.limits.depth {
                        return self.too_deep(self.scan.at);
                    }
                    open.push(b);
                    self.scan.at += 1;
                    self.scan.skip_space();
                    if self.scan.eat(if b == b'{' { b'}' } else { b']' }) {
                        open.pop();
                    } else if b == b'{' {
                        self.skip_name(node);
                        continue;
                    } else {
                        continue;
                    }
                }
                Some(b'"') => self.skip_string(node),
                Some(b'-' | b'+' | b'.' | b'0'..=b'9') => {
                    if let Err(broken) = self.scan.number() {
                        self.broken(&broken);
                    }
                }
                _ => match self.scan.word() {
                    (_, "true" | "false" | "null") => {}
                    (_, "") => return self.stop("a value"),
                    (span, _) => self.broken(&Broken { span, wanted: "a value" }),
                },
            }
            // Behind a value: what closes here, and what comes next.
            loop {
                let Some(&holder) = open.last().filter(|_| !self.stopped) else { return };
                self.scan.skip_space();
                match (holder, self.scan.peek()) {
                    (b'{', Some(b'}')) | (b'[', Some(b']')) => {
                        self.scan.at += 1;
                        open.pop();
                    }
                    (_, Some(b',')) => {
                        self.scan.at += 1;
                        if holder == b'{' {
                            self.scan.skip_space();
                            self.skip_name(node);
                        }
                        break;
                    }
                    (b'{', _) => return self.stop("',' or '}'"),
                    _ => return self.stop("',' or ']'"),
                }
            }
        }
    }

    fn skip_string(&mut self, node: NodeId) {
        if let Some(span) = self.string().and_then(|text| text.lone_surrogate) {
            self.half_a_pair(node, span);
        }
    }

    /// Passes over the name of a member and its colon.
    fn skip_name(&mut self, node: NodeId) {
        if self.scan.peek() != Some(b'"') {
            return self.stop("a member name in quotes");
        }
        self.skip_string(node);
        self.scan.skip_space();
        if !self.stopped && !self.scan.eat(b':') {
            self.stop("':' after the member name");
        }
    }
}
