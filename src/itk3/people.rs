//! What a message says of its patients, so that nothing of it goes into a response.

use crate::letters::lower;
use crate::syntax::tree::{NodeId, Tree};
use crate::validate::is_nhs_number;

/// Values that tell of a patient, in small letters.
#[derive(Debug, Default)]
pub(crate) struct People(Vec<String>);

const MONTHS: [&str; 12] =
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"];

impl People {
    /// Of all Patients of a message, wherever they stand.
    pub(crate) fn of(tree: &Tree<'_>) -> People {
        let mut people = People::default();
        let Some(patient) = (!tree.is_empty()).then(|| tree.names.find("Patient")).flatten() else { return people };
        for node in (0..tree.len() as u32).map(NodeId).filter(|&node| tree.resource_symbol(node) == Some(patient)) {
            people.add_patient(tree, node);
        }
        people
    }

    fn add_patient(&mut self, tree: &Tree<'_>, patient: NodeId) {
        for (list, parts) in
            [("name", &["family", "given", "text"][..]), ("address", &["postalCode", "text", "line"]), ("identifier", &["value"])]
        {
            for item in tree.children_named(patient, list) {
                for part in parts {
                    tree.children_named(item, part).for_each(|node| self.add(tree.value(node)));
                }
            }
        }
        // Postcodes are also written without the space.
        for address in tree.children_named(patient, "address") {
            let without_blanks = |code: &str| code.split_whitespace().collect::<String>();
            self.add(tree.child_value(address, "postalCode").map(without_blanks).as_deref());
        }
        if let Some(date) = tree.child_value(patient, "birthDate") {
            self.add(Some(date));
            if let (Some(year), Some(month), Some(day)) = (date.get(..4), date.get(5..7), date.get(8..10)) {
                for written in [
                    [year, month, day].concat(),
                    [day, month, year].concat(),
                    format!("{day}/{month}/{year}"),
                    format!("{day}-{month}-{year}"),
                ] {
                    self.0.push(written);
                }
                let name = month.parse::<usize>().ok().and_then(|month| MONTHS.get(month.checked_sub(1)?));
                for name in name.into_iter().flat_map(|name| [*name, &name[..3]]) {
                    for day in [day, day.trim_start_matches('0')] {
                        self.0.extend([format!("{day} {name} {year}"), format!("{day}-{name}-{year}")]);
                    }
                }
            }
        }
    }

    fn add(&mut self, value: Option<&str>) {
        // Shorter ones are parts of any text.
        self.0.extend(value.map(lower).filter(|value| value.chars().count() >= 3));
    }

    /// A text repeats one of the values, as words of its own.
    pub(crate) fn are_in(&self, text: &str) -> bool {
        // A hard space counts as a space.
        let text = lower(text).replace('\u{a0}', " ");
        self.0.iter().any(|value| has_word(&text, value))
    }

    /// A text that may go into a response: nothing of these patients, and nothing that reads as any NHS number.
    pub(crate) fn allow(&self, text: &str) -> bool {
        !nhs_number_in(text, true) && !self.are_in(text)
    }
}

/// A word on its own.
fn has_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let joins = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        !joins(text[..at].chars().next_back()) && !joins(text[at + word.len()..].chars().next())
    })
}

/// Ten digits, also as 3-3-4, with the right check digit. Letters beside them make another word of them, unless `anywhere`.
/// UUIDs are left out: their digits are chance.
pub(crate) fn nhs_number_in(text: &str, anywhere: bool) -> bool {
    let bytes = text.as_bytes();
    let joins = |byte: u8| byte.is_ascii_digit() || byte.is_ascii_alphabetic() && !anywhere;
    let mut at = 0;
    while at < bytes.len() {
        if let Some(length) = uuid_at(&bytes[at..]) {
            at += length;
            continue;
        }
        if !bytes[at].is_ascii_digit() || at > 0 && joins(bytes[at - 1]) {
            at += 1;
            continue;
        }
        let (mut digits, mut end) = (String::new(), at);
        while end < bytes.len() && digits.len() < 11 {
            match bytes[end] {
                digit @ b'0'..=b'9' => digits.push(char::from(digit)),
                b' ' | b'-' | b'.' if matches!(digits.len(), 3 | 6) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit) => {}
                _ => break,
            }
            end += 1;
        }
        if digits.len() == 10 && bytes.get(end).is_none_or(|&byte| !joins(byte)) && is_nhs_number(&digits) {
            return true;
        }
        // What was joined by a separator may begin after it.
        at += bytes[at..].iter().take_while(|byte| byte.is_ascii_digit()).count().max(1);
    }
    false
}

/// The length of a UUID at the beginning.
fn uuid_at(bytes: &[u8]) -> Option<usize> {
    const LENGTH: usize = 36;
    let uuid = bytes.get(..LENGTH)?;
    let fits =
        uuid.iter().enumerate().all(|(at, byte)| if matches!(at, 8 | 13 | 18 | 23) { *byte == b'-' } else { byte.is_ascii_hexdigit() });
    fits.then_some(LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nhs_numbers_are_found_in_texts_and_nothing_else_is() {
        for text in
            ["9434765919", "number 943 476 5919.", "(943-476-5919)", "NHS:9434765919", "943.476.5919", "A_9434765919_B", "9434765919/1"]
        {
            assert!(nhs_number_in(text, false), "{text}");
        }
        for text in
            ["9434765918", "099945750518", "a9434765919", "2017-01-23T10:10:16", "01234 567890", "", "12345678-1234-1234-1234-9434765919ab"]
        {
            assert!(!nhs_number_in(text, false), "{text}");
        }
        assert!(nhs_number_in("PAT9434765919", true));
        assert!(!nhs_number_in("12345678-1234-1234-1234-9434765919ab", true));
    }

    #[test]
    fn words_stand_alone() {
        assert!(has_word("of o'test, zoë", "zoë") && has_word("zz99 3wz", "zz99 3wz"));
        assert!(!has_word("testing", "test") && !has_word("contest", "test"));
    }
}
