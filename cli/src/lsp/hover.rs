//! What is allowed at a place, and who says so.

use gen_lsp_types::{Contents, Hover, MarkupContent, MarkupKind, Position};
use itk3_validator::Document;
use itk3_validator::tools::explain::{ElementExplanation, Explanation};

use super::client::Client;
use super::text::{offset, overlap, range};

pub(super) fn hover(document: &Document<'_>, position: Position, client: Client) -> Option<Hover> {
    let found = document.explain(offset(document.text(), position))?;
    let kind = if client.markdown { MarkupKind::Markdown } else { MarkupKind::PlainText };
    let value = words(&found, client.markdown);
    let at = gen_lsp_types::Range { start: position, end: position };
    let range = Some(range(&found.place)).filter(|range| overlap(*range, at));
    Some(Hover { contents: Contents::MarkupContent(MarkupContent { kind, value }), range })
}

fn words(found: &Explanation, markdown: bool) -> String {
    let code = |text: &str| if markdown { format!("`{}`", text.replace('`', "'")) } else { text.to_owned() };
    let kind = found.type_code.as_deref().map_or(String::new(), |kind| [" – ", &code(kind)].concat());
    // As code, because brackets would be links.
    let mut lines = vec![[code(&found.path), kind].concat()];
    if found.elements.is_empty() {
        lines.push("FHIR STU3 has no such element here.".to_owned());
    }
    lines.extend(found.elements.iter().map(|element| said(element, markdown, &code)));
    lines.join(if markdown { "\n\n" } else { "\n" })
}

/// What one definition says.
fn said(element: &ElementExplanation, markdown: bool, code: &dyn Fn(&str) -> String) -> String {
    let name = element.profile.as_deref().map_or("FHIR STU3", |url| url.rsplit('/').next().unwrap_or(url));
    let slice = element.slice.as_deref().map_or(String::new(), |slice| format!(", slice {}", code(slice)));
    let who = if markdown { format!("[{name}]({})", element.link.replace(')', "%29")) } else { name.to_owned() };
    let mut words = Vec::new();
    words.extend(match (element.min, &element.max) {
        (Some(min), Some(max)) => Some(format!("{min}..{max}")),
        (Some(min), None) => Some(format!("at least {min}")),
        (None, Some(max)) => Some(format!("at most {max}")),
        (None, None) => None,
    });
    if !element.types.is_empty() {
        words.push(code(&element.types.join(" | ")));
    }
    if let Some(binding) = &element.binding {
        let set = binding.value_set.as_deref().map_or(String::new(), |set| [" ", &code(set)].concat());
        words.push(format!("value set{set} ({})", binding.strength));
    }
    words.extend(element.fixed.iter().map(|value| ["must be ", &code(value)].concat()));
    words.extend(element.pattern.iter().map(|value| ["must contain ", &code(value)].concat()));
    if element.must_support {
        words.push("must support".to_owned());
    }
    if element.modifier {
        words.push("modifier".to_owned());
    }
    if words.is_empty() {
        words.push("nothing more".to_owned());
    }
    format!("{who}{slice}: {}", words.join(", "))
}
