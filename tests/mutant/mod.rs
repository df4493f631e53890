//! A message taken apart, so that one element of it can be changed, and written again in either format.

pub(crate) mod facts;
mod read;
mod write;

use facts::{Facts, Place};
pub(crate) use read::read;
pub(crate) use write::{json, xml};

/// An element of a message.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
    /// The resource that stands here.
    pub(crate) resource: Option<String>,
    pub(crate) children: Vec<Node>,
    /// An attribute in XML.
    pub(crate) attribute: bool,
    pub(crate) info: Info,
}

/// What the definitions say of an element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Info {
    pub(crate) type_code: String,
    pub(crate) base: Option<Place>,
    /// The element's name, that of a choice without its type.
    pub(crate) element: String,
    /// Elements of profiles that hold of it beyond doubt.
    pub(crate) overlays: Vec<Place>,
    /// It, or something that it stands in, may be an item of a slice: what profiles say of it is not decided here.
    pub(crate) in_slice: bool,
    /// An array in JSON.
    pub(crate) list: bool,
    /// In JSON without quotation marks.
    pub(crate) bare: bool,
    pub(crate) primitive: bool,
}

impl Node {
    pub(crate) fn child(&self, name: &str) -> Option<&Node> {
        self.children.iter().find(|child| child.name == name)
    }

    pub(crate) fn at(&self, address: &[usize]) -> &Node {
        address.iter().fold(self, |node, &place| &node.children[place])
    }

    pub(crate) fn at_mut(&mut self, address: &[usize]) -> &mut Node {
        address.iter().fold(self, |node, &place| &mut node.children[place])
    }

    /// Addresses of all elements below this one.
    pub(crate) fn addresses(&self) -> Vec<Vec<usize>> {
        let mut addresses = Vec::new();
        let mut pending: Vec<Vec<usize>> = vec![Vec::new()];
        while let Some(address) = pending.pop() {
            for place in 0..self.at(&address).children.len() {
                let mut below = address.clone();
                below.push(place);
                pending.push(below.clone());
                addresses.push(below);
            }
        }
        addresses.sort();
        addresses
    }

    /// The path that a report gives to an element.
    pub(crate) fn path(&self, address: &[usize]) -> String {
        let (mut path, mut node) = (self.resource.clone().unwrap_or_default(), self);
        for &place in address {
            let child = &node.children[place];
            path.push_str(&format!(".{}", child.info.element));
            if child.info.list {
                let before = node.children[..place].iter().filter(|other| other.name == child.name).count();
                path.push_str(&format!("[{before}]"));
            }
            node = child;
        }
        path
    }

    /// Finds out what the definitions say of the elements below a resource.
    pub(crate) fn look_up(&mut self, facts: &Facts) {
        let Some(resource) = self.resource.clone() else { return };
        self.info.type_code = resource.clone();
        let root = facts.of_type(&resource).unwrap_or_else(|| panic!("{resource} is known"));
        let profiles = self.child("meta").map(|meta| meta.children.iter().filter(|child| child.name == "profile"));
        let urls: Vec<String> = profiles.into_iter().flatten().filter_map(|profile| profile.value.clone()).collect();
        // Slices of a Bundle's entries are told apart by their resources' types, whatever stands in these.
        self.info.in_slice = false;
        self.info.overlays.extend(urls.iter().flat_map(|url| facts.profile(url)));
        self.children_of(facts, root);
    }

    fn children_of(&mut self, facts: &Facts, holder: Place) {
        let (overlays, in_slice) = (self.info.overlays.clone(), self.info.in_slice);
        for child in &mut self.children {
            let Some((base, code)) = facts.base_child(holder, &child.name) else { panic!("{} has {}", self.name, child.name) };
            let stem = facts.name(base);
            let mut info = Info { base: Some(base), element: stem.to_owned(), in_slice, ..Info::default() };
            info.list = facts.max(base) != Some(1);
            info.primitive = facts.is_primitive(&code) || child.name == "div";
            info.bare = matches!(code.as_str(), "boolean" | "integer" | "unsignedInt" | "positiveInt" | "decimal");
            let url = child.child("url").filter(|_| code == "Extension").and_then(|url| url.value.clone());
            for &overlay in &overlays {
                for place in facts.children(overlay).filter(|&place| facts.name(place) == stem) {
                    let profiles = facts.get(place)["types"].as_array().into_iter().flatten().filter(|t| t["code"] == code.as_str());
                    let profiles: Vec<&str> =
                        profiles.flat_map(|t| t["profiles"].as_array().into_iter().flatten()).filter_map(|p| p.as_str()).collect();
                    if facts.get(place)["slice"].is_null() {
                        info.overlays.push(place);
                    } else if let Some(url) = &url {
                        // Slices of extensions are told apart by url.
                        if profiles.contains(&url.as_str()) {
                            info.overlays.push(place);
                        } else if profiles.is_empty() {
                            info.in_slice = true;
                        }
                    } else {
                        info.in_slice = true;
                    }
                    if let ([profile], true) = (profiles.as_slice(), facts.get(place)["slice"].is_null()) {
                        info.overlays.extend(facts.profile(profile));
                    }
                }
            }
            info.overlays.extend(url.iter().flat_map(|url| facts.profile(url)));
            info.type_code = code.clone();
            child.info = info;
            if child.resource.is_some() {
                child.look_up(facts);
            } else if !child.info.primitive || !child.children.is_empty() {
                let shared = matches!(code.as_str(), "BackboneElement" | "Element");
                let holder = if shared { base } else { facts.of_type(&code).unwrap_or_else(|| panic!("{code} is known")) };
                child.children_of(facts, holder);
            }
        }
    }
}
