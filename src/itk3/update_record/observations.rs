//! Blood pressure and vital signs of an Update Record document: which codes and units go together.

use crate::diagnostic::{Unless, rule, shown};
use crate::itk3::cx::Cx;
use crate::itk3::links::UPDATE_RECORD;
use crate::itk3::look::{SNOMED, of_type};
use crate::syntax::tree::NodeId;

rule! {
    PRESSURE = Warning "code-invalid" "update-record-blood-pressure";
    title: "Blood pressure component from another kind of reading",
    why: "The codes of the two components depend on the code of the reading.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    UNIT = Warning "value" "update-record-unit";
    title: "Vital sign with a unit that Update Record does not name",
    why: "Receivers do not convert units: each vital sign should have a unit that the guide names.",
    wrong: r#"<code value="kPa"/>"#,
    right: r#"<code value="mm[Hg]"/>"#,
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

rule! {
    UNSUPPORTED = Warning "not-supported" "update-record-vital-signs";
    title: "Vital sign not supported by Update Record",
    why: "Receivers of Update Record do not support these observations.",
    response: "20009",
    link: UPDATE_RECORD,
    traits: [MESSAGING],
}

/// Codes of a reading, and the pairs of systolic and diastolic that belong to it.
const READINGS: &[(&str, &[[&str; 2]])] = &[
    ("163020007", &[["72313002", "1091811000000102"], ["72313002", "271650006"], ["271649006", "271650006"]]),
    ("163033001", &[["407556006", "407557002"]]),
    ("163034007", &[["400974009", "400975005"]]),
    ("163035008", &[["407554009", "407555005"]]),
    ("928021000000108", &[["716579001", "716632005"]]),
    ("2181371000000107", &[["2181381000000109", "2181391000000106"]]),
    ("335661000000109", &[["1162737008", "1162735000"]]),
];
/// Codes of vital signs, and their units in UCUM.
const UNITS: &[(&[&str], &[&str])] = &[
    (&["50373000", "248333004", "1162419008"], &["cm", "[in_i]"]),
    (&["27113001", "784399000"], &["g", "kg", "[lb_av]"]),
    (&["60621009"], &["kg/m2"]),
    (&["703421000"], &["Cel", "[degF]"]),
    (&["78564009", "364075005"], &["{beats}/min"]),
];
const PRESSURE_UNIT: &[&str] = &["mm[Hg]"];
/// Oxygen saturation, respiratory rate, pain score, ACVPU, inspired oxygen and NEWS2.
const NOT_CARRIED: [&str; 12] = [
    "103228002",
    "431314004",
    "442476006",
    "86290005",
    "225908003",
    "1104441000000107",
    "250774007",
    "371825009",
    "722742002",
    "301282008",
    "1104051000000101",
    "445551004",
];

/// A unit that tables of guides name, or that is mistaken for one of them.
pub(crate) fn is_unit(code: &str) -> bool {
    UNITS.iter().any(|(_, units)| units.contains(&code)) || PRESSURE_UNIT.contains(&code) || matches!(code, "kPa" | "K" | "m" | "mmHg")
}

pub(super) fn check(cx: &mut Cx<'_>, document: NodeId) {
    for observation in of_type(cx.tree, document, "Observation") {
        let of_observation = snomed(cx, observation);
        if let Some(&(node, found)) = of_observation.iter().find(|(_, code)| NOT_CARRIED.contains(code)) {
            let finding = Cx::at(&UNSUPPORTED, node, "Update Record does not support this vital sign");
            let finding = finding.expected("height, weight, BMI, blood pressure, heart rate or temperature").found(shown(found));
            cx.say(finding.unless(Unless::WrongWithin(node)));
            continue;
        }
        pressure(cx, observation, &of_observation);
        units(cx, observation, &of_observation);
    }
}

/// The codes of SNOMED CT that an Observation or a component has.
fn snomed<'a>(cx: &Cx<'a>, node: NodeId) -> Vec<(NodeId, &'a str)> {
    let tree = cx.tree;
    let codings = tree.child(node, "code").into_iter().flat_map(|concept| tree.children_named(concept, "coding"));
    let codings = codings.filter(|&coding| tree.child_value(coding, "system") == Some(SNOMED));
    codings.filter_map(|coding| tree.child(coding, "code").and_then(|code| Some((code, tree.value(code)?)))).collect()
}

fn pressure(cx: &mut Cx<'_>, observation: NodeId, codes: &[(NodeId, &str)]) {
    let Some((_, pairs)) = READINGS.iter().find(|(header, _)| codes.iter().any(|(_, code)| code == header)) else { return };
    let components: Vec<NodeId> = cx.tree.children_named(observation, "component").collect();
    let of_components: Vec<Vec<(NodeId, &str)>> = components.iter().map(|&component| snomed(cx, component)).collect();
    let has = |code: &str| of_components.iter().flatten().any(|(_, known)| *known == code);
    // The pair that is meant is the one of which most is there.
    let Some(meant) = pairs.iter().max_by_key(|pair| pair.iter().filter(|code| has(code)).count()) else { return };
    for codes in of_components.iter().filter(|codes| !codes.iter().any(|(_, code)| meant.contains(code))) {
        let Some(&(node, found)) = codes.first() else { continue };
        let finding = Cx::at(&PRESSURE, node, "component.code should be one of the two codes that belong to Observation.code");
        // A code that is no code of SNOMED CT at all is reported as that.
        let around = std::iter::successors(Some(node), |&node| cx.tree.parent(node)).take(2);
        let finding = finding.expected(meant.join(" and ")).found(shown(found));
        cx.say(around.fold(finding, |finding, node| finding.unless(Unless::ReportedBefore(node))));
    }
}

fn units(cx: &mut Cx<'_>, observation: NodeId, codes: &[(NodeId, &str)]) {
    let tree = cx.tree;
    let of_code = |codes: &[(NodeId, &str)]| {
        let known = UNITS.iter().find(|(signs, _)| codes.iter().any(|(_, code)| signs.contains(code)));
        let is_pressure =
            || codes.iter().any(|(_, code)| READINGS.iter().any(|(_, pairs)| pairs.iter().flatten().any(|known| known == code)));
        known.map(|&(_, units)| units).or_else(|| is_pressure().then_some(PRESSURE_UNIT))
    };
    let mut quantities: Vec<(NodeId, &[&str])> = Vec::new();
    let quantity = |node: NodeId| tree.child(node, "valueQuantity");
    quantities.extend(quantity(observation).zip(of_code(codes)));
    for component in tree.children_named(observation, "component") {
        quantities.extend(quantity(component).zip(of_code(&snomed(cx, component))));
    }
    for (quantity, units) in quantities {
        let Some((node, unit)) = tree.child(quantity, "code").and_then(|node| Some((node, tree.value(node)?))) else { continue };
        if units.contains(&unit) {
            continue;
        }
        let finding = Cx::at(&UNIT, node, "valueQuantity.code should be a unit that the guide names for this vital sign");
        cx.say(finding.expected(units.join(" or ")).found(shown(unit)).unless(Unless::WrongWithin(quantity)));
    }
}
