//! Acknowledgements: every code in both formats, whatever the message; and what is never built.

mod chance;
mod material;

use chance::Chance;
use itk3_validator::Validator;
use itk3_validator::itk3::{Level, ResponseCode, response_codes};
use itk3_validator::reply::{Acknowledgement, AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Format, Limits, read};

const MESSAGE: &str = include_str!("fixtures/messages/send-payload.xml");

fn responder() -> Responder {
    let organization = Organization { ods: "A12345".to_owned(), site: String::new() };
    Responder { organization: Some(organization), practitioner: None, endpoint: "A12345OT001".to_owned(), ..Responder::default() }
}

fn person() -> Responder {
    let practitioner = Practitioner {
        user: "099945750518".to_owned(),
        role: "123456789012".to_owned(),
        family: "O'Test".to_owned(),
        given: "Zoë".to_owned(),
        prefix: "Dr".to_owned(),
    };
    Responder { organization: None, practitioner: Some(practitioner), endpoint: "A12345OT001".to_owned(), ..Responder::default() }
}

fn options() -> AcknowledgementOptions {
    AcknowledgementOptions {
        ids: (1..=6).map(|n| format!("00000000-0000-4000-8000-00000000000{n}")).collect(),
        now: "2026-11-20T17:00:00+00:00".to_owned(),
        ..AcknowledgementOptions::default()
    }
}

/// The value at a path of names, the first of each name.
fn value<'t>(tree: &'t Tree<'_>, from: NodeId, path: &str) -> Option<&'t str> {
    let mut at = from;
    for name in path.split('.') {
        at = tree.child(at, name)?;
    }
    tree.value(at)
}

fn resource(tree: &Tree<'_>, kind: &str) -> Option<NodeId> {
    tree.children_named(NodeId::ROOT, "entry")
        .filter_map(|entry| tree.child(entry, "resource"))
        .find(|&r| tree.resource_type(r) == Some(kind))
}

fn text(built: &Acknowledgement) -> &str {
    built.text.as_deref().unwrap_or_else(|| panic!("it is built: {:?}", built.refused))
}

fn conforms(what: &str, built: &Acknowledgement) {
    let report = built.report.as_ref().unwrap_or_else(|| panic!("{what}: it is built: {:?}", built.refused));
    assert!(report.conforms && report.counts.warning == 0, "{what}: {:?}\n{}", report.issues, text(built));
}

fn triple_is_of(code: &ResponseCode, built: &Acknowledgement) {
    let text = text(built);
    let (tree, findings) = read(text, Limits::default());
    assert!(findings.is_empty(), "{findings:?}");
    let header = resource(&tree, "MessageHeader").expect("a header");
    let outcome = resource(&tree, "OperationOutcome").expect("an outcome");
    assert_eq!(value(&tree, header, "response.code"), Some(code.response_code));
    assert_eq!(value(&tree, header, "response.identifier"), Some("5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03"));
    assert_eq!(value(&tree, header, "event.code"), Some("ITK008M"));
    assert_eq!(value(&tree, header, "timestamp"), Some("2026-11-20T17:00:00+00:00"));
    assert_eq!(value(&tree, header, "source.endpoint"), Some("A12345OT001"));
    assert_eq!(value(&tree, outcome, "issue.severity"), Some(code.severity));
    assert!(code.issue_codes.contains(&value(&tree, outcome, "issue.code").expect("an issue code")));
    assert_eq!(value(&tree, outcome, "issue.details.coding.code"), Some(code.code));
    assert_eq!(value(&tree, outcome, "issue.details.coding.display"), Some(code.display.as_str()));
    assert_eq!(value(&tree, outcome, "issue.diagnostics").is_some(), !code.positive);
    assert!(tree.child(header, "focus").is_none() && tree.child(header, "destination").is_none());
}

#[test]
fn every_code_is_built_in_both_formats_and_read_back() {
    let validator = Validator::new();
    let codes = response_codes(validator.definitions());
    assert_eq!(codes.len(), 49);
    for code in &codes {
        assert!(!code.display.is_empty() && !code.when.is_empty() && !code.issue_codes.is_empty(), "{code:?}");
        for (format, responder) in
            [(Format::Xml, responder()), (Format::Json, responder()), (Format::Xml, person()), (Format::Json, person())]
        {
            let options = AcknowledgementOptions { format: Some(format), receiver: true, ..options() };
            let built = validator.build_acknowledgement(MESSAGE.as_bytes(), code.code, &responder, &options);
            conforms(code.code, &built);
            triple_is_of(code, &built);
            assert_eq!(built.code, Some(code.code));
            assert_eq!(built.level, Some(code.level));
            let mesh = built.mesh.as_ref().expect("a wrapper for MESH");
            assert_eq!((mesh.workflow.as_str(), mesh.to.as_deref()), ("TOC_FHIR_IP_DISCH_ACK", Some("X26OT001")));
            let fields: Vec<&str> = mesh.control.match_indices("  <").map(|(at, _)| &mesh.control[at + 3..]).collect();
            let fields: Vec<&str> = fields.iter().filter_map(|rest| rest.split('>').next()).collect();
            let published = [
                "Version",
                "AddressType",
                "MessageType",
                "From_DTS",
                "To_DTS",
                "Subject",
                "LocalId",
                "Compress",
                "Encrypted",
                "WorkflowId",
            ];
            let published = published.into_iter().filter(|field| *field != "LocalId" || mesh.local_id.is_some());
            assert!(published.eq(fields), "{}", mesh.control);
            assert!(mesh.control.contains("<WorkflowId>TOC_FHIR_IP_DISCH_ACK</WorkflowId>"), "{}", mesh.control);
            let bytes = validator.build_acknowledgement(MESSAGE.as_bytes(), code.code, &responder, &options);
            assert_eq!(bytes.text, built.text, "the same arguments give the same bytes");
        }
    }
}

#[test]
fn every_allowed_issue_code_may_be_chosen_and_no_other() {
    let validator = Validator::new();
    for code in response_codes(validator.definitions()) {
        for issue in code.issue_codes {
            let options = AcknowledgementOptions { issue_code: Some((*issue).to_owned()), ..options() };
            conforms(code.code, &validator.build_acknowledgement(MESSAGE.as_bytes(), code.code, &responder(), &options));
        }
        let options = AcknowledgementOptions { issue_code: Some("lock-error".to_owned()), ..options() };
        let built = validator.build_acknowledgement(MESSAGE.as_bytes(), code.code, &responder(), &options);
        assert_eq!(built.refused.map(|refusal| refusal.reason), Some("option"));
    }
}

#[test]
fn the_handling_keys_of_a_response_are_those_of_responses() {
    let validator = Validator::new();
    let key = |built: &Acknowledgement, key: &str| {
        let (tree, _) = read(text(built), Limits::default());
        let header = resource(&tree, "MessageHeader").expect("a header");
        let handling = tree.child(header, "extension").expect("handling");
        let extension = tree.children_named(handling, "extension").find(|&e| tree.child_value(e, "url") == Some(key)).expect("a key");
        let value = tree.children(extension).find(|&c| tree.name(c).starts_with("value")).expect("a value");
        tree.value(value).or_else(|| tree.child_value(value, "reference")).expect("a text").to_owned()
    };
    let infrastructure = validator.build_acknowledgement(MESSAGE.as_bytes(), "20013", &responder(), &options());
    assert_eq!(key(&infrastructure, "BusAckRequested"), "false");
    assert_eq!(key(&infrastructure, "InfAckRequested"), "false");
    assert_eq!(key(&infrastructure, "SenderReference"), "WARD-7-2026-0042");
    assert_eq!(key(&infrastructure, "LocalExtension"), "None");
    assert_eq!(key(&infrastructure, "MessageDefinition"), "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-Response-MessageDefinition-1");
    let business = validator.build_acknowledgement(MESSAGE.as_bytes(), "30001", &responder(), &options());
    assert_eq!((key(&business, "BusAckRequested").as_str(), key(&business, "InfAckRequested").as_str()), ("false", "true"));
    let quiet = AcknowledgementOptions { inf_ack_requested: Some(false), ..options() };
    let business = validator.build_acknowledgement(MESSAGE.as_bytes(), "30001", &responder(), &quiet);
    assert_eq!(key(&business, "InfAckRequested"), "false");
    // GP Connect ends with the business response.
    let gp_connect = include_str!("cases/update-record-entry/all.ok.xml");
    let business = validator.build_acknowledgement(gp_connect.as_bytes(), "30001", &responder(), &options());
    assert_eq!(key(&business, "InfAckRequested"), "false");
    let former = AcknowledgementOptions { instance_definition: true, ..options() };
    let built = validator.build_acknowledgement(MESSAGE.as_bytes(), "20013", &responder(), &former);
    assert!(key(&built, "MessageDefinition").ends_with("-Instance-1"));
}

#[test]
fn what_must_not_be_built_is_refused_with_a_reason() {
    let validator = Validator::new();
    let reason = |message: &str, code: &str, responder: &Responder, options: &AcknowledgementOptions| {
        let built = validator.build_acknowledgement(message.as_bytes(), code, responder, options);
        assert_eq!(built.refused.is_some(), built.text.is_none());
        built.refused.map(|refusal| (refusal.reason, refusal.overridable))
    };
    let plain = options();
    let unasked = AcknowledgementOptions { even_unasked: true, ..options() };
    let flag = |key: &str| {
        MESSAGE.replace(
            &format!("url=\"{key}\">\n            <valueBoolean value=\"true\""),
            &format!("url=\"{key}\">\n            <valueBoolean value=\"false\""),
        )
    };
    assert_eq!(reason(MESSAGE, "10006", &responder(), &plain), Some(("unknown-code", false)));
    assert_eq!(reason(MESSAGE, "20013", &responder(), &plain), None);
    let no_inf = flag("InfAckRequested");
    assert_eq!(reason(&no_inf, "20013", &responder(), &plain), Some(("not-asked", true)));
    assert_eq!(reason(&no_inf, "20013", &responder(), &unasked), None);
    assert_eq!(reason(&no_inf, "30001", &responder(), &plain), None);
    let no_bus = flag("BusAckRequested");
    assert_eq!(reason(&no_bus, "30001", &responder(), &plain), Some(("not-asked", true)));
    assert_eq!(reason(&no_bus, "20013", &responder(), &plain), None);
    // A message with an error has a negative infrastructure response, and then no business response.
    let wrong = MESSAGE.replace("2026-11-20T09:30:00+00:00", "20 November 2026");
    assert_eq!(reason(&wrong, "30001", &responder(), &plain), Some(("after-negative", true)));
    assert_eq!(reason(&wrong, "20006", &responder(), &plain), None);
    // Acknowledgements of acknowledgements.
    let infrastructure = validator.build_acknowledgement(MESSAGE.as_bytes(), "20013", &responder(), &plain);
    assert_eq!(reason(text(&infrastructure), "20013", &responder(), &unasked), Some(("response-of-response", false)));
    let business = validator.build_acknowledgement(MESSAGE.as_bytes(), "30001", &responder(), &plain);
    assert_eq!(reason(text(&business), "30001", &responder(), &plain), Some(("response-of-response", false)));
    assert_eq!(reason(text(&business), "20013", &responder(), &plain), None);
    // Other things.
    assert_eq!(reason("MSH|^~\\&|LAB", "20013", &responder(), &plain), Some(("other-standard", true)));
    assert_eq!(reason("MSH|^~\\&|LAB", "10009", &responder(), &plain), Some(("other-standard", true)));
    let patient = r#"{"resourceType": "Patient"}"#;
    assert_eq!(reason(patient, "20013", &responder(), &plain), Some(("not-itk3", true)));
    // Arguments.
    let nobody = Responder { endpoint: "X".to_owned(), ..Responder::default() };
    assert_eq!(reason(MESSAGE, "20013", &nobody, &plain), Some(("responder", false)));
    let nowhere = Responder { endpoint: String::new(), ..responder() };
    assert_eq!(reason(MESSAGE, "20013", &nowhere, &plain), Some(("responder", false)));
    for wrong in [
        AcknowledgementOptions { now: "yesterday".to_owned(), ..options() },
        AcknowledgementOptions { now: "2026-11-20T17:00:00".to_owned(), ..options() },
        AcknowledgementOptions { ids: vec!["1".to_owned(); 6], ..options() },
        AcknowledgementOptions { ids: vec!["00000000-0000-4000-8000-000000000001".to_owned(); 6], ..options() },
        AcknowledgementOptions { ids: Vec::new(), ..options() },
    ] {
        assert_eq!(reason(MESSAGE, "20013", &responder(), &wrong), Some(("option", false)));
    }
}

#[test]
fn the_report_suggests_the_code_and_its_issue_code() {
    let validator = Validator::new();
    let outcome = |message: &str| {
        let built = validator.build_acknowledgement(message.as_bytes(), "suggested", &responder(), &options());
        conforms("suggested", &built);
        let (tree, _) = read(text(&built), Limits::default());
        let issue = value(&tree, resource(&tree, "OperationOutcome").expect("an outcome"), "issue.code").map(str::to_owned);
        (built.code.unwrap_or_default(), issue.unwrap_or_default())
    };
    let without = |from: &str, to: &str| {
        assert!(MESSAGE.contains(from));
        MESSAGE.replace(from, to)
    };
    assert_eq!(outcome(MESSAGE), ("20013", "informational".to_owned()));
    assert_eq!(outcome(&without("2026-11-20T09:30:00+00:00", "today")), ("20006", "value".to_owned()));
    assert_eq!(outcome(&without("1985-02-03", "3 Feb 1985")), ("20009", "value".to_owned()));
    assert_eq!(outcome(&without("WARD-7-2026-0042", "---")).0, "10007");
    assert_eq!(outcome(&without("value=\"FA\"", "value=\"FX\"")).0, "10010");
    assert_eq!(outcome(&without("Extension-ITK-MessageHandling-2", "Extension-Unknown-2")).0, "10001");
    assert_eq!(outcome(&without("</Bundle>\n", "</Bundle")).0, "10009");
    assert_eq!(outcome("nothing of the kind").0, "10009");
    assert_eq!(outcome("{\"a\": 1}").0, "10009");
    assert_eq!(outcome("<foo/>").0, "10009");
    assert_eq!(outcome("<Bundel xmlns=\"http://hl7.org/fhir\"><id value=\"1\"/></Bundel>").0, "10009");
    assert_eq!(outcome("").0, "10009");
}

#[test]
fn no_value_of_the_patient_goes_into_a_response() {
    let validator = Validator::new();
    let known = ["Testpatientsson", "Synthia", "1985-02-03", "ZZ99", "9434765919"];
    // Faults at every place where the message speaks of the patient, and names of elements that say what they should not.
    let broken = [
        MESSAGE.replace("<birthDate value=\"1985-02-03\"/>", "<birthDate value=\"1985-02-03x\"/><Testpatientsson value=\"1\"/>"),
        MESSAGE.replace("<gender value=\"female\"/>", "<gender value=\"Synthia Testpatientsson\"/>"),
        MESSAGE.replace("WARD-7-2026-0042", "9434765919"),
        MESSAGE.replace("<family value=\"Testpatientsson\"/>", "<family value=\"Testpatientsson\" Synthia=\"1985-02-03\"/>"),
        MESSAGE.replace("<code value=\"ITK003D\"/>", "<code value=\"Testpatientsson\"/>"),
    ];
    for message in &broken {
        for code in ["20006", "20009", "10009", "30002"] {
            let options = AcknowledgementOptions { even_unasked: true, receiver: true, ..options() };
            let built = validator.build_acknowledgement(message.as_bytes(), code, &responder(), &options);
            conforms(code, &built);
            for value in known {
                assert!(!text(&built).contains(value), "{value} in {}", text(&built));
            }
        }
    }
}

#[test]
fn a_reference_that_tells_of_the_patient_is_withheld() {
    let validator = Validator::new();
    for reference in [
        "9434765919",
        "NHS:9434765919",
        "PAT943.476.5919",
        "GPPROVIDER_9434765919_19850203_Testpatientsson",
        "Synthia Testpatientsson",
        "of ZZ99 3WZ",
        "born 03/02/1985",
    ] {
        let message = MESSAGE.replace("WARD-7-2026-0042", reference);
        let options = AcknowledgementOptions { receiver: true, even_unasked: true, ..options() };
        let built = validator.build_acknowledgement(message.as_bytes(), "20013", &responder(), &options);
        conforms(reference, &built);
        assert!(!text(&built).contains(reference), "{reference}");
        assert_eq!(built.notes.len(), 1, "{:?}", built.notes);
    }
    // The mailbox goes into the wrapper for MESH.
    for endpoint in ["GPPROVIDER_9434765919_03021985_X", "X26\u{d}\u{a}Mex-Evil", "]]>", ""] {
        let json = validator.convert(MESSAGE, Format::Json, &itk3_validator::Options::default()).expect("JSON");
        let quoted = serde_json::to_string(endpoint).expect("a string");
        let message = json.replace("\"X26OT001\"", &quoted);
        let built = validator.build_acknowledgement(
            message.as_bytes(),
            "20013",
            &responder(),
            &AcknowledgementOptions { even_unasked: true, ..options() },
        );
        let mesh = built.mesh.expect("a wrapper");
        assert_eq!(mesh.to, None, "{endpoint}");
        assert!(!mesh.headers.contains_key("Mex-To"));
    }
}

#[test]
fn names_that_fhir_does_not_have_stay_out_of_diagnostics() {
    let validator = Validator::new();
    let json = validator.convert(MESSAGE, Format::Json, &itk3_validator::Options::default()).expect("JSON");
    let message = json.replace("\"gender\": \"female\"", "\"gender\": \"female\", \"Divorced\": 1, \"Chinese\": {\"Irish\": null}");
    assert_ne!(message, json);
    let built = validator.build_acknowledgement(message.as_bytes(), "20009", &responder(), &options());
    for name in ["Divorced", "Chinese", "Irish"] {
        assert!(!text(&built).contains(name), "{name} in {}", text(&built));
    }
}

#[test]
fn a_message_without_an_id_is_answered_as_unreadable() {
    let validator = Validator::new();
    let message = MESSAGE.replacen("        <id value=\"5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03\"/>\n", "", 1);
    let suggested = validator.build_acknowledgement(message.as_bytes(), "suggested", &responder(), &options());
    assert_eq!(suggested.code, Some("10009"));
    assert!(text(&suggested).contains("UNREADABLE-IN-ORIGINAL-MESSAGE"));
    let other = validator.build_acknowledgement(message.as_bytes(), "20013", &responder(), &options());
    assert_eq!(other.refused.map(|refusal| refusal.reason), Some("option"));
    // Nor is there an id where the header is none; be it forced, the reply is what such a message gets.
    let headless = MESSAGE.replace("MessageHeader>", "MessageHeadr>");
    for even_unasked in [false, true] {
        let options = AcknowledgementOptions { even_unasked, ..options() };
        let suggested = validator.build_acknowledgement(headless.as_bytes(), "suggested", &responder(), &options);
        assert_eq!(suggested.code, Some("10009"));
        conforms("without a header", &suggested);
    }
}

fn uuid(chance: &mut Chance) -> String {
    let mut hex = |digits: usize| (0..digits).map(|_| char::from(b"0123456789abcdef"[chance.below(16)])).collect::<String>();
    format!("{}-{}-4{}-8{}-{}", hex(8), hex(4), hex(3), hex(3), hex(12))
}

fn word(chance: &mut Chance) -> String {
    let letters: Vec<char> = "ABC&<\"'é\u{1f600} 019_-".chars().collect();
    let length = 1 + chance.below(9);
    (0..length).map(|_| letters[chance.below(letters.len())]).collect()
}

#[test]
fn whatever_the_message_and_the_responder_what_is_built_conforms() {
    let validator = Validator::new();
    let codes = response_codes(validator.definitions());
    let mut seeded = Chance::new(20_261_120);
    let mut built_all = 0;
    for round in 0..1500 {
        // A message with bytes changed, cut off, or put in.
        let mut message = MESSAGE.as_bytes().to_vec();
        for _ in 0..seeded.below(4) {
            let at = seeded.below(message.len());
            match seeded.below(4) {
                0 => message.truncate(at.max(1)),
                1 => message[at] = seeded.below(256) as u8,
                2 => drop(message.drain(at..(at + 30).min(message.len()))),
                _ => message.insert(at, b'<'),
            }
        }
        let options = AcknowledgementOptions {
            ids: (0..6).map(|_| uuid(&mut seeded)).collect(),
            format: [None, Some(Format::Xml), Some(Format::Json)][seeded.below(3)],
            receiver: seeded.below(2) == 0,
            even_unasked: true,
            workflow: (seeded.below(3) == 0).then(|| word(&mut seeded)),
            ..options()
        };
        let word = word(&mut seeded);
        let mut responder = if seeded.below(2) == 0 { responder() } else { person() };
        if let Some(practitioner) = &mut responder.practitioner {
            practitioner.family = word;
        }
        let code = codes[seeded.below(codes.len())].code;
        let built = validator.build_acknowledgement(&message, code, &responder, &options);
        if built.refused.is_none() {
            built_all += 1;
            let report = built.report.as_ref().expect("a report");
            assert!(report.conforms, "round {round}, {code}: {:?}\n{}", report.issues, text(&built));
        }
    }
    assert!(built_all > 1000, "{built_all} were built");
}

#[test]
fn messages_of_the_first_generation_are_answered_in_their_own() {
    let Some(folder) = material::path("corpus/historic") else { return };
    let message = std::fs::read_to_string(folder.join("ITK-SendPayload-Valid-Example-2.xml")).expect("it can be read");
    // The header and its keys as the first generation had them.
    let validator = Validator::new();
    let start =
        message.find("<extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling").expect("handling");
    let end = message.find("<event>").expect("an event");
    let key = |code: &str| {
        format!(
            "<extension url=\"https://fhir.nhs.uk/STU3/StructureDefinition/Extension-ITK-MessageHandling-1\"><extension url=\"Key\"><valueCodeableConcept><coding><system value=\"https://fhir.nhs.uk/STU3/ITK-HandlingKey-1\"/><code value=\"{code}\"/><display value=\"{code}\"/></coding></valueCodeableConcept></extension><extension url=\"Value\"><valueBoolean value=\"true\"/></extension></extension>"
        )
    };
    let first = format!("{}{}{}{}", &message[..start], key("INFACK"), key("BUSACK"), &message[end..])
        .replace("ITK-MessageHeader-2", "ITK-MessageHeader-1");
    let report = validator.validate(&first, &itk3_validator::Options::default());
    assert_eq!(report.message.era, Some("v1"));
    for (code, expected) in [("20013", None), ("10001", Some("51005")), ("20009", Some("51005"))] {
        let built = validator.build_acknowledgement(first.as_bytes(), code, &responder(), &options());
        let report = built.report.as_ref().unwrap_or_else(|| panic!("{:?}", built.refused));
        assert!(report.conforms, "{code}: {:?}", report.issues);
        let (tree, _) = read(text(&built), Limits::default());
        let outcome = resource(&tree, "OperationOutcome");
        assert_eq!(outcome.and_then(|outcome| value(&tree, outcome, "issue.details.coding.code")), expected);
        assert_eq!(report.message.era, Some("v1"));
    }
    let current = AcknowledgementOptions { current_generation: true, ..options() };
    let built = validator.build_acknowledgement(first.as_bytes(), "20013", &responder(), &current);
    assert_eq!(built.report.as_ref().and_then(|report| report.message.era), Some("current"));
    let refused = validator.build_acknowledgement(first.as_bytes(), "20006", &responder(), &options());
    assert_eq!(refused.refused.map(|refusal| refusal.reason), Some("option"));
}

#[test]
fn levels_are_told_by_the_first_digit() {
    assert_eq!(Level::of("20013"), Some(Level::Infrastructure));
    assert_eq!(Level::of("30001"), Some(Level::Business));
    assert_eq!((Level::of("RC001"), Level::of("200001")), (None, None));
}

#[test]
fn every_published_message_gets_an_acknowledgement_that_conforms_or_a_reason() {
    let validator = Validator::new();
    let options = AcknowledgementOptions { even_unasked: true, receiver: true, ..options() };
    for (name, bytes) in material::corpus() {
        let built = validator.build_acknowledgement(&bytes, "suggested", &responder(), &options);
        let Some(report) = &built.report else {
            assert!(built.refused.is_some(), "{name}");
            continue;
        };
        assert!(report.conforms, "{name}: {:?}\n{}", report.issues, text(&built));
        let message = String::from_utf8_lossy(&bytes);
        let (tree, _) = read(&message, Limits::default());
        for node in patients(&tree, NodeId::ROOT) {
            for name in tree.children_named(node, "name").filter_map(|name| tree.child_value(name, "family")) {
                assert!(!text(&built).contains(&format!("\"{name}\"")), "{name} in {}", text(&built));
            }
            for number in tree.children_named(node, "identifier").filter_map(|i| tree.child_value(i, "value")).filter(|v| v.len() > 5) {
                assert!(!text(&built).contains(number), "{number} in {}", text(&built));
            }
        }
    }
}

/// Patients within a Bundle, and within its Bundles.
fn patients(tree: &Tree<'_>, bundle: NodeId) -> Vec<NodeId> {
    if tree.is_empty() {
        return Vec::new();
    }
    let resources = tree.children_named(bundle, "entry").filter_map(|entry| tree.child(entry, "resource"));
    let mut found = Vec::new();
    for resource in resources {
        match tree.resource_type(resource) {
            Some("Patient") => found.push(resource),
            Some("Bundle") => found.extend(patients(tree, resource)),
            _ => {}
        }
    }
    found
}

#[test]
fn the_workflow_of_a_reply_is_spelt_as_the_guides_spell_it() {
    let validator = Validator::new();
    let of = |event: &str, local: &str| {
        let message = MESSAGE.replace("ITK003D", event);
        let at = message.find("\"LocalExtension\"").expect("it has the key");
        let message = format!("{}{}", &message[..at], message[at..].replacen("\"None\"", &format!("\"{local}\""), 1));
        let options = AcknowledgementOptions { even_unasked: true, ..options() };
        let built = validator.build_acknowledgement(message.as_bytes(), "20013", &responder(), &options);
        let says_both = built.notes.iter().any(|note| note.contains("DIGIMED_") && note.contains("DIGMED_"));
        (built.mesh.map(|mesh| mesh.workflow).unwrap_or_default(), says_both)
    };
    for (event, local, workflow, digital) in [
        ("ITK009D", "None", "DIGIMED_FLU_VAC_ACK", true),
        ("ITK010D", "None", "DIGMED_EMG_MED_ACK", true),
        ("ITK013D", "None", "DIGMED_MINOR_ILLNESS_PEM_ACK", true),
        ("ITK007C", "None", "GPCONNECT_SEND_DOCUMENT_ACK", false),
        ("ITK007C", "SendDocument-ConsultationReport-1", "GPFED_CONSULT_REPORT_ACK", false),
        ("ITK007C", "SendDocument-OnlineConsultationReport-1", "DF_ONLINE_CONSULTATION_ACK", false),
    ] {
        assert_eq!(of(event, local), (workflow.to_owned(), digital), "{event} {local}");
    }
}

#[test]
fn a_message_of_another_standard_is_answered_in_its_own() {
    let foreign = [
        ("HL7 version 2", "MSH|^~\\&|LAB|A12345|GP|B12345|20261120||ADT^A01|1|P|2.4\r"),
        ("CDA", "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><id root=\"1\"/></ClinicalDocument>"),
        ("HL7 version 3", "<PRPA_IN000202UK01 xmlns=\"urn:hl7-org:v3\"/>"),
        ("HL7 version 2", "<ADT_A01 xmlns=\"urn:hl7-org:v2xml\"/>"),
        ("HTTP or MIME capture", "POST /x HTTP/1.1\r\n\r\n<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"/>"),
        ("SOAP", "<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Body/></s:Envelope>"),
        ("R4", "{\"resourceType\":\"ServiceRequest\",\"status\":\"active\"}"),
        ("DSTU2", "<MedicationOrder xmlns=\"http://hl7.org/fhir\"/>"),
        ("MESH control file", "<DTSControl><Version>1.0</Version></DTSControl>"),
        ("web page", "<!DOCTYPE html><html><body>Sign in</body></html>"),
    ];
    let validator = Validator::new();
    for (name, text) in foreign {
        for code in ["suggested", "10009", "20013"] {
            // Who answers makes no difference: it is said before anything is filled in.
            for responder in [responder(), Responder::default()] {
                let built = validator.build_acknowledgement(text.as_bytes(), code, &responder, &options());
                let refusal = built.refused.unwrap_or_else(|| panic!("{name} {code} is refused"));
                assert!(refusal.reason == "other-standard" && refusal.overridable && refusal.message.contains(name), "{refusal:?}");
            }
        }
        let even = AcknowledgementOptions { even_unasked: true, ..options() };
        conforms(name, &validator.build_acknowledgement(text.as_bytes(), "suggested", &responder(), &even));
    }
    for unreadable in ["", "no message", "<a", "{", "<a/>", "{}"] {
        conforms(unreadable, &validator.build_acknowledgement(unreadable.as_bytes(), "suggested", &responder(), &options()));
    }
}

#[test]
fn the_mailbox_may_be_given_and_what_only_itk2_has_is_named() {
    let given = AcknowledgementOptions { to: Some("Y90OT002".to_owned()), ..options() };
    let built = Validator::new().build_acknowledgement(MESSAGE.as_bytes(), "20013", &responder(), &given);
    let mesh = built.mesh.expect("a wrapper");
    assert_eq!((mesh.to.as_deref(), built.notes), (Some("Y90OT002"), Vec::new()));
    assert!(mesh.control.contains("<To_DTS>Y90OT002</To_DTS>"), "{}", mesh.control);
    let evil = AcknowledgementOptions { to: Some("X\r\nMex-Evil: 1".to_owned()), ..options() };
    let built = Validator::new().build_acknowledgement(MESSAGE.as_bytes(), "20013", &responder(), &evil);
    assert_eq!((built.mesh.and_then(|mesh| mesh.to).as_deref(), built.notes.len()), (Some("X26OT001"), 1));
    let other = Responder { address: "urn:nhs-uk:addressing:ods:RXX".to_owned(), ..responder() };
    let given = AcknowledgementOptions { itk2_reply: Some(Itk2Reply::Fault), ..options() };
    let notes = Validator::new().build_acknowledgement(MESSAGE.as_bytes(), "20013", &other, &given).notes;
    assert_eq!(notes.iter().filter(|note| note.starts_with("Only a reply of ITK 2")).count(), 2, "{notes:?}");
}
