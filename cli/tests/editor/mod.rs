//! An editor as a test: it starts the command, and says and hears what an editor does.

use std::io::{BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use lsp_server::{Message, Notification, Request, Response};
use serde_json::{Value, json};

/// Longer than any answer takes, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct Editor {
    child: Child,
    input: Option<ChildStdin>,
    heard: Receiver<Message>,
    /// Notifications and requests that came while something else was waited for.
    kept: Vec<Message>,
    next: i32,
}

impl Editor {
    /// Returns a server that is waiting for `initialize`.
    pub(crate) fn start() -> Editor {
        let mut child = Command::new(env!("CARGO_BIN_EXE_itk3-validator"))
            .args(["lsp", "--stdio", "--clientProcessId=1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the command runs");
        let input = child.stdin.take();
        let mut output = BufReader::new(child.stdout.take().expect("it has an output"));
        let (send, heard) = channel();
        thread::spawn(move || read(&mut output, &send));
        Editor { child, input, heard, kept: Vec::new(), next: 0 }
    }

    /// A server that has been greeted by an editor that can do everything.
    pub(crate) fn open() -> Editor {
        let mut editor = Editor::start();
        let completion = json!({"completionItem": {"snippetSupport": true}});
        let text = json!({
            "completion": completion, "hover": {"contentFormat": ["markdown"]}, "definition": {"linkSupport": true},
            "documentSymbol": {"hierarchicalDocumentSymbolSupport": true}, "publishDiagnostics": {"relatedInformation": true}
        });
        let edits = json!({"documentChanges": true, "snippetEditSupport": true});
        let workspace = json!({"workspaceEdit": edits, "didChangeWatchedFiles": {"dynamicRegistration": true}});
        editor.greet(json!({"textDocument": text, "workspace": workspace}));
        editor
    }

    /// Returns what the server can do.
    pub(crate) fn greet(&mut self, capabilities: Value) -> Value {
        let answer = self.ask("initialize", json!({"processId": null, "rootUri": null, "capabilities": capabilities}));
        self.tell("initialized", json!({}));
        answer
    }

    pub(crate) fn send(&mut self, message: impl Into<Message>) {
        let message: Message = message.into();
        message.write(self.input.as_mut().expect("it is open")).expect("it reads");
    }

    /// Bytes that need not be a message.
    pub(crate) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("it is open");
        input.write_all(format!("Content-Length: {}\r\n\r\n", bytes.len()).as_bytes()).expect("it reads");
        input.write_all(bytes).and_then(|()| input.flush()).expect("it reads");
    }

    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(Notification { method: method.to_owned(), params });
    }

    /// Asks without waiting.
    pub(crate) fn request(&mut self, method: &str, params: Value) -> i32 {
        self.next += 1;
        self.send(Request { id: self.next.into(), method: method.to_owned(), params });
        self.next
    }

    pub(crate) fn response(&mut self, id: i32) -> Response {
        let is_it = |message: &Message| matches!(message, Message::Response(response) if response.id == id.into());
        match self.wait(&is_it) {
            Message::Response(response) => response,
            other => panic!("{other:?}"),
        }
    }

    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.request(method, params);
        self.response(id).response_result.unwrap_or_else(|error| panic!("{method}: {error:?}"))
    }

    /// The next message of a method.
    pub(crate) fn hear(&mut self, method: &str) -> Value {
        let is_it = |message: &Message| match message {
            Message::Notification(one) => one.method == method,
            Message::Request(one) => one.method == method,
            Message::Response(_) => false,
        };
        match self.wait(&is_it) {
            Message::Notification(one) => one.params,
            Message::Request(one) => one.params,
            other => panic!("{other:?}"),
        }
    }

    fn wait(&mut self, is_it: &dyn Fn(&Message) -> bool) -> Message {
        if let Some(at) = self.kept.iter().position(is_it) {
            return self.kept.remove(at);
        }
        loop {
            let message = self.heard.recv_timeout(PATIENCE).unwrap_or_else(|_| panic!("the server says nothing; before: {:?}", self.kept));
            if is_it(&message) {
                return message;
            }
            self.kept.push(message);
        }
    }

    /// What was said and not waited for: nobody expected it.
    pub(crate) fn unheard(&mut self) -> Vec<String> {
        self.kept.extend(self.heard.try_iter());
        let word = |message: &Message| match message {
            Message::Notification(one) => one.method.clone(),
            Message::Request(one) => one.method.clone(),
            Message::Response(one) => format!("response {}", one.id),
        };
        self.kept.iter().map(word).collect()
    }

    pub(crate) fn did_open(&mut self, uri: &str, text: &str) {
        let language = uri.rsplit('.').next();
        self.tell("textDocument/didOpen", json!({"textDocument": {"uri": uri, "languageId": language, "version": 1, "text": text}}));
    }

    /// Puts a text in the place of the first one that is found in `text`, which changes as the server's does.
    pub(crate) fn change(&mut self, uri: &str, version: i32, text: &mut String, old: &str, new: &str) {
        let at = text.find(old).unwrap_or_else(|| panic!("{old} is not there"));
        let range = json!({"start": position(text, at), "end": position(text, at + old.len())});
        text.replace_range(at..at + old.len(), new);
        let changes = json!([{"range": range, "text": new}]);
        self.tell("textDocument/didChange", json!({"textDocument": {"uri": uri, "version": version}, "contentChanges": changes}));
    }

    /// The findings of a version of a document.
    pub(crate) fn findings(&mut self, uri: &str, version: i32) -> Vec<Value> {
        loop {
            let said = self.hear("textDocument/publishDiagnostics");
            if said["uri"] == uri && said["version"] == version {
                return said["diagnostics"].as_array().expect("a list").clone();
            }
        }
    }

    /// Closes the input and returns the exit code.
    pub(crate) fn end(mut self) -> i32 {
        drop(self.input.take());
        self.child.wait().expect("it ends").code().expect("it exits by itself")
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut BufReader<ChildStdout>, send: &std::sync::mpsc::Sender<Message>) {
    while let Ok(Some(message)) = Message::read(output) {
        if send.send(message).is_err() {
            return;
        }
    }
    let _ = output.read_to_end(&mut Vec::new());
}

/// The place of a byte as the protocol has it.
pub(crate) fn position(text: &str, byte: usize) -> Value {
    let before = &text[..byte];
    let line = before.matches('\n').count();
    let column = before.rsplit('\n').next().unwrap_or_default().encode_utf16().count();
    json!({"line": line, "character": column})
}

/// The byte of a place.
fn byte(text: &str, position: &Value) -> usize {
    let line = position["line"].as_u64().expect("a line") as usize;
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let mut units = position["character"].as_u64().expect("a column") as usize;
    for (at, c) in text[start..].char_indices() {
        if units == 0 {
            return start + at;
        }
        units -= c.len_utf16();
    }
    text.len()
}

/// The stretch that a range names.
pub(crate) fn stretch<'t>(text: &'t str, range: &Value) -> &'t str {
    &text[byte(text, &range["start"])..byte(text, &range["end"])]
}

/// The text after an edit of a workspace. A snippet is put in as an editor does: each line with the indentation of the first, and
/// each stop with what stands for it.
pub(crate) fn edited(text: &str, edit: &Value) -> String {
    let edits = edit["documentChanges"][0]["edits"].as_array().or_else(|| edit["changes"].as_object()?.values().next()?.as_array());
    let mut edits = edits.expect("there are edits").clone();
    edits.sort_by_key(|edit| std::cmp::Reverse(byte(text, &edit["range"]["start"])));
    let mut text = text.to_owned();
    for edit in edits {
        let (start, end) = (byte(&text, &edit["range"]["start"]), byte(&text, &edit["range"]["end"]));
        let new = match edit["snippet"]["value"].as_str() {
            Some(snippet) => expanded(snippet, &text[..start]),
            None => edit["newText"].as_str().expect("there is a text").to_owned(),
        };
        text.replace_range(start..end, &new);
    }
    text
}

fn expanded(snippet: &str, before: &str) -> String {
    let line = before.rsplit('\n').next().unwrap_or_default();
    let indentation = &line[..line.len() - line.trim_start().len()];
    let (mut out, mut rest, mut is_open) = (String::new(), snippet, false);
    while let Some(c) = rest.chars().next() {
        rest = &rest[c.len_utf8()..];
        match c {
            '\\' => {
                out.extend(rest.chars().next());
                rest = &rest[1..];
            }
            '$' if rest.starts_with('{') => {
                rest = rest.split_once(':').expect("a stop has a text").1;
                is_open = true;
            }
            '}' if is_open => is_open = false,
            '\n' => out.extend(["\n", indentation]),
            c => out.push(c),
        }
    }
    out
}
