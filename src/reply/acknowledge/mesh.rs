//! What goes around a response on MESH: the workflow, the headers of the API, the control file of the client.

use super::Source;
use crate::itk3::view::Key;
use crate::reply::types::Mesh;
use crate::report::Report;

/// `report` is that of the response.
pub(super) fn mesh(source: &mut Source<'_>, report: &Report, xml: bool) -> Mesh {
    let workflow = workflow(source);
    let given = source.options.to.as_deref().map(str::trim).filter(|to| !to.is_empty());
    if given.is_some_and(|to| !is_address(to)) {
        source.notes.push("The mailbox that was given cannot be an address on MESH, so it was not used".to_owned());
    }
    let to = given.filter(|to| is_address(to)).or_else(|| source.sender_mailbox()).filter(|to| !to.contains(':')).map(str::to_owned);
    if to.is_none() {
        source
            .notes
            .push("The sender's mailbox cannot be read from the message: reply to the mailbox that the message came from".to_owned());
    }
    let from = source.responder.endpoint.clone();
    let local_id =
        source.responder.organization.as_ref().map(|organization| organization.ods.trim().to_owned()).filter(|ods| !ods.is_empty());
    let headers = [
        ("Mex-From", from.clone()),
        ("Mex-To", to.clone().unwrap_or_default()),
        ("Mex-WorkflowID", workflow.clone()),
        ("Mex-LocalID", local_id.clone().unwrap_or_default()),
        ("Mex-Subject", format!("ITK3 response {}", source.outcome.code)),
        ("Mex-FileName", file_name(source, report, xml)),
    ];
    let headers = headers.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    let control = control(&from, to.as_deref().unwrap_or_default(), &workflow, local_id.as_deref().unwrap_or_default(), source);
    Mesh { workflow, to, local_id, headers, control }
}

/// Returns whether a text can be a MESH address and is safe in a header.
pub(super) fn is_address(text: &str) -> bool {
    let is_of_address = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b':' | b'.');
    !text.is_empty() && text.len() <= 100 && text.bytes().all(is_of_address)
}

/// The event, the response code and the beginning of the id, by which people tell responses apart: `ITK008M-20013-1f2e3d4c.xml`.
fn file_name(source: &Source<'_>, report: &Report, xml: bool) -> String {
    let event = report.message.event.as_ref().and_then(|event| event.code.clone());
    let id: String = source.id(2).chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(8).collect();
    let parts = [event.unwrap_or_default(), source.outcome.code.to_owned(), id];
    let parts: Vec<&str> = parts.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    format!("{}.{}", parts.join("-"), if xml { "xml" } else { "json" })
}

/// That of the message with `_ACK` after it; of a response, the same.
fn workflow(source: &mut Source<'_>) -> String {
    let local = source.parts.key_value(source.tree, Key::LocalExtension).unwrap_or_default().to_ascii_lowercase();
    let of_flow = || source.parts.flow.and_then(|flow| flow.workflow);
    let by_domain = match source.parts.event {
        Some("ITK007C") if local.contains("onlineconsultation") => Some("DF_ONLINE_CONSULTATION"),
        Some("ITK007C") if local.starts_with("senddocument-") => Some("GPFED_CONSULT_REPORT"),
        _ => of_flow(),
    };
    let is_given = source.options.workflow.as_deref().is_some_and(|workflow| !workflow.trim().is_empty());
    if !is_given && by_domain.is_some_and(|workflow| workflow.starts_with("DIG")) {
        let note = "Digital Medicines workflows are published both as DIGMED_ and as DIGIMED_: use the spelling of the message";
        source.notes.push(note.to_owned());
    }
    let workflow = source.options.workflow.as_deref().map(str::trim).filter(|workflow| !workflow.is_empty()).or(by_domain);
    match workflow {
        Some(workflow) if workflow.ends_with("_ACK") => workflow.to_owned(),
        Some(workflow) => format!("{workflow}_ACK"),
        None => {
            source
                .notes
                .push("No MESH workflow is known for this message: use the workflow id of the message, followed by _ACK".to_owned());
            String::new()
        }
    }
}

fn control(from: &str, to: &str, workflow: &str, local_id: &str, source: &Source<'_>) -> String {
    let subject = format!("ITK3 response {}", source.outcome.code);
    // In the order of every published control file.
    let fields = [
        ("Version", "1.0"),
        ("AddressType", "DTS"),
        ("MessageType", "Data"),
        ("From_DTS", from),
        ("To_DTS", to),
        ("Subject", &subject),
        ("LocalId", local_id),
        ("Compress", "N"),
        ("Encrypted", "N"),
        ("WorkflowId", workflow),
    ];
    let mut out = String::from("<DTSControl>\n");
    for (name, value) in fields {
        if value.is_empty() {
            continue;
        }
        let escaped = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        out.push_str(&format!("  <{name}>{escaped}</{name}>\n"));
    }
    out.push_str("</DTSControl>\n");
    out
}
