//! Data walks one way: each layer uses only what stands below it, and no files use each other in a circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// From the bottom up. Modules of one layer may use each other, without circles.
const LAYERS: &[&[&str]] = &[
    &["hash", "order", "letters", "near", "json"],
    &["source"],
    &["diagnostic"],
    &["syntax"],
    &["definitions"],
    &["typed"],
    &["fhirpath"],
    &["resolve"],
    &["validate"],
    &["itk3", "itk2"],
    &["report"],
    &["write"],
    &["validator"],
    &["document"],
    &["reply"],
    &["tools"],
    &["crate"],
];

/// Doors and tools of the crate, which use whatever is public.
const OUTSIDE: &[&str] = &["wasm", "generate"];

/// A module: its path, as `validate::walk`, and its file.
type Modules = BTreeMap<String, PathBuf>;

fn modules(folder: &Path, path: &str, into: &mut Modules) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).expect("src can be read").flatten().map(|entry| entry.path()).collect();
    entries.sort();
    for entry in entries {
        let name = entry.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        let below = if path.is_empty() { name.clone() } else { format!("{path}::{name}") };
        if entry.is_dir() {
            modules(&entry, &below, into);
        } else if entry.extension().is_some_and(|ending| ending == "rs") {
            let module = match name.as_str() {
                "lib" => "crate".to_owned(),
                "mod" => path.to_owned(),
                _ => below,
            };
            into.insert(module, entry);
        }
    }
}

/// The text without comments, strings and what is for tests alone.
fn code_of(text: &str) -> String {
    let text = text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let mut code = String::new();
    let mut is_of_test = false;
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with("#[cfg(test)]") {
            is_of_test = true;
            continue;
        }
        if !is_of_test && !line.starts_with("//") {
            code.push_str(line.split(" // ").next().unwrap_or_default());
            code.push('\n');
        }
        is_of_test = false;
    }
    code
}

/// The modules below another that are there for tests alone.
fn test_modules(name: &str, file: &Path) -> Vec<String> {
    let text = fs::read_to_string(file).expect("source can be read");
    let after_mark = text.split("#[cfg(test)]\n").skip(1).filter_map(|rest| rest.lines().next()?.strip_prefix("mod ")?.strip_suffix(';'));
    after_mark.map(|module| if name == "crate" { module.to_owned() } else { format!("{name}::{module}") }).collect()
}

/// Paths that begin with `crate::`, `super::` or `self::`; those of a group in braces, each.
fn paths(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for start in ["crate::", "super::", "self::"] {
        for (at, _) in code.match_indices(start) {
            let before = code[..at].chars().next_back();
            // `pub(in crate::…)` says who may use something, and uses nothing.
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == ':') || code[..at].ends_with("(in ") {
                continue;
            }
            spread(&code[at..], "", &mut found);
        }
    }
    found
}

/// One path, `a::{b, c::{d}}` taken apart.
fn spread(text: &str, above: &str, into: &mut Vec<String>) {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == '_' || c == ':')).unwrap_or(text.len());
    let path = format!("{above}{}", &text[..end]);
    if !text[end..].starts_with('{') || !path.ends_with("::") {
        into.push(path.trim_end_matches(':').to_owned());
        return;
    }
    let (mut depth, mut start) = (0, end + 1);
    for (at, c) in text[end..].char_indices().map(|(at, c)| (end + at, c)) {
        match c {
            '{' => depth += 1,
            ',' if depth == 1 => {
                spread(text[start..at].trim_start(), &path, into);
                start = at + 1;
            }
            '}' => {
                depth -= 1;
                if depth == 0 {
                    if !text[start..at].trim().is_empty() {
                        spread(text[start..at].trim_start(), &path, into);
                    }
                    return;
                }
            }
            _ => {}
        }
    }
}

/// What a module takes from which other: by the names it uses, passed on by `use` in between or not.
struct House {
    modules: Modules,
    code: BTreeMap<String, String>,
}

impl House {
    /// The library.
    fn open() -> House {
        House::of("src", OUTSIDE)
    }

    /// All modules in a folder, except the given ones.
    fn of(folder: &str, outside: &[&str]) -> House {
        let mut modules = Modules::new();
        self::modules(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder), "", &mut modules);
        modules.retain(|name, _| !outside.contains(&name.split("::").next().unwrap_or_default()) && !name.ends_with("tests"));
        let of_tests: BTreeSet<String> = modules.iter().flat_map(|(name, file)| test_modules(name, file)).collect();
        modules.retain(|name, _| !of_tests.contains(name));
        let code = modules.iter().map(|(name, file)| (name.clone(), code_of(&fs::read_to_string(file).expect("source can be read"))));
        House { code: code.collect(), modules }
    }

    /// The module that a path leads to from another; through names that are passed on, to where they come from.
    fn target(&self, from: &str, path: &str, depth: usize) -> Option<String> {
        let mut at: Vec<&str> = if from == "crate" { Vec::new() } else { from.split("::").collect() };
        let mut parts = path.split("::").peekable();
        while let Some(part) = parts.peek() {
            match *part {
                "crate" => at.clear(),
                "super" => _ = at.pop(),
                "self" => {}
                _ => break,
            }
            parts.next();
        }
        for part in parts {
            at.push(part);
            if self.modules.contains_key(&at.join("::")) {
                continue;
            }
            at.pop();
            // No module: an item of the last one, or one that it passes on.
            let here = if at.is_empty() { "crate".to_owned() } else { at.join("::") };
            return self.passed_on(&here, part, depth).or(Some(here));
        }
        let here = if at.is_empty() { "crate".to_owned() } else { at.join("::") };
        self.modules.contains_key(&here).then_some(here)
    }

    fn passed_on(&self, module: &str, name: &str, depth: usize) -> Option<String> {
        if depth > 4 {
            return None;
        }
        let code = self.code.get(module)?;
        for line in code.split(';').filter(|line| line.contains("use ")) {
            let used = line.split("use ").last()?.trim();
            let own = !used.starts_with("crate::") && !used.starts_with("super::") && !used.starts_with("self::");
            let mut spread_out = Vec::new();
            spread(used, if own { "self::" } else { "" }, &mut spread_out);
            let path = spread_out.iter().find(|path| path.rsplit("::").next() == Some(name));
            if let Some(path) = path.filter(|_| !used.starts_with("std::") && !used.starts_with("serde")) {
                let target = self.target(module, path, depth + 1)?;
                return (target != module).then_some(target);
            }
        }
        None
    }

    /// For each module those that it uses.
    fn arrows(&self) -> BTreeMap<&str, BTreeSet<String>> {
        let of = |name: &String| {
            let targets = paths(&self.code[name]).into_iter().filter_map(|path| self.target(name, &path, 0));
            targets.filter(|target| target != name).collect::<BTreeSet<String>>()
        };
        self.code.keys().map(|name| (name.as_str(), of(name))).collect()
    }
}

/// The layer that a module is of.
fn layer(module: &str) -> Option<usize> {
    let of = |layer: &&str| module == *layer || module.strip_prefix(layer).is_some_and(|rest| rest.starts_with("::"));
    let places = LAYERS.iter().enumerate().flat_map(|(place, names)| names.iter().map(move |name| (place, name)));
    places.filter(|(_, name)| of(name)).max_by_key(|(_, name)| name.len()).map(|(place, _)| place)
}

#[test]
fn every_module_is_of_a_layer() {
    let house = House::open();
    let lost: Vec<&String> = house.modules.keys().filter(|module| layer(module).is_none()).collect();
    assert!(lost.is_empty(), "of no layer: {lost:?}");
}

#[test]
fn layers_use_what_is_below_them() {
    let house = House::open();
    let mut upward = Vec::new();
    for (module, targets) in house.arrows() {
        for target in targets {
            if let (Some(from), Some(to)) = (layer(module), layer(&target))
                && from < to
            {
                upward.push(format!("{module} uses {target}"));
            }
        }
    }
    assert!(upward.is_empty(), "{} arrows run upward:\n{}", upward.len(), upward.join("\n"));
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let circles = circles(&House::open());
    assert!(circles.is_empty(), "{} circles\n{}", circles.len(), circles.join("\n"));
}

#[test]
fn no_files_of_the_command_use_each_other_in_a_circle() {
    let circles = circles(&House::of("cli/src", &["main", "native", "wasm"]));
    assert!(circles.is_empty(), "{} circles\n{}", circles.len(), circles.join("\n"));
}

/// Returns each circle as a list of its arrows.
fn circles(house: &House) -> Vec<String> {
    let arrows = house.arrows();
    // What is reached from each; two that reach each other are in one circle.
    let reached = |from: &str| {
        let (mut seen, mut open) = (BTreeSet::new(), vec![from.to_owned()]);
        while let Some(at) = open.pop() {
            for target in arrows.get(at.as_str()).into_iter().flatten() {
                if seen.insert(target.clone()) {
                    open.push(target.clone());
                }
            }
        }
        seen
    };
    let all: BTreeMap<&str, BTreeSet<String>> = arrows.keys().map(|module| (*module, reached(module))).collect();
    let mut circles: BTreeSet<Vec<&str>> = BTreeSet::new();
    for (module, reach) in &all {
        if reach.contains(*module) {
            circles.insert(
                all.iter().filter(|(other, back)| reach.contains(**other) && back.contains(*module)).map(|(other, _)| *other).collect(),
            );
        }
    }
    circles
        .iter()
        .map(|circle| {
            let ties = circle.iter().flat_map(|from| {
                let targets = arrows[from].iter().filter(|target| circle.contains(&target.as_str()));
                targets.map(move |target| format!("  {from} -> {target}"))
            });
            format!("{} files:\n{}", circle.len(), ties.collect::<Vec<_>>().join("\n"))
        })
        .collect()
}
