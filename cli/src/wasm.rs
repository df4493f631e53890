//! The command's door to JavaScript: one function that is asked for whatever the command needs.
#![expect(unreachable_pub, reason = "wasm-bindgen exports what is public, whatever the module")]

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

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
}
