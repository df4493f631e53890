//! Paths of choice elements in one form: `value[x]` with a type, whatever the differential wrote.

use super::errata::mended;
use super::facts::{Element, Structure, Type};
use super::shape::{Child, ShapeId};
use super::{Definitions, split_version};
use crate::hash::{NumberMap, TextMap};
use crate::syntax::intern::Symbol;

/// One part of a path, found in the base types.
struct Step {
    /// What the path says in its one form.
    part: String,
    /// `Some("Quantity")` where the path named the type.
    pinned: Option<Symbol>,
    /// What may stand below.
    below: Option<ShapeId>,
    /// The base types do not have it.
    unknown: bool,
    /// What is wrong with it, to be read after its path.
    fault: Option<String>,
}

impl Step {
    fn known(part: String, pinned: Option<Symbol>, below: Option<ShapeId>) -> Step {
        Step { part, pinned, below, unknown: false, fault: None }
    }
}

impl Definitions {
    /// Brings a profile's paths into their one form and mends misprinted URLs. Base types, which are in that
    /// form already, are found in `self`. Gives what is wrong with its elements, each by its place among them.
    pub(crate) fn normalise(&self, structure: &mut Structure) -> Vec<(usize, String)> {
        let mut faults = Vec::new();
        for (place, element) in structure.elements.iter_mut().enumerate() {
            let of_types = element.types.iter_mut().flat_map(|t| t.profiles.iter_mut().chain(&mut t.targets));
            let of_binding = element.binding.iter_mut().flat_map(|b| [&mut b.value_set, &mut b.max_value_set]).flatten();
            for url in of_types.chain(of_binding) {
                faults.extend(self.without_version(url).map(|fault| (place, fault)));
                *url = mended(url).to_owned();
            }
        }
        if !structure.constraint {
            return faults;
        }
        let Some(root) = self.symbol(&structure.type_code).and_then(|code| self.type_shape(code)) else { return faults };
        // For each depth, the step that is open there.
        let mut open: Vec<Step> = Vec::new();
        let mut strange = false;
        let mut named_type: Vec<bool> = Vec::with_capacity(structure.elements.len());
        for (place, element) in structure.elements.iter_mut().enumerate() {
            let parts: Vec<&str> = element.path.split('.').collect();
            open.truncate(parts.len() - 1);
            if open.len() + 1 < parts.len() {
                named_type.push(false);
                continue;
            }
            faults.extend(impossible(element).map(|fault| (place, fault)));
            if parts[0] != structure.type_code {
                // Said once: the rest of them will not either.
                if !std::mem::replace(&mut strange, true) {
                    faults.push((place, format!("The path {} does not begin with the type {}", element.path, structure.type_code)));
                }
                open.truncate(0);
                named_type.push(false);
                continue;
            }
            if parts.len() == 1 {
                open.push(Step::known(parts[0].to_owned(), None, Some(root)));
                named_type.push(false);
                continue;
            }
            let holder = open.last().and_then(|step| step.below);
            let step = self.step(holder, parts[parts.len() - 1], element);
            if step.unknown {
                let above = parts[..parts.len() - 1].join(".");
                faults.push((place, format!("{above} has no element {}, so nothing is checked there", parts[parts.len() - 1])));
            }
            faults.extend(step.fault.as_deref().map(|fault| (place, format!("{} {fault}", element.path))));
            if let Some(pinned) = step.pinned
                && element.types.is_empty()
            {
                element.types.push(Type { code: self.text(pinned).to_owned(), ..Default::default() });
            }
            named_type.push(step.pinned.is_some());
            open.push(step);
            element.path = open.iter().map(|step| step.part.as_str()).collect::<Vec<_>>().join(".");
        }
        merge_lone_types(structure, &named_type);
        faults
    }

    /// Takes the version off a canonical URL, since of each definition one version is used. Gives a fault where that is another.
    fn without_version(&self, url: &mut String) -> Option<String> {
        let (bare, Some(version)) = split_version(url) else { return None };
        let (bare, version) = (bare.to_owned(), version.to_owned());
        *url = bare;
        let known = self.symbol(url).and_then(|url| self.version_of(url))?;
        (known != version).then(|| format!("It names {url} in version {version}, and version {known} is used"))
    }

    /// The version of the structure or value set of a URL.
    fn version_of(&self, url: Symbol) -> Option<&str> {
        let version =
            self.structure_by_url(url).map_or_else(|| self.value_set(url).and_then(|(_, set)| set.version), |known| known.version);
        version.map(|version| self.text(version))
    }

    fn step(&self, holder: Option<ShapeId>, part: &str, element: &Element) -> Step {
        let children = holder.map_or(&[][..], |holder| self.shape(holder));
        let plain = part.strip_suffix("[x]").unwrap_or(part);
        let named = |name: &str| self.symbol(name).and_then(|name| children.iter().find(|child| child.name == name));
        if let Some(child) = named(plain) {
            let fault = self.fault(child, element, None);
            return Step { fault, ..Step::known(part.to_owned(), None, self.below(child, element, None)) };
        }
        for (at, _) in part.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase()) {
            let (stem, suffix) = part.split_at(at);
            let Some(child) = named(stem).filter(|child| child.choice) else { continue };
            let Some(code) = self.type_named(suffix) else { continue };
            let fault = self.fault(child, element, Some(code));
            return Step { fault, ..Step::known(format!("{stem}[x]"), Some(code), self.below(child, element, Some(code))) };
        }
        // A primitive's own value is no child here, and still has a path.
        let of_primitive = part == "value" && children.iter().all(|child| matches!(self.text(child.name), "id" | "extension"));
        Step { unknown: !children.is_empty() && !of_primitive, ..Step::known(part.to_owned(), None, None) }
    }

    /// A type that the base does not allow, a value of another type, or a minimum below that of the base.
    fn fault(&self, child: &Child, element: &Element, pinned: Option<Symbol>) -> Option<String> {
        let definition = self.structure(child.definition)?;
        let base = &definition.elements[child.element as usize];
        let allowed: Vec<&str> = definition.types(base).iter().map(|t| self.text(t.code)).filter(|code| !code.is_empty()).collect();
        let any = allowed.is_empty() || allowed.iter().any(|code| matches!(*code, "*" | "Element" | "Resource"));
        let is_allowed = |code: &str| any || allowed.iter().any(|allowed| self.is_or_builds_on(code, allowed));
        let mut own = pinned.map(|code| self.text(code)).into_iter().chain(element.types.iter().map(|t| t.code.as_str()));
        if let Some(code) = own.find(|code| !is_allowed(code)) {
            return Some(format!("may not be of the type {code}; the base allows {}", allowed.join(", ")));
        }
        if let Some(value) = element.fixed.as_ref().or(element.pattern.as_ref()) {
            let types: Vec<&str> = match (pinned, element.types.as_slice()) {
                (Some(code), _) => vec![self.text(code)],
                (None, []) => allowed.clone(),
                (None, types) => types.iter().map(|t| t.code.as_str()).collect(),
            };
            if !any && !types.iter().any(|code| self.is_or_builds_on(code, &value.type_code)) {
                return Some(format!("is of the type {}, and what is fixed there is of {}", types.join(" or "), value.type_code));
            }
        }
        let (min, least) = (element.min?, base.min?);
        (element.slice.is_none() && min < least).then(|| format!("occurs at least {least} times in the base, which {min} does not change"))
    }

    /// A type is another, or builds on it: an Age is a Quantity.
    fn is_or_builds_on(&self, code: &str, other: &str) -> bool {
        let mut next = self.symbol(code);
        while let Some(code) = next {
            if self.text(code) == other {
                return true;
            }
            let base = self.type_definition(code).and_then(|(_, definition)| definition.base);
            next = base.and_then(|base| self.structure_by_url(base)).map(|base| base.type_code).filter(|&base| base != code);
        }
        false
    }

    /// The type that the end of a choice element's name stands for: `Quantity`, or `Boolean` for boolean.
    pub(crate) fn type_named(&self, suffix: &str) -> Option<Symbol> {
        let known = |code: Symbol| {
            let info = self.type_info(code);
            (info.primitive.is_some() || info.definition.is_some()).then_some(code)
        };
        let mut lower = suffix.to_owned();
        lower.get_mut(..1)?.make_ascii_lowercase();
        self.symbol(suffix).and_then(known).or_else(|| self.symbol(&lower).and_then(known))
    }

    fn below(&self, child: &Child, element: &Element, pinned: Option<Symbol>) -> Option<ShapeId> {
        let own = ShapeId { definition: child.definition, element: child.element };
        let definition = self.structure(child.definition)?;
        let base = &definition.elements[child.element as usize];
        let words = self.words();
        let types = definition.types(base);
        let code = pinned.or_else(|| match element.types.as_slice() {
            [only] => self.symbol(&only.code),
            _ => None,
        });
        match code.or_else(|| if types.len() == 1 { Some(types[0].code) } else { None }) {
            Some(code) if code != words.backbone_element && code != words.element => self.type_shape(code),
            _ => Some(own),
        }
    }
}

/// That no message can keep what is said of an element.
fn impossible(element: &Element) -> Option<String> {
    let max = element.max.as_deref()?;
    let Ok(max) = max.parse::<u32>() else {
        return (max != "*").then(|| format!("{} has a max that is neither a number nor *", element.path));
    };
    let min = element.min?;
    (min > max).then(|| format!("{} occurs at least {min} and at most {max} times, which no message can keep", element.path))
}

/// `valueQuantity` alone says that the value is a Quantity. Beside a sibling of another type, or a slicing
/// of the choice, it is a slice of that type.
fn merge_lone_types(structure: &mut Structure, named_type: &[bool]) {
    let twins = twins(&structure.elements);
    for i in (0..structure.elements.len()).filter(|&i| named_type[i]) {
        let element = &mut structure.elements[i];
        // Where it may not stand at all, the other types may.
        let forbidden = element.max.as_deref() == Some("0");
        if !twins[i] && !forbidden {
            element.slice = None;
        } else if element.slice.is_none() {
            let code = element.types.first().map_or("", |t| t.code.as_str());
            element.slice = Some(format!("{}:{code}", element.path.rsplit('.').next().unwrap_or_default()));
        }
    }
}

/// For each element, whether another of the same path stands below the same parent.
fn twins(elements: &[Element]) -> Vec<bool> {
    let (mut paths, mut first, mut twins) = (TextMap::default(), NumberMap::default(), vec![false; elements.len()]);
    // Depth and place of those that hold the next, each deeper than the one before.
    let mut open: Vec<(usize, usize)> = Vec::new();
    for (place, element) in elements.iter().enumerate() {
        let depth = element.path.matches('.').count();
        while open.last().is_some_and(|(other, _)| *other >= depth) {
            open.pop();
        }
        let parent = open.last().map_or(0, |(_, parent)| parent + 1);
        open.push((depth, place));
        let key = (parent as u64) << 32 | u64::from(paths.number(&element.path));
        let before = first.or_insert(key, place as u32) as usize;
        if before != place {
            twins[before] = true;
            twins[place] = true;
        }
    }
    twins
}
