//! What is said in several files of the repository is the same in all: its address, and the versions of actions.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Text files in which people and machines look: manifests, workflows, pages.
fn texts() -> Vec<(PathBuf, String)> {
    let endings = ["md", "toml", "json", "yml", "yaml", "mjs", "js", "html", "rs", "sh"];
    let (mut texts, mut folders) = (Vec::new(), vec![root().to_owned()]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).expect("a folder can be read").flatten().map(|entry| entry.path()) {
            let name = path.file_name().expect("it has a name").to_string_lossy();
            if path.is_dir() {
                let made = ["target", "node_modules", ".toolchain", ".git", "pkg", "site", "corpus", "artifacts"].contains(&&*name);
                if !made && !path.ends_with("tests/cases") && !path.ends_with("definitions") {
                    folders.push(path);
                }
            } else if path.extension().is_some_and(|ending| endings.iter().any(|known| ending == *known)) {
                texts.push((path.clone(), fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    assert!(texts.len() > 100, "{} files", texts.len());
    texts
}

/// Addresses of this repository in a text: whatever has an owner and its name.
fn addresses(text: &str) -> impl Iterator<Item = &str> {
    text.match_indices("https://github.com/").filter_map(|(at, host)| {
        let path = &text[at + host.len()..];
        let (owner, rest) = path.split_once('/')?;
        let named = rest.strip_prefix("itk3-validator")?;
        // A longer name is that of another repository.
        let ends = !named.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (ends && !owner.contains(char::is_whitespace)).then(|| &text[at..at + host.len() + owner.len() + "/itk3-validator".len()])
    })
}

#[test]
fn the_address_of_the_repository_is_everywhere_that_of_the_manifest() {
    let address = env!("CARGO_PKG_REPOSITORY");
    assert!(address.starts_with("https://github.com/") && address.ends_with("/itk3-validator"), "{address}");
    let mut count = 0;
    for (path, text) in texts() {
        for found in addresses(&text) {
            assert_eq!(found, address, "{}", path.display());
            count += 1;
        }
    }
    assert!(count >= 4, "{count} places name it");
}

#[test]
fn manifests_leave_the_address_to_the_workspace() {
    for name in ["Cargo.toml", "cli/Cargo.toml"] {
        let manifest = fs::read_to_string(root().join(name)).expect("it can be read");
        assert!(manifest.contains("\nrepository.workspace = true\n"), "{name}");
    }
    // What is published gets it when it is built; the others are private.
    for name in [
        "package.json",
        "pkg.json",
        "www/package.json",
        "tests/consumers/package.json",
        "docs-site/package.json",
        "docs-site/recipes/package.json",
        "editors/vscode/package.json",
    ] {
        let manifest = fs::read_to_string(root().join(name)).expect("it can be read");
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("it is JSON");
        assert!(manifest.get("repository").is_none() && manifest.get("homepage").is_none(), "{name}");
        assert!(name == "pkg.json" || manifest["private"] == true, "{name}");
    }
}

#[test]
fn an_action_has_one_version_in_workflows_and_pages() {
    let mut versions: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, text) in texts() {
        for line in text.lines() {
            let Some((action, version)) = line.trim_start_matches([' ', '-']).strip_prefix("uses: ").and_then(|used| used.split_once('@'))
            else {
                continue;
            };
            versions.entry(action.to_owned()).or_default().insert(version.trim().to_owned());
        }
    }
    assert!(versions.len() > 5, "{versions:?}");
    for (action, versions) in versions {
        assert_eq!(versions.len(), 1, "{action}: {versions:?}");
        assert!(versions.iter().all(|version| version.strip_prefix('v').is_some_and(|major| major.parse::<u32>().is_ok())), "{action}");
    }
}

#[test]
fn workflows_run_what_exists() {
    let makefile = fs::read_to_string(root().join("Makefile")).expect("it can be read");
    let mut count = 0;
    for (path, text) in texts().into_iter().filter(|(path, _)| path.starts_with(root().join(".github/workflows"))) {
        for line in text.lines() {
            let line = line.trim_start_matches([' ', '-']);
            let line = line.strip_prefix("run: ").unwrap_or(line);
            let first = line.split_whitespace().next().unwrap_or_default();
            if first.starts_with("scripts/") || first.starts_with(".ci/") {
                assert!(root().join(first).is_file(), "{}: {first}", path.display());
                count += 1;
            } else if let Some(target) = line.strip_prefix("make ").and_then(|rest| rest.split(' ').next()) {
                assert!(makefile.contains(&format!("\n{target}:")), "{}: {target}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 5, "{count} commands");
}

#[test]
fn make_help_lists_every_target() {
    let makefile = fs::read_to_string(root().join("Makefile")).expect("it can be read").replace("\\\n", " ");
    let phony = makefile.lines().find_map(|line| line.strip_prefix(".PHONY: ")).expect("it names its targets");
    let named: BTreeSet<&str> = phony.split_whitespace().collect();
    let names = makefile.lines().filter_map(|line| line.split_once(':')).map(|(name, _)| name);
    let is_target = |name: &&str| !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let listed: BTreeSet<&str> = names.filter(is_target).collect();
    assert_eq!(named, listed);
    for target in named {
        let rule = makefile.lines().find(|line| line.starts_with(&format!("{target}:"))).expect("it is a rule");
        assert!(rule.contains(" ## "), "{target} says what it is for");
    }
}
