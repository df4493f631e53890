//! What is missing, made: an element with what it must have in it, and where it goes. What only a person can know is a placeholder,
//! which is a finding until it is filled in.

pub(in crate::tools) mod place;
pub(in crate::tools) mod snippet;

use std::cell::RefCell;

use serde::Serialize;

use crate::diagnostic::Subject;
use crate::document::Document;
use crate::itk3;
use crate::report::Issue;
use crate::source::{Lines, Span};
use crate::syntax::tree::NodeId;
use crate::validate::rules::{MIN, SLICE_MIN};
use crate::validate::{Observer, Visit, watched};
use crate::validator::Options;
use crate::write::Element;
use snippet::{Maker, Wanted};

/// A text to put into a message.
#[derive(Clone, Debug, Serialize)]
pub struct Insertion {
    /// Where, in UTF-16 code units: what stands from here
    pub start: u32,
    /// to here, mostly nothing, gives way to
    pub end: u32,
    /// this.
    pub text: String,
    /// The name of the element.
    pub name: String,
    /// Of a slice, the values that tell it from others.
    #[serde(skip)]
    pub values: Vec<String>,
}

impl Document<'_> {
    /// Makes what the finding at a place of the report says is missing, in the message's own format and indentation, or `None` where
    /// it says no such thing, or where it cannot be made. The options are those of the report.
    pub fn insertion(&self, issue: usize, options: &Options) -> Option<Insertion> {
        self.insertion_of(self.validate(options).issues.get(issue)?)
    }

    /// The same of an issue of a report on this very text.
    pub fn insertion_of(&self, issue: &Issue) -> Option<Insertion> {
        if *issue.rule != *MIN.id && *issue.rule != *SLICE_MIN.id {
            return None;
        }
        let node = issue.node?;
        let wanted = match &issue.subject {
            Subject::Missing { element, .. } => Wanted { element, told_by: None, profile: issue.profile.as_deref() },
            Subject::Slice { element, told_by, .. } => Wanted { element, told_by: Some(told_by), profile: issue.profile.as_deref() },
            _ => return None,
        };
        let tree = &self.reading.tree;
        let definitions = &self.validator.definitions;
        let assumed = itk3::assumed(tree, &self.reading.parts(), definitions);
        let maker = Maker { definitions };
        let listener = Listener { node, maker: &maker, wanted: &wanted, made: RefCell::default() };
        watched(tree, definitions, &assumed, &listener);
        let (element, order) = listener.made.into_inner()??;
        let name = element.name.clone().into_owned();
        let (Span { start, end }, text) = place::put(tree, node, &element, &order)?;
        let values = wanted.told_by.unwrap_or_default().iter().map(|(_, value)| value.clone()).collect();
        let lines = Lines::new(self.text());
        Some(Insertion { start: lines.position(start).offset, end: lines.position(end).offset, text, name, values })
    }
}

/// An element, and the names of its parent's children in their order.
type Made = Option<(Element<'static>, Vec<String>)>;

/// Waits for the walk to come to the node that lacks something.
struct Listener<'l> {
    node: NodeId,
    maker: &'l Maker<'l>,
    wanted: &'l Wanted<'l>,
    made: RefCell<Option<Made>>,
}

impl Observer for Listener<'_> {
    fn visit(&self, visit: &Visit<'_>) {
        let mut made = self.made.borrow_mut();
        if visit.node == self.node && made.is_none() {
            *made = Some(self.maker.make(visit, self.wanted));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::place::put;
    use crate::syntax::tree::NodeId;
    use crate::write::Element;
    use crate::{Options, Validator};

    const MESSAGE: &str = include_str!("../../www/examples/send-document-mistakes.xml");

    /// The text with what is missing by the first finding that says so and has these words.
    fn mended(validator: &Validator, text: &str, words: &str) -> Option<String> {
        let document = validator.open(text);
        let options = Options::default();
        let at = document.validate(&options).issues.iter().position(|issue| issue.message.contains(words))?;
        let made = document.insertion(at, &options)?;
        let units: Vec<u16> = text.encode_utf16().collect();
        let part = |range: std::ops::Range<usize>| String::from_utf16_lossy(&units[range]);
        Some(part(0..made.start as usize) + &made.text + &part(made.end as usize..units.len()))
    }

    fn messages(validator: &Validator, text: &str) -> Vec<String> {
        validator.open(text).validate(&Options::default()).issues.iter().map(|issue| issue.message.clone()).collect()
    }

    #[test]
    fn a_handling_key_is_put_beside_the_others_and_waits_for_its_value() {
        let validator = Validator::new();
        let text =
            mended(&validator, MESSAGE, "InfAckRequested is missing").unwrap_or_else(|| panic!("{:?}", messages(&validator, MESSAGE)));
        let key = "          <extension url=\"InfAckRequested\">\n            <valueBoolean value=\"${valueBoolean}\"/>\n          </extension>\n";
        assert!(text.contains(key), "{text}");
        let after = messages(&validator, &text);
        assert!(!after.iter().any(|message| message.contains("InfAckRequested is missing")), "{after:?}");
        assert!(after.iter().any(|message| message.contains("laceholder")), "{after:?}");
        let filled = text.replace("${valueBoolean}", "true");
        assert_eq!(messages(&validator, &filled).len() + 1, messages(&validator, MESSAGE).len());
    }

    #[test]
    fn an_element_is_put_where_it_belongs_in_both_formats() {
        let validator = Validator::new();
        let xml = "<AllergyIntolerance xmlns=\"http://hl7.org/fhir\">\n\t<id value=\"a\"/>\n\t<verificationStatus value=\"confirmed\"/>\n</AllergyIntolerance>";
        let text = mended(&validator, xml, "patient is missing").expect("it is made");
        let patient =
            "\t<verificationStatus value=\"confirmed\"/>\n\t<patient>\n\t\t<reference value=\"${reference}\"/>\n\t</patient>\n</Al";
        assert!(text.contains(patient), "{text}");
        let after = messages(&validator, &text);
        assert!(!after.iter().any(|message| message.contains("patient is missing") || message.contains("out of order")), "{after:?}");
        let json = "{\n    \"resourceType\": \"AllergyIntolerance\",\n    \"verificationStatus\": \"confirmed\"\n}";
        let text = mended(&validator, json, "patient is missing").expect("it is made");
        let patient = "\"confirmed\",\n    \"patient\": {\n        \"reference\": \"${reference}\"\n    }\n}";
        assert!(text.ends_with(patient), "{text}");
        let tight = "{\"resourceType\":\"AllergyIntolerance\",\"verificationStatus\":\"confirmed\"}";
        let text = mended(&validator, tight, "patient is missing").expect("it is made");
        assert!(text.ends_with("\"confirmed\",\"patient\":{\"reference\":\"${reference}\"}}"), "{text}");
    }

    #[test]
    fn it_goes_into_an_element_that_is_empty_or_has_nothing_before_it() {
        let validator = Validator::new();
        let xml = "<Patient xmlns=\"http://hl7.org/fhir\">\n  <link>\n    <type value=\"refer\"/>\n  </link>\n</Patient>";
        let text = mended(&validator, xml, "other is missing").unwrap_or_else(|| panic!("{:?}", messages(&validator, xml)));
        assert!(text.contains("<link>\n    <other>\n      <reference value=\"${reference}\"/>\n    </other>\n    <type"), "{text}");
        // A tag that closes itself is opened.
        let document = validator.open("<Patient xmlns=\"http://hl7.org/fhir\">\n  <link id=\"a\"/>\n</Patient>");
        let tree = &document.reading.tree;
        let link = tree.child(NodeId::ROOT, "link").expect("it is there");
        let (_, text) = put(tree, link, &Element::text("type", "refer"), &["other".to_owned(), "type".to_owned()]).expect("it is made");
        assert_eq!(text, ">\n    <type value=\"refer\"/>\n  </link>");
    }

    #[test]
    fn other_findings_have_nothing_to_insert() {
        let validator = Validator::new();
        assert!(mended(&validator, MESSAGE, "timestamp").is_none());
        assert!(validator.open("nothing").insertion(0, &Options::default()).is_none());
        assert!(validator.open("").insertion(7, &Options::default()).is_none());
    }
}
