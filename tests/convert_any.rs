//! Whatever is converted, what comes out is well-formed and says the same, or nothing comes out and a place is named.

mod chance;
mod material;
mod outline;
mod own;
mod round_trip;

use chance::Chance;
use itk3_validator::{Validator, source};
use round_trip::{convert, held, problems};

/// How many changed texts are tried, unless CONVERSIONS says so.
const CONVERSIONS: usize = 400;

fn corpus() -> Vec<(String, String)> {
    material::corpus().into_iter().map(|(name, bytes)| (name, source::decode(&bytes).0.into_owned())).collect()
}

#[test]
fn corpus_and_fixtures_say_the_same_or_are_refused() {
    let validator = Validator::new();
    let (mut converted, mut wrong) = (0, Vec::new());
    for (name, text) in corpus().into_iter().chain(own::texts(&["tests"])) {
        match held(&validator, &text) {
            Ok(done) => converted += usize::from(done),
            Err(why) => wrong.push(format!("{name}: {why}")),
        }
    }
    assert!(wrong.is_empty(), "{} of them\n{}", wrong.len(), wrong.join("\n"));
    assert!(converted > 300, "{converted} were converted");
}

/// Pieces that mean something to one of the formats.
const PIECES: &[&str] = &[
    "\"",
    "'",
    "<",
    ">",
    "&",
    "/",
    "=",
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    "\\",
    "\\u0000",
    "\\ud800",
    "&#0;",
    "&#10;",
    "&amp;",
    "&quot;",
    "_",
    " ",
    "\n",
    "\r",
    "\u{1}",
    "\u{fffe}",
    "\u{85}",
    "]]>",
    "<!--",
    "-->",
    "<![CDATA[",
    "<?",
    "?>",
    "null",
    "true",
    "1",
    "01",
    "-",
    "1e5",
    "\"resourceType\"",
    "resourceType",
    "fhir_comments",
    "xmlns=\"\"",
    "xmlns:h=\"http://www.w3.org/1999/xhtml\" ",
    "h:",
    "div",
    "text",
    "value=\"\"",
    "<resourceType value=\"x\"/>",
    "\"a\": 1,",
    "\"_id\": {\"id\": \"a\"},",
    "<a b=\"c\"/>",
    "id",
    "url",
    "extension",
    "é",
    "\u{1f600}",
];

#[test]
fn changed_texts_say_the_same_or_are_refused() {
    let validator = Validator::new();
    let mut chance = Chance::new(12);
    let many = std::env::var("CONVERSIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(CONVERSIONS);
    let mut texts: Vec<(String, String)> =
        own::texts(&["tests"]).into_iter().chain(corpus()).filter(|(_, text)| text.len() < 60_000).collect();
    let others: Vec<_> =
        texts.iter().filter_map(|(name, text)| Some((format!("{name}, converted"), convert(&validator, text).ok()?))).collect();
    texts.extend(others);
    let (mut converted, mut wrong) = (0, Vec::new());
    for _ in 0..many {
        let (name, text) = &texts[chance.below(texts.len())];
        let mut changed = text.clone();
        for _ in 0..1 + chance.below(2) {
            // Where something means something, rather than within a word.
            let places: Vec<usize> = changed.match_indices(['"', '<', '>', '{', ',', ':']).map(|(at, _)| at).collect();
            let at = if places.is_empty() { 0 } else { places[chance.below(places.len())] + chance.below(2) };
            let end = if chance.below(3) == 0 { changed.ceil_char_boundary((at + chance.below(12)).min(changed.len())) } else { at };
            changed.replace_range(at..end, PIECES[chance.below(PIECES.len())]);
        }
        match held(&validator, &changed) {
            Ok(done) => converted += usize::from(done),
            Err(why) => wrong.push(format!("{name}: {why}\n{}", if changed.len() < 1500 { &changed } else { "" })),
        }
    }
    assert!(wrong.is_empty(), "{} of {many}\n{}", wrong.len(), wrong.iter().take(8).cloned().collect::<Vec<_>>().join("\n"));
    assert!(converted > many / 40, "{converted} of {many} were converted");
}

/// Small texts that one of the formats cannot hold, and where.
#[test]
fn what_a_format_cannot_hold_is_refused_with_its_place() {
    let validator = Validator::new();
    let patient = |inner: &str| format!("<Patient xmlns=\"http://hl7.org/fhir\">\n{inner}\n</Patient>");
    let json = |members: &str| format!("{{\"resourceType\": \"Patient\",\n{members}\n}}");
    let texts = [
        patient(r#"<active value="TRUE"/>"#),
        patient(r#"<active value="1"/>"#),
        patient(r#"<multipleBirthInteger value="1, &quot;gender&quot;: &quot;male&quot;"/>"#),
        patient(r#"<multipleBirthInteger value="01"/>"#),
        patient(r#"<multipleBirthInteger value=" 1"/>"#),
        patient(r#"<multipleBirthInteger value="NaN"/>"#),
        patient(r#"<extension url="http://example.org/a"><valueDecimal value=".5"/></extension>"#),
        patient(r#"<birthDate/>"#),
        patient(r#"<name/>"#),
        patient(r#"<resourceType value="Bundle"/>"#),
        patient(r#"<resourceType><code value="a"/></resourceType>"#),
        patient(r#"<_active value="true"/>"#),
        patient(r#"<fhir_comments value="a"/>"#),
        patient(r#"<active value="true"/>text"#),
        patient(r#"<active value="true" note="a"/>"#),
        patient(r#"<active xmlns="urn:other" value="true"/>"#),
        patient(r#"<contact><gender value="male"/><Organization><active value="true"/></Organization></contact>"#),
        patient(r#"<contact><Organization><active value="true"/></Organization><gender value="male"/></contact>"#),
        patient(&format!("<{} value=\"a\"/>", "a".repeat(130))),
        json(r#""x/><birthDate value=\"2000-01-01\"/><y": {"a": "b"}"#),
        json(r#""Contact": {"a": "b"}"#),
        json(r#""a:b": "c""#),
        json(r#""": "c""#),
        json(r#""gender": "a\u0000""#),
        json(r#""gender": "a\ufffe""#),
        json(r#""gender": "a\ud800""#),
        json(r#""gender": "male", "gender": "female""#),
        json(r#""active": "true""#),
        json(r#""birthDate": 2000"#),
        json(r#""birthDate": {"extension": [{"url": "http://example.org/a", "valueCode": "b"}]}"#),
        json(r#""name": [{"id": "a", "_id": {"extension": [{"url": "http://example.org/a", "valueCode": "b"}]}}]"#),
        json(r#""name": [{"id": ["a", "b"]}]"#),
        json(r#""extension": [{"url": {"a": "b"}}]"#),
        json(r#""contact": [{"resourceType": "organization", "a": "b"}]"#),
        json(r#""contact": [{"resourceType": "Organization><a", "a": "b"}]"#),
        json(
            r#""text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">a</div></text><active value=\"true\"/><text>"}"#,
        ),
        json(r#""text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\">a<br></div>"}"#),
        json(r#""text": {"status": "generated", "div": "a"}"#),
        json(r#""text": {"status": "generated", "div": "<div>a</div>"}"#),
        json(r#""active": true} {"#),
    ];
    for text in texts {
        let issue = convert(&validator, &text).expect_err(&text);
        assert_eq!(issue.place.line, 2, "{text}\n{issue:?}");
    }
}

#[test]
fn what_both_formats_hold_is_converted() {
    let validator = Validator::new();
    for text in [
        r#"{"resourceType": "Claim", "payee": {"type": {"text": "a"}, "resourceType": {"code": "relatedperson"}}}"#,
        r#"{"resourceType": "Patient", "birthDate": "20 Nov 2026", "multipleBirthInteger": 12}"#,
        r#"{"resourceType": "Patient", "unknown": [{"a": true}], "div": "<a>"}"#,
        r#"{"resourceType": "Patient", "name": [{"given": ["a", null], "_given": [null, {"id": "b"}], "text": "a\u0009\u000a\u000d\"<&\u0085 "}]}"#,
        r#"{"resourceType": "Patient", "text": {"status": "generated", "div": " <div xmlns=\"http://www.w3.org/1999/xhtml\">a<!-- b --><![CDATA[<]]></div>\n"}}"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><!-- a --><?b c?><multipleBirthInteger value="-1"/></Patient>"#,
        r#"<f:Patient xmlns:f="http://hl7.org/fhir"><f:gender value="male"/></f:Patient>"#,
    ] {
        assert_eq!(held(&validator, text), Ok(true), "{text}");
    }
}

/// The div of a Patient, written as JSON.
#[track_caller]
fn div(text: &str) -> String {
    let json = convert(&Validator::new(), text).expect(text);
    let json: serde_json::Value = serde_json::from_str(&json).expect("JSON");
    json["text"]["div"].as_str().expect("a div").to_owned()
}

#[test]
fn a_narrative_with_prefixes_is_xhtml_in_json() {
    let plain = r#"<div xmlns="http://www.w3.org/1999/xhtml"><p title="b">a</p><br/></div>"#;
    for text in [
        // As ElementTree of Python writes it.
        r#"<ns0:Patient xmlns:html="http://www.w3.org/1999/xhtml" xmlns:ns0="http://hl7.org/fhir"><ns0:text><ns0:status value="generated"/><html:div><html:p title="b">a</html:p><html:br/></html:div></ns0:text></ns0:Patient>"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/><h:div xmlns:h="http://www.w3.org/1999/xhtml"><h:p title="b">a</h:p><h:br/></h:div></text></Patient>"#,
        r#"<f:Patient xmlns:f="http://hl7.org/fhir" xmlns="http://www.w3.org/1999/xhtml"><f:text><f:status value="generated"/><div><p title="b">a</p><br/></div></f:text></f:Patient>"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><text xmlns:h="http://www.w3.org/1999/xhtml"><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml"><h:p title="b">a</h:p><br/></div></text></Patient>"#,
    ] {
        assert_eq!(div(text), plain);
        assert_eq!(problems(&Validator::new(), text), problems(&Validator::new(), &convert(&Validator::new(), text).expect("JSON")));
    }
    // What stands by itself stays as it is.
    let own = r#"<div  xmlns="http://www.w3.org/1999/xhtml" xml:lang='en' ><p >a</p ></div>"#;
    assert_eq!(div(&format!(r#"<Patient xmlns="http://hl7.org/fhir"><text><status value="generated"/>{own}</text></Patient>"#)), own);
}

#[test]
fn many_members_are_converted_in_linear_time() {
    let many = |count: usize| {
        let members: Vec<String> = (0..count).map(|i| format!("\"a{i}\": \"b\"")).collect();
        format!("{{\"resourceType\": \"Patient\", {}}}", members.join(", "))
    };
    let validator = Validator::new();
    let time = |text: &str| {
        let start = std::time::Instant::now();
        let xml = convert(&validator, text).expect("XML");
        convert(&validator, &xml).expect("JSON");
        start.elapsed()
    };
    let (few, all) = (time(&many(2_000)), time(&many(20_000)));
    assert!(all < few * 60 + std::time::Duration::from_millis(200), "{few:?} and then {all:?}");
}
