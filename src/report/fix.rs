//! What puts a problem right, where the right value or name is known.

use serde::Serialize;

use super::{attribute, place};
use crate::diagnostic::{At, Remedy};
use crate::source::{Lines, Span};
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree, form};

/// What puts a problem right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Fix {
    /// The value or name that stands there then.
    pub value: String,
    /// Whoever reads the message should decide: another value may be wrong instead.
    pub needs_a_look: bool,
    /// The changes of the text, in its order; none overlap.
    pub edits: Vec<Edit>,
}

/// A stretch of the text, and what takes its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// Offset of the first UTF-16 code unit.
    pub start: u32,
    /// Offset after the last one.
    pub end: u32,
    /// What should stand there, escaped as the format has it.
    pub text: String,
}

pub(super) fn fix(tree: &Tree<'_>, lines: &Lines<'_>, at: At, remedy: Remedy) -> Option<Fix> {
    let Remedy { text: value, also, needs_a_look } = remedy;
    let edits = match at {
        At::Value(node) => {
            let mut nodes = also;
            nodes.push(node);
            nodes.sort_by_key(|&node| tree.value_span(node).start);
            let edits = nodes.into_iter().map(|node| Some(edit(lines, tree.value_span(node), new_value(tree, node, &value)?)));
            edits.collect::<Option<_>>()?
        }
        At::Name(node) => new_names(tree, node, &value)?.into_iter().map(|(span, text)| edit(lines, span, text)).collect(),
        At::Span(_) | At::Within(..) => return None,
    };
    Some(Fix { value, needs_a_look, edits })
}

fn edit(lines: &Lines<'_>, span: Span, text: String) -> Edit {
    let place = place(lines, span);
    Edit { start: place.start, end: place.end, text }
}

/// Returns the new value, escaped for the format. `None` if the place contains more than a plain value.
fn new_value(tree: &Tree<'_>, node: NodeId, value: &str) -> Option<String> {
    let span = tree.value_span(node);
    let written = &tree.text[span.start as usize..span.end as usize];
    let is_plain = tree.value(node).is_some() && !written.contains(['<', '>', '{', '}', '\n']);
    if !is_plain || value.is_empty() || value == written {
        return None;
    }
    if Format::of(&tree.text) == Format::Json {
        let is_bare = tree.has(node, form::BOOLEAN | form::NUMBER);
        let mut out = String::new();
        crate::json::string(&mut out, value);
        return Some(if is_bare { value.to_owned() } else { out[1..out.len() - 1].to_owned() });
    }
    let mut out = String::new();
    attribute(&mut out, value);
    // Either quote may stand around it.
    Some(out.replace('\'', "&apos;"))
}

/// The places where an element has its name: both tags in XML, the member in JSON.
fn new_names(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<Vec<(Span, String)>> {
    let (text, old) = (&tree.text, tree.name(node));
    let start = tree.name_span(node);
    let written = &text[start.start as usize..start.end as usize];
    if Format::of(text) == Format::Json {
        // What is in a member of the same name with `_` before it would keep the old one.
        let has_twin = tree.has(node, form::VALUE) && tree.children(node).next().is_some();
        let is_alone = !has_twin && written == ["\"", old, "\""].concat();
        return is_alone.then(|| vec![(start, ["\"", name, "\""].concat())]);
    }
    if written != old || tree.has(node, form::ATTRIBUTE) || tree.has(node, form::TAGS_DIFFER) {
        return None;
    }
    let whole = tree.span(node);
    let element = &text[whole.start as usize..whole.end as usize];
    let mut names = vec![(start, name.to_owned())];
    if !element.ends_with("/>") {
        let before = element.strip_suffix('>')?.trim_end();
        let from = before.strip_suffix(old)?;
        from.ends_with("</").then_some(())?;
        let at = whole.start + from.len() as u32;
        names.push((Span { start: at, end: at + old.len() as u32 }, name.to_owned()));
    }
    Some(names)
}
