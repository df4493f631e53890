//! The flows that use ITK3: which event, definition, payload and MESH workflow belong together.

/// Where the named definitions stand.
pub(crate) const DEFINITIONS: &str = "https://fhir.nhs.uk/STU3/MessageDefinition/";
/// The MessageDefinition that documents what all payloads share. No message should refer to it.
pub(crate) const COMMON_DEFINITION: &str = "ITK-SendPayload-MessageDefinition-1";
/// What Update Record says in place of a definition: none was published for it.
pub(crate) const UPDATE_RECORD_DEFINITION: &str = "https://fhir.nhs.uk/MessageDefinition";

/// One flow.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) event: &'static str,
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Names of definitions in use that nobody published, and of those that are.
    pub(crate) definitions: &'static [&'static str],
    /// Profiles of the payload's Composition.
    pub(crate) compositions: &'static [&'static str],
    /// MESH workflow as the guide spells it; the reply's has `_ACK` after it.
    pub(crate) workflow: Option<&'static str>,
    pub(crate) attachments: Attachments,
}

/// Which types of attachment a domain has approved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Attachments {
    /// Nothing is published.
    Unknown,
    /// The guides name ten kinds of file, the NHS test harness takes PDF alone.
    Care,
    /// The kinds that GP Connect names.
    GpConnect,
}

pub(crate) static FLOWS: &[Flow] = &[
    Flow {
        event: "ITK003D",
        id: "toc-inpatient-discharge",
        title: "Transfer of Care: inpatient discharge",
        definitions: &["ITK-eDischarge-MessageDefinition-4", "ITK-eDischarge-MessageDefinition-Instance-1", "ITK-EDIS-MessageDefinition-1"],
        compositions: &["CareConnect-ITK-EDIS-Composition-1", "ITK-EDIS-Composition-1"],
        workflow: Some("TOC_FHIR_IP_DISCH"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK004D",
        id: "toc-mental-health-discharge",
        title: "Transfer of Care: mental health discharge",
        definitions: &["ITK-MH-eDischarge-MessageDefinition-4", "ITK-MH-eDischarge-MessageDefinition-Instance-1"],
        compositions: &["CareConnect-ITK-MH-Composition-1", "ITK-MH-Composition-1"],
        workflow: Some("TOC_FHIR_MH_DISCH"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK005D",
        id: "toc-emergency-care-discharge",
        title: "Transfer of Care: emergency care discharge",
        definitions: &["ITK-EC-eDischarge-MessageDefinition-4", "ITK-EC-eDischarge-MessageDefinition-Instance-1"],
        compositions: &["CareConnect-ITK-ECD-Composition-1", "ITK-ECD-Composition-1"],
        workflow: Some("TOC_FHIR_EC_DISCH"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK006D",
        id: "toc-outpatient-letter",
        title: "Transfer of Care: outpatient letter",
        definitions: &["ITK-OPL-MessageDefinition-4", "ITK-OPL-MessageDefinition-Instance-1"],
        compositions: &["CareConnect-ITK-OPL-Composition-1", "ITK-OPL-Composition-1"],
        workflow: Some("TOC_FHIR_OP_ATTEN"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK007C",
        id: "gp-connect-send-document",
        title: "GP Connect Send Document",
        definitions: &["ITK-GPConnectSendDocument-MessageDefinition-1", "ITK-GPConnectSendDocument-MessageDefinition-Instance-1"],
        compositions: &[],
        workflow: Some("GPCONNECT_SEND_DOCUMENT"),
        attachments: Attachments::GpConnect,
    },
    Flow {
        event: "ITK008M",
        id: "response",
        title: "ITK3 response",
        definitions: &["ITK-Response-MessageDefinition-1", "ITK-Response-MessageDefinition-Instance-1"],
        compositions: &[],
        workflow: None,
        attachments: Attachments::Unknown,
    },
    Flow {
        event: "ITK009D",
        id: "digital-medicines-immunization",
        title: "Digital Medicines: immunization",
        definitions: &["ITK-DM-Immunization-MessageDefinition-1"],
        compositions: &["CareConnect-ITK-DM-Immunization-Composition-1"],
        workflow: Some("DIGIMED_FLU_VAC"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK010D",
        id: "digital-medicines-emergency-supply",
        title: "Digital Medicines: emergency supply",
        definitions: &["ITK-DM-EmergencySupply-MessageDefinition-1"],
        compositions: &["CareConnect-ITK-DM-EmergencySupply-Composition-1"],
        workflow: Some("DIGMED_EMG_MED"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK011M",
        id: "events-management-service",
        title: "Events Management Service",
        definitions: &["ITK-EMS-MessageDefinition-1"],
        compositions: &[],
        workflow: None,
        attachments: Attachments::Unknown,
    },
    Flow {
        event: "ITK012M",
        id: "national-pathology",
        title: "National pathology",
        definitions: &[],
        compositions: &[],
        workflow: None,
        attachments: Attachments::Unknown,
    },
    Flow {
        event: "ITK013D",
        id: "digital-medicines-minor-illness",
        title: "Digital Medicines: minor illness referral",
        definitions: &["ITK-DM-MIRC-MessageDefinition-1"],
        compositions: &["CareConnect-ITK-DM-DMIRS-Composition-1"],
        workflow: Some("DIGMED_MINOR_ILLNESS_PEM"),
        attachments: Attachments::Care,
    },
    Flow {
        event: "ITK014M",
        id: "update-record",
        title: "GP Connect Update Record",
        definitions: &[],
        compositions: &[],
        workflow: Some("GPCONNECT_UPDATE_RECORD"),
        attachments: Attachments::Unknown,
    },
];

/// The flow of an event.
pub(crate) fn of_event(event: &str) -> Option<&'static Flow> {
    FLOWS.iter().find(|flow| flow.event == event)
}

/// The flow that a MessageDefinition is of, whatever stands before its name.
pub(crate) fn of_definition(url: &str) -> Option<&'static Flow> {
    if url == UPDATE_RECORD_DEFINITION {
        return of_event("ITK014M");
    }
    let name = url.split('|').next()?.rsplit('/').next()?;
    FLOWS.iter().find(|flow| flow.definitions.contains(&name))
}

/// The flow whose document begins with a Composition of this profile.
pub(crate) fn of_composition(profile: &str) -> Option<&'static Flow> {
    let name = profile.split('|').next()?.rsplit('/').next()?;
    FLOWS.iter().find(|flow| flow.compositions.contains(&name))
}
