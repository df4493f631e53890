//! What the guide of ITK3 Messaging Distribution says and no profile does: what a message is, its rules, its
//! response codes, its acknowledgements, and what a sender makes of them.

mod card;
pub(crate) mod codes;
mod composition;
mod conversation;
mod cx;
mod document;
mod first_generation;
pub(crate) mod flows;
pub(crate) mod gp_connect;
mod handling;
pub mod harness;
mod header;
mod identifiers;
mod links;
mod look;
pub(crate) mod mesh;
mod message;
mod message_definition;
mod patient;
pub(crate) mod people;
mod reach;
pub(crate) mod recognise;
mod replacement;
mod response;
pub(crate) mod rules;
mod suggest;
mod texts;
mod transfer_of_care;
mod transitional;
mod unreferenced;
mod update_record;
pub(crate) mod view;
mod without_value;

use crate::definitions::Definitions;
use crate::diagnostic::{At, Diagnostic};
use crate::near::is_near;
use crate::syntax::rules::XML_NAMESPACE;
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::Outcome;

pub use card::{Card, Property};
pub use codes::{Level, ResponseCode, response_codes};
pub use cx::Context;
pub(crate) use first_generation::is_interaction;
pub(crate) use identifiers::is_identifier_system;
pub use message::{Answer, Attachment, Code, Domain, Handling, Identifier, Message, Party};
pub(crate) use people::nhs_number_in;
pub(crate) use recognise::Kind;
pub use suggest::{Asked, SuggestedCode, Suggestion};
pub(crate) use suggest::{Earned, earned, suggestion};
pub(crate) use transfer_of_care::{displays_of_title, is_title_of};
pub(crate) use update_record::observations::is_unit;
pub(crate) use view::Parts;
use view::{Era, PROFILES, profiles};

/// What there is to say of a text of another standard; then nothing else of it is checked.
pub(crate) fn foreign(text: &str) -> Option<(Kind, Diagnostic)> {
    let of_mesh = || mesh::kind(text).map(|kind| (kind, crate::source::Span::new(0, text.chars().next().map_or(0, char::len_utf8))));
    let (kind, span) = recognise::foreign(text).or_else(of_mesh)?;
    Some((kind, recognise::finding(kind, At::Span(span), &Tree::new("", false))))
}

/// Whether a text is metadata of MESH: a control file, `Mex-*` headers, or these as JSON.
pub fn is_mesh_metadata(text: &str) -> bool {
    mesh::kind(text).is_some()
}

/// The same of a text whose kind is known.
pub(crate) fn of_other(kind: Kind, at: At) -> Diagnostic {
    recognise::finding(kind, at, &Tree::new("", false))
}

/// The same of XML whose root is neither in FHIR's namespace nor one of its resources, nor nearly one.
pub(crate) fn not_fhir(tree: &Tree<'_>, findings: &[Diagnostic], definitions: &Definitions) -> Option<Diagnostic> {
    if tree.is_empty() || !tree.ordered {
        return None;
    }
    let name = tree.name(NodeId::ROOT);
    let place = tree.name_span(NodeId::ROOT);
    let is_of_root = |finding: &Diagnostic| finding.rule == &XML_NAMESPACE && tree.span_of(finding.at) == place;
    let system = definitions.symbol("http://hl7.org/fhir/resource-types")?;
    let mut types = definitions.code_system(system)?.concepts.iter().map(|concept| definitions.text(concept.0));
    let is_strange =
        findings.iter().any(is_of_root) && !types.any(|known| is_near(known, name)) && definitions.structure_named(name).is_none();
    is_strange.then(|| recognise::finding(Kind::Xml, At::Name(NodeId::ROOT), tree))
}

/// The same of another version of FHIR.
pub(crate) fn other_version(tree: &Tree<'_>) -> Option<(Kind, Diagnostic)> {
    let (kind, node) = (!tree.is_empty()).then(|| recognise::other_version(tree))??;
    let at = if tree.value(node).is_some() { At::Value(node) } else { At::Name(node) };
    Some((kind, recognise::finding(kind, at, tree)))
}

/// Returns whether the last part of a URL is the name, right or misspelt, of a code system that a rule looks for.
pub(crate) fn names_system(last: &str) -> bool {
    let names = [first_generation::KEY_SYSTEM, update_record::entries::HEADINGS_NAME];
    names.into_iter().any(|name| is_near(name, last))
}

/// Profiles that parts of an ITK3 message are held to where they declare none.
///
/// A Bundle or header that declares none that is known is held to them as well: its profile may be misspelt.
pub(crate) fn assumed<'a>(tree: &Tree<'_>, parts: &Parts<'a>, definitions: &Definitions) -> Vec<(NodeId, String)> {
    if !parts.kind.is_itk3() {
        return Vec::new();
    }
    let (of_header, _) = view::header_profiles(parts.era);
    let nested = parts.document.filter(|&document| document != NodeId::ROOT && parts.era != Some(Era::V1));
    let wrapper = [(Some(NodeId::ROOT), "ITK-Message-Bundle-1"), (parts.header, of_header), (nested, "ITK-Document-Bundle-1")];
    let of_event = composition::undeclared(tree, parts, definitions).map(|(composition, name, _)| (composition, name));
    let undeclared = |&(node, _): &(Option<NodeId>, &str)| {
        let Some(node) = node else { return false };
        // Of a header that declares the profile of the other generation, the keys say which is meant.
        if Some(node) == parts.header && view::is_of_both(tree, node) {
            return true;
        }
        let mut declared = profiles(tree, node).peekable();
        if Some(node) == parts.document {
            // A document that declares the message profile has a finding of its own.
            return declared.all(|url| view::is_profile(url, view::MESSAGE_BUNDLE));
        }
        declared.peek().is_none() || !declared.any(|url| definitions.structure_named(url).is_some())
    };
    let wrapper = wrapper.iter().filter(|part| undeclared(part)).filter_map(|&(node, name)| Some((node?, name)));
    wrapper.chain(of_event).map(|(node, name)| (node, format!("{PROFILES}{name}"))).collect()
}

/// Applies the rules of ITK3 to a message whose profiles have been checked.
pub(crate) fn check(tree: &Tree<'_>, parts: &Parts<'_>, definitions: &Definitions, context: &Context, checked: &mut Outcome) {
    // What a message carries keeps the same rules where it comes without one.
    let is_bare = parts.is_bare_document(tree);
    if !parts.kind.is_itk3() && !is_bare {
        let mut cx = cx::Cx::new(tree, parts, definitions, context, checked);
        if matches!(parts.kind, Kind::Document | Kind::Bundle | Kind::Resource) {
            identifiers::systems(&mut cx);
        }
        if parts.kind == Kind::Document {
            document::check_any(&mut cx);
            unreferenced::check(&mut cx);
        }
        return;
    }
    let is_first_generation = parts.era == Some(Era::V1);
    // The MessageDefinition is not in the message, and is looked up by a rule below.
    if let Some(value) = parts.key_node(tree, view::Key::MessageDefinition) {
        let reference = tree.child(value, "reference");
        checked.unchecked.retain(|unchecked| unchecked.reason != "external-reference" || Some(unchecked.node) != reference);
    }
    let mut cx = cx::Cx::new(tree, parts, definitions, context, checked);
    first_generation::both(&mut cx);
    if is_first_generation {
        first_generation::check(&mut cx);
    } else if is_bare {
        document::check(&mut cx);
        patient::check(&mut cx);
        patient::check_address(&mut cx);
        identifiers::check(&mut cx);
        transfer_of_care::check(&mut cx);
        unreferenced::check(&mut cx);
    } else {
        transitional::check(&mut cx);
        handling::check(&mut cx);
        without_value::check(&mut cx);
        message_definition::check(&mut cx);
        header::check(&mut cx);
        document::check(&mut cx);
        mesh::check(&mut cx);
        patient::check(&mut cx);
        patient::check_address(&mut cx);
        identifiers::check(&mut cx);
        gp_connect::check(&mut cx);
        update_record::check(&mut cx);
        transfer_of_care::check(&mut cx);
        response::check(&mut cx);
        unreferenced::check(&mut cx);
    }
}
