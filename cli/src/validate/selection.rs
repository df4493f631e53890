//! Which findings are reported, and how much they weigh: `--select`, `--ignore` and `--severity`.

use itk3_validator::diagnostic::Rule;
use itk3_validator::report::rules::{all, groups, rule};
use itk3_validator::report::{Issue, Report, Severity};

use crate::pattern::{Pattern, is_pattern};

/// Groups of rules, in the order of `report::rules::groups`.
const GROUPS: [&str; 4] = ["reading", "base", "itk3", "itk2"];

/// The rule that findings with the key of an invariant belong to.
const INVARIANT: &str = "invariant";

/// What was chosen.
#[derive(Debug, Default)]
pub(super) struct Selection {
    select: Vec<Selector>,
    ignore: Vec<Selector>,
    severity: Vec<(Selector, Severity)>,
}

/// Names rules: more exactly from variant to variant, and what names a rule more exactly wins.
#[derive(Debug)]
enum Selector {
    Group(&'static [&'static Rule]),
    Pattern(Pattern),
    Rule(String),
}

impl Selection {
    /// # Errors
    ///
    /// Returns a sentence about a name that no rule and no group has.
    pub(super) fn of(select: &[String], ignore: &[String], severity: &[(String, Severity)]) -> Result<Selection, String> {
        let selectors = |names: &[String]| names.iter().map(|name| Selector::of(name)).collect::<Result<Vec<_>, String>>();
        let severity = severity.iter().map(|(name, severity)| Ok((Selector::of(name)?, *severity)));
        Ok(Selection { select: selectors(select)?, ignore: selectors(ignore)?, severity: severity.collect::<Result<Vec<_>, String>>()? })
    }

    /// Leaves out what nobody wants to know. What could not be read or was too much is said whatever was chosen.
    pub(super) fn apply(&self, report: &mut Report) {
        if self.select.is_empty() && self.ignore.is_empty() && self.severity.is_empty() {
            return;
        }
        report.select(&mut |issue| {
            if issue.severity == Severity::Fatal {
                return Some(Severity::Fatal);
            }
            let exactness = |selectors: &[Selector]| selectors.iter().filter_map(|selector| selector.exactness(issue)).max();
            let (selected, ignored) = (exactness(&self.select), exactness(&self.ignore));
            if (selected.is_none() && !self.select.is_empty()) || ignored.is_some_and(|ignored| selected.is_none_or(|s| ignored >= s)) {
                return None;
            }
            let given = self.severity.iter().rev().filter_map(|(selector, given)| Some((selector.exactness(issue)?, *given)));
            Some(given.reduce(|a, b| if b.0 > a.0 { b } else { a }).map_or(issue.severity, |(_, given)| given))
        });
    }
}

impl Selector {
    fn of(name: &str) -> Result<Selector, String> {
        if let Some(at) = GROUPS.iter().position(|group| *group == name) {
            return Ok(Selector::Group(groups()[at].1));
        }
        if is_pattern(name) {
            let pattern = Pattern::of_text(name).map_err(|why| [name, ": ", &why].concat())?;
            let fits = name.contains('-') || all().any(|rule| pattern.fits(rule.id));
            return if fits { Ok(Selector::Pattern(pattern)) } else { Err([name, ": no rule matches"].concat()) };
        }
        if rule(name).is_some() || is_key(name) {
            return Ok(Selector::Rule(name.to_owned()));
        }
        let known = GROUPS.into_iter().chain(all().map(|rule| rule.id));
        let near = known.map(|known| (strsim::damerau_levenshtein(known, &name.to_lowercase()), known)).min();
        Err(match near.filter(|(distance, known)| *distance <= known.len() / 3) {
            Some((_, near)) => format!("unknown rule {name}; did you mean {near}?"),
            None => format!("unknown rule {name}; `itk3-validator rules` lists them all, and the groups are {}", GROUPS.join(", ")),
        })
    }

    /// How exactly it names the rule of a finding, if it does.
    fn exactness(&self, issue: &Issue) -> Option<u8> {
        let id = rule(&issue.rule).map_or(INVARIANT, |rule| rule.id);
        match self {
            Selector::Group(rules) => rules.iter().any(|rule| rule.id == id).then_some(1),
            Selector::Pattern(pattern) => (pattern.fits(&issue.rule) || pattern.fits(id)).then_some(2),
            Selector::Rule(name) if *name == issue.rule => Some(4),
            Selector::Rule(name) => (name == id).then_some(3),
        }
    }
}

/// Could it be the key of an invariant, such as `dom-3`? Guides that are added have keys that nobody knows before.
fn is_key(name: &str) -> bool {
    let number = name.rsplit('-').next().unwrap_or_default();
    name.contains('-') && number.starts_with(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use itk3_validator::{Options, Validator};

    const BAD: &str = r#"{"resourceType": "Patient", "gender": "x", "birthDate": "yesterday", "contact": [{"gender": "male"}]}"#;

    fn rules(select: &[&str], ignore: &[&str], severity: &[(&str, Severity)]) -> Vec<(String, Severity)> {
        let owned = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let severity: Vec<_> = severity.iter().map(|(name, severity)| ((*name).to_owned(), *severity)).collect();
        let mut report = Validator::new().validate(BAD, &Options::default());
        let before = report.issues.len();
        Selection::of(&owned(select), &owned(ignore), &severity).expect("they are rules").apply(&mut report);
        assert_eq!(report.issues.len() + report.ignored as usize, before);
        let counts = report.counts;
        assert_eq!((counts.fatal + counts.error + counts.warning + counts.information) as usize, report.issues.len());
        let tree = report.tree.as_ref().expect("it was read");
        assert_eq!((tree.counts, report.conforms), (counts, counts.error == 0));
        report.issues.iter().map(|issue| (issue.rule.to_string(), issue.severity)).collect()
    }

    #[test]
    fn what_is_named_more_exactly_wins() {
        let names = |select: &[&str], ignore: &[&str]| rules(select, ignore, &[]).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
        let all = names(&[], &[]);
        assert!(all.len() >= 3 && ["lexical", "binding-required", "pat-1"].iter().all(|rule| all.contains(&(*rule).to_owned())), "{all:?}");
        assert_eq!(names(&["lexical"], &[]), ["lexical"]);
        assert_eq!(names(&["base"], &["binding-*", "invariant"]), ["lexical"]);
        assert_eq!(names(&["invariant"], &["base"]), ["pat-1"]);
        assert_eq!(names(&["invariant"], &["pat-1"]), Vec::<String>::new());
        assert_eq!(names(&["pat-1", "base"], &["invariant", "lexical", "binding-required"]), ["pat-1"]);
    }

    #[test]
    fn a_rule_may_weigh_less() {
        let found = rules(&["lexical", "pat-1"], &[], &[("base", Severity::Information), ("pat-1", Severity::Warning)]);
        assert!(found.contains(&("lexical".to_owned(), Severity::Information)), "{found:?}");
        assert!(found.contains(&("pat-1".to_owned(), Severity::Warning)), "{found:?}");
    }

    #[test]
    fn a_slip_is_named() {
        let slip = |name: &str| Selector::of(name).map(|_| ()).unwrap_err();
        assert_eq!(slip("lexicla"), "unknown rule lexicla; did you mean lexical?");
        assert!(slip("everything").contains("the groups are reading, base, itk3, itk2"));
        assert_eq!(slip("zzz*"), "zzz*: no rule matches");
    }
}
