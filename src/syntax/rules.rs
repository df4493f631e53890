//! Rules of the two formats.

use crate::diagnostic::{Rule, Severity::*, Traits};

const JSON: &str = "https://hl7.org/fhir/STU3/json.html";
const JSON_PRIMITIVE: &str = "https://hl7.org/fhir/STU3/json.html#primitive";
const XML: &str = "https://hl7.org/fhir/STU3/xml.html";
const JSON_GRAMMAR: &str = "https://www.rfc-editor.org/rfc/rfc8259";
const XML_GRAMMAR: &str = "https://www.w3.org/TR/xml/";
const LIMITS: &str = "https://hl7.org/fhir/STU3/security.html";

macro_rules! rules {
    ($($name:ident = $severity:ident $code:literal $id:literal $title:literal $link:expr $(, $trait:ident)*;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, severity: $severity, code: $code, title: $title, link: $link, response: None, traits: Traits::READING$(.and(Traits::$trait))* };)*
        /// Every rule of this file.
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    NOT_FHIR = Fatal "invalid" "not-fhir" "Neither XML nor JSON" "https://hl7.org/fhir/STU3/formats.html";
    ENCODING = Fatal "invalid" "encoding" "Bytes that are not text in their encoding" XML;
    LIMIT_BYTES = Fatal "too-costly" "limit-bytes" "Text larger than the limit" LIMITS;
    LIMIT_DEPTH = Fatal "too-costly" "limit-depth" "Elements nested deeper than the limit" LIMITS;
    LIMIT_NODES = Fatal "too-costly" "limit-nodes" "More elements than the limit" LIMITS;
    LIMIT_ISSUES = Fatal "too-costly" "limit-issues" "More findings than the limit" LIMITS, BOUND;

    JSON_SYNTAX = Fatal "invalid" "json-syntax" "Not well-formed JSON" JSON_GRAMMAR;
    JSON_TRAILING = Error "invalid" "json-trailing" "Text after the end of the resource" JSON_GRAMMAR;
    JSON_DUPLICATE = Error "structure" "json-duplicate" "Member named twice in one object" JSON;
    JSON_NULL = Error "structure" "json-null" "null where a value belongs" JSON_PRIMITIVE;
    JSON_EMPTY = Error "structure" "json-empty" "Empty object, array or string" JSON;
    JSON_COMMENTS = Error "structure" "json-comments" "fhir_comments, which STU3 does not have" JSON;
    JSON_UNDERSCORE = Error "structure" "json-underscore" "Member beginning with _ that does not fit its primitive" JSON_PRIMITIVE;
    JSON_NESTED_ARRAY = Error "structure" "json-nested-array" "Array directly within an array" JSON;
    JSON_SURROGATE = Error "invalid" "json-surrogate" "Half of a surrogate pair in an escape" JSON_GRAMMAR;
    JSON_RESOURCE_TYPE = Error "structure" "json-resource-type" "resourceType missing or not a string" JSON;

    XML_SYNTAX = Fatal "invalid" "xml-syntax" "Not well-formed XML" XML_GRAMMAR;
    XML_ENTITY = Fatal "security" "xml-entity" "Document type declaration or entity, which FHIR forbids" "https://hl7.org/fhir/STU3/security.html#narrative";
    XML_NAMESPACE = Error "structure" "xml-namespace" "Namespace missing or not FHIR's" XML;
    XML_ATTRIBUTE = Error "structure" "xml-attribute" "Attribute that FHIR has not" XML;
    XML_TEXT = Error "structure" "xml-text" "Text between elements" XML;
    XML_EMPTY_VALUE = Error "structure" "xml-empty-value" "Attribute with nothing in it" XML;
    XML_AS_ATTRIBUTE = Error "structure" "xml-as-attribute" "Written as an element, belongs in an attribute" XML;
    XML_SCHEMA_LOCATION = Information "informational" "xml-schema-location" "xsi:schemaLocation, which nothing here reads" XML;
    XML_RESOURCE_COUNT = Error "structure" "xml-resource-count" "More than one resource where one belongs" XML;
}
