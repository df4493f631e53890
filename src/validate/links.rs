//! Pages that several rules of this layer link to.

pub(super) const ELEMENT: &str = "https://hl7.org/fhir/STU3/elementdefinition.html";
pub(super) const FORMATS: &str = "https://hl7.org/fhir/STU3/formats.html";
