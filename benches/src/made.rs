//! Messages of any size.

use std::fmt::Write as _;

use itk3_validator::syntax::Format;

/// A collection of Observations of one Patient, about 1 kB an entry.
pub fn made(entries: usize, format: Format) -> String {
    let mut out = String::new();
    let uuid = |i: usize| format!("00000000-0000-4000-8000-{i:012x}");
    let xml = format == Format::Xml;
    out.push_str(if xml {
        "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/>"
    } else {
        "{\"resourceType\":\"Bundle\",\"type\":\"collection\",\"entry\":["
    });
    for i in 0..entries {
        let (id, patient) = (uuid(i), uuid(0));
        if i == 0 {
            let _ = if xml {
                write!(
                    out,
                    "<entry><fullUrl value=\"urn:uuid:{id}\"/><resource><Patient><id value=\"{id}\"/><meta><profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1\"/></meta><name><use value=\"official\"/><family value=\"XXTEST\"/></name></Patient></resource></entry>"
                )
            } else {
                write!(
                    out,
                    "{{\"fullUrl\":\"urn:uuid:{id}\",\"resource\":{{\"resourceType\":\"Patient\",\"id\":\"{id}\",\"meta\":{{\"profile\":[\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1\"]}},\"name\":[{{\"use\":\"official\",\"family\":\"XXTEST\"}}]}}}}"
                )
            };
            continue;
        }
        let _ = if xml {
            write!(
                out,
                "\n<entry>\n <fullUrl value=\"urn:uuid:{id}\"/>\n <resource>\n  <Observation>\n   <id value=\"{id}\"/>\n   <meta>\n    <profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1\"/>\n   </meta>\n   <status value=\"final\"/>\n   <category>\n    <coding>\n     <system value=\"http://hl7.org/fhir/observation-category\"/>\n     <code value=\"vital-signs\"/>\n     <display value=\"Vital Signs\"/>\n    </coding>\n   </category>\n   <code>\n    <coding>\n     <system value=\"http://snomed.info/sct\"/>\n     <code value=\"75367002\"/>\n     <display value=\"Blood pressure\"/>\n    </coding>\n   </code>\n   <subject>\n    <reference value=\"urn:uuid:{patient}\"/>\n   </subject>\n   <effectiveDateTime value=\"2026-11-20T10:00:00+00:00\"/>\n   <valueQuantity>\n    <value value=\"{i}.5\"/>\n    <unit value=\"mm[Hg]\"/>\n    <system value=\"http://unitsofmeasure.org\"/>\n    <code value=\"mm[Hg]\"/>\n   </valueQuantity>\n  </Observation>\n </resource>\n</entry>"
            )
        } else {
            write!(
                out,
                ",\n{{\n \"fullUrl\": \"urn:uuid:{id}\",\n \"resource\": {{\n  \"resourceType\": \"Observation\",\n  \"id\": \"{id}\",\n  \"meta\": {{\"profile\": [\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Observation-1\"]}},\n  \"status\": \"final\",\n  \"category\": [{{\"coding\": [{{\"system\": \"http://hl7.org/fhir/observation-category\", \"code\": \"vital-signs\", \"display\": \"Vital Signs\"}}]}}],\n  \"code\": {{\"coding\": [{{\"system\": \"http://snomed.info/sct\", \"code\": \"75367002\", \"display\": \"Blood pressure\"}}]}},\n  \"subject\": {{\"reference\": \"urn:uuid:{patient}\"}},\n  \"effectiveDateTime\": \"2026-11-20T10:00:00+00:00\",\n  \"valueQuantity\": {{\"value\": {i}.5, \"unit\": \"mm[Hg]\", \"system\": \"http://unitsofmeasure.org\", \"code\": \"mm[Hg]\"}}\n }}\n}}"
            )
        };
    }
    out.push_str(if xml { "</Bundle>" } else { "]}" });
    out
}

/// One List with many references to one Patient.
pub fn references(count: usize) -> String {
    let id = "00000000-0000-4000-8000-000000000001";
    let mut out = format!(
        "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/><entry><fullUrl value=\"urn:uuid:{id}\"/><resource><Patient><id value=\"{id}\"/><active value=\"true\"/></Patient></resource></entry><entry><resource><List><status value=\"current\"/><mode value=\"working\"/>"
    );
    for _ in 0..count {
        let _ = write!(out, "<entry><item><reference value=\"urn:uuid:{id}\"/></item></entry>");
    }
    out.push_str("</List></resource></entry></Bundle>");
    out
}
