//! The four guides: which document each is about, its type, and the sections that its table of headings makes mandatory.

use crate::itk3::cx::Cx;
use crate::itk3::view::{Era, profiles};

/// One guide.
#[derive(Debug)]
pub(crate) struct Guide {
    pub(crate) title: &'static str,
    pub(crate) event: &'static str,
    /// Name of the Composition's profile.
    pub(crate) profile: &'static str,
    pub(crate) kind: (&'static str, &'static str),
    /// Sections that the guide makes mandatory, and the profile does not.
    pub(crate) mandatory: &'static [(&'static str, &'static str)],
    /// Sections that the profile makes mandatory, and the guide does not.
    pub(crate) of_profile: &'static [(&'static str, &'static str)],
}

const ALLERGIES: (&str, &str) = ("886921000000105", "allergies and adverse reactions");
const SUMMARY: (&str, &str) = ("887181000000106", "clinical summary");
const DIAGNOSES: (&str, &str) = ("887161000000102", "diagnoses");
const PRACTICE: (&str, &str) = ("886711000000101", "GP practice");
const PERSON: (&str, &str) = ("887231000000104", "person completing record");
const ATTENDANCE: (&str, &str) = ("1077881000000105", "attendance details");
const DISCHARGE_SUMMARY: (&str, &str) = ("373942005", "Discharge summary");

pub(crate) static GUIDES: [Guide; 4] = [
    Guide {
        title: "inpatient discharge",
        event: "ITK003D",
        profile: "CareConnect-ITK-EDIS-Composition-1",
        kind: DISCHARGE_SUMMARY,
        mandatory: &[SUMMARY, DIAGNOSES, PRACTICE, PERSON],
        of_profile: &[],
    },
    Guide {
        title: "mental health discharge",
        event: "ITK004D",
        profile: "CareConnect-ITK-MH-Composition-1",
        kind: DISCHARGE_SUMMARY,
        mandatory: &[SUMMARY, PRACTICE, PERSON],
        of_profile: &[],
    },
    Guide {
        title: "emergency care discharge",
        event: "ITK005D",
        profile: "CareConnect-ITK-ECD-Composition-1",
        kind: DISCHARGE_SUMMARY,
        mandatory: &[
            ATTENDANCE,
            ("1077901000000108", "clinical narrative"),
            ("1077931000000102", "contact for further information"),
            DIAGNOSES,
            PRACTICE,
            ("1052951000000105", "information and advice given"),
            PERSON,
            ("887201000000105", "plan and requested actions"),
            ("886891000000102", "presenting complaints or issues"),
        ],
        of_profile: &[ALLERGIES],
    },
    Guide {
        title: "outpatient letter",
        event: "ITK006D",
        profile: "CareConnect-ITK-OPL-Composition-1",
        kind: ("823681000000100", "Outpatient letter"),
        mandatory: &[ATTENDANCE, SUMMARY, PRACTICE, PERSON],
        of_profile: &[],
    },
];

/// The guide of a document: by the profile of its Composition, or by the event where that declares none.
pub(crate) fn guide(cx: &Cx<'_>) -> Option<&'static Guide> {
    let composition = cx.parts.composition?;
    let name = |url: &str| url.split('|').next().and_then(|url| url.rsplit('/').next()).map(str::to_owned);
    let declared: Vec<String> = profiles(cx.tree, composition).filter_map(name).collect();
    if declared.is_empty() {
        let event = cx.parts.event?;
        return GUIDES.iter().find(|guide| guide.event == event);
    }
    GUIDES.iter().find(|guide| declared.iter().any(|name| name == guide.profile))
}

/// Documents of before guide 2.5.0 followed other guides in what is a matter of taste.
pub(crate) fn is_current(cx: &Cx<'_>) -> bool {
    cx.parts.era != Some(Era::Transitional)
}
