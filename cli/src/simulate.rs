//! `simulate FILE`: what the simulator of the NHS's test harness would answer.

use clap::Args;

use crate::arguments::TextOrJson;
use crate::host::Host;
use crate::{print, read, say, write};
use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder, Simulated};

/// How many UUIDs two responses may use.
const IDS: usize = 12;

/// Answer an ITK3 message as the simulator of the NHS's test harness would
///
/// What it answers follows from a given name that is a code, a known NHS number, and the flags of the message.
#[derive(Clone, Debug, Args)]
pub(crate) struct Arguments {
    /// The message, or - for standard input
    file: String,
    /// How the result is written
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: TextOrJson,
    /// Write the responses to PREFIX-1.xml, PREFIX-2.xml and so on
    #[arg(long, value_name = "PREFIX")]
    output: Option<String>,
    /// The MESH mailbox of the receiver
    #[arg(long, value_name = "MAILBOX")]
    endpoint: Option<String>,
    /// The ODS code of the receiver
    #[arg(long, value_name = "ODS")]
    responder_ods: Option<String>,
    /// The time of the responses, in place of now
    #[arg(long, value_name = "INSTANT")]
    now: Option<String>,
    /// A UUID for the responses, in place of a random one (repeatable)
    #[arg(long, value_name = "UUID")]
    id: Vec<String>,
}

pub(crate) fn simulate(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let Arguments { file, format, output, endpoint, responder_ods, now, id } = asked.clone();
    let organization = responder_ods.map(|ods| Organization { ods, ..Organization::default() });
    let responder = Responder { organization, endpoint: endpoint.unwrap_or_default(), ..Responder::default() };
    let mut options = AcknowledgementOptions { now: now.unwrap_or_default(), ids: id, ..AcknowledgementOptions::default() };
    let file = &file;
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
    let out = if format == TextOrJson::Json { serde_json::to_string(&simulated).unwrap_or_default() + "\n" } else { text(&simulated) };
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
