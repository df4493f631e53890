//! `validate FILE…`: a report for each file.

mod arguments;
mod definitions;
mod total;

pub(crate) use arguments::Arguments;

use crate::files;
use crate::host::{Fault, Host, Stream};
use crate::waivers::Waivers;
use crate::{about, most, put, read_bytes, say};
use itk3_validator::report::{Form, Severity, Writer};
use itk3_validator::syntax::unwrap;
use itk3_validator::{Validator, source};
use total::Total;

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

pub(crate) fn validate(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let mut options = asked.options();
    let fail_on = Severity::from(asked.fail_on);
    if let Some(path) = &asked.mesh_headers {
        let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
        let text = source::decode(&bytes).0.into_owned();
        if !itk3_validator::itk3::is_mesh_metadata(&text) {
            return Err([path.as_str(), " is neither a MESH control file nor Mex-* headers"].concat());
        }
        options.context.mesh = Some(text);
    }
    let mut waivers = match &asked.waivers {
        None => Waivers::default(),
        Some(path) => {
            let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
            Waivers::of(path, &source::decode(&bytes).0)?
        }
    };
    let mut validator = Validator::new();
    for path in &asked.definitions {
        definitions::add_definitions(host, &mut validator, path, asked)?;
    }
    for profile in &options.profiles {
        validator.find_profile(profile).map_err(|unknown| unknown.to_string())?;
    }
    let mut writer = Writer::new(asked.format);
    writer.fail_on = fail_on;
    writer.quiet = asked.quiet;
    writer.colour = asked.color.decided().unwrap_or_else(|| {
        let refused = host.variable("NO_COLOR").is_some_and(|value| !value.is_empty());
        asked.output.is_none() && !refused && host.is_terminal(Stream::Output)
    });

    let (paths, faults) = files::files(host, &asked.files, asked.waivers.as_deref())?;
    let mut total = Total { unread: faults.len(), ..Total::default() };
    faults.iter().for_each(|fault| say(host, fault));
    let told = paths.len() > 1 && !asked.quiet;
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
                let bytes = if asked.unwrap { unwrapped(host, path, bytes) } else { bytes };
                let report = validator.validate_bytes(&bytes, &options);
                (bytes, report)
            }
            // The form of the report has a place for it, as for any limit that is reached.
            Err(Fault::TooLarge { size }) => (Vec::new(), validator.report_too_large(size, &options)),
            Err(fault) => {
                say(host, &about(path, fault));
                total.unread += 1;
                continue;
            }
        };
        if asked.waivers.is_some() {
            report.waive(&mut |issue| waivers.reason(path, issue));
        }
        total.add(&report, fail_on);
        written.push_str(&writer.add(&report, path, &source::decode(&bytes).0));
        // A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
        if asked.output.is_none() {
            match host.print(Stream::Output, &std::mem::take(&mut written)) {
                Ok(()) => {}
                Err(Fault::Closed) => return Ok(total.code()),
                Err(fault) => return Err(about("standard output", fault)),
            }
        }
    }
    written.push_str(&writer.finish());
    let summary = if told { total.summary() } else { String::new() };
    if asked.format == Form::Text {
        written.push_str(&summary);
    } else if progress {
        let _ = host.print(Stream::Error, &summary);
    }
    put(host, asked.output.as_deref(), &written)?;
    // A file that could not be read may be the one that a waiver is for.
    if let Some(name) = asked.waivers.as_ref().filter(|_| total.unread == 0) {
        for (line, rule, path) in waivers.unused() {
            say(host, &format!("warning: {name}:{line}: this waiver was of no use: {rule} at {path}"));
            total.failed += usize::from(fail_on >= Severity::Warning);
        }
    }
    Ok(total.code())
}
