//! Which profiles and CDA message types go with which interactions. Tables are not complete: of a name that they do not have, nothing
//! is said.

use super::names::INTERACTION;

const PROFILE: &str = "urn:nhs-en:profile:";

struct Row {
    profiles: &'static [&'static str],
    message_type: Option<&'static str>,
    interactions: &'static [&'static str],
}

static ROWS: &[Row] = &[
    Row {
        profiles: &["ambulanceServiceSummaryPatientReport-v1-1"],
        message_type: Some("POCD_MT030001UK01"),
        interactions: &["primaryRecipientAmbulanceServicePatientReport-v1-0", "copyRecipientAmbulanceServicePatientReport-v1-0"],
    },
    Row {
        profiles: &["dischargeReport-v6-1"],
        message_type: Some("POCD_MT150001UK06"),
        interactions: &["primaryRecipientDischargeReport-v1-0", "copyRecipientDischargeReport-v1-0"],
    },
    Row {
        profiles: &["emergencyDepartmentReport-v6-1"],
        message_type: Some("POCD_MT160001UK06"),
        interactions: &["primaryRecipientEmergencyDepartmentReport-v1-0", "copyRecipientEmergencyDepartmentReport-v1-0"],
    },
    Row {
        profiles: &["NonCodedCDADocument-v2-1"],
        message_type: Some("POCD_MT010011GB02"),
        interactions: &["primaryRecipientNonCodedCDADocument-v2-0", "copyRecipientNonCodedCDADocument-v2-0"],
    },
    Row {
        profiles: &["outOfHoursReport-v1-1"],
        message_type: Some("POCD_MT020001UK01"),
        interactions: &["primaryRecipientOutOfHoursReport-v1-0", "copyRecipientOutOfHoursReport-v1-0"],
    },
    Row {
        profiles: &["outpatientsReport-v6-1"],
        message_type: Some("POCD_MT170001UK06"),
        interactions: &["primaryRecipientOutpatientReport-v1-0", "copyRecipientOutpatientReport-v1-0"],
    },
    Row {
        profiles: &["nullificationDocument-v6-0", "nullificationDocument-v5-0"],
        message_type: Some("POCD_MT130001UK05"),
        interactions: &[
            "nullifyAmbulanceServicePatientReport-v1-0",
            "nullifyDischargeReport-v1-0",
            "nullifyEmergencyDepartmentReport-v1-0",
            "nullifyNonCodedCDADocument-v1-0",
            "nullifyOutOfHoursReport-v1-0",
            "nullifyOutpatientReport-v1-0",
            "nullifyNHS111CDADocument-v1-0",
        ],
    },
    Row {
        profiles: &["nhs111CDADocument-v2-0", "nhs111CDADocument-v3-1", "IntegratedUrgentCareCDADocument-v3-1"],
        message_type: Some("POCD_MT200001GB02"),
        interactions: &[
            "primaryGeneralPractitionerRecipientNHS111CDADocument-v2-0",
            "primaryEmergencyDepartmentRecipientNHS111CDADocument-v2-0",
            "primaryOutofHourRecipientNHS111CDADocument-v2-0",
            "primaryRepeatCallerRepositoryRecipientNHS111CDADocument-v2-0",
            "copyRecipientNHS111CDADocument-v2-0",
            "primaryNHS111RepeatCallerDocumentSet-v1-0",
        ],
    },
    Row { profiles: &["nhs111AmbulanceRequest-v2-1"], message_type: None, interactions: &["primaryNHS111RequestforAmbulance-v2-0"] },
    // A published query has the interaction of the response.
    Row {
        profiles: &["nhs111RepeatCallerQuery-v2-1", "nhs111RepeatCallerResponse-v2-1"],
        message_type: None,
        interactions: &["nhs111RepeatCallerSyncQuery-v1-0", "nhs111RepeatCallerSyncQueryResp-v1-0"],
    },
    Row {
        profiles: &["eDischargeInpatientDischargeSummary-v2-0"],
        message_type: None,
        interactions: &[
            "primaryRecipienteDischargeInpatientDischargeSummaryDocument-v1-0",
            "copyRecipienteDischargeInpatientDischargeSummaryDocument-v1-0",
            "nullifyeDischargeInpatientDischargeSummaryDocument-v1-0",
        ],
    },
    Row {
        profiles: &["ITKBusinessAcknowledgement-v2-0", "ITKBusinessAcknowledgement-v1-0"],
        message_type: None,
        interactions: &["ITKBusinessAcknowledgement-v1-0"],
    },
];

fn of_interaction(interaction: &str) -> Option<&'static Row> {
    let name = interaction.strip_prefix(INTERACTION)?;
    ROWS.iter().find(|row| row.interactions.contains(&name))
}

fn of_profile(profile: &str) -> Option<&'static Row> {
    let name = profile.strip_prefix(PROFILE)?;
    ROWS.iter().find(|row| row.profiles.contains(&name))
}

fn of_type(message_type: &str) -> Option<&'static Row> {
    ROWS.iter().find(|row| row.message_type == Some(message_type))
}

/// Profiles that an interaction carries, where it is known.
pub(super) fn expected(interaction: &str) -> Option<String> {
    Some(list(of_interaction(interaction)?))
}

fn list(row: &Row) -> String {
    row.profiles.iter().map(|profile| [PROFILE, profile].concat()).collect::<Vec<_>>().join(" or ")
}

/// Profile and interaction are both known, and do not go together.
pub(super) fn contradicts_interaction(profile: &str, interaction: &str) -> bool {
    is_other(of_profile(profile), of_interaction(interaction))
}

/// The message type of a CDA document is of another profile; the profiles that go with it.
pub(super) fn contradicts_type(profile: &str, message_type: &str) -> Option<String> {
    let row = of_type(message_type);
    is_other(of_profile(profile), row).then(|| row.map(list)).flatten()
}

fn is_other(a: Option<&'static Row>, b: Option<&'static Row>) -> bool {
    a.zip(b).is_some_and(|(a, b)| !std::ptr::eq(a, b))
}

/// A profile, an interaction or a message type of the tables.
pub(crate) fn is_published(value: &str) -> bool {
    of_profile(value).is_some() || of_interaction(value).is_some() || of_type(value).is_some()
}
