//! Acknowledgements: the response Bundle that answers a message with one of the response codes.

mod bundle;
mod diagnostics;
mod first_generation;
mod mesh;
mod refusal;

use crate::diagnostic::Severity;
use crate::document::Document;
use crate::itk3::codes::{self, Level, Outcome, UNREADABLE};
use crate::itk3::people::People;
use crate::itk3::recognise::Kind;
use crate::itk3::view::{Era, Key, Parts};
use crate::report::Report;
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree};
use crate::validator::{Options, Validator};
use crate::write;

use super::types::{Acknowledgement, AcknowledgementOptions, Refusal, Responder};

/// All that an acknowledgement is made from.
struct Source<'a> {
    tree: &'a Tree<'a>,
    parts: &'a Parts<'a>,
    report: &'a Report,
    validator: &'a Validator,
    outcome: &'static Outcome,
    responder: &'a Responder,
    options: &'a AcknowledgementOptions,
    /// Patients of the message, of whom nothing goes into the response.
    people: People,
    notes: Vec<String>,
}

impl Document<'_> {
    /// Builds the acknowledgement of the message.
    ///
    /// The message may be whatever was received, even what cannot be read. The outcome is one of the
    /// [`response_codes`](crate::itk3::response_codes), or `suggested`: the first code that the message's report suggests.
    ///
    /// ```
    /// use itk3_validator::Validator;
    /// use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder};
    ///
    /// let responder = Responder {
    ///     organization: Some(Organization { ods: "X26".into(), ..Organization::default() }),
    ///     endpoint: "X26OT001".into(),
    ///     ..Responder::default()
    /// };
    /// let options = AcknowledgementOptions {
    ///     ids: (1..=6).map(|n| format!("00000000-0000-4000-8000-00000000000{n}")).collect(),
    ///     now: "2026-11-20T17:00:00+00:00".into(),
    ///     ..AcknowledgementOptions::default()
    /// };
    /// let reply = Validator::new().build_acknowledgement(b"broken <", "suggested", &responder, &options);
    /// assert_eq!(reply.code, Some("10009"));
    /// assert!(reply.report.is_some_and(|report| report.conforms));
    /// ```
    pub fn acknowledge(&self, outcome: &str, responder: &Responder, options: &AcknowledgementOptions) -> Acknowledgement {
        if let Some(of_itk2) = self.reading.itk2 {
            return super::itk2::acknowledge(self, of_itk2.kind, outcome, responder, options);
        }
        let report = self.validate(&Options { limits: options.limits, ..Options::default() });
        let (tree, parts) = (&self.reading.tree, self.reading.parts());
        if let Some(refusal) = refusal::of_standard(parts.kind, options) {
            return refused(refusal);
        }
        let suggested = || match report.suggestion.as_ref().and_then(|suggestion| suggestion.codes.first()) {
            Some(code) if refusal::names_message(tree, &parts) => code.code,
            // What has no name is answered as what cannot be read is: only there a text stands for the name.
            _ => "10009",
        };
        let code = if outcome == "suggested" { suggested() } else { outcome };
        let Some(outcome) = codes::outcome(code) else {
            return refused(refusal::unknown_code());
        };
        if let Some(refusal) = refusal::of(tree, &parts, &report, outcome, responder, options) {
            return refused(refusal);
        }
        let mut source = Source {
            tree,
            parts: &parts,
            report: &report,
            validator: self.validator,
            outcome,
            responder,
            options,
            people: People::of(tree),
            notes: unused(responder, options),
        };
        source.build(self.text())
    }
}

/// Returns a note for each option that applies only to a reply in ITK 2.
fn unused(responder: &Responder, options: &AcknowledgementOptions) -> Vec<String> {
    let chosen = [
        (options.itk2_reply.is_some(), "the kind of reply"),
        (!responder.address.is_empty(), "the address of the responder"),
        (!responder.identity.is_empty(), "the identity of the responder"),
    ];
    let unused = chosen.into_iter().filter(|(is_chosen, _)| *is_chosen);
    unused.map(|(_, what)| format!("Only a reply of ITK 2 has a place for what was chosen, so it was not used: {what}")).collect()
}

fn refused(refusal: Refusal) -> Acknowledgement {
    Acknowledgement { refused: Some(refusal), ..Acknowledgement::default() }
}

impl Source<'_> {
    fn build(&mut self, text: &str) -> Acknowledgement {
        let xml = match self.options.format.unwrap_or_else(|| Format::of(text)) {
            Format::Json => false,
            Format::Xml | Format::Unknown => true,
        };
        let bundle = if self.is_first_generation() {
            match first_generation::bundle(self) {
                Ok(bundle) => bundle,
                Err(refusal) => return refused(refusal),
            }
        } else {
            bundle::bundle(self)
        };
        let text = write::write("Bundle", &bundle, xml);
        let report =
            self.validator.open_within(&text, self.options.limits).validate(&Options { limits: self.options.limits, ..Options::default() });
        let mesh = mesh::mesh(self, &report, xml);
        Acknowledgement {
            refused: None,
            text: Some(text),
            format: Some(if xml { "xml" } else { "json" }),
            code: Some(self.outcome.code),
            level: Some(self.outcome.level()),
            report: Some(report),
            mesh: Some(mesh),
            itk2_reply: None,
            notes: std::mem::take(&mut self.notes),
        }
    }

    /// The answer is to be in the generation of the message, and that is the first.
    fn is_first_generation(&self) -> bool {
        self.parts.era == Some(Era::V1) && !self.options.current_generation
    }

    /// A UUID from the caller, in its place.
    fn id(&self, place: usize) -> String {
        self.options.ids.get(place).cloned().unwrap_or_default()
    }

    /// MessageHeader.id of the message, or what stands for it.
    fn answered(&mut self) -> String {
        let id = self.parts.header.and_then(|header| self.tree.child_value(header, "id"));
        match id.filter(|id| crate::validate::is_id(id)) {
            Some(id) => id.to_owned(),
            None => {
                self.notes.push("MessageHeader.id of the message cannot be read; the response has a fixed text instead".to_owned());
                UNREADABLE.to_owned()
            }
        }
    }

    /// The sender's reference, which every response gives back, as far as that is allowed.
    fn sender_reference(&mut self) -> String {
        let value = self.parts.key_value(self.tree, Key::SenderReference).unwrap_or("None");
        let unfit = if value == "None" {
            None
        } else if value.chars().count() > 255 || !value.contains(|c: char| c.is_alphanumeric()) || value.trim() != value {
            Some("The SenderReference of the message cannot be repeated in a response")
        } else if !self.people.allow(value) {
            Some("The SenderReference of the message contains patient data, which a response must not contain")
        } else {
            None
        };
        match unfit {
            Some(why) => {
                self.notes.push(format!("{why}; the response has None"));
                "None".to_owned()
            }
            None => value.to_owned(),
        }
    }

    /// The issue code: what the caller says, else what the findings say, else the usual one.
    fn issue_code(&self) -> String {
        if let Some(code) = &self.options.issue_code {
            return code.clone();
        }
        let of_findings =
            self.report.issues.iter().filter(|issue| issue.response == Some(self.outcome.code) && issue.severity <= Severity::Error);
        let known = of_findings.map(|issue| issue.code).find(|code| self.outcome.issues.contains(code));
        known.unwrap_or(self.outcome.issues[0]).to_owned()
    }

    /// Text for OperationOutcome.issue.diagnostics.
    fn diagnostics(&self) -> Option<String> {
        self.options.diagnostics.unwrap_or(!self.outcome.positive).then(|| diagnostics::text(self.report, self.outcome, self.validator))
    }

    fn inf_ack_requested(&self) -> bool {
        // GP Connect and Digital Medicines end with the business response; other domains have it acknowledged.
        let by_domain = !self.parts.is_gp_connect();
        self.outcome.level() == Level::Business && self.options.inf_ack_requested.unwrap_or(by_domain)
    }

    fn sender_mailbox(&self) -> Option<&str> {
        let source = self.parts.header.and_then(|header| self.tree.child(header, "source"));
        let endpoint = source.and_then(|source| self.tree.child_value(source, "endpoint"))?;
        (mesh::is_address(endpoint) && self.people.allow(endpoint)).then_some(endpoint)
    }

    /// Identifiers of a header resource, of the systems that header profiles know.
    fn identifiers(&self, resource: NodeId) -> Vec<(&'static str, String)> {
        const SYSTEMS: [&str; 4] = [
            "https://fhir.nhs.uk/Id/ods-organization-code",
            "https://fhir.nhs.uk/Id/ods-site-code",
            "https://fhir.nhs.uk/Id/sds-user-id",
            "https://fhir.nhs.uk/Id/sds-role-profile-id",
        ];
        let is_code = |value: &str| (3..=15).contains(&value.len()) && value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        let of_system = |identifier: NodeId| {
            let written = self.tree.child_value(identifier, "system")?;
            let system = SYSTEMS.into_iter().find(|known| *known == written)?;
            Some((system, self.tree.child_value(identifier, "value")?.to_owned()))
        };
        let mut found: Vec<(&str, String)> = self.tree.children_named(resource, "identifier").filter_map(of_system).collect();
        found.retain(|(_, value)| is_code(value) && self.people.allow(value));
        // Of most systems a profile allows one.
        let mut seen: Vec<&str> = Vec::new();
        found.retain(|&(system, _)| {
            let first = !seen.contains(&system);
            seen.push(system);
            first
        });
        found
    }
}

/// A kind that can be answered although it is no ITK3 message: it was meant as one.
fn is_unreadable(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Xml
            | Kind::Json
            | Kind::Text
            | Kind::Empty
            | Kind::Hl7V2
            | Kind::Hl7V3
            | Kind::Cda
            | Kind::Capture
            | Kind::R4
            | Kind::Dstu2
            | Kind::MeshControl
            | Kind::MeshHeaders
            | Kind::Soap
            | Kind::WebPage
    )
}
