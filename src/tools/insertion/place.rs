//! Where an element goes, and its text there: in the format of the message, and laid out as what is around it.

use crate::source::Span;
use crate::syntax::tree::{NodeId, Tree, form};
use crate::write::{Element, write};

/// The stretch that gives way, which is empty unless a tag closes itself, and the text.
pub(super) fn put(tree: &Tree<'_>, node: NodeId, element: &Element<'_>, order: &[String]) -> Option<(Span, String)> {
    if tree.ordered { in_xml(tree, node, element, order) } else { in_json(tree, node, element) }
}

/// The lines of an element as a child of a resource, without indentation of their own: how deep each is, and what it says.
pub(in crate::tools) fn lines(element: &Element<'_>, xml: bool) -> Vec<(usize, String)> {
    let whole = write("X", std::slice::from_ref(element), xml);
    let all: Vec<&str> = whole.trim_end().lines().collect();
    // What is around it goes: tags, or braces and the resource's type.
    let inner = &all[if xml { 1 } else { 2 }..all.len() - 1];
    let depth = |line: &str| (line.len() - line.trim_start().len()) / 2;
    inner.iter().map(|line| (depth(line) - 1, line.trim_start().to_owned())).collect()
}

/// The white space before what begins at an offset, where nothing else stands before it in its line.
fn indent(text: &str, at: usize) -> Option<&str> {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let before = &text[line..at];
    (before.trim().is_empty() && line > 0).then_some(before)
}

/// What one level more is, from the indentation of a child and of what it is in.
fn unit<'i>(outer: Option<&str>, inner: &'i str) -> &'i str {
    match outer.and_then(|outer| inner.strip_prefix(outer)) {
        Some(unit) if !unit.is_empty() => unit,
        _ if inner.starts_with('\t') => "\t",
        _ => "  ",
    }
}

/// Lines as one text: each on its own, where there is an indentation for them.
fn laid_out(lines: &[(usize, String)], indentation: Option<(&str, &str)>) -> String {
    let mut out = String::new();
    for (at, (depth, line)) in lines.iter().enumerate() {
        match indentation {
            Some((indent, unit)) => {
                if at > 0 {
                    out.push('\n');
                    out.push_str(indent);
                }
                out.push_str(&unit.repeat(*depth));
                out.push_str(line);
            }
            // `"name": value` without the blank.
            None => out.push_str(&line.replacen("\": ", "\":", 1)),
        }
    }
    out
}

fn in_xml(tree: &Tree<'_>, node: NodeId, element: &Element<'_>, order: &[String]) -> Option<(Span, String)> {
    let text = &*tree.text;
    let rank = |name: &str| order.iter().position(|known| name.strip_prefix(known.as_str()).is_some_and(is_choice));
    let own = rank(&element.name)?;
    let whole = tree.span(node);
    let children: Vec<NodeId> = tree.children(node).filter(|&child| !tree.has(child, form::ATTRIBUTE)).collect();
    let lines = lines(element, true);
    let outer = indent(text, whole.start as usize);
    let before = children.iter().rev().find(|&&child| rank(tree.name(child)).is_some_and(|rank| rank <= own));
    if let Some(&before) = before {
        let at = tree.span(before);
        let indent = indent(text, at.start as usize);
        let layout = indent.map(|indent| (indent, unit(outer, indent)));
        let line = indent.map_or(String::new(), |indent| ["\n", indent].concat());
        return Some((Span::at(at.end as usize), line + &laid_out(&lines, layout)));
    }
    let tag = tag_end(text, whole)?;
    if let Some(&after) = children.first() {
        let indent = indent(text, tree.span(after).start as usize);
        let layout = indent.map(|indent| (indent, unit(outer, indent)));
        let line = indent.map_or(String::new(), |indent| ["\n", indent].concat());
        return Some((Span::at(tag), line + &laid_out(&lines, layout)));
    }
    // An empty element: its indentation is that of the one around it, and a little more.
    let begins_line = outer.is_some() || !text[..whole.start as usize].contains('\n');
    let inner = [outer.unwrap_or_default(), if outer.is_some_and(|outer| outer.starts_with('\t')) { "\t" } else { "  " }].concat();
    let body = laid_out(&lines, begins_line.then_some((inner.as_str(), &inner[outer.map_or(0, str::len)..])));
    let body = if begins_line { ["\n", &inner, &body, "\n", outer.unwrap_or_default()].concat() } else { body };
    if text[..tag].ends_with("/>") {
        let name = written_name(text, whole)?;
        let start = text[..tag - 2].trim_end().len();
        return Some((Span::new(start, tag), [">", &body, "</", name, ">"].concat()));
    }
    let end = text[tag..whole.end as usize].find('<').map(|at| tag + at)?;
    text[tag..end].trim().is_empty().then(|| (Span::new(tag, end), body))
}

/// A rest of a name that is none, or the type of a choice.
fn is_choice(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_uppercase())
}

/// Where the start tag of an element ends.
fn tag_end(text: &str, whole: Span) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text[whole.start as usize..whole.end as usize].char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), c) if open == c => quote = None,
            (None, '>') => return Some(whole.start as usize + at + 1),
            _ => {}
        }
    }
    None
}

fn written_name(text: &str, whole: Span) -> Option<&str> {
    let rest = text[whole.start as usize..].strip_prefix('<')?;
    rest.split(|c: char| c.is_ascii_whitespace() || c == '>' || c == '/').next()
}

fn in_json(tree: &Tree<'_>, node: NodeId, element: &Element<'_>) -> Option<(Span, String)> {
    let text = &*tree.text;
    let whole = tree.span(node);
    let mut lines = lines(element, false);
    let same = tree.children_named(node, &element.name).last();
    if let Some(last) = same {
        // One that is no array cannot be added to without another fault.
        if tree.has(last, form::KEYED) || !element.list {
            return None;
        }
        let items = lines.len().checked_sub(2)?;
        lines = lines.into_iter().skip(1).take(items).map(|(depth, line)| (depth - 1, line)).collect();
        let at = tree.span(last);
        let inner = indent(text, at.start as usize);
        let layout = inner.map(|inner| (inner, unit(indent(text, whole.start as usize), inner)));
        let line = inner.map_or(String::new(), |inner| ["\n", inner].concat());
        return Some((Span::at(at.end as usize), [",", &line, &laid_out(&lines, layout)].concat()));
    }
    let close = text[..whole.end as usize].strip_suffix('}')?.len();
    let end = text[..close].trim_end().len();
    let comma = if text[..end].ends_with('{') { "" } else { "," };
    let first = text[..close].rfind('{').map_or(0, |_| whole.start as usize);
    let member = tree.children(node).map(|child| tree.span(child).start as usize).filter(|&at| at > first).min();
    // The first member of a resource is its type, which is no child.
    let inner = member.and_then(|at| indent(text, at)).or_else(|| key_indent(text, whole));
    let outer = indent(text, close);
    let layout = inner.map(|inner| (inner, unit(outer.or(Some("")), inner)));
    let line = inner.map_or(String::new(), |inner| ["\n", inner].concat());
    Some((Span::at(end), [comma, &line, &laid_out(&lines, layout)].concat()))
}

/// The indentation of the first member of an object.
fn key_indent(text: &str, whole: Span) -> Option<&str> {
    let open = whole.start as usize + text[whole.start as usize..whole.end as usize].find('{')? + 1;
    let key = open + text[open..whole.end as usize].find('"')?;
    indent(text, key)
}
