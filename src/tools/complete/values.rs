//! Values: codes of value sets, fixed values, URLs of profiles and extensions, and the targets of references.

use std::cell::RefCell;

use super::codes::Bound;
use super::{Place, Suggested, SuggestionKind, Written};
use crate::definitions::Definitions;
use crate::definitions::model::Kind;
use crate::definitions::shape::Primitive;
use crate::document::Document;
use crate::syntax::intern::Symbol;
use crate::syntax::tree::NodeId;
use crate::tools::insertion::snippet::{Maker, named};
use crate::validate::{Observer, Overlay, Visit};

/// The node of a value, what it is in, and so on: so many.
const AROUND: usize = 4;

/// What is said of a node, as far as it decides what its values may be.
#[derive(Clone, Debug, Default)]
struct Heard {
    type_code: Option<Symbol>,
    of_base: Vec<Bound>,
    of_profiles: Vec<Bound>,
    fixed: Vec<Symbol>,
    /// What a Reference may lead to.
    targets: Vec<Symbol>,
    /// URLs of the extensions that profiles have here.
    extensions: Vec<Symbol>,
}

impl Heard {
    fn of(definitions: &Definitions, visit: &Visit<'_>) -> Heard {
        let maker = Maker { definitions };
        let bound = |overlay: Overlay<'_>| {
            let binding = overlay.definition.bindings.get(overlay.get().binding? as usize)?;
            Some(Bound { strength: binding.strength, set: binding.value_set? })
        };
        let targets = |overlay: &Overlay<'_>| {
            let types = overlay.definition.types(overlay.get());
            types.iter().flat_map(|of| overlay.definition.symbols(&of.targets).to_vec()).collect::<Vec<Symbol>>()
        };
        let all = || visit.overlays.iter().rev().chain(std::iter::once(&visit.base));
        let words = definitions.words();
        let slices = visit.overlays.iter().flat_map(|overlay| [words.extension, words.modifier_extension].map(|name| (*overlay, name)));
        let slices = slices.flat_map(|(overlay, name)| named(overlay, name));
        Heard {
            type_code: Some(visit.type_code),
            of_base: bound(visit.base).into_iter().collect(),
            of_profiles: visit.overlays.iter().filter_map(|&overlay| bound(overlay)).collect(),
            fixed: visit.overlays.iter().filter_map(|&overlay| maker.fixed(overlay)).map(|fixed| fixed.value).collect(),
            targets: all().map(targets).find(|targets| !targets.is_empty()).unwrap_or_default(),
            extensions: slices.filter_map(|slice| definitions.symbol(maker.extension_of(slice)?)).collect(),
        }
    }

    /// A profile's value sets count, where it has any.
    fn bound(&self) -> &[Bound] {
        if self.of_profiles.is_empty() { &self.of_base } else { &self.of_profiles }
    }
}

/// Listens for a node and those around it.
struct Listener<'d> {
    definitions: &'d Definitions,
    nodes: Vec<NodeId>,
    heard: RefCell<Vec<Option<Heard>>>,
}

impl Observer for Listener<'_> {
    fn visit(&self, visit: &Visit<'_>) {
        let Some(at) = self.nodes.iter().position(|&node| node == visit.node) else { return };
        let heard = &mut self.heard.borrow_mut()[at];
        if heard.is_none() {
            *heard = Some(Heard::of(self.definitions, visit));
        }
    }
}

impl Document<'_> {
    pub(super) fn values(&self, place: &Place<'_>, node: NodeId, written: Written) -> Option<Vec<Suggested>> {
        let (tree, definitions) = (place.tree, place.definitions);
        let nodes: Vec<NodeId> = std::iter::successors(Some(node), |&node| tree.parent(node)).take(AROUND).collect();
        let heard = RefCell::new(vec![None; nodes.len()]);
        let listener = Listener { definitions, nodes, heard };
        self.watch(&listener);
        let Listener { nodes, heard, .. } = listener;
        let mut heard: Vec<Heard> = heard.into_inner().into_iter().map(Option::unwrap_or_default).collect();
        heard.resize_with(AROUND, Heard::default);
        let values = Values { place, nodes: &nodes, heard: &heard, written };
        let found = values.all();
        (!found.is_empty()).then_some(found)
    }
}

struct Values<'a> {
    place: &'a Place<'a>,
    nodes: &'a [NodeId],
    heard: &'a [Heard],
    written: Written,
}

impl Values<'_> {
    fn all(&self) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let name = self.place.tree.name(self.nodes[0]);
        let holder = self.heard[1].type_code.map_or("", |code| definitions.text(code));
        let fixed: Vec<Suggested> =
            self.heard[0].fixed.iter().map(|&value| self.one(definitions.text(value), "fixed", Vec::new())).collect();
        if !fixed.is_empty() {
            return fixed;
        }
        match (holder, name) {
            ("Extension", "url") => self.extensions(),
            ("Reference", "reference") => self.references(),
            ("Meta", "profile") => self.profiles(),
            ("Coding", "code") => self.codes_of_coding(),
            ("Coding", "system") => self.systems(),
            ("Coding", "display") => self.displays(),
            _ => self.of_type(),
        }
    }

    fn of_type(&self) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let primitive = self.heard[0].type_code.and_then(|code| definitions.type_info(code).primitive);
        if primitive == Some(Primitive::Boolean) {
            let bare = |value: &str| Suggested { text: value.to_owned(), ..self.one(value, "boolean", Vec::new()) };
            return ["true", "false"].map(bare).to_vec();
        }
        self.codes(self.heard[0].bound(), None)
    }

    /// Value sets of a Coding, or of the CodeableConcept that it is in.
    fn bound_of_coding(&self) -> Vec<Bound> {
        let (coding, concept) = (&self.heard[1], &self.heard[2]);
        if coding.bound().is_empty() { concept.bound().to_vec() } else { coding.bound().to_vec() }
    }

    fn sibling(&self, name: &str) -> Option<&str> {
        self.place.tree.child_value(*self.nodes.get(1)?, name).filter(|value| !value.is_empty())
    }

    fn codes_of_coding(&self) -> Vec<Suggested> {
        self.codes(&self.bound_of_coding(), self.sibling("system"))
    }

    fn codes(&self, bound: &[Bound], system: Option<&str>) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let mut found: Vec<Suggested> = Vec::new();
        for &bound in bound {
            let set = format!("Value set {} ({})", definitions.text(bound.set), bound.word());
            for code in bound.codes(definitions, system) {
                let said = vec![set.clone(), ["System ", code.system].concat()];
                found.push(self.one(code.code, code.display.unwrap_or_default(), said));
            }
        }
        found
    }

    fn systems(&self) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let bound = self.bound_of_coding();
        let of = |bound: &Bound| {
            let set = format!("Value set {} ({})", definitions.text(bound.set), bound.word());
            let one = |system: &str| self.one(system, "code system", vec![set.clone()]);
            bound.systems(definitions).into_iter().map(one).collect::<Vec<_>>()
        };
        bound.iter().flat_map(of).collect()
    }

    /// What the system calls the code that is there.
    fn displays(&self) -> Vec<Suggested> {
        let (Some(system), Some(code)) = (self.sibling("system"), self.sibling("code")) else { return Vec::new() };
        let display = self.place.definitions.concept(system, code).flatten().flatten();
        display.map(|display| self.one(display, code, vec![["System ", system].concat()])).into_iter().collect()
    }

    /// Profiles of the resource's type: those of the NHS before HL7's.
    fn profiles(&self) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let Some(kind) = self.nodes.get(2).and_then(|&resource| self.place.tree.resource_type(resource)) else { return Vec::new() };
        let Some(kind) = definitions.symbol(kind) else { return Vec::new() };
        let mut urls: Vec<&str> = definitions.structures(|definition| definition.constraint && definition.type_code == kind);
        urls.sort_by_key(|url| (url.starts_with("http://hl7.org/"), *url));
        urls.into_iter().map(|url| self.url(url, "profile")).collect()
    }

    /// Extensions that a profile has there, then those that say that they may stand there.
    fn extensions(&self) -> Vec<Suggested> {
        let definitions = self.place.definitions;
        let holder = &self.heard[2];
        let mut found: Vec<Suggested> = holder.extensions.iter().map(|&url| self.url(definitions.text(url), "in the profile")).collect();
        let Some(kind) = holder.type_code else { return found };
        let words = definitions.words();
        let kind = definitions.text(kind);
        let may_stand = |context: &str| context == kind || context == "Element" || context == "Resource" && self.is_resource(kind);
        let urls = definitions.structures(|definition| {
            definition.constraint
                && definition.type_code == words.extension_type
                && definition.contexts.iter().any(|&context| may_stand(definitions.text(context)))
        });
        for url in urls {
            if found.iter().all(|known| known.label != url) {
                found.push(self.url(url, "extension"));
            }
        }
        found
    }

    fn is_resource(&self, kind: &str) -> bool {
        let known = self.place.definitions.symbol(kind).and_then(|code| self.place.definitions.type_definition(code));
        known.is_some_and(|(_, definition)| definition.kind == Kind::Resource)
    }

    fn url(&self, url: &str, detail: &str) -> Suggested {
        Suggested { kind: SuggestionKind::Url, ..self.one(url, detail, Vec::new()) }
    }

    /// Entries of the same Bundle and contained resources, of a type that the reference may lead to.
    fn references(&self) -> Vec<Suggested> {
        let tree = self.place.tree;
        let mut found = Vec::new();
        let mut at = self.nodes.first().copied();
        while let Some(node) = at {
            for contained in tree.children_named(node, "contained").filter(|_| tree.resource_type(node).is_some()) {
                if let Some(id) = tree.child_value(contained, "id") {
                    self.reference(contained, ["#", id].concat(), &mut found);
                }
            }
            if tree.resource_type(node) == Some("Bundle") {
                for entry in tree.children_named(node, "entry") {
                    if let (Some(resource), Some(url)) = (tree.child(entry, "resource"), tree.child_value(entry, "fullUrl")) {
                        self.reference(resource, url.to_owned(), &mut found);
                    }
                }
                break;
            }
            at = tree.parent(node);
        }
        found
    }

    fn reference(&self, resource: NodeId, url: String, found: &mut Vec<Suggested>) {
        let (tree, definitions) = (self.place.tree, self.place.definitions);
        let Some(kind) = tree.resource_type(resource) else { return };
        let type_of = |target: Symbol| definitions.structure_by_url(target).map_or("", |definition| definitions.text(definition.type_code));
        let targets = &self.heard[1].targets;
        if !targets.is_empty() && !targets.iter().any(|&target| matches!(type_of(target), of if of == kind || of == "Resource")) {
            return;
        }
        let detail = match tree.child_value(resource, "id") {
            Some(id) => [kind, " ", id].concat(),
            None => kind.to_owned(),
        };
        found.push(Suggested { kind: SuggestionKind::Reference, ..self.one(&url, &detail, Vec::new()) });
    }

    fn one(&self, value: &str, detail: &str, said: Vec<String>) -> Suggested {
        Suggested {
            kind: SuggestionKind::Code,
            label: value.to_owned(),
            detail: detail.to_owned(),
            said,
            text: self.written.text(value),
            filter: value.to_owned(),
            required: false,
        }
    }
}
