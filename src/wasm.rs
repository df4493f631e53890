//! The JavaScript door: text or bytes in, a plain object out.
#![expect(unreachable_pub, reason = "wasm-bindgen exports what is public, whatever the module")]

mod document;
mod errors;
mod given;
mod options;
#[cfg(feature = "package")]
mod package;

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{JsString, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::itk2::{DISTRIBUTION_ENVELOPE_ERRORS, TOOLKIT_ERRORS};
use crate::itk3::response_codes;
use crate::report::rules;
use crate::syntax::{Limits, unwrap};
use document::{Document, form_of};
use errors::wrong;
use options::{Adding, Bounds, Checking, Reading, acknowledgement, format_of};

/// Says in the console why the module stopped, should it ever.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Keeps the definitions, so that many messages are checked with one start.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Validator {
    inner: Rc<RefCell<crate::Validator>>,
}

impl Validator {
    fn opened(&self, message: &JsValue, options: &Reading) -> Result<Document, JsValue> {
        Document::open(Rc::clone(&self.inner), message, options)
    }

    fn read(&self, message: &JsValue, limits: Limits) -> Result<Document, JsValue> {
        Document::read(Rc::clone(&self.inner), message, limits)
    }
}

/// One question of one text; whoever has several opens it.
#[wasm_bindgen]
impl Validator {
    /// A validator with the embedded definitions.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Validator {
        Validator { inner: Rc::new(RefCell::new(crate::Validator::new())) }
    }

    /// Opens a string or bytes, so that several things can be asked of it; `options.limits` bound what is read, and with
    /// `options.unwrap` the message is taken out of what is around it.
    pub fn open(&self, message: &JsValue, options: &JsValue) -> Result<Document, JsValue> {
        self.opened(message, &Reading::of(options)?)
    }

    /// The message inside something else, and what that is; null where there is none.
    pub fn unwrap(&self, message: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        object(&unwrap(&text_or_bytes(message)?, Bounds::of(options)?.bytes))
    }

    /// Checks a string or bytes and returns the report.
    pub fn validate(&self, message: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let asked = Checking::of(options)?;
        self.opened(message, &asked.reading())?.report_object(asked)
    }

    /// The message without what it says of people.
    pub fn redact(&self, message: &JsValue) -> Result<String, JsValue> {
        Ok(self.read(message, Limits::default())?.redact())
    }

    /// Adds definitions and says what came of it.
    #[wasm_bindgen(js_name = addDefinitions)]
    pub fn add_definitions(&mut self, definitions: &JsValue, name: Option<String>, options: &JsValue) -> Result<JsValue, JsValue> {
        let name = name.unwrap_or_else(|| "definitions".to_owned());
        let bytes = match definitions.as_string() {
            Some(text) => text.into_bytes(),
            None => few_bytes(definitions)?,
        };
        let replace_newer = Adding::of(options)?.replace_newer;
        let added = self.inner.borrow_mut().add_definition_files(&mut std::iter::once((name, bytes)), replace_newer);
        object(&added)
    }

    /// Adds the definitions that are loaded on demand.
    #[wasm_bindgen(js_name = addOnDemand)]
    pub fn add_on_demand(&mut self, pack: &JsValue) -> Result<(), JsValue> {
        let added = self.inner.borrow_mut().add_on_demand(few_bytes(pack)?);
        added.map_err(|_| wrong("these are not the definitions of this version"))
    }

    /// Whether a message names a definition that is loaded on demand and has not been loaded.
    #[wasm_bindgen(js_name = namesUnloaded)]
    pub fn names_unloaded(&self, message: &JsValue, options: &JsValue) -> Result<bool, JsValue> {
        let asked = Checking::of_form(options)?;
        Ok(self.opened(message, &asked.reading())?.has_unloaded(asked))
    }

    /// Checks a string or bytes and returns an STU3 OperationOutcome, as `xml` or `json`.
    #[wasm_bindgen(js_name = operationOutcome)]
    pub fn operation_outcome(&self, message: &JsValue, format: &str, options: &JsValue) -> Result<String, JsValue> {
        let (format, asked) = (format_of(format)?, Checking::of(options)?);
        self.opened(message, &asked.reading())?.outcome(format, asked)
    }

    /// Checks a string or bytes and returns the report in one of the forms of the command; `options.name` stands for a file's.
    pub fn render(&self, message: &JsValue, form: &str, options: &JsValue) -> Result<String, JsValue> {
        let (form, asked) = (form_of(form)?, Checking::of_form(options)?);
        self.opened(message, &asked.reading())?.written(form, asked)
    }

    /// Entries of the Bundle and where its references lead.
    pub fn map(&self, message: &JsValue) -> Result<JsValue, JsValue> {
        self.read(message, Limits::default())?.map()
    }

    /// What may stand at an offset, and who says so; null where nothing stands.
    pub fn explain(&self, message: &JsValue, offset: u32) -> Result<JsValue, JsValue> {
        self.read(message, Limits::default())?.explain(offset)
    }

    /// What a finding of the report says is missing, made, and where it goes; null where there is nothing to make.
    pub fn insertion(&self, message: &JsValue, issue: u32, options: &JsValue) -> Result<JsValue, JsValue> {
        let asked = Checking::of(options)?;
        self.opened(message, &asked.reading())?.inserted(issue, asked)
    }

    /// The same resource as `xml` or `json`, a text; or an object whose `refused` is the finding that says why not.
    pub fn convert(&self, message: &JsValue, format: &str) -> Result<JsValue, JsValue> {
        self.opened(message, &Reading::default())?.convert(format)
    }

    /// Builds the acknowledgement of a message, or says why not.
    #[wasm_bindgen(js_name = buildAcknowledgement)]
    pub fn build_acknowledgement(
        &self,
        message: &JsValue,
        outcome: &str,
        responder: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, JsValue> {
        let (responder, options) = (options::responder(responder)?, acknowledgement(options)?);
        self.read(message, options.limits)?.acknowledged(outcome, &responder, &options)
    }

    /// The responses that the simulator of the NHS's test harness would send; null where it answers no such message.
    pub fn simulate(&self, message: &JsValue, responder: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let (responder, options) = (options::responder(responder)?, acknowledgement(options)?);
        self.read(message, options.limits)?.simulated(&responder, &options)
    }

    /// Holds responses against the message that they answer.
    #[wasm_bindgen(js_name = reviewConversation)]
    pub fn review_conversation(&self, message: &JsValue, responses: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let limits = Bounds::of(options)?;
        self.read(message, limits)?.reviewed(responses, limits)
    }

    /// All rules.
    pub fn rules(&self) -> Result<JsValue, JsValue> {
        object(&rules::all().collect::<Vec<_>>())
    }

    /// All response codes: of ITK3, or of `itk2`.
    #[wasm_bindgen(js_name = responseCodes)]
    pub fn response_codes(&self, generation: Option<String>) -> Result<JsValue, JsValue> {
        if generation.as_deref() == Some("itk2") {
            let codes: Vec<_> = DISTRIBUTION_ENVELOPE_ERRORS.iter().chain(&TOOLKIT_ERRORS).collect();
            return object(&codes);
        }
        object(&response_codes(self.inner.borrow().definitions()))
    }
}

/// A plain object, as JSON would have it: absent is undefined nowhere, and maps are objects.
fn object<T: serde::Serialize + ?Sized>(answer: &T) -> Result<JsValue, JsValue> {
    answer.serialize(&serde_wasm_bindgen::Serializer::json_compatible()).map_err(JsValue::from)
}

fn bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    let array = value.dyn_ref::<Uint8Array>().ok_or_else(|| wrong("a string or a Uint8Array is expected"))?;
    Ok(array.to_vec())
}

/// Bytes to which no limit of a caller's applies.
fn few_bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    // More does not fit beside what is made of it.
    if size(value) > MOST { Err(wrong("at most 64 MB are accepted")) } else { bytes(value) }
}

/// The bytes of a text, or bytes as they are.
fn text_or_bytes(value: &JsValue) -> Result<Vec<u8>, JsValue> {
    value.as_string().map_or_else(|| few_bytes(value), |text| Ok(text.into_bytes()))
}

/// Bytes, or units of a text, which are no more than its bytes.
fn size(value: &JsValue) -> usize {
    let text = value.dyn_ref::<JsString>().map(JsString::length);
    text.or_else(|| value.dyn_ref::<Uint8Array>().map(Uint8Array::length)).unwrap_or(0) as usize
}

/// Bytes that are taken in at once.
const MOST: usize = 64 << 20;
