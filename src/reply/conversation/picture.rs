//! A conversation as a sequence picture: who sends what to whom, and what has not come.

use super::{Conversation, Reviewed, State};
use crate::itk3::codes::Level;
use crate::report::attribute;

const WIDTH: u32 = 760;
const SENDER: u32 = 110;
const RECEIVER: u32 = 650;
const TOP: u32 = 56;
const STEP: u32 = 62;

const STYLE: &str = "\
text{font:14px Arial,Helvetica,sans-serif;fill:#212b32}.party{font-weight:bold;text-anchor:middle}.about{font-size:12px;fill:#4c6272}\
.says{text-anchor:middle}rect{fill:#fff}.box{fill:#e8edee;stroke:#768692}.life{stroke:#768692;stroke-dasharray:3 4}\
.arrow{stroke-width:2;fill:none}.sent{stroke:#005eb8}.good{stroke:#007f3b}.bad{stroke:#d5281b}.absent{stroke:#768692;stroke-dasharray:6 5}\
path.head{stroke:none}.head.sent{fill:#005eb8}.head.good{fill:#007f3b}.head.bad{fill:#d5281b}.head.absent{fill:#768692}.state{font-weight:bold}\
@media(prefers-color-scheme:dark){text{fill:#f0f4f5}.about{fill:#c8d3d9}rect{fill:#1b242a}.box{fill:#2f3c44;stroke:#aeb7bd}.life{stroke:#aeb7bd}\
.sent{stroke:#7ab8f5}.head.sent{fill:#7ab8f5}.good{stroke:#6fcf97}.head.good{fill:#6fcf97}.bad{stroke:#ff8d80}.head.bad{fill:#ff8d80}}";

/// One arrow.
struct Step {
    from_sender: bool,
    class: &'static str,
    says: String,
    about: String,
}

impl Conversation {
    /// Draws the conversation as SVG: the message, its responses, and those that have not come. Nothing of the message is in it
    /// but what it is, ids of rules aside.
    pub fn picture(&self) -> String {
        let steps = self.steps();
        let height = TOP + STEP * steps.len() as u32 + 78;
        let mut out = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" role=\"img\" aria-labelledby=\"title about\">\n"
        );
        element(&mut out, "<title id=\"title\">", self.title, "</title>\n");
        let told: Vec<String> = steps.iter().map(Step::told).collect();
        element(&mut out, "<desc id=\"about\">", &told.join(" "), "</desc>\n");
        out.push_str(&format!("<style>{STYLE}</style>\n<rect width=\"{WIDTH}\" height=\"{height}\"/>\n"));
        let bottom = TOP + STEP * steps.len() as u32 + 14;
        for (x, name) in [(SENDER, "Sender"), (RECEIVER, "Receiver")] {
            out.push_str(&format!(
                "<path class=\"life\" d=\"M{x} 42V{bottom}\"/><rect class=\"box\" x=\"{}\" y=\"12\" width=\"120\" height=\"30\" rx=\"4\"/>",
                x - 60
            ));
            out.push_str(&format!("<text class=\"party\" x=\"{x}\" y=\"32\">{name}</text>\n"));
        }
        for (place, step) in steps.iter().enumerate() {
            step.draw(&mut out, TOP + STEP * place as u32 + 40);
        }
        let class = match self.state {
            State::Complete => "good",
            State::Failed => "bad",
            State::Waiting | State::Unconfirmed | State::Unknown => "absent",
        };
        let y = bottom + 26;
        out.push_str(&format!("<path class=\"arrow {class}\" style=\"stroke-width:4\" d=\"M{} {}V{}\"/>", SENDER - 60, y - 16, y + 24));
        element(&mut out, &format!("<text class=\"state\" x=\"{}\" y=\"{y}\">", SENDER - 48), self.title, "</text>\n");
        element(&mut out, &format!("<text class=\"about\" x=\"{}\" y=\"{}\">", SENDER - 48, y + 20), self.why, "</text>\n");
        out.push_str("</svg>\n");
        out
    }

    fn steps(&self) -> Vec<Step> {
        let message = &self.message.message;
        let asks = match message.card.as_ref().map(|card| card.asks_for.as_slice()) {
            Some([]) => "requests no response".to_owned(),
            Some(levels) => ["requests ", &levels.join(" and "), if levels.len() == 1 { " response" } else { " responses" }].concat(),
            None => "cannot be read".to_owned(),
        };
        let says = match &message.domain {
            Some(domain) => [message.title, ": ", domain.title].concat(),
            None => message.title.to_owned(),
        };
        let mut steps = vec![Step { from_sender: true, class: "sent", says, about: asks }];
        steps.extend(self.responses.iter().map(|response| self.response(response)));
        for awaited in &self.waiting_for {
            steps.push(Step { from_sender: false, class: "absent", says: (*awaited).to_owned(), about: "has not arrived".to_owned() });
        }
        steps
    }

    fn response(&self, response: &Reviewed) -> Step {
        let level = match response.level {
            Some(Level::Infrastructure) => "Infrastructure response",
            Some(Level::Business) => "Business response",
            None if response.is_mesh_report() => "MESH report",
            None => "Response",
        };
        let code = response.code.as_deref().unwrap_or_default();
        let display: &str = response.display.as_deref().unwrap_or_default();
        // Some displays explain themselves at length.
        let short = display.split(['(', '.']).next().unwrap_or_default().trim();
        let says = [level, code, short].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let mut about: Vec<String> = Vec::new();
        let answered = response.to.and_then(|to| self.responses.get(to as usize));
        match (response.answers, answered) {
            (true, _) => {}
            (false, Some(answered)) => about.push(format!("answers the {} response", answered.level.map_or("other", |level| level.word()))),
            (false, None) => about.push("does not answer this message".to_owned()),
        }
        about.extend(response.issues.first().map(|issue| issue.message.clone()));
        if !response.report.conforms {
            about.push("does not conform".to_owned());
        }
        let is_stray = !response.answers && answered.is_none();
        let class = if is_stray {
            "absent"
        } else if response.positive == Some(false) {
            "bad"
        } else {
            "good"
        };
        // The sender of the message answers a response of its receiver.
        let from_sender = answered.is_some_and(|answered| answered.answers);
        Step { from_sender, class, says, about: about.join("; ") }
    }
}

impl Step {
    /// For those who cannot see it.
    fn told(&self) -> String {
        let (from, to) = if self.from_sender { ("Sender", "receiver") } else { ("Receiver", "sender") };
        let about = if self.about.is_empty() { String::new() } else { format!(", {}", self.about) };
        format!("{from} to {to}: {}{about}.", self.says)
    }

    fn draw(&self, out: &mut String, y: u32) {
        let Step { class, .. } = self;
        let (from, to, back) = if self.from_sender { (SENDER, RECEIVER, RECEIVER - 10) } else { (RECEIVER, SENDER, SENDER + 10) };
        let middle = (SENDER + RECEIVER) / 2;
        out.push_str(&format!("<path class=\"arrow {class}\" d=\"M{from} {y}H{back}\"/>"));
        out.push_str(&format!("<path class=\"head {class}\" d=\"M{to} {y}L{back} {}V{}Z\"/>", y - 6, y + 6));
        element(out, &format!("<text class=\"says\" x=\"{middle}\" y=\"{}\">", y - 8), &self.says, "</text>");
        element(out, &format!("<text class=\"says about\" x=\"{middle}\" y=\"{}\">", y + 16), &self.about, "</text>\n");
    }
}

fn element(out: &mut String, begin: &str, text: &str, end: &str) {
    out.push_str(begin);
    attribute(out, text);
    out.push_str(end);
}
