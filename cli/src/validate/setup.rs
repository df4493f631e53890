//! What the files of a folder are checked with: the settings of its `itk3.toml`, held for as long as they stay the same.

use clap::Parser;
use itk3_validator::report::Report;
use itk3_validator::source;
use itk3_validator::{Options, Validator};

use super::arguments::Arguments;
use super::check::Check;
use super::pool::Pool;
use super::selection::Selection;
use super::settings::{NAME, Settings};
use super::{inputs, prepare};
use crate::host::Host;
use crate::streams::{about, most};
use crate::waivers::Waivers;

/// Files that a check depends on, and when each was changed.
pub(crate) type Stamps = Vec<(String, Option<u64>)>;

/// Definitions, options and what of the findings is wanted.
#[derive(Default)]
pub(crate) struct Setup {
    pub(crate) validator: Validator,
    options: Options,
    selection: Selection,
    waivers: Waivers,
    /// The folder of the settings, with its `/`.
    folder: String,
}

/// The command line that a setup stands for.
#[derive(Parser)]
struct Line {
    #[command(flatten)]
    asked: Arguments,
}

fn asked(config: &str) -> Result<Arguments, String> {
    Line::try_parse_from(["validate", "--quiet", "-", "--config", config]).map(|line| line.asked).map_err(|error| error.to_string())
}

impl Setup {
    /// The `itk3.toml` of a folder, given with its `/`: its own, or the nearest one above it.
    pub(crate) fn file(host: &mut dyn Host, folder: &str) -> Option<String> {
        let ends = folder.rmatch_indices(['/', '\\']).map(|(at, _)| at + 1);
        ends.map(|end| [&folder[..end], NAME].concat()).find(|path| host.kind(path).is_some())
    }

    /// Reads what the settings of a file ask for. Without a file the default holds.
    ///
    /// # Errors
    ///
    /// Returns a sentence about what cannot be read.
    pub(crate) fn of(host: &mut dyn Host, config: &str) -> Result<Setup, String> {
        let asked = asked(config)?;
        let settings = Settings::of(host, &asked)?;
        let waivers = match &settings.waivers {
            None => Waivers::default(),
            Some(path) => {
                let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
                Waivers::of(path, &source::decode(&bytes).0)?
            }
        };
        let pool = Pool::new(Some(1));
        let Check { validator, options, selection, .. } = prepare(host, &asked, settings, &pool)?;
        let folder = config.strip_suffix(NAME).unwrap_or_default().to_owned();
        Ok(Setup { validator, options, selection, waivers, folder })
    }

    /// When what the settings name was changed.
    pub(crate) fn stamps(host: &mut dyn Host, config: Option<&str>) -> Stamps {
        let Some(asked) = config.and_then(|config| asked(config).ok()) else { return Vec::new() };
        let paths = inputs(host, &asked).into_iter().filter(|path| path != "-");
        paths.map(|path| (path.clone(), host.changed(&path))).collect()
    }

    /// The report on a text of a file, where it is FHIR or ITK: what is not wanted is left out, and what is waived is marked.
    pub(crate) fn report(&mut self, text: &str, path: &str) -> Option<Report> {
        let Setup { validator, options, selection, waivers, folder } = self;
        let document = validator.open(text);
        if !document.is_fhir_or_itk() {
            return None;
        }
        let mut report = document.validate(options);
        selection.apply(&mut report);
        let path = path.strip_prefix(folder.as_str()).unwrap_or(path);
        report.waive(&mut |issue| waivers.reason(path, issue));
        Some(report)
    }
}
