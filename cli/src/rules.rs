//! `rules`: every rule, or all that is known of one.

use clap::Args;

use crate::formats::TextOrJson;
use crate::host::Host;
use crate::pattern::{Pattern, is_pattern};
use crate::streams::print;
use itk3_validator::diagnostic::Rule;
use itk3_validator::report::rules::{all, rule};

/// Where the documentation is, for builds that know: the address to which SARIF and HTML reports link, too.
const DOCUMENTATION: Option<&str> = option_env!("ITK3_DOCS");

/// List every rule, or explain the given rules: the reason, examples and source
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Ids of rules to explain, or patterns such as GPCM-*
    #[arg(value_name = "RULE")]
    rules: Vec<String>,
    /// The format of the list
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: TextOrJson,
}

pub(crate) fn rules(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let json = asked.format == TextOrJson::Json;
    let asked = asked.rules.iter().map(|word| meant(word)).collect::<Result<Vec<_>, String>>()?.concat();
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

/// Returns the rules with this id, or those that match a pattern.
fn meant(word: &str) -> Result<Vec<&'static Rule>, String> {
    if !is_pattern(word) {
        return named(word).map(|rule| vec![rule]);
    }
    let pattern = Pattern::of_text(word).map_err(|why| [word, ": ", &why].concat())?;
    let rules: Vec<&'static Rule> = all().filter(|rule| pattern.fits(rule.id)).collect();
    if rules.is_empty() { Err([word, ": no rule matches"].concat()) } else { Ok(rules) }
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
    if let Some(page) = DOCUMENTATION.and_then(|address| page(address, rule)) {
        out.push_str(&format!("{:<9} {page}\n", "Page"));
    }
    out
}

/// The page of a rule in the documentation; none where its address is empty.
fn page(address: &str, rule: &Rule) -> Option<String> {
    let address = address.trim_end_matches('/');
    (!address.is_empty()).then(|| format!("{address}/rules/{}.html", rule.id))
}

#[cfg(test)]
mod tests {
    use super::{page, rule};

    #[test]
    fn a_rule_has_a_page_where_the_documentation_is_known() {
        let lexical = rule("lexical").expect("a rule");
        for address in ["https://example.org/docs/", "https://example.org/docs"] {
            assert_eq!(page(address, lexical).as_deref(), Some("https://example.org/docs/rules/lexical.html"));
        }
        assert_eq!(page("", lexical), None);
    }
}
