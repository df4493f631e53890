//! Reading: held against another reader of each format, on texts that are right, broken, and absurd.

mod chance;
mod invariants;
mod material;
mod mutations;
mod readers;

use chance::Chance;
use itk3_validator::{Options, Validator, source};
use mutations::{mutated, texts};

/// Broken texts of each format.
const MUTATIONS: usize = 6000;

/// Every text as it is, then as many broken ones.
fn each_text(begins: char, seed: u64, pieces: &[&str], check: impl Fn(&str)) {
    let texts = texts(begins);
    texts.iter().for_each(|text| check(text));
    let mut chance = Chance::new(seed);
    for _ in 0..MUTATIONS {
        let text = &texts[chance.below(texts.len())];
        check(&mutated(text, &mut chance, pieces));
    }
}

#[test]
fn xml_is_refused_where_another_reader_refuses_it() {
    // Document type declarations, which FHIR forbids, roxmltree refuses as well unless it is asked not to.
    each_text('<', 0x9e37_79b9_7f4a_7c15, mutations::XML, readers::refuse_the_same_xml);
}

#[test]
fn json_is_refused_where_another_reader_refuses_it() {
    each_text('{', 0x2545_f491_4f6c_dd1d, mutations::JSON, readers::refuse_the_same_json);
}

#[test]
fn xml_means_what_another_reader_says_it_means() {
    let compared = std::cell::Cell::new(0);
    each_text('<', 0x1234_5678_9abc_def1, mutations::XML, |text| {
        compared.set(compared.get() + usize::from(readers::mean_the_same_in_xml(text)));
    });
    assert!(compared.get() > 200, "{} texts were compared", compared.get());
}

#[test]
fn json_means_what_another_reader_says_it_means() {
    let compared = std::cell::Cell::new(0);
    each_text('{', 0x0fed_cba9_8765_4321, mutations::JSON, |text| {
        compared.set(compared.get() + usize::from(readers::mean_the_same_in_json(text)));
    });
    assert!(compared.get() > 200, "{} texts were compared", compared.get());
}

#[test]
fn broken_messages_get_reports_that_hold_together() {
    let validator = Validator::new();
    for (begins, pieces) in [('<', mutations::XML), ('{', mutations::JSON)] {
        let texts = texts(begins);
        let mut chance = Chance::new(0xdead_beef_cafe_f00d);
        for i in 0..600 {
            let text = mutated(&texts[chance.below(texts.len())], &mut chance, pieces);
            let report = validator.validate(&text, &Options::default());
            invariants::hold(&format!("mutation {i} of {begins}: {text}"), &text, &report);
        }
    }
}

#[test]
fn broken_bytes_get_reports_that_hold_together() {
    let validator = Validator::new();
    let mut chance = Chance::new(0x5eed);
    let texts: Vec<String> = texts('<').into_iter().chain(texts('{')).filter(|text| text.len() < 4000).collect();
    let encodings: [fn(&str) -> Vec<u8>; 3] = [
        |text| text.as_bytes().to_vec(),
        |text| [0xff, 0xfe].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect(),
        |text| text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
    ];
    for i in 0..600 {
        let mut bytes = encodings[chance.below(3)](&texts[chance.below(texts.len())]);
        for _ in 0..=chance.below(4) {
            let at = chance.below(bytes.len());
            match chance.below(3) {
                0 => bytes[at] = chance.below(256) as u8,
                1 => bytes.insert(at, chance.below(256) as u8),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let report = validator.validate_bytes(&bytes, &Options::default());
        invariants::hold(&format!("mutation {i}"), &source::decode(&bytes).0, &report);
    }
}
