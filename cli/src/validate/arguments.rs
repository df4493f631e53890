//! The words of `validate`.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use itk3_validator::report::{Form, Severity};
use serde::Deserialize;

/// Check files; the word validate may be left out
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files, folders (every .xml, .json and .ndjson below them), patterns (* ? **), or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<String>,

    /// Also check the root against this profile; the last part of its URL is enough (repeatable)
    #[arg(long, value_name = "URL", help_heading = CHECKS)]
    pub(super) profile: Vec<String>,
    /// Add a definition, a folder of them or a FHIR package (.tgz); it replaces an embedded one with the same URL, unless it is older
    /// (repeatable)
    #[arg(long, value_name = "PATH", help_heading = CHECKS)]
    pub(super) definitions: Vec<String>,
    /// Let older definitions replace newer ones
    #[arg(long, help_heading = CHECKS)]
    pub(super) replace_newer: bool,
    /// The id of a message or document received earlier (repeatable)
    #[arg(long, value_name = "ID", help_heading = CHECKS)]
    pub(super) received: Vec<String>,
    /// Compare the message with this address from its MESH metadata (GPPROVIDER_…)
    #[arg(long, value_name = "ADDRESS", help_heading = CHECKS)]
    pub(super) mesh_to: Option<String>,
    /// Compare the message with this MESH metadata: a control file, or Mex-* headers as text or JSON
    #[arg(long, value_name = "FILE", help_heading = CHECKS)]
    pub(super) mesh_headers: Option<String>,
    /// Check the message inside a code fence, a log line, HTTP, a template, base64, gzip, a JSON string or escaped XML
    #[arg(long, help_heading = CHECKS)]
    pub(super) unwrap: bool,

    /// Read every file as .ndjson files are read: a resource on each line
    #[arg(long, help_heading = CHECKS)]
    pub(super) ndjson: bool,

    /// Report only these rules (see `itk3-validator rules`): ids, patterns, or groups (reading, base, itk3, itk2), separated by commas
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = FINDINGS)]
    pub(super) select: Vec<String>,
    /// Do not report these rules; if --select and --ignore both match a rule, the more exact one wins
    #[arg(long, value_name = "RULE", value_delimiter = ',', help_heading = FINDINGS)]
    pub(super) ignore: Vec<String>,
    /// Give a rule another severity, for example display=warning (repeatable)
    #[arg(long, value_name = "RULE=SEVERITY", value_parser = weighed, value_delimiter = ',', help_heading = FINDINGS)]
    pub(super) severity: Vec<(String, Level)>,
    /// The lowest severity that fails a file [default: error]
    #[arg(long, value_name = "SEVERITY", help_heading = FINDINGS)]
    pub(super) fail_on: Option<Level>,
    /// Accepted findings, as JSON: {"waivers": [{"rule": …, "path": …, "reason": …, "file": …}]}; path and file may contain * and ?,
    /// and file may be left out
    #[arg(long, value_name = "FILE", help_heading = FINDINGS)]
    pub(super) waivers: Option<String>,
    /// Also list findings that are covered by another one, and why (text and json)
    #[arg(long, help_heading = FINDINGS)]
    pub(super) explain_folding: bool,
    /// List what was not checked, and why, instead of its number (text)
    #[arg(long, help_heading = FINDINGS)]
    pub(super) not_checked: bool,

    /// Correct the files where the right value is certain: fixed values, white space around a value
    #[arg(long, help_heading = FIXES)]
    pub(super) fix: bool,
    /// Show what --fix would change, as a diff, and change nothing; exits with 1 if there is something
    #[arg(long, help_heading = FIXES)]
    pub(super) diff: bool,
    /// Also correct displays that do not match their codes, although the code itself may be wrong
    #[arg(long, help_heading = FIXES)]
    pub(super) unsafe_fixes: bool,

    /// The format of the reports: text (at most three lines for a finding), full (with the line of the message and a caret), json (a
    /// report on each line), ndjson (a finding on each line), and the formats of other tools
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = form(), help_heading = OUTPUT)]
    pub(super) format: Form,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", help_heading = OUTPUT)]
    pub(super) output: Option<String>,
    /// Report failures only
    #[arg(long, short, help_heading = OUTPUT)]
    pub(super) quiet: bool,
    /// Print counts instead of findings: by rule, by resource, by source of the rule (text and json)
    #[arg(long, help_heading = OUTPUT)]
    pub(super) statistics: bool,
    /// Whether text is coloured
    #[arg(long, alias = "colour", value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
    pub(super) color: Colour,

    /// Read the settings from this file, instead of the itk3.toml in this folder or the nearest one above it
    #[arg(long, value_name = "FILE", help_heading = RUN)]
    pub(super) config: Option<String>,
    /// Ignore itk3.toml
    #[arg(long, conflicts_with = "config", help_heading = RUN)]
    pub(super) no_config: bool,
    /// How many files are checked at once [default: one for each processor]
    #[arg(long, short, value_name = "NUMBER", value_parser = jobs, help_heading = RUN)]
    pub(super) jobs: Option<usize>,
    /// Check again whenever a file changes
    #[arg(long, conflicts_with_all = ["output", "fix", "diff"], help_heading = RUN)]
    pub(super) watch: bool,
}

const CHECKS: &str = "What is checked";
const FINDINGS: &str = "What is found";
const FIXES: &str = "What is corrected";
const OUTPUT: &str = "What is written";
const RUN: &str = "How it runs";

/// A severity that a finding may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Level {
    Error,
    Warning,
    Information,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Severity {
        match level {
            Level::Error => Severity::Error,
            Level::Warning => Severity::Warning,
            Level::Information => Severity::Information,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Colour {
    Auto,
    Always,
    Never,
}

impl Colour {
    /// None where a terminal decides.
    pub(super) fn decided(self) -> Option<bool> {
        match self {
            Colour::Auto => None,
            Colour::Always => Some(true),
            Colour::Never => Some(false),
        }
    }
}

/// The names of the forms, and another one that was given before.
fn form() -> impl TypedValueParser<Value = Form> {
    let names = Form::NAMES.iter().map(|name| PossibleValue::new(*name));
    let before = PossibleValue::new("operation-outcome-xml").hide(true);
    PossibleValuesParser::new(names.chain([before])).map(|name| Form::of(&name).unwrap_or(Form::Text))
}

/// A rule and its severity, as in `display=warning`.
fn weighed(text: &str) -> Result<(String, Level), String> {
    let (rule, level) = text.split_once('=').ok_or("a rule and a severity are expected, such as display=warning")?;
    let level = Level::from_str(level, false).map_err(|_| "the severity must be error, warning or information")?;
    Ok((rule.to_owned(), level))
}

fn jobs(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|jobs| (1..=256).contains(jobs)).ok_or_else(|| "a number from 1 to 256 is expected".to_owned())
}
