//! Elements, codes, profiles and targets of references at the cursor.

use gen_lsp_types::{
    CompletionItem, CompletionItemKind, CompletionItemTextEdit, CompletionList, Documentation, InsertTextFormat, InsertTextMode, Position,
    TextEdit,
};
use itk3_validator::Document;
use itk3_validator::tools::complete::SuggestionKind;

use super::client::Client;
use super::text::{Places, offset};

pub(super) fn completion(document: &Document<'_>, position: Position, client: Client) -> Option<CompletionList> {
    let text = document.text();
    let found = document.complete(offset(text, position))?;
    let range = Places::new(text).range(found.start, found.end);
    // An editor holds the text before the cursor against it, a quote included.
    let quote = text_at(text, found.start).filter(|c| *c == '"').map_or("", |_| "\"");
    let items = found.suggestions.iter().enumerate().map(|(at, one)| {
        let is_snippet = client.snippets && one.text.contains("${");
        let new_text = if client.snippets && is_snippet { snippet(&one.text) } else { one.text.clone() };
        CompletionItem {
            label: one.label.clone(),
            kind: Some(kind(one.kind)),
            detail: Some(one.detail.clone()).filter(|detail| !detail.is_empty()),
            documentation: Some(one.said.join("\n")).filter(|said| !said.is_empty()).map(Documentation::String),
            sort_text: Some(format!("{at:05}")),
            filter_text: Some([quote, &one.filter].concat()),
            insert_text_format: Some(if is_snippet { InsertTextFormat::Snippet } else { InsertTextFormat::PlainText }),
            insert_text_mode: Some(InsertTextMode::AdjustIndentation),
            preselect: (one.required && at == 0).then_some(true),
            text_edit: Some(CompletionItemTextEdit::TextEdit(TextEdit { range, new_text })),
            ..Default::default()
        }
    });
    Some(CompletionList { is_incomplete: found.is_incomplete, item_defaults: None, apply_kind: None, items: items.collect() })
}

fn text_at(text: &str, units: u32) -> Option<char> {
    let mut seen = 0;
    text.chars().find(|c| {
        let is_there = seen >= units;
        seen += c.len_utf16() as u32;
        is_there
    })
}

fn kind(kind: SuggestionKind) -> CompletionItemKind {
    match kind {
        SuggestionKind::Element => CompletionItemKind::Field,
        SuggestionKind::Slice => CompletionItemKind::Module,
        SuggestionKind::Code => CompletionItemKind::EnumMember,
        SuggestionKind::Reference => CompletionItemKind::Reference,
        SuggestionKind::ResourceType => CompletionItemKind::Class,
        SuggestionKind::Url => CompletionItemKind::Value,
    }
}

/// Each `${…}` becomes a stop, and whatever else would mean something to an editor stands for itself. What nobody fills in stays as it
/// is: a placeholder is a finding, where a word might pass for a value.
pub(super) fn snippet(text: &str) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let (mut out, mut rest, mut stop) = (String::new(), text, 0);
    while let Some(begin) = rest.find("${") {
        let Some(end) = rest[begin..].find('}').map(|end| begin + end) else { break };
        stop += 1;
        out.push_str(&escaped(&rest[..begin]));
        out.push_str(&format!("${{{stop}:{}}}", escaped(&rest[begin..=end])));
        rest = &rest[end + 1..];
    }
    out + &escaped(rest)
}

#[cfg(test)]
mod tests {
    use super::snippet;

    #[test]
    fn placeholders_are_stops_in_their_order() {
        let made = snippet("\"name\": {\n  \"a\": \"${a}\",\n  \"b\": \"${b}$\\\"\n}");
        assert_eq!(
            made,
            r#""name": {
  "a": "${1:\${a\}}",
  "b": "${2:\${b\}}\$\\"
\}"#
        );
        assert_eq!(snippet("${open"), "\\${open");
    }
}
