//! MESH metadata as it is met: a control file of the client, headers of the API, or these as JSON.

use crate::source::Span;

/// One value of the metadata.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// In small letters and without `mex-`, as one name for both forms: `to`, `from`, `workflowid`.
    pub(crate) key: String,
    /// As it is written.
    pub(crate) name: String,
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// The metadata of one transfer.
#[derive(Clone, Debug, Default)]
pub(crate) struct Metadata {
    pub(crate) is_control: bool,
    pub(crate) fields: Vec<Field>,
}

impl Metadata {
    /// Reads a text, or `None` if it is no metadata of MESH.
    pub(crate) fn of(text: &str) -> Option<Metadata> {
        // Whatever is longer is a message.
        const MOST: usize = 50_000;
        let trimmed = text.trim_start_matches('\u{feff}').trim_start();
        if text.len() > MOST {
            None
        } else if trimmed.starts_with('<') {
            (root(trimmed) == Some("DTSControl")).then(|| Metadata { is_control: true, fields: control(text) })
        } else if trimmed.starts_with('{') {
            let fields = if text.contains("resourceType") { Vec::new() } else { json(text) };
            (!fields.is_empty()).then_some(Metadata { is_control: false, fields })
        } else {
            // A captured request has headers and the message itself.
            let is_captured = text.contains("resourceType") || text.contains("http://hl7.org/fhir");
            let fields = if is_captured { Vec::new() } else { headers(text) };
            (!fields.is_empty()).then_some(Metadata { is_control: false, fields })
        }
    }

    pub(crate) fn get(&self, key: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.key == key)
    }

    /// A value, where there is one that is not empty.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.get(key).map(|field| field.value.trim()).filter(|value| !value.is_empty())
    }
}

fn key_of(name: &str) -> String {
    let plain = name.to_ascii_lowercase();
    let bare = plain.strip_prefix("mex-").unwrap_or(&plain);
    match bare {
        "from_dts" => "from".to_owned(),
        "to_dts" => "to".to_owned(),
        "statuscode" | "status-code" => "statuscode".to_owned(),
        bare => bare.replace(['-', '_'], ""),
    }
}

fn field(text: &str, name: &str, start: usize, end: usize) -> Field {
    let value = text[start..end].replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    Field { key: key_of(name), name: name.to_owned(), value, span: Span::new(start, end) }
}

/// The name of the first element, without its prefix.
fn root(text: &str) -> Option<&str> {
    let mut rest = text;
    loop {
        rest = &rest[rest.find('<')?..];
        let end = match rest.as_bytes().get(1)? {
            b'?' => "?>",
            b'!' if rest.starts_with("<!--") => "-->",
            b'!' => ">",
            _ => {
                let name = rest[1..].split(|c: char| c.is_whitespace() || c == '>' || c == '/').next()?;
                return name.rsplit(':').next();
            }
        };
        rest = &rest[rest.find(end)? + end.len()..];
    }
}

/// The elements of a control file that hold text alone.
fn control(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut at = 0;
    while let Some(start) = text[at..].find('<').map(|found| at + found) {
        let Some(end) = text[start..].find('>').map(|found| start + found) else { break };
        let tag = &text[start + 1..end];
        at = end + 1;
        let name = tag.split(|c: char| c.is_whitespace() || c == '/').next().unwrap_or_default();
        if name.is_empty() || tag.starts_with(['/', '?', '!']) {
            continue;
        }
        if tag.ends_with('/') {
            fields.push(Field { key: key_of(name), name: name.to_owned(), value: String::new(), span: Span::new(start, end + 1) });
            continue;
        }
        let close = ["</", name, ">"].concat();
        // Between the tags of a field stand no others.
        if let Some(next) = text[at..].find('<').map(|found| at + found).filter(|&next| text[next..].starts_with(&close)) {
            let mut one = field(text, name, at, next);
            if at == next {
                one.span = Span::new(start, next + close.len());
            }
            fields.push(one);
            at = next + close.len();
        }
    }
    fields
}

/// `Mex-To: …` in lines, of which others may stand between.
fn headers(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let Some((name, value)) = line.split_once(':') else { continue };
        let name = name.trim();
        if !name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("mex-")) || name.contains(char::is_whitespace) {
            continue;
        }
        let from = start + line.len() - value.len() + (value.len() - value.trim_start().len());
        let to = from + value.trim().len();
        let mut one = field(text, name, from.min(to), to);
        if value.trim().is_empty() {
            one.span = Span::new(start, start + line.trim_end().len());
        }
        fields.push(one);
    }
    fields
}

/// The members of an object whose names begin so.
fn json(text: &str) -> Vec<Field> {
    let mut fields = Vec::new();
    let strings = strings(text);
    for pair in strings.windows(2) {
        let ((name_start, name_end), (start, end)) = (pair[0], pair[1]);
        let name = &text[name_start..name_end];
        let between = text[name_end + 1..start - 1].trim();
        if between == ":" && name.get(..4).is_some_and(|start| start.eq_ignore_ascii_case("mex-")) {
            let mut one = field(text, name, start, end);
            if start == end {
                one.span = Span::new(start - 1, end + 1);
            }
            fields.push(one);
        }
    }
    fields
}

/// Where the strings of a JSON text stand, without their quotes.
fn strings(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut start, mut escaped) = (Vec::new(), None, false);
    for (at, byte) in text.bytes().enumerate() {
        match (start, byte) {
            (Some(_), _) if escaped => escaped = false,
            (Some(_), b'\\') => escaped = true,
            (Some(from), b'"') => {
                found.push((from, at));
                start = None;
            }
            (None, b'"') => start = Some(at + 1),
            _ => {}
        }
    }
    found
}
