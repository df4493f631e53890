//! Elements that may stand at a place, and resource types.

use super::{Place, STAND_IN, Shape, Suggested, SuggestionKind};
use crate::definitions::model::Strength;
use crate::definitions::shape::Child;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;
use crate::tools::explain::types;
use crate::tools::insertion::place::lines;
use crate::tools::insertion::snippet::{Held, Maker, named};
use crate::validate::{Overlay, Visit};
use crate::write::{Element, Value};

/// The value of a resource: which type it has, nobody says before.
const RESOURCES: &str = "Resource";

impl Place<'_> {
    /// Children that the node may have where another stands for them.
    pub(super) fn elements(&self, visit: &Visit<'_>, stand_in: NodeId, shape: Shape) -> Vec<Suggested> {
        let maker = Maker { definitions: self.definitions };
        let Some(id) = maker.shape_of(visit.type_code, Some(visit.base)) else { return Vec::new() };
        let children = self.definitions.shape(id);
        let is_resource = self.tree.resource_type(visit.node).is_some();
        let (least, most) = self.between(visit.node, stand_in, children);
        let mut found = Vec::new();
        if self.lacks_type(visit.node) {
            found.push(self.resource_type_member(shape));
        }
        for (rank, child) in children.iter().enumerate() {
            let name = self.definitions.text(child.name);
            // In XML they are attributes.
            if self.tree.ordered
                && (!is_resource && name == "id" || visit.type_code == self.definitions.words().extension_type && name == "url")
            {
                continue;
            }
            if self.tree.ordered && !(least..=most).contains(&rank) {
                continue;
            }
            let held = maker.held(child, visit.overlays);
            let max = held.overlays.iter().filter_map(|overlay| overlay.get().max).fold(child.max, u32::min);
            let siblings: Vec<NodeId> = self.siblings(visit.node, stand_in).filter(|&node| self.is(node, child)).collect();
            let there = siblings.len();
            // JSON says a name once, whatever its number.
            if max == 0 || there as u64 >= u64::from(max) || !self.tree.ordered && there > 0 {
                continue;
            }
            let asked = Candidate { child, held: &held, max, there, siblings: &siblings };
            self.of_child(&maker, &asked, shape, &mut found);
            self.slices(&maker, visit.overlays, &asked, shape, &mut found);
        }
        // What is required comes first, else they stay in their order.
        found.sort_by_key(|one| !one.required);
        found
    }

    fn siblings(&self, parent: NodeId, stand_in: NodeId) -> impl Iterator<Item = NodeId> {
        self.tree.children(parent).filter(move |&node| node != stand_in)
    }

    fn is(&self, node: NodeId, child: &Child) -> bool {
        let rest = self.tree.name(node).strip_prefix(self.definitions.text(child.name));
        rest.is_some_and(|rest| rest.is_empty() || child.choice && rest.starts_with(|c: char| c.is_ascii_uppercase()))
    }

    /// The ranks of the siblings around the stand-in.
    fn between(&self, parent: NodeId, stand_in: NodeId, children: &[Child]) -> (usize, usize) {
        let rank = |node: NodeId| children.iter().position(|child| self.is(node, child));
        let (mut least, mut most) = (0, usize::MAX);
        for node in self.siblings(parent, stand_in) {
            let Some(rank) = rank(node) else { continue };
            if node < stand_in {
                least = least.max(rank);
            } else {
                most = most.min(rank);
            }
        }
        // Where the order is broken already, nothing is left out for it.
        if most < least { (0, usize::MAX) } else { (least, most) }
    }

    fn of_child(&self, maker: &Maker<'_>, asked: &Candidate<'_>, shape: Shape, found: &mut Vec<Suggested>) {
        let name = self.definitions.text(asked.child.name);
        let types = maker.types(asked.held);
        if !asked.child.choice {
            let made = maker.element(asked.child, asked.held, &[], 0);
            found.push(self.suggested(asked, name, made, types.first().copied(), shape));
            return;
        }
        for of in types {
            let type_name = self.definitions.text(of);
            let name = [name, &type_name[..1].to_ascii_uppercase(), &type_name[1..]].concat();
            let made = maker.of_type(asked.child, asked.held, of, &[], 0);
            found.push(self.suggested(asked, &name, made, Some(of), shape));
        }
    }

    /// Slices of profiles, with what makes them that.
    fn slices(&self, maker: &Maker<'_>, overlays: &[Overlay<'_>], asked: &Candidate<'_>, shape: Shape, found: &mut Vec<Suggested>) {
        if matches!(shape, Shape::Name) || asked.child.choice {
            return;
        }
        let slices = overlays.iter().flat_map(|overlay| named(*overlay, asked.child.name));
        for slice in slices.filter(|slice| slice.get().max != Some(0)) {
            let Some(slice_name) = slice.get().slice.map(|name| self.definitions.text(name)) else { continue };
            let mut held = asked.held.clone();
            held.overlays.insert(0, slice);
            let Some(made) = maker.element(asked.child, &held, &[], 0) else { continue };
            let max = slice.get().max.unwrap_or(asked.max);
            let there = asked.siblings.iter().filter(|&&node| is_known(&made) && self.agrees(node, &made)).count();
            if there as u64 >= u64::from(max) {
                continue;
            }
            let asked = Candidate { held: &held, max, there, ..*asked };
            let mut one = self.suggested(&asked, self.definitions.text(asked.child.name), Some(made), None, shape);
            one.kind = SuggestionKind::Slice;
            one.label = [&one.label, ":", slice_name].concat();
            one.filter = [&one.filter, ":", slice_name].concat();
            if found.iter().all(|known| known.label != one.label) {
                found.push(one);
            }
        }
    }

    /// Whether a node has all that is known of an element: then it is of the same slice.
    fn agrees(&self, node: NodeId, element: &Element<'_>) -> bool {
        element.children.iter().filter(|child| is_known(child)).all(|child| {
            self.tree.children_named(node, &child.name).any(|there| match known(child) {
                Some(value) => self.tree.value(there) == Some(value),
                None => self.agrees(there, child),
            })
        })
    }

    fn suggested(&self, asked: &Candidate<'_>, name: &str, made: Option<Element<'static>>, of: Option<Symbol>, shape: Shape) -> Suggested {
        let (child, held) = (asked.child, asked.held);
        let min = held.overlays.iter().filter_map(|overlay| overlay.get().min).fold(child.min, u32::max);
        let max = if asked.max == u32::MAX { "*".to_owned() } else { asked.max.to_string() };
        let says = held.overlays.iter().chain(&held.base).find(|overlay| !overlay.definition.types(overlay.get()).is_empty());
        let all = says.map(|overlay| types(self.definitions, overlay.definition, overlay.get())).unwrap_or_default();
        let of = if child.choice { of.map(|of| self.definitions.text(of).to_owned()) } else { Some(all.join(" | ")) };
        Suggested {
            kind: SuggestionKind::Element,
            label: name.to_owned(),
            detail: format!("{min}..{max} {}", of.unwrap_or_default()).trim_end().to_owned(),
            said: self.said(held),
            text: self.written(name, child.max > 1, made, shape),
            filter: name.to_owned(),
            required: min > asked.there as u32,
        }
    }

    /// What profiles say of the element.
    fn said(&self, held: &Held<'_>) -> Vec<String> {
        let mut said = Vec::new();
        for overlay in &held.overlays {
            let element = overlay.get();
            let url = self.definitions.text(overlay.definition.url);
            let mut words = Vec::new();
            if element.min.is_some_and(|min| min > 0) {
                words.push("required".to_owned());
            }
            if element.must_support {
                words.push("must support".to_owned());
            }
            if let Some(binding) = element.binding.and_then(|at| overlay.definition.bindings.get(at as usize)) {
                let strength = match binding.strength {
                    Strength::Required => "required",
                    Strength::Extensible => "extensible",
                    Strength::Preferred => "preferred",
                    Strength::Example => "example",
                };
                let set = binding.value_set.map_or("", |set| self.definitions.text(set));
                words.push(format!("codes of {set} ({strength})"));
            }
            if !words.is_empty() {
                said.push(format!("{url}: {}", words.join(", ")));
            }
        }
        said
    }

    /// The element as it is written at the cursor.
    fn written(&self, name: &str, list: bool, made: Option<Element<'static>>, shape: Shape) -> String {
        let is_xml = self.tree.ordered;
        if matches!(shape, Shape::Name) {
            return if is_xml { name.to_owned() } else { format!("\"{name}\"") };
        }
        let laid_out = |element: &Element<'_>| {
            let lines = lines(element, is_xml);
            lines.iter().map(|(depth, line)| ["  ".repeat(*depth), line.clone()].concat()).collect::<Vec<_>>().join("\n")
        };
        let text = match made {
            Some(element) => laid_out(&element),
            None if is_xml => format!("<{name}>${{content}}</{name}>"),
            None if list => format!("\"{name}\": [\n  {{\n    ${{content}}\n  }}\n]"),
            None => format!("\"{name}\": {{\n  ${{content}}\n}}"),
        };
        match shape {
            Shape::Opened => text[1..].to_owned(),
            Shape::Member { lead, trail } => [lead, &text, trail].concat(),
            _ => text,
        }
    }

    /// A resource of JSON has a type, which is no child of it.
    pub(super) fn lacks_type(&self, node: NodeId) -> bool {
        let is_resource = node == NodeId::ROOT || matches!(self.tree.name(node), "resource" | "contained");
        !self.tree.ordered && is_resource && self.tree.resource_type(node).is_none()
    }

    pub(super) fn resource_type_member(&self, shape: Shape) -> Suggested {
        let (lead, trail) = if let Shape::Member { lead, trail } = shape { (lead, trail) } else { ("", "") };
        Suggested {
            kind: SuggestionKind::Element,
            label: "resourceType".to_owned(),
            detail: "1..1 code".to_owned(),
            said: Vec::new(),
            text: [lead, "\"resourceType\": \"${resourceType}\"", trail].concat(),
            filter: "resourceType".to_owned(),
            required: true,
        }
    }

    /// The names of the types of resources.
    fn types_of_resources(&self) -> Vec<&str> {
        let definitions = self.definitions;
        let system = definitions.symbol("http://hl7.org/fhir/resource-types").and_then(|url| definitions.code_system(url));
        let names = system.into_iter().flat_map(|system| &system.concepts).map(|concept| definitions.text(concept.0));
        names.filter(|name| *name != RESOURCES && *name != "DomainResource").collect()
    }

    pub(super) fn resource_types(&self, written: super::Written) -> Vec<Suggested> {
        self.types_of_resources().into_iter().map(|name| resource_type(name, written.text(name))).collect()
    }

    pub(super) fn resource_types_as_elements(&self, shape: Shape) -> Vec<Suggested> {
        let element = |name: &str| match shape {
            Shape::Name => name.to_owned(),
            Shape::Opened => format!("{name}>\n  ${{content}}\n</{name}>"),
            _ => format!("<{name}>\n  ${{content}}\n</{name}>"),
        };
        self.types_of_resources().into_iter().filter(|name| *name != STAND_IN).map(|name| resource_type(name, element(name))).collect()
    }
}

/// The value of an element, where it is no placeholder.
fn known<'e>(element: &'e Element<'_>) -> Option<&'e str> {
    match &element.value {
        Value::Text(value) | Value::Bare(value) | Value::Attribute(value) => Some(&**value).filter(|value| !value.starts_with("${")),
        _ => None,
    }
}

fn is_known(element: &Element<'_>) -> bool {
    known(element).is_some() || element.children.iter().any(is_known)
}

fn resource_type(name: &str, text: String) -> Suggested {
    Suggested {
        kind: SuggestionKind::ResourceType,
        label: name.to_owned(),
        detail: "resource type".to_owned(),
        said: Vec::new(),
        text,
        filter: name.to_owned(),
        required: false,
    }
}

/// A child with what it is held to.
#[derive(Clone, Copy)]
struct Candidate<'a> {
    child: &'a Child,
    held: &'a Held<'a>,
    max: u32,
    /// How many of it there are.
    there: usize,
    siblings: &'a [NodeId],
}
