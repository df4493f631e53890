//! What makes the bindings a package of their own, as wasm-pack builds it: the types, and a function for each question that
//! needs no validator of one's own. The scripts of the npm package have these themselves, and its module leaves them out.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;

use super::Validator;

/// `tests/declarations.rs` holds them to those of the npm package.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = include_str!("package.d.ts");

thread_local! {
    /// Serves the calls that bring no validator of their own.
    static SHARED: Validator = Validator::new();
}

/// Checks a string or bytes and returns the report.
#[wasm_bindgen(skip_typescript)]
pub fn validate(message: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    SHARED.with(|shared| shared.validate(message, options))
}

/// Builds the acknowledgement of a message, or says why not.
#[wasm_bindgen(js_name = buildAcknowledgement, skip_typescript)]
pub fn build_acknowledgement(message: &JsValue, outcome: &str, responder: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    SHARED.with(|shared| shared.build_acknowledgement(message, outcome, responder, options))
}

/// Holds responses against the message that they answer.
#[wasm_bindgen(js_name = reviewConversation, skip_typescript)]
pub fn review_conversation(message: &JsValue, responses: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
    SHARED.with(|shared| shared.review_conversation(message, responses, options))
}

/// All response codes: of ITK3, or of `itk2`.
#[wasm_bindgen(js_name = responseCodes, skip_typescript)]
pub fn response_codes(generation: Option<String>) -> Result<JsValue, JsValue> {
    SHARED.with(|shared| shared.response_codes(generation))
}

/// All rules.
#[wasm_bindgen(skip_typescript)]
pub fn rules() -> Result<JsValue, JsValue> {
    SHARED.with(Validator::rules)
}

/// The version of the package.
#[wasm_bindgen(skip_typescript)]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}

/// Most ids that an acknowledgement has.
const IDS: usize = 6;

/// Random ids in place of those that were not given. Where there is no chance to be had, the answer says which are missing.
pub(super) fn complete(ids: &mut Vec<String>) {
    let crypto = Reflect::get(&js_sys::global(), &"crypto".into()).unwrap_or_default();
    let Ok(random) = Reflect::get(&crypto, &"randomUUID".into()).unwrap_or_default().dyn_into::<Function>() else { return };
    while ids.len() < IDS {
        let Some(id) = Reflect::apply(&random, &crypto, &Array::new()).ok().and_then(|id| id.as_string()) else { return };
        ids.push(id);
    }
}
