//! A message as an outline: the entries of its Bundles, resources and their elements, each with its stretch of the text.

use serde::Serialize;

use crate::document::Document;
use crate::report::{Place, place};
use crate::source::{Lines, Span};
use crate::syntax::tree::{NodeId, Tree, form};

/// In messages with more nodes than this, elements are left out: nobody looks through so many.
const MOST: usize = 20_000;

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OutlineKind {
    /// The Bundle at the root, or within an entry.
    Bundle,
    /// Any other resource, or a part of an ITK 2 message.
    Resource,
    /// An element of a resource.
    Element,
}

/// A part of a message.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct OutlineItem {
    /// What it is.
    pub kind: OutlineKind,
    /// The type of a resource, or the name of an element.
    pub name: String,
    /// fullUrl or id of a resource, or the value of an element.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// The whole of it.
    pub place: Place,
    /// Its name, within that.
    pub name_place: Place,
    /// What is in it.
    pub children: Vec<OutlineItem>,
}

impl Document<'_> {
    /// The outline: one item for each resource at the root, which is one unless the text could not be read.
    pub fn outline(&self) -> Vec<OutlineItem> {
        if self.reading.itk2.is_some() {
            return self.outline_of_itk2();
        }
        let tree = &self.reading.tree;
        if tree.is_empty() {
            return Vec::new();
        }
        let outliner = Outliner { tree, lines: Lines::new(self.text()), elements: tree.len() <= MOST };
        vec![outliner.resource(NodeId::ROOT, NodeId::ROOT, None)]
    }

    fn outline_of_itk2(&self) -> Vec<OutlineItem> {
        let entries = self.map().entries.into_iter().map(|entry| OutlineItem {
            kind: OutlineKind::Resource,
            name: entry.resource_type.unwrap_or(entry.path),
            detail: entry.id,
            place: entry.place,
            name_place: entry.place,
            children: Vec::new(),
        });
        entries.collect()
    }
}

struct Outliner<'t> {
    tree: &'t Tree<'t>,
    lines: Lines<'t>,
    elements: bool,
}

impl Outliner<'_> {
    /// A resource, and what it stands in: an entry, or itself.
    fn resource(&self, node: NodeId, around: NodeId, full_url: Option<&str>) -> OutlineItem {
        let tree = self.tree;
        let resource_type = tree.resource_type(node);
        let is_bundle = resource_type == Some("Bundle");
        let mut children = Vec::new();
        for child in tree.children(node).filter(|&child| !tree.has(child, form::ATTRIBUTE)) {
            match tree.name(child) {
                "entry" if is_bundle => children.push(self.entry(child)),
                "contained" if tree.resource_type(child).is_some() => children.push(self.resource(child, child, None)),
                _ if self.elements => children.push(self.element(child)),
                _ => {}
            }
        }
        OutlineItem {
            kind: if is_bundle { OutlineKind::Bundle } else { OutlineKind::Resource },
            name: resource_type.unwrap_or_else(|| tree.name(node)).to_owned(),
            detail: full_url.or_else(|| tree.child_value(node, "id")).map(str::to_owned),
            children,
            ..self.placed(around, tree.name_span(node))
        }
    }

    fn entry(&self, entry: NodeId) -> OutlineItem {
        let url = self.tree.child_value(entry, "fullUrl");
        match self.tree.child(entry, "resource").filter(|&resource| self.tree.resource_type(resource).is_some()) {
            Some(resource) => self.resource(resource, entry, url),
            None => OutlineItem { detail: url.map(str::to_owned), ..self.element(entry) },
        }
    }

    fn element(&self, node: NodeId) -> OutlineItem {
        let detail = self.tree.value(node).map(str::to_owned);
        OutlineItem { name: self.tree.name(node).to_owned(), detail, ..self.placed(node, self.tree.name_span(node)) }
    }

    /// An item without words.
    fn placed(&self, whole: NodeId, name: Span) -> OutlineItem {
        let whole = self.tree.span(whole);
        let whole = Span { start: whole.start.min(name.start), end: whole.end.max(name.end) };
        OutlineItem {
            kind: OutlineKind::Element,
            name: String::new(),
            detail: None,
            place: place(&self.lines, whole),
            name_place: place(&self.lines, name),
            children: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::OutlineItem;
    use crate::Validator;

    fn told(items: &[OutlineItem]) -> String {
        let one = |item: &OutlineItem| {
            assert!(item.place.start <= item.name_place.start && item.name_place.end <= item.place.end, "{item:?}");
            let detail = item.detail.as_deref().map_or(String::new(), |detail| [" ", detail].concat());
            format!("{}{detail}({})", item.name, told(&item.children))
        };
        items.iter().map(one).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn entries_are_nested_as_their_bundles_are() {
        let patient = r#"{"resourceType":"Patient","id":"p","gender":"male","contained":[{"resourceType":"Device"}]}"#;
        let inner = format!(r#"{{"resourceType":"Bundle","entry":[{{"fullUrl":"urn:uuid:2","resource":{patient}}}]}}"#);
        let text =
            format!(r#"{{"resourceType":"Bundle","entry":[{{"fullUrl":"urn:uuid:1","resource":{inner}}},{{"fullUrl":"urn:uuid:3"}}]}}"#);
        let outline = told(&Validator::new().open(&text).outline());
        assert_eq!(outline, "Bundle(Bundle urn:uuid:1(Patient urn:uuid:2(id p() gender male() Device())) entry urn:uuid:3())");
    }

    #[test]
    fn xml_has_the_same_outline_and_itk2_its_entries() {
        let validator = Validator::new();
        let text = "<Patient xmlns=\"http://hl7.org/fhir\"><id value=\"p\"/><active value=\"true\"/></Patient>";
        assert_eq!(told(&validator.open(text).outline()), "Patient p(id p() active true())");
        let envelope = r#"<DistributionEnvelope xmlns="urn:nhs-itk:ns:201005"><header service="s" trackingid="t"/></DistributionEnvelope>"#;
        assert!(told(&validator.open(envelope).outline()).starts_with("Distribution envelope"));
        assert!(validator.open("nothing").outline().is_empty());
    }
}
