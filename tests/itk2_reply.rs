//! Replies to messages of ITK 2, and conversations of them.

use std::fs;
use std::path::Path;

use itk3_validator::itk2::{DISTRIBUTION_ENVELOPE_ERRORS, TOOLKIT_ERRORS};
use itk3_validator::reply::{Acknowledgement, AcknowledgementOptions, Conversation, Itk2Reply, Organization, Responder, State};
use itk3_validator::{Options, Validator};

fn case(path: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(path)).expect("a case can be read")
}

/// A message of ITK 2.1, and the same of ITK 2.2.
fn messages() -> [(&'static str, String); 2] {
    let first = case("ITK2-E1/complete.ok.xml");
    let second = first.replace("SendCDADocument-v2-0", "sendDistEnvelope");
    [("2.1", first), ("2.2", second)]
}

fn responder() -> Responder {
    Responder { organization: Some(Organization { ods: "A99999".to_owned(), ..Organization::default() }), ..Responder::default() }
}

fn options() -> AcknowledgementOptions {
    AcknowledgementOptions {
        ids: (1..=6).map(|at| format!("abcdef00-0000-4000-8000-00000000000{at}")).collect(),
        now: "2026-11-21T10:30:00.5+01:00".to_owned(),
        ..AcknowledgementOptions::default()
    }
}

fn build(message: &str, outcome: &str, options: &AcknowledgementOptions) -> Acknowledgement {
    Validator::new().build_acknowledgement(message.as_bytes(), outcome, &responder(), options)
}

/// What was built has nothing for a check to say of it.
#[track_caller]
fn clean(built: &Acknowledgement) -> &str {
    assert!(built.refused.is_none(), "{:?}", built.refused);
    let text = built.text.as_deref().expect("a text");
    let report = built.report.as_ref().expect("a report");
    assert!(report.issues.is_empty(), "{:?}\n{text}", report.issues);
    text
}

#[track_caller]
fn refused(built: &Acknowledgement) -> (&'static str, bool) {
    let refusal = built.refused.as_ref().unwrap_or_else(|| panic!("{:?}", built.text));
    assert!(!refusal.message.ends_with('.'));
    (refusal.reason, refusal.overridable)
}

#[test]
fn every_acknowledgement_is_built_and_checked() {
    let codes = DISTRIBUTION_ENVELOPE_ERRORS.iter().chain(&TOOLKIT_ERRORS);
    let forced = AcknowledgementOptions { itk2_reply: Some(Itk2Reply::Acknowledgement), ..options() };
    for (version, message) in messages() {
        for code in codes.clone() {
            let built = build(&message, code.code, &forced);
            let text = clean(&built);
            assert_eq!(built.itk2_reply, Some(Itk2Reply::Acknowledgement));
            let is_of_version = code.code.starts_with("DE") == (version == "2.2");
            let expected = if is_of_version {
                code.code
            } else if version == "2.1" {
                "1000"
            } else {
                "DE0001"
            };
            assert!(text.contains(&format!(">{expected}</itk:ErrorCode>")) && built.code == Some(expected), "{version} {text}");
            // A code that the version does not have is told all the same.
            assert!(text.contains(code.code) && (is_of_version || !built.notes.is_empty()), "{version} {text}");
        }
        let built = build(&message, "OK", &options());
        let text = clean(&built);
        assert_eq!((built.code, built.format), (Some("OK"), Some("xml")));
        for part in [
            "result=\"OK\"",
            "timestamp=\"2026-11-21T09:30:00Z\"",
            "trackingIdRef=\"4E1C7A90-2B3D-4F68-8A17-5C9D0E2F3B41\"",
            "trackingid=\"ABCDEF00-0000-4000-8000-000000000001\"",
            "<itk:address uri=\"urn:nhs-uk:addressing:ods:RXX:clinic4\"/>",
            "<itk:senderAddress uri=\"urn:nhs-uk:addressing:ods:A99999\"/>",
            "<itk:id uri=\"urn:nhs-uk:identity:ods:A99999\"/>",
            "<itk:errors/>",
        ] {
            assert!(text.contains(part), "{version}: {part} in {text}");
        }
        let is_second = version == "2.2";
        assert_eq!(text.contains("handlingSpecification"), is_second);
        assert_eq!(text.contains("SendInfrastructureAck-v1-0"), !is_second);
    }
}

#[test]
fn what_is_suggested_follows_from_the_findings() {
    let message = case("ITK2-E17/number.xml").replace("SendCDADocument-v2-0", "sendDistEnvelope");
    let built = build(&message, "suggested", &options());
    let text = clean(&built);
    assert_eq!(built.code, Some("DE0003"));
    assert!(text.contains("ITK2-E17 at DistributionEnvelope.header.addresslist.address.@uri") && !text.contains("2000012345"), "{text}");
    let quiet = AcknowledgementOptions { diagnostics: Some(false), ..options() };
    assert!(!clean(&build(&message, "suggested", &quiet)).contains("Diagnostic"));
}

#[test]
fn a_request_that_asks_for_nothing_gets_its_answer_over_the_connection() {
    let request = case("ITK2-S1/present.ok.xml").replace("infackrequested\" value=\"true", "infackrequested\" value=\"false");
    let built = build(&request, "suggested", &options());
    let text = clean(&built);
    assert_eq!(built.itk2_reply, Some(Itk2Reply::Answer));
    assert!(text.contains("SendCDADocument-v2-0Response</wsa:Action>"), "{text}");
    assert!(text.contains(">OK:6D5C4B3A-2918-4706-85F4-E3D2C1B0A987</itk:SimpleMessageResponse>"), "{text}");
    for code in ["1000", "2100", "2200", "3000"] {
        let built = build(&request, code, &options());
        let text = clean(&built);
        assert_eq!((built.itk2_reply, built.code), (Some(Itk2Reply::Fault), Some(code)));
        let word = if matches!(code, "1000" | "3000") { "soap:Client" } else { "soap:Server" };
        assert!(text.contains(&format!("<faultcode>{word}</faultcode>")), "{text}");
        assert!(text.contains("<wsa:RelatesTo>6D5C4B3A-2918-4706-85F4-E3D2C1B0A987</wsa:RelatesTo>"), "{text}");
    }
    // An infrastructure response in a request is answered over the connection alone.
    let response = case("ITK2-A6/generic.ok.xml");
    let start = request.find("<itk:DistributionEnvelope").expect("an envelope");
    let end = request.find("</itk:DistributionEnvelope>").expect("its end") + "</itk:DistributionEnvelope>".len();
    let request = [&request[..start], &response, &request[end..]].concat().replace("SendCDADocument-v2-0</wsa", "sendDistEnvelope</wsa");
    let built = build(&request, "suggested", &options());
    clean(&built);
    assert_eq!(built.itk2_reply, Some(Itk2Reply::Answer));
}

#[test]
fn what_cannot_be_referred_to_gets_a_fault() {
    let built = build(&case("ITK2-S10/soap-12.xml"), "suggested", &options());
    assert!(clean(&built).contains("<faultcode>soap:VersionMismatch</faultcode>"));
    let request = case("ITK2-S1/present.ok.xml");
    let built = build(&request.replace("trackingid=", "other="), "suggested", &options());
    assert_eq!(built.itk2_reply, Some(Itk2Reply::Fault));
    clean(&built);
    let built = build(&request[..request.len() / 2], "suggested", &options());
    assert_eq!((built.itk2_reply, built.code), (Some(Itk2Reply::Fault), Some("1000")));
    clean(&built);
    let understood = AcknowledgementOptions { itk2_reply: Some(Itk2Reply::Fault), ..options() };
    let built = build(&case("ITK2-S11/other.xml"), "1000", &understood);
    assert!(clean(&built).contains("<faultcode>soap:MustUnderstand</faultcode>"));
}

#[test]
fn what_must_not_be_built_is_refused_with_a_reason() {
    let [(_, first), _] = messages();
    let even = AcknowledgementOptions { even_unasked: true, ..options() };
    let unasked = first.replace("infackrequested\" value=\"true", "infackrequested\" value=\"false");
    assert_eq!(refused(&build(&unasked, "OK", &options())), ("not-asked", true));
    clean(&build(&unasked, "OK", &even));
    for path in ["ITK2-A6/generic.ok.xml", "ITK2-A1/bare.ok.xml", "ITK2-F4/complete.ok.xml", "ITK2-S3/answer.ok.xml"] {
        assert_eq!(refused(&build(&case(path), "OK", &even)), ("response-of-response", false), "{path}");
    }
    let forced = AcknowledgementOptions { itk2_reply: Some(Itk2Reply::Acknowledgement), ..even.clone() };
    assert_eq!(refused(&build(&first.replace("trackingid=", "other="), "DE0002", &forced)), ("no-tracking-id", false));
    let nowhere = case("ITK2-E12/no-sender.xml");
    assert_eq!(refused(&build(&nowhere, "OK", &options())), ("no-return-address", false));
    let to = AcknowledgementOptions { to: Some("urn:nhs-uk:addressing:ods:RXX".to_owned()), ..options() };
    assert!(clean(&build(&nowhere, "OK", &to)).contains("<itk:address uri=\"urn:nhs-uk:addressing:ods:RXX\"/>"));
    let nobody = Validator::new().build_acknowledgement(first.as_bytes(), "OK", &Responder::default(), &options());
    assert_eq!(refused(&nobody), ("responder", false));
    for code in ["20013", "10009", "DE0013", "ok"] {
        assert_eq!(refused(&build(&first, code, &options())), ("unknown-code", false));
    }
    let late = AcknowledgementOptions { now: "today".to_owned(), ..options() };
    assert_eq!(refused(&build(&first, "OK", &late)), ("option", false));
    let answer = AcknowledgementOptions { itk2_reply: Some(Itk2Reply::Answer), ..options() };
    assert_eq!(refused(&build(&first, "OK", &answer)), ("not-asked", true));
    assert_eq!(refused(&build(&case("ITK2-S1/present.ok.xml"), "DE0001", &answer)), ("unknown-code", false));
}

#[test]
fn a_responder_may_give_address_and_identity() {
    let [(_, first), _] = messages();
    let responder = Responder {
        address: "urn:nhs-uk:addressing:ods:A99999:desk".to_owned(),
        identity: "urn:nhs-uk:identity:ods:A99999:desk:1".to_owned(),
        ..Responder::default()
    };
    let built = Validator::new().build_acknowledgement(first.as_bytes(), "OK", &responder, &options());
    let text = clean(&built);
    assert!(text.contains("<itk:senderAddress uri=\"urn:nhs-uk:addressing:ods:A99999:desk\"/>"));
    assert!(text.contains("<itk:id uri=\"urn:nhs-uk:identity:ods:A99999:desk:1\"/>"));
    for wrong in ["ods:A99999", "urn:nhs-uk:addressing:", "urn:nhs-uk:addressing:ods:\"A"] {
        let responder = Responder { address: wrong.to_owned(), ..self::responder() };
        assert_eq!(refused(&Validator::new().build_acknowledgement(first.as_bytes(), "OK", &responder, &options())), ("responder", false));
    }
}

#[test]
fn nothing_of_a_message_goes_into_a_reply_as_markup() {
    let message = case("ITK2-E1/complete.ok.xml").replace(
        "<itk:senderAddress uri=\"urn:nhs-uk:addressing:ods:RXX:clinic4\"/>",
        "<itk:senderAddress uri=\"&quot;/>&lt;x&gt;\" type=\"2.16.840.1.113883.2.1.3.2.4.21.1\"/>",
    );
    let built = build(&message, "OK", &options());
    assert!(clean(&built).contains("uri=\"&quot;/&gt;&lt;x&gt;\""), "{:?}", built.text);
}

fn review(message: &str, responses: &[&str]) -> Conversation {
    let responses: Vec<&[u8]> = responses.iter().map(|response| response.as_bytes()).collect();
    Validator::new().review_conversation(message.as_bytes(), &responses, &Options::default())
}

/// The rules that a review adds to those of each response.
fn beside(conversation: &Conversation) -> Vec<&str> {
    conversation.responses.iter().flat_map(|response| &response.issues).map(|issue| &*issue.rule).collect()
}

#[test]
fn a_message_its_acknowledgement_and_the_review_are_complete() {
    for (version, message) in messages() {
        assert_eq!(review(&message, &[]).waiting_for, ["infrastructure response"], "{version}");
        let built = build(&message, "suggested", &options());
        let conversation = review(&message, &[clean(&built)]);
        assert_eq!(conversation.state, State::Complete, "{version}: {}", conversation.why);
        let response = &conversation.responses[0];
        assert!(response.answers && response.positive == Some(true) && response.code.as_deref() == Some("OK"));
        assert_eq!(beside(&conversation), [""; 0], "{version}");
        // One that refuses the message.
        let built = build(&message, "DE0007", &options());
        assert_eq!(review(&message, &[clean(&built)]).state, State::Failed, "{version}");
    }
}

#[test]
fn a_business_response_is_waited_for_where_it_was_asked_for() {
    let message = case("ITK2-E1/complete.ok.xml").replace("ackrequested\" value=\"false", "ackrequested\" value=\"true");
    let built = build(&message, "OK", &options());
    let infrastructure = clean(&built).to_owned();
    let business = case("ITK2-B1/accepted.ok.xml");
    let waiting = review(&message, &[&infrastructure]);
    assert_eq!((waiting.state, waiting.waiting_for), (State::Waiting, vec!["business response"]));
    let complete = review(&message, &[&infrastructure, &business]);
    assert_eq!((complete.state, beside(&complete).len()), (State::Complete, 0));
    let refused = case("ITK2-B2/refused.ok.xml");
    assert_eq!(review(&message, &[&infrastructure, &refused]).state, State::Failed);
    // The acknowledgement of the business response answers that, not the message.
    let asking = business.replace(
        "      <itk:spec key",
        "      <itk:spec key=\"urn:nhs-itk:ns:201005:infackrequested\" value=\"true\"/>\n      <itk:spec key",
    );
    assert!(!review(&message, &[&infrastructure, &asking]).next.is_empty());
    let further = build(&asking, "OK", &options());
    let whole = review(&message, &[&infrastructure, &asking, clean(&further)]);
    assert_eq!((whole.state, whole.responses[2].to, whole.next.len()), (State::Complete, Some(1), 0));
}

#[test]
fn a_response_to_another_message_is_told() {
    let message = case("ITK2-E1/complete.ok.xml");
    let built = build(&message, "OK", &options());
    let other = message.replace("4E1C7A90-2B3D-4F68-8A17-5C9D0E2F3B41", "4E1C7A90-2B3D-4F68-8A17-5C9D0E2F3B42");
    let conversation = review(&other, &[clean(&built)]);
    assert_eq!((conversation.state, conversation.responses[0].answers), (State::Waiting, false));
    assert_eq!(beside(&conversation), ["ITK2-A5"]);
    let other = message.replace("SendCDADocument-v2-0", "SendDocument-v1-0");
    assert_eq!(beside(&review(&other, &[clean(&built)])), ["ITK2-A5"]);
}

#[test]
fn an_answer_over_the_connection_is_enough_where_nothing_was_asked_for() {
    let request = case("ITK2-S1/present.ok.xml").replace("infackrequested\" value=\"true", "infackrequested\" value=\"false");
    assert_eq!(review(&request, &[]).state, State::Unconfirmed);
    let answer = build(&request, "OK", &options());
    assert_eq!(review(&request, &[clean(&answer)]).state, State::Complete);
    let fault = build(&request, "2200", &options());
    let conversation = review(&request, &[clean(&fault)]);
    assert_eq!((conversation.state, conversation.responses[0].code.as_deref()), (State::Failed, Some("2200")));
    // A request that asks for an acknowledgement waits for it, whatever the answer.
    let asking = case("ITK2-S1/present.ok.xml");
    assert_eq!(review(&asking, &[clean(&answer)]).state, State::Waiting);
}

#[test]
fn what_a_reply_of_itk2_has_no_place_for_is_named() {
    let message = case("ITK2-E1/complete.ok.xml");
    let chosen = AcknowledgementOptions {
        format: Some(itk3_validator::syntax::Format::Json),
        issue_code: Some("processing".to_owned()),
        receiver: true,
        workflow: Some("TOC_FHIR_IP_DISCH".to_owned()),
        ..options()
    };
    let built = build(&message, "OK", &chosen);
    assert_eq!(clean(&built), clean(&build(&message, "OK", &options())));
    assert_eq!(built.notes.iter().filter(|note| note.contains("so it was not used")).count(), 4, "{:?}", built.notes);
}

#[test]
fn a_review_of_itk2_tells_what_contradicts_itself_and_what_is_out_of_order() {
    let message = case("ITK2-E1/complete.ok.xml");
    let (positive, negative) = (build(&message, "OK", &options()), build(&message, "DE0007", &options()));
    let both = review(&message, &[clean(&positive), clean(&negative)]);
    assert_eq!((both.state, both.title), (State::Failed, "Failed: the responses contradict each other"));
    let contrary = clean(&negative).replacen("result=\"Failure\"", "result=\"OK\"", 1);
    assert_ne!(contrary, clean(&negative));
    let conversation = review(&message, &[&contrary]);
    assert_eq!((conversation.state, conversation.title), (State::Failed, "Failed: a response contradicts itself"));
    assert_eq!(review(clean(&positive), &[&message]).title, "Not in order");
    // A MESH report does not say which message it is about.
    let report = "<DTSControl><MessageType>Report</MessageType><From_DTS>X26OT001</From_DTS><StatusRecord><StatusCode>14</StatusCode></StatusRecord></DTSControl>";
    let conversation = review(&message, &[report]);
    assert_eq!((conversation.state, conversation.responses[0].answers), (State::Waiting, false));
    assert!(conversation.next.iter().any(|step| step.contains("MESH error report")), "{:?}", conversation.next);
}
