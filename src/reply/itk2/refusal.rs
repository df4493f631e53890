//! What must not be built in ITK 2, and why.

use super::{Source, tracking_id};
use crate::itk2::Itk2Reply;
use crate::itk2::names::{ADDRESS_TYPE, ADDRESSING, IDENTITY, INF_ACK};
use crate::itk2::view::value;
use crate::itk3::recognise::Kind;
use crate::reply::types::{Refusal, are_usable};

pub(super) fn unknown_code() -> Refusal {
    Refusal::new("unknown-code", "The code must be OK, DE0001 to DE0012, or 1000, 2100, 2200 or 3000")
}

/// The reason not to build, where there is one that holds.
pub(super) fn of(source: &Source<'_>, reply: Itk2Reply) -> Option<Refusal> {
    let refusal = of_kind(source, reply).or_else(|| of_options(source)).or_else(|| match reply {
        Itk2Reply::Acknowledgement => of_acknowledgement(source),
        Itk2Reply::Answer => of_answer(source),
        Itk2Reply::Fault => of_fault(source),
    });
    refusal.filter(|refusal| !(refusal.overridable && source.options.even_unasked))
}

fn of_kind(source: &Source<'_>, reply: Itk2Reply) -> Option<Refusal> {
    let message = match source.kind {
        Kind::Itk2Answer => "A synchronous answer is never answered",
        Kind::Itk2Fault => "A SOAP fault is never answered",
        Kind::Itk2BareInfrastructure => "An infrastructure response ends the exchange: it is never acknowledged",
        Kind::Itk2BareBusiness => {
            "Without its distribution envelope, a business response has no tracking id for an acknowledgement to name"
        }
        Kind::Itk2Infrastructure if reply == Itk2Reply::Acknowledgement || source.view.soap.is_none() => {
            "An infrastructure response ends the exchange: it is never acknowledged"
        }
        _ => return None,
    };
    Some(Refusal::new("response-of-response", message))
}

fn of_options(source: &Source<'_>) -> Option<Refusal> {
    are_usable(source.options).err().map(|why| Refusal::new("option", why))
}

fn of_acknowledgement(source: &Source<'_>) -> Option<Refusal> {
    let view = source.view;
    if tracking_id(view).is_none() {
        let message = "The message has no tracking id for an acknowledgement to name: send a SOAP fault instead";
        return Some(Refusal::new("no-tracking-id", message));
    }
    if address(source).is_none() || identity(source).is_none() {
        let message = "An acknowledgement must name its sender: give the ODS code, or an address (urn:nhs-uk:addressing:…) and an identity (urn:nhs-uk:identity:…)";
        return Some(Refusal::new("responder", message));
    }
    if return_address(source).is_none() {
        let message = "The message has no sender address for the acknowledgement: give the address to send it to";
        return Some(Refusal::new("no-return-address", message));
    }
    (view.asks(INF_ACK) != Some(true)).then(|| {
        let message = "infackrequested is not true: the sender does not request an infrastructure acknowledgement";
        Refusal::overridable("not-asked", message)
    })
}

fn of_answer(source: &Source<'_>) -> Option<Refusal> {
    if source.code.is_some() {
        return Some(Refusal::new("unknown-code", "A synchronous answer has no code, only OK: for a code, send a SOAP fault"));
    }
    if service(source).is_none() {
        return Some(Refusal::new("option", "The message names no service for the action of a synchronous answer: send a SOAP fault"));
    }
    let message = "The message came without SOAP: only a web service request gets a synchronous answer";
    source.view.soap.is_none().then_some(Refusal::overridable("not-asked", message))
}

fn of_fault(source: &Source<'_>) -> Option<Refusal> {
    if source.code.is_none() {
        return Some(Refusal::new("unknown-code", "The code of a SOAP fault must be 1000, 2100, 2200 or 3000"));
    }
    let is_readable = source.view.soap.is_some() || tracking_id(source.view).is_none();
    let message = "The message came without SOAP: only a web service request is answered with a SOAP fault";
    (!is_readable).then_some(Refusal::overridable("not-asked", message))
}

/// The service that the message names: in its envelope, or as its action.
pub(super) fn service<'a>(source: &Source<'a>) -> Option<&'a str> {
    source.view.service().or_else(|| source.view.soap_value("Action"))
}

/// An ODS code as the part of an address.
fn ods(source: &Source<'_>) -> Option<String> {
    let organization = source.responder.organization.as_ref()?;
    let code = [&organization.site, &organization.ods].into_iter().map(|code| code.trim()).find(|code| !code.is_empty())?;
    code.bytes().all(|byte| byte.is_ascii_alphanumeric()).then(|| code.to_owned())
}

/// The address from which the responder sends.
pub(super) fn address(source: &Source<'_>) -> Option<String> {
    let given = source.responder.address.trim();
    if given.is_empty() {
        return ods(source).map(|ods| [ADDRESSING, "ods:", &ods].concat());
    }
    let is_plain = |rest: &str| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b':'));
    given.strip_prefix(ADDRESSING).is_some_and(is_plain).then(|| given.to_owned())
}

/// The identity of the responder.
pub(super) fn identity(source: &Source<'_>) -> Option<String> {
    let given = source.responder.identity.trim();
    if given.is_empty() {
        return ods(source).map(|ods| [IDENTITY, "ods:", &ods].concat());
    }
    let rest = given.strip_prefix(IDENTITY)?;
    let is_plain = rest.chars().all(|c| !c.is_whitespace() && !c.is_control());
    (is_plain && rest.split(':').take(2).filter(|part| !part.is_empty()).count() == 2).then(|| given.to_owned())
}

/// Where the acknowledgement goes: the address, and its type unless it is the toolkit's.
pub(super) fn return_address(source: &Source<'_>) -> Option<(String, Option<String>)> {
    let is_toolkit = |uri: &str| uri.strip_prefix(ADDRESSING).is_some_and(|rest| !rest.is_empty());
    let is_plain = |text: &str| !text.is_empty() && text.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if let Some(to) = source.options.to.as_deref().map(str::trim).filter(|to| !to.is_empty()) {
        return (is_toolkit(to) && is_plain(to)).then(|| (to.to_owned(), None));
    }
    let tree = source.view.tree;
    let sender = source.view.sender_address();
    let uri = value(tree, sender, "@uri").filter(|uri| is_plain(uri))?;
    let kind = sender.and_then(|sender| tree.child(sender, "@type"));
    match kind {
        None => is_toolkit(uri).then(|| (uri.to_owned(), None)),
        Some(_) => {
            let kind = value(tree, sender, "@type").filter(|kind| is_plain(kind))?;
            if kind == ADDRESS_TYPE {
                return is_toolkit(uri).then(|| (uri.to_owned(), None));
            }
            Some((uri.to_owned(), Some(kind.to_owned())))
        }
    }
}
