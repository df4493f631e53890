//! `validate FILE…`: a report for each file.

use crate::files;
use crate::host::{Fault, Host, Kind, Stream};
use crate::waivers::Waivers;
use crate::words::{Word, Words, one_of};
use crate::{about, most, put, read_bytes, say};
use itk3_validator::report::{Counts, Form, Severity, Writer};
use itk3_validator::syntax::unwrap;
use itk3_validator::{Options, Validator, source};

struct Request<'a> {
    files: Vec<&'a str>,
    form: Form,
    fail_on: Severity,
    waivers: Option<&'a str>,
    definitions: Vec<&'a str>,
    replace_newer: bool,
    /// Profiles, ids received before, and the MESH address.
    options: Options,
    /// The file with the MESH metadata.
    mesh_headers: Option<&'a str>,
    output: Option<&'a str>,
    /// Messages are taken out of what is around them.
    unwrap: bool,
    quiet: bool,
    /// None where a terminal decides.
    colour: Option<bool>,
}

fn request(arguments: &[String]) -> Result<Request<'_>, String> {
    let mut request = Request {
        files: Vec::new(),
        form: Form::Text,
        fail_on: Severity::Error,
        waivers: None,
        definitions: Vec::new(),
        replace_newer: false,
        options: Options::default(),
        mesh_headers: None,
        output: None,
        unwrap: false,
        quiet: false,
        colour: None,
    };
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        let option = match word {
            Word::Plain(file) => {
                request.files.push(file);
                continue;
            }
            Word::Option(option) => option,
        };
        match option {
            "--format" => {
                let name = words.value(option)?;
                request.form = Form::of(name).ok_or_else(|| one_of(option, Form::NAMES, name))?;
            }
            "--fail-on" => {
                request.fail_on = match words.value(option)? {
                    "error" => Severity::Error,
                    "warning" => Severity::Warning,
                    "information" => Severity::Information,
                    other => return Err(one_of(option, &["error", "warning", "information"], other)),
                }
            }
            "--waivers" => request.waivers = Some(words.value(option)?),
            "--definitions" => request.definitions.push(words.value(option)?),
            "--replace-newer" => request.replace_newer = true,
            "--profile" => request.options.profiles.push(words.value(option)?.to_owned()),
            "--received" => request.options.context.received.push(words.value(option)?.to_owned()),
            "--mesh-headers" => request.mesh_headers = Some(words.value(option)?),
            "--mesh-to" => request.options.context.mesh_to = Some(words.value(option)?.to_owned()),
            "--output" => request.output = Some(words.value(option)?),
            "--explain-folding" => request.options.explain_folding = true,
            "--unwrap" => request.unwrap = true,
            "--quiet" | "-q" => request.quiet = true,
            "--color" | "--colour" => {
                request.colour = match words.value(option)? {
                    "auto" => None,
                    "always" => Some(true),
                    "never" => Some(false),
                    other => return Err(one_of(option, &["auto", "always", "never"], other)),
                }
            }
            other => return Err(["validate has no option ", other, "; see --help"].concat()),
        }
    }
    if request.files.is_empty() {
        return Err("validate needs a file, or - for standard input; see --help".to_owned());
    }
    Ok(request)
}

/// The rule of a message that is larger than what is read.
const LIMIT_BYTES: &str = "limit-bytes";

/// What came of all files.
#[derive(Default)]
struct Total {
    files: usize,
    failed: usize,
    unread: usize,
    waived: usize,
    counts: Counts,
}

/// The message inside something else, which is said; otherwise the bytes as they are.
fn unwrapped(host: &mut dyn Host, path: &str, bytes: Vec<u8>) -> Vec<u8> {
    match unwrap(&bytes, most() as usize) {
        Some(inside) => {
            say(host, &[path, ": ", inside.what, " was left out"].concat());
            inside.text.into_bytes()
        }
        None => bytes,
    }
}

pub(crate) fn validate(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut request = request(arguments)?;
    if let Some(path) = request.mesh_headers {
        let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
        let text = source::decode(&bytes).0.into_owned();
        if !itk3_validator::itk3::is_mesh_metadata(&text) {
            return Err([path, " is neither a MESH control file nor Mex-* headers"].concat());
        }
        request.options.context.mesh = Some(text);
    }
    let mut waivers = match request.waivers {
        None => Waivers::default(),
        Some(path) => {
            let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
            Waivers::of(path, &source::decode(&bytes).0)?
        }
    };
    let mut validator = Validator::new();
    for path in &request.definitions {
        add_definitions(host, &mut validator, path, &request)?;
    }
    for profile in &request.options.profiles {
        validator.find_profile(profile).map_err(|unknown| unknown.to_string())?;
    }
    let mut writer = Writer::new(request.form);
    writer.fail_on = request.fail_on;
    writer.quiet = request.quiet;
    writer.date = matches!(request.form, Form::Harness { .. }).then(|| host.now());
    writer.colour = request.colour.unwrap_or_else(|| {
        let refused = host.variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        request.output.is_none() && !refused && host.is_terminal(Stream::Output)
    });

    let (paths, faults) = files::files(host, &request.files, request.waivers);
    let mut total = Total { unread: faults.len(), ..Total::default() };
    faults.iter().for_each(|fault| say(host, fault));
    let told = paths.len() > 1 && !request.quiet;
    let progress = told && host.is_terminal(Stream::Error);
    let mut written = String::new();
    for (i, path) in paths.iter().enumerate() {
        if progress {
            let _ = host.print(Stream::Error, &format!("\r{} of {}", i + 1, paths.len()));
        }
        let bytes = read_bytes(host, path);
        if progress {
            let _ = host.print(Stream::Error, "\r\u{1b}[K");
        }
        let (bytes, mut report) = match bytes {
            Ok(bytes) => {
                let bytes = if request.unwrap { unwrapped(host, path, bytes) } else { bytes };
                let report = validator.validate_bytes(&bytes, &request.options);
                (bytes, report)
            }
            // The form of the report has a place for it, as for any limit that is reached.
            Err(Fault::TooLarge { size }) => (Vec::new(), validator.report_too_large(size, &request.options)),
            Err(fault) => {
                say(host, &about(path, fault));
                total.unread += 1;
                continue;
            }
        };
        if request.waivers.is_some() {
            report.waive(&mut |issue| waivers.reason(path, issue));
        }
        total.add(&report, request.fail_on);
        written.push_str(&writer.add(&report, path, &source::decode(&bytes).0));
        // A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
        if request.output.is_none() {
            match host.print(Stream::Output, &std::mem::take(&mut written)) {
                Ok(()) => {}
                Err(Fault::Closed) => return Ok(total.code()),
                Err(fault) => return Err(about("standard output", fault)),
            }
        }
    }
    written.push_str(&writer.finish());
    let summary = if told { total.summary() } else { String::new() };
    if request.form == Form::Text {
        written.push_str(&summary);
    } else if progress {
        let _ = host.print(Stream::Error, &summary);
    }
    put(host, request.output, &written)?;
    // A file that could not be read may be the one that a waiver is for.
    if let Some(name) = request.waivers.filter(|_| total.unread == 0) {
        for (line, rule, path) in waivers.unused() {
            say(host, &format!("warning: {name}:{line}: this waiver was of no use: {rule} at {path}"));
            total.failed += usize::from(request.fail_on >= Severity::Warning);
        }
    }
    Ok(total.code())
}

impl Total {
    fn add(&mut self, report: &itk3_validator::report::Report, fail_on: Severity) {
        // Of what is larger than the limit nothing was checked: it is as if it had not been read.
        if report.issues.iter().any(|issue| issue.rule == LIMIT_BYTES) {
            self.unread += 1;
            self.counts.fatal += report.counts.fatal;
            return;
        }
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

/// Bytes that a file of definitions may have.
const MOST: u64 = 64 << 20;

/// Files of a folder, or one file, taken in together. What is wrong with a definition goes to standard error and stops nothing.
fn add_definitions(host: &mut dyn Host, validator: &mut Validator, path: &str, request: &Request<'_>) -> Result<(), String> {
    let mut paths = Vec::new();
    definition_files(host, path, 0, &mut paths);
    let mut fault = None;
    let mut files = paths.into_iter().map_while(|path| match host.read(&path, MOST) {
        Ok(bytes) => Some((path, bytes)),
        Err(why) => {
            fault = Some(match why {
                Fault::TooLarge { .. } => [&path, ": is larger than a file of definitions may be, 64 MB"].concat(),
                why => about(&path, why),
            });
            None
        }
    });
    let added = validator.add_definition_files(&mut files, request.replace_newer);
    if let Some(fault) = fault {
        return Err(fault);
    }
    for fault in &added.faults {
        let place = if fault.line > 0 { format!(":{}:{}", fault.line, fault.column) } else { String::new() };
        let _ = host.print(Stream::Error, &format!("{}{place}: {}\n", fault.name, fault.message));
    }
    let (loaded, replaced) = (added.loaded.len(), added.loaded.iter().filter(|loaded| loaded.replaces.is_some()).count());
    if loaded + added.older == 0 {
        let why = if added.faults.is_empty() { ": holds no definition" } else { ": holds no definition that can be used" };
        return Err([path, why].concat());
    }
    if !request.quiet {
        let s = if loaded == 1 { "" } else { "s" };
        let older = match added.older {
            0 => String::new(),
            older => format!("; {older} older than those in use left out (--replace-newer takes them)"),
        };
        let sentence = format!("{path}: {loaded} definition{s} added, {replaced} of them in place of others{older}\n");
        let _ = host.print(Stream::Error, &sentence);
    }
    Ok(())
}

/// Folders within folders of definitions; deeper ones are left out.
const DEEPEST: usize = 64;

fn definition_files(host: &mut dyn Host, path: &str, depth: usize, paths: &mut Vec<String>) {
    let Some(mut entries) = host.list(path).filter(|_| depth < DEEPEST) else {
        paths.push(path.to_owned());
        return;
    };
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    for entry in entries.iter().filter(|entry| !entry.name.starts_with('.')) {
        let path = [path.trim_end_matches('/'), "/", &entry.name].concat();
        match entry.kind {
            Kind::Folder => definition_files(host, &path, depth + 1, paths),
            Kind::File if [".xml", ".json", ".tgz", ".tar.gz"].iter().any(|end| entry.name.ends_with(end)) => paths.push(path),
            _ => {}
        }
    }
}
