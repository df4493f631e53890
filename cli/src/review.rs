//! `review MESSAGE RESPONSE…`: what the responses to a message come to.

use clap::{Args, ValueEnum};

use crate::host::Host;
use crate::streams::{print, read, say};
use itk3_validator::reply::{Conversation, State};
use itk3_validator::report::{Issue, Report};
use itk3_validator::{Options, Validator};

/// Decide the state of a message from its responses: complete, waiting, failed, unconfirmed or unknown
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// The message that was sent, or - for standard input
    message: String,
    /// The responses to it, in the order in which they came
    responses: Vec<String>,
    /// The format of the result; svg is a sequence diagram
    #[arg(long, value_name = "FORM", default_value = "text")]
    format: Format,
}

/// What a review can be had as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
    Svg,
}

pub(crate) fn review(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    let Arguments { message, responses, format } = asked;
    let sent = read_or_say(host, message);
    // One that cannot be read hides none of the others.
    let (mut names, mut received) = (Vec::new(), Vec::new());
    for response in responses {
        if let Some(bytes) = read_or_say(host, response) {
            names.push(response.as_str());
            received.push(bytes);
        }
    }
    // Without the message, or without any of its responses, nothing true could be said of where they stand.
    let Some(sent) = sent.filter(|_| responses.is_empty() || !received.is_empty()) else { return Ok(2) };
    let received: Vec<&[u8]> = received.iter().map(Vec::as_slice).collect();
    let conversation = Validator::new().review_conversation(&sent, &received, &Options::default());
    let out = match format {
        Format::Json => serde_json::to_string(&conversation).unwrap_or_default() + "\n",
        Format::Svg => conversation.picture(),
        Format::Text => text(&conversation, message, &names),
    };
    print(host, &out)?;
    Ok(match conversation.state {
        _ if names.len() < responses.len() => 2,
        State::Unknown => 2,
        State::Complete => 0,
        State::Waiting | State::Failed | State::Unconfirmed => 1,
    })
}

fn read_or_say(host: &mut dyn Host, file: &str) -> Option<Vec<u8>> {
    read(host, file).map_err(|why| say(host, &why)).ok()
}

fn text(conversation: &Conversation, message: &str, responses: &[&str]) -> String {
    let mut out = [conversation.title, "\n", conversation.why, "\n"].concat();
    let mut list = |title: &str, items: &[&str]| {
        for item in items {
            out.push_str(&[title, item, "\n"].concat());
        }
    };
    list("waiting for: ", &conversation.waiting_for);
    list("next: ", &conversation.next);
    let verdict = |report: &Report| format!("{}{}", report.verdict[..1].to_ascii_lowercase(), &report.verdict[1..]);
    out.push_str(&format!("{message}: message: {}\n", verdict(&conversation.message)));
    for (response, name) in conversation.responses.iter().zip(responses) {
        let level = match response.level {
            Some(level) => level.word(),
            None if response.is_mesh_report() => "MESH report",
            None => "response",
        };
        let code = response.code.as_deref().unwrap_or("no code");
        let answers = match (response.answers, response.to) {
            (answers, _) if response.is_mesh_report() => {
                let about = if answers || response.positive.is_none() { "" } else { "may be about another message: " };
                [about, response.display.as_deref().unwrap_or("an error that is not in the published list")].concat()
            }
            (true, _) => "answers the message".to_owned(),
            (false, Some(to)) => format!("answers response {}", to + 1),
            (false, None) => "does not answer the message".to_owned(),
        };
        out.push_str(&format!("{name}: {level} {code}: {answers}; on its own: {}\n", verdict(&response.report)));
        response.issues.iter().for_each(|issue| one(&mut out, name, issue));
    }
    out
}

fn one(out: &mut String, name: &str, issue: &Issue) {
    out.push_str(&format!(
        "{name}:{}:{}: {} [{}] {}\n",
        issue.place.line,
        issue.place.column,
        issue.severity.word(),
        issue.rule,
        issue.message
    ));
}
