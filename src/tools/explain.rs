//! What may stand at a place of a message, and who says so.

use std::cell::RefCell;

use serde::Serialize;

use crate::definitions::Definitions;
use crate::definitions::model::{Definition, Element, Kind, Strength};
use crate::document::Document;
use crate::itk3;
use crate::report::{Place, place};
use crate::source::Lines;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::Paths;
use crate::validate::{Observer, Overlay, Visit, watched};

/// Which codes an element takes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ExplainedBinding {
    /// `required`, `extensible`, `preferred` or `example`.
    pub strength: &'static str,
    /// Canonical URL.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value_set: Option<String>,
    /// Its codes, each once, where they can be listed and are no more than [`MOST_CODES`]; none otherwise.
    pub codes: Vec<String>,
}

/// More codes than these are not listed.
pub const MOST_CODES: usize = 20;

/// What one definition says of the element.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ElementExplanation {
    /// Canonical URL of the profile; absent for the base specification.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub profile: Option<String>,
    /// The element's path in its definition.
    pub element: String,
    /// Name of the slice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slice: Option<String>,
    /// Least number; absent where this definition leaves it as it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min: Option<u32>,
    /// Greatest number, or `*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max: Option<String>,
    /// Types, with the targets of references.
    pub types: Vec<String>,
    /// Codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub binding: Option<ExplainedBinding>,
    /// The one value that it may have; of a complex type as JSON.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fixed: Option<String>,
    /// What the value must have in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// It changes the meaning of what it stands in.
    pub modifier: bool,
    /// Who takes part must be able to handle it.
    pub must_support: bool,
    /// Where the definition is published.
    pub link: String,
}

/// What may stand at a place.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Explanation {
    /// FHIRPath of the element.
    pub path: String,
    /// Where the element stands.
    pub place: Place,
    /// Its type.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub type_code: Option<String>,
    /// What the base specification says, then the profiles; empty if the element is not known.
    pub elements: Vec<ElementExplanation>,
}

impl Document<'_> {
    /// What may stand at a place, counted in UTF-16 code units, and who says so, or `None` if no element stands there.
    pub fn explain(&self, offset: u32) -> Option<Explanation> {
        let (tree, definitions) = (&self.reading.tree, &self.validator.definitions);
        let assumed = itk3::assumed(tree, &self.reading.parts(), definitions);
        explain(self.text(), tree, definitions, &assumed, offset)
    }
}

fn explain(text: &str, tree: &Tree<'_>, definitions: &Definitions, assumed: &[(NodeId, String)], offset: u32) -> Option<Explanation> {
    let byte = byte_of(text, offset);
    // Elements come in the order of the text: of those around a place the last is the innermost.
    let node = (0..tree.len() as u32).map(NodeId).rfind(|&node| (tree.node(node).start..=tree.node(node).end).contains(&byte))?;
    let listener = Listener { node, around: around(tree, node), definitions, heard: RefCell::default(), bound: RefCell::default() };
    let path = Paths::new(&watched(tree, definitions, assumed, &listener)).path(node);
    let (type_code, elements) = listener.heard.into_inner().unzip();
    let mut elements: Vec<ElementExplanation> = elements.unwrap_or_default();
    elements.extend(listener.bound.into_inner());
    let lines = Lines::new(text);
    Some(Explanation { path, place: place(&lines, tree.name_span(node)), type_code, elements })
}

/// Of the code of a Coding, the Coding and what holds that: a value set is chosen for these.
fn around(tree: &Tree<'_>, node: NodeId) -> Vec<NodeId> {
    let of_coding = tree.name(node) == "code" && tree.parent(node).is_some_and(|coding| tree.resource_type(coding).is_none());
    let mut around: Vec<NodeId> = std::iter::successors(tree.parent(node), |&node| tree.parent(node)).take(2).collect();
    if !of_coding {
        around.clear();
    }
    around
}

/// Waits for the walk to come to a node.
struct Listener<'d> {
    node: NodeId,
    around: Vec<NodeId>,
    definitions: &'d Definitions,
    /// Its type, and what the base type and profiles say of it.
    heard: RefCell<Option<(String, Vec<ElementExplanation>)>>,
    /// What chooses a value set for it, of the nodes around it.
    bound: RefCell<Vec<ElementExplanation>>,
}

impl Observer for Listener<'_> {
    fn visit(&self, visit: &Visit<'_>) {
        let mut heard = self.heard.borrow_mut();
        let overlays = std::iter::once(visit.base).chain(visit.overlays.iter().copied());
        if self.around.contains(&visit.node) {
            let choosing = overlays.filter(|overlay| overlay.get().binding.is_some());
            let mut bound = self.bound.borrow_mut();
            for choosing in choosing.map(|overlay| element(self.definitions, overlay)) {
                if !bound.iter().any(|known| (&known.profile, &known.element) == (&choosing.profile, &choosing.element)) {
                    bound.push(choosing);
                }
            }
        } else if visit.node == self.node && heard.is_none() {
            let elements = overlays.map(|overlay| element(self.definitions, overlay)).collect();
            *heard = Some((self.definitions.text(visit.type_code).to_owned(), elements));
        }
    }
}

/// The byte of a UTF-16 offset.
pub(super) fn byte_of(text: &str, offset: u32) -> u32 {
    let mut units = 0;
    for (byte, c) in text.char_indices() {
        if units >= offset {
            return byte as u32;
        }
        units += c.len_utf16() as u32;
    }
    text.len() as u32
}

fn element(definitions: &Definitions, overlay: Overlay<'_>) -> ElementExplanation {
    let (definition, element) = (overlay.definition, overlay.get());
    let text = |symbol| definitions.text(symbol).to_owned();
    let value = |at: Option<u32>| at.and_then(|at| definition.values.get(at as usize)).map(|value| text(value.value));
    let name = path(definitions, definition, overlay.element);
    let url = definitions.text(definition.url);
    let link = if definition.constraint {
        url.to_owned()
    } else if definition.kind == Kind::Resource {
        format!("https://hl7.org/fhir/STU3/{}-definitions.html#{name}", definitions.text(definition.type_code).to_ascii_lowercase())
    } else {
        format!("https://hl7.org/fhir/STU3/datatypes-definitions.html#{name}")
    };
    ElementExplanation {
        profile: definition.constraint.then(|| url.to_owned()),
        element: name,
        slice: element.slice.map(text),
        min: element.min,
        max: element.max.map(|max| if max == u32::MAX { "*".to_owned() } else { max.to_string() }),
        types: types(definitions, definition, element),
        binding: element.binding.and_then(|at| definition.bindings.get(at as usize)).map(|binding| ExplainedBinding {
            strength: match binding.strength {
                Strength::Required => "required",
                Strength::Extensible => "extensible",
                Strength::Preferred => "preferred",
                Strength::Example => "example",
            },
            value_set: binding.value_set.map(text),
            codes: binding.value_set.map(|set| codes(definitions, set)).unwrap_or_default(),
        }),
        fixed: value(element.fixed),
        pattern: value(element.pattern),
        modifier: element.modifier,
        must_support: element.must_support,
        link,
    }
}

/// The codes of a small value set.
fn codes(definitions: &Definitions, set: Symbol) -> Vec<String> {
    let known = definitions.value_set(set).map(|(_, known)| known).filter(|known| known.open.is_empty());
    let few = known.and_then(|known| definitions.few_codes(known, MOST_CODES)).unwrap_or_default();
    few.into_iter().map(str::to_owned).collect()
}

/// `MessageHeader.event`, `Observation.value[x]`.
pub(super) fn path(definitions: &Definitions, definition: &Definition, mut at: u32) -> String {
    let mut parts = Vec::new();
    while at != 0 {
        let element = &definition.elements[at as usize];
        let choice = if element.choice { "[x]" } else { "" };
        parts.push([definitions.text(element.name), choice].concat());
        at = element.parent;
    }
    parts.push(definitions.text(definition.type_code).to_owned());
    parts.reverse();
    parts.join(".")
}

/// `Reference(Organization | Patient)`.
pub(super) fn types(definitions: &Definitions, definition: &Definition, element: &Element) -> Vec<String> {
    let last = |symbol| definitions.text(symbol).rsplit('/').next().unwrap_or_default();
    let named = |type_ref: &crate::definitions::model::TypeRef| {
        let code = definitions.text(type_ref.code);
        let targets: Vec<&str> = definition.symbols(&type_ref.targets).iter().map(|&target| last(target)).collect();
        if targets.is_empty() { code.to_owned() } else { format!("{code}({})", targets.join(" | ")) }
    };
    definition.types(element).iter().map(named).collect()
}

#[cfg(test)]
mod tests {
    use crate::Validator;

    const MESSAGE: &str = concat!(
        "<MessageHeader xmlns=\"http://hl7.org/fhir\"><meta><profile value=\"https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2\"/></meta>",
        "<timestamp value=\"2026-03-02T10:15:00Z\"/><nonsense/></MessageHeader>"
    );

    fn at(words: &str) -> Option<super::Explanation> {
        let offset = MESSAGE.find(words).unwrap() as u32;
        Validator::new().explain(MESSAGE, offset + 1)
    }

    #[test]
    fn the_base_speaks_first_and_then_the_profile() {
        let found = at("timestamp").unwrap();
        assert_eq!((found.path.as_str(), found.type_code.as_deref()), ("MessageHeader.timestamp", Some("instant")));
        let base = &found.elements[0];
        assert_eq!((base.element.as_str(), base.min, base.max.as_deref()), ("MessageHeader.timestamp", Some(1), Some("1")));
        assert_eq!(base.link, "https://hl7.org/fhir/STU3/messageheader-definitions.html#MessageHeader.timestamp");
        assert!(base.profile.is_none());
    }

    #[test]
    fn a_resource_names_its_profiles() {
        let found = at("MessageHeader").unwrap();
        let profiles: Vec<_> = found.elements.iter().filter_map(|element| element.profile.as_deref()).collect();
        assert_eq!(profiles, ["https://fhir.nhs.uk/STU3/StructureDefinition/ITK-MessageHeader-2"]);
    }

    #[test]
    fn a_code_names_the_value_set_of_its_coding() {
        let message = concat!(
            "<Patient xmlns=\"http://hl7.org/fhir\"><gender value=\"no\"/>",
            "<maritalStatus><coding><code value=\"a\"/></coding></maritalStatus></Patient>"
        );
        let at = |words: &str| Validator::new().explain(message, message.find(words).unwrap() as u32 + 1).unwrap();
        let gender = at("gender").elements[0].binding.clone().unwrap();
        assert_eq!((gender.strength, gender.codes), ("required", ["male", "female", "other", "unknown"].map(str::to_owned).to_vec()));
        let status = at("code value").elements;
        let sets: Vec<_> =
            status.iter().filter_map(|element| Some((element.element.as_str(), element.binding.as_ref()?.strength))).collect();
        assert_eq!(sets, [("Patient.maritalStatus", "extensible")]);
    }

    #[test]
    fn of_what_is_not_known_only_the_path_is_told() {
        let found = at("nonsense").unwrap();
        assert_eq!(found.path, "MessageHeader.nonsense");
        assert!(found.elements.is_empty());
        assert!(Validator::new().explain("nothing", 0).is_none());
    }
}
