//! What fixes would change, as `patch` and `git apply` read it.

use similar::TextDiff;

/// A unified diff of a file.
pub(super) fn diff(path: &str, before: &str, after: &str) -> String {
    let name = path.trim_start_matches("./");
    let (old, new) = (["a/", name].concat(), ["b/", name].concat());
    TextDiff::from_lines(before, after).unified_diff().context_radius(3).header(&old, &new).to_string()
}
