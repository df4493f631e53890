//! The words of `validate`.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Args, ValueEnum};
use itk3_validator::Options;
use itk3_validator::report::{Form, Severity};

/// Check files; the word validate may be left out
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Files, folders (every .xml and .json below them), patterns (* ? **), or - for standard input
    #[arg(value_name = "FILE", required = true)]
    pub(super) files: Vec<String>,

    /// Also check the root against this profile; the last part of its URL is enough (repeatable)
    #[arg(long, value_name = "URL", help_heading = CHECKS)]
    pub(super) profile: Vec<String>,
    /// Add a definition, a folder of them or a FHIR package (.tgz); it replaces the embedded one with its URL, unless it is older
    /// (repeatable)
    #[arg(long, value_name = "PATH", help_heading = CHECKS)]
    pub(super) definitions: Vec<String>,
    /// Let older definitions replace newer ones
    #[arg(long, help_heading = CHECKS)]
    pub(super) replace_newer: bool,
    /// The id of a message or document received earlier (repeatable)
    #[arg(long, value_name = "ID", help_heading = CHECKS)]
    pub(super) received: Vec<String>,
    /// Compare with this address (GPPROVIDER_…) of the MESH metadata
    #[arg(long, value_name = "ADDRESS", help_heading = CHECKS)]
    pub(super) mesh_to: Option<String>,
    /// Compare with these MESH metadata: a control file, or Mex-* headers as text or JSON
    #[arg(long, value_name = "FILE", help_heading = CHECKS)]
    pub(super) mesh_headers: Option<String>,
    /// Check the message inside a code fence, a log line, HTTP, a template, base64, gzip, a JSON string or escaped XML
    #[arg(long, help_heading = CHECKS)]
    pub(super) unwrap: bool,

    /// The least severity that fails a file
    #[arg(long, value_name = "SEVERITY", default_value = "error", help_heading = FINDINGS)]
    pub(super) fail_on: Level,
    /// Accepted findings, as JSON: {"waivers": [{"rule": …, "path": …, "reason": …, "file": …}]}; path and file may contain * and ?,
    /// and file may be left out
    #[arg(long, value_name = "FILE", help_heading = FINDINGS)]
    pub(super) waivers: Option<String>,
    /// Also list findings that are covered by another one, and why (text and json)
    #[arg(long, help_heading = FINDINGS)]
    pub(super) explain_folding: bool,

    /// How the reports are written
    #[arg(long, value_name = "FORM", default_value = "text", value_parser = form(), help_heading = OUTPUT)]
    pub(super) format: Form,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE", help_heading = OUTPUT)]
    pub(super) output: Option<String>,
    /// Report failures only
    #[arg(long, short, help_heading = OUTPUT)]
    pub(super) quiet: bool,
    /// Whether text is coloured
    #[arg(long, alias = "colour", value_name = "WHEN", default_value = "auto", help_heading = OUTPUT)]
    pub(super) color: Colour,
}

const CHECKS: &str = "What is checked";
const FINDINGS: &str = "What is found";
const OUTPUT: &str = "What is written";

/// A severity that a finding may be given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
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

impl Arguments {
    /// What the library is asked for.
    pub(super) fn options(&self) -> Options {
        let mut options = Options { profiles: self.profile.clone(), explain_folding: self.explain_folding, ..Options::default() };
        options.context.received.clone_from(&self.received);
        options.context.mesh_to.clone_from(&self.mesh_to);
        options
    }
}
