//! `ack FILE`: the acknowledgement that answers a message.

use clap::builder::PossibleValuesParser;
use clap::{ArgAction, Args, ValueEnum};

use crate::formats::XmlOrJson;
use crate::host::Host;
use crate::streams::{put, read, say, write};
use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use itk3_validator::report::Severity;
use itk3_validator::syntax::Format;

/// How many UUIDs an acknowledgement may use.
const IDS: usize = 6;

/// Build the acknowledgement of a message
///
/// A message of ITK 2 is answered in ITK 2: its codes are OK, DE0001 to DE0012, 1000, 2100, 2200 or 3000, and no mailbox is needed.
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The message, or - for standard input
    file: String,
    /// A response code (see `itk3-validator codes`), or suggested, which follows from the findings
    #[arg(long, default_value = "suggested")]
    code: String,
    /// The format; by default that of the message
    #[arg(long)]
    format: Option<XmlOrJson>,
    /// Write to this file instead of standard output
    #[arg(long, short, value_name = "FILE")]
    output: Option<String>,
    /// Write the control file for MESH to this file
    #[arg(long, value_name = "FILE")]
    mesh: Option<String>,
    /// The MESH workflow of the message being answered; by default it follows from its event
    #[arg(long, value_name = "ID")]
    workflow: Option<String>,
    /// The destination, if the message has none: a MESH mailbox, or an address in ITK 2
    #[arg(long, value_name = "ADDRESS")]
    to: Option<String>,
    #[command(flatten)]
    responder: ResponderArguments,
    #[command(flatten)]
    content: ContentArguments,
    #[command(flatten)]
    itk2: Itk2Arguments,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Who responds")]
struct ResponderArguments {
    /// The MESH mailbox of the responder
    #[arg(long, value_name = "MAILBOX", default_value = "", hide_default_value = true)]
    endpoint: String,
    /// The ODS code of the organisation
    #[arg(long, value_name = "ODS", default_value = "", hide_default_value = true)]
    responder_ods: String,
    /// The ODS code of the site
    #[arg(long, value_name = "SITE", default_value = "", hide_default_value = true)]
    responder_site: String,
    /// To reply as a person: the SDS user id
    #[arg(long, value_name = "ID", default_value = "", hide_default_value = true)]
    responder_user: String,
    /// The SDS role profile id of the person
    #[arg(long, value_name = "ROLE", default_value = "", hide_default_value = true)]
    responder_role: String,
    /// The family name of the person
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    responder_family: String,
    /// The given name of the person
    #[arg(long, value_name = "NAME", default_value = "", hide_default_value = true)]
    responder_given: String,
    /// The title of the person
    #[arg(long, value_name = "TITLE", default_value = "", hide_default_value = true)]
    responder_prefix: String,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Content of the response")]
struct ContentArguments {
    /// The issue code of the OperationOutcome; by default it follows from the response code
    #[arg(long, value_name = "CODE")]
    issue_code: Option<String>,
    /// Name the original sender as receiver
    #[arg(long)]
    receiver: bool,
    /// Whether diagnostics have rule ids and paths; by default only with negative codes
    #[arg(long, value_name = "BOOLEAN", action = ArgAction::Set)]
    diagnostics: Option<bool>,
    /// Whether the response requests an infrastructure response
    #[arg(long, value_name = "BOOLEAN", action = ArgAction::Set)]
    inf_ack: Option<bool>,
    /// The name of the MessageDefinition: the current one, or the one with Instance as in the published examples
    #[arg(long, value_name = "WHICH")]
    definition: Option<Definition>,
    /// The generation of ITK3 to answer in: that of the message, or the current one
    #[arg(long, value_name = "WHICH")]
    generation: Option<Generation>,
    /// Build a response that the message does not request
    #[arg(long)]
    even_unasked: bool,
    /// The time to use instead of the current time
    #[arg(long, value_name = "INSTANT", default_value = "", hide_default_value = true)]
    now: String,
    /// A UUID to use instead of a random one (repeatable)
    #[arg(long, value_name = "UUID")]
    id: Vec<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "ITK 2")]
struct Itk2Arguments {
    /// What to build
    #[arg(long, value_name = "KIND", value_parser = PossibleValuesParser::new(Itk2Reply::NAMES))]
    reply: Option<String>,
    /// The address of the responder (urn:nhs-uk:addressing:…), instead of the ODS code
    #[arg(long, value_name = "ADDRESS", default_value = "", hide_default_value = true)]
    responder_address: String,
    /// The identity of the responder (urn:nhs-uk:identity:…), instead of the ODS code
    #[arg(long, value_name = "IDENTITY", default_value = "", hide_default_value = true)]
    responder_identity: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Definition {
    Current,
    Instance,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Generation {
    Same,
    Current,
}

/// Who responds, from what was said of them.
fn responder(of: ResponderArguments, itk2: &mut Itk2Arguments) -> Responder {
    let take = std::mem::take;
    let is_organization = [&of.responder_ods, &of.responder_site].iter().any(|text| !text.is_empty());
    let is_person = [&of.responder_user, &of.responder_role, &of.responder_family].iter().any(|text| !text.is_empty());
    let practitioner = Practitioner {
        user: of.responder_user,
        role: of.responder_role,
        family: of.responder_family,
        given: of.responder_given,
        prefix: of.responder_prefix,
    };
    let organization = Organization { ods: of.responder_ods, site: of.responder_site };
    Responder {
        endpoint: of.endpoint,
        address: take(&mut itk2.responder_address),
        identity: take(&mut itk2.responder_identity),
        organization: is_organization.then_some(organization),
        practitioner: is_person.then_some(practitioner),
    }
}

fn options(of: ContentArguments, itk2: Itk2Arguments) -> AcknowledgementOptions {
    AcknowledgementOptions {
        receiver: of.receiver,
        even_unasked: of.even_unasked,
        ids: of.id,
        now: of.now,
        issue_code: of.issue_code,
        itk2_reply: itk2.reply.and_then(|name| Itk2Reply::of(&name)),
        inf_ack_requested: of.inf_ack,
        diagnostics: of.diagnostics,
        instance_definition: of.definition == Some(Definition::Instance),
        current_generation: of.generation == Some(Generation::Current),
        ..AcknowledgementOptions::default()
    }
}

pub(crate) fn acknowledge(host: &mut dyn Host, asked: Arguments) -> Result<u8, String> {
    let Arguments { file, code, format, output, mesh, workflow, to, responder: who, content, mut itk2 } = asked;
    let bytes = read(host, &file)?;
    let responder = responder(who, &mut itk2);
    let mut options = AcknowledgementOptions { to, workflow, format: format.map(Format::from), ..options(content, itk2) };
    // The library knows neither clock nor chance.
    if options.now.is_empty() {
        options.now = host.now();
    }
    while options.ids.len() < IDS {
        options.ids.push(host.uuid());
    }
    let made = Validator::new().build_acknowledgement(&bytes, &code, &responder, &options);
    if let Some(refused) = made.refused {
        let but = if refused.overridable { " (--even-unasked builds it anyway)" } else { "" };
        say(host, &[refused.message, but].concat());
        return Ok(if matches!(refused.reason, "responder" | "option" | "unknown-code" | "other-standard" | "no-return-address") {
            2
        } else {
            1
        });
    }
    made.notes.iter().for_each(|note| say(host, note));
    let text = made.text.unwrap_or_default();
    put(host, output.as_deref(), &text)?;
    match (mesh, made.mesh) {
        (Some(path), Some(mesh)) => write(host, &path, &mesh.control)?,
        (Some(path), None) => return Err([&*path, ": was not written: a reply of ITK 2 has no control file for MESH"].concat()),
        (None, _) => {}
    }
    // It is held to the same rules as any message.
    let Some(report) = made.report.filter(|report| !report.conforms) else { return Ok(0) };
    for issue in report.issues.iter().filter(|issue| issue.severity <= Severity::Error) {
        say(host, &format!("The response does not conform: {} ({}, at {})", issue.message, issue.rule, issue.path));
    }
    Ok(1)
}
