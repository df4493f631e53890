//! Which of the embedded profiles some resource of the tests or of the corpus exercises, and the list of those that
//! none does. `UPDATE=1 cargo test --test profiles` writes the list anew.

mod material;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use itk3_validator::definitions::facts::{Facts, Structure};
use itk3_validator::source;
use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Limits, read};
use itk3_validator::{Options, Validator};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn list() -> PathBuf {
    root().join("tests/profiles-not-exercised.txt")
}

/// Every file below a folder.
fn files(folder: PathBuf) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![folder]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display())) {
            let path = entry.expect("a folder can be read").path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// The embedded profiles by URL: definitions that constrain a type.
fn profiles() -> BTreeMap<String, Structure> {
    let json = files(root().join("definitions")).into_iter().filter(|path| !path.ends_with("manifest.json"));
    let facts = json.map(|path| {
        let text = fs::read_to_string(&path).expect("facts are text");
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    });
    let profile = facts.filter_map(|fact| match fact {
        Facts::StructureDefinition(structure) if structure.constraint => Some((structure.url.clone(), structure)),
        _ => None,
    });
    profile.collect()
}

/// Messages of the tests: cases, twins and examples.
fn messages_of_tests() -> Vec<Vec<u8>> {
    let folders = ["tests/cases", "tests/fixtures", "www/examples"].map(|name| files(root().join(name)));
    let is_message = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "xml" || extension == "json");
    folders.into_iter().flatten().filter(is_message).map(|path| fs::read(path).expect("a message can be read")).collect()
}

/// URLs that a message holds itself to: profiles that its resources declare, and its extensions.
fn named(tree: &Tree<'_>, into: &mut BTreeSet<String>) {
    let mut pending = if tree.is_empty() { Vec::new() } else { vec![NodeId::ROOT] };
    while let Some(node) = pending.pop() {
        let name = match tree.name(node) {
            "meta" => "profile",
            "extension" | "modifierExtension" => "url",
            _ => "",
        };
        let urls = tree.children_named(node, name).filter_map(|child| tree.value(child));
        into.extend(urls.filter_map(|url| url.trim().split('|').next()).map(str::to_owned));
        pending.extend(tree.children(node));
    }
}

/// Profiles that are exercised: those that messages name, what these build on, and what they hold an element to that
/// can be of no other profile.
fn exercised(profiles: &BTreeMap<String, Structure>, mut named: BTreeSet<String>) -> BTreeSet<String> {
    let mut pending: Vec<String> = named.iter().cloned().collect();
    while let Some(profile) = pending.pop().and_then(|url| profiles.get(&url)) {
        let types = profile.elements.iter().filter(|element| element.slice.is_none()).flat_map(|element| &element.types);
        let only = types.filter(|t| t.profiles.len() == 1 && t.code != "Extension").flat_map(|t| &t.profiles);
        for url in only.chain(&profile.base) {
            if named.insert(url.clone()) {
                pending.push(url.clone());
            }
        }
    }
    named
}

#[test]
fn every_profile_is_exercised_or_listed() {
    if material::path("corpus").is_none() {
        return;
    }
    let corpus = material::corpus().into_iter().map(|(_, bytes)| bytes);
    let mut urls = BTreeSet::new();
    for message in messages_of_tests().into_iter().chain(corpus) {
        named(&read(&source::decode(&message).0, Limits::default()).0, &mut urls);
    }
    let profiles = profiles();
    let exercised = exercised(&profiles, urls);
    let missing: Vec<&str> = profiles.keys().filter(|url| !exercised.contains(*url)).map(String::as_str).collect();
    let used = profiles.len() - missing.len();
    assert!(used > 80, "{used} of {} profiles are exercised", profiles.len());
    let text = missing.iter().map(|url| format!("{url}\n")).collect::<String>();
    if std::env::var_os("UPDATE").is_some() {
        fs::write(list(), &text).expect("the list can be written");
    }
    let listed = fs::read_to_string(list()).unwrap_or_default();
    let listed: Vec<&str> = listed.lines().collect();
    let new: Vec<&&str> = missing.iter().filter(|url| !listed.contains(url)).collect();
    let stale: Vec<&&str> = listed.iter().filter(|url| !missing.contains(url)).collect();
    assert!(new.is_empty() && stale.is_empty(), "no longer exercised: {new:#?}\nexercised, or no profile: {stale:#?}");
}

/// Something that holds itself to a profile and has nothing in it that the profile could ask for.
fn bare(profile: &Structure) -> Option<String> {
    let (url, code) = (&profile.url, &profile.type_code);
    match (profile.kind.as_str(), code.as_str()) {
        ("resource", _) => Some(format!(r#"{{"resourceType": "{code}", "meta": {{"profile": ["{url}"]}}, "language": "en"}}"#)),
        ("complex-type", "Extension") => Some(format!(r#"{{"resourceType": "Basic", "extension": [{{"url": "{url}", "id": "a"}}]}}"#)),
        _ => None,
    }
}

#[test]
fn every_profile_misses_what_it_requires() {
    let (validator, mut requirements, mut faults) = (Validator::new(), 0, Vec::new());
    for (url, profile) in profiles() {
        let Some(message) = bare(&profile) else { continue };
        let report = validator.validate(&message, &Options::default());
        let unknown = report.not_checked.iter().any(|not| matches!(not.reason, "unknown-profile" | "unknown-extension"));
        assert!(!unknown, "{url} is known: {:?}", report.not_checked);
        let holder = if profile.type_code == "Extension" { "Basic.extension[0]" } else { &profile.type_code };
        let first_level = |path: &str| path.split('.').count() == 2;
        for element in profile.elements.iter().filter(|e| first_level(&e.path) && e.min > Some(0) && e.max.as_deref() != Some("0")) {
            let name = element.path.rsplit('.').next().unwrap_or_default().trim_end_matches("[x]");
            // The URL is there, and so is what names the profile.
            if matches!(name, "url" | "meta") {
                continue;
            }
            requirements += 1;
            let expected = |text: &str| text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == name);
            let told = report.issues.iter().any(|issue| {
                issue.path == holder
                    && matches!(issue.rule.as_ref(), "min" | "slice-min")
                    && (expected(&issue.message) || element.slice.is_some())
            });
            if !told {
                faults.push(format!("{url}: nothing says that {} is missing", element.path));
            }
        }
    }
    assert!(faults.is_empty() && requirements > 300, "of {requirements}:\n{}", faults.join("\n"));
}
