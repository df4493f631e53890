//! A report without some of its findings, or with others weights for them.

use super::{Counts, Issue, Report, Severity, TreeItem, verdict};

impl Report {
    /// Decides of each finding how much it weighs, and leaves it out where that is none; what is left out is counted, and counts
    /// for nothing else. What a receiver would answer stays as it is.
    pub fn select(&mut self, weigh: &mut dyn FnMut(&Issue) -> Option<Severity>) {
        // Where each finding is afterwards.
        let mut moved = Vec::with_capacity(self.issues.len());
        let mut kept = Vec::with_capacity(self.issues.len());
        for mut issue in std::mem::take(&mut self.issues) {
            match weigh(&issue) {
                Some(severity) => {
                    moved.push(Some(kept.len() as u32));
                    issue.severity = severity;
                    kept.push(issue);
                }
                None => {
                    moved.push(None);
                    self.ignored += 1;
                }
            }
        }
        self.issues = kept;
        let mut counts = Counts::default();
        self.issues.iter().filter(|issue| issue.waived.is_none()).for_each(|issue| counts.add(issue.severity));
        self.counts = counts;
        self.conforms = counts.fatal == 0 && counts.error == 0;
        self.verdict = verdict(self.conforms, self.header_unknown);
        if let Some(tree) = &mut self.tree {
            tree.renumber(&moved, &self.issues);
        }
        for folded in self.folded.iter_mut().flatten() {
            folded.under = folded.under.and_then(|under| moved.get(under as usize).copied().flatten());
        }
    }
}

impl TreeItem {
    /// Puts the places of findings after others in place of those before, and leaves out elements that lead to none any more.
    fn renumber(&mut self, moved: &[Option<u32>], issues: &[Issue]) {
        self.issues = self.issues.iter().filter_map(|&at| moved.get(at as usize).copied().flatten()).collect();
        let mut counts = Counts::default();
        self.issues.iter().filter_map(|&at| issues.get(at as usize)).for_each(|issue| counts.add(issue.severity));
        self.children.iter_mut().for_each(|child| child.renumber(moved, issues));
        self.children.retain(|child| child.kind != "element" || !child.issues.is_empty() || !child.children.is_empty());
        for child in &self.children {
            counts.fatal += child.counts.fatal;
            counts.error += child.counts.error;
            counts.warning += child.counts.warning;
            counts.information += child.counts.information;
        }
        self.counts = counts;
    }
}
