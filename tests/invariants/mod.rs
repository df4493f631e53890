//! What holds of every report, whatever the message.

use std::collections::BTreeSet;

use itk3_validator::report::{Counts, Issue, Place, Report, TreeItem};
use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Limits, read, read_plain};

/// The tree that the paths of a report are of. XML that is not FHIR's has paths of its own; headers of HTTP and other parts may
/// stand before it.
fn tree_of<'t>(text: &'t str, report: &Report) -> Tree<'t> {
    if !report.message.kind.starts_with("itk2-") {
        return read(text, Limits::default()).0;
    }
    let begins_line = |at: usize| at < 4 || text[..at].trim_end_matches([' ', '\t', '\u{feff}']).ends_with('\n');
    let begins: Vec<usize> = text.match_indices('<').map(|(at, _)| at).filter(|&at| begins_line(at)).collect();
    let tree_from = |at: usize| read_plain(text, at, Limits::default()).0;
    let paths = || report.issues.iter().map(|issue| &issue.path).chain(report.not_checked.iter().map(|not| &not.path));
    let has_all = |tree: &Tree<'_>| paths().all(|path| path.is_empty() || node_at(tree, path).is_some());
    begins.iter().map(|&at| tree_from(at)).find(has_all).unwrap_or_else(|| tree_from(begins.first().copied().unwrap_or_default()))
}

/// Asserts what holds of the report of a text.
#[track_caller]
pub(crate) fn hold(name: &str, text: &str, report: &Report) {
    let tree = tree_of(text, report);
    // A name that is nearly that of a choice, such as `deceasedDateTi`, looks like one more of its items.
    let near_a_choice = report.issues.iter().any(|issue| {
        let name = issue.path.rsplit('.').next().unwrap_or_default();
        issue.rule == "element-unknown" && name.contains(|c: char| c.is_ascii_uppercase())
    });
    let (units, odd_names) = (Units::of(text), near_a_choice || has_names_that_paths_cannot_tell(&tree));
    for issue in &report.issues {
        let what = format!("{name}: {} at {}:{} {:?}", issue.rule, issue.place.line, issue.place.column, issue.path);
        units.contain(&what, issue.place);
        within_its_node(&what, &tree, odd_names, &units, issue);
        // A name that the text has may end in one.
        let stopped = issue.message.ends_with('.') && !issue.found.as_ref().is_some_and(|found| issue.message.ends_with(found.as_str()));
        assert!(!issue.message.is_empty() && !stopped, "{what}: a sentence without full stop: {}", issue.message);
        assert!(issue.link.starts_with("https://"), "{what}: a rule says where it stands");
        // Of broken text nobody can tell what was meant to be a name.
        if report.counts.fatal == 0 {
            // What the profile fixes is a fact of the profile, wherever the message has the same value.
            let fixed = issue.expected.as_deref().filter(|_| issue.rule == "fixed");
            no_value_in(&what, &tree, &fixed.map_or_else(|| issue.message.clone(), |fixed| issue.message.replace(fixed, "")));
        }
    }
    for not in &report.not_checked {
        units.contain(&format!("{name}: not checked: {}", not.message), not.place);
        assert!(not.count > 0, "{name}: {not:?}");
        assert!(odd_names || node_at(&tree, &not.path).is_some(), "{name}: {not:?}");
    }
    let places: Vec<u32> = report.issues.iter().map(|issue| issue.place.start).collect();
    assert!(places.is_sorted(), "{name}: findings stand in the order of the text");
    counts(name, report);
}

fn counts(name: &str, report: &Report) {
    let mut counts = Counts::default();
    report.issues.iter().for_each(|issue| counts.add(issue.severity));
    assert_eq!(counts, report.counts, "{name}");
    assert_eq!(report.conforms, counts.fatal + counts.error == 0, "{name}");
    let Some(tree) = &report.tree else { return };
    assert_eq!(tree.counts, counts, "{name}: the tree shows every finding");
    let mut shown = Vec::new();
    each_item(tree, &mut |item| {
        shown.extend(&item.issues);
        let below = item.children.iter().map(|child| total(child.counts)).sum::<u32>();
        assert_eq!(total(item.counts), below + item.issues.len() as u32, "{name}: {}", item.path);
    });
    let all: BTreeSet<u32> = shown.iter().copied().collect();
    assert_eq!(all.len(), shown.len(), "{name}: no finding is shown twice");
    assert_eq!(all.len(), report.issues.len(), "{name}: every finding is shown");
}

fn total(counts: Counts) -> u32 {
    counts.fatal + counts.error + counts.warning + counts.information
}

fn each_item(item: &TreeItem, visit: &mut impl FnMut(&TreeItem)) {
    visit(item);
    item.children.iter().for_each(|child| each_item(child, visit));
}

/// Rules about the text, which may have no element at their place.
const OF_THE_TEXT: &[&str] = &[
    "not-fhir",
    "other-standard",
    "encoding",
    "encoding-declared",
    "json-syntax",
    "json-trailing",
    "xml-syntax",
    "xml-entity",
    "limit-bytes",
    "not-alone",
    "limit-depth",
    "limit-nodes",
    // SOAPAction stands in the headers of HTTP, before the XML.
    "ITK2-S2",
];

fn within_its_node(what: &str, tree: &Tree<'_>, odd_names: bool, units: &Units, issue: &Issue) {
    if issue.path.is_empty() {
        // MESH metadata has fields, and no elements of FHIR.
        assert!(OF_THE_TEXT.contains(&&*issue.rule) || issue.rule.starts_with("mesh-"), "{what}: a finding names its element");
        return;
    }
    if odd_names {
        return;
    }
    let node = node_at(tree, &issue.path).unwrap_or_else(|| panic!("{what}: the path leads to an element"));
    let span = tree.span(node);
    let (start, end) = (units.byte(issue.place.start), units.byte(issue.place.end));
    assert!(span.start <= start && end <= span.end, "{what}: the place {start}..{end} lies within its element {span:?}");
}

/// Broken text may make names such as `a.b` and `a[0]`, which in a path look like two elements or an item.
fn has_names_that_paths_cannot_tell(tree: &Tree<'_>) -> bool {
    let mut found = false;
    each_node(tree, &mut |node| found |= tree.name(node).contains(['.', '[']));
    found
}

/// The node that a report's path names. Choices of one element are its items, with their types in their names or not.
pub(crate) fn node_at(tree: &Tree<'_>, path: &str) -> Option<NodeId> {
    let mut parts = path.split('.');
    if tree.is_empty() || parts.next()? != tree.name(NodeId::ROOT) {
        return None;
    }
    let mut node = NodeId::ROOT;
    for part in parts {
        let (name, place) = match part.split_once('[') {
            Some((name, place)) => (name, place.strip_suffix(']')?.parse().ok()?),
            None => (part, 0),
        };
        let of_the_name = tree.children_named(node, name).count();
        let exactly = of_the_name > usize::from(part.ends_with(']'));
        node = tree.children(node).filter(|&child| is_named(tree.name(child), name, exactly)).nth(place)?;
    }
    Some(node)
}

/// Whether an element is one that a path names: itself, or a choice, whose type the path leaves out.
fn is_named(element: &str, name: &str, exactly: bool) -> bool {
    let code = element.strip_prefix(name);
    // In StructureDefinition, contextType is a separate element, not a choice of context. Type names have at least three letters.
    let is_choice = !exactly && element != "contextType";
    code.is_some_and(|code| code.is_empty() || is_choice && code.len() > 2 && code.starts_with(|c: char| c.is_ascii_uppercase()))
}

/// A message speaks of rules and definitions. What the sender wrote may be someone's data, and stands in `found`.
fn no_value_in(what: &str, tree: &Tree<'_>, message: &str) {
    each_node(tree, &mut |node| {
        let Some(value) = tree.value(node) else { return };
        // A lone word, such as `message` or `Organization`, is also a word of rules; `privacy.rs` looks at those. URLs
        // of definitions may be named.
        // So are small words, such as `a payload`.
        let words = value.bytes().all(|b| b.is_ascii_alphabetic()) || value.bytes().all(|b| b.is_ascii_lowercase() || b == b' ');
        let telling = value.len() > 4 && !words;
        let definition = matches!(tree.name(node), "url" | "profile" | "system");
        let of_a_resource = tree.parent(node).and_then(|parent| tree.resource_type(parent)).is_some_and(|kind| kind.contains(value));
        if telling && !definition && !of_a_resource {
            assert!(!has_word(message, value), "{what}: the message {message:?} quotes the value {value:?}");
        }
    });
}

/// Whether a text holds another, not merely as a part of a longer word.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text[..at].chars().next_back(), text[at + word.len()..].chars().next());
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

/// Every node of a tree.
pub(crate) fn each_node(tree: &Tree<'_>, visit: &mut impl FnMut(NodeId)) {
    let mut pending = if tree.is_empty() { Vec::new() } else { vec![NodeId::ROOT] };
    while let Some(node) = pending.pop() {
        visit(node);
        pending.extend(tree.children(node));
    }
}

/// UTF-16 offsets of a text, counted apart from the library.
struct Units {
    /// For each UTF-16 offset: byte, line and column.
    places: Vec<(u32, u32, u32)>,
}

impl Units {
    fn of(text: &str) -> Units {
        let (mut places, mut line, mut column) = (Vec::with_capacity(text.len() + 1), 1, 1);
        for (byte, c) in text.char_indices() {
            for _ in 0..c.len_utf16() {
                places.push((byte as u32, line, column));
                column += 1;
            }
            // A carriage return alone ends a line, too.
            if c == '\n' || c == '\r' && !text[byte + 1..].starts_with('\n') {
                line += 1;
                column = 1;
            }
        }
        places.push((text.len() as u32, line, column));
        Units { places }
    }

    fn byte(&self, offset: u32) -> u32 {
        self.places[offset as usize].0
    }

    fn contain(&self, what: &str, place: Place) {
        assert!(place.start <= place.end && (place.end as usize) < self.places.len(), "{what}: {place:?} lies within the text");
        let (_, line, column) = self.places[place.start as usize];
        let (_, end_line, end_column) = self.places[place.end as usize];
        let said = (place.line, place.column, place.end_line, place.end_column);
        assert_eq!((line, column, end_line, end_column), said, "{what}: lines and columns say what the offsets say");
    }
}
