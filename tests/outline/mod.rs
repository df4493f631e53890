//! A resource as lines, so that two formats of it can be compared.

use std::collections::BTreeMap;

use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Format, Limits, read};

/// The elements of a text with their values, one a line and sorted: JSON groups list items and puts attributes anywhere.
/// `written` gives the form in which the value of a named element is compared.
pub(crate) fn lines(text: &str, written: fn(&str, &str) -> String) -> Vec<String> {
    let (tree, _) = read(text, Limits::default());
    let mut lines = Vec::new();
    if !tree.is_empty() {
        outline(&tree, NodeId::ROOT, tree.resource_type(NodeId::ROOT).unwrap_or_default(), written, &mut lines);
    }
    lines.sort();
    lines
}

fn outline(tree: &Tree<'_>, node: NodeId, path: &str, written: fn(&str, &str) -> String, lines: &mut Vec<String>) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for child in tree.children(node) {
        let name = tree.name(child);
        let count = counts.entry(name).or_default();
        let path = format!("{path}.{name}[{count}]");
        *count += 1;
        let value = tree.value(child).map(|value| written(name, value));
        lines.push(format!("{path} {} {value:?}", tree.resource_type(child).unwrap_or_default()));
        outline(tree, child, &path, written, lines);
    }
}

/// Normalises line ends as an XML parser does.
pub(crate) fn with_line_feeds(markup: &str) -> String {
    markup.replace("\r\n", "\n").replace('\r', "\n")
}

/// The format to convert to.
pub(crate) fn other(format: Format) -> Format {
    if format == Format::Json { Format::Xml } else { Format::Json }
}
