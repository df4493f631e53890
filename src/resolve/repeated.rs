//! The same wrong URI in several places. Programs keep URIs as constants, so this is one fault.

use std::collections::HashMap;

use super::GivenWay;
use super::seen::Seen;
use crate::diagnostic::{At, Diagnostic, words};
use crate::syntax::tree::Tree;

/// Folds findings that correct the same URI in the same way into the most severe of them. Its fix then covers every place.
pub(super) fn fold(seen: &mut Seen<'_>) {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut known: HashMap<(&str, &str, String), usize> = HashMap::new();
    for place in seen.all(|finding| finding.remedy.is_some()) {
        let Some(key) = key(seen.tree, &seen.findings[place]) else { continue };
        match known.get(&key) {
            Some(&group) => groups[group].push(place),
            None => {
                known.insert(key, groups.len());
                groups.push(vec![place]);
            }
        }
    }
    for group in groups.into_iter().filter(|group| group.len() > 1) {
        let Some(&main) = group.iter().min_by_key(|&&place| (seen.findings[place].severity, place)) else { continue };
        let others: Vec<usize> = group.into_iter().filter(|&place| place != main).collect();
        for &other in &others {
            let why = "The same wrong URI is reported at another place";
            seen.fold(other, GivenWay { relation: "same-uri", why, under: Some(main), tells: false });
        }
        let nodes = others.iter().filter_map(|&other| seen.findings[other].at.node()).collect();
        let finding = &mut seen.findings[main];
        if let Some(remedy) = &mut finding.remedy {
            remedy.also = nodes;
        }
        if let Some(found) = &mut finding.found {
            *found = words(match others.len() {
                1 => format!("{found}, also in another place"),
                several => format!("{found}, also in {several} other places"),
            });
        }
    }
}

/// Returns the name of the element, the wrong URI and the right one.
fn key<'a>(tree: &'a Tree<'a>, finding: &Diagnostic) -> Option<(&'a str, &'a str, String)> {
    let At::Value(node) = finding.at else { return None };
    let remedy = finding.remedy.as_ref()?;
    let value = tree.value(node).filter(|value| value.contains(':') && remedy.text.contains(':'))?;
    Some((tree.name(node), value, remedy.text.clone()))
}
