//! The texts of the replies.

use super::refusal::{address, identity, return_address, service};
use super::xml::{Element, element};
use super::{Source, diagnostics, is_generic, tracking_id};
use crate::itk2::codes::{self, ErrorCode};
use crate::itk2::form::utc;
use crate::itk2::names::{
    ANONYMOUS, DE_ERRORS, FAULT_ACTIONS, INFRASTRUCTURE_INTERACTION, INFRASTRUCTURE_SERVICE, INTERACTION_KEY, ITK, SERVICE, SOAP,
    TOOLKIT_ERRORS, WSA,
};

const UNKNOWN_SERVICE: &str = "urn:nhs-itk:services:201005:unknown";

/// The text of a reply, and its code.
type Reply = (String, &'static str);

/// An envelope with an infrastructure response, in the version of the message.
pub(super) fn acknowledgement(source: &mut Source<'_>) -> Reply {
    let is_generic = is_generic(source.view);
    let (service, code) = (service_ref(source), code_of(source, is_generic));
    let own_service =
        if is_generic { [SERVICE, source.view.service_name().unwrap_or_default()].concat() } else { INFRASTRUCTURE_SERVICE.to_owned() };
    let (to, kind) = return_address(source).unwrap_or_default();
    let identity = || element("itk:id").with("uri", identity(source).unwrap_or_default());
    let payload_id = ["uuid_", &source.id(1)].concat();
    let address_of_sender = address(source).unwrap_or_default();
    let mut address = element("itk:address").with("uri", to);
    if let Some(kind) = kind {
        address = address.with("type", kind);
    }
    let handling = || {
        let spec = element("itk:spec").with("key", INTERACTION_KEY).with("value", INFRASTRUCTURE_INTERACTION);
        element("itk:handlingSpecification").child(spec)
    };
    let header = element("itk:header")
        .with("service", own_service)
        .with("trackingid", source.id(0))
        .child(element("itk:addresslist").child(address))
        .child(element("itk:auditIdentity").child(identity()))
        .child(
            element("itk:manifest")
                .with("count", "1")
                .child(element("itk:manifestitem").with("id", payload_id.clone()).with("mimetype", "text/xml")),
        )
        .child(element("itk:senderAddress").with("uri", address_of_sender))
        .maybe(is_generic.then(handling));
    let errors = element("itk:errors").maybe(code.map(|code| {
        let system = if code.code.starts_with("DE") { DE_ERRORS } else { TOOLKIT_ERRORS };
        error(element("itk:errorInfo"), source, code, system, source.id(2))
    }));
    let response = element("itk:InfrastructureResponse")
        .with("result", if code.is_some() { "Failure" } else { "OK" })
        .with("timestamp", utc(&source.options.now).unwrap_or_default())
        .with("trackingIdRef", tracking_id(source.view).unwrap_or_default())
        .with("serviceRef", service)
        .child(element("itk:reportingIdentity").child(identity()))
        .child(errors);
    let payload = element("itk:payload").with("id", payload_id).child(response);
    let envelope = element("itk:DistributionEnvelope")
        .with("xmlns:itk", ITK)
        .child(header)
        .child(element("itk:payloads").with("count", "1").child(payload));
    if source.view.soap.is_some() {
        source.notes.push("Over a web service, the acknowledgement is sent in a SOAP request of its own".to_owned());
    }
    (envelope.document(), code.map_or("OK", |code| code.code))
}

/// The code in the version of the message: ITK 2.1 has those of faults, and ITK 2.2 those of the envelope.
fn code_of(source: &mut Source<'_>, is_generic: bool) -> Option<&'static ErrorCode> {
    let code = source.code?;
    if !is_generic && code.code.starts_with("DE") {
        let note = "ITK 2.1 has no DE codes: the acknowledgement has 1000, with the DE code in its diagnostics";
        source.notes.push(note.to_owned());
        return codes::find("1000");
    }
    if is_generic && !code.code.starts_with("DE") {
        let note = "ITK 2.2 requires a DE code in an acknowledgement: this one has DE0001";
        source.notes.push(note.to_owned());
        return codes::find("DE0001");
    }
    Some(code)
}

/// Id, code, text and diagnostics of an error.
fn error(parent: Element, source: &Source<'_>, code: &ErrorCode, system: &str, id: String) -> Element {
    let of_source = source.code.map_or(code.code, |code| code.code);
    let detail = diagnostics::text(source.report, of_source).filter(|_| source.options.diagnostics.unwrap_or(true));
    let detail = match detail {
        Some(detail) if of_source != code.code => Some(format!("{of_source}; {detail}")),
        None if of_source != code.code => Some(of_source.to_owned()),
        detail => detail,
    };
    parent
        .child(element("itk:ErrorID").text(id))
        .child(element("itk:ErrorCode").with("codeSystem", system).text(code.code))
        .child(element("itk:ErrorText").text(code.display))
        .maybe(detail.map(|detail| element("itk:ErrorDiagnosticText").text(detail)))
}

fn service_ref(source: &mut Source<'_>) -> String {
    match service(source) {
        Some(service) => service.to_owned(),
        None => {
            source.notes.push("The message names no service; the response has a fixed text instead".to_owned());
            UNKNOWN_SERVICE.to_owned()
        }
    }
}

fn soap(source: &Source<'_>, action: &str, relates_to: Option<&str>, body: Element) -> String {
    let header = element("soap:Header")
        .child(element("wsa:MessageID").text(source.id(0)))
        .child(element("wsa:Action").text(action))
        .child(element("wsa:To").text(ANONYMOUS))
        .maybe(relates_to.map(|id| element("wsa:RelatesTo").text(id)));
    let envelope = element("soap:Envelope").with("xmlns:soap", SOAP).with("xmlns:wsa", WSA);
    envelope.child(header).child(element("soap:Body").child(body)).document()
}

/// A SOAP envelope that says OK.
pub(super) fn answer(source: &mut Source<'_>) -> Reply {
    let view = source.view;
    let service = service_ref(source);
    let action = if service.ends_with("Response") { service } else { service + "Response" };
    let id = view.soap_value("MessageID");
    // One that is sent over another connection says which request it answers.
    let reply_to = view.soap_header("ReplyTo").and_then(|reply| view.tree.child_value(reply, "Address"));
    let is_elsewhere = reply_to.is_some_and(|address| address.trim() != ANONYMOUS);
    if id.is_none() {
        source.notes.push("The request has no MessageID; the answer names its tracking id instead".to_owned());
    }
    let named = id.or_else(|| view.tracking_id());
    let text = named.map_or_else(|| "OK".to_owned(), |named| ["OK:", named].concat());
    let body = element("itk:SimpleMessageResponse").with("xmlns:itk", ITK).text(text);
    (soap(source, &action, id.filter(|_| is_elsewhere), body), "OK")
}

/// A SOAP fault.
pub(super) fn fault(source: &mut Source<'_>) -> Reply {
    let has = |rule: &str| source.report.issues.iter().any(|issue| issue.rule == rule);
    let code = source.code.filter(|code| !code.code.starts_with("DE")).or_else(|| codes::find("1000"));
    let Some(code) = code else { return (String::new(), "1000") };
    let word = match code.code {
        "1000" if has("ITK2-S10") => "soap:VersionMismatch",
        "1000" if has("ITK2-S11") && !source.report.issues.iter().any(is_error) => "soap:MustUnderstand",
        "1000" | "3000" => "soap:Client",
        _ => "soap:Server",
    };
    let action = if word == "soap:MustUnderstand" { FAULT_ACTIONS[1] } else { FAULT_ACTIONS[0] };
    let info = element("itk:ToolkitErrorInfo").with("xmlns:itk", ITK);
    let info = error(info, source, code, TOOLKIT_ERRORS, source.id(1));
    let body = element("soap:Fault")
        .child(element("faultcode").text(word))
        .child(element("faultstring").text(["The message was not processed: ", code.display].concat()))
        .child(element("detail").child(info));
    let id = source.view.soap_value("MessageID");
    (soap(source, action, id, body), code.code)
}

fn is_error(issue: &crate::report::Issue) -> bool {
    issue.severity <= crate::diagnostic::Severity::Error
}
