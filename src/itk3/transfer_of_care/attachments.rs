//! Pictures and files of a Transfer of Care document that lead out of it.

use crate::diagnostic::{At, Diagnostic, Severity, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::TRANSFER_OF_CARE;
use crate::itk3::look::of_type;
use crate::syntax::tree::NodeId;
use crate::validate::decoded;

rule! {
    EXTERNAL = Warning "security" "toc-external-url";
    title: "Attachment or picture that refers to something outside the document (Transfer of Care)",
    why: "The guide allows no macros or URLs in attachments. Receivers do not fetch anything from outside.",
    response: "20004",
    link: TRANSFER_OF_CARE,
    traits: [MESSAGING],
}

/// More of a file is not looked through.
const MOST: usize = 200_000;

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId, composition: NodeId) {
    for binary in of_type(cx.tree, document, "Binary") {
        file(cx, binary);
    }
    pictures(cx, composition);
}

/// Checks a web page or plain text that is attached.
fn file(cx: &mut Cx<'_>, binary: NodeId) {
    let tree = cx.tree;
    let kind = tree.child_value(binary, "contentType").unwrap_or_default().to_ascii_lowercase();
    let (is_page, is_text) = (kind.starts_with("text/html"), kind.starts_with("text/plain"));
    let Some(content) = tree.child(binary, "content").filter(|_| is_page || is_text) else { return };
    let Some(bytes) = decoded(tree.value(content).unwrap_or_default(), MOST) else { return };
    let text = String::from_utf8_lossy(&bytes);
    if let Some(url) = if is_page { external(&text, &["src", "href"]) } else { address(&text) } {
        let finding = Diagnostic::new(&EXTERNAL, At::Name(content), "Attachment should not contain URLs");
        cx.say(finding.expected("a file without URLs").found(shown(url)).unless(Unless::ReportedBefore(content)));
    }
}

/// A picture of a section's text that is on a server. Links to pages are the reader's choice.
fn pictures(cx: &mut Cx<'_>, composition: NodeId) {
    let tree = cx.tree;
    let mut pending: Vec<NodeId> = tree.children_named(composition, "section").collect();
    while let Some(section) = pending.pop() {
        pending.extend(tree.children_named(section, "section"));
        let Some(div) = tree.child(section, "text").and_then(|text| tree.child(text, "div")) else { continue };
        if let Some(url) = external(tree.value(div).unwrap_or_default(), &["src"]) {
            let finding = Diagnostic::new(&EXTERNAL, At::Name(div), "The text shows pictures that are not part of the document");
            let finding = finding.weighing(Severity::Information).expected("a picture of the document").found(shown(url));
            cx.say(finding.unless_reported(div));
        }
    }
}

/// Returns the first web address in a plain text.
fn address(text: &str) -> Option<&str> {
    let at = ["http://", "https://"].iter().filter_map(|scheme| text.find(scheme)).min()?;
    text[at..].split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '"')).next()
}

/// The first address on a server that an attribute of one of several names has.
fn external<'t>(page: &'t str, names: &[&str]) -> Option<&'t str> {
    page.match_indices("http").find_map(|(at, _)| {
        let (before, url) = page.split_at(at);
        let is_address = url.starts_with("http://") || url.starts_with("https://");
        let quote = before.chars().next_back().filter(|quote| matches!(quote, '"' | '\''))?;
        let before = before[..before.len() - 1].trim_end().strip_suffix('=')?.trim_end();
        let is_named = names.iter().any(|name| before.to_ascii_lowercase().ends_with(name));
        (is_address && is_named).then(|| url.split(quote).next()).flatten()
    })
}
