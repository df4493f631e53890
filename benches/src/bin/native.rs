//! How long reading and checking take, beside the time that other parsers need for the same text alone.
//!
//! Prints a table; `benches/record/` keeps dated ones. Never a test: machines differ.

use std::env;
use std::hint::black_box;
use std::process::Command;
use std::time::{Duration, Instant};

use itk3_validator::syntax::{Format, Limits, read};
use itk3_validator::{Options, Validator};
use itk3_validator_benches::{Turns, corpus, example, made, ms, references};

/// A tree of it all, by the usual parser.
fn plain(text: &str) {
    match Format::of(text) {
        Format::Xml => {
            black_box(roxmltree::Document::parse(text).is_ok());
        }
        _ => {
            black_box(serde_json::from_str::<serde_json::Value>(text).is_ok());
        }
    }
}

/// The fastest parser: of XML the events alone, of JSON a tree.
fn fast(text: &str) {
    if Format::of(text) == Format::Xml {
        let mut reader = quick_xml::Reader::from_str(text);
        loop {
            match reader.read_event() {
                Ok(quick_xml::events::Event::Eof) | Err(_) => break,
                Ok(event) => drop(black_box(event)),
            }
        }
    } else {
        let mut bytes = text.as_bytes().to_vec();
        black_box(simd_json::to_borrowed_value(&mut bytes).is_ok());
    }
}

fn row(name: &str, texts: &[&str], validator: &Validator) {
    let bytes: usize = texts.iter().map(|text| text.len()).sum();
    let options = Options::default();
    let turns = Turns::run(
        &mut [
            &mut || texts.iter().for_each(|text| plain(text)),
            &mut || texts.iter().for_each(|text| fast(text)),
            &mut || {
                texts.iter().for_each(|text| {
                    black_box(read(text, Limits::default()));
                })
            },
            &mut || {
                texts.iter().for_each(|text| {
                    black_box(validator.validate(text, &options));
                })
            },
        ],
        Duration::from_millis(2500),
    );
    let [plain, fast, reading, whole] = [0, 1, 2, 3].map(|work| ms(turns.times(work).shortest));
    let ratio = turns.ratio(3, 0);
    println!(
        "{name:<37} {:>8.1} kB {plain:>8.3} ms {fast:>8.3} ms {reading:>8.3} ms {whole:>8.3} ms {:>6.2} {:>5.2} {:>5.2}",
        bytes as f64 / 1e3,
        ratio.shortest,
        ratio.median,
        ratio.longest,
    );
}

fn main() {
    let start = Instant::now();
    let validator = Validator::new();
    if let Ok(asked) = env::var(ASKED) {
        return memory_of(&asked, &validator);
    }
    let started = start.elapsed();
    let small = example("response-20013.json");
    let first = Instant::now();
    black_box(validator.validate(&small, &Options::default()));
    println!("start {:.2} ms, first small message {:.2} ms", ms(started), ms(first.elapsed()));
    println!(
        "Plain parse: roxmltree, serde_json. Fast parse: quick-xml (events), simd-json. The shortest of each; whole / plain parse, turn"
    );
    println!("by turn: least, median, most.");
    println!("{:<37} {:>11} {:>11} {:>11} {:>11} {:>11} {:>18}", "", "size", "plain parse", "fast parse", "read", "whole", "whole / plain");
    let corpus = corpus();
    if corpus.is_empty() {
        println!("no corpus here: the rows over real messages are left out");
    } else {
        row("corpus, all", &corpus.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), &validator);
        for name in ["ITK-Response-20013-Example-1.xml", "contraception-service--example-1.xml", "ITK-EDIS-Example-1.xml"] {
            if let Some((_, text)) = corpus.iter().find(|(file, _)| file.ends_with(name)) {
                row(name, &[text], &validator);
            }
        }
    }
    for entries in [500, 5_000, 20_000] {
        row(&format!("made: {entries} entries, XML"), &[&made(entries, Format::Xml)], &validator);
        row(&format!("made: {entries} entries, JSON"), &[&made(entries, Format::Json)], &validator);
    }
    row("made: 100000 references", &[&references(100_000)], &validator);
    memory();
    flat(&validator, &small);
}

/// Resident memory now and at its highest, in kB, as Linux tells them.
fn resident() -> Option<(f64, f64)> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
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
        Some((entries, format)) => made(entries.parse().unwrap_or(0), if format == "XML" { Format::Xml } else { Format::Json }),
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
