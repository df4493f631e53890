//! Paths of choice elements in one form: `value[x]` with a type, whatever the differential wrote.

use super::Definitions;
use super::errata::mended;
use super::facts::{Element, Structure, Type};
use super::shape::{Child, ShapeId};
use crate::intern::Symbol;

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
    /// A fixed value or pattern is not of the one type that the element has: that one.
    other_type: Option<String>,
}

impl Step {
    fn known(part: String, pinned: Option<Symbol>, below: Option<ShapeId>) -> Step {
        Step { part, pinned, below, unknown: false, other_type: None }
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
        let mut named_type: Vec<bool> = Vec::with_capacity(structure.elements.len());
        for (place, element) in structure.elements.iter_mut().enumerate() {
            let parts: Vec<&str> = element.path.split('.').collect();
            open.truncate(parts.len() - 1);
            faults.extend(impossible(element).map(|fault| (place, fault)));
            if parts[0] != structure.type_code {
                faults.push((place, format!("The path {} does not begin with the type {}", element.path, structure.type_code)));
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
            } else if let Some(allowed) = &step.other_type {
                faults.push((place, format!("What it fixes at {} is of another type than {allowed}", element.path)));
            }
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
        let at = url.find('|').filter(|&at| url[..at].contains(':'))?;
        let version = url.split_off(at);
        let known = self.symbol(url).and_then(|url| self.version_of(url))?;
        (known != &version[1..]).then(|| format!("It names {url} in version {}, and version {known} is used", &version[1..]))
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
        if let Some(child) = children.iter().find(|child| self.text(child.name) == plain) {
            let other_type = self.other_type(child, element);
            return Step { other_type, ..Step::known(part.to_owned(), None, self.below(child, element, None)) };
        }
        for (at, _) in part.char_indices().skip(1).filter(|(_, c)| c.is_ascii_uppercase()) {
            let (stem, suffix) = part.split_at(at);
            let Some(child) = children.iter().find(|child| child.choice && self.text(child.name) == stem) else { continue };
            let Some(code) = self.type_named(suffix) else { continue };
            return Step::known(format!("{stem}[x]"), Some(code), self.below(child, element, Some(code)));
        }
        Step { unknown: !children.is_empty(), ..Step::known(part.to_owned(), None, None) }
    }

    /// The one type of an element, where a fixed value or pattern is of another.
    fn other_type(&self, child: &Child, element: &Element) -> Option<String> {
        let value = element.fixed.as_ref().or(element.pattern.as_ref())?;
        let definition = self.structure(child.definition)?;
        let base = definition.types(&definition.elements[child.element as usize]);
        let [only] = base else { return None };
        let wanted = self.text(only.code);
        (!wanted.is_empty() && !self.is_or_builds_on(wanted, &value.type_code)).then(|| wanted.to_owned())
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
    let (min, max) = (element.min?, element.max.as_deref()?.parse::<u32>().ok()?);
    (min > max).then(|| format!("{} occurs at least {min} and at most {max} times, which no message can keep", element.path))
}

/// `valueQuantity` alone says that the value is a Quantity. Beside a sibling of another type, or a slicing
/// of the choice, it is a slice of that type.
fn merge_lone_types(structure: &mut Structure, named_type: &[bool]) {
    for i in (0..structure.elements.len()).filter(|&i| named_type[i]) {
        let parent = parent_of(&structure.elements, i);
        let path = &structure.elements[i].path;
        let twin = (0..structure.elements.len())
            .any(|k| k != i && structure.elements[k].path == *path && parent_of(&structure.elements, k) == parent);
        let element = &mut structure.elements[i];
        // Where it may not stand at all, the other types may.
        let forbidden = element.max.as_deref() == Some("0");
        if !twin && !forbidden {
            element.slice = None;
        } else if element.slice.is_none() {
            let code = element.types.first().map_or("", |t| t.code.as_str());
            element.slice = Some(format!("{}:{code}", element.path.rsplit('.').next().unwrap_or_default()));
        }
    }
}

fn parent_of(elements: &[Element], i: usize) -> Option<usize> {
    let depth = elements[i].path.matches('.').count();
    (0..i).rev().find(|&k| elements[k].path.matches('.').count() < depth)
}
