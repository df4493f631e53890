//! Items and answers of a QuestionnaireResponse, one by one beside those of the Questionnaire.

use std::collections::HashMap;

use super::super::binding;
use super::super::context::Context;
use super::enabled::{Given, is_like};
use super::{RESPONSE, link_id_near, set_not_listed};
use crate::definitions::questionnaire::{Item, Questionnaire, choice, value};
use crate::definitions::split_version;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    ITEM = Error "structure" "questionnaire-item";
    title: "Item that the Questionnaire does not have in this place",
    why: "The items of a response must be those of its Questionnaire, in the same groups and under the same questions.",
    wrong: r#"<item><linkId value="heigth"/>…</item>"#,
    right: r#"<item><linkId value="height"/>…</item>"#,
    link: RESPONSE,
}

rule! {
    REQUIRED = Error "required" "questionnaire-required";
    title: "Required question without an answer",
    why: "A completed response must have every item that the Questionnaire requires, where its conditions ask for it.",
    link: RESPONSE,
    traits: [ABSENCE],
}

rule! {
    ANSWER = Error "value" "questionnaire-answer";
    title: "Answer that the question does not allow",
    why: "The Questionnaire says which type an answer has, how many there may be, how long they are, and what can be chosen.",
    wrong: r#"<valueString value="seven"/> to a question of type integer"#,
    right: r#"<valueInteger value="7"/>"#,
    link: RESPONSE,
    traits: [OF_CODE],
}

struct Check<'c, 't> {
    questionnaire: &'c Questionnaire,
    /// Where that stands in the message.
    inside: Option<NodeId>,
    given: Given<'t>,
    /// Only what is complete must have what is required.
    is_complete: bool,
}

/// Checks a response.
pub(super) fn check<'a>(cx: &mut Context<'a>, response: NodeId, inside: Option<NodeId>, questionnaire: &Questionnaire) {
    let is_complete = matches!(cx.tree.child_value(response, "status"), Some("completed" | "amended"));
    let check = Check { questionnaire, inside, given: Given::of(cx, response), is_complete };
    check.items(cx, response, &[response], None);
}

impl Check<'_, '_> {
    /// Items that stand in these nodes, which are those of one item of the Questionnaire or of the whole.
    fn items(&self, cx: &mut Context<'_>, at: NodeId, holders: &[NodeId], parent: Option<usize>) {
        let tree = cx.tree;
        let questionnaire = self.questionnaire;
        // Items of the Questionnaire that stand here, and whether they are answered.
        let mut seen: HashMap<usize, bool> = HashMap::new();
        for node in holders.iter().flat_map(|&holder| tree.children_named(holder, "item")) {
            let Some(link) = tree.child(node, "linkId") else { continue };
            let Some(link_id) = tree.value(link).filter(|link_id| !link_id.is_empty()) else { continue };
            let Some(place) = questionnaire.find(link_id) else {
                let finding = cx.finding(&ITEM, At::Value(link), "linkId must be defined in the Questionnaire");
                cx.report(finding.expected(link_id_near(questionnaire, link_id)).found(shown(link_id)));
                continue;
            };
            let item = &questionnaire.items[place];
            if item.parent != parent {
                let of = |parent: Option<usize>| {
                    parent.map_or_else(
                        || "at the top".to_owned(),
                        |parent| format!("in item {}", shown(&questionnaire.items[parent].link_id)),
                    )
                };
                let finding = cx.finding(&ITEM, At::Value(link), "The item must be in the place that the Questionnaire defines");
                cx.report(finding.expected(of(item.parent)).found(of(parent)));
                continue;
            }
            let answered = has_content(cx, node);
            if let Some(before) = seen.insert(place, answered) {
                seen.insert(place, before || answered);
                if item.repeats {
                    self.item(cx, node, place);
                    continue;
                }
                let finding = cx.finding(&ANSWER, At::Value(link), "The item must not repeat");
                cx.report(finding.expected("one item with this linkId").found("another"));
            }
            self.item(cx, node, place);
        }
        let required = parent.map_or(&questionnaire.required, |parent| &questionnaire.items[parent].required_below);
        for &child in required.iter().filter(|_| self.is_complete) {
            if cx.sink.is_full || !cx.questionnaires.may_step() {
                return;
            }
            let (item, here) = (&questionnaire.items[child], seen.get(&child));
            if here != Some(&true) && item.kind != "display" && self.given.enables(tree, item) {
                let link_id = shown(&item.link_id);
                let what = if item.kind == "group" { "group" } else { "question" };
                let finding = cx.finding(&REQUIRED, At::Name(at), format!("A required {what} is missing"));
                let finding = finding.expected(format!("an item {link_id} with {}", if what == "group" { "items" } else { "an answer" }));
                cx.report(finding.found(if here.is_none() { "no such item" } else { "an item without an answer" }));
            }
        }
    }

    /// One item of the response, and what is below it.
    fn item(&self, cx: &mut Context<'_>, node: NodeId, place: usize) {
        let tree = cx.tree;
        let item = &self.questionnaire.items[place];
        let answers: Vec<NodeId> = tree.children_named(node, "answer").collect();
        let own = tree.child(node, "item");
        if item.kind == "group" {
            if let Some(&answer) = answers.first() {
                let finding = cx.finding(&ANSWER, At::Name(answer), "A group must not have an answer");
                cx.report(finding.expected("items in the group").found("an answer"));
                return;
            }
            self.items(cx, node, &[node], Some(place));
            return;
        }
        if let (Some(own), true) = (own, answers.is_empty()) {
            // With an answer beside it, that is a constraint of the resource.
            let finding = cx.finding(&ITEM, At::Name(own), "Items below a question must be inside its answer");
            cx.report(finding.expected("answer.item").found("item.item"));
        }
        if let Some(&second) = answers.get(1).filter(|_| !item.repeats) {
            let finding = cx.finding(&ANSWER, At::Name(second), "The question must not have more than one answer");
            cx.report(finding.expected("one answer").found(format!("{} answers", answers.len())));
        }
        for (count, &answer) in answers.iter().enumerate() {
            self.answer(cx, answer, item);
            let holders = [answer, node];
            let is_first = count == 0 && own.is_some();
            self.items(cx, answer, if is_first { &holders } else { &holders[..1] }, Some(place));
        }
        if answers.is_empty() && own.is_some() {
            self.items(cx, node, &[node], Some(place));
        }
    }

    fn answer(&self, cx: &mut Context<'_>, answer: NodeId, item: &Item) {
        let tree = cx.tree;
        let Some((kind, node)) = choice(tree, answer, "value") else { return };
        let allowed = types(&item.kind);
        if !allowed.is_empty() && !allowed.contains(&kind) {
            let finding = cx.finding(&ANSWER, At::Name(node), "The answer must have the type of its question");
            let names: Vec<String> = allowed.iter().map(|kind| format!("value{kind}")).collect();
            cx.report(finding.expected(names.join(", ")).found(format!("value{kind}")));
            return;
        }
        if item.kind == "display" {
            let finding = cx.finding(&ANSWER, At::Name(node), "A display item must not have an answer");
            cx.report(finding.expected("no answer").found(format!("value{kind}")));
            return;
        }
        let length = tree.value(node).map(|text| text.chars().count());
        if let (Some(most), Some(length)) = (item.max_length, length.filter(|_| matches!(kind, "String" | "Uri")))
            && length > most
        {
            let finding = cx.finding(&ANSWER, At::Value(node), "The answer must not be longer than its question allows");
            cx.report(finding.expected(format!("at most {most} characters")).found(format!("{length} characters")));
            return;
        }
        // Whatever is written freely may be anything.
        if item.kind == "open-choice" && kind == "String" {
            return;
        }
        if !item.options.is_empty() {
            let given = value(tree, answer, "value").filter(|given| given.text.is_some());
            if let Some(given) = given.filter(|given| !item.options.iter().any(|option| is_like(given, option))) {
                let options: Vec<String> =
                    item.options.iter().take(MOST_OPTIONS).filter_map(|option| option.text.as_deref()).map(shown).collect();
                let more = if item.options.len() > MOST_OPTIONS { " …" } else { "" };
                let at = if tree.value(node).is_some() { node } else { tree.child(node, "code").unwrap_or(node) };
                let finding = cx.finding(&ANSWER, At::Value(at), "The answer must be an option of its question");
                cx.report(
                    finding.expected(format!("{}{more}", options.join(", "))).found(shown(given.text.as_deref().unwrap_or_default())),
                );
            }
        } else if let Some(set) = &item.value_set {
            self.among(cx, node, set);
        }
    }

    /// A code of a value set that the question names.
    fn among(&self, cx: &mut Context<'_>, coding: NodeId, set: &str) {
        let tree = cx.tree;
        let is_local = self.inside.is_some() && set.starts_with('#');
        let url = cx.definitions.symbol(split_version(set).0).filter(|_| !is_local);
        match url.and_then(|url| binding::contains_code(cx, coding, url)) {
            Some(true) => {}
            Some(false) => {
                let code = tree.child(coding, "code").unwrap_or(coding);
                let finding = cx.finding(&ANSWER, At::Value(code), "The answer must be a code from the value set of its question");
                cx.report(finding.expected(format!("a code of {}", shown(set))).found(shown(tree.value(code).unwrap_or_default())));
            }
            None => {
                let about = cx.about(tree.child_value(coding, "system").unwrap_or_default());
                set_not_listed(cx, set, coding, about);
            }
        }
    }
}

/// More options are not listed.
const MOST_OPTIONS: usize = 8;

/// An item that says something: an answer, items, or an extension that says why there is none.
fn has_content(cx: &Context<'_>, node: NodeId) -> bool {
    ["answer", "item", "extension"].iter().any(|name| cx.tree.child(node, name).is_some())
}

/// Types of answers to a question of a type; none where nothing is said, or where there are no answers.
fn types(kind: &str) -> &'static [&'static str] {
    match kind {
        "boolean" => &["Boolean"],
        "decimal" => &["Decimal"],
        "integer" => &["Integer"],
        "date" => &["Date"],
        "dateTime" => &["DateTime"],
        "time" => &["Time"],
        "string" | "text" => &["String"],
        "url" => &["Uri"],
        // An option may be any of these.
        "choice" | "open-choice" => &["Coding", "String", "Integer", "Date", "Time"],
        "attachment" => &["Attachment"],
        "reference" => &["Reference"],
        "quantity" => &["Quantity"],
        _ => &[],
    }
}
