//! `simulate FILE`: what the simulator of the NHS's test harness would answer.

use crate::host::Host;
use crate::words::{Word, Words};
use crate::{print, read, say, write};
use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder, Simulated};

/// How many UUIDs two responses may use.
const IDS: usize = 12;

pub(crate) fn simulate(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let (mut files, mut json, mut output) = (Vec::new(), false, None);
    let (mut responder, mut ods, mut options) = (Responder::default(), String::new(), AcknowledgementOptions::default());
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        match word {
            Word::Option("--format") => json = words.is_json()?,
            Word::Option("--output") => output = Some(words.value("--output")?),
            Word::Option("--endpoint") => words.value("--endpoint")?.clone_into(&mut responder.endpoint),
            Word::Option("--responder-ods") => words.value("--responder-ods")?.clone_into(&mut ods),
            Word::Option("--now") => words.value("--now")?.clone_into(&mut options.now),
            Word::Option("--id") => options.ids.push(words.value("--id")?.to_owned()),
            Word::Option(other) => return Err(["simulate has no option ", other, "; see --help"].concat()),
            Word::Plain(file) => files.push(file),
        }
    }
    let [file] = files.as_slice() else { return Err("simulate needs one file, or - for standard input; see --help".to_owned()) };
    responder.organization = (!ods.is_empty()).then(|| Organization { ods, ..Organization::default() });
    let bytes = read(host, file)?;
    if options.now.is_empty() {
        options.now = host.now();
    }
    while options.ids.len() < IDS {
        options.ids.push(host.uuid());
    }
    let validator = Validator::new();
    let Some(simulated) = validator.open_bytes(&bytes).simulate(&responder, &options) else {
        say(host, "the simulator answers ITK3 messages of the current generation, and this is none");
        return Ok(1);
    };
    // An option that is of no use, such as an id that is no UUID, is said once.
    if let Some(refused) = simulated.replies.iter().find_map(|reply| reply.refused.as_ref()) {
        say(host, refused.message);
        return Ok(2);
    }
    let out = if json { serde_json::to_string(&simulated).unwrap_or_default() + "\n" } else { text(&simulated) };
    print(host, &out)?;
    if let Some(prefix) = output {
        for (place, reply) in simulated.replies.iter().enumerate() {
            let path = format!("{prefix}-{}.{}", place + 1, reply.format.unwrap_or("xml"));
            write(host, &path, reply.text.as_deref().unwrap_or_default())?;
        }
    }
    Ok(0)
}

fn text(simulated: &Simulated) -> String {
    let simulation = &simulated.simulation;
    let mut out = [&*simulation.because, "\n"].concat();
    if simulation.responses.is_empty() {
        out.push_str("no response\n");
    }
    for response in &simulation.responses {
        out.push_str(&format!("{} response {}\n", response.level.word(), response.code));
    }
    for note in &simulation.notes {
        out.push_str(&["note: ", note, "\n"].concat());
    }
    out
}
