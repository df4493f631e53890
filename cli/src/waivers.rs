//! Findings that need not be mended, each with a reason, from a file that stands beside the messages.

use crate::pattern::Pattern;
use itk3_validator::report::{Issue, Severity};
use itk3_validator::source::Lines;
use itk3_validator::syntax::tree::{NodeId, Tree};
use itk3_validator::syntax::{Limits, read};

/// One of them.
struct Waiver {
    rule: String,
    path: String,
    fits_path: Pattern,
    reason: String,
    fits_file: Option<Pattern>,
    line: u32,
    used: bool,
}

/// All of them.
#[derive(Default)]
pub(crate) struct Waivers(Vec<Waiver>);

impl Waivers {
    /// From the text of a file; an error names the line.
    pub(crate) fn of(name: &str, text: &str) -> Result<Waivers, String> {
        let lines = Lines::new(text);
        let fault = |line: u32, what: &str| format!("{name}:{line}: {what}");
        let (tree, findings) = read(text, Limits::default());
        if let Some(finding) =
            findings.into_iter().map(|finding| finding.into_details()).find(|finding| finding.severity == Severity::Fatal)
        {
            let span = tree.span_of(finding.at);
            return Err(fault(lines.position(span.start).line, &finding.message));
        }
        if tree.is_empty() || tree.child(NodeId::ROOT, "waivers").is_none() {
            return Err(fault(1, "expected an object with a list named waivers"));
        }
        let mut waivers = Vec::new();
        for node in tree.children_named(NodeId::ROOT, "waivers") {
            let line = lines.position(tree.span(node).start).line;
            waivers.push(waiver(&tree, node, line).map_err(|what| fault(line, &what))?);
        }
        Ok(Waivers(waivers))
    }

    /// The reason to waive a finding of a file, where there is one.
    pub(crate) fn reason(&mut self, file: &str, issue: &Issue) -> Option<String> {
        let fitting = self.0.iter_mut().filter(|waiver| {
            let file = waiver.fits_file.as_ref().is_none_or(|pattern| pattern.fits(file));
            file && waiver.rule == issue.rule && waiver.fits_path.fits(&issue.path)
        });
        let mut reason = None;
        // Every one that fits has been of use.
        for waiver in fitting {
            waiver.used = true;
            reason.get_or_insert_with(|| waiver.reason.clone());
        }
        reason
    }

    /// Lines and rules of those that waived nothing.
    pub(crate) fn unused(&self) -> impl Iterator<Item = (u32, &str, &str)> {
        self.0.iter().filter(|waiver| !waiver.used).map(|waiver| (waiver.line, waiver.rule.as_str(), waiver.path.as_str()))
    }
}

fn waiver(tree: &Tree<'_>, node: NodeId, line: u32) -> Result<Waiver, String> {
    let mut members: [Option<String>; 4] = [None, None, None, None];
    const NAMES: [&str; 4] = ["rule", "path", "reason", "file"];
    for child in tree.children(node) {
        let name = tree.name(child);
        let Some(at) = NAMES.iter().position(|known| *known == name) else {
            return Err(["a waiver has rule, path, reason and file, not ", name].concat());
        };
        members[at] = tree.value(child).map(|value| value.trim().to_owned()).filter(|value| !value.is_empty());
    }
    let [rule, path, reason, file] = members;
    let missing = |name: &str| ["a waiver needs a ", name].concat();
    let path = path.ok_or_else(|| missing("path"))?;
    Ok(Waiver {
        rule: rule.ok_or_else(|| missing("rule"))?,
        fits_path: Pattern::of_text(&path)?,
        path,
        reason: reason.ok_or_else(|| missing("reason"))?,
        fits_file: file.map(|file| Pattern::of_files(&file)).transpose()?,
        line,
        used: false,
    })
}
