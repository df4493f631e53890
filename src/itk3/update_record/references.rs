//! Update Record refers by urn:uuid alone.

use crate::diagnostic::{At, Details, Place, Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::UPDATE_RECORD;
use crate::resolve::What;
use crate::syntax::tree::NodeId;

rule! {
    REFERENCE = Error "value" "update-record-reference";
    title: "Update Record reference is not a urn:uuid",
    why: "All references of Update Record must be urn:uuid references within the message.",
    wrong: r#"<reference value="Patient/45b79f14-8a6d-48e9-9ec7-642dd7592e92"/>"#,
    right: r#"<reference value="urn:uuid:45b79f14-8a6d-48e9-9ec7-642dd7592e92"/>"#,
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

/// One finding for all: they were made in one way.
pub(super) fn check(cx: &mut Cx<'_>) {
    let tree = cx.tree;
    let Some(name) = tree.names.find("reference") else { return };
    let is_relative =
        |node: &NodeId| tree.value(*node).is_some_and(|value| value.contains('/') && !value.contains(':') && !value.starts_with('#'));
    let relative: Vec<NodeId> = (0..tree.len() as u32).map(NodeId).filter(|&n| tree.node(n).name == name).filter(is_relative).collect();
    let place = |&node: &NodeId| Place {
        at: At::Value(node),
        label: shown(tree.value(node).unwrap_or_default()),
        unless: vec![Unless::Reported(node)],
    };
    let Some(&first) = relative.first() else { return };
    relative.iter().for_each(|&node| cx.supersede(node, What::Relative));
    let finding = Cx::at(&REFERENCE, first, "reference must be the urn:uuid of an entry").expected("the urn:uuid of an entry");
    let words = |details: &mut Details, values: &[String]| {
        let (first, more) = (values[0].clone(), values.len() - 1);
        details.found = Some(if more > 0 { format!("{first} and {more} more") } else { first });
    };
    cx.say(finding.at_each(relative.iter().map(place).collect(), words));
}
