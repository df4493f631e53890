//! A text that was opened once, and what can be asked of it.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::errors::wrong;
use super::options::{Bounds, Checking, Reading as Given, acknowledgement, format_of, responder};
use super::{bytes, few_bytes, object, size, text_or_bytes};
use crate::Validator;
use crate::document::Reading;
use crate::reply::{AcknowledgementOptions, Responder};
use crate::report::{Form, Report, Writer, operation_outcome};
use crate::syntax::{Format, Limits, Unwrapped, unwrap};
use crate::tools::progress::{self, Progress};

/// A text that was decoded, recognised and read once. It sees the definitions that its validator has when it is asked.
#[wasm_bindgen(skip_typescript)]
#[derive(Debug)]
pub struct Document {
    validator: Rc<RefCell<Validator>>,
    reading: Arc<Reading<'static>>,
    /// What was around the message, where it was taken out of that.
    unwrapped: Option<&'static str>,
}

impl Document {
    /// Opens a string or bytes. A copy in this memory comes after the limit.
    pub(super) fn open(validator: Rc<RefCell<Validator>>, message: &JsValue, options: &Given) -> Result<Document, JsValue> {
        let limits = options.limits();
        if options.unwrap
            && size(message) <= limits.bytes
            && let Some(Unwrapped { what, text }) = unwrap(&text_or_bytes(message)?, limits.bytes)
        {
            return Ok(Document { validator, reading: Arc::new(Reading::of(text, limits)), unwrapped: Some(what) });
        }
        // A text has at least as many bytes as JavaScript counts units.
        if size(message) <= limits.bytes {
            return Document::copied(validator, message, bytes, limits);
        }
        let length = message.dyn_ref::<Uint8Array>().map(|bytes| u64::from(bytes.length()));
        Ok(Document { validator, reading: Arc::new(Reading::too_large(length, limits)), unwrapped: None })
    }

    /// The same, whatever the limits say of the size: of a text that is not read, something can be made all the same.
    pub(super) fn read(validator: Rc<RefCell<Validator>>, message: &JsValue, limits: Limits) -> Result<Document, JsValue> {
        Document::copied(validator, message, few_bytes, limits)
    }

    fn copied(
        validator: Rc<RefCell<Validator>>,
        message: &JsValue,
        copy: fn(&JsValue) -> Result<Vec<u8>, JsValue>,
        limits: Limits,
    ) -> Result<Document, JsValue> {
        let reading = match message.as_string() {
            Some(text) => Reading::of(text, limits),
            None => Reading::of_owned_bytes(copy(message)?, limits),
        };
        Ok(Document { validator, reading: Arc::new(reading), unwrapped: None })
    }

    fn with<T>(&self, ask: impl FnOnce(&crate::Document<'_>) -> T) -> T {
        let validator = self.validator.borrow();
        ask(&crate::Document { validator: &validator, reading: Arc::clone(&self.reading) })
    }

    fn report(&self, mut asked: Checking) -> Result<Report, JsValue> {
        let watcher = asked.on_progress.take();
        let options = asked.into_options();
        for profile in &options.profiles {
            self.validator.borrow().find_profile(profile).map_err(|unknown| wrong(&unknown.to_string()))?;
        }
        let Some(watcher) = watcher else {
            return Ok(self.with(|document| document.validate(&options)));
        };
        let tell = |progress: &Progress<'_>| {
            if let Ok(progress) = object(progress) {
                // What the watcher throws is not the message's fault.
                let _ = watcher.call1(&JsValue::UNDEFINED, &progress);
            }
        };
        progress::begin(&tell, self.reading.text().len());
        Ok(self.with(|document| document.validate_watched(&options, &tell)))
    }
}

/// The questions with their options read, for whoever reads them once for several.
impl Document {
    pub(super) fn report_object(&self, asked: Checking) -> Result<JsValue, JsValue> {
        let report = object(&self.report(asked)?)?;
        if let Some(what) = self.unwrapped {
            Reflect::set(&report, &"unwrapped".into(), &what.into())?;
        }
        Ok(report)
    }

    pub(super) fn outcome(&self, format: Format, asked: Checking) -> Result<String, JsValue> {
        Ok(operation_outcome(&self.report(asked)?, format == Format::Xml))
    }

    pub(super) fn written(&self, form: Form, mut asked: Checking) -> Result<String, JsValue> {
        let (name, date) = (asked.name.take(), asked.date.take());
        let report = self.report(asked)?;
        let mut writer = Writer::new(form);
        writer.date = date;
        let written = writer.add(&report, name.as_deref().unwrap_or("message"), self.reading.text());
        Ok(written + &writer.finish())
    }

    pub(super) fn inserted(&self, issue: u32, asked: Checking) -> Result<JsValue, JsValue> {
        let options = asked.into_options();
        object(&self.with(|document| document.insertion(issue as usize, &options)))
    }

    pub(super) fn acknowledged(&self, outcome: &str, responder: &Responder, options: &AcknowledgementOptions) -> Result<JsValue, JsValue> {
        object(&self.with(|document| document.acknowledge(outcome, responder, options)))
    }

    pub(super) fn simulated(&self, responder: &Responder, options: &AcknowledgementOptions) -> Result<JsValue, JsValue> {
        object(&self.with(|document| document.simulate(responder, options)))
    }

    pub(super) fn reviewed(&self, responses: &JsValue, limits: Limits) -> Result<JsValue, JsValue> {
        if !Array::is_array(responses) {
            return Err(wrong("the responses must be an array of strings or Uint8Arrays"));
        }
        let options = crate::Options { limits, ..crate::Options::default() };
        let open = |response| Document::read(Rc::clone(&self.validator), &response, options.limits);
        let responses = Array::from(responses).iter().map(open).collect::<Result<Vec<_>, _>>()?;
        let validator = self.validator.borrow();
        let opened = |response: &Document| crate::Document { validator: &validator, reading: Arc::clone(&response.reading) };
        let responses: Vec<crate::Document<'_>> = responses.iter().map(opened).collect();
        object(&opened(self).review(&responses, &options))
    }

    pub(super) fn has_unloaded(&self, asked: Checking) -> bool {
        let options = asked.into_options();
        self.with(|document| document.names_unloaded(&options))
    }
}

/// The form of a report.
pub(super) fn form_of(word: &str) -> Result<Form, JsValue> {
    Form::of(word).ok_or_else(|| wrong(&["the form must be one of ", &Form::NAMES.join(", ")].concat()))
}

#[wasm_bindgen]
impl Document {
    /// Whether it names a definition that is loaded on demand and has not been loaded.
    #[wasm_bindgen(js_name = namesUnloaded)]
    pub fn names_unloaded(&self, options: &JsValue) -> Result<bool, JsValue> {
        Ok(self.has_unloaded(Checking::of_form(options)?))
    }

    /// Checks it and returns the report. Bounds on reading are those that it was opened with.
    pub fn validate(&self, options: &JsValue) -> Result<JsValue, JsValue> {
        self.report_object(Checking::of(options)?)
    }

    /// Checks it and returns an STU3 OperationOutcome, as `xml` or `json`.
    #[wasm_bindgen(js_name = operationOutcome)]
    pub fn operation_outcome(&self, format: &str, options: &JsValue) -> Result<String, JsValue> {
        self.outcome(format_of(format)?, Checking::of(options)?)
    }

    /// Checks it and returns the report in one of the forms of the command; `options.name` stands for a file's.
    pub fn render(&self, form: &str, options: &JsValue) -> Result<String, JsValue> {
        self.written(form_of(form)?, Checking::of_form(options)?)
    }

    /// The message without what it says of people.
    pub fn redact(&self) -> String {
        self.with(|document| document.redact())
    }

    /// Entries of the Bundle and where its references lead.
    pub fn map(&self) -> Result<JsValue, JsValue> {
        object(&self.with(|document| document.map()))
    }

    /// What may stand at an offset, and who says so; null where nothing stands.
    pub fn explain(&self, offset: u32) -> Result<JsValue, JsValue> {
        object(&self.with(|document| document.explain(offset)))
    }

    /// What a finding of the report says is missing, made, and where it goes; null where there is nothing to make.
    pub fn insertion(&self, issue: u32, options: &JsValue) -> Result<JsValue, JsValue> {
        self.inserted(issue, Checking::of(options)?)
    }

    /// The same resource as `xml` or `json`, a text; or an object whose `refused` is the finding that says why not.
    pub fn convert(&self, format: &str) -> Result<JsValue, JsValue> {
        let format = format_of(format)?;
        match self.with(|document| document.convert(format)) {
            Ok(written) => Ok(JsValue::from(written)),
            Err(issue) => object(&Refused { refused: &issue }),
        }
    }

    /// Builds the acknowledgement of the message, or says why not.
    #[wasm_bindgen(js_name = buildAcknowledgement)]
    pub fn build_acknowledgement(&self, outcome: &str, responder: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let (responder, options) = (self::responder(responder)?, acknowledgement(options)?);
        self.acknowledged(outcome, &responder, &options)
    }

    /// The responses that the simulator of the NHS's test harness would send; null where it answers no such message.
    pub fn simulate(&self, responder: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        let (responder, options) = (self::responder(responder)?, acknowledgement(options)?);
        self.simulated(&responder, &options)
    }

    /// Holds responses against the message that they answer.
    #[wasm_bindgen(js_name = reviewConversation)]
    pub fn review_conversation(&self, responses: &JsValue, options: &JsValue) -> Result<JsValue, JsValue> {
        self.reviewed(responses, Bounds::of(options)?)
    }
}

/// Why a text is not converted.
#[derive(serde::Serialize)]
struct Refused<'a> {
    refused: &'a crate::report::Issue,
}
