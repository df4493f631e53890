//! Names of elements, attributes and members: those of FHIR stay, others are replaced, the same by the same.

use std::collections::{HashMap, HashSet};

use super::key::Key;
use super::meant::Meant;
use super::stand_in::{class, class_in_xml, class_of, pseudonym};
use super::vocabulary::{is_name, is_prefix, is_type};
use crate::definitions::Definitions;
use crate::itk3::gp_connect::composition::is_of_summary;
use crate::near::is_near;
use crate::syntax::starts_xml_name;
use crate::syntax::tree::NodeId;
use crate::typed::Typed;

/// What takes the place of each name.
pub(super) struct Names<'a> {
    definitions: &'a Definitions,
    key: Key,
    /// Names that are nearly one of FHIR become another misspelling of it, so that their problem stays.
    misspelt: HashMap<String, String>,
    /// Misspellings that are given away.
    taken: HashSet<String>,
    /// Beginnings of words that stay elsewhere, in names of published codes.
    kept_stems: HashSet<String>,
}

/// The rules compare so many letters of a word.
const STEM: usize = 5;

fn stem(word: &str) -> Option<String> {
    let long = word.chars().count() >= STEM && word.chars().all(char::is_alphabetic);
    long.then(|| word.chars().take(STEM).flat_map(char::to_lowercase).collect())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric())
}

impl<'a> Names<'a> {
    pub(super) fn new(definitions: &'a Definitions, key: Key) -> Names<'a> {
        Names { definitions, key, misspelt: HashMap::new(), taken: HashSet::new(), kept_stems: HashSet::new() }
    }

    /// With the names of a tree that are nearly those of elements that could stand in their places.
    pub(super) fn of(typed: &Typed<'a>, meant: &Meant<'_>, key: Key) -> Names<'a> {
        let (tree, definitions) = (typed.tree, typed.definitions);
        let mut names = Names::new(definitions, key);
        for node in (0..tree.len() as u32).map(NodeId) {
            let name = tree.name(node);
            if typed.element(node).is_some() || names.misspelt.contains_key(name) || is_name(definitions, name) {
                continue;
            }
            // Whatever begins as the name of a choice counts as one that is there.
            let of_choice = meant.siblings(node).iter().filter(|child| child.choice).find_map(|child| {
                let stem = definitions.text(child.name);
                let rest = name.strip_prefix(stem)?;
                let is_typed = rest.starts_with(|c: char| c.is_ascii_uppercase()) || !is_near(stem, name);
                is_typed.then(|| [stem, "X", &names.hashed(name)].concat())
            });
            let near = of_choice.or_else(|| meant.right_name(node).and_then(|right| names.misspelling(right)));
            if let Some(near) = near {
                names.taken.insert(near.clone());
                names.misspelt.insert(name.to_owned(), near);
            }
        }
        names
    }

    /// A misspelling of a name that nothing else is called.
    pub(super) fn misspelling(&self, right: &str) -> Option<String> {
        let letters = ["x", "q", "z", "j", "k", "v", "w", "y"];
        letters
            .iter()
            .map(|letter| [right, letter].concat())
            .find(|name| is_near(right, name) && !is_name(self.definitions, name) && !self.taken.contains(name))
    }

    /// A name that is likely one of these, misspelt, becomes another misspelling of it.
    pub(super) fn add_misspelt(&mut self, name: &str, known: &[&str]) {
        if is_name(self.definitions, name) || self.misspelt.contains_key(name) {
            return;
        }
        let near = known.iter().find(|known| is_near(known, name)).and_then(|known| self.misspelling(known));
        if let Some(near) = near {
            self.taken.insert(near.clone());
            self.misspelt.insert(name.to_owned(), near);
        }
    }

    fn hashed(&self, name: &str) -> String {
        format!("{:010x}", self.key.hash(name) >> 24)
    }

    /// One name without a prefix.
    pub(super) fn replaced(&self, name: &str) -> String {
        if name.is_empty() || is_name(self.definitions, name) {
            return name.to_owned();
        }
        if let Some(misspelt) = self.misspelt.get(name) {
            return misspelt.clone();
        }
        // The attribute in which XML has values.
        if let Some(misspelt) = is_near("value", name).then(|| self.misspelling("value")).flatten() {
            return misspelt;
        }
        let first = name.chars().next().unwrap_or_default();
        let first = match first {
            'A'..='Z' => 'X',
            '_' => '_',
            c if starts_xml_name(c) => 'x',
            c => class_of(c, &mut 0),
        };
        format!("{first}{}", self.hashed(name))
    }

    /// The name of an end tag is wrong in a letter.
    pub(super) fn is_misspelt(&self, name: &str, open: &str) -> bool {
        name != open && is_near(open, name) && !is_name(self.definitions, name)
    }

    /// The same of the element that is open, under its name.
    pub(super) fn misspelt_end(&self, open: &str) -> String {
        [&self.qualified(open), "q"].concat()
    }

    /// A name with a prefix, or without.
    pub(super) fn qualified(&self, name: &str) -> String {
        let parts: Vec<&str> = name.split(':').collect();
        let last = parts.len() - 1;
        let part = |(i, part): (usize, &&str)| if i < last { self.prefix(part) } else { self.replaced(part) };
        // A declared prefix is called as the names that have it.
        if let ["xmlns", prefix] = parts[..] {
            return ["xmlns:", &self.prefix(prefix)].concat();
        }
        if name == "xmlns" { name.to_owned() } else { parts.iter().enumerate().map(part).collect::<Vec<_>>().join(":") }
    }

    fn prefix(&self, prefix: &str) -> String {
        if is_prefix(prefix) || prefix.is_empty() {
            prefix.to_owned()
        } else {
            self.replaced(&["prefix ", prefix].concat()).replacen('X', "x", 1)
        }
    }

    /// The name of a member, which may begin with `_`.
    pub(super) fn member(&self, name: &str) -> String {
        match name.strip_prefix('_') {
            Some(rest) => ["_", &self.replaced(rest)].concat(),
            None => self.replaced(name),
        }
    }

    /// The name of a resource.
    pub(super) fn resource(&self, name: &str) -> String {
        if is_type(self.definitions, name) { name.to_owned() } else { self.replaced(name) }
    }

    /// Notes a text that stays as it is.
    pub(super) fn keep_words_of(&mut self, text: &str) {
        self.kept_stems.extend(words(text).filter_map(stem));
    }

    /// Text whose words are compared with those of other texts: longer words that begin alike still do.
    pub(super) fn text(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let length = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
            let (word, after) = rest.split_at(length.max(if length == 0 { c.len_utf8() } else { 0 }));
            rest = after;
            if is_of_summary(word) {
                out.push_str(word);
                continue;
            }
            match stem(word) {
                Some(stem) => {
                    let kept = self.kept_stems.contains(&stem);
                    let end = word.char_indices().nth(STEM).map_or(word.len(), |(at, _)| at);
                    out.push_str(&if kept { word[..end].to_owned() } else { pseudonym(&stem, self.key) });
                    out.push_str(&class(&word[end..]));
                }
                None => out.push_str(&class(word)),
            }
        }
        out
    }

    /// The same of what is written in XML: references to characters stay references.
    pub(super) fn text_in_xml(&self, written: &str) -> String {
        written
            .split_inclusive(['&', ';'])
            .fold((String::new(), false), |(mut out, mut within), piece| {
                // What a reference may be is masked together with its '&'.
                if within {
                    let reference = ["&", piece].concat();
                    out.pop();
                    out.push_str(&class_in_xml(&reference));
                    within = piece.ends_with('&');
                } else {
                    out.push_str(&self.text(piece));
                    within = piece.ends_with('&');
                }
                (out, within)
            })
            .0
    }

    /// A word of a definition, such as a path: FHIR's own stay, and others stay different from each other.
    pub(super) fn of_definition(&self, value: &str) -> String {
        let mut out = String::with_capacity(value.len());
        for piece in value.split_inclusive(|c: char| !c.is_ascii_alphanumeric()) {
            let word = piece.trim_end_matches(|c: char| !c.is_ascii_alphanumeric());
            out.push_str(&if word.is_empty() || is_name(self.definitions, word) { word.to_owned() } else { pseudonym(word, self.key) });
            out.push_str(&class(&piece[word.len()..]));
        }
        out
    }

    pub(super) fn definitions(&self) -> &'a Definitions {
        self.definitions
    }

    pub(super) fn key(&self) -> Key {
        self.key
    }
}
