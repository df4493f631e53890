//! How long reading and checking take, beside the time that a plain parser needs for the same text.
//!
//! `cargo bench` prints a table; `benches/record/` keeps dated ones. Never a test: machines differ.

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};
use std::{env, fs};

use itk3_validator::syntax::{Format, Limits, read};
use itk3_validator::{Options, Validator};

/// The shortest of several runs: what the work costs when nothing else is in the way.
fn best(mut work: impl FnMut()) -> Duration {
    work();
    let start = Instant::now();
    let mut shortest = Duration::MAX;
    let mut runs = 0;
    while runs < 5 || (start.elapsed() < Duration::from_millis(1500) && runs < 200) {
        let one = Instant::now();
        work();
        shortest = shortest.min(one.elapsed());
        runs += 1;
    }
    shortest
}

fn parse(text: &str) {
    match Format::of(text) {
        Format::Xml => {
            black_box(roxmltree::Document::parse(text).is_ok());
        }
        _ => {
            black_box(serde_json::from_str::<serde_json::Value>(text).is_ok());
        }
    }
}

fn row(out: &mut String, name: &str, texts: &[String], validator: &Validator) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let options = Options::default();
    let parsed = best(|| texts.iter().for_each(|text| parse(text)));
    let reading = best(|| {
        texts.iter().for_each(|text| {
            black_box(read(text, Limits::default()));
        })
    });
    let whole = best(|| {
        texts.iter().for_each(|text| {
            black_box(validator.validate(text, &options));
        })
    });
    let ms = |d: Duration| d.as_secs_f64() * 1e3;
    let _ = writeln!(
        out,
        "{name:<34} {:>9.1} kB {:>9.3} ms {:>9.3} ms {:>9.3} ms {:>8.2} x",
        bytes as f64 / 1e3,
        ms(parsed),
        ms(reading),
        ms(whole),
        whole.as_secs_f64() / parsed.as_secs_f64()
    );
}

fn main() {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let start = Instant::now();
    let validator = Validator::new();
    if let Ok(asked) = env::var(ASKED) {
        return memory_of(&asked, &validator);
    }
    let started = start.elapsed();
    let first = Instant::now();
    let example = fs::read_to_string(manifest.join("www/examples/response-20013.json")).unwrap_or_default();
    black_box(validator.validate(&example, &Options::default()));
    let mut out =
        format!("start {:.2} ms, first small message {:.2} ms\n", started.as_secs_f64() * 1e3, first.elapsed().as_secs_f64() * 1e3);
    let _ = writeln!(out, "{:<34} {:>12} {:>12} {:>12} {:>12} {:>10}", "", "size", "plain parse", "read", "whole", "whole/parse");
    let corpus = manifest.join("../shared/corpus");
    let mut files = Vec::new();
    collect(&corpus, &mut files);
    files.sort();
    if files.is_empty() {
        out.push_str("no corpus here: the rows over real messages are left out\n");
    } else {
        let texts: Vec<String> = files.iter().filter_map(|file| fs::read_to_string(file).ok()).collect();
        row(&mut out, "corpus, all", &texts, &validator);
        for name in ["ITK-Response-20013-Example-1.xml", "contraception-service--example-1.xml", "ITK-EDIS-Example-1.xml"] {
            if let Some(file) = files.iter().find(|file| file.ends_with(name)) {
                row(&mut out, name, &[fs::read_to_string(file).unwrap_or_default()], &validator);
            }
        }
    }
    for entries in [500, 5_000, 20_000] {
        row(&mut out, &format!("made: {entries} entries, XML"), &[made(entries, true)], &validator);
        row(&mut out, &format!("made: {entries} entries, JSON"), &[made(entries, false)], &validator);
    }
    row(&mut out, "made: 100000 references", &[references(100_000)], &validator);
    print!("{out}");
    memory();
    flat(&validator, &example);
}

/// Resident memory now and at its highest, in kB, as Linux tells them.
fn resident() -> Option<(f64, f64)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let read = |name: &str| status.lines().find_map(|line| line.strip_prefix(name)?.trim().strip_suffix(" kB")?.parse().ok());
    Some((read("VmRSS:")?, read("VmHWM:")?))
}

/// What a process of its own is asked to measure: memory that was freed once would hide what is taken.
const ASKED: &str = "ITK3_VALIDATOR_MEMORY";

/// How much memory a message takes at the most, beside the size of its text.
fn memory() {
    for asked in ["500 XML", "500 JSON", "5000 XML", "5000 JSON", "20000 XML", "20000 JSON", "references"] {
        let asked = env::current_exe().map(|exe| Command::new(exe).env(ASKED, asked).status());
        if !matches!(asked, Ok(Ok(status)) if status.success()) {
            println!("memory cannot be told here");
            return;
        }
    }
}

fn memory_of(asked: &str, validator: &Validator) {
    let text = match asked.split_once(' ') {
        Some((entries, format)) => made(entries.parse().unwrap_or(0), format == "XML"),
        None => references(100_000),
    };
    let before = resident();
    black_box(validator.validate(&text, &Options::default()));
    if let (Some((before, _)), Some((_, highest))) = (before, resident()) {
        let (size, taken) = (text.len() as f64 / 1e3, (highest - before) * 1.024);
        println!("memory: made, {asked:<11} {size:>9.1} kB, at most {taken:>9.1} kB more, {:>5.2} x the text", taken / size);
    }
}

/// Memory before and after many messages: MESSAGES of them, or as many as take a few seconds.
fn flat(validator: &Validator, message: &str) {
    let count = env::var("MESSAGES").ok().and_then(|count| count.parse().ok()).unwrap_or(50_000);
    let run = |count: u32| (0..count).for_each(|_| drop(black_box(validator.validate(message, &Options::default()))));
    run(1000);
    let before = resident();
    let start = Instant::now();
    run(count);
    let each = start.elapsed().as_secs_f64() * 1e6 / f64::from(count);
    if let (Some((before, _)), Some((after, _))) = (before, resident()) {
        println!("memory: {before:.0} kB before and {after:.0} kB after {count} messages, {each:.1} us each");
    }
}

fn collect(folder: &Path, into: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.flatten().map(|entry| entry.path()) {
        if path.is_dir() {
            collect(&path, into);
        } else if path.extension().is_some_and(|e| e == "xml" || e == "json" || e == "dat") {
            into.push(path);
        }
    }
}

/// A collection of Observations of one Patient, about 1 kB an entry.
fn made(entries: usize, xml: bool) -> String {
    let mut out = String::new();
    let uuid = |i: usize| format!("00000000-0000-4000-8000-{i:012x}");
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
fn references(count: usize) -> String {
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
