//! Every rule.

use crate::diagnostic::Rule;
use crate::itk3::rules as itk3;
use crate::syntax::rules as read;
use crate::validate::rules as check;

/// All rules, in the order in which they are checked.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    groups().into_iter().flat_map(|(_, rules)| rules).copied()
}

/// The same by what they are about.
pub fn groups() -> [(&'static str, &'static [&'static Rule]); 3] {
    [("Reading", read::ALL), ("Base specification and profiles", check::ALL), ("ITK3", itk3::ALL)]
}

/// The rule of an id. A finding that has the key of an invariant for an id belongs to the rule `invariant`.
pub fn rule(id: &str) -> Option<&'static Rule> {
    all().find(|rule| rule.id == id)
}
