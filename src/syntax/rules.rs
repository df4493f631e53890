//! Rules of the two formats.

use crate::diagnostic::{Rule, rule};

const JSON: &str = "https://hl7.org/fhir/STU3/json.html";
const JSON_PRIMITIVE: &str = "https://hl7.org/fhir/STU3/json.html#primitive";
const XML: &str = "https://hl7.org/fhir/STU3/xml.html";
const JSON_GRAMMAR: &str = "https://www.rfc-editor.org/rfc/rfc8259";
const XML_GRAMMAR: &str = "https://www.w3.org/TR/xml/";
const LIMITS: &str = "https://hl7.org/fhir/STU3/security.html";

rule! {
    NOT_FHIR = Fatal "invalid" "not-fhir";
    title: "Neither XML nor JSON",
    why: "FHIR messages are XML or JSON. The text begins like neither.",
    wrong: r#"MSH|^~\&|…"#,
    right: r#"<Bundle xmlns="http://hl7.org/fhir">"#,
    response: "10009",
    link: "https://hl7.org/fhir/STU3/formats.html",
    traits: [READING],
}

rule! {
    AROUND = Fatal "invalid" "not-alone";
    title: "Message inside something else",
    why: "Receivers expect nothing but the message. Text, a template or another encoding around it makes it unreadable.",
    wrong: "```xml <Bundle …> ```",
    right: r#"<Bundle xmlns="http://hl7.org/fhir">"#,
    response: "10009",
    link: "https://hl7.org/fhir/STU3/formats.html",
    traits: [READING],
}

rule! {
    ENCODING = Fatal "invalid" "encoding";
    title: "Bytes that are not valid in their encoding",
    why: "FHIR messages must be UTF-8. Receivers would read these bytes as different characters.",
    response: "10009",
    link: XML,
    traits: [READING],
}

rule! {
    DECLARED_ENCODING = Fatal "invalid" "encoding-declared";
    title: "XML declaration that names another encoding",
    why: "XML parsers decode a message by the encoding named in its declaration. If the bytes are in another encoding, they stop or read different characters.",
    wrong: r#"<?xml version="1.0" encoding="utf-16"?> at the beginning of UTF-8"#,
    right: r#"<?xml version="1.0" encoding="UTF-8"?>"#,
    response: "10009",
    link: "https://www.w3.org/TR/xml/#charencoding",
    traits: [READING],
}

rule! {
    LIMIT_BYTES = Fatal "too-costly" "limit-bytes";
    title: "Message larger than the size limit",
    why: "Larger texts are not read, so that no message can use up the memory.",
    response: "10009",
    link: LIMITS,
    traits: [READING],
}

rule! {
    LIMIT_DEPTH = Fatal "too-costly" "limit-depth";
    title: "Elements nested deeper than the limit",
    why: "No FHIR resource is nested this deeply. The rest was not read.",
    response: "10009",
    link: LIMITS,
    traits: [READING],
}

rule! {
    LIMIT_NODES = Fatal "too-costly" "limit-nodes";
    title: "More elements than the limit",
    why: "The rest was not read, so that no message can use up the memory.",
    response: "10009",
    link: LIMITS,
    traits: [READING],
}

rule! {
    LIMIT_ISSUES = Fatal "too-costly" "limit-issues";
    title: "More findings than the limit",
    why: "Often one mistake causes most of them. Fix the first ones and check again.",
    link: LIMITS,
    traits: [READING, BOUND],
}

rule! {
    JSON_SYNTAX = Fatal "invalid" "json-syntax";
    title: "Not well-formed JSON",
    why: "A receiver’s parser stops here, and the whole message is lost.",
    wrong: r#"{"active": true "gender": "female"}"#,
    right: r#"{"active": true, "gender": "female"}"#,
    response: "10009",
    link: JSON_GRAMMAR,
    traits: [READING],
}

rule! {
    JSON_TRAILING = Error "invalid" "json-trailing";
    title: "Text after the end of the resource",
    why: "A JSON text must contain exactly one value. Some parsers reject anything after it.",
    wrong: r#"{"resourceType": "Patient"} {}"#,
    link: JSON_GRAMMAR,
    traits: [READING],
}

rule! {
    JSON_DUPLICATE = Error "structure" "json-duplicate";
    title: "Member repeated in one object",
    why: "If two members have the same name, some parsers keep the first and others the last.",
    wrong: r#""given": ["Anne"], "given": ["Jane"]"#,
    right: r#""given": ["Anne", "Jane"]"#,
    link: JSON,
    traits: [READING],
}

rule! {
    JSON_NULL = Error "structure" "json-null";
    title: "null where FHIR does not allow it",
    why: "FHIR allows null only inside an array, to align its items with those of the array of extensions.",
    wrong: r#""birthDate": null"#,
    right: r#""given": [null, "Anne"], "_given": [{"extension": […]}, null]"#,
    link: JSON_PRIMITIVE,
    traits: [READING],
}

rule! {
    JSON_EMPTY = Error "structure" "json-empty";
    title: "Empty object, array or string",
    why: "An element must have content. If there is nothing to say, leave it out.",
    wrong: r#""name": []"#,
    right: r#""name": [{"family": "Teak"}]"#,
    link: JSON,
    traits: [READING],
}

rule! {
    JSON_COMMENTS = Error "structure" "json-comments";
    title: "fhir_comments",
    why: "DSTU2 allowed comments in JSON. STU3 removed them.",
    wrong: r#""fhir_comments": ["checked"]"#,
    link: JSON,
    traits: [READING],
}

rule! {
    JSON_UNDERSCORE = Error "structure" "json-underscore";
    title: "Member beginning with _ that does not match its primitive",
    why: "The member with _ holds the id and extensions of the primitive beside it and must have the same shape.",
    wrong: r#""name": […], "_name": […]"#,
    right: r#""birthDate": "1970-03-28", "_birthDate": {"extension": […]}"#,
    link: JSON_PRIMITIVE,
    traits: [READING],
}

rule! {
    JSON_NESTED_ARRAY = Error "structure" "json-nested-array";
    title: "Array directly inside an array",
    why: "No FHIR element is a list of lists.",
    wrong: r#""given": [["Anne"]]"#,
    right: r#""given": ["Anne"]"#,
    link: JSON,
    traits: [READING],
}

rule! {
    JSON_SURROGATE = Error "invalid" "json-surrogate";
    title: "Half of a surrogate pair",
    why: "Half of a pair is not a character, and parsers handle it differently.",
    wrong: r#"\ud83d"#,
    right: r#"\ud83d\ude00"#,
    link: JSON_GRAMMAR,
    traits: [READING],
}

rule! {
    JSON_RESOURCE_TYPE = Error "structure" "json-resource-type";
    title: "resourceType missing or not a string",
    why: "In JSON only resourceType says which resource an object is.",
    wrong: r#""resourceType": 1"#,
    right: r#""resourceType": "Patient""#,
    link: JSON,
    traits: [READING],
}

rule! {
    XML_SYNTAX = Fatal "invalid" "xml-syntax";
    title: "Not well-formed XML",
    why: "A receiver’s parser stops here, and the whole message is lost.",
    wrong: r#"<family value="Teak>"#,
    right: r#"<family value="Teak"/>"#,
    response: "10009",
    link: XML_GRAMMAR,
    traits: [READING],
}

rule! {
    XML_ENTITY = Fatal "security" "xml-entity";
    title: "Document type declaration or entity",
    why: "A document type can expand a small text to gigabytes or read local files, so FHIR forbids it.",
    wrong: "<!DOCTYPE Bundle>",
    response: "10009",
    link: "https://hl7.org/fhir/STU3/security.html#narrative",
    traits: [READING],
}

rule! {
    XML_NAMESPACE = Error "structure" "xml-namespace";
    title: "Namespace missing or not FHIR’s",
    why: "The namespace identifies an element as FHIR. Receivers ignore or reject elements in any other namespace.",
    wrong: "<Bundle>",
    right: r#"<Bundle xmlns="http://hl7.org/fhir">"#,
    link: XML,
    traits: [READING],
}

rule! {
    XML_ATTRIBUTE = Error "structure" "xml-attribute";
    title: "Unknown attribute",
    why: "FHIR’s XML has only the attributes value, id and url. Everything else must be an element.",
    wrong: r#"<gender code="female"/>"#,
    right: r#"<gender value="female"/>"#,
    link: XML,
    traits: [READING, OF_ATTRIBUTE],
}

rule! {
    XML_TEXT = Error "structure" "xml-text";
    title: "Text between elements",
    why: "In FHIR’s XML a value must be in the attribute value, never in text between tags.",
    wrong: "<family>Teak</family>",
    right: r#"<family value="Teak"/>"#,
    link: XML,
    traits: [READING],
}

rule! {
    XML_EMPTY_VALUE = Error "structure" "xml-empty-value";
    title: "Empty attribute",
    why: "An attribute must have content. If there is nothing to say, leave it out.",
    wrong: r#"<family value=""/>"#,
    link: XML,
    traits: [READING, OF_FORM],
}

rule! {
    XML_AS_ATTRIBUTE = Error "structure" "xml-as-attribute";
    title: "Element that must be an attribute",
    why: "The url of an extension and the id of an element must be attributes.",
    wrong: r#"<extension><url value="https://…"/>"#,
    right: r#"<extension url="https://…">"#,
    link: XML,
    traits: [READING],
}

rule! {
    XML_SCHEMA_LOCATION = Information "informational" "xml-schema-location";
    title: "xsi:schemaLocation",
    why: "xsi:schemaLocation tells an XML editor where to find a schema. Receivers do not need it.",
    link: XML,
    traits: [READING],
}

rule! {
    XML_RESOURCE_COUNT = Error "structure" "xml-resource-count";
    title: "More than one resource in one place",
    why: "An element that contains a resource must contain exactly one. Put a second one into an entry of its own.",
    wrong: "<resource><Patient/><Patient/></resource>",
    link: XML,
    traits: [READING, OF_TWO_RESOURCES],
}

/// Every rule of this file.
pub(crate) static ALL: &[&Rule] = &[
    &NOT_FHIR,
    &AROUND,
    &ENCODING,
    &DECLARED_ENCODING,
    &LIMIT_BYTES,
    &LIMIT_DEPTH,
    &LIMIT_NODES,
    &LIMIT_ISSUES,
    &JSON_SYNTAX,
    &JSON_TRAILING,
    &JSON_DUPLICATE,
    &JSON_NULL,
    &JSON_EMPTY,
    &JSON_COMMENTS,
    &JSON_UNDERSCORE,
    &JSON_NESTED_ARRAY,
    &JSON_SURROGATE,
    &JSON_RESOURCE_TYPE,
    &XML_SYNTAX,
    &XML_ENTITY,
    &XML_NAMESPACE,
    &XML_ATTRIBUTE,
    &XML_TEXT,
    &XML_EMPTY_VALUE,
    &XML_AS_ATTRIBUTE,
    &XML_SCHEMA_LOCATION,
    &XML_RESOURCE_COUNT,
];
