//! Rules of the base specification and of profiles.

use crate::diagnostic::{Rule, Severity::*, Traits};

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
const BINDING: &str = "https://hl7.org/fhir/STU3/terminologies.html#strength";
const CODING: &str = "https://hl7.org/fhir/STU3/datatypes.html#Coding";
const NARRATIVE: &str = "https://hl7.org/fhir/STU3/narrative.html";
const CONTAINED: &str = "https://hl7.org/fhir/STU3/references.html#contained";
const REFERENCE: &str = "https://hl7.org/fhir/STU3/references.html";
const SLICING: &str = "https://hl7.org/fhir/STU3/profiling.html#slicing";

macro_rules! rules {
    ($($name:ident = $severity:ident $code:literal $id:literal $title:literal $link:expr $(, $trait:ident)*;)*) => {
        $(pub(crate) static $name: Rule = Rule { id: $id, severity: $severity, code: $code, title: $title, link: $link, response: None, traits: Traits::NONE$(.and(Traits::$trait))* };)*
        /// Every rule of this file.
        pub(crate) static ALL: &[&Rule] = &[$(&$name),*];
    };
}

rules! {
    RESOURCE_EXPECTED = Error "structure" "resource-expected" "No resource where one belongs" FORMATS, ABSENCE;
    RESOURCE_UNEXPECTED = Error "structure" "resource-unexpected" "A resource where an element belongs" FORMATS;
    RESOURCE_UNKNOWN = Error "structure" "resource-unknown" "Resource type that STU3 does not have" "https://hl7.org/fhir/STU3/resourcelist.html", TYPE_UNKNOWN;
    PROFILE_TYPE = Error "structure" "profile-type" "Declared profile is for another type" PROFILE;

    UNKNOWN_ELEMENT = Error "structure" "element-unknown" "Element that its parent does not have" FORMATS, FAILS_INVARIANTS, AMONG_SIBLINGS;
    ORDER = Error "structure" "element-order" "Elements out of order" XML, AMONG_SIBLINGS, OF_ORDER;
    EMPTY_ELEMENT = Error "structure" "element-empty" "Element with neither value nor children" "https://hl7.org/fhir/STU3/element.html#invs", ABSENCE, FAILS_INVARIANTS;
    MIN = Error "required" "min" "Fewer than the least number" CARDINALITY, ABSENCE, FAILS_INVARIANTS;
    MAX = Error "structure" "max" "More than the greatest number" CARDINALITY, AMONG_SIBLINGS, FAILS_INVARIANTS;
    FORBIDDEN = Error "structure" "forbidden" "Element that the profile forbids" CARDINALITY, AMONG_SIBLINGS, FAILS_INVARIANTS;
    JSON_ARRAY = Error "structure" "json-array" "Array and single value confounded" JSON, AMONG_SIBLINGS;
    JSON_TYPE = Error "structure" "json-type" "Wrong JSON type for the datatype" "https://hl7.org/fhir/STU3/json.html#primitive", FAILS_INVARIANTS;
    VALUE_EXPECTED = Error "structure" "value-expected" "Children where a single value belongs" PRIMITIVE;
    VALUE_UNEXPECTED = Error "structure" "value-unexpected" "A value where child elements belong" FORMATS;

    TYPE = Error "structure" "type" "Type that the element does not allow" CHOICE;
    LEXICAL = Error "value" "lexical" "Value not written as its type asks" PRIMITIVE, FAILS_INVARIANTS;
    TYPE_PROFILE = Error "structure" "type-profile" "Value that keeps none of the profiles on its type" ELEMENT;
    PATTERN = Error "value" "pattern" "Value without what the pattern asks for" ELEMENT, OF_VALUE;
    MAX_LENGTH = Error "value" "max-length" "Longer than the profile allows" ELEMENT, OF_VALUE;
    RANGE = Error "value" "range" "Less or more than the profile allows" ELEMENT, OF_VALUE;
    FIXED = Error "value" "fixed" "Another value than the fixed one" ELEMENT, FAILS_INVARIANTS, OF_VALUE;

    EXTENSION_URL = Error "value" "extension-url" "Extension whose url is not absolute" EXTENSION;
    SLICE_MIN = Error "required" "slice-min" "Fewer than the least number in a slice" SLICING, ABSENCE, OF_SLICES;
    SLICE_MAX = Error "structure" "slice-max" "More than the greatest number in a slice" SLICING, AMONG_SIBLINGS;

    EXTENSION_CONTEXT = Error "structure" "extension-context" "Extension where it may not stand" "https://hl7.org/fhir/STU3/defining-extensions.html#context";
    MODIFIER_UNKNOWN = Error "extension" "modifier-unknown" "Modifier extension that is not known" "https://hl7.org/fhir/STU3/extensibility.html#modifierExtension";
    EXTENSION_MODIFIER = Error "structure" "extension-modifier" "Extension under the wrong name: modifierExtension or extension" "https://hl7.org/fhir/STU3/extensibility.html#modifierExtension";
    EXT_1 = Error "invariant" "ext-1" "Extension with both a value and extensions, or neither" EXTENSION, ABSENCE, GIVES_WAY_TO_CONTENT;
    SLICE_CLOSED = Error "structure" "slice-closed" "Item that fits no slice of a closed slicing" SLICING, AMONG_SIBLINGS, FITS_NO_SLICE, OF_SLICES;
    SLICE_ORDER = Error "structure" "slice-order" "Slices out of order" SLICING, AMONG_SIBLINGS;

    BINDING_REQUIRED = Error "code-invalid" "binding-required" "Code outside a required value set" BINDING, OF_CODE, FAILS_INVARIANTS;
    BINDING_EXTENSIBLE = Warning "code-invalid" "binding-extensible" "Code outside an extensible value set" BINDING, OF_CODE;
    BINDING_PREFERRED = Information "code-invalid" "binding-preferred" "Code outside a preferred value set" BINDING, OF_CODE;
    CODE_UNKNOWN = Warning "code-invalid" "code-unknown" "Code that its system does not have" CODING, OF_CODE, GIVES_WAY;
    CODING_SYSTEM = Warning "code-invalid" "coding-system" "Code without a system" CODING, OF_CODE, GIVES_WAY;
    DISPLAY = Warning "value" "display" "Display that is not the code's" CODING;
    SNOMED_FORM = Warning "code-invalid" "snomed-form" "No SNOMED CT identifier" "https://hl7.org/fhir/STU3/snomedct.html", OF_CODE;
    UCUM_FORM = Warning "code-invalid" "ucum-form" "No unit of UCUM" "https://ucum.org/ucum", OF_CODE;
    NHS_NUMBER = Warning "value" "nhs-number" "No NHS number" "https://www.datadictionary.nhs.uk/attributes/nhs_number.html";
    ODS_FORM = Warning "value" "ods-form" "Unlike an ODS code" "https://fhir.nhs.uk/Id/ods-organization-code";

    TXT_1 = Error "invariant" "txt-1" "Narrative with more than plain XHTML" NARRATIVE;
    TXT_2 = Error "invariant" "txt-2" "Narrative without content" NARRATIVE;
    DOM_1 = Error "invariant" "dom-1" "Contained resource with narrative" CONTAINED;
    DOM_2 = Error "invariant" "dom-2" "Contained resource within a contained resource" CONTAINED;
    DOM_3 = Error "invariant" "dom-3" "Contained resource that nothing refers to" CONTAINED, ABSENCE;
    DOM_4 = Error "invariant" "dom-4" "Contained resource with a version" CONTAINED;
    INVARIANT = Error "invariant" "invariant" "Invariant that does not hold" "https://hl7.org/fhir/STU3/conformance-rules.html#constraints", ABSENCE;

    FULL_URL_DUPLICATE = Error "duplicate" "bundle-full-url-duplicate" "fullUrl used twice in a Bundle" BUNDLE;
    FULL_URL_MISSING = Error "required" "bundle-full-url-missing" "Entry of a message or document without fullUrl" "https://hl7.org/fhir/STU3/bundle-definitions.html#Bundle.entry.fullUrl";
    FULL_URL_ID = Error "value" "bundle-full-url-id" "fullUrl that disagrees with the resource" BUNDLE;
    MESSAGE_FIRST = Error "structure" "bundle-message-first" "Message that does not begin with its MessageHeader" "https://hl7.org/fhir/STU3/bundle.html#message", ABSENCE, OF_WRAPPER;
    MESSAGE_ONLY = Error "structure" "bundle-message-only" "Message with more than one MessageHeader" "https://hl7.org/fhir/STU3/messaging.html", OF_WRAPPER;
    DOCUMENT_FIRST = Error "structure" "bundle-document-first" "Document that does not begin with its Composition" "https://hl7.org/fhir/STU3/documents.html#content", ABSENCE;
    REFERENCE_UNRESOLVED = Error "not-found" "reference-unresolved" "Reference to nothing in the message" RESOLVE, ABSENCE, OF_REFERENCE;
    REFERENCE_RELATIVE = Warning "value" "reference-relative" "Relative reference where the fullUrl is a urn" RESOLVE, OF_REFERENCE;
    REFERENCE_TYPE = Error "structure" "reference-type" "Reference to a resource of another type" REFERENCE, OF_REFERENCE;
    REFERENCE_PROFILE = Error "structure" "reference-profile" "Reference to a resource of another profile" REFERENCE, OF_REFERENCE;
    REFERENCE_AGGREGATION = Error "structure" "reference-aggregation" "Target of a reference in the wrong place" REFERENCE, OF_REFERENCE;
}
