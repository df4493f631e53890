//! Values that are passed over: held to JSON's grammar, and not in the tree.

use super::super::json_scan::Broken;
use super::Reader;
use crate::syntax::tree::NodeId;

impl Reader<'_> {
    /// Passes over a value of which nothing is kept; it belongs to a node.
    pub(super) fn skip_value(&mut self, node: NodeId, depth: usize) {
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
                    (span, _) => self.broken(&Broken { span, expected: "a value" }),
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
