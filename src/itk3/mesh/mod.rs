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

/// What MESH says of a message that it could not deliver.
pub(crate) struct Undelivered {
    pub(crate) code: String,
    pub(crate) means: Option<&'static str>,
    workflow: Option<String>,
    local_id: Option<String>,
}

impl Undelivered {
    /// What an error report says, or `None` if the text is none.
    pub(crate) fn of(text: &str) -> Option<Undelivered> {
        let metadata = Metadata::of(text)?;
        let code = check::error_code(&metadata)?.to_owned();
        let value = |key| metadata.value(key).map(str::to_owned);
        let means = explain::explain(&code).map(|known| known.means);
        Some(Undelivered { code, means, workflow: value("workflowid"), local_id: value("localid") })
    }

    /// Whether it may be about the message of an event. It does not name the message, but what that travelled with.
    pub(crate) fn may_concern(&self, event: Option<&str>, context: &super::cx::Context) -> bool {
        let sent = context.mesh.as_deref().and_then(Metadata::of).unwrap_or_default();
        let of_event = event.map(workflows::of_event).unwrap_or_default();
        let fits = |reported: Option<&str>, sent: Option<&str>| reported.is_none() || sent.is_none() || reported == sent;
        let bare = self.workflow.as_deref().map(|workflow| workflow.strip_suffix("_ACK").unwrap_or(workflow));
        fits(self.local_id.as_deref(), sent.value("localid"))
            && fits(self.workflow.as_deref(), sent.value("workflowid"))
            && (of_event.is_empty() || bare.is_none_or(|bare| of_event.contains(&bare)))
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
