//! A Questionnaire whose conditions lead nowhere, and answers beside the Questionnaire that they belong to.

mod answers;
mod enabled;

use super::context::Context;
use super::outcome::About;
use crate::definitions::questionnaire::Questionnaire;
use crate::diagnostic::{At, rule, shown};
use crate::near::nearest;
use crate::syntax::tree::NodeId;

pub(super) use answers::{ANSWER, ITEM, REQUIRED};

pub(super) const RESPONSE: &str = "https://hl7.org/fhir/STU3/questionnaireresponse.html";

rule! {
    ENABLE_WHEN = Error "value" "questionnaire-enable-when";
    title: "enableWhen without its question",
    why: "enableWhen.question is the linkId of another item of the Questionnaire. Without that item, nobody knows when to show the question.",
    wrong: r#"<enableWhen><question value="smkoing"/>…</enableWhen>"#,
    right: r#"<enableWhen><question value="smoking"/>…</enableWhen>"#,
    link: "https://hl7.org/fhir/STU3/questionnaire.html",
}

/// Checks a Questionnaire or a QuestionnaireResponse.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    match cx.tree.resource_type(node) {
        Some("Questionnaire") => conditions(cx, node),
        Some("QuestionnaireResponse") => response(cx, node),
        _ => {}
    }
}

/// Each enableWhen names an item.
fn conditions(cx: &mut Context<'_>, questionnaire: NodeId) {
    let tree = cx.tree;
    let read = Questionnaire::of(tree, questionnaire);
    let mut pending: Vec<NodeId> = tree.children_named(questionnaire, "item").collect();
    while let Some(item) = pending.pop() {
        pending.extend(tree.children_named(item, "item"));
        for question in tree.children_named(item, "enableWhen").filter_map(|when| tree.child(when, "question")) {
            let Some(link_id) = tree.value(question).filter(|link_id| read.find(link_id).is_none()) else { continue };
            let finding = cx.finding(&ENABLE_WHEN, At::Value(question), "question must be the linkId of an item of this Questionnaire");
            cx.report(finding.expected(link_id_near(&read, link_id)).found(shown(link_id)));
        }
    }
}

/// What to write in place of a linkId that is none.
fn link_id_near(questionnaire: &Questionnaire, link_id: &str) -> String {
    let all = questionnaire.items.iter().map(|item| &*item.link_id);
    nearest(all, link_id).map_or_else(|| "a linkId of the Questionnaire".to_owned(), shown)
}

fn response(cx: &mut Context<'_>, node: NodeId) {
    let tree = cx.tree;
    if tree.child(node, "item").is_none() {
        return;
    }
    let reference = tree.child(node, "questionnaire");
    let (definitions, value) = (cx.definitions, reference.and_then(|reference| tree.child_value(reference, "reference")));
    let inside = reference.and_then(|reference| cx.resolve(reference));
    let inside = inside.or_else(|| value.and_then(|url| by_url(cx, url)));
    let inside = inside.filter(|&found| tree.resource_type(found) == Some("Questionnaire"));
    let read = inside.map(|found| cx.questionnaires.read(tree, found));
    match read.as_deref().or_else(|| value.and_then(|value| definitions.questionnaire(value))) {
        Some(questionnaire) => {
            answers::check(cx, node, inside, questionnaire);
            if cx.questionnaires.is_spent() {
                let about = cx.about(value.unwrap_or_default());
                let words = |_: &Context<'_>| "Too many answers: not all were checked for required questions".to_owned();
                cx.unchecked("questionnaire", about, node, words);
            }
        }
        None => {
            let why = if value.is_some() { "it is neither in the message nor among the added definitions" } else { "none is named" };
            let (about, place) = (cx.about(value.unwrap_or_default()), reference.unwrap_or(node));
            let words = move |_: &Context<'_>| format!("The answers were not checked against their Questionnaire: {why}");
            cx.unchecked("questionnaire", about, place, words);
        }
    }
}

/// A Questionnaire of the message that has a URL: some name it by that instead of its fullUrl.
fn by_url(cx: &mut Context<'_>, url: &str) -> Option<NodeId> {
    let tree = cx.tree;
    cx.questionnaires.by_url(tree, url)
}

/// A value set that answers come from cannot be listed here.
fn set_not_listed(cx: &mut Context<'_>, set: &str, at: NodeId, about: About) {
    let set = shown(set);
    cx.unchecked("value-set-not-listed", about, at, |_| format!("Value set {set} cannot be expanded offline; its codes were not checked"));
}
