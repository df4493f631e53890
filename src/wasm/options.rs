//! What a caller of JavaScript chooses. A member that is unknown, null or of the wrong type is a `TypeError` that names it.

use js_sys::Function;
use serde::Deserialize;
use wasm_bindgen::prelude::*;

use super::errors::wrong;
use super::given::{Count, members, one_or_several, read, several, some_members, take};
use crate::itk3::Context;
use crate::reply::{AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use crate::syntax::{Format, Limits};

/// Options of whatever only reads a message.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Reading {
    #[serde(deserialize_with = "members")]
    limits: GivenLimits,
    pub(super) unwrap: bool,
}

impl Reading {
    pub(super) fn of(options: &JsValue) -> Result<Reading, JsValue> {
        read("options", options)
    }

    pub(super) fn limits(&self) -> Limits {
        self.limits.with_defaults()
    }
}

/// Options of a check, and of a report of it.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Checking {
    #[serde(deserialize_with = "members")]
    limits: GivenLimits,
    unwrap: bool,
    #[serde(deserialize_with = "several")]
    received: Vec<String>,
    mesh_to: Option<String>,
    mesh_headers: Option<String>,
    #[serde(deserialize_with = "one_or_several")]
    profile: Vec<String>,
    explain_folding: bool,
    /// Of a written report alone: stands for the name of a file.
    pub(super) name: Option<String>,
    /// Of a written report alone: when it was made.
    pub(super) date: Option<String>,
    /// No data: taken out before the rest is read.
    #[serde(skip)]
    pub(super) on_progress: Option<Function>,
}

impl Checking {
    /// Of a check whose report is not written.
    pub(super) fn of(options: &JsValue) -> Result<Checking, JsValue> {
        let read = Checking::of_form(options)?;
        match (&read.name, &read.date) {
            (None, None) => Ok(read),
            (Some(_), _) => Err(wrong("options.name is an option of `render` only")),
            (_, Some(_)) => Err(wrong("options.date is an option of `render` only")),
        }
    }

    /// Of a check whose report is written in one of the forms.
    pub(super) fn of_form(options: &JsValue) -> Result<Checking, JsValue> {
        let (rest, on_progress) = take::<Function>("options", options, "onProgress", "a function")?;
        Ok(Checking { on_progress, ..read("options", &rest)? })
    }

    pub(super) fn reading(&self) -> Reading {
        Reading { limits: self.limits, unwrap: self.unwrap }
    }

    pub(super) fn into_options(self) -> crate::Options {
        crate::Options {
            limits: self.limits.with_defaults(),
            context: Context { received: self.received, mesh_to: self.mesh_to, mesh: self.mesh_headers },
            profiles: self.profile,
            explain_folding: self.explain_folding,
        }
    }
}

/// Options of whatever has bounds and no other choice.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Bounds {
    #[serde(deserialize_with = "members")]
    limits: GivenLimits,
}

impl Bounds {
    pub(super) fn of(options: &JsValue) -> Result<Limits, JsValue> {
        Ok(read::<Bounds>("options", options)?.limits.with_defaults())
    }
}

/// Options of adding definitions.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub(super) struct Adding {
    pub(super) replace_newer: bool,
}

impl Adding {
    pub(super) fn of(options: &JsValue) -> Result<Adding, JsValue> {
        read("options", options)
    }
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GivenLimits {
    bytes: Option<Count>,
    depth: Option<Count>,
    nodes: Option<Count>,
    issues: Option<Count>,
}

/// Deeper than this the stack of a browser's worker would not hold.
const DEEPEST: usize = 1000;

impl GivenLimits {
    fn with_defaults(self) -> Limits {
        let defaults = Limits::default();
        Limits {
            bytes: self.bytes.map_or(defaults.bytes, Count::get),
            depth: self.depth.map_or(defaults.depth, Count::get).min(DEEPEST),
            nodes: self.nodes.map_or(defaults.nodes, Count::get),
            issues: self.issues.map_or(defaults.issues, Count::get),
        }
    }
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GivenResponder {
    #[serde(deserialize_with = "some_members")]
    organization: Option<GivenOrganization>,
    #[serde(deserialize_with = "some_members")]
    practitioner: Option<GivenPractitioner>,
    endpoint: String,
    address: String,
    identity: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GivenOrganization {
    ods: String,
    site: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GivenPractitioner {
    sds_user_id: String,
    sds_role_profile_id: String,
    family: String,
    given: String,
    prefix: String,
}

/// Who answers.
pub(super) fn responder(given: &JsValue) -> Result<Responder, JsValue> {
    let GivenResponder { organization, practitioner, endpoint, address, identity } = read("responder", given)?;
    Ok(Responder {
        organization: organization.map(|GivenOrganization { ods, site }| Organization { ods, site }),
        practitioner: practitioner.map(|person| Practitioner {
            user: person.sds_user_id,
            role: person.sds_role_profile_id,
            family: person.family,
            given: person.given,
            prefix: person.prefix,
        }),
        endpoint,
        address,
        identity,
    })
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
struct GivenAcknowledgement {
    format: Option<GivenFormat>,
    #[serde(deserialize_with = "several")]
    ids: Vec<String>,
    now: String,
    issue_code: Option<String>,
    inf_ack_requested: Option<bool>,
    receiver: bool,
    diagnostics: Option<bool>,
    message_definition: Option<MessageDefinition>,
    generation: Option<Generation>,
    even_unasked: bool,
    workflow: Option<String>,
    reply: Option<Reply>,
    to: Option<String>,
    #[serde(deserialize_with = "members")]
    limits: GivenLimits,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum GivenFormat {
    Xml,
    Json,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum MessageDefinition {
    Current,
    Instance,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Generation {
    Same,
    Current,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Reply {
    Acknowledgement,
    Answer,
    Fault,
}

/// How an acknowledgement is built.
pub(super) fn acknowledgement(given: &JsValue) -> Result<AcknowledgementOptions, JsValue> {
    let given: GivenAcknowledgement = read("options", given)?;
    let (ids, now) = supplied(given.ids, given.now);
    Ok(AcknowledgementOptions {
        format: given.format.map(|format| match format {
            GivenFormat::Xml => Format::Xml,
            GivenFormat::Json => Format::Json,
        }),
        ids,
        now,
        issue_code: given.issue_code,
        inf_ack_requested: given.inf_ack_requested,
        receiver: given.receiver,
        diagnostics: given.diagnostics,
        instance_definition: matches!(given.message_definition, Some(MessageDefinition::Instance)),
        current_generation: matches!(given.generation, Some(Generation::Current)),
        even_unasked: given.even_unasked,
        workflow: given.workflow,
        itk2_reply: given.reply.map(|reply| match reply {
            Reply::Acknowledgement => Itk2Reply::Acknowledgement,
            Reply::Answer => Itk2Reply::Answer,
            Reply::Fault => Itk2Reply::Fault,
        }),
        to: given.to,
        limits: given.limits.with_defaults(),
    })
}

/// The word for a format, where it is an argument and no option.
pub(super) fn format_of(word: &str) -> Result<Format, JsValue> {
    match word {
        "xml" => Ok(Format::Xml),
        "json" => Ok(Format::Json),
        other => Err(wrong(&format!("the format must be \"xml\" or \"json\", not {other:?}"))),
    }
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
