//! The table of relations: which findings go away with an earlier one.

use super::about::{is_empty, is_error, is_misspelt_entry, is_told_by, key_of, lacking, missing, nearest_item, url_lacking};
use crate::diagnostic::{Diagnostic, Subject, Traits};
use crate::resolve::seen::Seen;
use crate::syntax::tree::{NodeId, form};

/// How a finding goes away with an earlier one.
pub(super) struct Relation {
    /// A stable word, and a sentence, for whoever asks why something is not listed.
    pub(super) id: &'static str,
    pub(super) why: &'static str,
    /// Whether a finding may give way, by its rule and subject.
    pub(super) of: fn(&Diagnostic) -> bool,
    /// What it gives way to.
    pub(super) to: fn(&Seen<'_>, &Diagnostic) -> To,
    /// It is told as a consequence of the other.
    pub(super) tells: bool,
}

/// What a finding gives way to.
pub(super) enum To {
    Nothing,
    /// An earlier finding.
    Diagnostic(usize),
    /// How the text is written, which has been reported, or leaves nothing to say.
    Text,
}

impl From<Option<usize>> for To {
    fn from(place: Option<usize>) -> To {
        place.map_or(To::Nothing, To::Diagnostic)
    }
}

/// In this order; the first that applies decides.
pub(super) static RELATIONS: &[Relation] = &[
    Relation {
        id: "tags-differ",
        why: "The start and end tags differ, which is reported: one of them is misspelt",
        of: |finding| matches!(finding.subject, Subject::Unknown(Some(_))),
        to: |seen, finding| match finding.at.node() {
            Some(node) if seen.tree.has(node, form::TAGS_DIFFER) => To::Text,
            _ => To::Nothing,
        },
        tells: false,
    },
    Relation {
        id: "other-namespace",
        why: "The element is in another namespace, so it is unknown",
        of: |finding| matches!(finding.subject, Subject::Unknown(_)),
        to: |seen, finding| finding.at.node().and_then(|node| seen.of_node(node, |other| other.subject == Subject::Foreign)).into(),
        tells: false,
    },
    Relation {
        id: "placeholder",
        why: "The value was never filled in, which is reported",
        of: |finding| !matches!(finding.subject, Subject::Placeholders(_)),
        to: |seen, finding| finding.at.node().and_then(|node| seen.placeholder(node)).into(),
        tells: false,
    },
    Relation {
        id: "copy",
        why: "The entry is a copy of another and must be removed; its other faults are reported at that one",
        of: |finding| !matches!(finding.subject, Subject::Copy(_)),
        to: |seen, finding| finding.at.node().and_then(|node| seen.copy(node)).into(),
        tells: false,
    },
    Relation {
        id: "must-go",
        why: "The surrounding element must be removed or replaced",
        of: |finding| {
            let is_unknown = matches!(finding.subject, Subject::Unknown(_));
            let of_content = [Traits::MUST_GO, Traits::ABSENCE, Traits::OF_REFERENCE, Traits::OF_FORM, Traits::OF_VALUE, Traits::OF_CODE];
            is_unknown || of_content.into_iter().any(|traits| finding.rule.is(traits))
        },
        to: |seen, finding| finding.at.node().and_then(|node| seen.must_go(node)).into(),
        tells: false,
    },
    Relation {
        id: "surplus",
        why: "The slice has one item too many, so this item need not meet the requirements of the slice",
        of: |finding| finding.profile.is_some(),
        to: |seen, finding| {
            let surplus = finding.at.node().and_then(|node| seen.surplus(node));
            surplus.filter(|&place| seen.findings[place].profile == finding.profile && seen.findings[place].at != finding.at).into()
        },
        tells: false,
    },
    Relation {
        id: "level",
        why: "The missing elements are one level too deep, which is reported",
        of: |finding| missing(finding).is_some(),
        to: |seen, finding| finding.at.node().and_then(|node| seen.of_child(node, |other| other.subject == Subject::Level)).into(),
        tells: false,
    },
    Relation {
        id: "stray",
        why: "The extension is in another place, where it is not allowed",
        of: |finding| url_lacking(finding).is_some(),
        to: |seen, finding| seen.stray(finding).into(),
        tells: true,
    },
    Relation {
        id: "stray",
        why: "The extension around these parts is missing, which is reported",
        of: |finding| matches!(&finding.subject, Subject::Stray(url) if !url.contains(':')),
        to: |seen, finding| {
            let holder = finding.at.node().and_then(|url| seen.tree.parent(url)).and_then(|extension| seen.tree.parent(extension));
            let has_short_name = |item: NodeId| seen.tree.child_value(item, "url").is_some_and(|url| !url.contains(':'));
            let lacks = |other: &Diagnostic| url_lacking(other).is_some() && nearest_item(other).is_some_and(has_short_name);
            holder.and_then(|holder| seen.of_node(holder, lacks)).into()
        },
        tells: false,
    },
    Relation {
        id: "misspelt",
        why: "An element that is misspelt, or whose content is outside it, is not missing",
        of: |finding| lacking(finding).is_some(),
        to: |seen, finding| {
            let name = lacking(finding);
            let meant = |other: &Diagnostic| match &other.subject {
                Subject::Unknown(Some(meant)) | Subject::Inside(meant) => Some(meant.as_str()) == name,
                _ => false,
            };
            finding.at.node().and_then(|parent| seen.of_child(parent, meant)).into()
        },
        tells: true,
    },
    Relation {
        id: "misplaced",
        why: "An element in the wrong place is not missing in the right one",
        of: |finding| {
            let of_content = finding.rule.is(Traits::OF_FORM) || finding.rule.is(Traits::GIVES_WAY_TO_CONTENT);
            of_content || lacking(finding).is_some() || nearest_item(finding).is_some()
        },
        to: |seen, finding| {
            let of_item = || {
                let item = nearest_item(finding)?;
                seen.misplaced(item, None).or_else(|| seen.misplaced_within(item, |element| is_told_by(finding, element)))
            };
            finding.at.node().and_then(|node| seen.misplaced(node, lacking(finding))).or_else(of_item).into()
        },
        tells: true,
    },
    Relation {
        id: "misplaced",
        why: "The surplus element belongs in a sibling that lacks it",
        of: |finding| missing(finding).is_some(),
        to: |seen, finding| match (missing(finding), finding.at.node()) {
            (Some((name, 0)), Some(node)) => seen.repeated_beside(node, name).into(),
            _ => To::Nothing,
        },
        tells: true,
    },
    Relation {
        id: "misplaced",
        why: "The system or the code of the Coding is in the wrong place, which is reported",
        of: |finding| finding.rule.is(Traits::OF_CODE),
        to: |seen, finding| {
            let around = std::iter::successors(finding.at.node(), |&node| seen.tree.parent(node)).take(3);
            let of_coding = |node| seen.misplaced(node, Some("system")).or_else(|| seen.misplaced(node, Some("code")));
            let of_concept = || seen.misplaced_within(finding.at.node()?, |element| matches!(element, "system" | "code"));
            around.filter_map(of_coding).next().or_else(of_concept).into()
        },
        tells: false,
    },
    Relation {
        id: "leads-elsewhere",
        why: "The reference leads nowhere for a reason that is reported elsewhere",
        of: |finding| finding.rule.is(Traits::MESSAGING),
        to: |seen, finding| finding.at.node().and_then(|node| seen.folded_reference(node)).into(),
        tells: false,
    },
    Relation {
        id: "empty",
        why: "The element is empty, so everything in it is missing",
        of: |finding| finding.rule.is(Traits::MESSAGING) && !is_error(finding),
        to: |seen, finding| finding.at.node().and_then(|node| seen.of_node(node, is_empty)).into(),
        tells: false,
    },
    Relation {
        id: "display-of-wrong-code",
        why: "The code must be replaced, and its display with it",
        of: |finding| finding.rule.is(Traits::OF_VALUE),
        to: |seen, finding| {
            let display = finding.at.node().filter(|&node| seen.tree.name(node) == "display");
            let coding = display.and_then(|display| seen.tree.parent(display));
            let wrong = |other: &Diagnostic| is_error(other) && (other.rule.is(Traits::OF_CODE) || other.rule.is(Traits::OF_VALUE));
            coding.and_then(|coding| seen.tree.child(coding, "code")).and_then(|code| seen.of_node(code, wrong)).into()
        },
        tells: true,
    },
    Relation {
        id: "kept-out",
        why: "The value that identifies the item is not valid or missing, which is reported there",
        of: |finding| nearest_item(finding).is_some(),
        to: |seen, finding| match finding.subject {
            Subject::Slice { cause: Some(cause), .. } => seen.keeping_out(cause).into(),
            Subject::Slice { item: Some(item), .. } => seen.of_node(item, is_empty).into(),
            _ => To::Nothing,
        },
        tells: true,
    },
    Relation {
        id: "entry-without-name",
        why: "The fullUrl of the target could not be read, belongs to another entry or is misspelt, so no reference leads there",
        of: |finding| finding.rule.is(Traits::OF_REFERENCE) && matches!(finding.subject, Subject::Unresolved(..) | Subject::Renamed(_)),
        to: |seen, finding| match finding.subject {
            Subject::Renamed(full_url) => seen.of_node(full_url, is_error).into(),
            Subject::Unresolved(_, entry) => {
                let full_url = seen.tree.child(entry, "fullUrl").and_then(|full_url| seen.of_node(full_url, is_error));
                full_url.or_else(|| seen.of_node(entry, |other| is_misspelt_entry(other) || is_empty(other))).into()
            }
            _ => To::Nothing,
        },
        tells: true,
    },
    Relation {
        id: "same-invariant",
        why: "The invariant is published in two forms: both fail for one fault",
        of: |finding| matches!(finding.subject, Subject::Invariant { .. }),
        to: |seen, finding| {
            let key = key_of(finding);
            seen.at_place(finding, |other| key.is_some() && key_of(other) == key).into()
        },
        tells: false,
    },
    Relation {
        id: "invariant-of-it",
        why: "The invariant fails because an element it uses is missing, misspelt or wrong",
        of: |finding| matches!(finding.subject, Subject::Invariant { .. }),
        to: |seen, finding| seen.cause_of_invariant(finding).into(),
        tells: true,
    },
    Relation {
        id: "text-breaks-off",
        why: "The missing content may be in the part that could not be read",
        of: |finding| finding.rule.is(Traits::ABSENCE) || finding.rule.is(Traits::MESSAGING),
        to: |seen, _| seen.breaks_off.into(),
        tells: false,
    },
    Relation {
        id: "counted-before",
        why: "The base type and each profile limit the same elements",
        of: |finding| missing(finding).is_some(),
        to: |seen, finding| {
            let name = missing(finding).map(|(name, _)| name);
            let same = |other: &Diagnostic| missing(other).map(|(name, _)| name) == name;
            finding.at.node().and_then(|node| seen.of_node(node, same)).into()
        },
        tells: false,
    },
    Relation {
        id: "counted-before",
        why: "The base type and each profile limit the same elements",
        of: |finding| matches!(finding.subject, Subject::Repeated(_) | Subject::Misplaced(..)),
        to: |seen, finding| {
            let parent = finding.at.node().and_then(|node| seen.tree.parent(node));
            parent.and_then(|parent| seen.of_child(parent, |other| other.subject == finding.subject)).into()
        },
        tells: false,
    },
    Relation {
        id: "value-for-elements",
        why: "The value must be replaced by elements, which is reported; then nothing is missing in it",
        of: |finding| missing(finding).is_some(),
        to: |seen, finding| {
            let is_value = |other: &Diagnostic| is_error(other) && other.rule.is(Traits::OF_FORM) && !other.rule.is(Traits::ABSENCE);
            finding.at.node().and_then(|node| seen.of_node(node, is_value)).into()
        },
        tells: false,
    },
    Relation {
        id: "moved-together",
        why: "Several elements of one parent belong in the same element, which is reported at the first",
        of: |finding| matches!(finding.subject, Subject::Misplaced(..)),
        to: |seen, finding| {
            let Subject::Misplaced(_, home) = finding.subject else { return To::Nothing };
            let parent = |node: NodeId| seen.tree.parent(node);
            let first = seen.misplaced(home, None);
            first.filter(|&first| seen.findings[first].at.node().and_then(parent) == finding.at.node().and_then(parent)).into()
        },
        tells: true,
    },
    Relation {
        id: "no-item-at-all",
        why: "The element is missing altogether, so its slice is missing too",
        of: |finding| matches!(finding.subject, Subject::Slice { items: 0, .. }) && finding.rule.is(Traits::ABSENCE),
        to: |seen, finding| {
            let Subject::Slice { element, .. } = &finding.subject else { return To::Nothing };
            let none = |other: &Diagnostic| missing(other) == Some((element, 0));
            finding.at.node().and_then(|node| seen.of_node(node, none)).into()
        },
        tells: true,
    },
    Relation {
        id: "same-slice",
        why: "Several profiles define the same slice",
        of: |finding| matches!(finding.subject, Subject::Slice { .. }),
        to: |seen, finding| seen.at_place(finding, |other| other.rule == finding.rule && other.subject == finding.subject).into(),
        tells: false,
    },
    Relation {
        id: "code-fits-no-slice",
        why: "The code matches no slice of the profile, so it must be replaced",
        of: |finding| finding.rule.is(Traits::OF_CODE) && !is_error(finding),
        to: |seen, finding| {
            let part = finding.at.node();
            let around = std::iter::successors(part, |&node| seen.tree.parent(node)).take(3);
            around.filter_map(|node| seen.kept_out(node).or_else(|| seen.of_item(node))).next().into()
        },
        tells: false,
    },
    Relation {
        id: "swapped",
        why: "A reference to a wrong resource, or one that cannot reach this one, was probably meant for it and is reported",
        of: |finding| finding.rule.is(Traits::UNREFERENCED),
        to: |seen, finding| {
            let only = finding.group.as_ref().is_none_or(|group| group.places.len() == 1);
            let Some(node) = finding.at.node().filter(|_| only) else { return To::Nothing };
            let of_type = || seen.tree.resource_type(node).and_then(|kind| seen.reference_for(kind));
            seen.across(node).or_else(of_type).into()
        },
        tells: false,
    },
    Relation {
        id: "two-resources",
        why: "An element is beside the resource that it belongs in, which is reported",
        of: |finding| finding.rule.is(Traits::TYPE_UNKNOWN),
        to: |seen, finding| finding.at.node().and_then(|node| seen.of_node(node, |other| other.rule.is(Traits::OF_TWO_RESOURCES))).into(),
        tells: false,
    },
    Relation {
        id: "fits-no-slice",
        why: "A reference to the wrong resource matches no slice: one change fixes both",
        of: |finding| finding.rule.is(Traits::OF_REFERENCE),
        to: |seen, finding| {
            let closed = |other: &Diagnostic| other.rule.is(Traits::FITS_NO_SLICE);
            let reference = finding.at.node().and_then(|node| seen.tree.parent(node));
            reference.and_then(|reference| seen.of_node(reference, closed)).into()
        },
        tells: false,
    },
    Relation {
        id: "target-of-unknown-type",
        why: "The target has a type that STU3 does not define, which is reported at the target",
        of: |finding| matches!(finding.subject, Subject::TargetType(..)),
        to: |seen, finding| match finding.subject {
            Subject::TargetType(node, _) => {
                seen.of_node(node, |other| other.rule.is(Traits::TYPE_UNKNOWN) || other.rule.is(Traits::OF_TWO_RESOURCES)).into()
            }
            _ => To::Nothing,
        },
        tells: false,
    },
    Relation {
        id: "same-target",
        why: "A wrong target is one fault, however many references point to it",
        of: |finding| matches!(finding.subject, Subject::Target(..)),
        to: |seen, finding| match finding.subject {
            Subject::Target(node, profile, cause) => seen.of_target(node, profile).or_else(|| seen.first_of_cause(cause?)).into(),
            _ => To::Nothing,
        },
        tells: true,
    },
    Relation {
        id: "same-target",
        why: "A missing resource is one fault, however many references point to it",
        of: |finding| matches!(finding.subject, Subject::Nowhere(..)),
        to: |seen, finding| seen.nowhere(finding).into(),
        tells: false,
    },
    Relation {
        id: "said-of-the-place",
        why: "The code must be replaced, whatever else is wrong with it",
        of: |finding| finding.rule.is(Traits::GIVES_WAY),
        to: |seen, finding| {
            let slice = || finding.at.node().and_then(|node| seen.kept_out(node));
            let written = || finding.at.node().and_then(|node| seen.of_node(node, |other| other.rule.is(Traits::OF_FORM)));
            seen.at_place(finding, |_| true).or_else(slice).or_else(written).into()
        },
        tells: false,
    },
    Relation {
        id: "code-is-wrong",
        why: "The code must be a different one, whatever else is wrong with it",
        of: |finding| finding.rule.is(Traits::OF_CODE) && !is_error(finding),
        to: |seen, finding| seen.at_place(finding, |other| other.rule.is(Traits::OF_CODE) && is_error(other)).into(),
        tells: false,
    },
    Relation {
        id: "code-is-wrong",
        why: "The system must be replaced, so the code need not exist in the wrong one",
        of: |finding| finding.rule.is(Traits::OF_CODE) && !is_error(finding),
        to: |seen, finding| {
            let coding = finding.at.node().and_then(|node| seen.tree.parent(node));
            let system = coding.and_then(|coding| seen.tree.child(coding, "system"));
            system.and_then(|system| seen.of_node(system, |other| other.rule.is(Traits::OF_CODE) && is_error(other))).into()
        },
        tells: false,
    },
    Relation {
        id: "code-not-valid",
        why: "The code or its system is not valid or missing, which is reported there",
        of: |finding| finding.rule.is(Traits::OF_CODE),
        to: |seen, finding| {
            let lacks = |other: &Diagnostic| missing(other).is_some_and(|(name, _)| matches!(name, "system" | "code"));
            let of_coding = |node| seen.of_node(node, lacks).filter(|&place| is_error(&seen.findings[place]));
            let node = finding.at.node();
            let form = node.and_then(|node| seen.form_within(node));
            form.or_else(|| node.and_then(|node| seen.tree.parent(node).and_then(of_coding).or_else(|| of_coding(node)))).into()
        },
        tells: false,
    },
    Relation {
        id: "code-is-wrong",
        why: "A code outside the required value set cannot be the fixed code either",
        of: |finding| finding.rule.is(Traits::OF_VALUE),
        to: |seen, finding| seen.at_place(finding, |other| other.rule.is(Traits::OF_CODE) && is_error(other)).into(),
        tells: false,
    },
    Relation {
        id: "said-of-the-content",
        why: "The missing part that the profile names is reported instead",
        of: |finding| finding.rule.is(Traits::GIVES_WAY_TO_CONTENT),
        to: |seen, finding| {
            let of_content = |other: &Diagnostic| !other.rule.is(Traits::AMONG_SIBLINGS);
            let must_go = |other: &Diagnostic| other.rule.is(Traits::MUST_GO) || matches!(other.subject, Subject::Stray(_));
            finding.at.node().and_then(|node| seen.of_node(node, of_content).or_else(|| seen.of_child(node, must_go))).into()
        },
        tells: false,
    },
];
