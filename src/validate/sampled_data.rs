//! Checks SampledData.data.

use super::context::Context;
use super::primitive::LEXICAL;
use crate::diagnostic::{At, shown};
use crate::syntax::tree::NodeId;

/// "A series of data points which are decimal values separated by a single space", or one of three letters in place of a value
/// (datatypes-definitions.html#SampledData.data).
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    let Some(at) = cx.tree.child(node, "data").filter(|&at| !cx.is_unreadable(at)) else { return };
    let Some(data) = cx.tree.value(at).filter(|data| data.trim() == *data && !data.is_empty()) else { return };
    let Some(wrong) = data.split(' ').find(|value| !matches!(*value, "E" | "U" | "L") && !is_decimal(value)) else { return };
    let finding = cx.finding(&LEXICAL, At::Value(at), "data must be a series of values, each separated by one space");
    cx.report(finding.expected("decimals, or E, L or U, each separated by one space").found(if wrong.is_empty() {
        "two spaces".to_owned()
    } else {
        shown(wrong)
    }));
}

fn is_decimal(value: &str) -> bool {
    let unsigned = value.strip_prefix('-').unwrap_or(value);
    let mut parts = unsigned.split('.');
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    parts.next().is_some_and(is_number) && parts.next().is_none_or(is_number) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::is_decimal;

    #[test]
    fn decimals_have_digits_on_both_sides() {
        for right in ["0", "-1", "2041", "3.14", "-0.5"] {
            assert!(is_decimal(right), "{right}");
        }
        for wrong in ["", "-", "1,2", "1.", ".5", "1.2.3", "+1", "x"] {
            assert!(!is_decimal(wrong), "{wrong}");
        }
    }
}
