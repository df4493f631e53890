//! Functions on strings. Positions count characters.

use crate::letters::small;
use std::borrow::Cow;

use super::Unknown;
use super::ast::PartId;
use super::context::{Cx, Items, Outcome, Scope};
use super::pattern::{Pattern, PatternError};
use super::value::truth;
use super::value::{Value, maybe, one};

/// A string and those that go with it.
type Texts<'a, const N: usize> = (Cow<'a, str>, [Cow<'a, str>; N]);

fn text<'a>(text: String) -> Items<'a> {
    one(Value::Text(Cow::Owned(text)))
}

impl<'a> Cx<'_, 'a> {
    /// The string that a function is called on and the strings that are its arguments, or `None` if one is missing.
    fn texts<const N: usize>(
        &mut self,
        scope: Scope<'_, 'a>,
        input: &[Value<'a>],
        arguments: &'a [PartId],
    ) -> Outcome<Option<Texts<'a, N>>> {
        let input = self.string(input)?;
        let mut out = [const { Cow::Borrowed("") }; N];
        let mut complete = true;
        for (slot, &argument) in out.iter_mut().zip(arguments) {
            let value = self.evaluate(scope, argument)?;
            match self.string(&value)? {
                Some(value) => *slot = value,
                None => complete = false,
            }
        }
        if let Some(input) = &input {
            self.step(input.len() / 16)?;
        }
        Ok(input.filter(|_| complete).map(|input| (input, out)))
    }
}

pub(super) fn test<'a>(
    cx: &mut Cx<'_, 'a>,
    scope: Scope<'_, 'a>,
    input: &[Value<'a>],
    arguments: &'a [PartId],
    test: fn(&str, &str) -> bool,
) -> Outcome<Items<'a>> {
    let texts = cx.texts::<1>(scope, input, arguments)?;
    truth(texts.map(|(text, [part])| test(&text, &part)))
}

pub(super) fn change<'a>(cx: &mut Cx<'_, 'a>, input: &[Value<'a>], change: fn(&str) -> Option<String>) -> Outcome<Items<'a>> {
    let Some(value) = cx.string(input)? else { return Ok(Vec::new()) };
    change(&value).map(text).ok_or(Unknown::Fault("it changes the case of letters beyond those of Western Europe"))
}

fn upper_case(c: char) -> char {
    match c {
        'à'..='þ' if c != '÷' => char::from((c as u32 as u8) - 32),
        c => c.to_ascii_uppercase(),
    }
}

fn map(value: &str, case: fn(char) -> char) -> Option<String> {
    // Among Latin-1 letters these two have their capitals elsewhere.
    let known = value.chars().all(|c| c <= 'ÿ' && !matches!(c, 'ß' | 'ÿ' | 'µ'));
    known.then(|| value.chars().map(case).collect())
}

pub(super) fn lower(value: &str) -> Option<String> {
    map(value, small)
}

pub(super) fn upper(value: &str) -> Option<String> {
    map(value, upper_case)
}

pub(super) fn index_of<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some((text, [part])) = cx.texts(scope, &input, arguments)? else { return Ok(Vec::new()) };
    let at = text.find(&*part).map_or(-1, |at| text[..at].chars().count() as i64);
    Ok(one(Value::Integer(at)))
}

pub(super) fn substring<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let value = cx.string(&input)?;
    let start = cx.evaluate(scope, arguments[0])?;
    let start = cx.integer(&start)?;
    let length = match arguments.get(1) {
        Some(&length) => {
            let length = cx.evaluate(scope, length)?;
            cx.integer(&length)?
        }
        None => None,
    };
    let (Some(value), Some(start)) = (value, start) else { return Ok(Vec::new()) };
    let Ok(start) = usize::try_from(start) else { return Ok(Vec::new()) };
    let Some((from, _)) = value.char_indices().nth(start) else { return Ok(Vec::new()) };
    let rest = &value[from..];
    let length = length.map_or(usize::MAX, |length| usize::try_from(length).unwrap_or(0));
    let end = rest.char_indices().nth(length).map_or(rest.len(), |(at, _)| at);
    Ok(text(rest[..end].to_owned()))
}

pub(super) fn replace<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some((value, [from, to])) = cx.texts(scope, &input, arguments)? else { return Ok(Vec::new()) };
    // A short pattern and a long substitution could make a text of any length.
    cx.step(value.len().saturating_mul(to.len()) / 16)?;
    Ok(text(value.replace(&*from, &to)))
}

impl From<PatternError> for Unknown {
    fn from(error: PatternError) -> Unknown {
        match error {
            PatternError::Unsupported => Unknown::Fault("it uses a regular expression that is not supported here"),
            PatternError::TooCostly => Unknown::TooCostly,
        }
    }
}

pub(super) fn matches<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some((value, [pattern])) = cx.texts(scope, &input, arguments)? else { return Ok(Vec::new()) };
    truth(Some(Pattern::parse(&pattern)?.find(&value, 0)?.is_some()))
}

pub(super) fn replace_matches<'a>(
    cx: &mut Cx<'_, 'a>,
    scope: Scope<'_, 'a>,
    input: Items<'a>,
    arguments: &'a [PartId],
) -> Outcome<Items<'a>> {
    let Some((value, [pattern, to])) = cx.texts(scope, &input, arguments)? else { return Ok(Vec::new()) };
    if to.contains(['$', '\\']) {
        // Groups of the match, which are not kept.
        return Err(Unknown::Unsupported);
    }
    let pattern = Pattern::parse(&pattern)?;
    let mut out = String::new();
    let mut from = 0;
    while let Some((start, end)) = pattern.find(&value, from)? {
        // Each search may cost as much as the rest is long.
        cx.step(value.len() - from + to.len())?;
        if start == end {
            break;
        }
        out.push_str(&value[from..start]);
        out.push_str(&to);
        from = end;
    }
    out.push_str(&value[from..]);
    Ok(text(out))
}

pub(super) fn length<'a>(cx: &mut Cx<'_, 'a>, _: Scope<'_, 'a>, input: Items<'a>, _: &'a [PartId]) -> Outcome<Items<'a>> {
    Ok(maybe(cx.string(&input)?.map(|text| Value::Integer(text.chars().count() as i64))))
}

pub(super) fn to_chars<'a>(cx: &mut Cx<'_, 'a>, _: Scope<'_, 'a>, input: Items<'a>, _: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some(value) = cx.string(&input)? else { return Ok(Vec::new()) };
    cx.step(value.len())?;
    Ok(value.chars().map(|c| Value::Text(Cow::Owned(c.into()))).collect())
}

pub(super) fn split<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let Some((value, [separator])) = cx.texts(scope, &input, arguments)? else { return Ok(Vec::new()) };
    cx.step(value.len())?;
    Ok(value.split(&*separator).map(|part| Value::Text(Cow::Owned(part.to_owned()))).collect())
}

pub(super) fn join<'a>(cx: &mut Cx<'_, 'a>, scope: Scope<'_, 'a>, input: Items<'a>, arguments: &'a [PartId]) -> Outcome<Items<'a>> {
    let separator = match arguments.first() {
        Some(&separator) => {
            let separator = cx.evaluate(scope, separator)?;
            cx.string(&separator)?.unwrap_or_default()
        }
        None => Cow::Borrowed(""),
    };
    if input.is_empty() {
        return Ok(input);
    }
    let mut out = String::new();
    for (i, item) in input.iter().enumerate() {
        if i > 0 {
            out.push_str(&separator);
        }
        if let Some(part) = cx.string(std::slice::from_ref(item))? {
            cx.step(1 + part.len() / 16)?;
            out.push_str(&part);
        }
    }
    Ok(text(out))
}
