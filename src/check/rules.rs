//! Rules of the base specification and of profiles.

use crate::finding::{Rule, Severity::*};

const ELEMENT: &str = "https://hl7.org/fhir/STU3/elementdefinition.html";
const CARDINALITY: &str = "https://hl7.org/fhir/STU3/conformance-rules.html#cardinality";
const FORMATS: &str = "https://hl7.org/fhir/STU3/formats.html";
const CHOICE: &str = "https://hl7.org/fhir/STU3/formats.html#choice";
const PRIMITIVE: &str = "https://hl7.org/fhir/STU3/datatypes.html#primitive";
const XML: &str = "https://hl7.org/fhir/STU3/xml.html";
const JSON: &str = "https://hl7.org/fhir/STU3/json.html";
const BUNDLE: &str = "https://hl7.org/fhir/STU3/bundle.html#bundle-unique";
const RESOLVE: &str = "https://hl7.org/fhir/STU3/bundle.html#references";
const EXTENSION: &str = "https://hl7.org/fhir/STU3/extensibility.html#Extension";
const PROFILE: &str = "https://hl7.org/fhir/STU3/resource.html#meta";
const SLICING: &str = "https://hl7.org/fhir/STU3/profiling.html#slicing";

macro_rules! rules {
    ($($name:ident = $severity:ident $code:literal $id:literal $title:literal $link:expr;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, severity: $severity, code: $code, title: $title, link: $link };)*
        /// Every rule of this file.
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    RESOURCE_EXPECTED = Error "structure" "resource-expected" "No resource where one belongs" FORMATS;
    RESOURCE_UNEXPECTED = Error "structure" "resource-unexpected" "A resource where an element belongs" FORMATS;
    RESOURCE_UNKNOWN = Error "structure" "resource-unknown" "Resource type that STU3 does not have" "https://hl7.org/fhir/STU3/resourcelist.html";
    PROFILE_TYPE = Error "structure" "profile-type" "Declared profile is for another type" PROFILE;

    UNKNOWN_ELEMENT = Error "structure" "element-unknown" "Element that its parent does not have" FORMATS;
    ORDER = Error "structure" "element-order" "Elements out of order" XML;
    EMPTY_ELEMENT = Error "structure" "element-empty" "Element with neither value nor children" "https://hl7.org/fhir/STU3/element.html#invs";
    MIN = Error "required" "min" "Fewer than the least number" CARDINALITY;
    MAX = Error "structure" "max" "More than the greatest number" CARDINALITY;
    FORBIDDEN = Error "structure" "forbidden" "Element that the profile forbids" CARDINALITY;
    JSON_ARRAY = Error "structure" "json-array" "Array and single value confounded" JSON;
    JSON_TYPE = Error "structure" "json-type" "Wrong JSON type for the datatype" "https://hl7.org/fhir/STU3/json.html#primitive";
    VALUE_EXPECTED = Error "structure" "value-expected" "Children where a single value belongs" PRIMITIVE;
    VALUE_UNEXPECTED = Error "structure" "value-unexpected" "A value where child elements belong" FORMATS;

    TYPE = Error "structure" "type" "Type that the element does not allow" CHOICE;
    LEXICAL = Error "value" "lexical" "Value not written as its type asks" PRIMITIVE;
    FIXED = Error "value" "fixed" "Another value than the fixed one" ELEMENT;

    EXTENSION_URL = Error "value" "extension-url" "Extension whose url is not absolute" EXTENSION;
    SLICE_MIN = Error "required" "slice-min" "Fewer than the least number in a slice" SLICING;
    SLICE_MAX = Error "structure" "slice-max" "More than the greatest number in a slice" SLICING;

    FULL_URL_DUPLICATE = Error "duplicate" "bundle-full-url-duplicate" "fullUrl used twice in a Bundle" BUNDLE;
    FULL_URL_ID = Error "value" "bundle-full-url-id" "fullUrl that disagrees with the resource" BUNDLE;
    MESSAGE_FIRST = Error "structure" "bundle-message-first" "Message that does not begin with its MessageHeader" "https://hl7.org/fhir/STU3/bundle.html#message";
    MESSAGE_ONLY = Error "structure" "bundle-message-only" "Message with more than one MessageHeader" "https://hl7.org/fhir/STU3/messaging.html";
    DOCUMENT_FIRST = Error "structure" "bundle-document-first" "Document that does not begin with its Composition" "https://hl7.org/fhir/STU3/documents.html#content";
    REFERENCE_UNRESOLVED = Error "not-found" "reference-unresolved" "Reference to nothing in the message" RESOLVE;
}
