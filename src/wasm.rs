//! The JavaScript door: text in, a plain object out.
#![expect(unreachable_pub, reason = "wasm-bindgen exports what is public, whatever the module")]

use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Says in the console why the module stopped, should it ever.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Keeps the definitions, so that many messages are checked with one start.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Validator {}

#[wasm_bindgen]
impl Validator {
    /// A validator with the embedded definitions.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Validator {
        Validator {}
    }

    /// Checks a text and returns its report.
    pub fn validate(&self, text: &str) -> Result<JsValue, JsError> {
        let report = crate::validate(text);
        Ok(report.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?)
    }
}
