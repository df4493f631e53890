//! Completion at the cursor, which stands at `|`.

use super::{Completion, Suggested};
use crate::Validator;

fn complete(marked: &str) -> Option<(String, Completion)> {
    let at = marked.find('|').expect("there is a cursor");
    let text = marked.replacen('|', "", 1);
    let found = Validator::new().open(&text).complete(marked[..at].encode_utf16().count() as u32)?;
    Some((text, found))
}

fn labels(marked: &str) -> Vec<String> {
    complete(marked).map_or(Vec::new(), |(_, found)| found.suggestions.into_iter().map(|one| one.label).collect())
}

fn one(marked: &str, label: &str) -> Suggested {
    let (_, found) = complete(marked).unwrap_or_else(|| panic!("nothing for {marked}"));
    let all: Vec<String> = found.suggestions.iter().map(|one| one.label.clone()).collect();
    found.suggestions.into_iter().find(|one| one.label == label).unwrap_or_else(|| panic!("{label} is not among {all:?}"))
}

/// The text after a choice. It is all ASCII.
fn chosen(marked: &str, label: &str) -> String {
    let (text, found) = complete(marked).unwrap_or_else(|| panic!("nothing for {marked}"));
    let one = found.suggestions.iter().find(|one| one.label == label).unwrap_or_else(|| panic!("{label} is not there"));
    [&text[..found.start as usize], &one.text, &text[found.end as usize..]].concat()
}

fn patient(inside: &str) -> String {
    format!("<Patient xmlns=\"http://hl7.org/fhir\">\n  <gender value=\"male\"/>\n  {inside}\n</Patient>")
}

#[test]
fn elements_of_xml_are_those_that_may_stand_there() {
    let found = labels(&patient("<|"));
    assert!(found.contains(&"birthDate".to_owned()) && !found.contains(&"gender".to_owned()), "{found:?}");
    // They come before gender.
    assert!(!found.contains(&"name".to_owned()) && !found.contains(&"id".to_owned()), "{found:?}");
    for typed in ["<birt|", "birt|", "<birt|/>"] {
        assert_eq!(labels(&patient(typed)), ["birthDate", "multipleBirthBoolean", "multipleBirthInteger"]);
    }
    // A tag that is whole is renamed.
    assert_eq!(one(&patient("<birt| value=\"1990-01-01\"/>"), "birthDate").text, "birthDate");
    assert!(labels(&patient("<!-- <birt| -->")).is_empty());
    assert!(labels(&patient("</birt|")).is_empty());
}

#[test]
fn an_element_comes_with_what_it_must_have() {
    let text =
        "<AllergyIntolerance xmlns=\"http://hl7.org/fhir\">\n  <verificationStatus value=\"confirmed\"/>\n  <pat|\n</AllergyIntolerance>";
    let after = chosen(text, "patient");
    assert!(after.contains("  <patient>\n  <reference value=\"${reference}\"/>\n</patient>\n</Aller"), "{after}");
    assert!(one(text, "patient").required);
    assert_eq!(one(text, "patient").detail, "1..1 Reference(Patient)");
}

#[test]
fn a_choice_has_an_element_for_each_type() {
    let text = "<Observation xmlns=\"http://hl7.org/fhir\"><value|</Observation>";
    let found = labels(text);
    assert!(found.contains(&"valueQuantity".to_owned()) && found.contains(&"valueString".to_owned()), "{found:?}");
    assert!(chosen(text, "valueString").contains("<valueString value=\"${valueString}\"/>"));
}

#[test]
fn members_of_json_bring_their_commas() {
    let text = "{\n  \"resourceType\": \"Patient\",\n  |\n  \"active\": true\n}";
    let found = labels(text);
    assert!(found.contains(&"gender".to_owned()) && !found.contains(&"active".to_owned()), "{found:?}");
    let after = chosen(text, "gender");
    assert!(after.contains("\"gender\": \"${gender}\",\n  \"active\""), "{after}");
    let last = "{\n  \"resourceType\": \"Patient\",\n  \"active\": true\n  \"gen|\"\n}";
    assert_eq!(labels(last), ["gender", "generalPractitioner"]);
    assert!(chosen(last, "gender").contains("true\n  ,\"gender\": \"${gender}\"\n}"), "{}", chosen(last, "gender"));
    let unclosed = "{\n  \"resourceType\": \"Patient\",\n  \"gen|\n  \"active\": true\n}";
    assert!(labels(unclosed).contains(&"gender".to_owned()), "{:?}", labels(unclosed));
    // A name that has a value is renamed.
    assert_eq!(one("{\"resourceType\": \"Patient\", \"gen|\": \"male\"}", "gender").text, "\"gender\"");
    // Within an object of an array.
    let name = "{\"resourceType\": \"Patient\", \"name\": [{\"|\"}]}";
    assert!(labels(name).contains(&"family".to_owned()), "{:?}", labels(name));
}

#[test]
fn codes_come_from_the_value_set() {
    for text in [
        "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"|\"/></Patient>",
        "<Patient xmlns=\"http://hl7.org/fhir\"><gender value='|</Patient>",
        "{\"resourceType\": \"Patient\", \"gender\": \"|\"}",
        "{\"resourceType\": \"Patient\",\n\"gender\": |\n}",
        "{\"resourceType\": \"Patient\",\n\"gender\": \"|\n}",
        "{\"resourceType\": \"Patient\",\n\"gender\": \"|\n\"active\": true}",
    ] {
        assert_eq!(labels(text), ["male", "female", "other", "unknown"], "{text}");
    }
    assert_eq!(labels("{\"resourceType\": \"Patient\", \"gender\": \"fe|\"}"), ["female"]);
    let after = chosen("{\"resourceType\": \"Patient\",\n\"gender\": |\n}", "male");
    assert_eq!(after, "{\"resourceType\": \"Patient\",\n\"gender\": \"male\"\n}");
    assert_eq!(labels("{\"resourceType\": \"Patient\", \"active\": |}"), ["true", "false"]);
    assert!(one(&patient("<maritalStatus><coding><code value=\"|\"/></coding></maritalStatus>"), "M").said[0].contains("(extensible)"));
}

#[test]
fn the_parts_of_a_coding_go_together() {
    let coding = |inside: &str| patient(&format!("<maritalStatus><coding>{inside}</coding></maritalStatus>"));
    let systems = labels(&coding("<system value=\"|\"/>"));
    assert!(systems.contains(&"http://hl7.org/fhir/v3/MaritalStatus".to_owned()), "{systems:?}");
    let system = "<system value=\"http://hl7.org/fhir/v3/MaritalStatus\"/>";
    let of_system = labels(&coding(&format!("{system}<code value=\"|\"/>")));
    assert!(of_system.contains(&"M".to_owned()) && !of_system.contains(&"UNK".to_owned()), "{of_system:?}");
    assert_eq!(labels(&coding(&format!("{system}<code value=\"M\"/><display value=\"|\"/>"))), ["Married"]);
}

#[test]
fn profiles_are_those_of_the_type() {
    let text = "<Patient xmlns=\"http://hl7.org/fhir\"><meta><profile value=\"|\"/></meta></Patient>";
    let found = labels(text);
    assert!(found[0].starts_with("https://fhir.") && found.iter().any(|url| url.ends_with("CareConnect-Patient-1")), "{found:?}");
    assert!(!found.iter().any(|url| url.ends_with("Organization-1")), "{found:?}");
    let json = "{\"resourceType\": \"Patient\", \"meta\": {\"profile\": [\"CareC|\"]}}";
    assert!(labels(json).iter().any(|url| url.ends_with("CareConnect-Patient-1")), "{:?}", labels(json));
}

#[test]
fn a_reference_may_lead_to_entries_of_its_types() {
    let entry = |url: &str, inside: &str| format!("<entry><fullUrl value=\"{url}\"/><resource>{inside}</resource></entry>");
    let text = [
        "<Bundle xmlns=\"http://hl7.org/fhir\"><type value=\"collection\"/>",
        &entry("urn:uuid:1", "<Observation><subject><reference value=\"|\"/></subject></Observation>"),
        &entry("urn:uuid:2", "<Patient><id value=\"2\"/></Patient>"),
        &entry("urn:uuid:3", "<Practitioner/>"),
        "</Bundle>",
    ];
    assert_eq!(labels(&text.concat()), ["urn:uuid:2"]);
    assert_eq!(one(&text.concat(), "urn:uuid:2").detail, "Patient 2");
}

#[test]
fn resources_and_extensions_have_names() {
    let entry = "<Bundle xmlns=\"http://hl7.org/fhir\"><entry><resource><Pat|</resource></entry></Bundle>";
    assert_eq!(labels(entry), ["Patient"]);
    assert_eq!(labels("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {\"resourceType\": \"Patie|\"}}]}"), ["Patient"]);
    assert_eq!(labels("{\"resourceType\": \"Bundle\", \"entry\": [{\"resource\": {|}}]}")[0], "resourceType");
    let care = "<Patient xmlns=\"http://hl7.org/fhir\"><meta><profile value=\"https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1\"/></meta>|</Patient>";
    let url = care.replace('|', "<extension url=\"|\"/>");
    assert!(labels(&url)[0].starts_with("https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect"), "{:?}", labels(&url));
    let slices = care.replace('|', "\n<ext|\n");
    let found = labels(&slices);
    assert!(found.contains(&"extension:ethnicCategory".to_owned()), "{found:?}");
    assert!(chosen(&slices, "extension:ethnicCategory").contains("Extension-CareConnect-EthnicCategory-1\">"), "{found:?}");
}

#[test]
fn a_slice_that_is_there_is_not_offered_again() {
    let message = include_str!("../../../www/examples/send-document-mistakes.xml");
    let marked = message.replacen("<gender", "<|\n<gender", 1);
    let found = labels(&marked);
    assert!(found.contains(&"name".to_owned()) && !found.contains(&"name:official".to_owned()), "{found:?}");
    let marked = message.replacen("<extension url=\"RecipientType\">", "<|\n<extension url=\"RecipientType\">", 1);
    let found = labels(&marked);
    assert!(found.contains(&"extension:InfAckRequested".to_owned()), "{found:?}");
    assert!(!found.contains(&"extension:BusAckRequested".to_owned()), "{found:?}");
    assert_eq!(found.iter().filter(|label| label.starts_with("extension:InfAck")).count(), 1);
}

#[test]
fn whatever_the_text_nothing_stops_it() {
    let validator = Validator::new();
    for text in [
        "",
        "<",
        "{",
        "\"",
        "{\"",
        "{\"a",
        "{\"a\":",
        "[",
        "[[",
        "<a",
        "<a b=\"",
        "<a b='\u{1f600}",
        "\u{1f600}<\u{e9}",
        "{\"\u{1f600}\\",
        "}",
        "<!--",
        "<a></",
        "{\"resourceType\":\"Patient\",\"name\":[",
        "<Patient xmlns=\"http://hl7.org/fhir\"><name",
        "<DistributionEnvelope xmlns=\"urn:nhs-itk:ns:201005\"><",
    ] {
        for offset in 0..=text.encode_utf16().count() as u32 + 1 {
            let _ = validator.open(text).complete(offset);
        }
    }
}

#[test]
fn a_message_may_break_off_anywhere() {
    let validator = Validator::new();
    for text in [include_str!("../../../www/examples/send-document.xml"), include_str!("../../../www/examples/response-20013.json")] {
        for end in (0..text.len()).step_by(197).filter(|&end| text.is_char_boundary(end)) {
            let _ = validator.open(&text[..end]).complete(u32::MAX);
            let _ = validator.open(text).complete(end as u32);
        }
    }
}
