//! What holds for a run: options of the command line, and where these say nothing, the settings of `itk3.toml`.

use std::collections::BTreeMap;

use itk3_validator::report::Severity;
use serde::Deserialize;

use super::arguments::{Arguments, Level};
use super::selection::Selection;
use crate::host::Host;
use crate::streams::{about, most};

/// The name under which settings are looked for.
pub(super) const NAME: &str = "itk3.toml";

/// What an `itk3.toml` may hold.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
struct InFile {
    definitions: OneOrMore,
    replace_newer: bool,
    profile: OneOrMore,
    waivers: Option<String>,
    select: OneOrMore,
    ignore: OneOrMore,
    severity: BTreeMap<String, Level>,
    fail_on: Option<Level>,
}

/// A text, or a list of texts.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged, expecting = "expected a string or a list of strings")]
enum OneOrMore {
    #[default]
    None,
    One(String),
    More(Vec<String>),
}

impl OneOrMore {
    fn texts(self) -> Vec<String> {
        match self {
            OneOrMore::None => Vec::new(),
            OneOrMore::One(text) => vec![text],
            OneOrMore::More(texts) => texts,
        }
    }
}

/// What holds for a run.
#[derive(Debug)]
pub(super) struct Settings {
    pub(super) definitions: Vec<String>,
    pub(super) replace_newer: bool,
    pub(super) profiles: Vec<String>,
    pub(super) waivers: Option<String>,
    pub(super) selection: Selection,
    pub(super) fail_on: Severity,
    /// The file that the settings were read from.
    pub(super) file: Option<String>,
}

impl Settings {
    /// An option of the command line takes the place of the same setting.
    ///
    /// # Errors
    ///
    /// Returns a sentence about a file that cannot be read, or about a rule that does not exist.
    pub(super) fn of(host: &mut dyn Host, asked: &Arguments) -> Result<Settings, String> {
        let file = Settings::file(host, asked);
        let mut found = InFile::default();
        if let Some(path) = &file {
            let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
            found = read(path, &bytes)?;
            // Paths in the file start from its folder.
            let folder = path.rfind(['/', '\\']).map_or("", |end| &path[..=end]);
            let from_there = |path: String| if is_absolute(&path) { path } else { [folder, path.trim_start_matches("./")].concat() };
            found.definitions = OneOrMore::More(found.definitions.texts().into_iter().map(from_there).collect());
            found.waivers = found.waivers.map(from_there);
        }
        let or = |given: &[String], set: OneOrMore| if given.is_empty() { set.texts() } else { given.to_vec() };
        let mut severity: Vec<(String, Severity)> = found.severity.into_iter().map(|(rule, level)| (rule, level.into())).collect();
        severity.extend(asked.severity.iter().map(|(rule, level)| (rule.clone(), Severity::from(*level))));
        let (select, ignore) = (or(&asked.select, found.select), or(&asked.ignore, found.ignore));
        Ok(Settings {
            definitions: or(&asked.definitions, found.definitions),
            replace_newer: asked.replace_newer || found.replace_newer,
            profiles: or(&asked.profile, found.profile),
            waivers: asked.waivers.clone().or(found.waivers),
            selection: Selection::of(&select, &ignore, &severity)?,
            fail_on: asked.fail_on.or(found.fail_on).unwrap_or(Level::Error).into(),
            file,
        })
    }

    /// The file that settings are read from, if there is one.
    pub(super) fn file(host: &mut dyn Host, asked: &Arguments) -> Option<String> {
        match &asked.config {
            Some(path) => Some(path.clone()),
            None if asked.no_config => None,
            None => look_up(host),
        }
    }
}

fn is_absolute(path: &str) -> bool {
    path.starts_with(['/', '\\']) || path.as_bytes().get(1) == Some(&b':')
}

/// The file in the current folder, or the nearest one above it.
fn look_up(host: &mut dyn Host) -> Option<String> {
    let above = host.current_folder().map_or(0, |folder| folder.split(['/', '\\']).filter(|part| !part.is_empty()).count());
    (0..=above).map(|above| ["../".repeat(above), NAME.to_owned()].concat()).find(|path| host.kind(path).is_some())
}

fn read(path: &str, bytes: &[u8]) -> Result<InFile, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| [path, ": is not UTF-8"].concat())?;
    toml::from_str(text).map_err(|error| {
        let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].matches('\n').count() + 1);
        format!("{path}:{line}: {}", error.message().replace('`', "").replace('\n', ", "))
    })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn a_slip_is_named_with_its_line() {
        for (text, said) in [
            ("fail-on = \"warning\"\nslect = []", "itk3.toml:2: unknown field slect, expected one of definitions, "),
            ("\n\nfail-on = \"loud\"", "itk3.toml:3: unknown variant loud, expected one of error, warning, information"),
            ("select = 3", "itk3.toml:1: expected a string or a list of strings"),
            ("select = [", "itk3.toml:1: "),
        ] {
            let fault = read("itk3.toml", text.as_bytes()).map(|_| ()).unwrap_err();
            assert!(fault.starts_with(said), "{fault}");
        }
    }
}
