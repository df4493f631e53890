//! What is said of words that make no sense: one sentence, with what is likely meant.

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

/// One sentence about a fault of the command line.
pub(crate) fn sentence(error: &Error) -> String {
    let option = text(error, ContextKind::InvalidArg);
    // Of `--format <FORM>` the name is enough.
    let name = option.split([' ', '=']).next().unwrap_or_default();
    let value = text(error, ContextKind::InvalidValue);
    match error.kind() {
        ErrorKind::InvalidSubcommand => with_near(error, &["unknown command ", &text(error, ContextKind::InvalidSubcommand)].concat()),
        ErrorKind::UnknownArgument if name.starts_with('-') => with_near(error, &["unknown option ", name].concat()),
        ErrorKind::UnknownArgument => with_near(error, &["unexpected word ", &option].concat()),
        ErrorKind::InvalidValue if value.is_empty() => {
            let choices = choices(error).map(|choices| [": ", &choices].concat()).unwrap_or_default();
            [name, " needs a value", &choices].concat()
        }
        ErrorKind::InvalidValue => match (first(error, ContextKind::SuggestedValue), choices(error)) {
            (Some(near), _) => [name, " cannot be ", &value, "; did you mean ", &near, "?"].concat(),
            (None, Some(choices)) => [name, " must be ", &choices, ", not ", &value].concat(),
            (None, None) => [name, " cannot be ", &value].concat(),
        },
        ErrorKind::ValueValidation => {
            let why = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
            [name, " cannot be ", &value, ": ", &why].concat()
        }
        ErrorKind::TooManyValues => [name, " takes no value, but was given ", &value].concat(),
        ErrorKind::NoEquals | ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => [name, " needs another value"].concat(),
        ErrorKind::ArgumentConflict => [name, " cannot be used together with ", &text(error, ContextKind::PriorArg)].concat(),
        ErrorKind::MissingRequiredArgument => with_help(error, &["missing: ", &option.replace(['<', '>'], "").replace("...", "")].concat()),
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            with_help(error, &["missing command: ", &text(error, ContextKind::ValidSubcommand)].concat())
        }
        _ => error.to_string().lines().next().unwrap_or_default().trim_start_matches("error: ").to_owned(),
    }
}

/// What the parser knows of a fault, as text; of several values a list.
fn text(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        Some(ContextValue::StyledStrs(texts)) => texts.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

fn with_near(error: &Error, what: &str) -> String {
    let near = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg].map(|kind| first(error, kind)).into_iter().flatten().next();
    match near {
        Some(near) => [what, "; did you mean ", &near, "?"].concat(),
        None => with_help(error, what),
    }
}

/// The first of what is likely meant.
fn first(error: &Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => texts.first().cloned(),
        _ => None,
    }
}

/// Where the rest is to be read: the help of the command that the line is for.
fn with_help(error: &Error, what: &str) -> String {
    let usage = text(error, ContextKind::Usage);
    let line = usage.lines().next().unwrap_or_default().trim_start_matches("Usage: ");
    let words: Vec<&str> =
        line.split(' ').take_while(|word| word.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '3')).collect();
    let words = if words.is_empty() { "itk3-validator".to_owned() } else { words.join(" ") };
    [what, "; see ", &words, " --help"].concat()
}

/// The values that are possible: `a, b or c`.
fn choices(error: &Error) -> Option<String> {
    let Some(ContextValue::Strings(valid)) = error.get(ContextKind::ValidValue) else { return None };
    let (last, others) = valid.split_last()?;
    Some(if others.is_empty() { last.clone() } else { [&others.join(", "), " or ", last.as_str()].concat() })
}
