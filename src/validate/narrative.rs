//! Narrative: a div of plain XHTML (txt-1) that says something (txt-2).

use super::context::Context;
use crate::diagnostic::{At, Diagnostic, rule, shown};
use crate::source::Span;
use crate::syntax::rules::{XML_ENTITY, XML_NAMESPACE, XML_SYNTAX};
use crate::syntax::tree::{NodeId, form};
use crate::syntax::{Limits, Token, XmlScanner, read, unescape};

const NARRATIVE: &str = "https://hl7.org/fhir/STU3/narrative.html";

rule! {
    TXT_1 = Error "invariant" "txt-1";
    title: "Narrative with more than plain XHTML",
    why: "People see the narrative as it is. It must be plain XHTML without scripts, forms or frames.",
    wrong: "<div …><script>…</script></div>",
    right: r#"<div xmlns="http://www.w3.org/1999/xhtml"><p>Text</p></div>"#,
    link: NARRATIVE,
}

rule! {
    TXT_2 = Error "invariant" "txt-2";
    title: "Narrative without content",
    why: "People read the narrative. It must contain text or an image.",
    wrong: r#"<div xmlns="http://www.w3.org/1999/xhtml"/>"#,
    link: NARRATIVE,
}

/// Elements of chapters 7 to 11 and 15 of HTML 4.0 but 9.4 and, of chapters on links and images, a and img.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "acronym",
    "address",
    "b",
    "bdo",
    "big",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "kbd",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "tt",
    "ul",
    "var",
];

/// Attributes that are about looks or links, and none that runs anything: those that the invariant lists, and others of the
/// chapters that it names.
const ATTRIBUTES: &[&str] = &[
    "abbr",
    "accesskey",
    "align",
    "alt",
    "axis",
    "bgcolor",
    "border",
    "cellhalign",
    "cellpadding",
    "cellspacing",
    "cellvalign",
    "char",
    "charoff",
    "charset",
    "cite",
    "class",
    "clear",
    "colspan",
    "compact",
    "coords",
    "dir",
    "frame",
    "headers",
    "height",
    "href",
    "hreflang",
    "hspace",
    "id",
    "lang",
    "longdesc",
    "name",
    "nowrap",
    "rel",
    "rev",
    "rowspan",
    "rules",
    "scope",
    "shape",
    "span",
    "src",
    "start",
    "style",
    "summary",
    "tabindex",
    "title",
    "type",
    "usemap",
    "valign",
    "value",
    "vspace",
    "width",
    "xml:lang",
    "xml:space",
];

/// The elements that a narrative may have.
pub(crate) fn narrative_elements() -> &'static [&'static str] {
    ELEMENTS
}

/// The attributes that they may have.
pub(crate) fn narrative_attributes() -> &'static [&'static str] {
    ATTRIBUTES
}

const XHTML: &str = "http://www.w3.org/1999/xhtml";

/// Checks the div of a Narrative.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    let Some(value) = cx.tree.value(node) else { return };
    if cx.tree.has(node, form::NUMBER | form::BOOLEAN) {
        let finding = cx.finding(&super::primitive::JSON_TYPE, At::Value(node), "div must be a JSON string");
        return cx.report(finding.expected("a string that holds a div").found(shown(value)));
    }
    // The places of an XML narrative are those of the text; within a JSON string there is only the string.
    let span = cx.tree.value_span(node);
    let offset = (!cx.tree.has(node, form::STRING | form::ESCAPED)).then_some(span.start);
    let at = |inner: Span| match offset {
        Some(offset) => At::Within(node, Span { start: offset + inner.start, end: offset + inner.end }),
        None => At::Value(node),
    };
    let is_string = cx.tree.has(node, form::STRING);
    if is_string
        && let Some(rest) = without_declaration(value)
        && let Some(finding) = unread(cx, node, rest)
    {
        return cx.report(finding);
    }
    let mut scan = XmlScanner::new(value, 0);
    let (mut depth, mut roots, mut says_something) = (0_usize, 0, false);
    let (mut reported, mut beside) = (false, false);
    // Prefixes that the narrative itself declares; of others the reader of XML knows.
    let mut prefixes: Vec<(usize, &str, &str)> = Vec::new();
    loop {
        match scan.next() {
            Token::End => break,
            Token::Open { name, empty } => {
                let written = scan.slice(name);
                let (prefix, local) = written.split_once(':').unwrap_or(("", written));
                roots += u32::from(depth == 0);
                if depth == 0 && local != "div" && !reported {
                    reported = true;
                    let finding = cx
                        .finding(&TXT_1, at(name), "A narrative must be one div")
                        .expected("<div xmlns=\"http://www.w3.org/1999/xhtml\">");
                    cx.report(finding.found(shown(local)));
                }
                if ELEMENTS.binary_search(&local).is_err() && !reported {
                    reported = true;
                    let finding = cx.finding(&TXT_1, at(name), format!("The element {} is not allowed in a narrative", shown(local)));
                    cx.report(finding.expected("text, lists, tables, links and images in XHTML").found(shown(local)));
                }
                for i in 0..scan.attributes.len() {
                    let attribute = scan.attributes[i];
                    let name = scan.slice(attribute.name);
                    if let Some(prefix) = name.strip_prefix("xmlns:") {
                        prefixes.push((depth, prefix, scan.slice(attribute.value)));
                    }
                    // The reader of XML has looked at the div's own.
                    let space = if name == "xmlns" && (depth > 0 || is_string) { scan.slice(attribute.value) } else { XHTML };
                    if space != XHTML && !reported {
                        reported = true;
                        let message = format!("{} must be in the XHTML namespace", shown(written));
                        let finding = cx.finding(&TXT_1, at(attribute.value), message);
                        cx.report(finding.expected(XHTML).found(shown(space)));
                    }
                    if matches!(name, "href" | "src") && runs_script(scan.slice(attribute.value)) && !reported {
                        reported = true;
                        let finding = cx.finding(&TXT_1, at(attribute.value), format!("{name} must not run a script"));
                        cx.report(finding.expected("a link that runs no script").found(shown(scan.slice(attribute.value))));
                    }
                    if ATTRIBUTES.binary_search(&name).is_err() && name != "xmlns" && !name.starts_with("xmlns:") && !reported {
                        reported = true;
                        let finding =
                            cx.finding(&TXT_1, at(attribute.name), format!("The attribute {} is not allowed in a narrative", shown(name)));
                        cx.report(finding.expected("attributes for style and links, but none that runs a script").found(shown(name)));
                    }
                }
                let space = if prefix.is_empty() || reported { None } else { prefixes.iter().rev().find(|(_, known, _)| *known == prefix) };
                if let Some(&(_, _, space)) = space.filter(|(_, _, space)| *space != XHTML) {
                    reported = true;
                    let message = format!("{} must be in the XHTML namespace", shown(written));
                    let finding = cx.finding(&TXT_1, at(name), message);
                    cx.report(finding.expected(XHTML).found(shown(space)));
                }
                says_something |= local == "img" && scan.attributes.iter().any(|attribute| scan.slice(attribute.name) == "src");
                if empty {
                    while prefixes.last().is_some_and(|&(at, ..)| at >= depth) {
                        prefixes.pop();
                    }
                }
                depth += usize::from(!empty);
            }
            Token::Close { .. } => {
                depth = depth.saturating_sub(1);
                while prefixes.last().is_some_and(|&(at, ..)| at >= depth) {
                    prefixes.pop();
                }
            }
            Token::Text(span) | Token::Characters(span) => {
                let says = says(scan.slice(span));
                beside |= says && depth == 0;
                says_something |= says;
            }
            Token::Doctype(_) if is_string && !reported => {
                reported = true;
                let finding = cx.finding(&TXT_1, At::Value(node), "A document type is not allowed in a narrative");
                cx.report(finding.expected("<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>").found("<!DOCTYPE"));
            }
            Token::Doctype(_) | Token::Ignored => {}
        }
    }
    if (depth > 0 || roots != 1 || beside) && is_string && !reported {
        let finding = cx.finding(&TXT_1, At::Value(node), "A narrative must be one div, opened and closed");
        cx.report(finding.expected("<div xmlns=\"http://www.w3.org/1999/xhtml\">…</div>").found("another text"));
    } else if !says_something && !cx.tree.has(node, form::INCOMPLETE) && !reported {
        let finding = cx.finding(&TXT_2, At::Name(node), "The narrative must contain text or an image").expected("some text or an image");
        cx.report(finding.found("an empty div"));
    }
}

/// Whether a link, as it is written, runs a script: browsers skip white space and control characters in the name of the scheme.
pub(crate) fn runs_script(written: &str) -> bool {
    let link = unescape(written, 0, &mut Vec::new(), 0);
    let scheme = link.chars().filter(|&c| c > ' ').map(|c| c.to_ascii_lowercase());
    ["javascript:", "vbscript:"].iter().any(|script| script.chars().eq(scheme.clone().take(script.len())))
}

/// A text that reads as markup, without the declaration that a whole document may begin with.
fn without_declaration(value: &str) -> Option<&str> {
    let text = value.trim_start();
    let text = text.strip_prefix("<?xml ").and_then(|rest| rest.split_once("?>")).map_or(text, |(_, rest)| rest.trim_start());
    (text.starts_with('<') && !text.starts_with("<!DOCTYPE")).then_some(text)
}

/// What the reader of XML says of a narrative that stands in JSON: in XML it has said so already.
fn unread(cx: &Context<'_>, node: NodeId, value: &str) -> Option<Diagnostic> {
    let whole = ["<Basic xmlns=\"http://hl7.org/fhir\"><text>", value, "</text></Basic>"].concat();
    let (_, findings) = read(&whole, Limits { issues: 1, ..cx.limits });
    let told = [&XML_SYNTAX, &XML_ENTITY, &XML_NAMESPACE];
    let first = findings.into_iter().find(|finding| told.contains(&finding.rule))?.into_details();
    let mut why = first.message;
    // Not of a name that is written in capitals.
    if why.chars().nth(1).is_some_and(|c| !c.is_ascii_uppercase())
        && let Some(begin) = why.get_mut(..1)
    {
        begin.make_ascii_lowercase();
    }
    let message = ["The narrative is not valid XML: ", &why].concat();
    let mut finding = cx.finding(&TXT_1, At::Value(node), message);
    (finding.expected, finding.found) = (first.expected, first.found);
    Some(finding)
}

/// Holds more than white space, a space that does not break included.
fn says(text: &str) -> bool {
    text.split('&').enumerate().any(|(i, part)| {
        let rest = if i == 0 { part } else { ["#160;", "#xA0;", "#xa0;"].iter().find_map(|space| part.strip_prefix(space)).unwrap_or("&") };
        !rest.trim().is_empty()
    })
}

#[cfg(test)]
mod tests {
    use super::{ATTRIBUTES, ELEMENTS, says};

    #[test]
    fn spaces_say_nothing() {
        for nothing in ["", " \n", "&#160;", " &#xA0;&#xa0; ", "\u{a0}"] {
            assert!(!says(nothing), "{nothing}");
        }
        for something in ["a", "&#160;a", "&#161;", "&amp;", "&#160", "&#160;&"] {
            assert!(says(something), "{something}");
        }
    }

    #[test]
    fn names_are_sorted_to_be_found() {
        assert!(ELEMENTS.is_sorted() && ATTRIBUTES.is_sorted());
    }
}
