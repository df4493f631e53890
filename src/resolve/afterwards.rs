//! The table of relations in which earlier findings go away with a later one.

use super::about::{is_empty, is_error, is_misspelt_entry, is_value, keeps_out, lacking, missing, nearest_item, url_lacking};
use super::seen::Seen;
use crate::diagnostic::{Diagnostic, Subject, Traits};

/// How earlier findings go away with a later one.
pub(super) struct Afterwards {
    pub(super) id: &'static str,
    pub(super) why: &'static str,
    /// Whether others may give way to this.
    pub(super) to: fn(&Diagnostic) -> bool,
    /// Which do.
    pub(super) of: fn(&Seen<'_>, usize) -> Vec<usize>,
    /// How so many of them are told.
    pub(super) tells: Option<fn(usize) -> String>,
}

pub(super) static AFTERWARDS: &[Afterwards] = &[
    Afterwards {
        id: "target-of-unknown-type",
        why: "The target has a type that STU3 does not define, which is reported at the target",
        to: |finding| finding.rule.is(Traits::TYPE_UNKNOWN),
        of: |seen, place| seen.findings[place].at.node().map(|node| seen.of_type(node)).unwrap_or_default(),
        tells: None,
    },
    Afterwards {
        id: "misplaced",
        why: "An element in the wrong place is not missing in the right one",
        to: |finding| matches!(finding.subject, Subject::Misplaced(..)),
        of: |seen, place| match &seen.findings[place].subject {
            Subject::Misplaced(name, home) => {
                let of_home = |other: &Diagnostic| other.rule.is(Traits::OF_FORM) || other.rule.is(Traits::OF_ORDER);
                let mut follow = seen.all_of_node(*home, |other| lacking(other) == Some(name) || of_home(other));
                // Without the element it may be in no slice.
                let of_item = |other: &Diagnostic| nearest_item(other) == Some(*home);
                follow.extend(seen.all_of_node(*home, of_item));
                follow.extend(seen.tree.parent(*home).map(|around| seen.all_of_node(around, of_item)).unwrap_or_default());
                follow.extend(seen.items_around(*home, name));
                // Without its system or its code, a Coding is in no value set.
                if matches!(name.as_str(), "system" | "code") {
                    follow.extend(seen.codes_of(*home));
                    let node = seen.findings[place].at.node();
                    follow.extend(node.map(|node| seen.all_of_node(node, |other| other.rule.is(Traits::OF_CODE))).unwrap_or_default());
                }
                follow
            }
            _ => Vec::new(),
        },
        tells: None,
    },
    Afterwards {
        id: "unknown-content",
        why: "The element does not belong here, so the format of its content does not matter",
        to: |finding| matches!(finding.subject, Subject::Unknown(None) | Subject::Inside(_) | Subject::Misplaced(..)),
        of: |seen, place| {
            let node = seen.findings[place].at.node();
            // A misplaced element is checked once it is in the right place. Markup is different: outside its narrative it cannot be read.
            let is_moved = matches!(seen.findings[place].subject, Subject::Misplaced(..));
            node.filter(|&node| !is_moved || seen.tree.name(node) == "div").map(|node| seen.notation_within(node)).unwrap_or_default()
        },
        tells: None,
    },
    Afterwards {
        id: "unknown-part",
        why: "An element within the value is unknown or in the wrong place, so the value is not the fixed one",
        to: |finding| matches!(finding.subject, Subject::Unknown(_) | Subject::Inside(_) | Subject::Misplaced(..)),
        of: |seen, place| {
            let around = seen.findings[place].at.node().and_then(|node| seen.tree.parent(node));
            let is_value = |other: &Diagnostic| other.rule.is(Traits::OF_VALUE) && !other.rule.is(Traits::MESSAGING);
            let Some(around) = around else { return Vec::new() };
            let mut follow = seen.all_of_node(around, is_value);
            follow.extend(seen.kept_out(around));
            follow
        },
        tells: None,
    },
    Afterwards {
        id: "stray",
        why: "The extension is in another place, where it is not allowed",
        to: |finding| matches!(finding.subject, Subject::Stray(_)),
        of: |seen, place| seen.slices_of_stray(&seen.findings[place]),
        tells: None,
    },
    Afterwards {
        id: "unwrapped",
        why: "The value belongs in the missing extension",
        to: |finding| url_lacking(finding).is_some() && nearest_item(finding).is_none(),
        of: |seen, place| {
            let is_unwrapped = |other: &Diagnostic| {
                let is_stray = matches!(other.subject, Subject::Unknown(None) | Subject::Repeated(_));
                is_stray && other.at.node().is_some_and(|node| is_value(seen.tree.name(node)))
            };
            seen.findings[place].at.node().map(|holder| seen.all_of_child(holder, is_unwrapped)).unwrap_or_default()
        },
        tells: Some(|_| "the value of the extension is outside it".to_owned()),
    },
    Afterwards {
        id: "other-profile",
        why: "The resource declares the wrong profile, which is reported, and was checked against that",
        to: |finding| matches!(finding.subject, Subject::OtherProfile(_)),
        of: |seen, place| seen.of_other_profile(&seen.findings[place]),
        tells: Some(|count| match count {
            1 => "another finding comes from that profile".to_owned(),
            several => format!("{several} other findings come from that profile"),
        }),
    },
    Afterwards {
        id: "kept-out",
        why: "The value that identifies the item is not valid or missing, which is reported there",
        to: keeps_out,
        of: |seen, place| {
            let Some(node) = seen.findings[place].at.node() else { return Vec::new() };
            let mut items = seen.kept_out_by(node);
            // An item that is empty, or is a value where there should be elements, has nothing to identify it.
            items.extend(seen.of_item(node).filter(|_| seen.findings[place].rule.is(Traits::OF_FORM)));
            items
        },
        tells: None,
    },
    Afterwards {
        id: "value-for-elements",
        why: "The value must be replaced by elements, which is reported; its notation and what is missing in it change with it",
        to: |finding| finding.rule.is(Traits::OF_FORM) && is_error(finding),
        of: |seen, place| {
            let follows = |other: &Diagnostic| {
                other.rule.is(Traits::OF_NOTATION) || missing(other).is_some() || matches!(other.subject, Subject::Invariant { .. })
            };
            seen.findings[place].at.node().map(|node| seen.all_of_node(node, follows)).unwrap_or_default()
        },
        tells: None,
    },
    Afterwards {
        id: "entry-without-name",
        why: "The fullUrl or id that references lead to is missing, different or misspelt",
        to: |finding| {
            let lacks_name = missing(finding).is_some_and(|(name, _)| matches!(name, "fullUrl" | "id"));
            is_error(finding)
                && (lacks_name || is_empty(finding) || is_misspelt_entry(finding) || matches!(finding.subject, Subject::Renamed(_)))
        },
        of: |seen, place| seen.findings[place].at.node().map(|node| seen.of_nameless(node)).unwrap_or_default(),
        tells: Some(|count| match count {
            1 => "a reference to it leads nowhere".to_owned(),
            several => format!("{several} references to it lead nowhere"),
        }),
    },
    Afterwards {
        id: "order-of-surplus",
        why: "The element must be removed, wherever it is",
        to: |finding| matches!(finding.subject, Subject::Repeated(_) | Subject::Misplaced(..) | Subject::Stray(_)),
        of: |seen, place| {
            let node = seen.findings[place].at.node();
            let extension = node.filter(|&node| seen.tree.name(node) == "url").and_then(|url| seen.tree.parent(url));
            // If only one sibling follows, that one was reported as out of order instead.
            let behind = node.and_then(|node| seen.tree.next(node)).filter(|&next| seen.tree.next(next).is_none());
            let nodes = node.into_iter().chain(extension).chain(behind);
            nodes.flat_map(|node| seen.all_of_node(node, |other| other.rule.is(Traits::OF_ORDER))).collect()
        },
        tells: None,
    },
    Afterwards {
        id: "value-is-wrong",
        why: "The value must be replaced, which its value set also requires",
        to: |finding| is_error(finding) && (finding.rule.is(Traits::OF_VALUE) || finding.rule.is(Traits::OF_FORM)),
        of: |seen, place| {
            let Some(node) = seen.findings[place].at.node() else { return Vec::new() };
            let is_of_form = seen.findings[place].rule.is(Traits::OF_FORM);
            let follows = |other: &Diagnostic| other.rule.is(Traits::OF_CODE) && (is_of_form || !is_error(other));
            // Without its system or its code, a Coding is in no value set; and another system has other codes.
            let mut follow = match seen.tree.name(node) {
                "system" | "code" if is_of_form => seen.codes_around(node),
                "system" => seen.codes_around(node).into_iter().filter(|&other| !is_error(&seen.findings[other])).collect(),
                _ => Vec::new(),
            };
            follow.extend(seen.all_of_node(node, follows));
            follow
        },
        tells: None,
    },
    Afterwards {
        id: "code-not-valid",
        why: "The code or its system is not valid or missing, which is reported there",
        to: |finding| is_error(finding) && missing(finding).is_some_and(|(name, _)| matches!(name, "system" | "code")),
        of: |seen, place| seen.findings[place].at.node().map(|coding| seen.codes_of(coding)).unwrap_or_default(),
        tells: None,
    },
    Afterwards {
        id: "empty",
        why: "The Coding is empty, so the concept has no code",
        to: is_empty,
        of: |seen, place| {
            let coding = seen.findings[place].at.node().filter(|&node| seen.tree.name(node) == "coding");
            let concept = coding.and_then(|coding| seen.tree.parent(coding));
            concept.map(|concept| seen.all_of_node(concept, |other| other.rule.is(Traits::OF_CODE))).unwrap_or_default()
        },
        tells: None,
    },
    Afterwards {
        id: "misspelt-extension",
        why: "An extension has a url; the name of the element is misspelt, which is reported",
        to: |finding| matches!(&finding.subject, Subject::Unknown(Some(meant)) if matches!(meant.as_str(), "extension" | "modifierExtension")),
        of: |seen, place| {
            let node = seen.findings[place].at.node();
            node.map(|node| seen.all_of_node(node, |other| other.rule.is(Traits::OF_ATTRIBUTE))).unwrap_or_default()
        },
        tells: None,
    },
    Afterwards {
        id: "misspelt-system",
        why: "The system of the code is misspelt, which is reported",
        to: |finding| matches!(&finding.subject, Subject::Unknown(Some(meant)) if meant == "system"),
        of: |seen, place| seen.findings[place].at.node().map(|node| seen.codes_around(node)).unwrap_or_default(),
        tells: None,
    },
    Afterwards {
        id: "code-outweighed",
        why: "An ITK3 rule describes the fault of the code more precisely",
        to: |finding| finding.rule.is(Traits::MESSAGING) && finding.rule.is(Traits::OF_CODE) && is_error(finding),
        of: |seen, place| {
            let Some(node) = seen.findings[place].at.node() else { return Vec::new() };
            seen.all_of_node(node, |other| !other.rule.is(Traits::MESSAGING) && other.rule.is(Traits::OF_CODE) && !is_error(other))
        },
        tells: None,
    },
    Afterwards {
        id: "other-code",
        why: "The code must be replaced, which is reported; its display changes with it",
        to: |finding| matches!(finding.subject, Subject::OtherCode(_)),
        of: |seen, place| {
            let Subject::OtherCode(coding) = seen.findings[place].subject else { return Vec::new() };
            let display = seen.tree.child(coding, "display").map(|node| seen.all_of_node(node, |other| !is_error(other)));
            let codes = seen.codes_of(coding).into_iter().filter(|&other| !is_error(&seen.findings[other]));
            codes.chain(display.into_iter().flatten()).filter(|&other| other != place).collect()
        },
        tells: None,
    },
    Afterwards {
        id: "placeholder",
        why: "The value was never filled in, which is reported",
        to: |finding| matches!(finding.subject, Subject::Placeholders(_)),
        of: |seen, place| {
            let Subject::Placeholders(nodes) = &seen.findings[place].subject else { return Vec::new() };
            nodes.iter().flat_map(|&node| seen.all_of_node(node, |_| true)).filter(|&other| other != place).collect()
        },
        tells: None,
    },
    Afterwards {
        id: "said-by-messaging",
        why: "An ITK3 rule describes the same value more precisely",
        to: |finding| finding.rule.is(Traits::MESSAGING),
        of: |seen, place| {
            let node = seen.findings[place].at.node();
            let plainer = |other: &Diagnostic| other.rule.is(Traits::GIVES_WAY) && !other.rule.is(Traits::MESSAGING);
            node.map(|node| seen.all_of_node(node, plainer)).unwrap_or_default()
        },
        tells: None,
    },
    Afterwards {
        id: "reason-of-target",
        why: "Why the referenced resource does not conform is reported where it is",
        to: |finding| finding.rule.is(Traits::MESSAGING) && is_error(finding),
        of: |seen, place| seen.findings[place].at.node().map(|node| seen.of_cause(node)).unwrap_or_default(),
        tells: None,
    },
    Afterwards {
        id: "code-with-spaces",
        why: "Without the spaces around it, the code matches the slice",
        to: |finding| finding.subject == Subject::Padded,
        of: |seen, place| seen.findings[place].at.node().map(|node| seen.slices_without_spaces(node)).unwrap_or_default(),
        tells: None,
    },
    Afterwards {
        id: "part-of-messaging",
        why: "An ITK3 rule describes the same part of the extension more precisely",
        to: |finding| finding.rule.is(Traits::MESSAGING),
        of: |seen, place| {
            let node = seen.findings[place].at.node();
            node.and_then(|node| seen.of_child(node, |other| other.rule.is(Traits::OF_PART))).into_iter().collect()
        },
        tells: None,
    },
    Afterwards {
        id: "payload-beside",
        why: "Parts of the payload are outside it, so its references cannot reach them",
        to: |finding| finding.subject == Subject::BesidePayload,
        of: |seen, _| seen.all(|other| matches!(other.subject, Subject::Across(_))),
        tells: Some(|count| match count {
            1 => "a reference of the payload does not reach it".to_owned(),
            several => format!("{several} references of the payload do not reach it"),
        }),
    },
];
