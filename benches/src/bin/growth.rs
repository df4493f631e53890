//! How the time for each byte changes where a message becomes ten times as large, for everything that a sender may write as often
//! as he likes. Cost in proportion keeps it the same.
//!
//! Prints a table; `benches/record/` keeps dated ones. Never a test: machines differ.

use std::hint::black_box;
use std::time::Duration;

use itk3_validator::reply::{AcknowledgementOptions, Responder};
use itk3_validator::syntax::Format;
use itk3_validator::{Options, Validator};
use itk3_validator_benches::{Turns, example, made, references};

/// What is made ten times as large: its name, how much of it is little, and a text with so many.
type Family = (&'static str, usize, fn(usize) -> String);

/// How long each row is measured.
const TIME: Duration = Duration::from_millis(900);

/// `of(0)`, `of(1)` … side by side.
fn each(count: usize, between: &str, of: impl Fn(usize) -> String) -> String {
    let mut all = String::new();
    for i in 0..count {
        all.push_str(if i > 0 { between } else { "" });
        all.push_str(&of(i));
    }
    all
}

fn patient(members: &str) -> String {
    format!(
        r#"{{"resourceType":"Patient","meta":{{"profile":["https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patient-1"]}},{members}}}"#
    )
}

fn bundle(entries: &str) -> String {
    format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{entries}]}}"#)
}

fn basic(i: usize, more: &str) -> String {
    format!(r#"{{"fullUrl":"urn:uuid:{0}","resource":{{"resourceType":"Basic","id":"{0}","code":{{"text":"a"}}{more}}}}}"#, uuid(i))
}

fn uuid(i: usize) -> String {
    format!("00000000-0000-4000-8000-{i:012x}")
}

fn narrative(inner: &str) -> String {
    patient(&format!(r#""text":{{"status":"generated","div":"<div xmlns='http://www.w3.org/1999/xhtml'>{inner}</div>"}}"#))
}

fn xml(inner: &str) -> String {
    format!(r#"<Patient xmlns="http://hl7.org/fhir">{inner}</Patient>"#)
}

/// A message of the page with something put before a piece of it.
fn message_with(piece: &str, more: &str) -> String {
    let message = example("send-document.xml");
    let at = message.find(piece).unwrap_or(0);
    format!("{}{more}{}", &message[..at], &message[at..])
}

const FAMILIES: &[Family] = &[
    ("entries, XML", 200, |n| made(n, Format::Xml)),
    ("entries, JSON", 200, |n| made(n, Format::Json)),
    ("references to one entry", 1_000, references),
    ("references, each to another entry", 300, |n| {
        bundle(&each(n, ",", |i| basic(i, &format!(r#","subject":{{"reference":"urn:uuid:{}"}}"#, uuid((i + 1) % n)))))
    }),
    ("references that lead nowhere", 300, |n| {
        bundle(&each(n, ",", |i| basic(i, &format!(r#","subject":{{"reference":"urn:uuid:{}"}}"#, uuid(i + n)))))
    }),
    ("relative references", 300, |n| {
        bundle(&each(n, ",", |i| basic(i, &format!(r#","subject":{{"reference":"Basic/{}"}}"#, uuid((i + 1) % n)))))
    }),
    ("entries with the same fullUrl", 300, |n| bundle(&each(n, ",", |_| basic(0, "")))),
    ("entries without resource", 1_000, |n| bundle(&each(n, ",", |i| format!(r#"{{"fullUrl":"urn:uuid:{}"}}"#, uuid(i))))),
    ("Bundles within Bundles", 200, |n| {
        bundle(&each(n, ",", |i| format!(r#"{{"fullUrl":"urn:uuid:{}","resource":{}}}"#, uuid(i + n), bundle(&basic(i, "")))))
    }),
    ("contained resources", 300, |n| {
        let contained = each(n, ",", |i| format!(r#"{{"resourceType":"Organization","id":"o{i}","name":"A"}}"#));
        let references = each(n, ",", |i| format!(r##"{{"reference":"#o{i}"}}"##));
        patient(&format!(r#""contained":[{contained}],"generalPractitioner":[{references}]"#))
    }),
    ("contained resources without a reference", 300, |n| {
        let contained = each(n, ",", |i| format!(r#"{{"resourceType":"Organization","id":"o{i}","name":"A"}}"#));
        patient(&format!(r#""contained":[{contained}],"active":true"#))
    }),
    ("depth of sections", 9, |n| {
        let open = r#""section":[{"title":"A","text":{"status":"empty","div":"<div xmlns='http://www.w3.org/1999/xhtml'>a</div>"},"#;
        format!(r#"{{"resourceType":"Composition",{}"title":"A"{}}}"#, open.repeat(n), "}]".repeat(n))
    }),
    ("slices: identifiers", 300, |n| {
        let systems = ["https://fhir.nhs.uk/Id/nhs-number", "https://example.com/id", "https://fhir.nhs.uk/Id/local-patient-identifier"];
        patient(&format!(r#""identifier":[{}]"#, each(n, ",", |i| format!(r#"{{"system":"{}","value":"{i}"}}"#, systems[i % 3]))))
    }),
    ("extensions, each of its own URL", 300, |n| {
        patient(&format!(r#""extension":[{}]"#, each(n, ",", |i| format!(r#"{{"url":"https://example.com/{i}","valueString":"a"}}"#))))
    }),
    ("extensions that are nearly known", 100, |n| {
        let url = "https://fhir.hl7.org.uk/STU3/StructureDefinition/Extension-CareConnect-EthnicCategor";
        patient(&format!(r#""extension":[{}]"#, each(n, ",", |i| format!(r#"{{"url":"{url}{i}","valueString":"a"}}"#))))
    }),
    ("codings of one concept", 300, |n| {
        let coding = |i| format!(r#"{{"system":"http://hl7.org/fhir/marital-status","code":"{i}"}}"#);
        patient(&format!(r#""maritalStatus":{{"coding":[{}]}}"#, each(n, ",", coding)))
    }),
    ("codings, each of its own system", 300, |n| {
        let coding = |i| format!(r#"{{"system":"https://fhir.nhs.uk/STU3/CodeSystem/a-{i}","code":"a"}}"#);
        patient(&format!(r#""maritalStatus":{{"coding":[{}]}}"#, each(n, ",", coding)))
    }),
    ("profiles, each unknown", 100, |n| {
        let url = |i| format!(r#""https://fhir.hl7.org.uk/STU3/StructureDefinition/CareConnect-Patien-{i}""#);
        format!(r#"{{"resourceType":"Patient","meta":{{"profile":[{}]}},"active":true}}"#, each(n, ",", url))
    }),
    ("wrong values", 500, |n| patient(&format!(r#""telecom":[{}]"#, each(n, ",", |i| format!(r#"{{"system":"wrong{i}","value":"1"}}"#))))),
    ("unknown elements, each of its own name", 500, |n| patient(&each(n, ",", |i| format!(r#""wrong{i}":"a""#)))),
    ("elements out of order, XML", 500, |n| xml(&"<birthDate value=\"1970-03-28\"/><name><family value=\"A\"/></name>".repeat(n))),
    ("text of a narrative", 20_000, |n| narrative(&"words ".repeat(n))),
    ("elements of a narrative", 5_000, |n| narrative(&"<p>words</p>".repeat(n))),
    ("references of a narrative to characters", 5_000, |n| narrative(&"&#38;".repeat(n))),
    ("attributes of one element, XML", 3_000, |n| xml(&format!("<id{}/>", each(n, "", |i| format!(" a{i}='1'"))))),
    ("a long string", 100_000, |n| patient(&format!(r#""name":[{{"family":"{}"}}]"#, "A".repeat(n)))),
    ("a long string of escapes, JSON", 20_000, |n| patient(&format!(r#""name":[{{"family":"{}"}}]"#, "\\u00e4".repeat(n)))),
    ("a long string of entities, XML", 20_000, |n| xml(&format!("<name><family value=\"{}\"/></name>", "&amp;".repeat(n)))),
    ("a long id", 100_000, |n| patient(&format!(r#""id":"{}""#, "a".repeat(n)))),
    ("a long number", 20_000, |n| patient(&format!(r#""multipleBirthInteger":{}"#, "9".repeat(n)))),
    ("base64", 100_000, |n| patient(&format!(r#""photo":[{{"contentType":"image/png","data":"{}"}}]"#, "QUJD".repeat(n / 4)))),
    ("comments, XML", 5_000, |n| xml(&format!("{}<active value=\"true\"/>", "<!-- a -->".repeat(n)))),
    ("comments in JSON", 1_000, |n| patient(&format!(r#""fhir_comments":[{}]"#, each(n, ",", |_| "\"a\"".to_owned())))),
    ("elements that end wrongly, XML", 3_000, |n| xml(&"</name>".repeat(n))),
    ("elements that do not end, XML", 90, |n| format!(r#"<Patient xmlns="http://hl7.org/fhir">{}"#, "<name>".repeat(n))),
    ("repeated members, JSON", 1_000, |n| patient(&each(n, ",", |_| r#""active":true"#.to_owned()))),
    ("questionnaire: items and answers", 200, |n| {
        let items = each(n, ",", |i| format!(r#"{{"linkId":"{i}","type":"string","required":true}}"#));
        let answers = each(n, ",", |i| format!(r#"{{"linkId":"{i}","answer":[{{"valueString":"a"}}]}}"#));
        let form = format!(r#"{{"resourceType":"Questionnaire","url":"https://example.com/q","status":"active","item":[{items}]}}"#);
        let response = format!(
            r#"{{"resourceType":"QuestionnaireResponse","status":"completed","questionnaire":{{"reference":"https://example.com/q"}},"item":[{answers}]}}"#
        );
        bundle(&format!(r#"{{"resource":{form}}},{{"resource":{response}}}"#))
    }),
    ("handling keys of a message", 300, |n| {
        let key = |i| format!(r#"<extension url="Key{i}"><valueBoolean value="true"/></extension>"#);
        message_with(r#"<extension url="BusAckRequested">"#, &each(n, "", key))
    }),
    ("sections of a document", 200, |n| {
        let section = |i| {
            format!(
                r#"<section><title value="A {i}"/><text><status value="additional"/><div xmlns="http://www.w3.org/1999/xhtml">Words {i}</div></text></section>"#
            )
        };
        message_with("</Composition>", &each(n, "", section))
    }),
];

fn main() {
    let validator = Validator::new();
    let options = Options::default();
    println!("{:<42} {:>9} {:>11} {:>11} {:>7}", "validate", "bytes", "ns a byte", "ten times", "ratio");
    for &(name, little, make) in FAMILIES {
        let validate = |text: &str| {
            black_box(validator.validate(text, &options));
        };
        row(name, &make(little), &make(little * 10), validate);
    }
    println!("\nother questions, of entries in XML");
    let (little, much) = (made(200, Format::Xml), made(2_000, Format::Xml));
    row("convert", &little, &much, |text| drop(black_box(validator.convert(text, Format::Json, &options))));
    row("redact", &little, &much, |text| drop(black_box(validator.redact(text))));
    row("map", &little, &much, |text| drop(black_box(validator.map(text))));
    let entries = |count: usize| {
        let resource = |i: usize| {
            format!("<entry><fullUrl value=\"urn:uuid:{0}\"/><resource><Basic><id value=\"{0}\"/></Basic></resource></entry>", uuid(i))
        };
        let message = example("send-document.xml");
        let at = message.rfind("</Bundle>").unwrap_or(0);
        format!("{}{}{}", &message[..at], each(count, "", resource), &message[at..])
    };
    let reply =
        AcknowledgementOptions { now: "2026-11-20T10:00:00+00:00".to_owned(), ids: (0..6).map(uuid).collect(), ..Default::default() };
    row("acknowledge", &entries(300), &entries(3_000), |text| {
        drop(black_box(validator.build_acknowledgement(text.as_bytes(), "20013", &Responder::default(), &reply)));
    });

    println!("\ndefinitions, added to a validator that is made anew");
    definitions("concepts of a code system", 500, |n| {
        let concepts = each(n, ",", |i| format!(r#"{{"code":"c{i}","display":"Concept {i}"}}"#));
        format!(
            r#"{{"resourceType":"CodeSystem","url":"https://example.com/s","status":"active","content":"complete","concept":[{concepts}]}}"#
        )
    });
    definitions("systems of a value set", 500, |n| {
        let systems = each(n, ",", |i| format!(r#"{{"system":"https://example.com/{i}","concept":[{{"code":"a"}}]}}"#));
        format!(r#"{{"resourceType":"ValueSet","url":"https://example.com/v","status":"active","compose":{{"include":[{systems}]}}}}"#)
    });
    definitions("slices of a profile", 100, |n| {
        let slices = each(n, "", |i| {
            format!(
                r#",{{"id":"Patient.identifier:s{i}","path":"Patient.identifier","sliceName":"s{i}"}},{{"id":"Patient.identifier:s{i}.system","path":"Patient.identifier.system","fixedUri":"https://example.com/{i}"}}"#
            )
        });
        let slicing = r#"{"id":"Patient.identifier","path":"Patient.identifier","slicing":{"discriminator":[{"type":"value","path":"system"}],"rules":"open"}}"#;
        format!(
            r#"{{"resourceType":"StructureDefinition","url":"https://example.com/p","name":"P","status":"active","kind":"resource","abstract":false,"type":"Patient","baseDefinition":"http://hl7.org/fhir/StructureDefinition/Patient","derivation":"constraint","differential":{{"element":[{{"id":"Patient","path":"Patient"}},{slicing}{slices}]}}}}"#
        )
    });
}

fn definitions(name: &str, little: usize, make: fn(usize) -> String) {
    let (little, much) = (make(little), make(little * 10));
    let with = |text: &str| {
        let mut validator = Validator::new();
        black_box(validator.add_definitions("definition.json", text.as_bytes()));
    };
    let bare = || {
        black_box(Validator::new());
    };
    let turns = Turns::run(&mut [&mut || with(&little), &mut || with(&much), &mut || bare()], TIME);
    // What a validator costs without them is taken off.
    let of = |place: usize| turns.times(place).shortest.saturating_sub(turns.times(2).shortest);
    line(name, (&little, of(0)), (&much, of(1)));
}

fn row(name: &str, little: &str, much: &str, work: impl Fn(&str)) {
    let turns = Turns::run(&mut [&mut || work(little), &mut || work(much)], TIME);
    line(name, (little, turns.times(0).shortest), (much, turns.times(1).shortest));
}

fn line(name: &str, little: (&str, Duration), much: (&str, Duration)) {
    let each = |(text, time): (&str, Duration)| time.as_secs_f64() * 1e9 / text.len() as f64;
    let (before, after) = (each(little), each(much));
    let remark = if after > before * 1.2 { "  more than in proportion" } else { "" };
    println!("{name:<42} {:>9} {before:>11.2} {after:>11.2} {:>7.2}{remark}", little.0.len(), after / before);
}
