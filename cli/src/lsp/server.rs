//! The open documents, and what is still to be answered.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionProvider, CompletionOptions, DefinitionProvider, DidChangeTextDocumentParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DocumentSymbolProvider, HoverProvider, InitializeResult, PositionEncodingKind,
    ServerCapabilities, ServerInfo, TextDocumentContentChangeEvent, TextDocumentSync, TextDocumentSyncKind, TextDocumentSyncOptions,
};
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId, Response};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::client::Client;
use super::engine::{Ask, Done, Job, Outcome, Work};
use super::snapshot::Snapshot;
use super::text::change;

/// Milliseconds that a check may take to be done with every letter. One that takes longer waits as long as it took, at most so many.
const SHORT: u64 = 25;
const LONGEST_WAIT: u64 = 300;

/// What the door has to do next.
#[derive(Debug)]
pub enum Next {
    /// This work.
    Work(Job),
    /// Nothing, unless a message comes or so many milliseconds pass.
    Wait(Option<u64>),
    /// The end, with this exit code.
    Exit(u8),
}

/// The open documents, and what is still to be answered. See the [module](super).
#[derive(Debug, Default)]
pub struct Server {
    state: State,
    client: Client,
    documents: HashMap<String, Open>,
    questions: VecDeque<Question>,
    /// Documents that were closed, and that the engine need not remember.
    closed: Vec<String>,
    running: Option<Running>,
    out: Vec<Message>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum State {
    #[default]
    Fresh,
    Serving,
    /// It answers nothing any more.
    Down,
    Ended(u8),
}

#[derive(Debug)]
struct Open {
    snapshot: Arc<Snapshot>,
    /// When it is to be checked.
    due: Option<u64>,
    /// Milliseconds that its last check took.
    took: u64,
    /// The editor shows findings of it.
    is_shown: bool,
}

#[derive(Debug)]
struct Question {
    id: RequestId,
    ask: Ask,
    snapshot: Arc<Snapshot>,
}

/// The work that is being done.
#[derive(Debug)]
struct Running {
    id: Option<RequestId>,
    is_cancelled: bool,
}

impl Server {
    /// Before the first message.
    pub fn new() -> Server {
        Server::default()
    }

    /// Takes a message in, at a time in milliseconds.
    pub fn receive(&mut self, message: Message, now: u64) {
        match message {
            Message::Request(request) => self.request(request),
            Message::Notification(notification) => self.notification(notification, now),
            // What editors answer makes no difference.
            Message::Response(_) => {}
        }
    }

    /// Messages that are to be sent.
    pub fn outgoing(&mut self) -> Vec<Message> {
        std::mem::take(&mut self.out)
    }

    /// A message came that could not be read.
    pub fn unreadable(&mut self, why: &str) {
        let said = format!("a message could not be read: {why}");
        self.out.push(notification("window/logMessage", json!({"type": 1, "message": said})));
    }

    /// The exit code, once it is at its end.
    pub fn exit_code(&self) -> Option<u8> {
        if let State::Ended(code) = self.state { Some(code) } else { None }
    }

    /// The editor has gone, whether it said so or not.
    pub fn gone(&mut self) {
        if !matches!(self.state, State::Ended(_)) {
            self.state = State::Ended(1);
        }
    }

    /// What is to be done at a time: questions before checks, a check once nothing is being typed.
    pub fn next(&mut self, now: u64) -> Next {
        if let Some(code) = self.exit_code() {
            return Next::Exit(code);
        }
        if self.running.is_some() {
            return Next::Wait(None);
        }
        if let Some(uri) = self.closed.pop() {
            return self.begin(None, Work::Forget(uri));
        }
        if let Some(Question { id, ask, snapshot }) = self.questions.pop_front() {
            let job = Work::Ask { id: id.clone(), ask, snapshot, client: self.client };
            return self.begin(Some(id), job);
        }
        let waiting = self.documents.values_mut().filter(|open| open.due.is_some()).min_by_key(|open| open.due);
        let Some(open) = waiting else { return Next::Wait(None) };
        let wait = open.due.unwrap_or_default().saturating_sub(now);
        if wait > 0 {
            return Next::Wait(Some(wait));
        }
        open.due = None;
        let job = Work::Check { snapshot: Arc::clone(&open.snapshot), client: self.client };
        self.begin(None, job)
    }

    fn begin(&mut self, id: Option<RequestId>, work: Work) -> Next {
        self.running = Some(Running { id, is_cancelled: false });
        Next::Work(Job(work))
    }

    /// Takes in what came of the work, which took so many milliseconds.
    pub fn done(&mut self, done: Done, took: u64) {
        let running = self.running.take();
        match done.0 {
            Outcome::Nothing => {}
            Outcome::Answer(response) => {
                let is_cancelled = running.is_some_and(|running| running.is_cancelled);
                self.out.push(if is_cancelled { cancelled(response.id) } else { response }.into());
            }
            Outcome::Checked { snapshot, findings, fault } => {
                if let Some(fault) = fault {
                    self.out.push(notification("window/showMessage", json!({"type": 1, "message": format!("itk3-validator: {fault}")})));
                }
                self.checked(&snapshot, findings, took);
            }
        }
    }

    fn checked(&mut self, snapshot: &Snapshot, findings: Option<Value>, took: u64) {
        let Some(open) = self.documents.get_mut(&snapshot.uri) else { return };
        open.took = took;
        // The newest version wins: its own check is waiting.
        if open.snapshot.version != snapshot.version || !open.is_shown && findings.is_none() {
            return;
        }
        open.is_shown = findings.is_some();
        let findings = findings.unwrap_or_else(|| json!([]));
        let params = json!({"uri": snapshot.uri, "version": snapshot.version, "diagnostics": findings});
        self.out.push(notification("textDocument/publishDiagnostics", params));
    }

    fn request(&mut self, request: Request) {
        match (self.state, request.method.as_str()) {
            (State::Fresh, "initialize") => {
                self.client = Client::of(&request.params);
                self.state = State::Serving;
                self.out.push(Response::new_ok(request.id, initialized()).into());
            }
            (State::Fresh, _) => self.refuse(request.id, ErrorCode::ServerNotInitialized, "initialize comes first"),
            (State::Serving, "initialize") => self.refuse(request.id, ErrorCode::InvalidRequest, "initialize came already"),
            (State::Serving, "shutdown") => {
                for question in std::mem::take(&mut self.questions) {
                    self.out.push(cancelled(question.id).into());
                }
                self.state = State::Down;
                self.out.push(Response::new_ok(request.id, Value::Null).into());
            }
            (State::Serving, _) => self.question(request),
            _ => self.refuse(request.id, ErrorCode::InvalidRequest, "the server was shut down"),
        }
    }

    fn refuse(&mut self, id: RequestId, code: ErrorCode, why: &str) {
        self.out.push(Response::new_err(id, code as i32, why.to_owned()).into());
    }

    fn question(&mut self, request: Request) {
        let Request { id, method, params } = request;
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default().to_owned();
        let ask = match Ask::of(&method, params) {
            Some(Ok(ask)) => ask,
            Some(Err(why)) => return self.refuse(id, ErrorCode::InvalidParams, &why),
            None => return self.refuse(id, ErrorCode::MethodNotFound, &["unknown method ", &method].concat()),
        };
        match self.documents.get(&uri) {
            Some(open) => self.questions.push_back(Question { id, ask, snapshot: Arc::clone(&open.snapshot) }),
            // Of a document that is not open nothing is known.
            None => self.out.push(Response::new_ok(id, Value::Null).into()),
        }
    }

    fn notification(&mut self, notification: Notification, now: u64) {
        let Notification { method, params } = notification;
        match (self.state, method.as_str()) {
            (state, "exit") => self.state = State::Ended(u8::from(state != State::Down)),
            (State::Serving, "initialized") => self.watch_settings(),
            (State::Serving, "textDocument/didOpen") => self.with(params, &method, |server, params| server.open(params, now)),
            (State::Serving, "textDocument/didChange") => self.with(params, &method, |server, params| server.change(params, now)),
            (State::Serving, "textDocument/didClose") => self.with(params, &method, Server::close),
            (State::Serving, "workspace/didChangeWatchedFiles" | "workspace/didChangeConfiguration") => self.check_all(now),
            (State::Serving, "$/cancelRequest") => self.cancel(&params),
            // Whatever else is told may be left unheard.
            _ => {}
        }
    }

    fn with<P: DeserializeOwned>(&mut self, params: Value, method: &str, take: impl FnOnce(&mut Server, P)) {
        match serde_json::from_value(params) {
            Ok(params) => take(self, params),
            Err(why) => self.unreadable(&format!("{method}: {why}")),
        }
    }

    fn open(&mut self, params: DidOpenTextDocumentParams, now: u64) {
        let document = params.text_document;
        let uri = document.uri.0;
        let snapshot = Snapshot { uri: uri.clone(), version: document.version, text: document.text };
        // One that is opened again without being closed starts anew.
        let is_shown = self.documents.get(&uri).is_some_and(|open| open.is_shown);
        self.documents.insert(uri, Open { snapshot: Arc::new(snapshot), due: Some(now), took: 0, is_shown });
    }

    fn change(&mut self, params: DidChangeTextDocumentParams, now: u64) {
        let document = params.text_document;
        let Some(open) = self.documents.get_mut(&document.text_document_identifier.uri.0) else { return };
        // Copied only while the engine looks at it.
        let snapshot = Arc::make_mut(&mut open.snapshot);
        snapshot.version = document.version;
        for event in params.content_changes {
            let (range, text) = match event {
                TextDocumentContentChangeEvent::TextDocumentContentChangePartial(part) => (Some(part.range), part.text),
                TextDocumentContentChangeEvent::TextDocumentContentChangeWholeDocument(whole) => (None, whole.text),
            };
            change(&mut snapshot.text, range, &text);
        }
        open.due = Some(now + if open.took <= SHORT { 0 } else { open.took.min(LONGEST_WAIT) });
    }

    fn close(&mut self, params: DidCloseTextDocumentParams) {
        let uri = params.text_document.uri.0;
        let Some(open) = self.documents.remove(&uri) else { return };
        if open.is_shown {
            self.out.push(notification("textDocument/publishDiagnostics", json!({"uri": uri, "diagnostics": []})));
        }
        self.closed.push(uri);
    }

    /// The settings may be others now.
    fn check_all(&mut self, now: u64) {
        self.documents.values_mut().for_each(|open| open.due = Some(now));
    }

    fn cancel(&mut self, params: &Value) {
        let Some(id) = params.get("id").cloned().and_then(|id| serde_json::from_value::<RequestId>(id).ok()) else { return };
        if let Some(at) = self.questions.iter().position(|question| question.id == id) {
            self.questions.remove(at);
            self.out.push(cancelled(id).into());
        } else if let Some(running) = self.running.as_mut().filter(|running| running.id.as_ref() == Some(&id)) {
            running.is_cancelled = true;
        }
    }

    fn watch_settings(&mut self) {
        if self.client.watches_files {
            let watchers = json!([{"globPattern": "**/itk3.toml"}]);
            let registration =
                json!({"id": "settings", "method": "workspace/didChangeWatchedFiles", "registerOptions": {"watchers": watchers}});
            let params = json!({"registrations": [registration]});
            self.out.push(Request::new("settings".to_owned().into(), "client/registerCapability".to_owned(), params).into());
        }
    }
}

fn notification(method: &str, params: Value) -> Message {
    Notification { method: method.to_owned(), params }.into()
}

fn cancelled(id: RequestId) -> Response {
    Response::new_err(id, ErrorCode::RequestCanceled as i32, "cancelled".to_owned())
}

/// What the server can do.
fn initialized() -> InitializeResult {
    let sync = TextDocumentSyncOptions { open_close: Some(true), change: Some(TextDocumentSyncKind::Incremental), ..Default::default() };
    let triggers = ["<", "\"", "'"].map(str::to_owned).to_vec();
    let kinds = vec![CodeActionKind::QuickFix, CodeActionKind::from(super::actions::FIX_ALL.to_owned())];
    InitializeResult {
        capabilities: ServerCapabilities {
            position_encoding: Some(PositionEncodingKind::UTF16),
            text_document_sync: Some(TextDocumentSync::Options(sync)),
            completion_provider: Some(CompletionOptions { trigger_characters: Some(triggers), ..Default::default() }),
            hover_provider: Some(HoverProvider::Bool(true)),
            definition_provider: Some(DefinitionProvider::Bool(true)),
            document_symbol_provider: Some(DocumentSymbolProvider::Bool(true)),
            code_action_provider: Some(CodeActionProvider::CodeActionOptions(CodeActionOptions {
                code_action_kinds: Some(kinds),
                ..Default::default()
            })),
            ..Default::default()
        },
        server_info: Some(ServerInfo { name: "itk3-validator".to_owned(), version: Some(env!("CARGO_PKG_VERSION").to_owned()) }),
    }
}
