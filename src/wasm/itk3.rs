//! The door to acknowledgements, conversations and response codes.

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;

use super::{Validator, bytes, few_bytes, limits, object, size};
use crate::Options;
use crate::itk3::response_codes;
use crate::reply::{AcknowledgementOptions, Organization, Practitioner, Responder};
use crate::syntax::Format;

#[wasm_bindgen]
impl Validator {
    /// Builds the acknowledgement of a message, or says why not.
    #[wasm_bindgen(js_name = buildAcknowledgement)]
    pub fn build_acknowledgement(
        &self,
        message: &JsValue,
        outcome: &str,
        responder: &JsValue,
        options: &JsValue,
    ) -> Result<JsValue, JsError> {
        let responder = self::responder(responder);
        let options = acknowledgement_options(options)?;
        object(serde_json::to_string(&self.inner.build_acknowledgement(&text(message)?, outcome, &responder, &options)))
    }

    /// Holds responses against the message that they answer.
    #[wasm_bindgen(js_name = reviewConversation)]
    pub fn review_conversation(&self, message: &JsValue, responses: &JsValue, options: &JsValue) -> Result<JsValue, JsError> {
        if !Array::is_array(responses) {
            return Err(JsError::new("the responses are an array of strings or Uint8Arrays"));
        }
        let responses = Array::from(responses).iter().map(|response| text(&response)).collect::<Result<Vec<_>, _>>()?;
        let responses: Vec<&[u8]> = responses.iter().map(Vec::as_slice).collect();
        let options = Options { limits: limits(options), ..Options::default() };
        object(serde_json::to_string(&self.inner.review_conversation(&text(message)?, &responses, &options)))
    }

    /// All response codes.
    #[wasm_bindgen(js_name = responseCodes)]
    pub fn response_codes(&self) -> Result<JsValue, JsError> {
        object(serde_json::to_string(&response_codes(self.inner.definitions())))
    }

    /// The same resource as `xml` or `json`, a text; or an object whose `refused` is the finding that says why not.
    pub fn convert(&self, message: &JsValue, format: &str) -> Result<JsValue, JsError> {
        let format = format_of(format).ok_or_else(|| JsError::new("the format is \"xml\" or \"json\""))?;
        let options = Options::default();
        // A copy in this memory comes after the limit.
        if size(message) > options.limits.bytes {
            let length = message.dyn_ref::<Uint8Array>().map(|bytes| u64::from(bytes.length()));
            let report = self.inner.report_too_large(length, &options);
            return object(serde_json::to_string(&Refused { refused: &report.issues[0] }));
        }
        let converted = match message.as_string() {
            Some(text) => self.inner.convert(&text, format, &options),
            None => self.inner.convert_bytes(&bytes(message)?, format, &options),
        };
        match converted {
            Ok(written) => Ok(JsValue::from(written)),
            Err(issue) => object(serde_json::to_string(&Refused { refused: &issue })),
        }
    }
}

/// Why a text is not converted.
#[derive(serde::Serialize)]
struct Refused<'a> {
    refused: &'a crate::report::Issue,
}

fn text(message: &JsValue) -> Result<Vec<u8>, JsError> {
    message.as_string().map_or_else(|| few_bytes(message), |text| Ok(text.into_bytes()))
}

fn format_of(word: &str) -> Option<Format> {
    match word {
        "xml" => Some(Format::Xml),
        "json" => Some(Format::Json),
        _ => None,
    }
}

fn get(object: &JsValue, name: &str) -> JsValue {
    // What is not there is no fault: asking first costs less than catching.
    if object.is_object() { Reflect::get(object, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

fn word(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

fn flag(object: &JsValue, name: &str) -> Option<bool> {
    get(object, name).as_bool()
}

fn responder(given: &JsValue) -> Responder {
    let part = |name: &str| Some(get(given, name)).filter(JsValue::is_object);
    let text = |object: &JsValue, name: &str| word(object, name).unwrap_or_default();
    Responder {
        organization: part("organization").map(|o| Organization { ods: text(&o, "ods"), site: text(&o, "site") }),
        practitioner: part("practitioner").map(|p| Practitioner {
            user: text(&p, "sdsUserId"),
            role: text(&p, "sdsRoleProfileId"),
            family: text(&p, "family"),
            given: text(&p, "given"),
            prefix: text(&p, "prefix"),
        }),
        endpoint: text(given, "endpoint"),
    }
}

fn acknowledgement_options(given: &JsValue) -> Result<AcknowledgementOptions, JsError> {
    let format = match word(given, "format") {
        Some(word) => Some(format_of(&word).ok_or_else(|| JsError::new("the format is \"xml\" or \"json\""))?),
        None => None,
    };
    let ids = get(given, "ids");
    let ids = Array::is_array(&ids).then(|| Array::from(&ids).iter().filter_map(|id| id.as_string()).collect());
    Ok(AcknowledgementOptions {
        format,
        ids: ids.unwrap_or_default(),
        now: word(given, "now").unwrap_or_default(),
        issue_code: word(given, "issueCode"),
        inf_ack_requested: flag(given, "infAckRequested"),
        receiver: flag(given, "receiver").unwrap_or(false),
        diagnostics: flag(given, "diagnostics"),
        instance_definition: word(given, "messageDefinition").as_deref() == Some("instance"),
        current_generation: word(given, "generation").as_deref() == Some("current"),
        even_unasked: flag(given, "evenUnasked").unwrap_or(false),
        workflow: word(given, "workflow"),
        limits: limits(given),
    })
}
