//! Wherever a value is planted, the redacted copy does not say it; and it is well-formed where the message is.

mod chance;
mod material;

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use chance::Chance;
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator, source};
use serde::Deserialize;

/// How many values are planted, unless PLANTED says so.
const PLANTED: usize = 400;

/// A name and an NHS number that nobody has, as a value and as a name.
const VALUE: &str = "Zebedee Smith 9990548609";
const NAME: &str = "ZebedeeSmith9990548609";

fn says(text: &str) -> bool {
    let lower = text.to_lowercase();
    ["zebedee", "smith", "9990548609"].iter().any(|word| lower.contains(word))
}

/// A reader of another make accepts the text.
fn is_well_formed(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    match Format::of(text) {
        Format::Json => {
            let mut input = serde_json::Deserializer::from_str(text);
            serde::de::IgnoredAny::deserialize(&mut input).is_ok() && input.end().is_ok()
        }
        Format::Xml => {
            let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
            roxmltree::Document::parse_with_options(text, options).is_ok()
        }
        Format::Unknown => true,
    }
}

#[track_caller]
fn held(validator: &Validator, text: &str) {
    let redacted = validator.redact(text);
    assert!(!says(&redacted), "{redacted}\nof {text}");
    assert!(!is_well_formed(text) || is_well_formed(&redacted), "not well-formed: {redacted}\nof {text}");
    let rules = |text: &str| {
        let mut rules: Vec<String> =
            validator.validate(text, &Options::default()).issues.into_iter().map(|issue| issue.rule.into()).collect();
        rules.sort();
        rules
    };
    assert_eq!(rules(text), rules(&redacted), "{redacted}\nof {text}");
}

#[test]
fn nothing_that_is_planted_in_xml_is_said() {
    let validator = Validator::new();
    let patient = |inner: &str| format!("<Patient xmlns=\"http://hl7.org/fhir\">{inner}</Patient>");
    let places = [
        "<?xml version=\"1.0\" note=\"@v\"?><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<?xml version=\"1.0\" encoding=\"@n\"?><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<?xml version=\"1.9990548609\"?><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<?@n @v?><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<!-- @v --><Patient xmlns=\"http://hl7.org/fhir\"/><!-- @v -->".to_owned(),
        "<!DOCTYPE @n [<!ENTITY @n \"@v\">]><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<!DOCTYPE Patient SYSTEM \"@v\"><Patient xmlns=\"http://hl7.org/fhir\"/>".to_owned(),
        "<Patient xmlns=\"@v\"><active value=\"true\"/></Patient>".to_owned(),
        "<Patient xmlns=\"http://hl7.org/fhir\" xmlns:p=\"@v\"><p:@n/></Patient>".to_owned(),
        "<Patient xmlns=\"http://hl7.org/fhir\" xmlns:@n=\"urn:a\"><@n:active value=\"true\"/></Patient>".to_owned(),
        "<@n xmlns=\"http://hl7.org/fhir\"><active value=\"true\"/></@n>".to_owned(),
        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><@n a=\"@v\">@v</@n></ClinicalDocument>".to_owned(),
        "<@n xmlns=\"urn:hl7-org:v3\"/>".to_owned(),
        patient("<@n value=\"true\"/>"),
        patient("<contact><@n><active value=\"true\"/></@n></contact>"),
        patient("<active value=\"true\" @n=\"a\"/>"),
        patient("<active value=\"true\" note=\"@v\"/>"),
        patient("<active value=\"@v\"/>"),
        patient("<active value=\"true\"/>@v"),
        patient("<active value=\"true\"/><![CDATA[@v]]>"),
        patient("<active value=\"true\"/>&@n;"),
        patient("<name><text value=\"&@n;\"/></name>"),
        patient("<name><text value=\"&#90;&#101;&#98;&#101;&#100;&#101;&#101; & a\"/></name>"),
        patient("<identifier><system value=\"https://@n.example/@n\"/><value value=\"@v\"/></identifier>"),
        patient("<identifier><system value=\"@n://example.org\"/></identifier>"),
        patient("<identifier><system value=\"urn:@n:a\"/></identifier>"),
        patient("<identifier><system value=\"urn:oid:1.2.9990548609\"/></identifier>"),
        patient("<meta><profile value=\"@v\"/><profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/@n-1|@n\"/></meta>"),
        patient("<extension url=\"https://example.org/@n\"><valueString value=\"@v\"/></extension>"),
        patient("<extension url=\"@n\"><valueCode value=\"@n\"/></extension>"),
        patient("<maritalStatus><coding><system value=\"http://example.org/a\"/><code value=\"@n\"/></coding></maritalStatus>"),
        patient("<maritalStatus><coding><system value=\"http://snomed.info/sct\"/><code value=\"9990548609\"/></coding></maritalStatus>"),
        patient("<gender value=\"@n\"/>"),
        patient("<language value=\"@n\"/>"),
        patient("<multipleBirthInteger value=\"9990548609\"/>"),
        patient("<extension url=\"http://example.org/a\"><valueDecimal value=\"9990548609\"/></extension>"),
        patient("<photo><contentType value=\"image/@n\"/><url value=\"https://@n/a\"/></photo>"),
        patient("<managingOrganization><reference value=\"https://@n.example/@n/Organization/@n?@n\"/></managingOrganization>"),
        patient("<managingOrganization><reference value=\"https://fhir.nhs.uk/StructureDefinition/@n\"/></managingOrganization>"),
        patient("<birthDate value=\"2026-11-20T10:15:30+9990548609\"/>"),
        patient("<birthDate value=\"@v\"/>"),
        patient(
            "<text><status value=\"generated\"/><div xmlns=\"http://www.w3.org/1999/xhtml\"><p title=\"@v\" @n=\"a\">@v<!-- @v --></p></div></text>",
        ),
    ];
    for place in places {
        held(&validator, &place.replace("@v", VALUE).replace("@n", NAME));
        // And where the name begins with a small letter, or with something else.
        held(&validator, &place.replace("@v", "smith").replace("@n", "zebedeeSmith"));
        held(&validator, &place.replace("@v", "é Smith").replace("@n", "_Smith.9990548609-é"));
    }
}

#[test]
fn nothing_that_is_planted_in_json_is_said() {
    let validator = Validator::new();
    let places = [
        r#""@n": "a""#,
        r#""@v": {"@n": [1, "@v"]}"#,
        r#""_@n": {"id": "@v"}"#,
        r#""@n": true, "@n": false"#,
        r#""\u005aebedee": "a""#,
        r#""@n": "a", "active": true, "active": "@v""#,
        r#""active": "@v""#,
        r#""active": 9990548609"#,
        r#""a": 9990548609.5e3, "a": 9990548609e3"#,
        r#""multipleBirthInteger": 9990548609"#,
        r#""multipleBirthInteger": "9990548609""#,
        r#""contained": [{"resourceType": "@n"}]"#,
        r#""contained": [{"resourceType": "@v", "@v": "@v"}]"#,
        r#""fhir_comments": ["@v"]"#,
        r#""extension": [{"url": "https://@n/@n", "valueUri": "@v"}, {"url": "@v", "valueOid": "urn:oid:1.2.9990548609"}]"#,
        r#""identifier": [{"system": "https://example.org/@n", "value": "9990548609"}]"#,
        r#""name": [["@v"]]"#,
        r#""name": [{"text": "@v \ud800"}]"#,
        r#""name": [{"text": "\u005aebedee\u0020\u0053mith"}]"#,
        r#""name": [{"text": "\u005aebedee \ud800 \u0053mith"}]"#,
        r#""text": {"status": "generated", "div": "<div xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:a=\"@v\"><a:@n @n=\"@v\">@v</a:@n></div>"}"#,
        r#""text": {"status": "@n", "div": "@v"}"#,
        r#""active": true} @v {"@n": "#,
        r#""active": @n"#,
        r#"@n: true"#,
    ];
    for place in places {
        let whole = format!(r#"{{"resourceType": "Patient", {place}}}"#);
        held(&validator, &whole.replace("@v", VALUE).replace("@n", NAME));
        held(&validator, &whole.replace("@v", "smith").replace("@n", "zebedeeSmith"));
    }
    held(&validator, &format!(r#"{{"resourceType": "{NAME}", "active": true}}"#));
    held(&validator, &format!("MSH|^~\\&|{NAME}|{VALUE}\rPID|{VALUE}"));
    held(&validator, VALUE);
}

fn messages() -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> =
        material::corpus().into_iter().map(|(name, bytes)| (name, source::decode(&bytes).0.into_owned())).collect();
    for folder in ["tests/fixtures/messages", "tests/fixtures/parity"] {
        for path in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)).expect("a folder").flatten().map(|entry| entry.path())
        {
            all.push((path.display().to_string(), source::decode(&fs::read(&path).expect("a file")).0.into_owned()));
        }
    }
    all.retain(|(_, text)| text.len() < 60_000);
    all.sort();
    all
}

#[test]
fn nothing_that_is_planted_by_chance_is_said() {
    let validator = Validator::new();
    let mut chance = Chance::new(17);
    let many = std::env::var("PLANTED").ok().and_then(|many| many.parse().ok()).unwrap_or(PLANTED);
    let messages = messages();
    for _ in 0..many {
        let (name, text) = &messages[chance.below(messages.len())];
        // A word of the message, whatever it is: a name, a value, a part of a URL, of a comment.
        let words: Vec<(usize, usize)> = text
            .match_indices(|c: char| !c.is_ascii_alphanumeric())
            .map(|(at, c)| (at + c.len(), text[at + c.len()..].find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(0)))
            .filter(|(_, length)| *length > 0)
            .collect();
        let (at, length) = words[chance.below(words.len())];
        let planted = [NAME, "zebedeeSmith", "9990548609", VALUE][chance.below(4)];
        let mut changed = text.clone();
        // In every place where the word is, so that a tag is closed as it is opened; or in one.
        if chance.below(2) == 0 {
            changed = changed.replace(&text[at..at + length], planted);
        } else {
            changed.replace_range(at..at + length, planted);
        }
        let redacted = validator.redact(&changed);
        let around = &text[text.floor_char_boundary(at.saturating_sub(60))..text.ceil_char_boundary((at + 60).min(text.len()))];
        // A code of SNOMED CT stays, whatever digits it has.
        let codes: Vec<&str> = redacted.split(|c: char| !c.is_ascii_digit()).filter(|digits| digits.len() > 10).collect();
        let redacted_words = codes.iter().fold(redacted.clone(), |text, code| if says(code) { text.replace(code, "") } else { text });
        if says(&redacted_words) {
            let at = redacted.to_lowercase().find("smith").or_else(|| redacted.find("9990548609")).unwrap_or_default();
            let said =
                &redacted[redacted.floor_char_boundary(at.saturating_sub(80))..redacted.ceil_char_boundary((at + 40).min(redacted.len()))];
            panic!("{name}: {planted} in {around}\nsays {said}");
        }
        assert!(!is_well_formed(&changed) || is_well_formed(&redacted), "{name}: {planted} in {around} is not well-formed");
    }
}

#[test]
fn a_misspelt_name_is_misspelt_in_the_copy_too() {
    let validator = Validator::new();
    for text in [
        r#"<Bundle xmlns="http://hl7.org/fhir"><tpye value="collection"/></Bundle>"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><birthdate value="2026"/><contact><gendre value="male"/></contact></Patient>"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><extension url="http://example.org/a"><valueSmith value="a"/></extension></Patient>"#,
        r#"<Patient xmlns="http://hl7.org/fhir"><name><family value="a"/></nmae></Patient>"#,
        r#"{"resourceType": "Patient", "extension": [{"url": "http://example.org/a", "value-0.0Smith": "a"}]}"#,
        r#"{"resourceType": "Bundle", "typ": "collection", "entries": []}"#,
        r#"{"resourceType": "Pateint", "active": true}"#,
    ] {
        held(&validator, text);
    }
}

#[test]
fn time_is_proportional_to_length() {
    let validator = Validator::new();
    let patient = |inner: &str| format!("<Patient xmlns=\"http://hl7.org/fhir\"><name><text value=\"{inner}\"/></name></Patient>");
    let json = |inner: &str| format!("{{\"resourceType\": \"Patient\", {inner}}}");
    let many = |count: usize, of: &dyn Fn(usize) -> String| (0..count).map(of).collect::<Vec<_>>();
    type Make<'a> = &'a dyn Fn(usize) -> String;
    let coding =
        |inner: &str| format!("<Patient xmlns=\"http://hl7.org/fhir\"><maritalStatus><coding>{inner}</coding></maritalStatus></Patient>");
    let texts: [(&str, Make<'_>); 9] = [
        ("codes of one coding", &|n| coding(&"<code value=\"a\"/>".repeat(n / 17))),
        ("misspelt systems of one coding", &|n| coding(&"<systme value=\"a\"/><display value=\"b\"/>".repeat(n / 39))),
        ("ampersands in a value", &|n| patient(&"&".repeat(n))),
        ("ampersands in a text", &|n| format!("<Patient xmlns=\"http://hl7.org/fhir\">{}</Patient>", "&".repeat(n))),
        ("ampersands that begin references", &|n| patient(&"&a".repeat(n / 2))),
        ("ampersands in another standard", &|n| format!("<ClinicalDocument xmlns=\"urn:hl7-org:v3\">{}</ClinicalDocument>", "&".repeat(n))),
        ("backslashes", &|n| json(&format!("\"gender\": \"{}\"", "\\".repeat(n)))),
        ("names", &|n| json(&many(n / 16, &|i| format!("\"name{i:06}\": 1")).join(","))),
        ("dates", &|n| {
            let date = |i: usize| format!("\"{:04}-{:02}-{:02}\"", 1 + i / 300, 1 + i % 12, 1 + i % 25);
            json(&format!(
                "\"extension\": [{}]",
                many(n / 60, &|i| format!("{{\"url\": \"http://a.b/c\", \"valueDate\": {}}}", date(i))).join(",")
            ))
        }),
    ];
    for (name, make) in texts {
        let time = |text: &str| {
            let start = Instant::now();
            validator.redact(text);
            start.elapsed()
        };
        let (short, long) = (make(40_000), make(400_000));
        let (few, all) = (time(&short), time(&long));
        assert!(all < few * 40 + Duration::from_millis(300), "{name}: {few:?} and then {all:?}");
    }
}
