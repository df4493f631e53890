//! A definition that was read, as JSON or XML, into facts.

use super::errata::{is_response_placeholder, mended};
use super::facts::*;
use super::split_version;
use crate::hash::TextMap;
use crate::json;
use crate::source::Lines;
use crate::syntax::tree::{NodeId, Tree};

/// The facts of a definition, or the reason why it has none. Positions are given if the lines of its text are known.
pub(crate) fn import(tree: &Tree<'_>, root: NodeId, lines: Option<&Lines<'_>>) -> Result<Facts, String> {
    let import = Import { tree, lines };
    match tree.resource_type(root) {
        Some("StructureDefinition") => import.structure(root).map(Facts::StructureDefinition),
        Some("ValueSet") => import.value_set(root).map(Facts::ValueSet),
        Some("CodeSystem") => import.code_system(root).map(Facts::CodeSystem),
        Some("MessageDefinition") => import.message_definition(root).map(Facts::MessageDefinition),
        Some("NamingSystem") => Ok(Facts::NamingSystem(import.naming_system(root))),
        Some(other) => Err(format!("{other} is no definition")),
        None => Err("not a resource".to_owned()),
    }
}

/// Value sets and code systems that a definition contains. A set is known by the definition's URL and its own id, as
/// the bindings of the definition then name it.
pub(crate) fn contained(tree: &Tree<'_>, root: NodeId) -> Vec<Facts> {
    let import = Import { tree, lines: None };
    let mut facts = Vec::new();
    for node in tree.children_named(root, "contained") {
        let fact = match tree.resource_type(node) {
            Some("ValueSet") => import.contained_url(root, node).map(|url| Facts::ValueSet(import.composed(url, node))),
            Some("CodeSystem") => import.code_system(node).ok().map(Facts::CodeSystem),
            _ => None,
        };
        facts.extend(fact);
    }
    facts
}

/// Resources of a text: itself, or those of a Bundle.
pub(crate) fn resources(tree: &Tree<'_>) -> Vec<NodeId> {
    if tree.is_empty() {
        return Vec::new();
    }
    if tree.resource_type(NodeId::ROOT) != Some("Bundle") {
        return vec![NodeId::ROOT];
    }
    tree.children_named(NodeId::ROOT, "entry").filter_map(|entry| tree.child(entry, "resource")).collect()
}

/// Parts of a path beyond the first.
const DEEPEST: usize = 40;

/// Extensions of an expansion that does not list everything.
const INCOMPLETE: [&str; 2] =
    ["http://hl7.org/fhir/StructureDefinition/valueset-unclosed", "http://hl7.org/fhir/StructureDefinition/valueset-toocostly"];

/// The key of what an extension asks of the element that holds it. It stands among the constraints of the extension.
pub(crate) const CONTEXT_INVARIANT: &str = "contextInvariant";

struct Import<'a> {
    tree: &'a Tree<'a>,
    lines: Option<&'a Lines<'a>>,
}

/// A canonical URL without the white space that some publishers left around it.
fn canonical(text: &str) -> String {
    text.trim().to_owned()
}

fn url_of_type(code: &str) -> String {
    ["http://hl7.org/fhir/StructureDefinition/", code].concat()
}

/// Differentials are sparse: adds the parents that nobody mentioned.
fn add_parents(elements: &mut Vec<Element>, open: &mut Vec<(usize, usize)>, element: &Element, type_code: &str) {
    if elements.is_empty() && element.path.contains('.') {
        add_element(elements, open, Element { path: type_code.to_owned(), ..Default::default() });
    }
    for (at, _) in element.path.match_indices('.').skip(1) {
        let path = &element.path[..at];
        let depth = path.matches('.').count();
        // The parent is the nearest one before that is as deep or less; if that is another, one is missing.
        let nearest = open.iter().rev().find(|(other, _)| *other <= depth).map(|&(_, place)| elements[place].path.as_str());
        if nearest != Some(path) {
            add_element(elements, open, Element { path: path.to_owned(), ..Default::default() });
        }
    }
}

fn add_element(elements: &mut Vec<Element>, open: &mut Vec<(usize, usize)>, element: Element) {
    let depth = element.path.matches('.').count();
    while open.last().is_some_and(|(other, _)| *other >= depth) {
        open.pop();
    }
    open.push((depth, elements.len()));
    elements.push(element);
}

impl Import<'_> {
    fn text(&self, node: NodeId, name: &str) -> Option<String> {
        self.tree.child_value(node, name).map(str::to_owned)
    }

    fn flag(&self, node: NodeId, name: &str) -> bool {
        self.tree.child_value(node, name) == Some("true")
    }

    fn url(&self, node: NodeId) -> Result<String, String> {
        self.text(node, "url").map(|url| canonical(&url)).filter(|url| !url.is_empty()).ok_or_else(|| "it has no url".to_owned())
    }

    /// What a resource is called that a definition contains.
    fn contained_url(&self, root: NodeId, node: NodeId) -> Option<String> {
        Some(format!("{}#{}", self.url(root).ok()?, self.tree.child_value(node, "id")?))
    }

    fn values(&self, node: NodeId, name: &str) -> Vec<String> {
        self.tree.children_named(node, name).filter_map(|child| self.tree.value(child)).map(canonical).collect()
    }

    /// Line and column.
    fn place(&self, node: NodeId) -> Option<(u32, u32)> {
        let place = self.lines?.position(self.tree.name_span(node).start);
        Some((place.line, place.column))
    }

    fn structure(&self, root: NodeId) -> Result<Structure, String> {
        let part = self
            .tree
            .child(root, "differential")
            .or_else(|| self.tree.child(root, "snapshot"))
            .ok_or("it has neither differential nor snapshot")?;
        let kind = self.text(root, "kind").ok_or("it has no kind")?;
        let type_code = self.text(root, "type").ok_or("it has no type")?;
        let url = self.url(root)?;
        let mut elements: Vec<Element> = Vec::new();
        // Depth and place of those that may hold the next, each deeper than the one before.
        let mut open: Vec<(usize, usize)> = Vec::new();
        for node in self.tree.children_named(part, "element") {
            let mut element = self.element(node)?;
            if let Some(binding) = &mut element.binding {
                for set in [&mut binding.value_set, &mut binding.max_value_set].into_iter().flatten() {
                    if set.starts_with('#') {
                        set.insert_str(0, &url);
                    }
                }
            }
            add_parents(&mut elements, &mut open, &element, &type_code);
            add_element(&mut elements, &mut open, element);
        }
        if elements.is_empty() {
            elements.push(Element { path: type_code.clone(), ..Default::default() });
        }
        let of_context = self.values(root, "contextInvariant").into_iter();
        elements[0].constraints.extend(of_context.map(|expression| Constraint {
            key: CONTEXT_INVARIANT.to_owned(),
            warning: false,
            expression,
        }));
        // Without a word on it, what builds on a definition of its own type constrains that.
        let constraint = match self.tree.child_value(root, "derivation") {
            Some(derivation) => derivation == "constraint",
            None => url_of_type(&type_code) != url && self.tree.child(root, "baseDefinition").is_some(),
        };
        Ok(Structure {
            url,
            version: self.text(root, "version"),
            kind,
            type_code,
            base: self.text(root, "baseDefinition").map(|url| split_version(&canonical(&url)).0.to_owned()),
            is_abstract: self.flag(root, "abstract"),
            constraint,
            context_type: self.text(root, "contextType"),
            contexts: self.values(root, "context"),
            elements,
            source: self.place(root).map_or(Default::default(), |(line, column)| (String::new(), line, column)),
        })
    }

    fn element(&self, node: NodeId) -> Result<Element, String> {
        let path = self.text(node, "path").ok_or("an element has no path")?;
        if path.matches('.').count() > DEEPEST {
            return Err(format!("a path has more than {DEEPEST} parts, which no type has"));
        }
        let number = |name: &str| self.tree.child_value(node, name).and_then(|value| value.parse().ok());
        Ok(Element {
            slice: self.text(node, "sliceName"),
            min: number("min"),
            max: self.text(node, "max"),
            types: self.types(node),
            content: self.text(node, "contentReference"),
            fixed: self.choice(node, "fixed"),
            pattern: self.choice(node, "pattern"),
            min_value: self.choice(node, "minValue"),
            max_value: self.choice(node, "maxValue"),
            max_length: number("maxLength"),
            slicing: self.tree.child(node, "slicing").map(|slicing| self.slicing(slicing)),
            binding: self.tree.child(node, "binding").and_then(|binding| self.binding(binding)),
            constraints: self.constraints(node),
            modifier: self.flag(node, "isModifier"),
            must_support: self.flag(node, "mustSupport"),
            place: self.place(node),
            path,
        })
    }

    /// STU3 repeats a type for each of its profiles: one fact per type, and for references one for each place that their
    /// targets may have. They are alternatives: beside one that asks for nothing, what another asks for binds nobody.
    fn types(&self, node: NodeId) -> Vec<Type> {
        let mut types: Vec<Type> = Vec::new();
        let mut free: Vec<[bool; 2]> = Vec::new();
        for child in self.tree.children_named(node, "type") {
            let code = self.text(child, "code").unwrap_or_default();
            // The primitives' own values have types of XML and JSON only, which mean nothing here.
            if code.is_empty() {
                continue;
            }
            let (profiles, targets, aggregation) =
                (self.values(child, "profile"), self.values(child, "targetProfile"), self.values(child, "aggregation"));
            let at = types.iter().position(|t| t.code == code && t.aggregation == aggregation).unwrap_or_else(|| {
                types.push(Type { code, aggregation, ..Default::default() });
                free.push([false; 2]);
                types.len() - 1
            });
            for (free, asked) in free[at].iter_mut().zip([&profiles, &targets]) {
                *free |= asked.is_empty();
            }
            types[at].profiles.extend(profiles);
            types[at].targets.extend(targets);
        }
        for (one, free) in types.iter_mut().zip(free) {
            for (list, free) in [&mut one.profiles, &mut one.targets].into_iter().zip(free) {
                if free {
                    list.clear();
                }
            }
        }
        types
    }

    /// `fixedUri`, for example: a value with the type that its name ends in.
    fn choice(&self, node: NodeId, stem: &str) -> Option<Value> {
        let child = self.tree.children(node).find(|&child| {
            let rest = self.tree.name(child).strip_prefix(stem);
            rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_uppercase()))
        })?;
        let suffix = &self.tree.name(child)[stem.len()..];
        match self.tree.value(child) {
            Some(value) => {
                let mut type_code = suffix.to_owned();
                type_code[..1].make_ascii_lowercase();
                Some(Value { type_code, value: value.to_owned() })
            }
            None => Some(Value { type_code: suffix.to_owned(), value: self.json(child) }),
        }
    }

    /// A complex value as FHIR JSON, every element as an array: the reader of it does not mind.
    fn json(&self, node: NodeId) -> String {
        if let Some(value) = self.tree.value(node) {
            let mut out = String::new();
            json::string(&mut out, value);
            return out;
        }
        self.members(node)
    }

    fn members(&self, node: NodeId) -> String {
        let mut members: Vec<(String, Vec<String>)> = Vec::new();
        for child in self.tree.children(node) {
            let name = self.tree.name(child);
            let item = self.json(child);
            // Id and extensions of a primitive stand beside its value.
            if self.tree.value(child).is_some() && self.tree.children(child).next().is_some() {
                members.push((format!("_{name}"), vec![self.members(child)]));
            }
            match members.iter_mut().find(|m| m.0 == name) {
                Some(member) => member.1.push(item),
                None => members.push((name.to_owned(), vec![item])),
            }
        }
        let members: Vec<String> = members
            .into_iter()
            .map(|(name, items)| {
                let value = if items.len() == 1 { items[0].clone() } else { format!("[{}]", items.join(",")) };
                let mut out = String::new();
                json::string(&mut out, &name);
                out + ":" + &value
            })
            .collect();
        format!("{{{}}}", members.join(","))
    }

    fn slicing(&self, node: NodeId) -> Slicing {
        let by = self.tree.children_named(node, "discriminator").map(|discriminator| {
            let kind = self.tree.child_value(discriminator, "type").unwrap_or("value");
            format!("{kind}:{}", self.tree.child_value(discriminator, "path").unwrap_or("$this"))
        });
        Slicing {
            by: by.collect(),
            rules: self.text(node, "rules").unwrap_or_else(|| "open".to_owned()),
            ordered: self.flag(node, "ordered"),
        }
    }

    fn binding(&self, node: NodeId) -> Option<Binding> {
        let strength = self.text(node, "strength")?;
        // Example bindings bind nobody.
        if strength == "example" {
            return None;
        }
        let reference = self.tree.child(node, "valueSetReference").and_then(|r| self.text(r, "reference"));
        let value_set = reference.or_else(|| self.text(node, "valueSetUri")).map(|url| canonical(&url));
        let max = self.tree.children_named(node, "extension").find(|&extension| {
            self.tree.child_value(extension, "url") == Some("http://hl7.org/fhir/StructureDefinition/elementdefinition-maxValueSet")
        });
        let max_value_set = max.and_then(|extension| {
            let reference = self.tree.child(extension, "valueReference").and_then(|r| self.text(r, "reference"));
            reference.or_else(|| self.text(extension, "valueUri")).map(|url| canonical(&url))
        });
        Some(Binding { strength, value_set, max_value_set })
    }

    fn constraints(&self, node: NodeId) -> Vec<Constraint> {
        let mut constraints = Vec::new();
        for child in self.tree.children_named(node, "constraint") {
            let Some(key) = self.text(child, "key") else { continue };
            // Without an expression nothing can be evaluated, which is worth telling.
            let expression = self.text(child, "expression").unwrap_or_default();
            constraints.push(Constraint { key, warning: self.tree.child_value(child, "severity") == Some("warning"), expression });
        }
        constraints
    }

    /// As composed, not yet expanded.
    fn value_set(&self, root: NodeId) -> Result<ValueSet, String> {
        Ok(self.composed(self.url(root)?, root))
    }

    fn composed(&self, url: String, root: NodeId) -> ValueSet {
        let mut set = ValueSet { url, version: self.text(root, "version"), ..Default::default() };
        let Some(compose) = self.tree.child(root, "compose") else {
            set.compose = self.expanded(root);
            return set;
        };
        for (name, exclude) in [("include", false), ("exclude", true)] {
            for part in self.tree.children_named(compose, name) {
                let filters = self.tree.children_named(part, "filter").map(|filter| {
                    let text = |name| self.text(filter, name).unwrap_or_default();
                    (text("property"), text("op"), text("value"))
                });
                let codes = self.tree.children_named(part, "concept").filter_map(|concept| self.text(concept, "code"));
                set.compose.push(Part {
                    exclude,
                    system: self.text(part, "system").map(|s| mended(&canonical(&s)).to_owned()).unwrap_or_default(),
                    codes: codes.collect(),
                    filters: filters.collect(),
                    imports: self.values(part, "valueSet").iter().map(|url| split_version(url).0.to_owned()).collect(),
                });
            }
        }
        set
    }

    /// A set that only says what it has been expanded to, if that is all of it.
    fn expanded(&self, root: NodeId) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let Some(expansion) = self.tree.child(root, "expansion") else { return parts };
        let mut pending: Vec<NodeId> = self.tree.children_named(expansion, "contains").collect();
        let mut count = 0;
        let mut places = TextMap::default();
        while let Some(concept) = pending.pop() {
            count += 1;
            pending.extend(self.tree.children_named(concept, "contains"));
            let (Some(system), Some(code)) = (self.tree.child_value(concept, "system"), self.text(concept, "code")) else { continue };
            // A code that only groups others may not be used itself.
            if self.flag(concept, "abstract") {
                continue;
            }
            let place = places.or_insert(system, parts.len() as u32) as usize;
            match parts.get_mut(place) {
                Some(part) => part.codes.push(code),
                None => parts.push(Part { system: system.to_owned(), codes: vec![code], ..Part::default() }),
            }
        }
        let total = self.tree.child_value(expansion, "total").and_then(|total| total.parse().ok());
        let says = |url: &str| self.tree.children_named(expansion, "extension").any(|e| self.tree.child_value(e, "url") == Some(url));
        if total.is_some_and(|total: usize| total > count) || INCOMPLETE.iter().any(|url| says(url)) {
            parts.push(Part { imports: vec!["the rest of its expansion".to_owned()], ..Part::default() });
        }
        parts
    }

    fn code_system(&self, root: NodeId) -> Result<CodeSystem, String> {
        let mut system = CodeSystem {
            url: self.url(root)?,
            version: self.text(root, "version"),
            complete: self.tree.child_value(root, "content").is_none_or(|content| content == "complete"),
            // "When the rule is not known … accept codes in any case".
            ignores_case: self.tree.child_value(root, "caseSensitive") != Some("true"),
            ..Default::default()
        };
        let mut pending: Vec<(NodeId, Option<String>)> = self.tree.children_named(root, "concept").map(|c| (c, None)).collect();
        pending.reverse();
        while let Some((concept, above)) = pending.pop() {
            let Some(code) = self.text(concept, "code") else { continue };
            for property in self.tree.children_named(concept, "property") {
                match self.tree.child_value(property, "code") {
                    Some("notSelectable") if self.tree.child_value(property, "valueBoolean") == Some("true") => {
                        system.not_selectable.push(code.clone());
                    }
                    // A second parent; some systems of HL7 v3 have their own word for it.
                    Some("subsumedBy" | "parent") => {
                        if let Some(above) = self.text(property, "valueCode") {
                            system.below.push((above, code.clone()));
                        }
                    }
                    Some("child") => {
                        if let Some(below) = self.text(property, "valueCode") {
                            system.below.push((code.clone(), below));
                        }
                    }
                    _ => {}
                }
            }
            system.below.extend(above.map(|above| (above, code.clone())));
            let below: Vec<NodeId> = self.tree.children_named(concept, "concept").collect();
            pending.extend(below.into_iter().rev().map(|c| (c, Some(code.clone()))));
            system.concepts.push((code, self.text(concept, "display").unwrap_or_default()));
        }
        Ok(system)
    }

    fn message_definition(&self, root: NodeId) -> Result<MessageDefinition, String> {
        let event = self.tree.child(root, "event");
        let event_part = |name| event.and_then(|event| self.text(event, name)).unwrap_or_default();
        let focus = self.tree.children_named(root, "focus").map(|focus| {
            let profile = self.tree.child(focus, "profile").and_then(|p| self.text(p, "reference")).unwrap_or_default();
            (self.text(focus, "code").unwrap_or_default(), profile)
        });
        let responses = self
            .tree
            .children_named(root, "allowedResponse")
            .filter_map(|response| self.tree.child(response, "message").and_then(|message| self.text(message, "reference")))
            .filter(|url| !is_response_placeholder(url));
        Ok(MessageDefinition {
            url: self.url(root)?,
            version: self.text(root, "version"),
            status: self.text(root, "status").unwrap_or_default(),
            event_system: event_part("system"),
            event: event_part("code"),
            focus: focus.collect(),
            responses: responses.collect(),
            response_required: self.flag(root, "responseRequired"),
        })
    }

    fn naming_system(&self, root: NodeId) -> NamingSystem {
        let mut identifiers: Vec<(bool, (String, String))> = self
            .tree
            .children_named(root, "uniqueId")
            .map(|id| {
                let pair = (self.text(id, "type").unwrap_or_default(), self.text(id, "value").unwrap_or_default());
                (!self.flag(id, "preferred"), pair)
            })
            .collect();
        identifiers.sort_by_key(|identifier| identifier.0);
        NamingSystem {
            name: self.text(root, "name").unwrap_or_default(),
            identifiers: identifiers.into_iter().map(|(_, pair)| pair).collect(),
        }
    }
}
