//! Resources out: one description of elements, written as XML or as JSON.

mod json;
mod xml;

use std::borrow::Cow;

/// An element with what it holds.
#[derive(Clone, Debug)]
pub(crate) struct Element<'a> {
    pub(crate) name: Cow<'a, str>,
    /// Its parent may hold several: JSON then has an array, whatever their number.
    pub(crate) list: bool,
    pub(crate) value: Value<'a>,
    pub(crate) children: Vec<Element<'a>>,
}

/// What an element is beside its children.
#[derive(Clone, Debug)]
pub(crate) enum Value<'a> {
    /// Children alone.
    None,
    /// A primitive with extensions and no value.
    Absent,
    /// A primitive, in JSON within quotes.
    Text(Cow<'a, str>),
    /// A number or a boolean.
    Bare(Cow<'a, str>),
    /// A primitive that in XML is an attribute: the id of an element, the url of an extension.
    Attribute(Cow<'a, str>),
    /// XHTML, with its own tags.
    Narrative(Cow<'a, str>),
    /// A resource of this type: its children are the resource's.
    Resource(Cow<'a, str>),
}

impl<'a> Element<'a> {
    fn new(name: &'a str, value: Value<'a>, children: Vec<Element<'a>>) -> Element<'a> {
        Element { name: Cow::Borrowed(name), list: false, value, children }
    }

    /// A string, a code, a uri and whatever else JSON has in quotes.
    pub(crate) fn text(name: &'a str, value: impl Into<Cow<'a, str>>) -> Element<'a> {
        Element::new(name, Value::Text(value.into()), Vec::new())
    }

    /// A boolean.
    pub(crate) fn boolean(name: &'a str, value: bool) -> Element<'a> {
        Element::new(name, Value::Bare(Cow::Borrowed(if value { "true" } else { "false" })), Vec::new())
    }

    /// An element with children.
    pub(crate) fn of(name: &'a str, children: Vec<Element<'a>>) -> Element<'a> {
        Element::new(name, Value::None, children)
    }

    /// An extension with its url.
    pub(crate) fn extension(url: &'a str, mut children: Vec<Element<'a>>) -> Element<'a> {
        children.insert(0, Element::new("url", Value::Attribute(Cow::Borrowed(url)), Vec::new()));
        Element::of("extension", children).item()
    }

    /// An element that holds a resource.
    pub(crate) fn resource(name: &'a str, kind: &'a str, children: Vec<Element<'a>>) -> Element<'a> {
        Element::new(name, Value::Resource(Cow::Borrowed(kind)), children)
    }

    /// The same as an item of a list.
    pub(crate) fn item(mut self) -> Element<'a> {
        self.list = true;
        self
    }
}

/// A resource as a whole text.
pub(crate) fn write(kind: &str, children: &[Element<'_>], xml: bool) -> String {
    if xml { xml::write(kind, children) } else { json::write(kind, children) }
}

/// A new line, and two blanks for each level.
fn break_line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth {
        out.push_str("  ");
    }
}
