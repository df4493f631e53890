//! What the codes of MESH mean, and what of the message to look at.

/// A code, what it means, and where to look.
pub(crate) struct Code {
    pub(crate) code: &'static str,
    pub(crate) means: &'static str,
    pub(crate) look_at: &'static str,
}

static CODES: &[Code] = &[
    Code { code: "02", means: "The data file is missing", look_at: "the .dat file beside the control file" },
    Code { code: "06", means: "A header is malformed", look_at: "the length and the characters of each header" },
    Code { code: "07", means: "The sender does not match the authorisation", look_at: "Mex-From, From_DTS" },
    Code { code: "08", means: "No recipient is named", look_at: "Mex-To, To_DTS" },
    Code { code: "11", means: "The message type is not DATA", look_at: "Mex-MessageType, MessageType" },
    Code { code: "12", means: "The recipient is not registered", look_at: "Mex-To, To_DTS" },
    Code {
        code: "14",
        means: "The recipient did not collect the message within five days",
        look_at: "Mex-To, To_DTS; send it again or another way",
    },
    Code { code: "15", means: "The control file is wrong", look_at: "the control file" },
    Code { code: "16", means: "The sender may not send this type of message", look_at: "Mex-WorkflowID, WorkflowId" },
    Code { code: "17", means: "The workflow id is not registered for the mailbox", look_at: "Mex-WorkflowID, WorkflowId" },
    Code {
        code: "EPL-150",
        means: "More than one mailbox matches the patient’s practice",
        look_at: "WorkflowId; the practice has several mailboxes",
    },
    Code {
        code: "EPL-151",
        means: "No mailbox matches the patient’s practice",
        look_at: "WorkflowId; the practice does not accept such messages",
    },
    Code { code: "EPL-152", means: "The NHS number is not valid", look_at: "Patient.identifier, and the second part of To_DTS" },
    Code { code: "EPL-153", means: "The NHS number was not found", look_at: "Patient.identifier, and the second part of To_DTS" },
    Code {
        code: "EPL-154",
        means: "Birth date or surname do not match the NHS number",
        look_at: "Patient.birthDate and Patient.name, and the last two parts of To_DTS",
    },
];

/// What a code means, with leading zeros or without.
pub(crate) fn explain(code: &str) -> Option<&'static Code> {
    let plain = code.trim().to_ascii_uppercase();
    CODES.iter().find(|known| known.code == plain || known.code.trim_start_matches('0') == plain.trim_start_matches('0'))
}
