//! `validate FILE…`: a report for each file.

use super::files;
use super::host::{Host, Stream};
use super::waivers::Waivers;
use super::words::{Word, Words, one_of};
use super::{about, read, say, write};
use crate::report::{Counts, Form, Severity, Writer};
use crate::{Options, Validator, source};

struct Wanted<'a> {
    files: Vec<&'a str>,
    form: Form,
    fail_on: Severity,
    waivers: Option<&'a str>,
    definitions: Vec<&'a str>,
    /// Profiles, ids received before, and the MESH address.
    options: Options,
    output: Option<&'a str>,
    quiet: bool,
    /// None where a terminal decides.
    colour: Option<bool>,
}

fn wanted(arguments: &[String]) -> Result<Wanted<'_>, String> {
    let mut wanted = Wanted {
        files: Vec::new(),
        form: Form::Text,
        fail_on: Severity::Error,
        waivers: None,
        definitions: Vec::new(),
        options: Options::default(),
        output: None,
        quiet: false,
        colour: None,
    };
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        let option = match word {
            Word::Plain(file) => {
                wanted.files.push(file);
                continue;
            }
            Word::Option(option) => option,
        };
        match option {
            "--format" => {
                let name = words.value(option)?;
                wanted.form = Form::of(name).ok_or_else(|| one_of(option, Form::NAMES, name))?;
            }
            "--fail-on" => {
                wanted.fail_on = match words.value(option)? {
                    "error" => Severity::Error,
                    "warning" => Severity::Warning,
                    "information" => Severity::Information,
                    other => return Err(one_of(option, &["error", "warning", "information"], other)),
                }
            }
            "--waivers" => wanted.waivers = Some(words.value(option)?),
            "--definitions" => wanted.definitions.push(words.value(option)?),
            "--profile" => wanted.options.profiles.push(words.value(option)?.to_owned()),
            "--received" => wanted.options.context.received.push(words.value(option)?.to_owned()),
            "--mesh-to" => wanted.options.context.mesh_to = Some(words.value(option)?.to_owned()),
            "--output" => wanted.output = Some(words.value(option)?),
            "--quiet" | "-q" => wanted.quiet = true,
            "--color" | "--colour" => {
                wanted.colour = match words.value(option)? {
                    "auto" => None,
                    "always" => Some(true),
                    "never" => Some(false),
                    other => return Err(one_of(option, &["auto", "always", "never"], other)),
                }
            }
            other => return Err(["validate has no option ", other, "; try --help"].concat()),
        }
    }
    if wanted.files.is_empty() {
        return Err("validate needs a file, or - for standard input; try --help".to_owned());
    }
    Ok(wanted)
}

/// What came of all files.
#[derive(Default)]
struct Total {
    files: usize,
    failed: usize,
    unread: usize,
    waived: usize,
    counts: Counts,
}

pub(super) fn validate(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let wanted = wanted(arguments)?;
    let mut waivers = match wanted.waivers {
        None => Waivers::default(),
        Some(path) => {
            let bytes = host.read(path).map_err(|fault| about(path, fault))?;
            Waivers::of(path, &source::decode(&bytes).0)?
        }
    };
    let mut validator = Validator::new();
    for path in &wanted.definitions {
        if add_definitions(host, &mut validator, path, wanted.quiet)? == 0 {
            return Err([path, ": holds no definition"].concat());
        }
    }
    let mut writer = Writer::new(wanted.form);
    writer.fail_on = wanted.fail_on;
    writer.quiet = wanted.quiet;
    writer.colour = wanted.colour.unwrap_or_else(|| {
        let refused = host.variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        wanted.output.is_none() && !refused && host.is_terminal(Stream::Output)
    });

    let (paths, faults) = files::files(host, &wanted.files, wanted.waivers);
    let mut total = Total { unread: faults.len(), ..Total::default() };
    faults.iter().for_each(|fault| say(host, fault));
    let told = paths.len() > 1 && !wanted.quiet;
    let progress = told && host.is_terminal(Stream::Error);
    let mut written = String::new();
    for (i, path) in paths.iter().enumerate() {
        if progress {
            host.print(Stream::Error, &format!("\r{} of {}", i + 1, paths.len()));
        }
        let bytes = read(host, path);
        if progress {
            host.print(Stream::Error, "\r\u{1b}[K");
        }
        let bytes = match bytes {
            Ok(bytes) => bytes,
            Err(why) => {
                say(host, &why);
                total.unread += 1;
                continue;
            }
        };
        let mut report = validator.validate_bytes(&bytes, &wanted.options);
        if wanted.waivers.is_some() {
            report.waive(&mut |issue| waivers.reason(path, issue));
        }
        total.add(&report, wanted.fail_on);
        written.push_str(&writer.add(&report, path, &source::decode(&bytes).0));
        // A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
        if wanted.output.is_none() && !host.print(Stream::Output, &std::mem::take(&mut written)) {
            return Ok(total.code());
        }
    }
    written.push_str(&writer.finish());
    let summary = if told { total.summary() } else { String::new() };
    if wanted.form == Form::Text {
        written.push_str(&summary);
    } else if progress {
        host.print(Stream::Error, &summary);
    }
    match wanted.output {
        None => {
            host.print(Stream::Output, &written);
        }
        Some(path) => write(host, path, &written)?,
    }
    // A file that could not be read may be the one that a waiver is for.
    if let Some(name) = wanted.waivers.filter(|_| total.unread == 0) {
        for (line, rule, path) in waivers.unused() {
            say(host, &format!("warning: {name}:{line}: this waiver was of no use: {rule} at {path}"));
            total.failed += usize::from(wanted.fail_on >= Severity::Warning);
        }
    }
    Ok(total.code())
}

impl Total {
    fn add(&mut self, report: &crate::report::Report, fail_on: Severity) {
        self.files += 1;
        self.failed += usize::from(report.has(fail_on));
        self.waived += report.waived();
        self.counts.fatal += report.counts.fatal;
        self.counts.error += report.counts.error;
        self.counts.warning += report.counts.warning;
        self.counts.information += report.counts.information;
    }

    fn code(&self) -> u8 {
        if self.unread > 0 { 2 } else { u8::from(self.failed > 0) }
    }

    fn summary(&self) -> String {
        let Counts { fatal, error, warning, information } = self.counts;
        let mut text = format!(
            "{} files, {} failed: {fatal} fatal, {error} errors, {warning} warnings, {information} information",
            self.files, self.failed
        );
        for (count, what) in [(self.waived, "waived"), (self.unread, "not read")] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        text + "\n"
    }
}

/// Files of a folder, or one file; gives how many definitions there are. What is wrong with one goes to standard error and
/// stops nothing.
fn add_definitions(host: &mut dyn Host, validator: &mut Validator, path: &str, quiet: bool) -> Result<usize, String> {
    if let Some(mut names) = host.list(path) {
        crate::order::sort_and_dedup(&mut names);
        let folder = path.trim_end_matches('/');
        let mut loaded = 0;
        for name in names.iter().filter(|name| !name.starts_with('.')) {
            let kinds = [".xml", ".json", ".tgz", ".tar.gz", "/"];
            if kinds.iter().any(|kind| name.ends_with(kind)) {
                loaded += add_definitions(host, validator, &[folder, "/", name].concat(), quiet)?;
            }
        }
        return Ok(loaded);
    }
    let added = validator.add_definitions(path, &host.read(path).map_err(|fault| about(path, fault))?);
    for fault in &added.faults {
        let place = if fault.line > 0 { format!(":{}:{}", fault.line, fault.column) } else { String::new() };
        host.print(Stream::Error, &format!("{}{place}: {}\n", fault.name, fault.message));
    }
    let (loaded, replaced) = (added.loaded.len(), added.loaded.iter().filter(|loaded| loaded.replaces.is_some()).count());
    if !quiet && loaded > 0 {
        let s = if loaded == 1 { "" } else { "s" };
        host.print(Stream::Error, &format!("{path}: {loaded} definition{s} added, {replaced} of them in place of others\n"));
    }
    Ok(loaded)
}
