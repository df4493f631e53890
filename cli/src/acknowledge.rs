//! `ack FILE`: the acknowledgement that answers a message.

use crate::host::Host;
use crate::words::{Word, Words, one_of};
use crate::{put, read, say, write};
use itk3_validator::Validator;
use itk3_validator::reply::{AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use itk3_validator::syntax::Format;

/// How many UUIDs an acknowledgement may use.
const IDS: usize = 6;

struct Request<'a> {
    file: &'a str,
    code: &'a str,
    responder: Responder,
    options: AcknowledgementOptions,
    output: Option<&'a str>,
    mesh: Option<&'a str>,
}

fn request(arguments: &[String]) -> Result<Request<'_>, String> {
    let mut files = Vec::new();
    let mut request = Request {
        file: "",
        code: "suggested",
        responder: Responder::default(),
        options: AcknowledgementOptions::default(),
        output: None,
        mesh: None,
    };
    let mut organization = Organization::default();
    let mut practitioner = Practitioner::default();
    let mut words = Words::new(arguments);
    while let Some(word) = words.next()? {
        let option = match word {
            Word::Plain(file) => {
                files.push(file);
                continue;
            }
            Word::Option(option) => option,
        };
        let options = &mut request.options;
        match option {
            "--receiver" => options.receiver = true,
            "--even-unasked" => options.even_unasked = true,
            "--code" => request.code = words.value(option)?,
            "--output" => request.output = Some(words.value(option)?),
            "--mesh" => request.mesh = Some(words.value(option)?),
            "--id" => options.ids.push(words.value(option)?.to_owned()),
            "--now" => options.now = words.value(option)?.to_owned(),
            "--issue-code" => options.issue_code = Some(words.value(option)?.to_owned()),
            "--to" => options.to = Some(words.value(option)?.to_owned()),
            "--reply" => {
                let name = words.value(option)?;
                options.itk2_reply = Some(Itk2Reply::of(name).ok_or_else(|| one_of(option, &Itk2Reply::NAMES, name))?);
            }
            "--workflow" => options.workflow = Some(words.value(option)?.to_owned()),
            "--inf-ack" => options.inf_ack_requested = Some(choice(&mut words, option, ["true", "false"])?),
            "--diagnostics" => options.diagnostics = Some(choice(&mut words, option, ["true", "false"])?),
            "--definition" => options.instance_definition = choice(&mut words, option, ["instance", "current"])?,
            "--generation" => options.current_generation = choice(&mut words, option, ["current", "same"])?,
            "--format" => options.format = Some(if choice(&mut words, option, ["xml", "json"])? { Format::Xml } else { Format::Json }),
            _ => {
                let place = match option {
                    "--endpoint" => &mut request.responder.endpoint,
                    "--responder-address" => &mut request.responder.address,
                    "--responder-identity" => &mut request.responder.identity,
                    "--responder-ods" => &mut organization.ods,
                    "--responder-site" => &mut organization.site,
                    "--responder-user" => &mut practitioner.user,
                    "--responder-role" => &mut practitioner.role,
                    "--responder-family" => &mut practitioner.family,
                    "--responder-given" => &mut practitioner.given,
                    "--responder-prefix" => &mut practitioner.prefix,
                    other => return Err(["ack has no option ", other, "; see --help"].concat()),
                };
                *place = words.value(option)?.to_owned();
            }
        }
    }
    let [file] = files.as_slice() else { return Err("ack needs one file, or - for standard input; see --help".to_owned()) };
    request.file = file;
    let is_organization = !organization.ods.is_empty() || !organization.site.is_empty();
    request.responder.organization = is_organization.then_some(organization);
    let is_person = [&practitioner.user, &practitioner.role, &practitioner.family].iter().any(|text| !text.is_empty());
    request.responder.practitioner = is_person.then_some(practitioner);
    Ok(request)
}

/// Is the value the first of the two?
fn choice(words: &mut Words<'_>, option: &str, choices: [&str; 2]) -> Result<bool, String> {
    let value = words.value(option)?;
    if choices.contains(&value) { Ok(value == choices[0]) } else { Err(one_of(option, &choices, value)) }
}

pub(crate) fn acknowledge(host: &mut dyn Host, arguments: &[String]) -> Result<u8, String> {
    let mut request = request(arguments)?;
    let bytes = read(host, request.file)?;
    // The library knows neither clock nor chance.
    let options = &mut request.options;
    if options.now.is_empty() {
        options.now = host.now();
    }
    while options.ids.len() < IDS {
        options.ids.push(host.uuid());
    }
    let made = Validator::new().build_acknowledgement(&bytes, request.code, &request.responder, &request.options);
    if let Some(refused) = made.refused {
        let but = if refused.overridable { " (--even-unasked builds it all the same)" } else { "" };
        say(host, &[refused.message, but].concat());
        return Ok(if matches!(refused.reason, "responder" | "option" | "unknown-code" | "other-standard" | "no-return-address") {
            2
        } else {
            1
        });
    }
    made.notes.iter().for_each(|note| say(host, note));
    let text = made.text.unwrap_or_default();
    put(host, request.output, &text)?;
    if let (Some(path), Some(mesh)) = (request.mesh, made.mesh) {
        write(host, path, &mesh.control)?;
    }
    // It is held to the same rules as any message.
    Ok(u8::from(made.report.is_some_and(|report| !report.conforms)))
}
