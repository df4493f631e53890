//! A message as a map: the entries of its Bundles, and where its references lead.

mod itk2;

use serde::Serialize;

use crate::document::Document;
use crate::hash::NumberMap;
use crate::report::{Place, place};
use crate::source::Lines;
use crate::syntax::tree::{NodeId, Tree};
use crate::typed::{Paths, Typed};
use crate::validate::{Target, references};

/// An entry of a Bundle, also of one within another.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapEntry {
    /// FHIRPath of the entry.
    pub path: String,
    /// Where it stands.
    pub place: Place,
    /// Type of its resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub resource_type: Option<String>,
    /// Id of its resource.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its fullUrl.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full_url: Option<String>,
    /// For an entry of a Bundle within an entry: the place of that entry in the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<u32>,
    /// The first entry leads to it, by references or from a Bundle to what that begins with.
    pub reachable: bool,
}

/// A reference of an entry.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct MapReference {
    /// The entry in which it stands; absent outside of Bundles.
    pub from: u32,
    /// The entry to which it leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<u32>,
    /// `resolved`, `broken`, `external` or `contained`.
    pub state: &'static str,
    /// FHIRPath of the reference.
    pub path: String,
    /// Where it stands.
    pub place: Place,
    /// The reference as written.
    pub reference: String,
}

/// Entries and references of a message.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Map {
    /// Entries, in the order of the text.
    pub entries: Vec<MapEntry>,
    /// References, in the order of the text.
    pub references: Vec<MapReference>,
}

impl Document<'_> {
    /// Entries of its Bundles, and where its references lead.
    pub fn map(&self) -> Map {
        if self.reading.itk2.is_some() {
            let mut map = itk2::map(&self.typed(), self.text());
            reach(&mut map);
            return map;
        }
        map(&self.typed(), self.text())
    }
}

fn map(typed: &Typed<'_>, text: &str) -> Map {
    let tree = typed.tree;
    let references = references(typed);
    let lines = Lines::new(text);
    let mut paths = Paths::new(typed);
    let mut map = Map::default();
    // The entry of each node that is a Bundle's entry.
    let mut places: NumberMap = NumberMap::default();
    let Some(entry) = tree.names.find("entry") else { return map };
    for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.node(node).name == entry) {
        let Some(bundle) = tree.parent(node).filter(|&parent| tree.resource_type(parent) == Some("Bundle")) else { continue };
        let resource = tree.child(node, "resource");
        places.insert(u64::from(node.0), map.entries.len() as u32);
        map.entries.push(MapEntry {
            path: paths.path(node),
            place: place(&lines, tree.name_span(node)),
            resource_type: resource.and_then(|r| tree.resource_type(r)).map(str::to_owned),
            id: resource.and_then(|r| tree.child_value(r, "id")).map(str::to_owned),
            full_url: tree.child_value(node, "fullUrl").map(str::to_owned),
            within: holder(tree, &places, bundle),
            reachable: false,
        });
    }
    for &(at, target) in &references {
        let Some(from) = holder(tree, &places, at) else { continue };
        let reference = tree.value(at).unwrap_or_default().to_owned();
        let (state, to) = match target {
            Target::Inside(_) if reference.starts_with('#') => ("contained", None),
            Target::Inside(node) => ("resolved", holder(tree, &places, node)),
            Target::Outside => ("external", None),
            Target::Unread | Target::Across(_) | Target::Nowhere(_) => ("broken", None),
        };
        map.references.push(MapReference { from, to, state, path: paths.path(at), place: place(&lines, tree.value_span(at)), reference });
    }
    reach(&mut map);
    map
}

/// The entry in which a node stands.
fn holder(tree: &Tree<'_>, places: &NumberMap, node: NodeId) -> Option<u32> {
    let mut at = Some(node);
    while let Some(node) = at {
        if let Some(place) = places.get(u64::from(node.0)) {
            return Some(place);
        }
        at = tree.parent(node);
    }
    None
}

/// For each Bundle the entry that the others are there for: its MessageHeader or Composition, else the first. The message's own
/// comes first, then those within entries, by the places of these.
fn heads(map: &Map) -> Vec<Option<u32>> {
    let mut heads: Vec<Option<(u32, u32)>> = vec![None; map.entries.len() + 1];
    for (i, entry) in map.entries.iter().enumerate() {
        let rank = match entry.resource_type.as_deref() {
            Some("MessageHeader") => 0,
            Some("Composition") => 1,
            _ => 2,
        };
        let head = &mut heads[entry.within.map_or(0, |within| within as usize + 1)];
        if head.is_none_or(|(known, _)| rank < known) {
            *head = Some((rank, i as u32));
        }
    }
    heads.into_iter().map(|head| head.map(|(_, entry)| entry)).collect()
}

/// Marks what can be reached from the head of the message.
fn reach(map: &mut Map) {
    let mut next: Vec<Vec<u32>> = vec![Vec::new(); map.entries.len()];
    for reference in &map.references {
        if let Some(to) = reference.to {
            next[reference.from as usize].push(to);
        }
    }
    // A Bundle leads to its head, for that leads on.
    let heads = heads(map);
    for (next, head) in next.iter_mut().zip(&heads[1..]) {
        next.extend(head);
    }
    let mut open: Vec<u32> = heads[0].into_iter().collect();
    while let Some(at) = open.pop() {
        let entry = &mut map.entries[at as usize];
        if !std::mem::replace(&mut entry.reachable, true) {
            open.extend(&next[at as usize]);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::Validator;

    fn map(entries: &str) -> super::Map {
        Validator::new().map(&format!(r#"{{"resourceType":"Bundle","type":"collection","entry":[{entries}]}}"#))
    }

    #[test]
    fn references_lead_from_entry_to_entry() {
        let map = map(concat!(
            r#"{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Observation","subject":{"reference":"urn:uuid:2"},"performer":[{"reference":"urn:uuid:9"}]}},"#,
            r#"{"fullUrl":"urn:uuid:2","resource":{"resourceType":"Patient","id":"2","managingOrganization":{"reference":"https://example.org/Organization/1"}}},"#,
            r#"{"fullUrl":"urn:uuid:3","resource":{"resourceType":"Patient"}}"#
        ));
        let references: Vec<_> = map.references.iter().map(|r| (r.from, r.to, r.state, r.path.as_str())).collect();
        assert_eq!(
            references,
            [
                (0, Some(1), "resolved", "Bundle.entry[0].resource.subject.reference"),
                (0, None, "broken", "Bundle.entry[0].resource.performer[0].reference"),
                (1, None, "external", "Bundle.entry[1].resource.managingOrganization.reference"),
            ]
        );
        assert_eq!(map.entries.iter().map(|e| e.reachable).collect::<Vec<_>>(), [true, true, false]);
        assert_eq!(map.entries[1].resource_type.as_deref(), Some("Patient"));
    }

    #[test]
    fn a_bundle_leads_to_its_first_entry() {
        let map = map(
            r#"{"resource":{"resourceType":"Bundle","type":"collection","entry":[{"resource":{"resourceType":"Basic"}},{"resource":{"resourceType":"Basic"}}]}}"#,
        );
        assert_eq!(
            map.entries.iter().map(|e| (e.within, e.reachable)).collect::<Vec<_>>(),
            [(None, true), (Some(0), true), (Some(0), false)]
        );
    }

    #[test]
    fn an_envelope_leads_to_its_items_and_they_to_their_payloads() {
        let text = concat!(
            r#"<DistributionEnvelope xmlns="urn:nhs-itk:ns:201005"><header service="s" trackingid="t"><manifest count="2">"#,
            r#"<manifestitem id="a" mimetype="text/xml"/><manifestitem id="b" mimetype="text/xml"/></manifest></header>"#,
            r#"<payloads count="2"><payload id="a"><ClinicalDocument xmlns="urn:hl7-org:v3"/></payload><payload id="c"/></payloads></DistributionEnvelope>"#
        );
        let map = Validator::new().map(text);
        let references: Vec<_> = map.references.iter().map(|r| (r.from, r.to, r.state)).collect();
        assert_eq!(references, [(0, Some(1), "resolved"), (1, Some(3), "resolved"), (0, Some(2), "resolved"), (2, None, "broken")]);
        let entries: Vec<_> = map.entries.iter().map(|e| (e.resource_type.as_deref().unwrap_or_default(), e.reachable)).collect();
        let expected = [("Distribution envelope", true), ("Manifest item", true), ("Manifest item", true), ("CDA document", true)];
        assert_eq!(entries[..4], expected);
        assert_eq!(entries[4], ("No content", false));
    }

    #[test]
    fn what_is_no_bundle_has_no_map() {
        assert!(Validator::new().map("<Patient xmlns=\"http://hl7.org/fhir\"/>").entries.is_empty());
        assert!(Validator::new().map("nothing").references.is_empty());
    }
}
