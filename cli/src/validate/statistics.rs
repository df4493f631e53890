//! `--statistics`: findings in numbers, by rule, by the resource they are in, and by who asks for it.

use std::collections::BTreeMap;

use itk3_validator::report::rules::{groups, rule};
use itk3_validator::report::{Issue, Report, Severity, TreeItem};
use serde::Serialize;

/// Numbers of findings.
#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Statistics {
    files: usize,
    #[serde(serialize_with = "rules")]
    by_rule: BTreeMap<String, (Severity, usize)>,
    by_resource: BTreeMap<String, usize>,
    by_source: BTreeMap<String, usize>,
}

#[derive(Serialize)]
struct OfRule<'a> {
    rule: &'a str,
    severity: &'static str,
    count: usize,
    title: &'a str,
}

fn rules<S: serde::Serializer>(by_rule: &BTreeMap<String, (Severity, usize)>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(most_first(by_rule, |(_, count)| *count).into_iter().map(|(rule, (severity, count))| OfRule {
        rule,
        severity: severity.word(),
        count: *count,
        title: title(rule),
    }))
}

/// What the rule is about; of an invariant, what all are about.
fn title(id: &str) -> &'static str {
    rule(id).or_else(|| rule("invariant")).map_or("", |rule| rule.title)
}

fn most_first<V>(counts: &BTreeMap<String, V>, count: impl Fn(&V) -> usize) -> Vec<(&String, &V)> {
    let mut sorted: Vec<_> = counts.iter().collect();
    sorted.sort_by_key(|(_, value)| std::cmp::Reverse(count(value)));
    sorted
}

impl Statistics {
    pub(super) fn add(&mut self, report: &Report) {
        self.files += 1;
        let mut resources = vec![None; report.issues.len()];
        if let Some(tree) = &report.tree {
            name_resources(tree, report.summary.resource_type.as_deref().unwrap_or_default(), &mut resources);
        }
        for (issue, resource) in report.issues.iter().zip(resources).filter(|(issue, _)| issue.waived.is_none()) {
            let of_rule = self.by_rule.entry(issue.rule.to_string()).or_insert((issue.severity, 0));
            of_rule.0 = of_rule.0.min(issue.severity);
            of_rule.1 += 1;
            let first = issue.path.split(['.', '[']).next().filter(|first| !first.is_empty());
            let resource = resource.or(first).unwrap_or("(not readable)").to_owned();
            *self.by_resource.entry(resource).or_default() += 1;
            *self.by_source.entry(source(issue)).or_default() += 1;
        }
    }

    pub(super) fn json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    pub(super) fn text(&self) -> String {
        let mut out = String::from("By rule\n");
        for (rule, (severity, count)) in most_first(&self.by_rule, |(_, count)| *count) {
            out.push_str(&format!("{count:>8}  {:<12} {rule:<28} {}\n", severity.word(), title(rule)));
        }
        for (heading, counts) in [("By resource", &self.by_resource), ("By source of the rule", &self.by_source)] {
            out.push_str(&[heading, "\n"].concat());
            for (name, count) in most_first(counts, |count| *count) {
                out.push_str(&format!("{count:>8}  {name}\n"));
            }
        }
        out
    }
}

/// The type of the resource that each finding is in.
fn name_resources<'t>(item: &'t TreeItem, resource: &'t str, names: &mut [Option<&'t str>]) {
    let here = match item.kind {
        "entry" | "resource" => item.label.split_once(' ').map_or(resource, |(_, kind)| kind),
        _ => resource,
    };
    for &at in &item.issues {
        if let Some(name) = names.get_mut(at as usize) {
            *name = Some(here);
        }
    }
    item.children.iter().for_each(|child| name_resources(child, here, names));
}

/// Who asks for it: the base specification, the guide of a generation of ITK, or the profile by its name.
fn source(issue: &Issue) -> String {
    let id = rule(&issue.rule).map_or("invariant", |rule| rule.id);
    let group = groups().into_iter().find(|(_, rules)| rules.iter().any(|rule| rule.id == id)).map_or("", |(name, _)| name);
    match issue.profile.as_deref() {
        Some(profile) if !profile.starts_with("http://hl7.org/fhir/StructureDefinition/") => ["profile ", profile].concat(),
        _ if group.starts_with("ITK") => ["guide of ", group].concat(),
        _ if group == "Reading" => "XML and JSON".to_owned(),
        _ => "base specification (FHIR STU3)".to_owned(),
    }
}
