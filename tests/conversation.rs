//! A message and its responses: every state of the table, and every rule that needs both sides.

use itk3_validator::itk3::Context;
use itk3_validator::reply::{AcknowledgementOptions, Conversation, Organization, Responder, State};
use itk3_validator::report::Severity;
use itk3_validator::{Options, Validator};

const MESSAGE: &str = include_str!("fixtures/messages/send-payload.xml");

fn flags(inf: &str, bus: &str) -> String {
    let set = |message: String, key: &str, value: &str| {
        let place = message.find(&format!("\"{key}\"")).expect("the key is there");
        let at = place + message[place..].find("\"true\"").expect("its value is true");
        format!("{}\"{value}\"{}", &message[..at], &message[at + 6..])
    };
    set(set(MESSAGE.to_owned(), "InfAckRequested", inf), "BusAckRequested", bus)
}

/// A response to a message, with ids that begin with `number`.
fn response(message: &str, code: &str, number: u32) -> String {
    let responder = Responder {
        organization: Some(Organization { ods: "A12345".to_owned(), site: String::new() }),
        practitioner: None,
        endpoint: "A12345OT001".to_owned(),
        ..Responder::default()
    };
    let options = AcknowledgementOptions {
        ids: (1..=6).map(|n| format!("{number:08}-0000-4000-8000-00000000000{n}")).collect(),
        now: "2026-11-20T17:00:00+00:00".to_owned(),
        receiver: true,
        even_unasked: true,
        ..AcknowledgementOptions::default()
    };
    let built = Validator::new().build_acknowledgement(message.as_bytes(), code, &responder, &options);
    built.text.unwrap_or_else(|| panic!("{code}: {:?}", built.refused))
}

fn review(message: &str, responses: &[String]) -> Conversation {
    let responses: Vec<&[u8]> = responses.iter().map(|response| response.as_bytes()).collect();
    Validator::new().review_conversation(message.as_bytes(), &responses, &Options::default())
}

fn of_codes(inf: &str, bus: &str, codes: &[&str]) -> Conversation {
    let message = flags(inf, bus);
    let responses: Vec<String> = codes.iter().zip(1..).map(|(code, number)| response(&message, code, number)).collect();
    review(&message, &responses)
}

/// Rules of one response of a conversation.
fn rules(conversation: &Conversation, place: usize) -> Vec<&str> {
    conversation.responses[place].issues.iter().map(|issue| &*issue.rule).collect()
}

#[test]
fn every_line_of_the_table_of_states() {
    let state = |inf, bus, codes: &[&str]| {
        let conversation = of_codes(inf, bus, codes);
        assert!(!conversation.why.is_empty() && !conversation.title.is_empty());
        assert_eq!(conversation.state == State::Waiting, !conversation.waiting_for.is_empty());
        (conversation.state, conversation.waiting_for.len())
    };
    assert_eq!(state("true", "true", &[]), (State::Waiting, 2));
    assert_eq!(state("true", "true", &["20013"]), (State::Waiting, 1));
    assert_eq!(state("true", "true", &["20006"]), (State::Failed, 0));
    assert_eq!(state("true", "true", &["30001"]), (State::Waiting, 1));
    assert_eq!(state("true", "true", &["20013", "30001"]), (State::Complete, 0));
    assert_eq!(state("true", "true", &["20013", "30004"]), (State::Complete, 0));
    assert_eq!(state("true", "true", &["30016", "20013"]), (State::Complete, 0));
    assert_eq!(state("true", "true", &["20013", "30002"]), (State::Failed, 0));
    assert_eq!(state("true", "true", &["20013", "30014"]), (State::Failed, 0));
    assert_eq!(state("true", "false", &[]), (State::Waiting, 1));
    assert_eq!(state("true", "false", &["20013"]), (State::Complete, 0));
    assert_eq!(state("true", "false", &["10001"]), (State::Failed, 0));
    assert_eq!(state("false", "true", &[]), (State::Waiting, 1));
    assert_eq!(state("false", "true", &["30001"]), (State::Complete, 0));
    assert_eq!(state("false", "true", &["30003"]), (State::Failed, 0));
    assert_eq!(state("false", "false", &[]), (State::Unconfirmed, 0));
    assert_eq!(state("false", "false", &["10002"]), (State::Failed, 0));
}

#[test]
fn a_no_counts_wherever_it_stands() {
    assert_eq!(of_codes("true", "true", &["20013", "30001", "30002"]).state, State::Failed);
    assert_eq!(of_codes("true", "true", &["20013", "20009"]).state, State::Failed);
    let refused = of_codes("true", "true", &["20009", "30001"]);
    assert_eq!(refused.state, State::Failed);
    assert!(!refused.next.iter().any(|step| step.contains("Answer the business response")), "{:?}", refused.next);
    let message = flags("true", "true");
    let processed = response(&message, "20013", 1);
    // A response that contradicts itself, and one whose code nobody knows.
    let contrary = response(&message, "30001", 2).replacen("<code value=\"ok\"/>", "<code value=\"fatal-error\"/>", 1);
    assert_eq!(review(&message, &[processed.clone(), contrary]).state, State::Failed);
    let unknown = response(&message, "20009", 2).replacen("\"20009\"", "\"99999\"", 1);
    assert_eq!(review(&message, &[unknown]).state, State::Failed);
}

#[test]
fn what_nobody_can_understand_is_no_yes() {
    let message = flags("true", "false");
    let right = response(&message, "20013", 1);
    for (from, to) in [
        (r#"<code value="20013""#, r#"<code value="29999""#),
        ("CodeSystem/ITK-ResponseCodes-1", "CodeSystem/Foo-1"),
        (r#"<code value="ITK008M""#, r#"<code value="ITK006D""#),
    ] {
        let unclear = right.replace(from, to);
        assert_ne!(unclear, right, "{from}");
        let conversation = review(&message, &[unclear]);
        let known = (conversation.state, conversation.responses[0].positive, conversation.next[0]);
        assert_eq!(known, (State::Waiting, None, "Ask the receiver what its response means"), "{to}");
    }
}

#[test]
fn responses_that_fit_have_no_findings() {
    let conversation = of_codes("true", "true", &["20013", "30001"]);
    assert!(conversation.message.conforms);
    for (place, response) in conversation.responses.iter().enumerate() {
        assert!(response.answers && response.report.conforms, "{:?}", response.report.issues);
        assert!(response.issues.is_empty(), "{:?}", rules(&conversation, place));
    }
    // The business response asks for an infrastructure response of its own.
    assert!(conversation.next.iter().any(|step| step.contains("Answer the business response")), "{:?}", conversation.next);
}

#[test]
fn a_response_to_a_response_completes_the_full_pattern() {
    let message = flags("true", "true");
    let business = response(&message, "30001", 2);
    let owed = response(&business, "20013", 3);
    let conversation = review(&message, &[response(&message, "20013", 1), business, owed]);
    assert_eq!(conversation.state, State::Complete);
    assert_eq!((conversation.responses[2].answers, conversation.responses[2].to), (false, Some(1)));
    assert!(conversation.next.is_empty(), "{:?}", conversation.next);
    assert!(rules(&conversation, 2).is_empty(), "{:?}", rules(&conversation, 2));
}

#[test]
fn each_rule_fires_on_its_fault_alone() {
    let message = flags("true", "true");
    let infrastructure = response(&message, "20013", 1);
    let found = |from: &str, to: &str| {
        assert!(infrastructure.contains(from), "{from} is there");
        let conversation = review(&message, &[infrastructure.replacen(from, to, 1)]);
        let issue = conversation.responses[0].issues.first().cloned();
        assert!(conversation.responses[0].issues.len() <= 1, "{:?}", conversation.responses[0].issues);
        issue.map(|issue| {
            assert!(issue.place.line > 1 && !issue.path.is_empty() && !issue.link.is_empty(), "{issue:?}");
            (issue.rule.to_string(), issue.path)
        })
    };
    let header = "Bundle.entry[0].resource";
    let at = |rule: &str, path: &str| Some((rule.to_owned(), format!("{header}{path}")));
    let of_message = "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03";
    assert_eq!(found(of_message, of_message), None);
    assert_eq!(found(of_message, "99999999-0d1e-4a8f-9a06-5b1d2c3e4f03"), at("itk3-response-identifier", ".response.identifier"));
    assert_eq!(found(of_message, "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f01"), at("itk3-response-identifier", ".response.identifier"));
    assert_eq!(found(of_message, "UNREADABLE-IN-ORIGINAL-MESSAGE"), at("itk3-response-identifier", ".response.identifier"));
    assert_eq!(found("WARD-7-2026-0042", "None"), at("itk3-response-reference", ".extension[0].extension[4].value"));
    assert_eq!(found("2026-11-20T17:00:00+00:00", "2026-11-20T10:00:00+01:00"), at("itk3-response-time", ".timestamp"));
    assert_eq!(found("2026-11-20T17:00:00+00:00", "2026-11-20T10:31:00+01:00"), None);
    assert_eq!(found("<value value=\"A12345\"/>", "<value value=\"X26\"/>"), at("itk3-response-parties", ".sender"));
    assert_eq!(found("<value value=\"X26\"/>", "<value value=\"X27\"/>"), at("itk3-response-parties", ".receiver"));
    let of_bundle = found("00000001-0000-4000-8000-000000000001", "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f01");
    assert_eq!(of_bundle, Some(("itk3-response-own-ids".to_owned(), "Bundle.id".to_owned())));
}

#[test]
fn responses_that_nobody_asked_for_are_named_and_those_of_the_unreadable_are_not() {
    assert_eq!(rules(&of_codes("false", "true", &["20013"]), 0), ["itk3-response-unasked"]);
    assert_eq!(rules(&of_codes("true", "false", &["20013", "30001"]), 1), ["itk3-response-unasked"]);
    for code in ["10001", "10002", "10003", "10009"] {
        assert!(rules(&of_codes("false", "false", &[code]), 0).is_empty(), "{code}");
    }
}

#[test]
fn a_level_answers_once_and_nothing_follows_a_negative_answer() {
    assert_eq!(rules(&of_codes("true", "true", &["20013", "20013"]), 1), ["itk3-response-too-many"]);
    assert_eq!(rules(&of_codes("true", "true", &["20006", "30001"]), 1), ["itk3-response-too-many"]);
    assert!(rules(&of_codes("true", "true", &["30001", "20013"]), 1).is_empty());
}

#[test]
fn a_negative_and_a_positive_answer_contradict_each_other_in_any_order() {
    for (codes, business) in [(["20006", "30001"], 1), (["30001", "20006"], 0)] {
        let conversation = of_codes("true", "true", &codes);
        assert_eq!(rules(&conversation, business), ["itk3-response-too-many"], "{codes:?}");
        assert_eq!(rules(&conversation, 1 - business), [""; 0], "{codes:?}: one fault, one finding");
        assert!(conversation.state == State::Failed && conversation.title.contains("contradict"), "{}", conversation.title);
    }
    let right = of_codes("true", "true", &["20013", "30002"]);
    assert_eq!((rules(&right, 0).len(), rules(&right, 1).len(), right.title), (0, 0, "Failed: business"));
}

#[test]
fn ids_are_equal_whatever_their_case() {
    let id = "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03";
    let answer = response(MESSAGE, "20013", 1);
    assert!(answer.contains(id));
    for written in [id.to_uppercase(), format!("urn:uuid:{id}"), format!("URN:UUID:{}", id.to_uppercase())] {
        let conversation = review(MESSAGE, &[answer.replace(id, &written)]);
        assert!(conversation.responses[0].answers, "{written}");
        assert_eq!(rules(&conversation, 0), [""; 0], "{written}");
    }
    let other = review(MESSAGE, &[answer.replace(id, "5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f99")]);
    assert_eq!((other.responses[0].answers, rules(&other, 0)), (false, vec!["itk3-response-identifier"]));
}

#[test]
fn gp_connect_is_stricter() {
    let message = MESSAGE
        .replace("ITK003D", "ITK014M")
        .replace("ITK eDischarge", "ITK Update Record")
        .replace("https://fhir.nhs.uk/STU3/MessageDefinition/ITK-eDischarge-MessageDefinition-4", "https://fhir.nhs.uk/MessageDefinition");
    let business = response(&message, "30002", 1);
    assert!(rules(&review(&message, std::slice::from_ref(&business)), 0).is_empty());
    let key = business.find("\"InfAckRequested\"").expect("the key is there");
    let more = format!("{}{}", &business[..key], business[key..].replacen("\"false\"", "\"true\"", 1));
    assert_ne!(more, business);
    assert_eq!(rules(&review(&message, &[more]), 0), ["update-record-response-inf-ack"]);
    let start = business.find("<diagnostics").expect("diagnostics");
    let end = start + business[start..].find("/>").expect("their end") + 2;
    let silent = format!("{}{}", &business[..start], &business[end..]);
    let conversation = review(&message, &[silent]);
    assert_eq!(rules(&conversation, 0), ["update-record-response-diagnostics"]);
    assert_eq!(conversation.responses[0].issues[0].severity, itk3_validator::report::Severity::Error);
    let person = business
        .replacen("<Organization>", "<Practitioner>", 1)
        .replacen("</Organization>", "</Practitioner>", 1)
        .replacen("CareConnect-ITK-Header-Organization-1", "CareConnect-ITK-Header-Practitioner-1", 1)
        .replacen("https://fhir.nhs.uk/Id/ods-organization-code", "https://fhir.nhs.uk/Id/sds-user-id", 1);
    assert_eq!(rules(&review(&message, &[person]), 0), ["update-record-response-sender"]);
    let other = business.replacen("WARD-7-2026-0042", "None", 1);
    let conversation = review(&message, &[other]);
    assert_eq!(rules(&conversation, 0), ["update-record-response-reference"]);
    assert_eq!(conversation.responses[0].issues[0].severity, itk3_validator::report::Severity::Error);
}

#[test]
fn what_is_wrong_with_a_response_has_the_ids_of_the_guide_of_its_message() {
    let second = MESSAGE.replace("ITK003D", "ITK007C").replace("ITK eDischarge", "ITK GP Connect Send Document").replace(
        "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-eDischarge-MessageDefinition-4",
        "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1",
    );
    let key = second.find("\"LocalExtension\"").expect("the key is there");
    let first = format!("{}{}", &second[..key], second[key..].replacen("\"None\"", "\"SendDocument-ConsultationReport\"", 1));
    assert_ne!(first, second);
    let ids = |end: &str| ["inf-ack", "diagnostics", "sender", "reference"].map(|part| [end, part].concat());
    for (message, expected) in [
        (&first, ["GPCM-SD-CS-055", "GPCM-SD-042-v1", "GPCM-SD-CS-057", "GPCM-SD-CS-056"].map(str::to_owned)),
        (&second, ids("send-document-response-")),
    ] {
        let answer = response(message, "20009", 1);
        assert!(rules(&review(message, std::slice::from_ref(&answer)), 0).is_empty());
        let key = answer.find("\"InfAckRequested\"").expect("the key is there");
        let asks = format!("{}{}", &answer[..key], answer[key..].replacen("\"false\"", "\"true\"", 1));
        let start = answer.find("<diagnostics").expect("diagnostics");
        let end = start + answer[start..].find("/>").expect("their end") + 2;
        let silent = format!("{}{}", &answer[..start], &answer[end..]);
        let person = answer.replacen("<Organization>", "<Practitioner>", 1).replacen("</Organization>", "</Practitioner>", 1);
        let other = answer.replacen("WARD-7-2026-0042", "None", 1);
        let found = [asks, silent, person, other].map(|answer| rules(&review(message, &[answer]), 0).join(" "));
        assert_eq!(found, expected);
    }
}

#[test]
fn the_sender_of_a_message_that_mesh_routes_by_patient_is_not_refused() {
    let second = MESSAGE.replace("ITK003D", "ITK007C").replace("ITK eDischarge", "ITK GP Connect Send Document").replace(
        "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-eDischarge-MessageDefinition-4",
        "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-GPConnectSendDocument-MessageDefinition-1",
    );
    let key = second.find("\"LocalExtension\"").expect("the key is there");
    let local = |value: &str| format!("{}{}", &second[..key], second[key..].replacen("\"None\"", &format!("\"{value}\""), 1));
    let update = MESSAGE.replace("ITK003D", "ITK014M").replace("ITK eDischarge", "ITK Update Record");
    let found = |message: &str, code: &str, address: Option<&str>| {
        let (validator, answer) = (Validator::new(), response(message, code, 1));
        let context = Context { mesh_to: address.map(str::to_owned), ..Context::default() };
        let options = Options { context, ..Options::default() };
        let conversation = validator.open(message).review(&[validator.open(&answer)], &options);
        let of_rule = conversation.responses[0].issues.iter().filter(|issue| issue.rule == "itk3-response-sender-code");
        of_rule.map(|issue| (issue.severity, issue.found.clone().unwrap_or_default(), issue.message.clone())).collect::<Vec<_>>()
    };
    let routed = [second.clone(), local("SendDocument-ConsultationReport"), update];
    for message in &routed {
        for code in ["20003", "20012"] {
            let words = format!("Response code {code} should not be used: MESH routes the message by its patient");
            assert_eq!(found(message, code, None), [(Severity::Warning, code.to_owned(), words)]);
        }
        assert_eq!(found(message, "20009", None), []);
    }
    let others = [MESSAGE.to_owned(), local("SendDocument-OnlineConsultationReport"), local("SendDocument-Generic")];
    for message in &others {
        assert_eq!(found(message, "20003", None), [], "it may go to a mailbox");
    }
    // The address of the message, where it is known, says more than its guide.
    let patient = "GPPROVIDER_9990001235_01011970_Testpatient";
    assert_eq!(found(MESSAGE, "20012", Some(patient)).len(), 1);
    assert_eq!(found(MESSAGE, "20012", Some("X26OT001")), []);
    assert_eq!(found(&second, "20012", Some("X26OT001")), []);
    // A response to another message says nothing of this one.
    let stranger = response(&second, "20003", 1).replace("5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03", "99999999-0d1e-4a8f-9a06-5b1d2c3e4f03");
    assert_eq!(rules(&review(&second, &[stranger]), 0), ["itk3-response-identifier"]);
}

#[test]
fn a_response_is_one_that_the_message_definition_allows() {
    const OWN: &str = r#"{"resourceType": "MessageDefinition", "url": "https://example.org/MessageDefinition/Letter", "status": "active",
        "date": "2026-01-01", "event": {"system": "https://fhir.nhs.uk/STU3/CodeSystem/ITK-MessageEvent-2", "code": "ITK003D"},
        "allowedResponse": [{"message": {"reference": "https://example.org/MessageDefinition/Answer"}}]}"#;
    let published = "https://fhir.nhs.uk/STU3/MessageDefinition/ITK-eDischarge-MessageDefinition-4";
    let own = MESSAGE.replace(published, "https://example.org/MessageDefinition/Letter");
    assert_ne!(own, MESSAGE);
    let mut validator = Validator::new();
    assert!(validator.add_definitions("own.json", OWN.as_bytes()).faults.is_empty());
    for (message, expected) in [(MESSAGE, &[][..]), (&own, &["itk3-response-definition"])] {
        let answer = response(message, "20013", 0);
        let (sent, received) = (validator.open(message), validator.open(&answer));
        let conversation = sent.review(&[received], &Options::default());
        assert_eq!(rules(&conversation, 0), expected);
    }
}

#[test]
fn what_the_message_says_of_its_patient_is_found_in_a_response() {
    let message = MESSAGE.replace("ITK-Payload-Bundle-1", "ITK-Document-Bundle-1").replace("\"collection\"", "\"document\"");
    let with = |text: &str| {
        let refusal = response(&message, "30002", 1);
        let at = refusal.find("<diagnostics value=\"").expect("diagnostics") + "<diagnostics value=\"".len();
        let conversation = review(&message, &[format!("{}{text} {}", &refusal[..at], &refusal[at..])]);
        rules(&conversation, 0).iter().map(|rule| (*rule).to_owned()).collect::<Vec<_>>()
    };
    for text in ["Testpatientsson", "born 1985-02-03", "of zz99 3wz", "of ZZ993WZ", "ZZ99\u{a0}3WZ", "born 3 February 1985", "03-Feb-1985"]
    {
        assert_eq!(with(text), ["FHIR-BA-02"], "{text}");
    }
    for text in ["Testpatientssons", "1985-02-031", "the patient", "13 February 1985"] {
        assert!(with(text).is_empty(), "{text}");
    }
}

#[test]
fn anything_may_stand_for_a_message_or_a_response() {
    for message in ["", "MSH|", "<Bundle", "{", MESSAGE, r#"{"resourceType": "Patient"}"#] {
        for response in ["", "MSH|", "<Bundle", "{", MESSAGE, r#"{"resourceType": "Patient"}"#] {
            let conversation = review(message, &[response.to_owned(), response.to_owned()]);
            assert_eq!(conversation.responses.len(), 2);
        }
    }
}

/// A MESH report as a control file.
fn mesh_report(code: &str, workflow: &str) -> String {
    let status = if code == "00" { "SUCCESS" } else { "ERROR" };
    format!(
        "<DTSControl><Version>1.0</Version><MessageType>Report</MessageType><From_DTS>X26OT001</From_DTS><To_DTS>X26OT001</To_DTS>\
         <WorkflowId>{workflow}</WorkflowId><StatusRecord><Status>{status}</Status><StatusCode>{code}</StatusCode></StatusRecord></DTSControl>"
    )
}

#[test]
fn an_error_report_of_mesh_says_that_the_message_was_not_delivered() {
    let message = flags("true", "true");
    let conversation = review(&message, &[mesh_report("EPL-152", "TOC_FHIR_IP_DISCH")]);
    assert_eq!((conversation.state, conversation.title), (State::Failed, "Failed: not delivered"));
    let report = &conversation.responses[0];
    assert_eq!((report.code.as_deref(), report.display.as_deref()), (Some("EPL-152"), Some("The NHS number is not valid")));
    assert_eq!((report.answers, report.positive, report.level), (true, Some(false), None));
    assert!(conversation.picture().contains("MESH report EPL-152"));
    // A report of success, and one about another workflow.
    for other in [mesh_report("00", "TOC_FHIR_IP_DISCH"), mesh_report("14", "GPCONNECT_UPDATE_RECORD")] {
        let conversation = review(&message, &[other]);
        assert_eq!((conversation.state, conversation.responses[0].answers), (State::Waiting, false));
    }
    // A report with other mailboxes is doubtful. An error may be in the status alone.
    let strange = mesh_report("14", "TOC_FHIR_IP_DISCH").replace("X26OT001", "Y99OT009");
    let conversation = review(&message, &[strange]);
    assert_eq!((conversation.state, conversation.responses[0].answers), (State::Waiting, false));
    assert!(conversation.next.iter().any(|step| step.contains("MESH error report is about")), "{:?}", conversation.next);
    let without = mesh_report("00", "TOC_FHIR_IP_DISCH").replace("SUCCESS", "ERROR");
    assert_eq!(review(&message, &[without]).state, State::Failed);
    let conversation = review(&message, &[mesh_report("14", ""), response(&message, "20013", 1), response(&message, "30001", 2)]);
    assert_eq!(conversation.state, State::Complete);
    assert!(conversation.next.iter().any(|step| step.contains("MESH error report")), "{:?}", conversation.next);
    // The metadata of the message shows which reports are about it.
    let context =
        |local: &str| Context { mesh: Some(format!("Mex-LocalID: {local}\nMex-WorkflowID: TOC_FHIR_IP_DISCH\n")), ..Context::default() };
    let report = mesh_report("14", "TOC_FHIR_IP_DISCH").replace("<StatusRecord>", "<LocalId>A1</LocalId><StatusRecord>");
    for (local, state) in [("A1", State::Failed), ("A2", State::Waiting)] {
        let (validator, options) = (Validator::new(), Options { context: context(local), ..Options::default() });
        let conversation = validator.open(&message).review(&[validator.open(&report)], &options);
        assert_eq!(conversation.state, state, "{local}");
    }
}

#[test]
fn what_is_no_message_is_told() {
    let answer = response(MESSAGE, "20013", 1);
    let document = r#"{"resourceType": "Bundle", "type": "document"}"#;
    for text in ["", "MSH|", document, r#"{"resourceType": "Patient"}"#, &mesh_report("14", "X")] {
        for responses in [&[][..], std::slice::from_ref(&answer)] {
            let conversation = review(text, responses);
            assert_eq!((conversation.state, conversation.title), (State::Unknown, "Not a message"), "{text}");
        }
    }
    let turned = review(&answer, &[MESSAGE.to_owned()]);
    assert_eq!((turned.state, turned.title), (State::Unknown, "Not in order"));
    // The receiver could not read the message.
    let unreadable = response(MESSAGE, "10009", 1);
    let id = unreadable.replace("5f0c8a52-0d1e-4a8f-9a06-5b1d2c3e4f03", "UNREADABLE-IN-ORIGINAL-MESSAGE");
    assert_eq!(review("<Bundle", &[id]).state, State::Failed);
    // A document is not a response to another message.
    let conversation = review(MESSAGE, &[document.to_owned()]);
    assert_eq!(conversation.next.last(), Some(&"Look at the texts that are not responses: they were not counted"));
}

#[test]
fn a_response_that_contradicts_itself_is_asked_about() {
    let message = flags("true", "false");
    let contrary = response(&message, "20013", 1).replacen("<code value=\"ok\"/>", "<code value=\"fatal-error\"/>", 1);
    let conversation = review(&message, &[contrary]);
    assert_eq!((conversation.state, conversation.title), (State::Failed, "Failed: a response contradicts itself"));
    assert!(conversation.next.iter().all(|step| !step.contains("send the message again")), "{:?}", conversation.next);
}

#[test]
fn a_yes_and_a_no_of_one_level_contradict_each_other() {
    for codes in [["20013", "20009"], ["20009", "20013"]] {
        let conversation = of_codes("true", "false", &codes);
        assert_eq!(conversation.title, "Failed: the responses contradict each other", "{codes:?}");
        assert!(conversation.next.iter().all(|step| !step.contains("send the message again")), "{:?}", conversation.next);
    }
    let conversation = of_codes("true", "true", &["20013", "30001", "30002"]);
    assert_eq!(conversation.title, "Failed: the responses contradict each other");
}
