//! Which guide of GP Connect a message follows, and which kind of document it carries.

use crate::diagnostic::Rule;
use crate::itk3::cx::Cx;
use crate::itk3::look::has_code;
use crate::itk3::view::{Key, Parts};
use crate::syntax::tree::Tree;

/// The guides of GP Connect. Each numbers its requirements on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Guide {
    /// Send Document before version 2: LocalExtension names the document.
    First(Document),
    /// Send Document from version 2: LocalExtension is None.
    Second,
    UpdateRecord,
}

/// Kinds of document of the first version of Send Document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Document {
    ConsultationReport,
    OnlineConsultation,
    /// A generic document or a registration, of which only the header and the attachments are regulated.
    Other,
}

pub(crate) const CONSULTATION: &str = "371531000";
pub(crate) const ONLINE_CONSULTATION: &str = "149951000000107";

impl Guide {
    /// The guide of a message, by its event and its LocalExtension.
    pub(in crate::itk3) fn of(cx: &Cx<'_>) -> Option<Guide> {
        Guide::of_parts(cx.tree, cx.parts)
    }

    /// The same where the message is not being checked.
    pub(crate) fn of_parts(tree: &Tree<'_>, parts: &Parts<'_>) -> Option<Guide> {
        match parts.event {
            Some("ITK014M") => return Some(Guide::UpdateRecord),
            Some("ITK007C") => {}
            _ => return None,
        }
        let local = parts.key_value(tree, Key::LocalExtension).unwrap_or_default().to_ascii_lowercase();
        let Some(name) = local.strip_prefix("senddocument-") else { return Some(Guide::Second) };
        let is = |code| parts.composition.is_some_and(|composition| has_code(tree, composition, "type", &[code]));
        Some(Guide::First(match name {
            "consultationreport" | "federatedconsultationreport" => Document::ConsultationReport,
            "onlineconsultationreport" => Document::OnlineConsultation,
            // The examples of guides 1.3.0 to 1.6.0 have it for both.
            "consultationsummary" if is(CONSULTATION) => Document::ConsultationReport,
            "consultationsummary" if is(ONLINE_CONSULTATION) => Document::OnlineConsultation,
            _ => Document::Other,
        }))
    }

    /// Whether a message of GP Connect must go to an address that names the patient. An Online Consultation, a generic document and a
    /// registration may go to a mailbox.
    pub(crate) fn is_routed_by_patient(tree: &Tree<'_>, parts: &Parts<'_>) -> bool {
        match Guide::of_parts(tree, parts) {
            Some(Guide::First(document)) => document == Document::ConsultationReport,
            Some(Guide::Second) => {
                !parts.composition.is_some_and(|composition| has_code(tree, composition, "type", &[ONLINE_CONSULTATION]))
            }
            Some(Guide::UpdateRecord) => true,
            None => false,
        }
    }

    /// The rule for a requirement that each guide has under an id of its own.
    pub(crate) fn rule(self, first: &'static Rule, second: &'static Rule, update_record: &'static Rule) -> &'static Rule {
        match self {
            Guide::First(_) => first,
            Guide::Second => second,
            Guide::UpdateRecord => update_record,
        }
    }
}
