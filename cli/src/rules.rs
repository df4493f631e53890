//! `rules`: every rule.

use crate::host::Host;
use crate::print;
use crate::words::{Word, Words};
use itk3_validator::report::rules::all;

pub(crate) fn rules(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut json = false;
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option(other) | Word::Plain(other) => return Err(["rules has no ", other, "; see --help"].concat()),
        }
    }
    let mut out = String::from(if json { "[" } else { "" });
    for rule in all() {
        if json {
            out.push_str(if out.len() == 1 { "\n  {" } else { ",\n  {" });
            let members =
                [("id", rule.id), ("severity", rule.severity.word()), ("code", rule.code), ("title", rule.title), ("link", rule.link)];
            let members = members.map(|(name, value)| format!("\"{name}\": {}", serde_json::Value::from(value)));
            out.push_str(&members.join(", "));
            out.push('}');
        } else {
            out.push_str(&format!("{:<28} {:<12} {}\n{:<42}{}\n", rule.id, rule.severity.word(), rule.title, "", rule.link));
        }
    }
    out.push_str(if json { "\n]\n" } else { "" });
    print(host, &out)?;
    Ok(0)
}
