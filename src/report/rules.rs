//! Every rule.

use crate::diagnostic::Rule;
use crate::itk2::rules as itk2;
use crate::itk3::rules as itk3;
use crate::syntax::rules as read;
use crate::validate::rules as check;

/// All rules, in the order in which they are checked.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    groups().into_iter().flat_map(|(_, rules)| rules).copied()
}

/// The same by what they are about.
pub fn groups() -> [(&'static str, &'static [&'static Rule]); 4] {
    [("Reading", read::ALL), ("Base specification and profiles", check::ALL), ("ITK3", itk3::ALL), ("ITK 2", itk2::ALL)]
}

/// Where the documentation is, for builds that know: `ITK3_DOCS`, an address that ends with a slash. Reports link to it.
const DOCUMENTATION: Option<&str> = option_env!("ITK3_DOCS");

/// The page of a finding's rule in the documentation, where this build knows of one.
pub(super) fn page(id: &str) -> Option<String> {
    DOCUMENTATION.filter(|address| !address.is_empty()).map(|address| page_at(address, id))
}

/// The key of an invariant leads to the page of all invariants.
fn page_at(address: &str, id: &str) -> String {
    let rule = rule(id).map_or("invariant", |rule| rule.id);
    [address.trim_end_matches('/'), "/rules/", rule, ".html"].concat()
}

/// The rule of an id. A finding that has the key of an invariant for an id belongs to the rule `invariant`.
pub fn rule(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}

#[cfg(test)]
mod tests {
    use super::{all, page_at};

    #[test]
    fn a_rule_has_a_page_and_invariants_share_one() {
        assert_eq!(page_at("https://example.org/docs/", "binding-required"), "https://example.org/docs/rules/binding-required.html");
        assert_eq!(page_at("https://example.org/docs", "per-1"), "https://example.org/docs/rules/invariant.html");
    }

    #[test]
    fn ids_need_no_escaping_in_addresses() {
        for rule in all() {
            assert!(rule.id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte)), "{}", rule.id);
        }
    }
}
