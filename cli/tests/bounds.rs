//! What is too large, without an end or made to unpack to more than there is: it is refused in time and within memory, named,
//! and hides nothing else.

#![cfg(unix)]

#[path = "../../tests/material/mod.rs"]
#[expect(dead_code, reason = "the corpus is not read here")]
mod material;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use itk3_validator::Validator;
use itk3_validator::definitions::Added;
use serde_json::{Value, json};

const COMMAND: &str = env!("CARGO_BIN_EXE_itk3-validator");
const GOOD: &str = r#"{"resourceType": "Patient", "active": true}"#;

/// An empty folder with a message that conforms.
fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("bounds").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder can be made");
    fs::write(folder.join("good.json"), GOOD).expect("it can be written");
    folder
}

/// Runs a line of the shell there; `$0` is the command.
fn shell(folder: &Path, line: &str) -> Output {
    Command::new("sh").args(["-c", line, COMMAND]).current_dir(folder).stdin(Stdio::null()).output().expect("there is a shell")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("it prints UTF-8")
}

#[test]
fn three_gigabytes_are_refused_by_their_length_and_hide_no_other() {
    let folder = folder("huge");
    File::create(folder.join("huge.xml")).and_then(|file| file.set_len(3 << 30)).expect("a sparse file can be made");
    // With 128 MB of address space. Without the variable, a starting thread may briefly reserve another 64 MB.
    let shell = |folder: &Path, line: &str| shell(folder, &["export MALLOC_ARENA_MAX=1; ", line].concat());
    for line in ["ulimit -v 131072; exec \"$0\" validate huge.xml good.json", "ulimit -v 131072; exec \"$0\" validate ."] {
        let output = shell(&folder, line);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        let said = text(&output.stdout);
        assert!(said.contains("huge.xml\n  1:1 fatal [limit-bytes]") && said.contains("; found 3221225472 bytes"), "{said}");
        assert!(said.contains("good.json: conforms"), "{said}");
    }
    let output = shell(&folder, "ulimit -v 131072; exec \"$0\" validate - good.json < /dev/zero");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stdout).contains("-\n  1:1 fatal [limit-bytes]") && text(&output.stdout).contains("good.json: conforms"));
    for words in ["convert huge.xml", "redact huge.xml", "review good.json huge.xml", "validate good.json --definitions huge.xml"] {
        let output = shell(&folder, &format!("ulimit -v 131072; exec \"$0\" {words}"));
        assert_eq!(output.status.code(), Some(2), "{words}: {output:?}");
        assert!(text(&output.stderr).contains("huge.xml: is larger than"), "{words}: {output:?}");
    }
    fs::remove_file(folder.join("huge.xml")).expect("it was there");
}

#[test]
#[cfg(target_os = "linux")]
fn what_cannot_be_written_is_said() {
    let folder = folder("full");
    for words in ["validate good.json", "validate good.json --format junit", "rules", "codes", "--help", "--version", "redact good.json"] {
        for (to, said) in [("> /dev/full", "no space left on the device"), (">&-", "is closed")] {
            let output = shell(&folder, &format!("\"$0\" {words} {to}"));
            assert_eq!(output.status.code(), Some(2), "{words} {to}: {output:?}");
            assert_eq!(text(&output.stderr), format!("itk3-validator: standard output: {said}\n"), "{words} {to}");
        }
        assert_eq!(shell(&folder, &format!("\"$0\" {words} > /dev/null")).status.code(), Some(0), "{words}");
        // A reader that has gone is no fault.
        let output = shell(&folder, &format!("\"$0\" {words} | true"));
        assert_eq!((output.status.code(), text(&output.stderr)), (Some(0), String::new()), "{words}");
    }
    let output = shell(&folder, "\"$0\" validate good.json --output /dev/full");
    assert_eq!((output.status.code(), text(&output.stderr).contains("/dev/full: no space left")), (Some(2), true), "{output:?}");
}

#[test]
fn a_pipe_is_not_opened_unless_the_shell_made_it() {
    let folder = folder("pipe");
    assert!(Command::new("mkfifo").arg(folder.join("a.xml")).status().expect("there is mkfifo").success());
    for words in [".", "*.xml good.json", "good.json a.xml"] {
        let output = shell(&folder, &format!("exec \"$0\" validate {words}"));
        assert_eq!(output.status.code(), Some(2), "{words}: {output:?}");
        assert!(text(&output.stderr).contains("a.xml: is not a regular file, so it was not opened"), "{words}: {output:?}");
        assert!(text(&output.stdout).contains("good.json: conforms"), "{words}: {output:?}");
    }
    let output = shell(&folder, "cat good.json | \"$0\" validate /dev/stdin");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

#[test]
fn names_need_not_be_utf8() {
    let folder = folder("names");
    let below = folder.join("below");
    fs::create_dir_all(&below).expect("a folder can be made");
    // Not every file system has such names.
    if fs::write(below.join(OsStr::from_bytes(b"\xe9.json")), GOOD).is_err() {
        println!("skipped: this file system takes names in UTF-8 alone");
        return;
    }
    fs::write(format!("{}/\\xe9.json", below.display()), "[]").expect("it can be written");
    for words in ["below", "'below/*'", "below/*"] {
        let output = shell(&folder, &format!("\"$0\" validate {words}"));
        assert_eq!(output.status.code(), Some(1), "{words}: {output:?}");
        assert!(text(&output.stdout).contains("below/\\xe9.json: conforms"), "{words}: {output:?}");
        assert!(text(&output.stdout).contains("below/\\x5cxe9.json\n  1:1 fatal"), "{words}: {output:?}");
    }
    let output = shell(&folder, "\"$0\" convert below/$(printf '\\351').json --output $(printf '\\377').xml");
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(folder.join(OsStr::from_bytes(b"\xff.xml")).exists());
}

#[test]
fn the_line_that_the_page_prints_runs() {
    let page = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../www/element/report/report.js")).expect("it is there");
    let lines: Vec<&str> = page.split("npx itk3-validator").skip(1).map(|rest| rest.split('"').next().unwrap_or_default()).collect();
    assert!(!lines.is_empty(), "the page prints a line");
    let folder = folder("page");
    fs::write(folder.join("message.xml"), r#"<Patient xmlns="http://hl7.org/fhir"><active value="true"/></Patient>"#)
        .expect("it can be written");
    for line in lines {
        let output = shell(&folder, &format!("\"$0\"{line}"));
        assert_eq!(output.status.code(), Some(0), "{line}: {output:?}");
        assert!(text(&output.stdout).contains("message.xml: conforms"), "{line}: {output:?}");
    }
}

fn tgz(files: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut archive = tar::Builder::new(flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best()));
    for (name, bytes) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        archive.append_data(&mut header, name, bytes.as_slice()).expect("it can be packed");
    }
    archive.into_inner().and_then(|gzip| gzip.finish()).expect("it can be packed")
}

#[test]
fn a_package_that_unpacks_to_too_much_is_refused() {
    let blank = vec![b' '; 31 << 20];
    let files: Vec<(String, Vec<u8>)> = (0..5).map(|i| (format!("package/{i}.json"), blank.clone())).collect();
    let bomb = tgz(&files);
    let zeros = {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        (0..100).for_each(|_| gzip.write_all(&[0; 1 << 20]).expect("it can be packed"));
        gzip.finish().expect("it can be packed")
    };
    // A header that speaks of a terabyte.
    let mut header = tar::Header::new_gnu();
    header.set_path("package/a.json").expect("it is short");
    header.set_size(1 << 40);
    header.set_cksum();
    let mut huge = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    huge.write_all(header.as_bytes()).expect("it can be packed");
    let huge = huge.finish().expect("it can be packed");
    for (name, package, said) in [
        ("bomb.tgz", &bomb, "The package unpacks to more than"),
        ("zeros.tgz", &zeros, "The package"),
        ("huge.tgz", &huge, "The package is cut short or damaged"),
        ("half.tgz", &bomb[..bomb.len() / 2].to_vec(), "The package"),
    ] {
        let mut validator = Validator::new();
        let added = validator.add_definitions(name, package);
        assert!(added.loaded.is_empty(), "{name}");
        assert_eq!(added.faults.len(), 1, "{name}: {:?}", added.faults);
        assert!(added.faults[0].name == name && added.faults[0].message.starts_with(said), "{name}: {:?}", added.faults);
    }
    let folder = folder("bomb");
    fs::write(folder.join("bomb.tgz"), &bomb).expect("it can be written");
    let output = shell(&folder, "ulimit -v 262144; exec \"$0\" validate good.json --definitions bomb.tgz");
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(text(&output.stderr).contains("bomb.tgz: The package unpacks to more than"), "{output:?}");
}

fn bundle(resources: impl Iterator<Item = Value>) -> Vec<u8> {
    let entries: Vec<Value> = resources.map(|resource| json!({ "resource": resource })).collect();
    json!({"resourceType": "Bundle", "type": "collection", "entry": entries}).to_string().into_bytes()
}

fn structure(url: &str, kind: &str, base: &str, derivation: &str, elements: &Value) -> Value {
    json!({"resourceType": "StructureDefinition", "url": url, "name": "N", "status": "draft", "kind": "resource", "abstract": false,
        "type": kind, "baseDefinition": base, "derivation": derivation, "differential": {"element": elements}})
}

/// What comes of many definitions, in the time that so many may take in a build for tests.
#[track_caller]
fn added(bytes: &[u8]) -> Added {
    let mut validator = Validator::new();
    let began = Instant::now();
    let added = validator.add_definitions("many.json", bytes);
    assert!(began.elapsed() < Duration::from_secs(15), "{:?}", began.elapsed());
    added
}

#[test]
fn many_definitions_take_time_in_proportion() {
    let hl7 = |name: &str| format!("http://hl7.org/fhir/StructureDefinition/{name}");
    let own = |i: usize| format!("http://example.org/{i}");
    let base = |i: usize, last: &str| if i == 3999 { hl7(last) } else { own(i + 1) };
    let types = |i: usize| {
        let kind = format!("T{i}");
        structure(&own(i), &kind, &base(i, "DomainResource"), "specialization", &json!([{"path": kind}]))
    };
    let profiles = |i: usize| structure(&own(i), "Patient", &base(i, "Patient"), "constraint", &json!([{"path": "Patient.name"}]));
    for all in [bundle((0..4000).map(types)), bundle((0..4000).map(profiles))] {
        let added = added(&all);
        assert_eq!((added.loaded.len(), added.faults), (4000, vec![]));
    }
    let set =
        |i: usize, include: Value| json!({"resourceType": "ValueSet", "url": own(i), "status": "draft", "compose": {"include": include}});
    let coded = |i: usize| json!({"system": "http://example.org/s", "concept": [{"code": format!("c{i}")}]});
    let plain = bundle((0..20_000).map(|i| set(i, json!([coded(i)]))));
    // Each imports the next and adds a code: all together they list more than any memory holds.
    let growing = bundle((0..20_000).map(|i| set(i, json!([coded(i), {"valueSet": [own(i + 1)]}]))));
    let systems = bundle(
        (0..10_000).map(|i| json!({"resourceType": "CodeSystem", "url": own(i), "content": "complete", "concept": [{"code": "a"}]})),
    );
    for (all, count) in [(plain, 20_000), (growing, 20_000), (systems, 10_000)] {
        assert_eq!(added(&all).loaded.len(), count);
    }
    let slices: Vec<Value> = (0..10_000).map(|i| json!({"path": "Observation.valueQuantity", "sliceName": format!("s{i}")})).collect();
    let deep: Vec<Value> = (0..10_000).map(|_| json!({"path": "Observation.component.code"})).collect();
    for elements in [slices, deep] {
        let elements = [vec![json!({"path": "Observation"})], elements].concat();
        let profile = structure(&own(0), "Observation", &hl7("Observation"), "constraint", &json!(elements));
        assert_eq!(added(profile.to_string().as_bytes()).loaded.len(), 1);
    }
    let ranked: Vec<Value> = (0..10_000)
        .map(|i| json!({"code": format!("c{i}"), "property": [{"code": "parent", "valueCode": format!("c{}", i + 1)}]}))
        .collect();
    let filter = |op: &str, value: &str| json!({"system": own(0), "filter": [{"property": "concept", "op": op, "value": value}]});
    let system = json!({"resourceType": "CodeSystem", "url": own(0), "content": "complete", "concept": ranked});
    let filtered = set(1, json!([filter("is-a", "c9999"), filter("generalizes", "c0"), filter("is-not-a", "c5000")]));
    assert_eq!(added(&bundle([system, filtered].into_iter())).loaded.len(), 2);
}

#[test]
fn more_faults_than_anyone_reads_are_counted() {
    let nameless = bundle((0..5000).map(|_| json!({"resourceType": "ValueSet", "status": "draft"})));
    let faults = added(&nameless).faults;
    assert_eq!((faults.len(), faults[1000].message.as_str()), (1001, "4000 more faults are not listed"));
}

#[test]
fn bases_in_a_circle_are_one_fault_at_its_place() {
    let profile = |url: &str, base: &str| structure(url, "Patient", base, "constraint", &json!([{"path": "Patient"}]));
    let (a, b, c) = ("http://example.org/a", "http://example.org/b", "http://example.org/c");
    let added = added(&bundle([profile(a, b), profile(b, a), profile(c, c)].into_iter()));
    let said: Vec<String> = added.faults.iter().map(|fault| format!("{}:{}: {}", fault.line, fault.name, fault.message)).collect();
    assert_eq!(
        said,
        [
            "1:many.json: http://example.org/a: baseDefinition must not lead back to the definition itself (through http://example.org/b)",
            "1:many.json: http://example.org/c: baseDefinition must not lead back to the definition itself",
        ]
    );
    assert!(added.loaded.is_empty());
}

#[test]
fn a_newer_definition_stays_unless_asked_otherwise() {
    let url = "https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2";
    let versioned = |version: &str| {
        let mut made = structure(
            url,
            "MessageHeader",
            "http://hl7.org/fhir/StructureDefinition/MessageHeader",
            "constraint",
            &json!([{"path": "MessageHeader"}]),
        );
        made["version"] = json!(version);
        made.to_string().into_bytes()
    };
    for (version, replaces) in
        [("2.1.0", true), ("2.1.1", true), ("STU3-draft", true), ("2.0.9", false), ("2.1.0-beta", false), ("1", false)]
    {
        let added = Validator::new().add_definitions("old.json", &versioned(version));
        assert_eq!((added.loaded.len(), added.older), (usize::from(replaces), usize::from(!replaces)), "{version}");
        if replaces {
            assert_eq!((added.loaded[0].replaces.as_deref(), added.faults), (Some("2.1.0"), vec![]), "{version}");
        } else {
            assert_eq!(added.faults[0].message, format!("{url}: version {version} is older than 2.1.0, which stays in use"));
            assert_eq!((added.faults[0].name.as_str(), added.faults[0].line, added.faults[0].column), ("old.json", 1, 1));
        }
        let mut files = [("old.json".to_owned(), versioned(version))].into_iter();
        assert_eq!(Validator::new().add_definition_files(&mut files, true).loaded.len(), 1, "{version}");
    }
    // Of two that come together the newer one counts, in whatever order.
    for files in [["1", "3", "2"], ["3", "2", "1"]] {
        let mut validator = Validator::new();
        let mut files = files.into_iter().map(|version| (format!("{version}.json"), versioned(version)));
        let added = validator.add_definition_files(&mut files, false);
        assert_eq!((added.loaded.len(), added.older), (1, 2), "{:?}", added.faults);
        assert!(
            validator.definitions().summary().contains("ITK-MessageHeader-2 3 in place of 2.1.0"),
            "{}",
            validator.definitions().summary()
        );
    }
}

#[test]
fn what_was_shared_is_as_it_should_be() {
    let Some(folder) = material::path("cases/robustness") else { return };
    let types = fs::read(folder.join("types1000.json")).expect("it can be read");
    assert_eq!(added(&types).loaded.len(), 1000);
    for name in ["circle.json", "selfbase.json"] {
        let added = added(&fs::read(folder.join(name)).expect("it is beside the others"));
        assert_eq!((added.loaded.len(), added.faults.len()), (0, 1), "{name}: {:?}", added.faults);
        assert!(added.faults[0].line > 0 && added.faults[0].message.contains("baseDefinition must not lead back"));
    }
}
