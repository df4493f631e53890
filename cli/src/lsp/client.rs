//! What the editor says that it can do.

use serde_json::Value;

/// What the editor can do, as far as it makes a difference.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Client {
    /// It fills in what completion leaves open.
    pub(super) snippets: bool,
    /// The same in the edits of code actions.
    pub(super) snippet_edits: bool,
    /// The client supports document versions in edits.
    pub(super) document_changes: bool,
    /// It shows Markdown on hover.
    pub(super) markdown: bool,
    /// A definition may say what of the text is the link.
    pub(super) links: bool,
    /// Symbols may have symbols in them.
    pub(super) nested_symbols: bool,
    /// Findings may have more sentences, with places.
    pub(super) related_information: bool,
    /// It watches files that it is asked to watch.
    pub(super) watches_files: bool,
}

impl Client {
    /// From the parameters of `initialize`.
    pub(super) fn of(params: &Value) -> Client {
        let capabilities = params.get("capabilities").unwrap_or(&Value::Null);
        let is = |path: &str| capabilities.pointer(path).and_then(Value::as_bool).unwrap_or(false);
        let formats = capabilities.pointer("/textDocument/hover/contentFormat").and_then(Value::as_array);
        Client {
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            snippet_edits: is("/workspace/workspaceEdit/snippetEditSupport"),
            document_changes: is("/workspace/workspaceEdit/documentChanges"),
            markdown: formats.is_some_and(|formats| formats.iter().any(|format| format == "markdown")),
            links: is("/textDocument/definition/linkSupport"),
            nested_symbols: is("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            related_information: is("/textDocument/publishDiagnostics/relatedInformation"),
            watches_files: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
        }
    }
}
