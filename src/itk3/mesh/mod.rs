//! MESH metadata: a control file or headers, alone or beside the message that they travel with.

mod check;
mod explain;
mod read;
pub(crate) mod rules;
mod workflows;

use super::cx::Cx;
use super::look::address_of;
use super::recognise::Kind;
use super::view::resources;
use crate::diagnostic::{At, Diagnostic};
use crate::syntax::tree::{NodeId, Tree};
use check::Beside;
pub(crate) use read::Metadata;

/// Whether a text is metadata of MESH, and which.
pub(crate) fn kind(text: &str) -> Option<Kind> {
    Metadata::of(text).map(|metadata| if metadata.is_control { Kind::MeshControl } else { Kind::MeshHeaders })
}

/// What there is to say of metadata alone.
pub(crate) fn alone(text: &str) -> Vec<Diagnostic> {
    Metadata::of(text).map(|metadata| check::findings(&metadata, None)).unwrap_or_default()
}

/// What there is to say of the metadata beside the message, each at the element of the message to look at.
pub(super) fn check(cx: &mut Cx<'_>) {
    let (tree, parts) = (cx.tree, cx.parts);
    let (Some(metadata), Some(header)) = (cx.context.mesh.as_deref().and_then(Metadata::of), parts.header) else { return };
    let endpoint = tree.child(header, "source").and_then(|source| tree.child(source, "endpoint"));
    let patient =
        parts.document.and_then(|document| resources(tree, document).map(|(_, r)| r).find(|&r| tree.resource_type(r) == Some("Patient")));
    let (number, _, family) = patient.map(|patient| address_of(tree, patient)).unwrap_or_default();
    let beside = Beside {
        event: parts.event,
        is_response: parts.kind.is_response(),
        endpoint: endpoint.and_then(|node| tree.value(node)),
        number,
        family,
        senders: parts.sender.map(|sender| ods_codes(tree, sender)).unwrap_or_default(),
    };
    let event = tree.child(header, "event");
    for mut finding in check::findings(&metadata, Some(&beside)) {
        let at: Option<NodeId> = match finding.rule.id {
            id if id == rules::WORKFLOW.id => event,
            id if id == rules::FROM.id => endpoint,
            id if id == rules::ADDRESS.id || id == rules::SUBJECT.id => patient,
            _ => None,
        };
        finding.at = At::Name(at.unwrap_or(header));
        cx.say(finding);
    }
}

/// A MESH report about a sent message.
pub(crate) struct MeshReport {
    pub(crate) code: String,
    pub(crate) means: Option<&'static str>,
    /// The message was not delivered.
    pub(crate) is_error: bool,
    workflow: Option<String>,
    local_id: Option<String>,
    mailboxes: Vec<String>,
}

impl MeshReport {
    /// Reads a report, or returns `None` if the text is not one.
    pub(crate) fn of(text: &str) -> Option<MeshReport> {
        let metadata = Metadata::of(text)?;
        let error = check::error_code(&metadata);
        if error.is_none() && !check::is_report(&metadata) {
            return None;
        }
        let value = |key| metadata.value(key).map(str::to_owned);
        let code = error.or(metadata.value("statuscode")).unwrap_or_default().to_owned();
        let means = error.map_or(Some("The message was delivered"), |code| explain::explain(code).map(|known| known.means));
        Some(MeshReport {
            code,
            means,
            is_error: error.is_some(),
            workflow: value("workflowid"),
            local_id: value("localid"),
            mailboxes: ["from", "to"].into_iter().filter_map(value).collect(),
        })
    }

    /// Returns whether the report is about this message. A report does not name the message, so its workflow, mailboxes and local id are
    /// compared: at least one must match, and none may differ. Some senders use the message id as the local id.
    pub(crate) fn concerns(&self, id: Option<&str>, event: Option<&str>, mailbox: Option<&str>, context: &super::cx::Context) -> bool {
        let sent = context.mesh.as_deref().and_then(Metadata::of).unwrap_or_default();
        let of_event = event.map(workflows::of_event).unwrap_or_default();
        let same = |reported: Option<&str>, sent: Option<&str>| Some(reported? == sent?);
        let bare = self.workflow.as_deref().map(|workflow| workflow.strip_suffix("_ACK").unwrap_or(workflow));
        let by_event = bare.filter(|_| !of_event.is_empty()).map(|bare| of_event.contains(&bare));
        let is_known = |mailbox: &str| self.mailboxes.iter().any(|other| other.eq_ignore_ascii_case(mailbox));
        let by_mailbox = mailbox.or(sent.value("from")).filter(|_| !self.mailboxes.is_empty()).map(is_known);
        let by_id = same(self.local_id.as_deref(), sent.value("localid"));
        let by_own_id = self.local_id.as_deref().zip(id).filter(|(local, id)| local.eq_ignore_ascii_case(id)).map(|_| true);
        let by_workflow = same(self.workflow.as_deref(), sent.value("workflowid"));
        let signs: Vec<bool> = [by_event, by_mailbox, by_id, by_own_id, by_workflow].into_iter().flatten().collect();
        !signs.is_empty() && signs.into_iter().all(|agrees| agrees)
    }
}

/// The address of the message, as far as the caller knows it or its metadata have it.
pub(crate) fn address(context: &super::cx::Context) -> Option<String> {
    let of_metadata = || context.mesh.as_deref().and_then(Metadata::of)?.value("to").map(str::to_owned);
    context.mesh_to.clone().or_else(of_metadata)
}

/// Whether MESH finds the practice by an address: it begins so where it names a patient, and is a mailbox otherwise.
pub(crate) fn is_of_patient(address: &str) -> bool {
    address.starts_with("GPPROVIDER")
}

/// Returns the ODS codes of an organisation.
fn ods_codes<'a>(tree: &'a Tree<'_>, organization: NodeId) -> Vec<&'a str> {
    let identifiers = tree.children_named(organization, "identifier");
    let of_ods = identifiers.filter(|&identifier| tree.child_value(identifier, "system").is_some_and(|system| system.contains("/ods-")));
    of_ods.filter_map(|identifier| tree.child_value(identifier, "value")).filter(|code| !code.is_empty()).collect()
}
