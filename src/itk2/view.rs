//! The parts of an ITK 2 text, found once: SOAP around it, envelope, manifest, payloads, responses.

use super::form::{self, is_placeholder};
use super::names::{HL7_V3, INTERACTION_KEY, ITK, SERVICE};
use crate::source::Span;
use crate::syntax::tree::{NodeId, Tree};

/// See the [module](self). Every part may be missing.
#[derive(Debug)]
pub(crate) struct View<'a> {
    pub(crate) tree: &'a Tree<'a>,
    pub(crate) soap: Option<Soap>,
    pub(crate) envelope: Option<NodeId>,
    /// DistributionEnvelope/header.
    pub(crate) header: Option<NodeId>,
    pub(crate) manifest: Option<NodeId>,
    pub(crate) items: Vec<NodeId>,
    pub(crate) payloads_element: Option<NodeId>,
    pub(crate) payloads: Vec<NodeId>,
    pub(crate) specs: Vec<NodeId>,
    /// InfrastructureResponse, in an envelope or alone.
    pub(crate) infrastructure: Option<NodeId>,
    /// BusinessResponseMessage, in an envelope or alone.
    pub(crate) business: Option<NodeId>,
    /// SimpleMessageResponse.
    pub(crate) answer: Option<NodeId>,
    /// soap:Fault.
    pub(crate) fault: Option<NodeId>,
    /// ToolkitErrorInfo, in a fault or alone.
    pub(crate) error_info: Option<NodeId>,
}

/// A SOAP envelope.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Soap {
    pub(crate) header: Option<NodeId>,
    pub(crate) body: Option<NodeId>,
}

/// Elements among the children: attributes are none.
pub(crate) fn elements<'t>(tree: &'t Tree<'_>, node: NodeId) -> impl Iterator<Item = NodeId> + 't {
    tree.children(node).filter(|&child| !tree.name(child).starts_with('@'))
}

/// Attributes among the children.
pub(crate) fn attributes<'t>(tree: &'t Tree<'_>, node: NodeId) -> impl Iterator<Item = NodeId> + 't {
    tree.children(node).filter(|&child| tree.name(child).starts_with('@'))
}

/// A value without the white space around it; nothing where it is empty or left in from a template, which is told of itself.
pub(crate) fn usable<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    tree.value(node).map(str::trim).filter(|value| !value.is_empty() && !is_placeholder(value))
}

/// The usable value of an attribute or a child element.
pub(crate) fn value<'t>(tree: &'t Tree<'_>, node: Option<NodeId>, name: &str) -> Option<&'t str> {
    usable(tree, tree.child(node?, name)?)
}

impl<'a> View<'a> {
    pub(crate) fn of(tree: &'a Tree<'a>) -> View<'a> {
        let mut view = View {
            tree,
            soap: None,
            envelope: None,
            header: None,
            manifest: None,
            items: Vec::new(),
            payloads_element: None,
            payloads: Vec::new(),
            specs: Vec::new(),
            infrastructure: None,
            business: None,
            answer: None,
            fault: None,
            error_info: None,
        };
        if tree.is_empty() {
            return view;
        }
        let root = NodeId::ROOT;
        if tree.name(root) == "Envelope" {
            let body = tree.child(root, "Body");
            view.soap = Some(Soap { header: tree.child(root, "Header"), body });
            for content in body.into_iter().flat_map(|body| elements(tree, body)) {
                view.content(content);
            }
        } else {
            view.content(root);
        }
        view
    }

    /// The root, or what stands in the body of a SOAP envelope.
    fn content(&mut self, node: NodeId) {
        let tree = self.tree;
        match tree.name(node) {
            "DistributionEnvelope" if self.envelope.is_none() => {
                self.envelope = Some(node);
                self.header = tree.child(node, "header");
                self.payloads_element = tree.child(node, "payloads");
                let of_header = |name| self.header.and_then(|header| tree.child(header, name));
                self.manifest = of_header("manifest");
                let handling = of_header("handlingSpecification").or_else(|| of_header("handlingSpecifications"));
                self.items = children(tree, self.manifest, "manifestitem");
                self.specs = children(tree, handling, "spec");
                self.payloads = children(tree, self.payloads_element, "payload");
                for payload in self.payloads.clone() {
                    for content in elements(tree, payload) {
                        self.response(content);
                    }
                }
            }
            "SimpleMessageResponse" => self.answer = Some(node),
            "ToolkitErrorInfo" => self.error_info = Some(node),
            "Fault" => {
                self.fault = Some(node);
                let detail = tree.child(node, "detail").or_else(|| tree.child(node, "Detail"));
                self.error_info = detail.and_then(|detail| tree.child(detail, "ToolkitErrorInfo"));
            }
            _ => self.response(node),
        }
    }

    fn response(&mut self, node: NodeId) {
        let (tree, name) = (self.tree, self.tree.name(node));
        if name == "InfrastructureResponse" {
            self.infrastructure.get_or_insert(node);
        } else if name == "BusinessResponseMessage" && tree.namespace(node) == Some(HL7_V3) {
            self.business.get_or_insert(node);
        }
    }

    /// An attribute of the header.
    pub(crate) fn of_header(&self, name: &str) -> Option<&'a str> {
        value(self.tree, self.header, name)
    }

    pub(crate) fn tracking_id(&self) -> Option<&'a str> {
        self.of_header("@trackingid")
    }

    pub(crate) fn service(&self) -> Option<&'a str> {
        self.of_header("@service")
    }

    /// The service without what all of them begin with.
    pub(crate) fn service_name(&self) -> Option<&'a str> {
        self.service().map(|service| service.strip_prefix(SERVICE).unwrap_or(service))
    }

    pub(crate) fn sender_address(&self) -> Option<NodeId> {
        self.header.and_then(|header| self.tree.child(header, "senderAddress"))
    }

    /// The spec of a handling key.
    pub(crate) fn spec(&self, key: &str) -> Option<NodeId> {
        self.specs.iter().copied().find(|&spec| value(self.tree, Some(spec), "@key") == Some(key))
    }

    /// The value of a handling key.
    pub(crate) fn handling(&self, key: &str) -> Option<&'a str> {
        value(self.tree, self.spec(key), "@value")
    }

    pub(crate) fn interaction(&self) -> Option<&'a str> {
        self.handling(INTERACTION_KEY)
    }

    /// Whether a handling key asks for an answer, where that can be read.
    pub(crate) fn asks(&self, key: &str) -> Option<bool> {
        match self.handling(key) {
            Some("true") => Some(true),
            Some("false") => Some(false),
            _ => None,
        }
    }

    /// A flag of a manifest item: false unless it says otherwise.
    pub(crate) fn flag(&self, item: NodeId, name: &str) -> bool {
        value(self.tree, Some(item), name).and_then(form::boolean) == Some(true)
    }

    /// The manifest item that describes a payload.
    pub(crate) fn item_of(&self, payload: NodeId) -> Option<NodeId> {
        let id = value(self.tree, Some(payload), "@id")?;
        self.items.iter().copied().find(|&item| value(self.tree, Some(item), "@id") == Some(id))
    }

    /// A child of the header of SOAP, by its local name.
    pub(crate) fn soap_header(&self, name: &str) -> Option<NodeId> {
        self.tree.child(self.soap?.header?, name)
    }

    /// The usable value of a child of the header of SOAP.
    pub(crate) fn soap_value(&self, name: &str) -> Option<&'a str> {
        usable(self.tree, self.soap_header(name)?)
    }

    /// The tracking id that a business response answers.
    pub(crate) fn answered(&self) -> Option<&'a str> {
        let acknowledged = self.tree.child(self.business?, "acknowledgedBy3")?;
        let id = self.tree.child(self.tree.child(acknowledged, "conveyingTransmission")?, "id")?;
        value(self.tree, Some(id), "@root")
    }

    /// An element is in the namespace of the toolkit.
    pub(crate) fn is_itk(&self, node: NodeId) -> bool {
        self.tree.namespace(node) == Some(ITK)
    }
}

fn children(tree: &Tree<'_>, parent: Option<NodeId>, name: &str) -> Vec<NodeId> {
    parent.into_iter().flat_map(|parent| tree.children_named(parent, name)).collect()
}

/// What `SOAPAction:` says among the headers of HTTP before a text, and where.
pub(crate) fn soap_action(text: &str, begin: usize) -> Option<(&str, Span)> {
    const NAME: &str = "soapaction:";
    let mut at = 0;
    for line in text[..begin].split_inclusive('\n') {
        if line.len() > NAME.len() && line.is_char_boundary(NAME.len()) && line[..NAME.len()].eq_ignore_ascii_case(NAME) {
            let rest = &line[NAME.len()..];
            let action = rest.trim().trim_matches('"');
            let start = at + line.find(action).unwrap_or(0);
            return (!action.is_empty()).then(|| (action, Span::new(start, start + action.len())));
        }
        at += line.len();
    }
    None
}
