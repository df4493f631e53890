//! Rules of the Composition of a Send Document message: one for each document and requirement.

use crate::diagnostic::rule;
use crate::itk3::links::{GP_CONNECT, SEND_DOCUMENT, UPDATE_RECORD};

rule! {
    STATUS_CS = Error "business-rule" "GPCM-SD-CS-018";
    title: "Composition.status of a consultation report is not final",
    why: "A consultation report is sent when it is final.",
    wrong: r#"<status value="preliminary"/>"#,
    right: r#"<status value="final"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TYPE_CS = Error "code-invalid" "GPCM-SD-CS-019";
    title: "Composition.type of a consultation report is wrong",
    why: "Receivers file the document by its type: 371531000.",
    right: r#"<code value="371531000"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    DATE_CS = Information "informational" "GPCM-SD-CS-020";
    title: "Message of a consultation report older than its document",
    why: "The message is generated after the document. One of the times may be wrong.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CONFIDENTIALITY_CS = Error "business-rule" "GPCM-SD-CS-021";
    title: "Composition.confidentiality of a consultation report is not N or R",
    why: "Receivers use the confidentiality to decide who may see the document.",
    right: r#"<confidentiality value="N"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TITLE_CS = Error "business-rule" "GPCM-SD-CS-022";
    title: "Composition.title of a consultation report is not the fixed one",
    why: "The title is fixed, so that users of every system recognise the document.",
    right: r#"<title value="Consultation report"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TEXT_CS = Warning "business-rule" "GPCM-SD-CS-023";
    title: "Composition.text of a consultation report is not the prescribed summary",
    why: "The text tells users which patient and which version the document is about.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    AUTHOR_CS = Error "business-rule" "GPCM-SD-CS-025";
    title: "Author of a consultation report is missing or of another type",
    why: "The author must be a Practitioner.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CUSTODIAN_CS = Error "business-rule" "GPCM-SD-CS-026";
    title: "Custodian of a consultation report is missing or not an Organization",
    why: "The custodian must be the organisation that sends the document.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    STATUS_OC = Error "business-rule" "GPCM-SD-OC-002";
    title: "Composition.status of an online consultation is not final",
    why: "An online consultation is sent when it is final.",
    wrong: r#"<status value="preliminary"/>"#,
    right: r#"<status value="final"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TYPE_OC = Error "code-invalid" "GPCM-SD-OC-003";
    title: "Composition.type of an online consultation is wrong",
    why: "Receivers file the document by its type: 149951000000107.",
    right: r#"<code value="149951000000107"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    DATE_OC = Information "informational" "GPCM-SD-OC-004";
    title: "Message of an online consultation older than its document",
    why: "The message is generated after the document. One of the times may be wrong.",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CONFIDENTIALITY_OC = Error "business-rule" "GPCM-SD-OC-005";
    title: "Composition.confidentiality of an online consultation is not N or R",
    why: "Receivers use the confidentiality to decide who may see the document.",
    right: r#"<confidentiality value="N"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TITLE_OC = Error "business-rule" "GPCM-SD-OC-006";
    title: "Composition.title of an online consultation is not the fixed one",
    why: "The title is fixed, so that users of every system recognise the document.",
    right: r#"<title value="Online consultation report"/>"#,
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    TEXT_OC = Warning "business-rule" "GPCM-SD-OC-007";
    title: "Composition.text of an online consultation is not the prescribed summary",
    why: "The text tells users which patient and which version the document is about.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CUSTODIAN_OC = Error "business-rule" "GPCM-SD-OC-010";
    title: "Custodian of an online consultation is missing or not an Organization",
    why: "The custodian must be the organisation that sends the document.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CUSTODIAN_1 = Error "business-rule" "GPCM-SD-003-v1";
    title: "Custodian is missing or not an Organization (Send Document 1)",
    why: "The custodian must be the organisation that sends the document.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    CUSTODIAN_2 = Warning "business-rule" "GPCM-SD-105";
    title: "Custodian is missing or not an Organization (Send Document 2)",
    why: "The requirements list of version 2 requires the custodian; the guide’s generic example has none.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    AUTHOR_2 = Information "informational" "GPCM-SD-107";
    title: "No author is an Organization (Send Document 2)",
    why: "The requirements list of version 2 requires the sending organisation as an author, which STU3 does not allow.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    TYPE_2 = Information "informational" "GPCM-SD-115";
    title: "Document type not named in the guide (Send Document 2)",
    why: "The guide names two document types; its examples use others. Ask the receiver how it files the document.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    DATE_2 = Information "informational" "GPCM-SD-048";
    title: "Message older than its document (Send Document 2)",
    why: "The message is generated after the document. One of the times may be wrong.",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    STATUS_2 = Warning "business-rule" "send-document-status";
    title: "Document not final (Send Document 2)",
    why: "Receivers file documents that are final or amended.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    CONFIDENTIALITY_2 = Warning "business-rule" "send-document-confidentiality";
    title: "Restricted document (Send Document 2)",
    why: "Since version 2, a receiver should reject a restricted document with 20009.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    FOCUS_1 = Error "structure" "GPCM-SD-001-v1";
    title: "Payload is not a document (Send Document 1)",
    why: "The focus of a Send Document message must be a Bundle of type document.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    FOCUS_2 = Error "structure" "GPCM-SD-103";
    title: "Payload is not a document (Send Document 2)",
    why: "The focus of a Send Document message must be a Bundle of type document.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}

rule! {
    FOCUS_UR = Error "structure" "update-record-focus";
    title: "Payload is not a document (Update Record)",
    why: "The focus of an Update Record message must be a Bundle of type document.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    PROFILE_1 = Warning "structure" "GPCM-SD-002-v1";
    title: "Composition of another profile (Send Document 1)",
    why: "The Composition must conform to CareConnect-Composition-1.",
    response: "20009",
    link: GP_CONNECT,
    traits: [MESSAGING],
}

rule! {
    PROFILE_2 = Warning "structure" "GPCM-SD-104";
    title: "Composition of another profile (Send Document 2)",
    why: "The Composition must conform to CareConnect-Composition-1.",
    response: "20009",
    link: SEND_DOCUMENT,
    traits: [MESSAGING],
}
