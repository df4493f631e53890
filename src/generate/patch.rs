//! The corrections of STU3 3.0.2 to 3.0.1, which the registry's package holds. The three corrected regular
//! expressions are not facts: their matchers are written by hand, as 3.0.2 has them.

use crate::definitions::facts::{Constraint, Structure};

/// Key, the expression of 3.0.1, and that of 3.0.2 or `None` if the invariant was withdrawn.
const INVARIANTS: &[(&str, &str, Option<&str>)] = &[
    ("eld-10", "valueSet.exists() or description.exists()", None),
    ("sdf-12", "snapshot.exists() implies (snapshot.element.base.exists() = baseDefinition.exists())", None),
    (
        "eld-16",
        r"sliceName.empty() or sliceName.matches('^[a-zA-Z0-9\\/\\-\\_]+$')",
        Some(r"sliceName.empty() or sliceName.matches('^[a-zA-Z0-9\\/\\-_]+$')"),
    ),
    (
        "obs-7",
        "value.empty() or code!=component.code",
        Some(
            "value.empty() or component.code.where( (coding.code = %resource.code.coding.code) and (coding.system = %resource.code.coding.system)).empty()",
        ),
    ),
    (
        "sdf-9",
        "children().element.first().label.empty() and children().element.first().code.empty() and children().element.first().requirements.empty()",
        Some(
            "children().element.where(path.contains('.').not()).label.empty() and children().element.where(path.contains('.').not()).code.empty() and children().element.where(path.contains('.').not()).requirements.empty()",
        ),
    ),
    ("sdf-15", "element.first().type.empty()", Some("kind!='logical' implies snapshot.element.first().type.empty()")),
    (
        "sdf-8",
        "element.first().path = %resource.type and element.tail().all(path.startsWith(%resource.type&'.'))",
        Some(
            "(%resource.kind = 'logical' or element.first().path = %resource.type) and element.tail().all(path.startsWith(%resource.snapshot.element.first().path&'.'))",
        ),
    ),
    ("sdf-20", "element.first().slicing.empty()", Some("element.where(path.contains('.').not()).slicing.empty()")),
    (
        "vs-2",
        "(component.empty() and related.empty()) implies (dataAbsentReason or value)",
        Some("(component.empty() and related.empty()) implies (dataAbsentReason.exists() or value.exists())"),
    ),
];

pub(super) fn to_3_0_2<'a>(structures: impl Iterator<Item = &'a mut Structure>) {
    for structure in structures {
        for element in &mut structure.elements {
            element.constraints.retain_mut(keep);
            if element.path == "DeviceRequest.intent"
                && let Some(binding) = &mut element.binding
            {
                binding.value_set = Some("http://hl7.org/fhir/ValueSet/request-intent".to_owned());
            }
        }
    }
}

fn keep(constraint: &mut Constraint) -> bool {
    let row = INVARIANTS.iter().find(|(key, before, _)| constraint.key == *key && constraint.expression == *before);
    match row {
        None => true,
        Some((_, _, None)) => false,
        Some((_, _, Some(after))) => {
            constraint.expression = (*after).to_owned();
            true
        }
    }
}
