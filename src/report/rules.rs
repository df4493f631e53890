//! Every rule.

use crate::check::rules as check;
use crate::finding::Rule;
use crate::itk3::rules as itk3;
use crate::read::rules as read;

/// All rules, in the order in which they are checked.
pub fn all() -> impl Iterator<Item = &'static Rule> {
    read::ALL.iter().chain(check::ALL).chain(itk3::ALL).copied()
}
