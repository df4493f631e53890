//! Every rule.

use crate::diagnostic::{Rule, Severity, Traits};
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

/// The ITK3 response code that a rule earns wherever its finding is; of the others the place decides.
pub fn response(rule: &Rule) -> Option<&'static str> {
    let is_unreadable = rule.severity == Severity::Fatal && !rule.is(Traits::BOUND);
    rule.response.or(is_unreadable.then_some("10009"))
}
