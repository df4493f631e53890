//! A message without what it says of people: what is not a word of FHIR or the NHS is replaced, wherever it stands. Every text
//! has a stand-in of its type and length, ids and names have hashes, dates keep their order alone; the problems stay.

mod dates;
mod itk2;
mod key;
mod mask;
mod meant;
mod names;
mod stand_in;
mod vocabulary;

use std::collections::HashSet;

use crate::definitions::{Definitions, split_version};
use crate::diagnostic::Diagnostic;
use crate::document::Document;
use crate::itk3;
use crate::itk3::Kind;
use crate::itk3::codes::UNREADABLE;
use crate::near::nearest;
use crate::source::Encoding;
use crate::source::Span;
use crate::syntax::Format;
use crate::syntax::tree::{NodeId, Tree, form};
use crate::syntax::xml_declaration::naming_utf8;
use crate::typed::Typed;
use crate::validate::{LOINC, SNOMED, before_uuid, is_loinc_code, is_snomed_code, names_of_parts, of_oid, same_display};
use crate::validate::{is_placeholder, without_annotations};
use dates::Dates;
use key::Key;
use mask::{Part, mask_json, mask_text, mask_xml};
use meant::Meant;
use names::Names;
use stand_in::{base64, class, class_in_json, class_in_xml, hashed, identifier, no_date, pseudonym, stand_in, stand_in_with_number, uuid};
use vocabulary::{is_known, is_mime_type, is_nhs_code, is_of_snomed_uk, is_protocol};

const UCUM: &str = "http://unitsofmeasure.org";

impl Document<'_> {
    /// The message without what it says of people, to show where its problems are: what is not FHIR's or the NHS's own word is
    /// replaced, names and URLs included. What is no value of an element (comments, text where none belongs, what could not be
    /// read) is masked letter by letter. The copy of a UTF-16 message is to be written as UTF-8, and declares that.
    pub fn redact(&self) -> String {
        let copy = self.redacted();
        if matches!(self.reading.encoding, Some(Encoding::Utf16Little | Encoding::Utf16Big)) { naming_utf8(copy) } else { copy }
    }

    fn redacted(&self) -> String {
        let (reading, definitions, text) = (&self.reading, &self.validator.definitions, self.text());
        if let Some(of_itk2) = reading.itk2 {
            return itk2::redact(&reading.tree, of_itk2.begin, Names::new(definitions, Key::of(text)));
        }
        if reading.parts().kind == Kind::Capture {
            return itk2::redact_capture(text, &Names::new(definitions, Key::of(text)));
        }
        if Format::of(text) == Format::Unknown || reading.is_foreign() {
            let names = Names::new(definitions, Key::of(text));
            return match Format::of(text) {
                Format::Xml => mask_xml(text, &[], &names),
                Format::Json => mask_json(text, &[], &names),
                Format::Unknown => mask_text(text),
            };
        }
        // One of another version of FHIR is checked all the same: what it says of people stands in the same places.
        let parts = itk3::Parts::of(text, &reading.tree);
        let (checked, typed) = self.check(&parts, &[], reading.limits, None);
        redact(&typed, &reading.findings, &checked.findings)
    }
}

fn redact(typed: &Typed<'_>, of_reading: &[Diagnostic], of_check: &[Diagnostic]) -> String {
    let tree = typed.tree;
    let text: &str = &tree.text;
    let mut faulty = vec![Fault::None; tree.len()];
    for finding in of_check {
        if let Some(node) = finding.at.node() {
            faulty[node.0 as usize] = Fault::Value;
        }
    }
    // What the reader stumbles over often stands in a value, and then says nothing of which node that is.
    for finding in of_reading.iter().take(100) {
        let at = tree.span_of(finding.at);
        for node in (0..tree.len() as u32).map(NodeId) {
            let value = tree.value_span(node);
            if tree.value(node).is_some() && value.start <= at.start && at.start <= value.end {
                faulty[node.0 as usize] = Fault::Writing;
            }
        }
    }
    let key = Key::of(text);
    let nodes = || (0..tree.len() as u32).map(NodeId);
    let meant = Meant::of(typed);
    let dates = nodes().filter(|&node| is_date(meant.kind(node))).filter_map(|node| tree.value(node));
    let mut names = Names::of(typed, &meant, key);
    for node in nodes().filter(|&node| meant.name(node) == "display") {
        if let (Some(coding), Some(value)) = (tree.parent(node), tree.value(node))
            && is_display(&meant, typed.definitions, coding, value.trim())
        {
            names.keep_words_of(value);
        }
    }
    let full_urls = nodes().filter(|&node| tree.name(node) == "fullUrl").filter_map(|node| tree.value(node)).collect();
    let redaction = Redaction { tree, typed, meant: &meant, faulty, dates: Dates::of(dates), names: &names, key, full_urls };

    let mut parts: Vec<Part> = nodes().filter_map(|node| redaction.part(node)).collect();
    parts.sort_by_key(|part| part.span.start);
    match Format::of(text) {
        Format::Json => mask_json(text, &parts, &names),
        _ => mask_xml(text, &parts, &names),
    }
}

/// What was found at a node.
#[derive(Clone, Copy, PartialEq)]
enum Fault {
    None,
    Value,
    /// As it is written it cannot be read.
    Writing,
}

struct Redaction<'a> {
    tree: &'a Tree<'a>,
    typed: &'a Typed<'a>,
    meant: &'a Meant<'a>,
    faulty: Vec<Fault>,
    dates: Dates,
    names: &'a Names<'a>,
    key: Key,
    /// Of the entries: what refers to them is replaced as they are.
    full_urls: HashSet<&'a str>,
}

fn kind<'a>(typed: &Typed<'a>, node: NodeId) -> &'a str {
    typed.type_of(node).map_or("", |code| typed.definitions.text(code))
}

fn is_date(kind: &str) -> bool {
    matches!(kind, "date" | "dateTime" | "instant" | "time")
}

impl Redaction<'_> {
    /// Where the value of a node stands, and what takes its place.
    fn part(&self, node: NodeId) -> Option<Part> {
        let tree = self.tree;
        let value = tree.value(node)?;
        let xhtml = self.meant.kind(node) == "xhtml";
        // The markup of a narrative in XML is that of the text around it.
        if xhtml && !tree.has(node, form::STRING) {
            return None;
        }
        let span = tree.value_span(node);
        let written = &tree.text[span.start as usize..span.end as usize];
        let new = if xhtml {
            Some(mask_xml(value, &[], self.names))
        } else if self.faulty[node.0 as usize] == Fault::Writing
            && written.contains(|c: char| matches!(c, '\\' | '&' | '<') || c.is_control())
        {
            let json = Format::of(&tree.text) == Format::Json;
            let mask = if json { class_in_json } else { class_in_xml };
            // What makes a URL of it stays, and so do the problems of one.
            let pieces = written.split_inclusive(['/', ':']).map(|piece| match piece.trim_end_matches(['/', ':']) {
                word if vocabulary::is_of_url(self.typed.definitions, word) => piece.to_owned(),
                _ => mask(piece),
            });
            return Some(Part { span, written: Some(pieces.collect()) });
        } else {
            let core = value.trim();
            let start = value.len() - value.trim_start().len();
            // White space around a value is a problem of its own.
            self.replaced(node, core).map(|new| [&value[..start], &new, &value[start + core.len()..]].concat())
        };
        let quote = tree.text[..span.start as usize].chars().next_back();
        Some(Part { span, written: new.map(|new| self.written(node, &new, quote)) })
    }

    fn written(&self, node: NodeId, new: &str, quote: Option<char>) -> String {
        let mut out = String::new();
        if self.tree.has(node, form::NUMBER) {
            // A number that begins with 0 is none.
            return new.to_owned();
        }
        if Format::of(&self.tree.text) == Format::Json {
            crate::json::string(&mut out, new);
            return out[1..out.len() - 1].to_owned();
        }
        crate::report::attribute(&mut out, new);
        if quote == Some('\'') { out.replace('\'', "&#39;") } else { out }
    }

    /// What stands for a value, or `None` if it may stay.
    fn replaced(&self, node: NodeId, value: &str) -> Option<String> {
        let tree = self.tree;
        let meant = self.meant;
        let name = meant.name(node);
        let parent = tree.parent(node);
        let parent_name = parent.map_or("", |parent| meant.name(parent));
        let parent_kind = parent.map_or("", |parent| meant.kind(parent));
        let known = || is_known(self.typed.definitions, value);
        let faulty = self.faulty[node.0 as usize] != Fault::None;
        let kind = meant.kind(node);
        if value.is_empty() || tree.has(node, form::BOOLEAN) || matches!(value, "true" | "false") {
            return None;
        }
        if tree.has(node, form::NUMBER) || is_number(kind) && value.bytes().all(|b| b.is_ascii_digit() || b"+-.eE".contains(&b)) {
            return number(value, faulty, is_number(kind));
        }
        if is_placeholder(value) {
            return Some("__PLACEHOLDER__".to_owned());
        }
        let is_unit = name == "code" && parent.is_some_and(|parent| meant.child_value(parent, "system") == Some(UCUM));
        if let Some(unit) = is_unit.then(|| without_annotations(value)).flatten() {
            return (unit != value).then_some(unit);
        }
        // Of an element that nobody knows, only its name says what it holds.
        let kind = match (kind, name) {
            ("", "system" | "profile" | "url" | "fullUrl") => "uri",
            ("", "reference") => "string",
            ("", "code") => "code",
            _ => kind,
        };
        if let Some(title) = parent.filter(|_| name == "title").and_then(|parent| self.title_of_displays(parent, value)) {
            return Some(title);
        }
        match (kind, name) {
            ("id", _) | ("string" | "", "id") => Some(self.id(value)),
            (_, "fullUrl") | ("string", "reference") => self.reference(value),
            ("string", "display")
                if parent_kind == "Coding" && parent.is_some_and(|coding| is_display(meant, self.typed.definitions, coding, value)) =>
            {
                None
            }
            // Definitions fix these, so that what they fix is nobody's own word.
            ("string", "title" | "linkId" | "unit") if known() => None,
            // Answers find their questions by it.
            ("string", "linkId") | ("string", "question") if matches!(parent_name, "item" | "enableWhen") => Some(self.id(value)),
            ("string", "name") if parent_name == "parameter" && known() => None,
            ("string", "text") if parent_name == "item" && known() => None,
            ("string", "version") if parent_kind == "Coding" && is_version(value) => None,
            ("string", "title")
                if is_kind_of_document(value) && parent.and_then(|parent| tree.resource_type(parent)) == Some("Composition") =>
            {
                None
            }
            ("string", "value") if parent_kind == "Identifier" && value.contains("://") => (!known()).then(|| self.url(value)),
            ("string", "value") if parent_kind == "Identifier" => {
                Some(self.reference_of_urn(value).unwrap_or_else(|| identifier(value, self.key)))
            }
            // Words of the protocol.
            ("string", _) if value.contains("://") && known() => None,
            ("string", _) if itk3::is_interaction(value) => None,
            ("string", _) if is_protocol(value) => None,
            // Its beginning says which version of the guide is followed.
            ("string", _) if value.starts_with("SendDocument-") => Some(["SendDocument-", &stand_in(kind, &value[13..])].concat()),
            ("string" | "markdown", _) if is_nothing(value) || !value.contains(char::is_alphanumeric) => None,
            ("string", _) if self.is_of_definition(node) && !value.contains(char::is_whitespace) => Some(self.names.of_definition(value)),
            // The rules look for these in the text of the sections.
            ("string", "display" | "text" | "name")
                if matches!((parent_kind, name), ("Coding", "display") | ("CodeableConcept", "text") | ("Organization", "name"))
                    && !faulty
                    && !itk3::nhs_number_in(value, true) =>
            {
                Some(self.names.text(value))
            }
            ("string" | "markdown", _) => Some(match (itk3::nhs_number_in(value, true), faulty) {
                (true, _) => stand_in_with_number(value, self.key),
                (_, true) => class(value),
                _ => stand_in(kind, value),
            }),
            ("uri" | "oid", _) if known() || itk3::is_identifier_system(value) || of_oid(value).is_some() => None,
            ("code", "code") if parent_kind == "Quantity" && itk3::is_unit(value) => None,
            ("uri", "url") if parent_kind == "Extension" && !value.contains(':') => Some(self.part_of_extension(parent, value)),
            ("uri" | "oid", _) => Some(self.url(value)),
            ("code", _) if known() || is_nhs_code(value) => None,
            ("code", "code") if is_snomed_code(value) && self.is_of(SNOMED, node) => Some(stand_in::snomed(value)),
            ("code", "code") if is_loinc_code(value) && self.is_of(LOINC, node) => None,
            ("code" | "", _) if itk3::nhs_number_in(value, false) => Some(stand_in_with_number(value, self.key)),
            ("code", "code") if is_of_snomed_uk(value) => None,
            ("code", _) if faulty => Some(class(value)),
            ("code", "contentType") if is_mime_type(value) => None,
            ("code", _) if is_language(value) && (name == "language" || name == "code") => None,
            ("code", _) => Some(pseudonym(value, self.key)),
            ("boolean", _) => Some(class(value)),
            ("integer" | "positiveInt" | "unsignedInt" | "decimal", _) => Some(class(value)),
            ("base64Binary", _) => Some(base64(value)),
            (kind, _) if is_date(kind) => Some(self.dates.replaced(value).unwrap_or_else(|| no_date(value))),
            _ => Some(class(value)),
        }
    }

    /// Rebuilds a title that consists of displays from their redacted forms.
    fn title_of_displays(&self, composition: NodeId, title: &str) -> Option<String> {
        let tree = self.tree;
        let displays = itk3::displays_of_title(tree, composition).filter(|_| tree.resource_type(composition) == Some("Composition"))?;
        let [setting, kind] = displays.map(|node| tree.value(node).map(|value| (value, self.replaced(node, value))));
        let ((setting, for_setting), (kind, for_kind)) = (setting?, kind?);
        let title_of = |setting: &str, kind: &str| [setting, " ", kind].concat();
        let new = || title_of(for_setting.as_deref().unwrap_or(setting), for_kind.as_deref().unwrap_or(kind));
        itk3::is_title_of(title, [setting, kind]).then(new)
    }

    /// Returns whether a node is a code from the given system.
    fn is_of(&self, system: &str, node: NodeId) -> bool {
        let coding = self.tree.parent(node).filter(|_| self.meant.name(node) == "code");
        coding.is_some_and(|coding| self.meant.child_value(coding, "system") == Some(system))
    }

    /// Whether a node belongs to a definition, alone or in a Bundle.
    fn is_of_definition(&self, node: NodeId) -> bool {
        let mut around = std::iter::successors(Some(node), |&node| self.tree.parent(node));
        around.find_map(|node| self.tree.resource_type(node)).is_some_and(|kind| DEFINITIONS.contains(&kind))
    }

    /// The same for the same id, wherever it stands.
    fn id(&self, id: &str) -> String {
        // It stands for an id, and is nobody's.
        if id == UNREADABLE {
            return id.to_owned();
        }
        uuid(id).unwrap_or_else(|| hashed(id, self.key))
    }

    /// `urn:uuid:` and what follows; of another urn the name of its space stays.
    fn reference_of_urn(&self, value: &str) -> Option<String> {
        if let Some(id) = value.strip_prefix("urn:uuid:") {
            return Some(["urn:uuid:", &self.id(id)].concat());
        }
        if let Some(made) = uuid(value) {
            return Some(made);
        }
        vocabulary::urn(value, self.key)
    }

    /// The name of a part of an extension that no definition has: one that is nearly known stays so.
    fn part_of_extension(&self, part: Option<NodeId>, value: &str) -> String {
        let around = part.and_then(|part| self.tree.parent(part));
        let known = around.map_or_else(Vec::new, |around| names_of_parts(self.typed.definitions, self.tree, around));
        nearest(known, value).and_then(|meant| self.names.misspelling(meant)).unwrap_or_else(|| self.url(value))
    }

    /// A URL that no definition has.
    fn url(&self, value: &str) -> String {
        // One that is published, but for a letter, says nothing of anyone, and its problem stays.
        let (definitions, (url, version)) = (&self.typed.definitions, split_version(value));
        if definitions.structure_url_near(url).or_else(|| definitions.structure_url_of_same_name(url)).is_some() {
            return [url, &vocabulary::version(version, self.key)].concat();
        }
        self.reference_of_urn(value).unwrap_or_else(|| vocabulary::url(self.typed.definitions, value, self.key))
    }

    /// A reference: ids are mapped as they are elsewhere, what the definitions know stays.
    fn reference(&self, value: &str) -> Option<String> {
        if let Some(id) = value.strip_prefix('#') {
            return Some(if id.is_empty() { value.to_owned() } else { ["#", &self.id(id)].concat() });
        }
        if let Some(urn) = self.reference_of_urn(value) {
            return Some(urn);
        }
        // A UUID after a misspelt urn:uuid: prefix still matches its entry.
        if let Some((prefix, id)) = before_uuid(value)
            && value.contains(':')
            && !prefix.eq_ignore_ascii_case("urn:uuid:")
            && let Some(id) = uuid(id)
        {
            return Some(class(prefix) + &id);
        }
        // A URL scheme starts with a letter. Keeping the first character's kind keeps an invalid scheme invalid.
        if value.contains(':') && !value.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let first = value.chars().next().map_or(0, char::len_utf8);
            return Some(class(&value[..first]) + &self.id(&value[first..]));
        }
        if value.contains("://") && is_known(self.typed.definitions, value) {
            return None;
        }
        // A definition, unless it is an entry.
        let named = |part: &str| part.ends_with("Definition") || matches!(part, "ValueSet" | "CodeSystem" | "Questionnaire");
        if value.contains("://") && value.rsplit('/').nth(1).is_some_and(named) && !self.full_urls.contains(value) {
            return Some(self.url(value));
        }
        let (path, query) = value.split_once('?').map_or((value, None), |(path, query)| (path, Some(query)));
        let parts: Vec<&str> = path.split('/').collect();
        let definitions = self.typed.definitions;
        let is_type = |part: &str| definitions.symbol(part).is_some_and(|symbol| definitions.type_definition(symbol).is_some());
        let host = if path.contains("://") { 3 } else { 0 };
        let mut out: Vec<String> = Vec::new();
        for (i, &part) in parts.iter().enumerate() {
            if i < host {
                // The scheme with its colon, nothing, and the host.
                let (scheme, name) = vocabulary::host(part.trim_end_matches(':'), part, self.key);
                out.push(match i {
                    0 => [&scheme, ":"].concat(),
                    1 => String::new(),
                    _ => name,
                });
                continue;
            }
            let follows = i > host.min(1) && (is_type(parts[i - 1]) || parts[i - 1] == "_history");
            if let Some((scheme, rest)) = vocabulary::scheme(part).filter(|_| i == 0) {
                out.push([scheme, ":", &class(rest)].concat());
                continue;
            }
            let kept = part.is_empty()
                || vocabulary::is_message_definition(part)
                || !follows && (is_type(part) || i + 1 < parts.len() && (part == "_history" || host > 0 && vocabulary::is_segment(part)));
            // What stands where a type should keeps its capital, and so its problem.
            let instead = i + 2 == parts.len() && host == 0 && part.starts_with(|c: char| c.is_ascii_uppercase());
            out.push(match kept {
                true => part.to_owned(),
                false if instead => class(part),
                false => self.id(part),
            });
        }
        let query = query.map(|query| ["?", &class(query)].concat()).unwrap_or_default();
        Some(out.join("/") + &query)
    }
}

/// Is it what the definitions call the code, or a name they give to one?
fn is_display(meant: &Meant<'_>, definitions: &Definitions, coding: NodeId, value: &str) -> bool {
    let called = meant.child_value(coding, "system").zip(meant.child_value(coding, "code"));
    let called = called.and_then(|(system, code)| definitions.concept(system, code).flatten().flatten());
    called.is_some_and(|display| same_display(display, value)) || definitions.symbol(value).is_some()
}

/// Resources that define something, and speak of nobody.
const DEFINITIONS: &[&str] = &["CapabilityStatement", "OperationDefinition", "SearchParameter", "StructureDefinition"];

/// Words for nothing.
fn is_nothing(value: &str) -> bool {
    ["none", "null", "n/a", "na", "nil"].iter().any(|word| value.eq_ignore_ascii_case(word))
}

fn is_number(kind: &str) -> bool {
    matches!(kind, "integer" | "positiveInt" | "unsignedInt" | "decimal")
}

/// The digits of a number that stay. More of them may be the number of somebody.
const FEW_DIGITS: usize = 4;

/// A number of as many digits: one that is too large stays so, and one of a few digits is nobody's.
fn number(value: &str, faulty: bool, typed: bool) -> Option<String> {
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    if typed && digits <= FEW_DIGITS {
        return None;
    }
    let other = if faulty && typed { '9' } else { '1' };
    Some(value.chars().map(|c| if matches!(c, '1'..='9') { other } else { c }).collect())
}

/// A language and a region, as in `en-GB`.
fn is_language(value: &str) -> bool {
    let (language, region) = value.split_once('-').unwrap_or((value, "GB"));
    language.len() == 2
        && language.bytes().all(|b| b.is_ascii_lowercase())
        && region.len() == 2
        && region.bytes().all(|b| b.is_ascii_uppercase())
}

/// The titles that a domain asks for.
fn is_kind_of_document(title: &str) -> bool {
    ["Consultation report", "Online consultation report"].iter().any(|known| title.eq_ignore_ascii_case(known))
}

impl Part {
    fn at(parts: &[Part], start: usize) -> Option<&Part> {
        parts.binary_search_by(|part| (part.span.start as usize).cmp(&start)).ok().map(|at| &parts[at])
    }

    fn span(&self) -> Span {
        self.span
    }
}

/// `2.8.2`: small numbers between dots.
fn is_version(text: &str) -> bool {
    let is_small = |part: &str| (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    text.contains('.') && text.len() <= 12 && text.split('.').all(is_small)
}
