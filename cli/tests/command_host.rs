//! The command before a terminal, and before a world that refuses: with a host of our own.

use std::collections::BTreeMap;

use itk3_validator_cli::{Entry, Fault, Host, Kind, Stream, run};

/// Files by their path; what was printed.
#[derive(Default)]
struct World {
    files: BTreeMap<&'static str, &'static str>,
    terminal: bool,
    no_color: Option<&'static str>,
    /// Standard output takes this many texts before nobody reads it any more.
    patience: Option<usize>,
    /// What happens to the texts after that.
    then: Option<Fault>,
    uuids: u32,
    out: String,
    err: String,
}

impl Host for World {
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Fault> {
        assert!(most > 20 << 20, "files of twenty megabytes are read");
        match path {
            "large.xml" => Err(Fault::TooLarge { size: Some(most + 1) }),
            "endless" => Err(Fault::TooLarge { size: None }),
            "secret.xml" => Err(Fault::Denied),
            "odd.xml" => Err(Fault::Other),
            _ => self.files.get(path).map(|text| text.as_bytes().to_vec()).ok_or(Fault::Missing),
        }
    }

    fn read_input(&mut self, most: u64) -> Result<Vec<u8>, Fault> {
        self.read("-", most)
    }

    fn kind(&mut self, path: &str) -> Option<Kind> {
        if path.starts_with("deep") || path == "pipes" { Some(Kind::Folder) } else { self.files.get(path).map(|_| Kind::File) }
    }

    fn list(&mut self, path: &str) -> Option<Vec<Entry>> {
        let entry = |name: &str, kind| Entry { name: name.to_owned(), kind };
        match path {
            "pipes" => Some(vec![entry("a.xml", Kind::Special), entry("b.txt", Kind::Special), entry("good.json", Kind::File)]),
            // A folder within itself, as a file system may have it.
            _ => path.starts_with("deep").then(|| vec![entry("deep", Kind::Folder), entry("a.json", Kind::File)]),
        }
    }

    fn write(&mut self, _: &str, _: &str) -> Result<(), Fault> {
        Err(Fault::Denied)
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), Fault> {
        match stream {
            Stream::Output => self.out.push_str(text),
            Stream::Error => self.err.push_str(text),
        }
        let Some(patience) = self.patience.as_mut().filter(|_| stream == Stream::Output) else { return Ok(()) };
        *patience = patience.saturating_sub(1);
        if *patience > 0 { Ok(()) } else { Err(self.then.unwrap_or(Fault::Closed)) }
    }

    fn is_terminal(&mut self, _: Stream) -> bool {
        self.terminal
    }

    fn now(&mut self) -> String {
        "2026-11-20T17:00:00Z".to_owned()
    }

    fn uuid(&mut self) -> String {
        self.uuids += 1;
        format!("00000000-0000-4000-8000-{:012}", self.uuids)
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        self.no_color.filter(|_| name == "NO_COLOR").map(str::to_owned)
    }
}

fn world() -> World {
    let bad = "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"x\"/><birthDate value=\"\u{1b}[2J&#27;x\"/></Patient>";
    let good = r#"{"resourceType": "Patient", "active": true}"#;
    World { files: BTreeMap::from([("good.json", good), ("pipes/good.json", good), ("bad.xml", bad)]), ..World::default() }
}

fn run_in(world: &mut World, words: &str) -> u8 {
    run(world, &words.split(' ').map(str::to_owned).collect::<Vec<_>>(), None)
}

#[test]
fn a_terminal_gets_colour_and_progress() {
    let mut world = World { terminal: true, ..world() };
    assert_eq!(run_in(&mut world, "validate good.json bad.xml --jobs 1"), 1);
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
        ("validate -", "-: file not found"),
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

#[test]
fn what_cannot_be_written_is_said_and_exits_with_2() {
    let own = "--responder-ods X26 --endpoint X26OT001";
    for words in [
        "validate good.json",
        "validate good.json bad.xml --format sarif",
        "rules",
        "codes",
        "--help",
        "--version",
        "convert good.json",
        "redact good.json",
        "review good.json bad.xml",
        &format!("ack bad.xml --even-unasked {own}"),
    ] {
        for (then, said) in [(Fault::Full, "no space left on the device"), (Fault::NotOpen, "is closed")] {
            let mut world = World { patience: Some(0), then: Some(then), ..world() };
            assert_eq!(run_in(&mut world, words), 2, "{words}");
            assert!(world.err.ends_with(&format!("itk3-validator: standard output: {said}\n")), "{words}: {}", world.err);
        }
        let mut world = World { patience: Some(0), ..world() };
        // This is not a message, so it cannot be reviewed.
        let code = if words.starts_with("review") { 3 } else { 2 };
        assert!(run_in(&mut world, words) < code, "{words}: nobody wants to read any more");
        assert!(!world.err.contains("standard output"), "{words}: {}", world.err);
    }
}

#[test]
fn what_is_larger_than_the_limit_is_reported_and_hides_no_other() {
    for (name, found) in [("large.xml", "; found 33554433 bytes"), ("endless", "; found more than 33554432 bytes")] {
        let mut world = world();
        assert_eq!(run_in(&mut world, &format!("validate bad.xml {name} good.json")), 2, "2 wins over 1");
        assert!(world.out.contains(&format!("{name}\n  1:1 fatal [limit-bytes]")) && world.out.contains(found), "{}", world.out);
        assert!(world.out.contains("good.json: conforms") && world.out.contains("1 not read"), "{}", world.out);
        for words in [format!("convert {name}"), format!("redact {name}"), format!("review good.json {name}"), format!("ack {name}")] {
            let mut world = self::world();
            let words = if words.starts_with("ack") { words + " --responder-ods X26 --endpoint X26OT001" } else { words };
            assert_eq!(run_in(&mut world, &words), 2, "{words}");
            assert!(world.err.starts_with(&format!("itk3-validator: {name}: is larger than the limit of 33554432 bytes")), "{}", world.err);
        }
    }
}

#[test]
fn a_pipe_in_a_folder_is_named_and_not_opened() {
    for words in ["validate pipes", "validate pipes/*", "pipes"] {
        let mut world = world();
        assert_eq!(run_in(&mut world, words), 2, "{words}");
        assert!(world.err.contains("pipes/a.xml: is not a regular file"), "{words}: {}", world.err);
        assert_eq!(world.err.contains("b.txt"), words.contains('*'), "{words}: {}", world.err);
        assert!(world.out.contains("pipes/good.json: conforms"), "{words}: {}", world.out);
    }
}

#[test]
fn the_report_of_the_test_harness_has_the_time_of_the_host() {
    let mut world = world();
    assert_eq!(run_in(&mut world, "validate good.json --format harness"), 0);
    assert!(world.out.contains("<h1>Validation summary 2026-11-20T17:00:00Z</h1>"), "{}", world.out);
    world.out.clear();
    assert_eq!(run_in(&mut world, "validate good.json --format harness-json"), 0);
    assert!(world.out.contains("\"date\":\"2026-11-20T17:00:00Z\""), "{}", world.out);
}

#[test]
fn a_path_without_a_command_is_checked() {
    for (words, code) in [("good.json", 0), ("bad.xml", 1), ("--quiet good.json bad.xml", 1), ("missing.xml", 2), ("deep --quiet", 2)] {
        let mut world = world();
        assert_eq!(run_in(&mut world, words), code, "{words}: {}", world.err);
    }
    let mut world = world();
    assert_eq!(run_in(&mut world, "validat good.json"), 2);
    assert_eq!(world.err, "itk3-validator: unknown command validat; did you mean validate?\n");
}

#[test]
fn a_profile_that_nobody_knows_stops_it_before_the_first_file() {
    for (profile, near) in [
        ("CareConnect-GPC-Patient-11", "; did you mean CareConnect-GPC-Patient-1?"),
        ("careconnect-gpc-pateint-1", "; did you mean CareConnect-GPC-Patient-1?"),
        (
            "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundel-1",
            "; did you mean https://fhir.nhs.uk/STU3/StructureDefinition/ITK-Message-Bundle-1?",
        ),
        ("Nobody-Knows-Anything-Like-It", ""),
    ] {
        let mut world = world();
        assert_eq!(run_in(&mut world, &format!("validate good.json --profile {profile}")), 2);
        assert_eq!((world.err, world.out), (format!("itk3-validator: unknown profile {profile}{near}\n"), String::new()));
    }
    let mut world = world();
    assert_eq!(run_in(&mut world, "validate good.json --profile Patient --profile CareConnect-GPC-Patient-1|1.0"), 1);
    assert_eq!(world.err, "");
}
