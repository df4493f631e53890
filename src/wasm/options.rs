//! What a caller of JavaScript chooses.

use js_sys::{Array, Reflect};
use wasm_bindgen::prelude::*;

use super::errors::wrong;
use crate::itk3::Context;
use crate::reply::{AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use crate::syntax::{Format, Limits};

/// A member of an object, and of anything else nothing: asking that would throw, which takes long.
pub(super) fn member(object: &JsValue, name: &str) -> JsValue {
    if object.is_object() { Reflect::get(object, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

/// `options.received`, `options.meshTo` and `options.meshHeaders`.
pub(super) fn context(options: &JsValue) -> Context {
    let received = member(options, "received");
    let received = Array::is_array(&received).then(|| Array::from(&received).iter().filter_map(|id| id.as_string()).collect());
    Context {
        received: received.unwrap_or_default(),
        mesh_to: member(options, "meshTo").as_string(),
        mesh: member(options, "meshHeaders").as_string(),
    }
}

/// `options.profile`: one, or several.
pub(super) fn profiles(options: &JsValue) -> Vec<String> {
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
pub(super) fn limits(options: &JsValue) -> Limits {
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

pub(super) fn format_of(word: &str) -> Option<Format> {
    match word {
        "xml" => Some(Format::Xml),
        "json" => Some(Format::Json),
        _ => None,
    }
}

pub(super) fn get(object: &JsValue, name: &str) -> JsValue {
    // A missing member is not an error, and testing for it costs less than catching.
    if object.is_object() { Reflect::get(object, &name.into()).unwrap_or_default() } else { JsValue::UNDEFINED }
}

pub(super) fn word(object: &JsValue, name: &str) -> Option<String> {
    get(object, name).as_string()
}

pub(super) fn flag(object: &JsValue, name: &str) -> Option<bool> {
    get(object, name).as_bool()
}

pub(super) fn responder(given: &JsValue) -> Responder {
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
        address: text(given, "address"),
        identity: text(given, "identity"),
    }
}

pub(super) fn acknowledgement_options(given: &JsValue) -> Result<AcknowledgementOptions, JsValue> {
    let format = match word(given, "format") {
        Some(word) => Some(format_of(&word).ok_or_else(|| wrong("the format is \"xml\" or \"json\""))?),
        None => None,
    };
    let itk2_reply = match word(given, "reply") {
        Some(word) => Some(Itk2Reply::of(&word).ok_or_else(|| wrong("the reply is \"acknowledgement\", \"answer\" or \"fault\""))?),
        None => None,
    };
    let ids = get(given, "ids");
    let ids = Array::is_array(&ids).then(|| Array::from(&ids).iter().filter_map(|id| id.as_string()).collect());
    let (ids, now) = supplied(ids.unwrap_or_default(), word(given, "now").unwrap_or_default());
    Ok(AcknowledgementOptions {
        format,
        ids,
        now,
        issue_code: word(given, "issueCode"),
        inf_ack_requested: flag(given, "infAckRequested"),
        receiver: flag(given, "receiver").unwrap_or(false),
        diagnostics: flag(given, "diagnostics"),
        instance_definition: word(given, "messageDefinition").as_deref() == Some("instance"),
        current_generation: word(given, "generation").as_deref() == Some("current"),
        even_unasked: flag(given, "evenUnasked").unwrap_or(false),
        workflow: word(given, "workflow"),
        itk2_reply,
        to: word(given, "to"),
        limits: limits(given),
    })
}

/// Ids and a time as they were given: the scripts of the npm package supply what is left out.
#[cfg(not(feature = "package"))]
fn supplied(ids: Vec<String>, now: String) -> (Vec<String>, String) {
    (ids, now)
}

/// Ids and a time, of chance and the clock where they are left out.
#[cfg(feature = "package")]
fn supplied(mut ids: Vec<String>, now: String) -> (Vec<String>, String) {
    super::package::complete(&mut ids);
    (ids, if now.is_empty() { js_sys::Date::new_0().to_iso_string().into() } else { now })
}
