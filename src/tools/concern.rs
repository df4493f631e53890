//! Whether a text is one for this validator: an editor says nothing of others.

use crate::document::Document;
use crate::itk3::Kind;
use crate::itk3::recognise::{namespace, root};
use crate::source::NodeId;
use crate::syntax::Format;

/// What the namespace of FHIR has in it, most misspelt ones among them.
const FHIR: &str = "hl7.org/fhir";

impl Document<'_> {
    /// Whether it is FHIR, ITK or MESH by its root: XML in the namespace of FHIR, JSON with a `resourceType`, XML of ITK 2, a MESH
    /// control file. A text of another version of FHIR is one, too; other XML and JSON is not.
    ///
    /// ```
    /// let validator = itk3_validator::Validator::new();
    /// assert!(validator.open(r#"{"resourceType": "Patient""#).is_fhir_or_itk());
    /// assert!(!validator.open(r#"{"name": "a-package", "version": "1.0.0"}"#).is_fhir_or_itk());
    /// assert!(!validator.open("<project xmlns=\"http://maven.apache.org/POM/4.0.0\"/>").is_fhir_or_itk());
    /// ```
    pub fn is_fhir_or_itk(&self) -> bool {
        let reading = &self.reading;
        if reading.itk2.is_some() {
            return true;
        }
        match reading.other.as_ref().map(|&(kind, _)| kind) {
            Some(Kind::Dstu2 | Kind::R4 | Kind::MeshControl | Kind::MeshHeaders) => return true,
            Some(_) => return false,
            None => {}
        }
        match Format::of(self.text()) {
            Format::Xml => root(self.text()).is_some_and(|(name, tag)| {
                let name = &self.text()[name.start as usize..name.end as usize];
                let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
                namespace(tag, prefix).is_some_and(|namespace| namespace.to_ascii_lowercase().contains(FHIR))
            }),
            _ => !reading.tree.is_empty() && !reading.tree.ordered && reading.tree.resource_type(NodeId::ROOT).is_some(),
        }
    }
}
