//! The command's door to JavaScript: one function that is asked for whatever the command needs.
#![expect(unreachable_pub, reason = "wasm-bindgen exports what is public, whatever the module")]

use js_sys::{Array, Function, Uint8Array};
use lsp_server::Message;
use wasm_bindgen::prelude::*;

use crate::lsp::{Engine, Next, Server};
use crate::{Entry, Fault, Host, Kind, Stream, run};

/// Says on standard error why the module stopped, should it ever.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Runs the command with its words. `ask(what, name, text)` answers as `www/command.js` says.
#[wasm_bindgen]
pub fn command(words: Vec<String>, ask: &Function) -> u8 {
    run(&mut Asked(ask), &words, None)
}

#[wasm_bindgen]
extern "C" {
    /// Milliseconds since the process began.
    #[wasm_bindgen(js_namespace = performance, js_name = now)]
    pub(crate) fn milliseconds() -> f64;
}

/// A language server, which `www/language-server.js` feeds with messages.
#[wasm_bindgen]
pub struct LanguageServer {
    server: Server,
    engine: Engine,
    ask: Function,
}

#[wasm_bindgen]
impl LanguageServer {
    /// Before the first message; `ask` is that of `command`.
    #[wasm_bindgen(constructor)]
    pub fn new(ask: Function) -> LanguageServer {
        LanguageServer { server: Server::new(), engine: Engine::new(), ask }
    }

    /// Takes a message in.
    pub fn receive(&mut self, message: &str) {
        match serde_json::from_str(message) {
            Ok(message) => self.server.receive(message, now()),
            Err(_) => self.server.unreadable("malformed LSP payload"),
        }
    }

    /// The editor has gone.
    pub fn gone(&mut self) {
        self.server.gone();
    }

    /// Does a piece of work, if there is any. Returns 0 where there may be more, otherwise the milliseconds until there is, or
    /// -1 where a message has to come first.
    pub fn work(&mut self) -> f64 {
        match self.server.next(now()) {
            Next::Work(job) => {
                let begin = now();
                let done = self.engine.work(&mut Asked(&self.ask), job);
                self.server.done(done, now() - begin);
                0.0
            }
            Next::Wait(wait) => wait.map_or(-1.0, |wait| wait as f64),
            Next::Exit(_) => -1.0,
        }
    }

    /// The messages that are to be sent.
    pub fn outgoing(&mut self) -> Vec<String> {
        self.server.outgoing().iter().filter_map(written).collect()
    }

    /// The exit code, once it is at its end.
    #[wasm_bindgen(js_name = exitCode)]
    pub fn exit_code(&mut self) -> Option<u8> {
        self.server.exit_code()
    }
}

fn now() -> u64 {
    milliseconds() as u64
}

/// A message with the mark of the protocol, as it is written between processes.
fn written(message: &Message) -> Option<String> {
    #[derive(serde::Serialize)]
    struct Written<'a> {
        jsonrpc: &'static str,
        #[serde(flatten)]
        message: &'a Message,
    }
    serde_json::to_string(&Written { jsonrpc: "2.0", message }).ok()
}

struct Asked<'a>(&'a Function);

impl Asked<'_> {
    #[inline(never)]
    fn ask(&self, what: &str, name: &str, text: &str) -> JsValue {
        self.0.call3(&JsValue::UNDEFINED, &what.into(), &name.into(), &text.into()).unwrap_or_default()
    }

    /// Bytes, `most` of them, or a word for what was in the way.
    fn bytes(&self, what: &str, name: &str, most: u64) -> Result<Vec<u8>, Fault> {
        let answer = self.ask(what, name, &most.to_string());
        answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).ok_or_else(|| fault(&answer))
    }
}

fn fault(answer: &JsValue) -> Fault {
    if let Some(size) = answer.as_f64() {
        return Fault::TooLarge { size: Some(size as u64) };
    }
    match answer.as_string().as_deref() {
        Some("ENOENT" | "ENOTDIR") => Fault::Missing,
        Some("EISDIR") => Fault::Folder,
        Some("EACCES" | "EPERM") => Fault::Denied,
        Some("ENOSPC" | "EDQUOT" | "EFBIG") => Fault::Full,
        Some("EPIPE") => Fault::Closed,
        Some("EBADF") => Fault::NotOpen,
        Some("special") => Fault::Special,
        Some("too large") => Fault::TooLarge { size: None },
        _ => Fault::Other,
    }
}

/// What the first letter of an answer says: a file, a folder (`d`), or what is neither.
fn kind(answer: &str) -> Kind {
    match answer.as_bytes().first() {
        Some(b'f') => Kind::File,
        Some(b'd') => Kind::Folder,
        _ => Kind::Special,
    }
}

fn name(stream: Stream) -> &'static str {
    if stream == Stream::Output { "out" } else { "err" }
}

impl Host for Asked<'_> {
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Fault> {
        self.bytes("read", path, most)
    }

    fn read_input(&mut self, most: u64) -> Result<Vec<u8>, Fault> {
        self.bytes("input", "", most)
    }

    fn kind(&mut self, path: &str) -> Option<Kind> {
        self.ask("kind", path, "").as_string().map(|answer| kind(&answer))
    }

    fn list(&mut self, path: &str) -> Option<Vec<Entry>> {
        let answer = self.ask("list", path, "");
        let entry = |answer: String| Entry { kind: kind(&answer), name: answer.get(1..).unwrap_or_default().to_owned() };
        answer.dyn_ref::<Array>().map(|names| names.iter().filter_map(|name| name.as_string()).map(entry).collect())
    }

    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault> {
        let answer = self.ask("write", path, text);
        if answer.is_undefined() { Ok(()) } else { Err(fault(&answer)) }
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), Fault> {
        let answer = self.ask("print", name(stream), text);
        if answer.is_undefined() { Ok(()) } else { Err(fault(&answer)) }
    }

    fn is_terminal(&mut self, stream: Stream) -> bool {
        self.ask("terminal", name(stream), "").is_truthy()
    }

    fn now(&mut self) -> String {
        self.ask("now", "", "").as_string().unwrap_or_default()
    }

    fn uuid(&mut self) -> String {
        self.ask("uuid", "", "").as_string().unwrap_or_default()
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        self.ask("variable", name, "").as_string()
    }

    fn current_folder(&mut self) -> Option<String> {
        self.ask("folder", "", "").as_string()
    }

    fn changed(&mut self, path: &str) -> Option<u64> {
        self.ask("changed", path, "").as_f64().map(|milliseconds| milliseconds as u64)
    }

    fn wait(&mut self, milliseconds: u32) -> bool {
        self.ask("wait", "", &milliseconds.to_string()).is_undefined()
    }

    fn serve_editor(&mut self) -> Result<u8, String> {
        // What comes is read between the answers: the loop is of JavaScript, and begins once the command has ended.
        self.ask("serve", "", "");
        Ok(0)
    }
}
