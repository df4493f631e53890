//! `rules`: every rule, or all that is known of one.

use crate::host::Host;
use crate::print;
use crate::words::{Word, Words};
use itk3_validator::diagnostic::Rule;
use itk3_validator::report::rules::{all, rule};

pub(crate) fn rules(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut json = false;
    let mut asked = Vec::new();
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option(other) => return Err(["unknown option ", other, " of rules; see --help"].concat()),
            Word::Plain(id) => asked.push(named(id)?),
        }
    }
    let is_list = asked.is_empty();
    let rules = if is_list { all().collect() } else { asked };
    let out = match (json, is_list) {
        (true, _) => serde_json::to_string_pretty(&rules).unwrap_or_default() + "\n",
        (false, true) => rules.into_iter().map(in_the_list).collect(),
        (false, false) => rules.into_iter().map(explained).collect::<Vec<String>>().join("\n"),
    };
    print(host, &out)?;
    Ok(0)
}

/// The rule of an id, or a sentence with the nearest one.
fn named(id: &str) -> Result<&'static Rule, String> {
    if let Some(rule) = rule(id) {
        return Ok(rule);
    }
    let near = all().map(|rule| (strsim::damerau_levenshtein(&rule.id.to_lowercase(), &id.to_lowercase()), rule.id)).min();
    Err(match near.filter(|(distance, known)| *distance <= known.len() / 3) {
        Some((_, near)) => format!("unknown rule {id}; did you mean {near}? The key of an invariant belongs to the rule invariant"),
        None => format!("unknown rule {id}; `rules` lists them all. The key of an invariant belongs to the rule invariant"),
    })
}

fn in_the_list(rule: &Rule) -> String {
    format!("{:<28} {:<12} {}\n{:<42}{}\n", rule.id, rule.severity.word(), rule.title, "", rule.link)
}

fn explained(rule: &Rule) -> String {
    let mut out = format!("{} ({})\n{}\n\n{}\n", rule.id, rule.severity.word(), rule.title, rule.why);
    for (label, value) in [("Wrong", rule.wrong), ("Right", rule.right), ("Response", rule.response), ("Source", Some(rule.link))] {
        if let Some(value) = value {
            out.push_str(&format!("{label:<9} {value}\n"));
        }
    }
    out
}
