//! The command before a terminal, and before a world that refuses: with a host of our own.

use std::collections::BTreeMap;

use itk3_validator::command::{Fault, Host, Stream, run};

/// Files by their path; what was printed.
#[derive(Default)]
struct World {
    files: BTreeMap<&'static str, &'static str>,
    terminal: bool,
    no_color: Option<&'static str>,
    /// Standard output takes this many texts before nobody reads it any more.
    patience: Option<usize>,
    out: String,
    err: String,
}

impl Host for World {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        match path {
            "secret.xml" => Err(Fault::Denied),
            "odd.xml" => Err(Fault::Other),
            _ => self.files.get(path).map(|text| text.as_bytes().to_vec()).ok_or(Fault::Missing),
        }
    }

    fn read_input(&mut self) -> Result<Vec<u8>, Fault> {
        self.read("-")
    }

    fn list(&mut self, path: &str) -> Option<Vec<String>> {
        // A folder within itself, as a file system may have it.
        path.starts_with("deep").then(|| vec!["deep/".to_owned(), "a.json".to_owned()])
    }

    fn write(&mut self, _: &str, _: &str) -> Result<(), Fault> {
        Err(Fault::Denied)
    }

    fn print(&mut self, stream: Stream, text: &str) -> bool {
        match stream {
            Stream::Output => self.out.push_str(text),
            Stream::Error => self.err.push_str(text),
        }
        let Some(patience) = self.patience.as_mut().filter(|_| stream == Stream::Output) else { return true };
        *patience = patience.saturating_sub(1);
        *patience > 0
    }

    fn is_terminal(&mut self, _: Stream) -> bool {
        self.terminal
    }

    fn now(&mut self) -> String {
        "2026-11-20T17:00:00Z".to_owned()
    }

    fn uuid(&mut self) -> String {
        "00000000-0000-4000-8000-000000000001".to_owned()
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        self.no_color.filter(|_| name == "NO_COLOR").map(str::to_owned)
    }
}

fn world() -> World {
    let bad = "<Patient xmlns=\"http://hl7.org/fhir\"><birthDate value=\"\u{1b}[2J&#27;x\"/></Patient>";
    World { files: BTreeMap::from([("good.json", r#"{"resourceType": "Patient", "active": true}"#), ("bad.xml", bad)]), ..World::default() }
}

fn run_in(world: &mut World, words: &str) -> u8 {
    run(world, &words.split(' ').map(str::to_owned).collect::<Vec<_>>(), "")
}

#[test]
fn a_terminal_gets_colour_and_progress() {
    let mut world = World { terminal: true, ..world() };
    assert_eq!(run_in(&mut world, "validate good.json bad.xml"), 1);
    assert!(world.out.contains("\u{1b}[1;31merror\u{1b}[0m"), "{}", world.out);
    assert_eq!(world.err, "\r1 of 2\r\u{1b}[K\r2 of 2\r\u{1b}[K");
}

#[test]
fn colour_is_left_out_where_it_is_refused() {
    for (world, words) in [
        (World { terminal: true, no_color: Some("1"), ..world() }, "validate good.json"),
        (World { terminal: true, ..world() }, "validate good.json --color never"),
        (world(), "validate good.json"),
    ] {
        let mut world = world;
        assert_eq!(run_in(&mut world, words), 0);
        assert!(!world.out.contains('\u{1b}'), "{words}: {}", world.out);
    }
    let mut empty = World { terminal: true, no_color: Some(""), ..world() };
    run_in(&mut empty, "validate good.json");
    assert!(empty.out.contains('\u{1b}'), "an empty variable refuses nothing");
}

#[test]
fn a_message_does_not_steer_the_terminal() {
    let mut world = world();
    run_in(&mut world, "validate bad.xml");
    assert!(!world.out.contains('\u{1b}') && world.out.contains("found"), "{}", world.out);
}

#[test]
fn the_summary_of_other_forms_is_for_a_terminal_alone() {
    for (terminal, expected) in [(true, true), (false, false)] {
        let mut world = World { terminal, ..world() };
        run_in(&mut world, "validate good.json bad.xml --format junit");
        assert_eq!(world.err.contains("2 files, 1 failed"), expected, "{}", world.err);
        assert!(world.out.starts_with("<?xml"), "{}", world.out);
    }
}

#[test]
fn what_the_world_refuses_is_said() {
    for (words, said) in [
        ("validate secret.xml", "secret.xml: permission denied"),
        ("validate odd.xml", "odd.xml: cannot be read or written"),
        ("validate good.json --output out.txt", "out.txt: permission denied"),
        ("validate -", "-: there is no such file"),
        ("validate good.json --waivers secret.xml", "secret.xml: permission denied"),
        ("validate good.json --definitions secret.xml", "secret.xml: permission denied"),
    ] {
        let mut world = world();
        assert_eq!(run_in(&mut world, words), 2, "{words}");
        assert_eq!(world.err, format!("itk3-validator: {said}\n"), "{words}");
    }
}

#[test]
fn folders_without_end_come_to_one() {
    let mut world = world();
    assert_eq!(run_in(&mut world, "validate deep --quiet"), 2);
    assert!(world.err.lines().count() < 100, "{}", world.err.lines().count());
}

#[test]
fn it_stops_when_nobody_reads() {
    let mut world = World { patience: Some(1), ..world() };
    assert_eq!(run_in(&mut world, "validate bad.xml good.json good.json"), 1);
    assert!(!world.out.contains("good.json"), "{}", world.out);
}
