//! Replies to a message of ITK 2: the infrastructure acknowledgement of 2.1 and 2.2, the synchronous answer, the SOAP fault. Which
//! of them it is follows from what the message is, unless the caller says.

mod build;
mod diagnostics;
mod refusal;
mod xml;

use super::types::{Acknowledgement, AcknowledgementOptions, Refusal, Responder};
use crate::diagnostic::Severity;
use crate::document::Document;
use crate::itk2::Itk2Reply;
use crate::itk2::codes::{self, ErrorCode};
use crate::itk2::form::is_uuid;
use crate::itk2::names::GENERIC_SERVICES;
use crate::itk2::view::View;
use crate::itk3::Level;
use crate::itk3::recognise::Kind;
use crate::report::Report;
use crate::syntax::Format;
use crate::validator::Options;

/// All that a reply is made from.
struct Source<'a> {
    view: &'a View<'a>,
    kind: Kind,
    report: &'a Report,
    /// OK without a code.
    code: Option<&'static ErrorCode>,
    responder: &'a Responder,
    options: &'a AcknowledgementOptions,
    notes: Vec<String>,
}

/// Builds the reply to a message of ITK 2. The outcome is `OK`, one of the codes, or `suggested`.
pub(super) fn acknowledge(
    document: &Document<'_>,
    kind: Kind,
    outcome: &str,
    responder: &Responder,
    options: &AcknowledgementOptions,
) -> Acknowledgement {
    let report = document.validate(&Options { limits: options.limits, ..Options::default() });
    let view = View::of(&document.reading.tree);
    let code = if outcome == "suggested" { suggested(&view, &report) } else { outcome };
    let code = match (code, codes::find(code)) {
        ("OK", _) => None,
        (_, Some(code)) => Some(code),
        _ => return refused(refusal::unknown_code()),
    };
    let reply = options.itk2_reply.unwrap_or_else(|| choose(&view, kind, &report, code));
    let mut source = Source { view: &view, kind, report: &report, code, responder, options, notes: unused(options) };
    if let Some(refusal) = refusal::of(&source, reply) {
        return refused(refusal);
    }
    let (text, code) = match reply {
        Itk2Reply::Acknowledgement => build::acknowledgement(&mut source),
        Itk2Reply::Answer => build::answer(&mut source),
        Itk2Reply::Fault => build::fault(&mut source),
    };
    let options = Options { limits: options.limits, ..Options::default() };
    let report = document.validator.open_within(&text, options.limits).validate(&options);
    Acknowledgement {
        text: Some(text),
        format: Some("xml"),
        code: Some(code),
        level: Some(Level::Infrastructure),
        report: Some(report),
        itk2_reply: Some(reply),
        notes: source.notes,
        ..Acknowledgement::default()
    }
}

/// Returns a note for each option that does not apply to a reply in ITK 2.
fn unused(options: &AcknowledgementOptions) -> Vec<String> {
    let chosen = [
        (options.format == Some(Format::Json), "the format JSON"),
        (options.issue_code.is_some(), "the issue code"),
        (options.inf_ack_requested.is_some(), "whether it requests an infrastructure response"),
        (options.receiver, "the receiver"),
        (options.instance_definition, "the MessageDefinition"),
        (options.current_generation, "the current generation of ITK3"),
        (options.workflow.is_some(), "the MESH workflow"),
    ];
    let unused = chosen.into_iter().filter(|(is_chosen, _)| *is_chosen);
    unused.map(|(_, what)| format!("A reply of ITK 2 has no place for what was chosen, so it was not used: {what}")).collect()
}

fn refused(refusal: Refusal) -> Acknowledgement {
    Acknowledgement { refused: Some(refusal), ..Acknowledgement::default() }
}

/// The first code that the report suggests; where nothing could be read, the one for that.
fn suggested(view: &View<'_>, report: &Report) -> &'static str {
    let is_response = view.infrastructure.is_some();
    let first = report.suggestion.as_ref().and_then(|suggestion| suggestion.codes.first());
    match first {
        // What is wrong with a response is no reason to refuse the request that carries it.
        _ if is_response && report.conforms => "OK",
        Some(code) => code.code,
        None => "1000",
    }
}

/// Which reply a message gets.
fn choose(view: &View<'_>, kind: Kind, report: &Report, code: Option<&ErrorCode>) -> Itk2Reply {
    let has = |rule: &str| report.issues.iter().any(|issue| issue.rule == rule);
    let is_broken = report.issues.iter().any(|issue| issue.severity == Severity::Fatal);
    // What SOAP is wrong about is told over the connection, and so is what no acknowledgement could refer to.
    if code.is_some() && (has("ITK2-S10") || is_broken || view.envelope.is_none() || tracking_id(view).is_none()) {
        return Itk2Reply::Fault;
    }
    let is_of_fault = code.is_some_and(|code| !code.code.starts_with("DE"));
    if kind == Kind::Itk2Infrastructure {
        return if code.is_some() { Itk2Reply::Fault } else { Itk2Reply::Answer };
    }
    let asks = view.asks(crate::itk2::names::INF_ACK) == Some(true);
    match (view.soap.is_some(), is_of_fault) {
        // ITK 2.1 has the codes of faults in its acknowledgements.
        (_, true) if !is_generic(view) && asks => Itk2Reply::Acknowledgement,
        (true, true) => Itk2Reply::Fault,
        (true, false) if !asks => {
            if code.is_some() {
                Itk2Reply::Fault
            } else {
                Itk2Reply::Answer
            }
        }
        _ => Itk2Reply::Acknowledgement,
    }
}

/// The tracking id, where an acknowledgement can refer to it.
fn tracking_id<'a>(view: &View<'a>) -> Option<&'a str> {
    view.tracking_id().filter(|id| is_uuid(id))
}

/// The service is one of the generic ones of ITK 2.2.
fn is_generic(view: &View<'_>) -> bool {
    view.service_name().is_some_and(|name| GENERIC_SERVICES.contains(&name))
}

impl Source<'_> {
    /// A UUID from the caller, in its place and in upper case.
    fn id(&self, place: usize) -> String {
        self.options.ids.get(place).map(|id| id.to_ascii_uppercase()).unwrap_or_default()
    }
}
