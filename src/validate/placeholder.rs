//! Values that a template or a program left behind: `${name}`, `{{name}}`, `__NAME__`, `<NAME>`, a UUID of crosses, `[object Object]`,
//! `null`.

use memchr::memchr3;

use super::context::Context;
use crate::diagnostic::{At, Details, Place, Severity, Subject, rule, shown};
use crate::syntax::tree::NodeId;

rule! {
    PLACEHOLDER = Warning "value" "placeholder";
    title: "Placeholder not filled in",
    why: "The value is a placeholder from a template, or the text that a program writes for a missing value. A receiver would treat it as the real value.",
    wrong: "${nhsNumber}, {{id}}, __ID__",
    link: "https://hl7.org/fhir/STU3/datatypes.html#primitive",
}

/// Nothing longer is a placeholder alone.
const LONGEST: usize = 200;

/// Reports placeholders once for the whole text, as heavily as what they break.
pub(super) fn check(cx: &mut Context<'_>) {
    let tree = cx.tree;
    let is_left = |&node: &NodeId| tree.value(node).is_some_and(is_placeholder) && tree.name(node) != "div";
    let nodes: Vec<NodeId> = (0..tree.len() as u32).map(NodeId).filter(is_left).collect();
    let Some(&first) = nodes.first() else { return };
    let breaks = |finding: &crate::diagnostic::Diagnostic| {
        finding.severity <= Severity::Error && finding.at.node().is_some_and(|node| nodes.binary_search(&node).is_ok())
    };
    let severity = if cx.sink.findings.iter().any(breaks) { Severity::Error } else { Severity::Warning };
    let place = |&node: &NodeId| Place { at: At::Value(node), label: shown(tree.value(node).unwrap_or_default()), unless: Vec::new() };
    let places = nodes.iter().map(place).collect();
    let words = |details: &mut Details, values: &[String]| {
        let others = values.len() - 1;
        details.found = Some(if others == 0 { values[0].clone() } else { format!("{}, and {others} more", values[0]) });
    };
    let message =
        if severity == Severity::Error { "Placeholders must be replaced by values" } else { "Placeholders should be replaced by values" };
    let finding = cx.finding(&PLACEHOLDER, At::Value(first), message);
    cx.report(finding.weighing(severity).expected("a value").about(Subject::Placeholders(nodes)).at_each(places, words));
}

/// Whether a value is a placeholder of a template.
pub(crate) fn is_placeholder(value: &str) -> bool {
    if value.len() > LONGEST || value.len() < 4 {
        return false;
    }
    let is_name = |name: &str| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-. ".contains(&byte));
    let between = |open: &str, close: &str| {
        let rest = value.split_once(open).map(|(_, rest)| rest);
        rest.and_then(|rest| rest.split_once(close)).is_some_and(|(name, _)| is_name(name))
    };
    let underscores = || {
        let rest = value.split_once("__").map(|(_, rest)| rest);
        let name = rest.and_then(|rest| rest.split_once("__")).map(|(name, _)| name);
        name.is_some_and(|name| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_' || byte.is_ascii_digit())
        })
    };
    let crosses = || {
        let rest = value.strip_prefix("urn:uuid:").unwrap_or(value);
        rest.eq_ignore_ascii_case("xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx")
    };
    // Only a whole value: text may mention tags.
    let in_brackets = || value.strip_prefix('<').and_then(|rest| rest.strip_suffix('>')).is_some_and(is_name);
    if matches!(value, "[object Object]" | "null" | "undefined") || value.starts_with('<') && in_brackets() {
        return true;
    }
    // Nearly all values have none of the letters that one begins with.
    let has_marks = memchr3(b'{', b'_', b'@', value.as_bytes()).is_some();
    crosses() || has_marks && (between("${", "}") || between("{{", "}}") || underscores() || is_java_object(value))
}

/// Returns whether a value is Java’s default text for an object: `org.example.Name@1b6d3586`, `[Ljava.lang.String;@1b6d3586`.
fn is_java_object(value: &str) -> bool {
    let Some((class, hash)) = value.split_once('@') else { return false };
    let is_hash = (6..=8).contains(&hash.len())
        && hash.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
        && hash.bytes().any(|byte| byte.is_ascii_digit());
    let class = class.strip_prefix("[L").and_then(|class| class.strip_suffix(';')).unwrap_or(class);
    let is_name = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_$".contains(&byte));
    let is_class = class.rsplit_once('.').is_some_and(|(package, name)| {
        name.starts_with(|c: char| c.is_ascii_uppercase()) && is_name(name) && package.split('.').all(is_name)
    });
    is_hash && is_class
}

#[cfg(test)]
mod tests {
    use super::is_placeholder;

    #[test]
    fn placeholders_are_told_from_values() {
        for left in [
            "${nhsNumber}",
            "urn:uuid:{{ id }}",
            "__MESSAGEID__",
            "urn:uuid:xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
            "${a.b}/1",
            "<FAMILY_NAME>",
            "[object Object]",
            "null",
            "undefined",
            "org.example.Name@1b6d3586",
            "[Ljava.lang.String;@1b6d3586",
        ] {
            assert!(is_placeholder(left), "{left}");
        }
        for value in [
            "",
            "Max",
            "5b7a1c9e-2f34-4d6a",
            "snake__case__name",
            "{not}",
            "$100",
            "a {{",
            "xxxxxxxx",
            "<5 mg>x",
            "<>",
            "<br/>",
            "[object]",
            "Null",
            "null value",
            "j.Imaginary@example",
            "jane.Imaginary@deadbeef",
            "name@1b6d3586",
        ] {
            assert!(!is_placeholder(value), "{value}");
        }
    }
}
