//! Where the reference at a place leads.

use serde::Serialize;

use super::explain::byte_of;
use crate::document::Document;
use crate::report::{Place, place};
use crate::source::{Lines, NodeId, Span};
use crate::validate::{Target, references};

/// A reference, and what it leads to within the message.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Followed {
    /// Where the reference stands.
    pub reference: Place,
    /// The whole entry or contained resource.
    pub target: Place,
    /// Its name.
    pub name: Place,
}

impl Document<'_> {
    /// Finds where the reference at a place leads, counted in UTF-16 code units, or `None` if there is none or it leads outside.
    pub fn follow(&self, offset: u32) -> Option<Followed> {
        if self.reading.itk2.is_some() {
            let map = self.map();
            let at = map.references.iter().find(|at| (at.place.start..=at.place.end).contains(&offset))?;
            let name = map.entries.get(at.to? as usize)?.place;
            return Some(Followed { reference: at.place, target: name, name });
        }
        let byte = byte_of(self.text(), offset);
        let typed = self.typed();
        let tree = typed.tree;
        let has = |node: NodeId| (tree.span(node).start..=tree.span(node).end).contains(&byte);
        let (at, target) = references(&typed).into_iter().find(|&(at, _)| has(at))?;
        let Target::Inside(target) = target else { return None };
        // Of a resource in an entry the entry is shown: its fullUrl is what the reference says.
        let whole = tree.parent(target).filter(|&entry| tree.name(target) == "resource" && tree.name(entry) == "entry").unwrap_or(target);
        let lines = Lines::new(self.text());
        let (whole, name) = (tree.span(whole), tree.name_span(target));
        let whole = Span { start: whole.start.min(name.start), end: whole.end.max(name.end) };
        Some(Followed { reference: place(&lines, tree.value_span(at)), target: place(&lines, whole), name: place(&lines, name) })
    }
}

#[cfg(test)]
mod tests {
    use crate::Validator;

    const MESSAGE: &str = concat!(
        "<Bundle xmlns=\"http://hl7.org/fhir\">\n<type value=\"collection\"/>\n",
        "<entry>\n<fullUrl value=\"urn:uuid:1\"/>\n<resource><Observation>",
        "<contained><Device><id value=\"d\"/></Device></contained>\n",
        "<subject><reference value=\"urn:uuid:2\"/></subject>\n<performer><reference value=\"https://example.org/Practitioner/1\"/></performer>",
        "<device><reference value=\"#d\"/></device></Observation></resource>\n</entry>\n",
        "<entry>\n<fullUrl value=\"urn:uuid:2\"/>\n<resource><Patient><id value=\"2\"/></Patient></resource>\n</entry>\n</Bundle>"
    );

    fn target(words: &str) -> Option<&'static str> {
        let offset = MESSAGE.find(words).expect("it is there") as u32;
        let found = Validator::new().open(MESSAGE).follow(offset)?;
        let name = &MESSAGE[found.name.start as usize..found.name.end as usize];
        assert!(found.target.start <= found.name.start && found.name.end <= found.target.end);
        Some(name)
    }

    #[test]
    fn a_reference_leads_to_its_entry_or_to_what_is_contained() {
        assert_eq!(target("urn:uuid:2"), Some("Patient"));
        assert_eq!(target("#d"), Some("Device"));
        assert_eq!(target("https://example.org"), None);
        assert_eq!(target("collection"), None);
        assert!(Validator::new().open("nothing").follow(3).is_none());
    }
}
