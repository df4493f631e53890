//! The JavaScript door: text or bytes in, a plain object out.
#![expect(unreachable_pub, reason = "wasm-bindgen exports what is public, whatever the module")]

mod itk3;

use js_sys::{Array, Function, JsString, Reflect, TypeError, Uint8Array};
use wasm_bindgen::prelude::*;

use crate::Options;
use crate::itk3::Context;
use crate::report::{Form, Report, Writer, operation_outcome};
use crate::source;
use crate::syntax::Limits;
use crate::tools::progress::Progress;

#[global_allocator]
static ALLOCATOR: rlsf::SmallGlobalTlsf = rlsf::SmallGlobalTlsf::new();

/// Says in the console why the module stopped, should it ever.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// Keeps the definitions, so that many messages are checked with one start.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Validator {
    inner: crate::Validator,
}

#[wasm_bindgen]
impl Validator {
    /// A validator with the embedded definitions.
    #[wasm_bindgen(constructor)]
    pub fn new() -> Validator {
        Validator { inner: crate::Validator::new() }
    }

    /// Checks a string or bytes and returns the report.
    pub fn validate(&self, message: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        Ok(object(serde_json::to_string(&self.report(message, options)?))?)
    }

    /// The message without what it says of people.
    pub fn redact(&self, message: &JsValue) -> Result<String, JsError> {
        match message.as_string() {
            Some(text) => Ok(self.inner.redact(&text)),
            None => Ok(self.inner.redact(&source::decode(&few_bytes(message)?).0)),
        }
    }

    /// Adds definitions and says what came of it.
    #[wasm_bindgen(js_name = addDefinitions)]
    pub fn add_definitions(&mut self, definitions: &JsValue, name: Option<String>, options: &JsValue) -> Result<JsValue, JsError> {
        let name = name.unwrap_or_else(|| "definitions".to_owned());
        let bytes = match definitions.as_string() {
            Some(text) => text.into_bytes(),
            None => few_bytes(definitions)?,
        };
        let replace_newer = member(options, "replaceNewer").is_truthy();
        let added = self.inner.add_definition_files(&mut std::iter::once((name, bytes)), replace_newer);
        object(serde_json::to_string(&added))
    }

    /// Checks a string or bytes and returns an STU3 OperationOutcome, as `xml` or `json`.
    #[wasm_bindgen(js_name = operationOutcome)]
    pub fn operation_outcome(&self, message: &JsValue, format: &str, options: &JsValue) -> Result<String, JsValue> {
        let xml = match format {
            "xml" => true,
            "json" => false,
            other => return Err(JsError::new(&format!("the format is \"xml\" or \"json\", not {other:?}")).into()),
        };
        Ok(operation_outcome(&self.report(message, options)?, xml))
    }

    /// Checks a string or bytes and returns the report in one of the forms of the command; `options.name` stands for a file's.
    pub fn render(&self, message: &JsValue, form: &str, options: &JsValue) -> Result<String, JsValue> {
        let form = Form::of(form).ok_or_else(|| JsError::new(&["the form is one of ", &Form::NAMES.join(", ")].concat()))?;
        let name = member(options, "name").as_string();
        let name = name.as_deref().unwrap_or("message");
        let report = self.report(message, options)?;
        // Of what was not read no line is shown.
        let is_too_large = size(message) > limits(options).bytes;
        let mut writer = Writer::new(form);
        let text = if is_too_large { Some(String::new()) } else { message.as_string() };
        let written = match text {
            Some(text) => writer.add(&report, name, &text),
            None => writer.add(&report, name, &source::decode(&bytes(message)?).0),
        };
        Ok(written + &writer.finish())
    }

    /// Entries of the Bundle and where its references lead.
    pub fn map(&self, message: &str) -> Result<JsValue, JsError> {
        object(serde_json::to_string(&self.inner.map(message)))
    }

    /// What may stand at an offset, and who says so; null where nothing stands.
    pub fn explain(&self, message: &str, offset: u32) -> Result<JsValue, JsError> {
        object(serde_json::to_string(&self.inner.explain(message, offset)))
    }
}

impl Validator {
    // Both doors go through here: once is enough in the module.
    #[inline(never)]
    fn report(&self, message: &JsValue, given: &JsValue) -> Result<Report, JsValue> {
        let explain_folding = member(given, "explainFolding").is_truthy();
        let options = Options { limits: limits(given), context: context(given), profiles: profiles(given), explain_folding };
        for profile in &options.profiles {
            self.inner.find_profile(profile).map_err(|unknown| TypeError::new(&unknown.to_string()))?;
        }
        // A copy in this memory comes after the limit. A text has at least as many bytes as JavaScript counts units.
        if size(message) > options.limits.bytes {
            let bytes = message.dyn_ref::<Uint8Array>().map(|bytes| u64::from(bytes.length()));
            return Ok(self.inner.report_too_large(bytes, &options));
        }
        let watcher = member(given, "onProgress").dyn_into::<Function>().ok();
        let tell = |progress: &Progress<'_>| {
            if let Some(watcher) = &watcher
                && let Ok(progress) = object(serde_json::to_string(progress))
            {
                // What the watcher throws is not the message's fault.
                let _ = watcher.call1(&JsValue::UNDEFINED, &progress);
            }
        };
        let watch: Option<&dyn Fn(&Progress<'_>)> = if watcher.is_some() { Some(&tell) } else { None };
        match message.as_string() {
            Some(text) => Ok(self.inner.report(&text, None, &options, watch)),
            None => Ok(self.inner.bytes_report(&bytes(message)?, &options, watch)),
        }
    }
}

/// A plain object, handed over as one text: member by member, a report takes several times as long.
fn object(json: serde_json::Result<String>) -> Result<JsValue, JsError> {
    // Neither fails; why it did would take a kilobyte of messages along.
    let object = json.ok().and_then(|json| js_sys::JSON::parse(&json).ok());
    object.ok_or_else(|| JsError::new("the answer is no JSON"))
}

fn bytes(value: &JsValue) -> Result<Vec<u8>, JsError> {
    let array = value.dyn_ref::<Uint8Array>().ok_or_else(|| JsError::new("a string or a Uint8Array is expected"))?;
    Ok(array.to_vec())
}

/// Bytes to which no limit of a caller's applies.
fn few_bytes(value: &JsValue) -> Result<Vec<u8>, JsError> {
    // More does not fit beside what is made of it.
    if size(value) > MOST { Err(JsError::new("at most 64 MB are taken")) } else { bytes(value) }
}

/// Bytes, or units of a text, which are no more than its bytes.
fn size(value: &JsValue) -> usize {
    let text = value.dyn_ref::<JsString>().map(JsString::length);
    text.or_else(|| value.dyn_ref::<Uint8Array>().map(Uint8Array::length)).unwrap_or(0) as usize
}

/// Bytes that are taken in at once.
const MOST: usize = 64 << 20;

/// A member of an object, and of anything else nothing: asking that would throw, which takes long.
fn member(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() { Reflect::get(object, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

/// `options.received` and `options.meshTo`.
fn context(options: &JsValue) -> Context {
    let received = member(options, "received");
    let received = Array::is_array(&received).then(|| Array::from(&received).iter().filter_map(|id| id.as_string()).collect());
    Context { received: received.unwrap_or_default(), mesh_to: member(options, "meshTo").as_string() }
}

/// `options.profile`: one, or several.
fn profiles(options: &JsValue) -> Vec<String> {
    if !options.is_object() {
        return Vec::new();
    }
    let given = Reflect::get(options, &"profile".into()).unwrap_or_default();
    match given.as_string() {
        Some(profile) => vec![profile],
        None if Array::is_array(&given) => Array::from(&given).iter().filter_map(|profile| profile.as_string()).collect(),
        None => Vec::new(),
    }
}

/// `options.limits`, with defaults for what is left out.
fn limits(options: &JsValue) -> Limits {
    let defaults = Limits::default();
    let limits = member(options, "limits");
    if !limits.is_object() {
        return defaults;
    }
    let get =
        |name: &str, default: usize| member(&limits, name).as_f64().filter(|value| *value >= 0.0).map_or(default, |value| value as usize);
    Limits {
        bytes: get("bytes", defaults.bytes),
        // Deeper than this the stack of a browser's worker would not hold.
        depth: get("depth", defaults.depth).min(1000),
        nodes: get("nodes", defaults.nodes),
        issues: get("issues", defaults.issues),
    }
}
