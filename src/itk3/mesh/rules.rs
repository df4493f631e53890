//! Rules of what travels around a message on MESH.

use crate::diagnostic::{Rule, rule};

const API: &str = "https://digital.nhs.uk/developer/api-catalogue/message-exchange-for-social-care-and-health-api";
const CLIENT: &str = "https://digital.nhs.uk/services/message-exchange-for-social-care-and-health-mesh";

rule! {
    WORKFLOW = Error "business-rule" "mesh-workflow";
    title: "MESH workflow id does not match the message",
    why: "Receivers use the workflow id to decide what to do with a message (GPCM-SD-057). The workflow id of a response ends in _ACK.",
    wrong: "GPCONNECT_UPDATE_RECORDS",
    right: "GPCONNECT_UPDATE_RECORD",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    ADDRESS = Error "value" "mesh-address";
    title: "MESH address not in the form for routing by patient",
    why: "MESH finds the practice by NHS number, birth date and surname (GPCM-SD-060, GPCM-SD-063).",
    right: "GPPROVIDER_9990001235_01011970_Testpatient",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    FROM = Error "value" "mesh-from";
    title: "MESH sender missing or not a mailbox",
    why: "The sender’s mailbox must be stated (GPCM-SD-059). Responses are sent to the mailbox in the message.",
    right: "X26OT001",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    LOCAL_ID = Error "business-rule" "mesh-local-id";
    title: "MESH LocalId without ODS code or with personal data",
    why: "Operators can see LocalId: it must contain the ODS code of the sender and nothing about a patient.",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    SUBJECT = Information "informational" "mesh-subject";
    title: "MESH Subject names another patient",
    why: "Users see the Subject before they open the document (GPCM-SD-061, GPCM-SD-064).",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    LIMIT = Error "too-long" "mesh-limit";
    title: "MESH value too long or with control characters",
    why: "MESH refuses headers that are too long or contain control characters (error 06).",
    link: API,
    traits: [MESSAGING],
}

rule! {
    FIELD = Error "value" "mesh-field";
    title: "Wrong value or order of MESH metadata",
    why: "The MESH client reads these fields. It does not send a message if it does not understand one of them.",
    wrong: "<Encrypted>X</Encrypted>",
    right: "<Encrypted>N</Encrypted>",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    VERSION = Information "informational" "mesh-version";
    title: "MESH Version is not 1.0",
    why: "Send Document 2 uses Version for the version of the document (GPCM-SD-098). All other messages have 1.0.",
    link: CLIENT,
    traits: [MESSAGING],
}

rule! {
    REPORT = Information "informational" "mesh-report";
    title: "MESH error report",
    why: "With this report MESH says why a message could not be delivered. It reports routing errors in no other way.",
    link: API,
    traits: [MESSAGING],
}

/// Whether a rule speaks of the metadata: no response to the message answers that.
pub(crate) fn is_of_mesh(rule: &Rule) -> bool {
    [&WORKFLOW, &ADDRESS, &FROM, &LOCAL_ID, &SUBJECT, &LIMIT, &FIELD, &VERSION, &REPORT].contains(&rule)
}
