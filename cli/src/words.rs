//! The words of a command line: options, their values, and the rest.

/// One word after the other. `--name=value` counts as two; after `--` every word is a plain one.
pub(crate) struct Words<'a> {
    words: std::slice::Iter<'a, String>,
    value: Option<&'a str>,
    plain: bool,
}

/// A word, by what it is.
pub(crate) enum Word<'a> {
    /// Begins with `-`, and is more than that.
    Option(&'a str),
    /// Anything else.
    Plain(&'a str),
}

impl<'a> Words<'a> {
    pub(crate) fn new(words: &'a [String]) -> Words<'a> {
        Words { words: words.iter(), value: None, plain: false }
    }

    /// The next word; an error where the one before has a value that nobody asked for.
    pub(crate) fn next(&mut self) -> Result<Option<Word<'a>>, String> {
        if let Some(value) = self.value {
            return Err(["the value ", value, " belongs to an option that has none"].concat());
        }
        let Some(word) = self.words.next() else { return Ok(None) };
        if self.plain || !word.starts_with('-') || word == "-" {
            return Ok(Some(Word::Plain(word)));
        }
        if word == "--" {
            self.plain = true;
            return self.next();
        }
        if let Some((name, value)) = word.split_once('=').filter(|_| word.starts_with("--")) {
            self.value = Some(value);
            return Ok(Some(Word::Option(name)));
        }
        Ok(Some(Word::Option(word)))
    }

    /// The value of the option that was just given.
    pub(crate) fn value(&mut self, option: &str) -> Result<&'a str, String> {
        let next = self.value.take().or_else(|| self.words.next().map(String::as_str));
        next.ok_or_else(|| [option, " needs a value"].concat())
    }

    /// The value of `--format` where it is text or JSON: whether it is JSON.
    pub(crate) fn is_json(&mut self) -> Result<bool, String> {
        match self.value("--format")? {
            "json" => Ok(true),
            "text" => Ok(false),
            other => Err(one_of("--format", &["text", "json"], other)),
        }
    }
}

/// What an option may be, in an error: `a, b or c`.
pub(crate) fn one_of(option: &str, choices: &[&str], found: &str) -> String {
    let mut text = [option, " is "].concat();
    for (i, choice) in choices.iter().enumerate() {
        text.push_str(if i == 0 {
            ""
        } else if i + 1 == choices.len() {
            " or "
        } else {
            ", "
        });
        text.push_str(choice);
    }
    text + ", not " + found
}
