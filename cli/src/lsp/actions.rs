//! What can be put right at a place: the right value where it is known, and an element that is missing.

use std::collections::HashMap;

use gen_lsp_types::{
    Code, CodeAction, CodeActionKind, CodeActionParams, Diagnostic, DocumentChange, Edit, OptionalVersionedTextDocumentIdentifier, Range,
    SnippetTextEdit, StringValue, TextDocumentEdit, TextDocumentIdentifier, TextEdit, Uri, WorkspaceEdit,
};
use itk3_validator::Document;
use itk3_validator::report::{self, Issue, Report};
use itk3_validator::tools::fixes::{Fixable, fixes};

use super::client::Client;
use super::completion::snippet;
use super::snapshot::Snapshot;
use super::text::{Places, byte, overlap, range};

/// All that is certain, at once; an editor may do it whenever a file is saved.
pub(super) const FIX_ALL: &str = "source.fixAll.itk3-validator";

/// Most elements that are made for one question: each takes a walk over the message.
const MOST: usize = 8;

pub(super) fn actions(
    document: &Document<'_>,
    report: &Report,
    snapshot: &Snapshot,
    params: &CodeActionParams,
    client: Client,
) -> Vec<CodeAction> {
    let asked = Asked { document, report, snapshot, params, client };
    let mut actions = Vec::new();
    if asked.wants("quickfix") {
        actions.extend(asked.fixes());
        actions.extend(asked.insertions());
    }
    // Only who asks for it by name gets what changes the whole document.
    if params.context.only.is_some() && asked.wants(FIX_ALL) {
        actions.extend(asked.fix_all());
    }
    actions
}

struct Asked<'a> {
    document: &'a Document<'a>,
    report: &'a Report,
    snapshot: &'a Snapshot,
    params: &'a CodeActionParams,
    client: Client,
}

impl Asked<'_> {
    /// Whether actions of a kind are asked for: by that kind, or one that it is of.
    fn wants(&self, kind: &str) -> bool {
        let Some(only) = &self.params.context.only else { return true };
        only.iter().any(|asked| {
            let asked = String::from(asked.clone());
            asked.is_empty() || kind == asked || kind.strip_prefix(&asked).is_some_and(|rest| rest.starts_with('.'))
        })
    }

    fn fixes(&self) -> Vec<CodeAction> {
        let here = fixes(self.report).into_iter().filter(|fixable| overlap(range(&fixable.issue.place), self.params.range));
        let action = |Fixable { issue, fix }: Fixable<'_>| {
            let title = if fix.value.chars().count() > 60 {
                "Replace with the expected value".to_owned()
            } else {
                format!("Replace with \"{}\"", fix.value)
            };
            CodeAction {
                is_preferred: (!fix.needs_a_look).then_some(true),
                diagnostics: self.diagnostics(range(&issue.place), &issue.rule),
                ..self.action(title, CodeActionKind::QuickFix, self.placed(&fix.edits))
            }
        };
        here.map(action).collect()
    }

    /// Changes of the text as the editor makes them, in the order in which they are given.
    fn placed<'e>(&self, edits: impl IntoIterator<Item = &'e report::Edit>) -> Vec<Edit> {
        let mut places = Places::new(self.document.text());
        edits.into_iter().map(|edit| plain(places.range(edit.start, edit.end), edit.text.clone())).collect()
    }

    fn insertions(&self) -> Vec<CodeAction> {
        let is_here = |issue: &&Issue| issue.waived.is_none() && overlap(range(&issue.place), self.params.range);
        let missing = self.report.issues.iter().filter(is_here).filter(|issue| matches!(&*issue.rule, "min" | "slice-min"));
        let action = |issue: &Issue| {
            let made = self.document.insertion_of(issue)?;
            let at = Places::new(self.document.text()).range(made.start, made.end);
            let edit = if self.client.snippet_edits && self.client.document_changes {
                let snippet = StringValue::new(snippet(&indented_by_editor(self.document.text(), at, &made.text)));
                Edit::SnippetTextEdit(SnippetTextEdit { range: at, snippet, annotation_id: None })
            } else {
                plain(at, made.text)
            };
            let diagnostics = self.diagnostics(range(&issue.place), &issue.rule);
            let last = |value: &String| value.rsplit('/').next().unwrap_or_default().to_owned();
            let title = ["Insert".to_owned(), made.name].into_iter().chain(made.values.iter().map(last)).collect::<Vec<_>>().join(" ");
            Some(CodeAction { diagnostics, ..self.action(title, CodeActionKind::QuickFix, vec![edit]) })
        };
        missing.take(MOST).filter_map(action).collect()
    }

    fn fix_all(&self) -> Option<CodeAction> {
        let certain = fixes(self.report).into_iter().filter(|fixable| !fixable.fix.needs_a_look);
        let mut edits: Vec<&report::Edit> = certain.flat_map(|fixable| &fixable.fix.edits).collect();
        edits.sort_by_key(|edit| edit.start);
        let edits = self.placed(edits);
        let kind = CodeActionKind::from(FIX_ALL.to_owned());
        (!edits.is_empty()).then(|| self.action("Correct every value that is certain".to_owned(), kind, edits))
    }

    /// The findings of the editor that an action is for.
    fn diagnostics(&self, range: Range, rule: &str) -> Option<Vec<Diagnostic>> {
        let all = self.params.context.diagnostics.iter();
        let is_it = |one: &&Diagnostic| one.code == Some(Code::String(rule.to_owned())) && overlap(one.range, range);
        Some(all.filter(is_it).cloned().collect::<Vec<_>>()).filter(|found| !found.is_empty())
    }

    fn action(&self, title: String, kind: CodeActionKind, edits: Vec<Edit>) -> CodeAction {
        CodeAction { title, kind: Some(kind), edit: Some(self.edit(edits)), ..Default::default() }
    }

    fn edit(&self, edits: Vec<Edit>) -> WorkspaceEdit {
        let uri = Uri(self.snapshot.uri.clone());
        if self.client.document_changes {
            let text_document = OptionalVersionedTextDocumentIdentifier {
                version: Some(self.snapshot.version),
                text_document_identifier: TextDocumentIdentifier { uri },
            };
            let change = DocumentChange::TextDocumentEdit(TextDocumentEdit { text_document, edits });
            return WorkspaceEdit { document_changes: Some(vec![change]), ..Default::default() };
        }
        let plain = edits.into_iter().filter_map(|edit| if let Edit::TextEdit(edit) = edit { Some(edit) } else { None });
        WorkspaceEdit { changes: Some(HashMap::from([(uri, plain.collect())])), ..Default::default() }
    }
}

/// The lines of a snippet without the indentation of the line where it begins, which an editor puts before each of them.
fn indented_by_editor(text: &str, at: Range, snippet: &str) -> String {
    let start = byte(text, at.start);
    let line = text[..start].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let indentation = &text[line..start];
    let indentation = &indentation[..indentation.len() - indentation.trim_start_matches([' ', '\t']).len()];
    let mut lines = snippet.split('\n');
    let first = lines.next().unwrap_or_default().to_owned();
    lines.fold(first, |all, line| [&all, "\n", line.strip_prefix(indentation).unwrap_or(line)].concat())
}

fn plain(range: Range, new_text: String) -> Edit {
    Edit::TextEdit(TextEdit { range, new_text })
}
