//! An element as definitions ask for it, with what it must have in it.

use crate::definitions::model::{Definition, Kind, Value as Fixed};
use crate::definitions::shape::{Child, Primitive, ShapeId};
use crate::definitions::{Definitions, split_version};
use crate::syntax::intern::Symbol;
use crate::validate::{Overlay, Visit};
use crate::write::{Element, Value};

/// Deeper than this nothing is made.
const DEEPEST: usize = 8;

/// What usual types have in them where no definition says what they must.
const USUAL: &[(&str, &[&str])] = &[
    ("Reference", &["reference"]),
    ("CodeableConcept", &["coding"]),
    ("Coding", &["system", "code"]),
    ("Identifier", &["system", "value"]),
    ("HumanName", &["family"]),
    ("Address", &["line", "postalCode"]),
    ("ContactPoint", &["system", "value"]),
    ("Period", &["start"]),
    ("Quantity", &["value"]),
    ("Attachment", &["contentType"]),
    ("Meta", &["profile"]),
];

/// What is missing.
#[derive(Debug)]
pub(super) struct Wanted<'w> {
    /// The name of the element, without `[x]`.
    pub(super) element: &'w str,
    /// What tells its slice from others, each a path and a value, where it is a slice.
    pub(super) told_by: Option<&'w [(String, String)]>,
    /// The profile that asks for it.
    pub(super) profile: Option<&'w str>,
}

#[derive(Debug)]
pub(in crate::tools) struct Maker<'d> {
    pub(in crate::tools) definitions: &'d Definitions,
}

/// What an element is held to: its base, and profiles.
#[derive(Clone, Default)]
pub(in crate::tools) struct Held<'a> {
    pub(in crate::tools) base: Option<Overlay<'a>>,
    pub(in crate::tools) overlays: Vec<Overlay<'a>>,
}

impl Maker<'_> {
    /// Makes what a node lacks; and the names of its children in their order.
    pub(super) fn make(&self, visit: &Visit<'_>, wanted: &Wanted<'_>) -> Option<(Element<'static>, Vec<String>)> {
        let shape = self.shape_of(visit.type_code, Some(visit.base))?;
        let children = self.definitions.shape(shape);
        let child = children.iter().find(|child| self.definitions.text(child.name) == wanted.element)?;
        let mut held = self.held(child, visit.overlays);
        let told = wanted.told_by.unwrap_or_default();
        if wanted.told_by.is_some() {
            held.overlays.insert(0, self.slice(visit.overlays, child.name, wanted)?);
        }
        let element = self.element(child, &held, told, 0)?;
        Some((element, children.iter().map(|child| self.definitions.text(child.name).to_owned()).collect()))
    }

    /// The slice that is missing, in one of the overlays.
    fn slice<'a>(&self, overlays: &[Overlay<'a>], name: Symbol, wanted: &Wanted<'_>) -> Option<Overlay<'a>> {
        let told = wanted.told_by.unwrap_or_default();
        let url = wanted.profile.map(|profile| split_version(profile).0);
        let of_profile = |overlay: &&Overlay<'a>| url.is_none_or(|url| self.definitions.text(overlay.definition.url) == url);
        let mut slices = overlays.iter().filter(of_profile).flat_map(|overlay| {
            let definition = overlay.definition;
            definition.children(overlay.element).map(move |element| Overlay { definition, element })
        });
        slices.find(|slice| {
            let element = slice.get();
            element.name == name
                && element.slice.is_some()
                && element.min.is_some_and(|min| min > 0)
                && told.iter().all(|(path, value)| self.says(*slice, path, value))
        })
    }

    /// Whether a slice asks for a value at a path.
    fn says(&self, slice: Overlay<'_>, path: &str, value: &str) -> bool {
        let definition = slice.definition;
        let mut at = slice.element;
        for step in path.split('.').filter(|step| *step != "$this") {
            match definition.children(at).find(|&child| self.definitions.text(definition.elements[child as usize].name) == step) {
                Some(child) => at = child,
                // The url of an extension may stand in its own definition.
                None => return step == "url" && self.extension_of(slice) == Some(value),
            }
        }
        let fixed = self.fixed(Overlay { definition, element: at });
        fixed.is_none_or(|fixed| self.definitions.text(fixed.value).contains(value))
    }

    /// The profile of the type of an element, which for an extension is its url.
    pub(in crate::tools) fn extension_of(&self, overlay: Overlay<'_>) -> Option<&str> {
        let profiles = &overlay.definition.types(overlay.get()).first()?.profiles;
        overlay.definition.symbols(profiles).first().map(|&symbol| self.definitions.text(symbol))
    }

    pub(in crate::tools) fn fixed(&self, overlay: Overlay<'_>) -> Option<Fixed> {
        let element = overlay.get();
        let at = element.fixed.or(element.pattern)?;
        overlay.definition.values.get(at as usize).copied()
    }

    /// What may stand in a node: what its type has, or what its own definition says.
    pub(in crate::tools) fn shape_of(&self, type_code: Symbol, base: Option<Overlay<'_>>) -> Option<ShapeId> {
        let words = self.definitions.words();
        if type_code != words.backbone_element && type_code != words.element {
            return self.definitions.type_shape(type_code);
        }
        let base = base?;
        let definition = self.definitions.find_structure(base.definition.url)?;
        Some(ShapeId { definition, element: base.element })
    }

    /// What a child is held to: those of its name in each overlay, slices left out.
    pub(in crate::tools) fn held<'a>(&'a self, child: &Child, overlays: &[Overlay<'a>]) -> Held<'a> {
        let base = self.definitions.structure(child.definition).map(|definition| Overlay { definition, element: child.element });
        let overlays = overlays.iter().flat_map(|overlay| named(*overlay, child.name)).filter(|overlay| overlay.get().slice.is_none());
        Held { base, overlays: overlays.collect() }
    }

    /// An element of which nothing is there, with what it must have in it.
    pub(in crate::tools) fn element(
        &self,
        child: &Child,
        held: &Held<'_>,
        told: &[(String, String)],
        depth: usize,
    ) -> Option<Element<'static>> {
        self.of_type(child, held, *self.types(held).first()?, told, depth)
    }

    /// The types that an element may have: those of the first that says so.
    pub(in crate::tools) fn types(&self, held: &Held<'_>) -> Vec<Symbol> {
        let types = held.overlays.iter().chain(&held.base).map(|overlay| overlay.definition.types(overlay.get()));
        types.into_iter().find(|types| !types.is_empty()).unwrap_or_default().iter().map(|of| of.code).collect()
    }

    /// The same of one of its types.
    pub(in crate::tools) fn of_type(
        &self,
        child: &Child,
        held: &Held<'_>,
        type_code: Symbol,
        told: &[(String, String)],
        depth: usize,
    ) -> Option<Element<'static>> {
        if depth > DEEPEST {
            return None;
        }
        let type_name = self.definitions.text(type_code);
        let mut name = self.definitions.text(child.name).to_owned();
        if child.choice {
            name += &type_name[..1].to_ascii_uppercase();
            name += &type_name[1..];
        }
        let list = child.max > 1;
        let said = told.iter().find(|(path, _)| matches!(path.as_str(), "" | "$this")).map(|(_, value)| value.clone());
        let fixed = held.overlays.iter().find_map(|&overlay| self.fixed(overlay));
        if let Some(primitive) = self.definitions.type_info(type_code).primitive {
            let value = said.or_else(|| fixed.map(|fixed| self.definitions.text(fixed.value).to_owned()));
            return Some(Element {
                name: name.clone().into(),
                list,
                value: primitive_value(primitive, &name, value),
                children: Vec::new(),
            });
        }
        if let Some(fixed) = fixed.filter(|fixed| self.definitions.text(fixed.value).starts_with('{')) {
            let object = serde_json::from_str(self.definitions.text(fixed.value)).ok()?;
            return of_json(&name, list, &object);
        }
        let shape = self.shape_of(type_code, held.base)?;
        if self.definitions.structure(shape.definition).is_some_and(|definition| definition.kind == Kind::Resource && shape.element == 0) {
            return None;
        }
        let children = self.children(type_code, shape, held, told, depth)?;
        Some(Element { name: name.into(), list, value: Value::None, children })
    }

    /// What an element of a complex type must have in it, or has as a rule.
    fn children(
        &self,
        type_code: Symbol,
        shape: ShapeId,
        held: &Held<'_>,
        told: &[(String, String)],
        depth: usize,
    ) -> Option<Vec<Element<'static>>> {
        let is_extension = type_code == self.definitions.words().extension_type;
        let mut overlays = held.overlays.clone();
        let own = overlays.iter().find_map(|&overlay| self.extension_of(overlay)).map(str::to_owned);
        overlays.extend(
            own.as_deref().and_then(|url| self.definitions.structure_named(url)).map(|definition| Overlay { definition, element: 0 }),
        );
        let mut made = Vec::new();
        for child in self.definitions.shape(shape) {
            let name = self.definitions.text(child.name);
            let below: Vec<(String, String)> = told.iter().filter_map(|(path, value)| Some((step(path, name)?, value.clone()))).collect();
            let inner = self.held(child, &overlays);
            if inner.overlays.iter().any(|overlay| overlay.get().max == Some(0)) {
                continue;
            }
            if is_extension && name == "url" {
                let fixed = inner
                    .overlays
                    .iter()
                    .find_map(|&overlay| self.fixed(overlay))
                    .map(|fixed| self.definitions.text(fixed.value).to_owned());
                let url = below.first().map(|(_, value)| value.clone()).or(fixed).or_else(|| own.clone())?;
                made.push(Element { name: "url".into(), list: false, value: Value::Attribute(url.into()), children: Vec::new() });
                continue;
            }
            let slices = overlays.iter().flat_map(|overlay| named(*overlay, child.name));
            let slices: Vec<Overlay<'_>> =
                slices.filter(|overlay| overlay.get().slice.is_some() && overlay.get().min.is_some_and(|min| min > 0)).collect();
            for slice in &slices {
                let mut inner = inner.clone();
                inner.overlays.insert(0, *slice);
                made.push(self.element(child, &inner, &[], depth + 1)?);
            }
            let least = inner.overlays.iter().filter_map(|overlay| overlay.get().min).fold(child.min, u32::max);
            // An extension says something by its value, unless it has extensions of its own.
            let is_value = is_extension && name == "value" && made.len() < 2;
            if slices.is_empty() && (least > 0 || !below.is_empty() || is_value) {
                made.push(self.element(child, &inner, &below, depth + 1)?);
            }
        }
        if made.is_empty() {
            let usual = USUAL.iter().find(|(name, _)| *name == self.definitions.text(type_code))?.1;
            let is_usual = |child: &&Child| usual.contains(&self.definitions.text(child.name));
            for child in self.definitions.shape(shape).iter().filter(is_usual) {
                made.push(self.element(child, &self.held(child, &overlays), &[], depth + 1)?);
            }
        }
        (!made.is_empty()).then_some(made)
    }
}

/// The elements of a name within an overlay, slices among them.
pub(in crate::tools) fn named<'a>(overlay: Overlay<'a>, name: Symbol) -> impl Iterator<Item = Overlay<'a>> {
    let definition: &'a Definition = overlay.definition;
    let children = definition.children(overlay.element).map(move |element| Overlay { definition, element });
    children.filter(move |child| child.get().name == name)
}

/// What is left of a path below a name.
fn step(path: &str, name: &str) -> Option<String> {
    let rest = path.strip_prefix(name)?;
    if rest.is_empty() { Some(String::new()) } else { rest.strip_prefix('.').map(str::to_owned) }
}

/// A value that is known, or a placeholder.
fn primitive_value(primitive: Primitive, name: &str, value: Option<String>) -> Value<'static> {
    use Primitive::{Boolean, Decimal, Integer, PositiveInt, UnsignedInt, Xhtml};
    match (value, primitive) {
        (None, Xhtml) => Value::Narrative("<div xmlns=\"http://www.w3.org/1999/xhtml\">${text}</div>".into()),
        // In JSON it is a string, which is one thing more that is wrong until it is filled in.
        (None, _) => Value::Text(["${", name, "}"].concat().into()),
        (Some(value), Boolean | Decimal | Integer | PositiveInt | UnsignedInt) => Value::Bare(value.into()),
        (Some(value), _) => Value::Text(value.into()),
    }
}

/// A value of a complex type that a definition fixes.
fn of_json(name: &str, list: bool, value: &serde_json::Value) -> Option<Element<'static>> {
    let made = |value, children| Some(Element { name: name.to_owned().into(), list, value, children });
    match value {
        serde_json::Value::String(text) => made(Value::Text(text.clone().into()), Vec::new()),
        serde_json::Value::Bool(_) | serde_json::Value::Number(_) => made(Value::Bare(value.to_string().into()), Vec::new()),
        serde_json::Value::Object(members) => {
            let mut children = Vec::new();
            for (name, value) in members {
                match value {
                    serde_json::Value::Array(items) => {
                        for item in items {
                            children.push(of_json(name, true, item)?);
                        }
                    }
                    _ => children.push(of_json(name, false, value)?),
                }
            }
            made(Value::None, children)
        }
        serde_json::Value::Null | serde_json::Value::Array(_) => None,
    }
}
