//! `validate FILE…`: a report for each file.

mod arguments;
mod check;
mod definitions;
mod diff;
mod ndjson;
mod pool;
mod selection;
mod settings;
mod setup;
mod statistics;
mod stopwatch;
mod total;
mod watch;
mod writing;

pub(crate) use arguments::Arguments;
pub(crate) use setup::{Setup, Stamps};

use itk3_validator::report::Severity;
use itk3_validator::{Options, Validator, source};

use crate::files;
use crate::host::Host;
use crate::streams::{about, most, read_bytes, say};
use crate::waivers::Waivers;
use check::{Check, Checked, Fixing, checked};
use pool::Pool;
use settings::Settings;
use total::Total;
use writing::Writing;

pub(crate) fn validate(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    if asked.watch {
        return watch::watch(host, asked);
    }
    once(host, asked)
}

/// Bytes, and files, that are held at once for each thread.
const HELD: (usize, usize) = (16 << 20, 64);

/// Checks all files once, and returns the exit code.
fn once(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let settings = Settings::of(host, asked)?;
    let (waivers_file, fail_on) = (settings.waivers.clone(), settings.fail_on);
    let mut waivers = match &waivers_file {
        None => Waivers::default(),
        Some(path) => {
            let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
            Waivers::of(path, &source::decode(&bytes).0)?
        }
    };
    let in_use: Vec<String> = settings.definitions.iter().cloned().chain(settings.waivers.clone()).collect();
    let pool = Pool::new(asked.jobs);
    let check = prepare(host, asked, settings, &pool)?;
    let (paths, faults) = files::files(host, &asked.files, &in_use)?;
    let mut total = Total { unread: faults.len(), ..Total::default() };
    faults.iter().for_each(|fault| say(host, fault));
    let mut writing = Writing::new(host, asked, fail_on, paths.len())?;

    let threads = check.pool.threads();
    let mut paths = paths.iter().enumerate().peekable();
    while paths.peek().is_some() {
        let (mut batch, mut held) = (Vec::new(), 0);
        // One after the other where there is one thread: what is known is written at once.
        while batch.is_empty() || (threads > 1 && held < HELD.0 * threads && batch.len() < HELD.1 * threads) {
            let Some((at, path)) = paths.next() else { break };
            writing.progress(host, at + 1);
            let bytes = read_bytes(host, path);
            held += bytes.as_ref().map_or(0, Vec::len);
            batch.push((path, bytes));
        }
        for (path, checked) in check.pool.map(batch, |(path, bytes)| (path, checked(&check, path, bytes))) {
            let mut checked: Checked = match checked {
                Ok(checked) => checked,
                Err(fault) => {
                    writing.clear(host);
                    say(host, &about(path, fault));
                    total.unread += 1;
                    continue;
                }
            };
            if waivers_file.is_some() {
                checked.report.waive(&mut |issue| waivers.reason(path, issue));
            }
            total.add(&checked.report, fail_on);
            if !writing.file(host, path, &checked)? {
                return Ok(total.code());
            }
        }
    }
    let changed = writing.changed();
    writing.finish(host, &total)?;
    // A file that could not be read may be the one that a waiver is for.
    if let Some(name) = waivers_file.filter(|_| total.unread == 0) {
        for (line, rule, path) in waivers.unused() {
            say(host, &format!("warning: {name}:{line}: this waiver matches no finding: {rule} at {path}"));
            total.failed += usize::from(fail_on >= Severity::Warning);
        }
    }
    // A difference is what `--diff` is asked for; what else is wrong, it leaves to the others.
    Ok(if asked.diff && total.unread == 0 { u8::from(changed > 0) } else { total.code() })
}

/// Reads what files are checked with.
fn prepare<'p>(host: &mut dyn Host, asked: &Arguments, settings: Settings, pool: &'p Pool) -> Result<Check<'p>, String> {
    let mut options = Options { profiles: settings.profiles.clone(), explain_folding: asked.explain_folding, ..Options::default() };
    options.context.received.clone_from(&asked.received);
    options.context.mesh_to.clone_from(&asked.mesh_to);
    if let Some(path) = &asked.mesh_headers {
        let bytes = host.read(path, most()).map_err(|fault| about(path, fault))?;
        let text = source::decode(&bytes).0.into_owned();
        if !itk3_validator::itk3::is_mesh_metadata(&text) {
            return Err([path.as_str(), " is neither a MESH control file nor Mex-* headers"].concat());
        }
        options.context.mesh = Some(text);
    }
    let mut validator = Validator::new();
    for path in &settings.definitions {
        definitions::add_definitions(host, &mut validator, path, settings.replace_newer, asked.quiet)?;
    }
    for profile in &options.profiles {
        validator.find_profile(profile).map_err(|unknown| unknown.to_string())?;
    }
    let fixing = match (asked.fix || asked.diff, asked.unsafe_fixes) {
        (false, _) => Fixing::None,
        (true, false) => Fixing::Certain,
        (true, true) => Fixing::All,
    };
    if asked.fix && !asked.diff && asked.files.iter().any(|file| file == "-") {
        return Err("--fix cannot write to standard input; --diff shows what it would change".to_owned());
    }
    Ok(Check { validator, options, selection: settings.selection, pool, unwrap: asked.unwrap, ndjson: asked.ndjson, fixing })
}

/// The files that make a difference to a check: messages, settings, waivers and definitions.
fn inputs(host: &mut dyn Host, asked: &Arguments) -> Vec<String> {
    let mut paths = files::files(host, &asked.files, &[]).map(|(paths, _)| paths).unwrap_or_default();
    paths.extend(asked.files.iter().cloned());
    paths.extend(asked.mesh_headers.clone());
    if let Ok(settings) = Settings::of(host, asked) {
        paths.extend(settings.file.into_iter().chain(settings.waivers));
        for path in &settings.definitions {
            definitions::definition_files(host, path, 0, &mut paths);
        }
    } else {
        paths.extend(asked.config.clone().or_else(|| Settings::file(host, asked)));
    }
    paths
}
