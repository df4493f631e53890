//! The command's door to JavaScript: one function that is asked for whatever the command needs.

use js_sys::{Array, Function, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::command::{Fault, Host, Stream, run};

/// Runs the command with its words. `ask(what, name, text)` answers as `www/command.js` says.
#[wasm_bindgen]
pub fn command(words: Vec<String>, ask: &Function) -> u8 {
    run(&mut Asked(ask), &words, "")
}

struct Asked<'a>(&'a Function);

impl Asked<'_> {
    #[inline(never)]
    fn ask(&self, what: &str, name: &str, text: &str) -> JsValue {
        self.0.call3(&JsValue::UNDEFINED, &what.into(), &name.into(), &text.into()).unwrap_or_default()
    }

    /// Bytes, or a word for what was in the way.
    fn bytes(&self, what: &str, name: &str) -> Result<Vec<u8>, Fault> {
        let answer = self.ask(what, name, "");
        answer.dyn_ref::<Uint8Array>().map(Uint8Array::to_vec).ok_or_else(|| fault(&answer))
    }
}

fn fault(answer: &JsValue) -> Fault {
    match answer.as_string().as_deref() {
        Some("ENOENT" | "ENOTDIR") => Fault::Missing,
        Some("EISDIR") => Fault::Folder,
        Some("EACCES" | "EPERM") => Fault::Denied,
        _ => Fault::Other,
    }
}

fn name(stream: Stream) -> &'static str {
    if stream == Stream::Output { "out" } else { "err" }
}

impl Host for Asked<'_> {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        self.bytes("read", path)
    }

    fn read_input(&mut self) -> Result<Vec<u8>, Fault> {
        self.bytes("input", "")
    }

    fn list(&mut self, path: &str) -> Option<Vec<String>> {
        let answer = self.ask("list", path, "");
        answer.dyn_ref::<Array>().map(|names| names.iter().filter_map(|name| name.as_string()).collect())
    }

    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault> {
        let answer = self.ask("write", path, text);
        if answer.is_undefined() { Ok(()) } else { Err(fault(&answer)) }
    }

    fn print(&mut self, stream: Stream, text: &str) -> bool {
        self.ask("print", name(stream), text).is_undefined()
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
}
