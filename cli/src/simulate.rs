//! `simulate FILE`: what the simulator of the NHS's test harness would answer.

use clap::Args;

use crate::formats::TextOrJson;
use crate::host::Host;
use crate::streams::{print, read, say, write};
use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Organization, Responder, Simulated};

/// How many UUIDs two responses may use.
const IDS: usize = 12;

/// Answer an ITK3 message as the simulator of the NHS test harness would
///
/// The answer depends on a given name that is a code, a known NHS number, and the flags of the message.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The message, or - for standard input
    file: String,
    /// The format of the result
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: TextOrJson,
    /// Write the responses to PREFIX-1.xml and PREFIX-2.xml
    #[arg(long, short, value_name = "PREFIX")]
    output: Option<String>,
    /// The MESH mailbox of the responder
    #[arg(long, value_name = "MAILBOX", default_value = "", hide_default_value = true)]
    endpoint: String,
    /// The ODS code of the responder
    #[arg(long, value_name = "ODS", default_value = "", hide_default_value = true)]
    responder_ods: String,
    /// The time to use instead of the current time
    #[arg(long, value_name = "INSTANT", default_value = "", hide_default_value = true)]
    now: String,
    /// A UUID to use instead of a random one (repeatable)
    #[arg(long, value_name = "UUID")]
    id: Vec<String>,
}

pub(crate) fn simulate(host: &mut dyn Host, asked: Arguments) -> Result<u8, String> {
    let Arguments { file, format, output, endpoint, responder_ods: ods, now, id: ids } = asked;
    let organization = (!ods.is_empty()).then(|| Organization { ods, ..Organization::default() });
    let responder = Responder { endpoint, organization, ..Responder::default() };
    let mut options = AcknowledgementOptions { now, ids, ..AcknowledgementOptions::default() };
    let bytes = read(host, &file)?;
    if options.now.is_empty() {
        options.now = host.now();
    }
    while options.ids.len() < IDS {
        options.ids.push(host.uuid());
    }
    let validator = Validator::new();
    let Some(simulated) = validator.open_bytes(&bytes).simulate(&responder, &options) else {
        say(host, "the simulator answers only ITK3 messages of the current generation");
        return Ok(1);
    };
    // Report an unusable option, such as an id that is not a UUID, only once.
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
