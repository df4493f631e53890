//! Workflow ids of MESH, and the events whose messages travel under each.

/// Workflow ids as they are published, each with the event of its messages. Digital Medicines are spelt both ways.
pub(crate) static WORKFLOWS: &[(&str, &str)] = &[
    ("TOC_FHIR_IP_DISCH", "ITK003D"),
    ("TOC_FHIR_MH_DISCH", "ITK004D"),
    ("TOC_FHIR_EC_DISCH", "ITK005D"),
    ("TOC_FHIR_OP_ATTEN", "ITK006D"),
    ("GPFED_CONSULT_REPORT", "ITK007C"),
    ("GPCONNECT_SEND_DOCUMENT", "ITK007C"),
    ("DF_ONLINE_CONSULTATION", "ITK007C"),
    ("GPCONNECT_UPDATE_RECORD", "ITK014M"),
    ("DIGMED_FLU_VAC", "ITK009D"),
    ("DIGIMED_FLU_VAC", "ITK009D"),
    ("DIGMED_EMG_MED", "ITK010D"),
    ("DIGIMED_EMG_MED", "ITK010D"),
    ("DIGMED_MINOR_ILLNESS_PEM", "ITK013D"),
    ("DIGIMED_MINOR_ILLNESS_PEM", "ITK013D"),
];
/// Of documents of the generation before ITK3.
const BEFORE: [&str; 4] = ["TOC_DISCH_DMS", "TOC_AE_DMS", "TOC_OUTP_ATT_DMS", "TOC_DISCH_MH_DMS"];

/// The workflows of an event.
pub(crate) fn of_event(event: &str) -> Vec<&'static str> {
    WORKFLOWS.iter().filter(|(_, known)| *known == event).map(|(workflow, _)| *workflow).collect()
}

/// Whether a workflow id is published, with `_ACK` after it or without.
pub(crate) fn is_known(workflow: &str) -> bool {
    let bare = workflow.strip_suffix("_ACK").unwrap_or(workflow);
    BEFORE.contains(&bare) || WORKFLOWS.iter().any(|(known, _)| *known == bare)
}

/// The published id that a workflow id is nearly.
pub(crate) fn nearest(workflow: &str) -> Option<&'static str> {
    crate::near::nearest(WORKFLOWS.iter().map(|(known, _)| *known).chain(BEFORE), workflow)
}
