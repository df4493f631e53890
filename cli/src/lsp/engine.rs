//! The work: checks and answers, each from a text as it was when it was asked for.

use std::collections::HashMap;
use std::sync::Arc;

use gen_lsp_types::{CodeActionParams, Position, TextDocumentPositionParams};
use itk3_validator::report::Report;
use lsp_server::{ErrorCode, RequestId, Response};
use serde_json::Value;

use super::client::Client;
use super::folders::Folders;
use super::snapshot::Snapshot;
use super::{actions, completion, definition, diagnostics, hover, symbols, uri};
use crate::host::Host;

/// What is asked.
#[derive(Debug)]
pub(super) enum Ask {
    Hover(Position),
    Completion(Position),
    Definition(Position),
    Symbols,
    Actions(Box<CodeActionParams>),
}

impl Ask {
    /// From a request; nothing where its method is not known.
    pub(super) fn of(method: &str, params: Value) -> Option<Result<Ask, String>> {
        let at = |params: Value| serde_json::from_value(params).map(|at: TextDocumentPositionParams| at.position);
        let ask = match method {
            "textDocument/hover" => at(params).map(Ask::Hover),
            "textDocument/completion" => at(params).map(Ask::Completion),
            "textDocument/definition" => at(params).map(Ask::Definition),
            "textDocument/documentSymbol" => Ok(Ask::Symbols),
            "textDocument/codeAction" => serde_json::from_value(params).map(|params| Ask::Actions(Box::new(params))),
            _ => return None,
        };
        Some(ask.map_err(|why| format!("{method}: {why}")))
    }
}

/// Work that may take long.
#[derive(Debug)]
pub struct Job(pub(super) Work);

#[derive(Debug)]
pub(super) enum Work {
    Check {
        snapshot: Arc<Snapshot>,
        client: Client,
    },
    Ask {
        id: RequestId,
        ask: Ask,
        snapshot: Arc<Snapshot>,
        client: Client,
    },
    /// Remember nothing of a document.
    Forget(String),
}

impl Job {
    /// The request that it answers.
    pub fn id(&self) -> Option<RequestId> {
        if let Work::Ask { id, .. } = &self.0 { Some(id.clone()) } else { None }
    }
}

/// What came of it.
#[derive(Debug)]
pub struct Done(pub(super) Outcome);

#[derive(Debug)]
pub(super) enum Outcome {
    Nothing,
    Answer(Response),
    /// The findings of a document, none at all where it is neither FHIR nor ITK; and what is wrong with the settings of its folder.
    Checked {
        snapshot: Arc<Snapshot>,
        findings: Option<Value>,
        fault: Option<String>,
    },
}

impl Done {
    /// It was given up.
    pub fn failed(id: Option<RequestId>) -> Done {
        let why = "the validator stopped, which is a fault of its own";
        Done(id.map_or(Outcome::Nothing, |id| Outcome::Answer(Response::new_err(id, ErrorCode::InternalError as i32, why.to_owned()))))
    }
}

/// Does the work. It holds definitions and settings, and the last report of each document.
#[derive(Default)]
pub struct Engine {
    folders: Folders,
    reports: HashMap<String, (i32, Arc<Report>)>,
}

impl Engine {
    /// Nothing is loaded before it is needed.
    pub fn new() -> Engine {
        Engine::default()
    }

    /// Does a job.
    pub fn work(&mut self, host: &mut dyn Host, job: Job) -> Done {
        Done(match job.0 {
            Work::Check { snapshot, client } => self.check(host, snapshot, client),
            Work::Ask { id, ask, snapshot, client } => Outcome::Answer(Response::new_ok(id, self.answer(host, ask, &snapshot, client))),
            Work::Forget(uri) => {
                self.reports.remove(&uri);
                Outcome::Nothing
            }
        })
    }

    fn check(&mut self, host: &mut dyn Host, snapshot: Arc<Snapshot>, client: Client) -> Outcome {
        let path = uri::path(&snapshot.uri);
        let (setup, fault) = self.folders.with_fault(host, path.as_deref());
        let report = setup.report(&snapshot.text, path.as_deref().unwrap_or_default());
        let findings = report.as_ref().map(|report| value(diagnostics::diagnostics(report, &snapshot.uri, client)));
        match report {
            Some(report) => _ = self.reports.insert(snapshot.uri.clone(), (snapshot.version, Arc::new(report))),
            None => _ = self.reports.remove(&snapshot.uri),
        }
        Outcome::Checked { snapshot, findings, fault }
    }

    fn answer(&mut self, host: &mut dyn Host, ask: Ask, snapshot: &Snapshot, client: Client) -> Value {
        let path = uri::path(&snapshot.uri);
        let setup = self.folders.of(host, path.as_deref());
        if let Ask::Actions(params) = &ask {
            let known = self.reports.get(&snapshot.uri).filter(|(version, _)| *version == snapshot.version);
            let known = known.map(|(_, report)| Arc::clone(report));
            let report = known.or_else(|| setup.report(&snapshot.text, path.as_deref().unwrap_or_default()).map(Arc::new));
            let Some(report) = report else { return Value::Null };
            return value(actions::actions(&setup.validator.open(&snapshot.text), &report, snapshot, params, client));
        }
        let document = setup.validator.open(&snapshot.text);
        if !document.is_fhir_or_itk() {
            return Value::Null;
        }
        match ask {
            Ask::Hover(position) => value(hover::hover(&document, position, client)),
            Ask::Completion(position) => value(completion::completion(&document, position, client)),
            Ask::Definition(position) => definition::definition(&document, position, &snapshot.uri, client),
            Ask::Symbols => symbols::symbols(&document, &snapshot.uri, client),
            Ask::Actions(_) => Value::Null,
        }
    }
}

fn value(answer: impl serde::Serialize) -> Value {
    serde_json::to_value(answer).unwrap_or_default()
}
