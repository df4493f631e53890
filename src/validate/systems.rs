//! Systems by their URIs, and what is likely meant by a URI that is not one of them.

use std::collections::HashMap;

use crate::definitions::Definitions;

/// Systems that FHIR or the NHS names, and of which no list of codes or values is held.
pub(super) const WELL_KNOWN: &[&str] = &[
    "http://snomed.info/sct",
    "http://loinc.org",
    "http://unitsofmeasure.org",
    "http://www.nlm.nih.gov/research/umls/rxnorm",
    "http://ncimeta.nci.nih.gov",
    "http://www.ama-assn.org/go/cpt",
    "http://hl7.org/fhir/ndfrt",
    "http://fdasis.nlm.nih.gov",
    "http://hl7.org/fhir/sid/ndc",
    "http://hl7.org/fhir/sid/cvx",
    "http://hl7.org/fhir/sid/icd-10",
    "http://hl7.org/fhir/sid/icd-9-cm",
    "http://hl7.org/fhir/sid/icpc2",
    "http://hl7.org/fhir/sid/atc",
    "http://www.whocc.no/atc",
    "http://dicom.nema.org/resources/ontology/DCM",
    "http://www.genenames.org",
    "http://varnomen.hgvs.org",
    "http://brainmatters.io",
    "urn:iso:std:iso:3166",
    "urn:iso:std:iso:4217",
    "urn:ietf:bcp:13",
    "urn:ietf:bcp:47",
    "urn:ietf:rfc:3986",
    "https://tools.ietf.org/html/rfc4122",
    "https://dmd.nhs.uk",
    "http://read.info/readv2",
    "http://read.info/ctv3",
    "https://fhir.nhs.uk/Id/nhs-number",
    "https://fhir.nhs.uk/Id/ods-organization-code",
    "https://fhir.nhs.uk/Id/ods-site-code",
    "https://fhir.nhs.uk/Id/sds-user-id",
    "https://fhir.nhs.uk/Id/sds-role-profile-id",
    "https://fhir.hl7.org.uk/Id/gmp-number",
    "https://fhir.hl7.org.uk/Id/gmc-number",
    "https://fhir.hl7.org.uk/Id/nmc-number",
];

/// OIDs of systems that have a URI, which "SHALL be used in preference to any other identifying mechanisms".
const OIDS: &[(&str, &str)] = &[
    ("2.16.840.1.113883.6.96", "http://snomed.info/sct"),
    // The UK edition, as used in ITK 2.
    ("2.16.840.1.113883.2.1.3.2.4.15", "http://snomed.info/sct"),
    ("2.16.840.1.113883.6.1", "http://loinc.org"),
    ("2.16.840.1.113883.6.8", "http://unitsofmeasure.org"),
    ("2.16.840.1.113883.6.88", "http://www.nlm.nih.gov/research/umls/rxnorm"),
    ("2.16.840.1.113883.6.12", "http://www.ama-assn.org/go/cpt"),
    ("2.16.840.1.113883.6.69", "http://hl7.org/fhir/sid/ndc"),
    ("2.16.840.1.113883.6.3", "http://hl7.org/fhir/sid/icd-10"),
    ("2.16.840.1.113883.6.73", "http://www.whocc.no/atc"),
];

/// The published URI of a system that is named by its OID, with `urn:oid:` before it or bare.
pub(crate) fn of_oid(written: &str) -> Option<&'static str> {
    let oid = written.strip_prefix("urn:oid:").unwrap_or(written);
    OIDS.iter().find(|(known, _)| *known == oid).map(|(_, uri)| *uri)
}

/// Common names of systems, in capitals and without punctuation.
const NAMES: &[(&str, &str)] = &[
    ("SNOMED", "http://snomed.info/sct"),
    ("SNOMEDCT", "http://snomed.info/sct"),
    ("SCT", "http://snomed.info/sct"),
    ("HTTPSNOMEDINFO", "http://snomed.info/sct"),
    ("HTTPSNOMEDINFOID", "http://snomed.info/sct"),
    ("HTTPSNOMEDCT", "http://snomed.info/sct"),
    ("HTTPSNOMEDINFOSCT", "http://snomed.info/sct"),
    ("HTTPSNOMEDORGSCT", "http://snomed.info/sct"),
    ("HTTPWWWSNOMEDORGSCT", "http://snomed.info/sct"),
    ("LOINC", "http://loinc.org"),
    ("HTTPLOINCCOM", "http://loinc.org"),
    ("ODS", "https://fhir.nhs.uk/Id/ods-organization-code"),
    ("ODSCODE", "https://fhir.nhs.uk/Id/ods-organization-code"),
    ("NHSNUMBER", "https://fhir.nhs.uk/Id/nhs-number"),
    ("UCUM", "http://unitsofmeasure.org"),
    ("ICD10", "http://hl7.org/fhir/sid/icd-10"),
    ("DMD", "https://dmd.nhs.uk"),
    ("CTV3", "http://read.info/ctv3"),
    ("READV2", "http://read.info/readv2"),
];

fn of_name(written: &str) -> Option<&'static str> {
    let plain: String = written.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_uppercase()).collect();
    NAMES.iter().find(|(name, _)| *name == plain).map(|(_, uri)| *uri)
}

/// Returns the system that was meant by a name, an OID, or a URI that differs only in scheme, `www`, case or trailing slashes.
pub(crate) fn meant<'a>(definitions: &'a Definitions, written: &str) -> Option<&'a str> {
    let by_name = of_name(written).filter(|known| *known != written);
    by_name.or_else(|| of_oid(written)).or_else(|| by_uri(definitions, written))
}

fn by_uri<'a>(definitions: &'a Definitions, written: &str) -> Option<&'a str> {
    definitions.systems(by_bare_uri).get(&bare(written)).map(String::as_str).filter(|known| *known != written)
}

/// Systems by what is left of their URIs without these.
fn by_bare_uri(definitions: &Definitions) -> HashMap<String, String> {
    let known = WELL_KNOWN.iter().copied().chain(definitions.code_systems());
    known.map(|uri| (bare(uri), uri.to_owned())).collect()
}

fn bare(uri: &str) -> String {
    let uri = uri.trim().to_ascii_lowercase();
    let rest = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")).unwrap_or(&uri);
    rest.strip_prefix("www.").unwrap_or(rest).trim_end_matches('/').to_owned()
}
