//! One fault, one finding: conforming messages with one element changed. Whether the change breaks a constraint is
//! decided here, from the facts of the definitions and by other code than the library's.

mod material;
mod mutant;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use itk3_validator::report::{Issue, Report, Severity};
use itk3_validator::{Options, Validator, source};
use mutant::facts::{Facts, Place};
use mutant::{Info, Node, json, read, xml};

/// How many changes are tried, unless MUTATIONS says so.
const MUTATIONS: usize = 4000;

/// So many need every exception: with `MUTATIONS=12000` one that nothing needs fails the run.
const MANY: usize = 12_000;

/// xorshift64*: the same changes in every run.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() >> 33) as usize % bound
    }

    fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Delete,
    Duplicate,
    Rename,
    RetypeChoice,
    RetypeJson,
    RetypeText,
    Recode,
    RecodeFixed,
}

const KINDS: [Kind; 8] =
    [Kind::Delete, Kind::Duplicate, Kind::Rename, Kind::RetypeChoice, Kind::RetypeJson, Kind::RetypeText, Kind::Recode, Kind::RecodeFixed];

/// What the definitions say of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Breaks,
    Keeps,
    /// Slices, invariants or references decide, which are not looked at here: only the place of findings is held.
    Open,
}

/// A message before and after one change.
struct Change<'a> {
    facts: &'a Facts,
    before: &'a Node,
    address: &'a [usize],
    in_json: bool,
}

impl Change<'_> {
    fn node(&self) -> &Node {
        self.before.at(self.address)
    }

    fn parent(&self) -> &Node {
        self.before.at(&self.address[..self.address.len() - 1])
    }

    /// Elements of profiles that speak of this element, not of its type.
    fn overlays(&self) -> impl Iterator<Item = Place> {
        let base = self.node().info.base;
        let stem = base.map(|base| self.facts.name(base));
        let of_element = move |place: &Place| self.facts.get(*place)["path"].as_str().is_some_and(|path| path.contains('.'));
        self.node().info.overlays.iter().copied().filter(of_element).filter(move |&place| Some(self.facts.name(place)) == stem)
    }

    /// How many siblings an element of a definition counts: of an extension's slice those of its url.
    fn count(&self, place: Place) -> u64 {
        let url = |node: &Node| node.child("url").and_then(|url| url.value.clone());
        let of_slice = !self.facts.get(place)["slice"].is_null();
        let this = self.node();
        let same = |other: &&Node| other.info.base == this.info.base && (!of_slice || url(other) == url(this));
        self.parent().children.iter().filter(same).count() as u64
    }

    fn bounds(&self) -> impl Iterator<Item = Place> {
        self.node().info.base.into_iter().chain(self.overlays())
    }

    fn too_few_without(&self) -> bool {
        self.bounds().any(|place| self.facts.min(place) > self.count(place) - 1)
    }

    fn too_many_with_another(&self) -> bool {
        self.bounds().any(|place| self.facts.max(place).is_some_and(|max| self.count(place) + 1 > max))
    }

    /// Something other than cardinality may speak of it: slices, invariants, identity, references.
    fn is_involved(&self) -> bool {
        const IDENTITY: &[&str] = &["id", "fullUrl", "reference", "resource", "entry", "contained", "profile", "url", "div", "type"];
        let node = self.node();
        let empties = self.parent().children.len() == 1;
        if empties || node.info.in_slice || node.name.contains("xtension") || IDENTITY.contains(&node.name.as_str()) {
            return true;
        }
        let stem = node.info.base.map_or("", |base| self.facts.name(base));
        let speaks =
            |expression: &str| expression.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == stem || word == node.name);
        (0..self.address.len()).any(|depth| {
            let above = &self.before.at(&self.address[..depth]).info;
            let own = above.base.into_iter().chain(above.overlays.iter().copied());
            let places = own.chain(self.facts.of_type(&above.type_code));
            places.into_iter().any(|place| self.facts.expressions(place).any(speaks))
        })
    }

    /// Whether it is the only thing in what holds it.
    fn is_alone(&self) -> bool {
        let parent = self.parent();
        // A resource without elements is empty only where it has to have some.
        if parent.resource.is_some() {
            return false;
        }
        let rest = parent.children.iter().filter(|child| !matches!(child.name.as_str(), "id" | "url"));
        parent.value.is_none() && rest.count() == 1 && !matches!(self.node().name.as_str(), "id" | "url")
    }

    fn open_or(&self, verdict: Verdict) -> Verdict {
        if self.is_involved() { Verdict::Open } else { verdict }
    }

    /// The changed message, and what the definitions say of it, or `None` if the change makes no sense here.
    fn made(&self, kind: Kind, random: &mut Random) -> Option<(Node, Verdict)> {
        let (node, facts) = (self.node(), self.facts);
        let (last, above) = self.address.split_last().expect("not the root");
        let mut after;
        let verdict = match kind {
            Kind::Delete => {
                after = self.before.clone();
                after.at_mut(above).children.remove(*last);
                let breaks = self.too_few_without() || self.is_alone();
                if breaks { Verdict::Breaks } else { self.open_or(Verdict::Keeps) }
            }
            Kind::Duplicate => {
                if node.attribute || node.name == "div" {
                    return None;
                }
                after = self.before.clone();
                after.at_mut(above).children.insert(*last, node.clone());
                if self.too_many_with_another() { Verdict::Breaks } else { self.open_or(Verdict::Keeps) }
            }
            Kind::Rename => {
                // Every element of one name in a list, in JSON: it is one member.
                let alone = self.parent().children.iter().filter(|child| child.name == node.name).count() == 1;
                if node.attribute || !alone {
                    return None;
                }
                after = self.before.clone();
                after.at_mut(self.address).name.push('x');
                Verdict::Breaks
            }
            Kind::RetypeChoice => {
                let base = node.info.base.filter(|&base| facts.is_choice(base))?;
                const TYPES: [&str; 5] = ["boolean", "integer", "date", "string", "Period"];
                let code = *random.pick(&TYPES);
                let allowed = |place: Place| {
                    let types = facts.types(place);
                    types.is_empty() || types.contains(code) || types.contains("*")
                };
                let fits = facts.is_primitive(code) == node.info.primitive && facts.of_type(code).is_some();
                if !fits || self.bounds().all(allowed) {
                    return None;
                }
                after = self.before.clone();
                let after = after.at_mut(self.address);
                after.name = format!("{}{}{}", facts.name(base), code[..1].to_uppercase(), &code[1..]);
                after.info.bare = matches!(code, "boolean" | "integer");
                let value = match code {
                    "boolean" => "true",
                    "integer" => "3",
                    "date" => "2026-11-20",
                    _ => "text",
                };
                after.value = after.value.as_ref().map(|_| value.to_owned());
                if code == "Period" {
                    let info = Info { primitive: true, ..Info::default() };
                    after.children = vec![Node { name: "start".to_owned(), value: Some("2026".to_owned()), info, ..Node::default() }];
                }
                if node.info.in_slice { Verdict::Open } else { Verdict::Breaks }
            }
            Kind::RetypeJson => {
                if !self.in_json || !node.info.primitive || node.value.is_none() {
                    return None;
                }
                after = self.before.clone();
                let changed = after.at_mut(self.address);
                changed.info.bare = !node.info.bare;
                if !node.info.bare {
                    changed.value = Some("42".to_owned());
                }
                if node.info.in_slice { Verdict::Open } else { Verdict::Breaks }
            }
            Kind::RetypeText => {
                let lexical = ["date", "dateTime", "instant", "boolean", "integer", "decimal", "positiveInt", "unsignedInt", "time"];
                if !lexical.contains(&node.info.type_code.as_str()) || node.value.is_none() || (self.in_json && node.info.bare) {
                    return None;
                }
                after = self.before.clone();
                after.at_mut(self.address).value = Some("20 Nov 2026".to_owned());
                Verdict::Breaks
            }
            Kind::Recode => {
                let coded = node.info.type_code == "code" && node.info.base.is_some_and(|base| facts.requires_listed(base));
                if !coded || node.value.is_none() {
                    return None;
                }
                after = self.before.clone();
                after.at_mut(self.address).value = Some("no-such-code".to_owned());
                if node.info.in_slice { Verdict::Open } else { Verdict::Breaks }
            }
            Kind::RecodeFixed => {
                let fixed = self.overlays().any(|place| facts.get(place)["fixed"].is_object());
                let text = matches!(node.info.type_code.as_str(), "string" | "uri" | "code");
                if !fixed || !text || node.name == "url" {
                    return None;
                }
                after = self.before.clone();
                after.at_mut(self.address).value.as_mut()?.push_str("-other");
                if node.info.in_slice { Verdict::Open } else { Verdict::Breaks }
            }
        };
        Some((after, verdict))
    }
}

fn text_of(node: &Node, in_json: bool) -> String {
    if in_json { json(node) } else { xml(node) }
}

fn is_error(issue: &Issue) -> bool {
    issue.severity <= Severity::Error
}

/// The findings that the message did not have before.
fn new_findings<'a>(before: &Report, after: &'a Report) -> Vec<&'a Issue> {
    let mut known: BTreeMap<(String, String), usize> = BTreeMap::new();
    let key = |issue: &Issue| (issue.rule.to_string(), issue.message.clone());
    before.issues.iter().for_each(|issue| *known.entry(key(issue)).or_default() += 1);
    let is_new = |issue: &&Issue| match known.get_mut(&key(issue)) {
        Some(count) if *count > 0 => {
            *count -= 1;
            false
        }
        _ => true,
    };
    after.issues.iter().filter(is_new).collect()
}

/// Without the place in a list.
fn bare(path: &str) -> &str {
    path.strip_suffix(']').and_then(|path| path.rsplit_once('[')).map_or(path, |(path, _)| path)
}

/// Whether a finding may come on top of the one that names the fault.
type MayFollow = fn(&Change<'_>, Kind, &Issue) -> bool;

/// What one change brings along that one finding cannot tell, each with its reason.
const EXCEPTIONS: &[(&str, MayFollow)] = &[
    ("whatever refers to an entry loses it with its fullUrl, id or resource: one finding for each reference", |change, _, issue| {
        matches!(change.node().name.as_str(), "fullUrl" | "id" | "resource" | "entry" | "contained") && issue.rule.starts_with("reference-")
    }),
    ("a contained resource is without a reference, or without the id that one names (dom-3)", |_, _, issue| issue.rule == "dom-3"),
    ("a value that JSON writes as another type is another value as well: no such target, code, url or slice", |_, kind, issue| {
        let rules = ["reference-unresolved", "extension-url", "slice-min", "slice-closed", "binding-required", "bundle-full-url-id"];
        kind == Kind::RetypeJson && rules.contains(&issue.rule.as_ref())
    }),
    ("a code is a code of its system: with another system or name it is in no value set", |change, _, issue| {
        matches!(change.node().name.as_str(), "system" | "code" | "coding") && issue.rule == "binding-required"
    }),
    ("what tells a slice apart is gone or has another name, and the item is of no slice", |_, kind, issue| {
        matches!(kind, Kind::Delete | Kind::Rename) && matches!(issue.rule.as_ref(), "slice-closed" | "slice-min")
    }),
    ("in XML the url or narrative belongs to the name: under another name neither may stand there", |change, kind, issue| {
        kind == Kind::Rename && !change.in_json && issue.rule.starts_with("xml-")
    }),
    ("a target that a reference holds to another profile than it declares fails there as a whole", |_, _, issue| {
        issue.rule == "reference-profile"
    }),
    ("an entry that has lost its only reference is reported where it is", |_, _, issue| {
        issue.rule.ends_with("-unreferenced") || matches!(issue.rule.as_ref(), "GPCM-SD-109" | "GPCM-SD-029-v1")
    }),
    ("a guide asks for more than the profiles do", |_, _, issue| {
        ["FHIR-", "GPCM-", "update-record-", "toc-"].iter().any(|guide| issue.rule.starts_with(guide))
    }),
    ("names of three letters are too short to be recognised, so that the right one is missing as well", |change, kind, issue| {
        kind == Kind::Rename && change.node().name.len() <= 3 && issue.rule == "min"
    }),
];

/// What is wrong with the findings after a change, if anything.
fn fault(change: &Change<'_>, kind: Kind, verdict: Verdict, new: &[&Issue], used: &mut BTreeSet<usize>) -> Option<&'static str> {
    let path = change.before.path(change.address);
    let parent = change.before.path(&change.address[..change.address.len() - 1]);
    let at_place = |issue: &&&Issue| {
        let (found, expected) = (bare(&issue.path), bare(&path));
        issue.path == parent
            || found == expected
            || (kind == Kind::RetypeChoice && found.starts_with(&parent))
            || found == format!("{parent}.{}x", change.node().name)
    };
    let is_near = |issue: &&Issue| issue.path.starts_with(&parent) || parent.starts_with(&issue.path);
    let (mut roots, mut far) = (Vec::new(), 0);
    for issue in new {
        let exception = EXCEPTIONS.iter().position(|(_, may_follow)| may_follow(change, kind, issue));
        match exception {
            // Where the exception is all that there is, it is the finding.
            Some(place) if verdict == Verdict::Keeps || new.iter().filter(|issue| is_error(issue)).count() > 1 => {
                used.insert(place);
            }
            _ if is_error(issue) => roots.push(issue),
            _ => {}
        }
        far += usize::from(exception.is_none() && !is_near(issue));
    }
    match verdict {
        _ if far > 0 => Some("has a finding elsewhere"),
        Verdict::Breaks if roots.is_empty() => Some("is not found"),
        Verdict::Breaks if roots.len() > 1 => Some("has more than one finding"),
        Verdict::Breaks if !roots.iter().all(at_place) => Some("has its finding at another place"),
        Verdict::Keeps if !roots.is_empty() => Some("breaks nothing"),
        _ => None,
    }
}

#[test]
fn every_change_that_breaks_a_constraint_gives_one_finding_at_its_place() {
    let (facts, validator) = (Facts::load(), Validator::new());
    let messages = messages(&validator, &facts);
    let count = std::env::var("MUTATIONS").ok().and_then(|count| count.parse().ok()).unwrap_or(MUTATIONS);
    let mut random = Random(0x1773_2026_1120_0001);
    let mut tally: BTreeMap<(Kind, Verdict), usize> = BTreeMap::new();
    let (mut faults, mut used, mut made) = (Vec::new(), BTreeSet::new(), 0);
    while made < count {
        let kind = *random.pick(&KINDS);
        // Few elements are choices, or have a fixed value: a place for the change is looked for.
        for _ in 0..200 {
            let message = random.pick(&messages);
            let address = random.pick(&message.addresses);
            let in_json = message.in_xml.is_none() || random.below(2) == 1;
            let change = Change { facts: &facts, before: &message.node, address, in_json };
            let Some((after, verdict)) = change.made(kind, &mut random) else { continue };
            let report = validator.validate(&text_of(&after, in_json), &Options::default());
            let before = message.in_xml.as_ref().filter(|_| !in_json).unwrap_or(&message.in_json);
            let new = new_findings(before, &report);
            if let Some(what) = fault(&change, kind, verdict, &new, &mut used) {
                let format = if in_json { "JSON" } else { "XML" };
                let path = message.node.path(address);
                faults.push(format!("{kind:?} of {path} in {} ({format}, {verdict:?}) {what}: {}", message.name, shown(&new)));
            }
            *tally.entry((kind, verdict)).or_default() += 1;
            made += 1;
            break;
        }
    }
    println!("{tally:?}");
    assert!(faults.is_empty(), "{} of {made}:\n{}", faults.len(), faults[..faults.len().min(60)].join("\n"));
    // The examples alone have too few fixed values.
    if count >= MUTATIONS && messages.len() > 10 {
        for kind in KINDS {
            let breaking = tally.get(&(kind, Verdict::Breaks)).copied().unwrap_or_default();
            assert!(breaking > count / 50, "{kind:?}: {breaking} changes break something");
        }
    }
    if count >= MANY && messages.len() > 10 {
        let unused: Vec<&str> = (0..EXCEPTIONS.len()).filter(|place| !used.contains(place)).map(|place| EXCEPTIONS[place].0).collect();
        assert!(unused.is_empty(), "exceptions that nothing needs: {unused:?}");
    }
}

fn shown(issues: &[&Issue]) -> String {
    let rows: Vec<String> =
        issues.iter().map(|issue| format!("[{:?} {} {} {}]", issue.severity, issue.rule, issue.path, issue.message)).collect();
    rows.join(" ")
}

/// A message without errors.
struct Message {
    name: String,
    node: Node,
    addresses: Vec<Vec<usize>>,
    /// Its report before any change, written in XML, or `None` if it was read from JSON, whose reader here does not
    /// keep the order of members.
    in_xml: Option<Report>,
    in_json: Report,
}

fn messages(validator: &Validator, facts: &Facts) -> Vec<Message> {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/examples");
    let own =
        ["send-document.xml", "response-20013.json"].map(|name| (name.to_owned(), fs::read(examples.join(name)).expect("an example")));
    let mut messages = Vec::new();
    for (name, bytes) in own.into_iter().chain(material::corpus()) {
        let text = source::decode(&bytes).0.into_owned();
        if !validator.validate(&text, &Options::default()).conforms {
            continue;
        }
        let mut node = read(&text);
        node.look_up(facts);
        let from_json = text.trim_start_matches('\u{feff}').trim_start().starts_with('{');
        let report = |in_json| validator.validate(&text_of(&node, in_json), &Options::default());
        let (in_xml, in_json) = ((!from_json).then(|| report(false)), report(true));
        for report in in_xml.iter().chain([&in_json]) {
            assert!(report.conforms, "{name}, written again: {:?}", report.issues);
        }
        let mut addresses = node.addresses();
        // What a resource declares is no fault of it: it chooses what the rest is held to.
        addresses.retain(|address| node.at(address).name != "profile");
        messages.push(Message { name, addresses, node, in_xml, in_json });
    }
    messages
}
