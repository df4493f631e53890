//! Whether an item belongs to a slice: by value, pattern, existence, type or profile.

use std::rc::Rc;

use super::context::{Context, Item};
use super::discriminated::Reached;
use super::inherited;
use super::overlay::Overlay;
use super::target::type_told;
use super::trial::Keeps;
use super::value::{contains, equals};
use crate::definitions::Definitions;
use crate::definitions::model::{Definition, Slicing, Strength};
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;

/// How an item compares with a slice.
#[derive(Clone, Debug)]
pub(super) struct Fit {
    /// What keeps the item out; empty where it belongs there.
    pub(super) differences: Vec<Difference>,
    /// A discriminator on which the slice says nothing: a fault of the profile.
    pub(super) unsaid: bool,
    /// What would tell is not in the message: the item may belong there.
    pub(super) undecided: bool,
    /// The differences are told in words.
    words: bool,
}

#[derive(Clone, Debug, Default)]
pub(super) struct Difference {
    /// From the item.
    pub(super) path: String,
    pub(super) expected: String,
    pub(super) found: Option<String>,
    /// What is found, or the last element of the path that is there, the item itself apart.
    pub(super) node: Option<NodeId>,
}

/// How slices are told apart where the profile does not say: extensions by url, choices by type.
pub(super) enum By<'a> {
    Said(&'a Definition, &'a Slicing),
    Url,
    Type,
}

/// Compares an item with a slice. Without `words` the differences are only counted.
pub(super) fn fit<'a>(cx: &mut Context<'a>, item: Item, slice: Overlay<'a>, by: &By<'a>, words: bool) -> Fit {
    compare(cx, Some(item), slice, by, words)
}

/// All that a slice asks of its items, as the differences of an item that has nothing.
pub(super) fn asked<'a>(cx: &mut Context<'a>, slice: Overlay<'a>, by: &By<'a>) -> Vec<Difference> {
    compare(cx, None, slice, by, true).differences
}

fn compare<'a>(cx: &mut Context<'a>, item: Option<Item>, slice: Overlay<'a>, by: &By<'a>, words: bool) -> Fit {
    let mut fit = Fit { differences: Vec::new(), unsaid: false, undecided: false, words };
    match by {
        By::Url => one(cx, item, slice, "value", cx.words.url, &mut fit),
        By::Type => one(cx, item, slice, "type", cx.words.this, &mut fit),
        By::Said(definition, slicing) => {
            for discriminator in definition.discriminators(slicing) {
                one(cx, item, slice, cx.definitions.text(discriminator.kind), discriminator.path, &mut fit);
            }
        }
    }
    fit
}

fn reached(cx: &mut Context<'_>, item: NodeId, path: Symbol) -> Rc<Reached> {
    if let Some(known) = cx.discriminated.reached(item, path) {
        return known;
    }
    let mut reached = Reached { nodes: vec![item], ..Reached::default() };
    for step in steps(cx.definitions.text(path)) {
        let below = actual(cx, &reached.nodes, step);
        if step == "resolve()" && below.is_empty() {
            reached.outside = reached.nodes.first().copied();
        }
        if step != "resolve()" {
            reached.deepest = below.first().copied().or(reached.deepest);
        }
        reached.nodes = below;
    }
    cx.discriminated.add_reached(item, path, reached)
}

fn asked_at<'a>(cx: &mut Context<'a>, slice: Overlay<'a>, path: Symbol) -> Rc<[Overlay<'a>]> {
    if let Some(known) = cx.discriminated.asked(slice, path) {
        return known;
    }
    let mut expected = vec![slice];
    expected.extend(inherited::same_slice(cx, slice));
    for step in steps(cx.definitions.text(path)) {
        expected = descend(cx, &expected, step);
    }
    cx.discriminated.add_asked(slice, path, expected)
}

fn one<'a>(cx: &mut Context<'a>, item: Option<Item>, slice: Overlay<'a>, kind: &str, path: Symbol, fit: &mut Fit) {
    let reached = item.map_or_else(Rc::default, |item| reached(cx, item.node, path));
    let Reached { ref nodes, outside, deepest } = *reached;
    let expected = asked_at(cx, slice, path);
    let path = cx.definitions.text(path);
    let type_code = item.and_then(|item| item.type_code).filter(|_| matches!(path, "$this" | ""));
    let answer = match kind {
        _ if outside.is_some() && kind != "exists" => of_target(cx, outside, &expected, kind, fit.words),
        "exists" => exists(nodes, &expected),
        "type" => of_type(cx, nodes, type_code, &expected, fit.words),
        "profile" => of_profile(cx, nodes, &expected),
        _ => {
            let mut answer = Answer::Unsaid;
            for &overlay in expected.iter() {
                answer = answer.and(of_value(cx, nodes, overlay, 0, fit.words));
            }
            if matches!(answer, Answer::Unsaid) && path == "url" { of_extension(cx, nodes, slice, fit.words) } else { answer }
        }
    };
    match answer {
        Answer::Unsaid => fit.unsaid = true,
        Answer::Undecided => fit.undecided = true,
        Answer::Yes => {}
        Answer::No { .. } if !fit.words => fit.differences.push(Difference::default()),
        Answer::No { expected } => {
            let told = if kind == "profile" { nodes.iter().find_map(|&node| profile_of(cx, node)) } else { None };
            let found = told.or_else(|| nodes.iter().find_map(|&node| content(cx, node)));
            // What has no value of its own is not nothing.
            let found = found.or_else(|| nodes.first().map(|_| "other content".to_owned()));
            fit.differences.push(Difference { path: path.to_owned(), expected, found, node: nodes.first().copied().or(deepest) });
        }
    }
}

/// A value in a few words: of a code its system, too; of an Identifier or an Extension what tells it from others.
fn content(cx: &Context<'_>, node: NodeId) -> Option<String> {
    let tree = cx.tree;
    if let Some(value) = tree.value(node).or_else(|| tree.resource_type(node)) {
        return Some(value.to_owned());
    }
    let coding = tree.child(node, "coding").unwrap_or(node);
    let part = |name: &str| tree.child_value(coding, name);
    match (part("code"), part("system")) {
        (Some(code), Some(system)) => Some(format!("{code} of {system}")),
        (code, system) => code.or(system).or_else(|| part("url")).or_else(|| part("reference")).map(str::to_owned),
    }
}

/// The profile that a resource declares.
fn profile_of(cx: &Context<'_>, node: NodeId) -> Option<String> {
    let meta = cx.tree.child(node, "meta")?;
    cx.tree.child_value(meta, "profile").map(str::to_owned)
}

enum Answer {
    Yes,
    No { expected: String },
    Undecided,
    Unsaid,
}

impl Answer {
    fn no(words: bool, expected: impl FnOnce() -> String) -> Answer {
        Answer::No { expected: if words { expected() } else { String::new() } }
    }

    fn and(self, other: Answer) -> Answer {
        match (self, other) {
            (no @ Answer::No { .. }, _) | (_, no @ Answer::No { .. }) => no,
            (Answer::Undecided, _) | (_, Answer::Undecided) => Answer::Undecided,
            (Answer::Yes, _) | (_, Answer::Yes) => Answer::Yes,
            _ => Answer::Unsaid,
        }
    }
}

/// `code.coding.code` taken apart; `$this` is no step. Dots within parentheses are part of an argument.
fn steps(path: &str) -> Vec<&str> {
    let (mut steps, mut start, mut depth) = (Vec::new(), 0, 0_u32);
    for at in 0..=path.len() {
        match path.as_bytes().get(at).unwrap_or(&b'.') {
            b'(' => depth += 1,
            b')' => depth = depth.saturating_sub(1),
            b'.' if depth == 0 => {
                if !matches!(&path[start..at], "$this" | "") {
                    steps.push(&path[start..at]);
                }
                start = at + 1;
            }
            _ => {}
        }
    }
    steps
}

/// The url of a step `extension('…')`.
fn extension_url(step: &str) -> Option<&str> {
    let inner = step.strip_prefix("extension(")?.strip_suffix(')')?;
    Some(inner.trim_matches(['\'', '"']))
}

fn actual(cx: &Context<'_>, nodes: &[NodeId], step: &str) -> Vec<NodeId> {
    if step == "resolve()" {
        return nodes.iter().filter_map(|&node| cx.resolve(node)).collect();
    }
    let url = extension_url(step);
    let name = cx.definitions.symbol(if url.is_some() { "extension" } else { step });
    let mut found = Vec::new();
    for &node in nodes {
        for child in cx.tree.children(node) {
            let known = cx.names.get(cx.tree.node(child).name);
            let named = known.symbol.is_some() && known.symbol == name || known.choices.iter().any(|choice| Some(choice.stem) == name);
            if named && url.is_none_or(|url| cx.tree.child_value(child, "url") == Some(url)) {
                found.push(child);
            }
        }
    }
    found
}

fn descend<'a>(cx: &mut Context<'a>, overlays: &[Overlay<'a>], step: &str) -> Vec<Overlay<'a>> {
    let mut found = Vec::new();
    let url = extension_url(step);
    let name = cx.definitions.symbol(if url.is_some() { "extension" } else { step });
    for &overlay in overlays {
        if step == "resolve()" {
            let targets = overlay.definition.types(overlay.get()).iter().flat_map(|t| overlay.definition.symbols(&t.targets));
            found.extend(targets.filter_map(|&url| cx.definitions.structure_by_url(url)).map(Overlay::root));
            continue;
        }
        let before = found.len();
        let mut optional = Vec::new();
        for child in overlay.definition.children(overlay.element) {
            let element = &overlay.definition.elements[child as usize];
            let child = Overlay { definition: overlay.definition, element: child };
            if Some(element.name) != name {
                continue;
            }
            match url {
                Some(url) if element.slice.is_some() && !has_url(cx.definitions, child, url) => {}
                // A slice that has to be there says what some item is like; so does the only one.
                None if element.slice.is_some() && element.min.unwrap_or_default() == 0 => optional.push(child),
                _ => found.push(child),
            }
        }
        if let [only] = optional.as_slice() {
            found.push(*only);
        }
        // What the slice itself leaves unsaid, the profile on its type may say.
        if found.len() == before && overlay.element != 0 {
            let roots: Vec<Overlay<'a>> = profiles(cx, overlay).collect();
            found.extend(descend(cx, &roots, step));
        }
    }
    found
}

/// Of a slice of extensions: its url is this one.
pub(super) fn has_url(definitions: &Definitions, slice: Overlay<'_>, url: &str) -> bool {
    let definition = slice.definition;
    let fixed = definition.children(slice.element).find_map(|child| {
        let element = &definition.elements[child as usize];
        let value = element.fixed.filter(|_| definitions.text(element.name) == "url")?;
        Some(definitions.text(definition.values[value as usize].value))
    });
    let profiles = || definition.types(slice.get()).iter().flat_map(|t| definition.symbols(&t.profiles));
    fixed.map_or_else(|| profiles().any(|&profile| definitions.text(profile) == url), |fixed| fixed == url)
}

fn profiles<'a>(cx: &Context<'a>, overlay: Overlay<'a>) -> impl Iterator<Item = Overlay<'a>> {
    let definitions = cx.definitions;
    let urls = overlay.definition.types(overlay.get()).iter().flat_map(move |t| overlay.definition.symbols(&t.profiles));
    urls.filter_map(move |&url| definitions.structure_by_url(url)).filter(|d| d.constraint).map(Overlay::root)
}

fn of_value<'a>(cx: &mut Context<'a>, nodes: &[NodeId], overlay: Overlay<'a>, depth: usize, words: bool) -> Answer {
    let element = overlay.get();
    let tree = cx.tree;
    for (value, exact) in [(element.fixed, true), (element.pattern, false)] {
        let Some(value) = value else { continue };
        let expected = cx.expected(overlay.definition.values[value as usize]);
        let there = nodes.iter().any(|&node| if exact { equals(tree, node, &expected) } else { contains(tree, node, &expected) });
        return if there { Answer::Yes } else { Answer::no(words, || expected.shown()) };
    }
    let binding = element.binding.map(|b| overlay.definition.bindings[b as usize]).filter(|b| b.strength == Strength::Required);
    if let Some(set) = binding.and_then(|b| b.value_set) {
        let inside = nodes.iter().any(|&node| super::binding::contains_code(cx, node, set) != Some(false));
        let name = cx.definitions.text(set);
        return if inside && !nodes.is_empty() { Answer::Yes } else { Answer::no(words, || format!("a code from {name}")) };
    }
    if depth > 8 {
        return Answer::Unsaid;
    }
    // The value is said further down: `code` where the slice fixes `code.coding.code`.
    let mut answer = Answer::Unsaid;
    for child in overlay.definition.children(overlay.element) {
        let child = Overlay { definition: overlay.definition, element: child };
        let name = cx.definitions.text(child.get().name);
        // What extensions of a value may be like is no part of the value.
        if child.get().max == Some(0) || matches!(name, "extension" | "id") {
            continue;
        }
        let below = actual(cx, nodes, name);
        answer = answer.and(of_value(cx, &below, child, depth + 1, words));
    }
    answer
}

/// An extension whose definition is not known is still told by the URL of that definition.
fn of_extension<'a>(cx: &Context<'a>, nodes: &[NodeId], slice: Overlay<'a>, words: bool) -> Answer {
    let slices = std::iter::once(slice).chain(inherited::same_slice(cx, slice));
    let profile = slices.flat_map(|s| s.definition.types(s.get()).iter().find_map(|t| s.definition.symbols(&t.profiles).first())).next();
    let Some(expected) = profile.map(|&url| cx.definitions.text(url)) else { return Answer::Unsaid };
    if nodes.iter().any(|&node| cx.tree.value(node) == Some(expected)) { Answer::Yes } else { Answer::no(words, || expected.to_owned()) }
}

fn exists(nodes: &[NodeId], expected: &[Overlay<'_>]) -> Answer {
    let forbidden = expected.iter().any(|o| o.get().max == Some(0));
    let required = expected.iter().any(|o| o.get().min.is_some_and(|min| min > 0));
    match (required, forbidden, nodes.is_empty()) {
        (true, false, false) | (false, true, true) => Answer::Yes,
        (true, false, true) => Answer::No { expected: "present".to_owned() },
        (false, true, false) => Answer::No { expected: "absent".to_owned() },
        _ => Answer::Unsaid,
    }
}

fn of_type(cx: &Context<'_>, nodes: &[NodeId], own: Option<Symbol>, expected: &[Overlay<'_>], words: bool) -> Answer {
    let codes: Vec<Symbol> = expected
        .iter()
        .flat_map(|o| o.definition.types(o.get()).iter().map(|t| t.code).chain((o.element == 0).then_some(o.definition.type_code)))
        .collect();
    if codes.is_empty() {
        return Answer::Unsaid;
    }
    let type_of = |node: NodeId| {
        let resource = cx.tree.resource_type(node).and_then(|name| cx.definitions.symbol(name));
        resource.or(own).or_else(|| cx.names.get(cx.tree.node(node).name).choices.first().map(|choice| choice.type_code))
    };
    if nodes.iter().any(|&node| type_of(node).is_some_and(|code| codes.contains(&code))) {
        return Answer::Yes;
    }
    Answer::no(words, || {
        let names: Vec<&str> = codes.iter().map(|&code| cx.definitions.text(code)).collect();
        format!("the type {}", names.join(" or "))
    })
}

/// The target of a reference is not in the message: its type may stand in the reference, and nothing else is known.
fn of_target(cx: &Context<'_>, reference: Option<NodeId>, expected: &[Overlay<'_>], kind: &str, words: bool) -> Answer {
    let told = reference.and_then(|node| type_told(cx, node)).filter(|_| matches!(kind, "type" | "profile"));
    let Some(told) = told else { return Answer::Undecided };
    let codes: Vec<&str> = expected
        .iter()
        .flat_map(|o| o.definition.types(o.get()).iter().map(|t| t.code).chain((o.element == 0).then_some(o.definition.type_code)))
        .map(|code| cx.definitions.text(code))
        .collect();
    match codes.iter().any(|&code| code == told || matches!(code, "Resource" | "DomainResource")) {
        true if kind == "type" => Answer::Yes,
        true => Answer::Undecided,
        false if codes.is_empty() => Answer::Unsaid,
        false => Answer::no(words, || format!("the type {}", codes.join(" or "))),
    }
}

fn of_profile<'a>(cx: &mut Context<'a>, nodes: &[NodeId], expected: &[Overlay<'a>]) -> Answer {
    let mut urls = Vec::new();
    for &overlay in expected {
        if overlay.element == 0 {
            urls.push(overlay.definition.url);
        }
        urls.extend(overlay.definition.types(overlay.get()).iter().flat_map(|t| overlay.definition.symbols(&t.profiles)));
    }
    if urls.is_empty() {
        return Answer::Unsaid;
    }
    let mut undecided = false;
    for &node in nodes {
        for &url in &urls {
            // Within a trial, what nobody declares is not tried.
            let declared = || cx.declares(node, cx.definitions.text(url));
            if cx.is_trying() && !declared() {
                undecided = true;
                continue;
            }
            match cx.keeps(node, url) {
                Keeps::Yes => return Answer::Yes,
                Keeps::Tried(trial) if cx.trial(trial).keeps() => return Answer::Yes,
                Keeps::Tried(_) | Keeps::No => {}
                Keeps::Unknown => undecided = true,
            }
        }
    }
    if undecided {
        return Answer::Undecided;
    }
    Answer::No { expected: format!("a resource that conforms to {}", cx.definitions.text(urls[0])) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_taken_apart_outside_parentheses() {
        assert_eq!(steps("code.coding.code"), ["code", "coding", "code"]);
        assert_eq!(steps("$this"), [""; 0]);
        assert_eq!(steps("extension('http://a.b/c').value"), ["extension('http://a.b/c')", "value"]);
        assert_eq!(steps("$this.resolve()"), ["resolve()"]);
        assert_eq!(extension_url("extension('http://a.b/c')"), Some("http://a.b/c"));
    }
}
