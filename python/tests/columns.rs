//! Columns of messages without any Python around them.
#![allow(dead_code, reason = "the module has a caller more")]

#[path = "../src/columns.rs"]
mod columns;

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, Int64Array, StringArray};
use columns::{Checked, Messages, check, check_by};
use itk3_validator::{Options, Validator};

fn column(texts: &[Option<&str>]) -> ArrayRef {
    Arc::new(StringArray::from(texts.to_vec()))
}

fn ids(count: i64) -> ArrayRef {
    Arc::new(Int64Array::from_iter_values(0..count))
}

fn words(checked: &Checked, name: &str) -> Vec<String> {
    let findings = checked.flat().expect("columns are of one length");
    let column = findings.column_by_name(name).expect("there is one of that name").clone();
    column.as_string::<i32>().iter().map(|word| word.unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_check_that_panics_costs_its_own_row_alone() {
    let validator = Validator::new();
    let texts = column(&[Some("{}"), Some("panic"), Some("{}")]);
    let messages = Messages::of(&texts).expect("it is a column of texts");
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let checked = check_by(
        &|bytes| {
            assert!(bytes != b"panic", "this one stops");
            validator.validate_bytes(bytes, &Options::default())
        },
        &ids(3),
        &messages,
        0,
        None,
    );
    std::panic::set_hook(hook);
    assert_eq!((checked.summary.num_rows(), checked.next), (3, 3));
    let conforms: &BooleanArray = checked.summary.column_by_name("conforms").expect("it is there").as_boolean();
    assert!(!conforms.value(1));
    assert_eq!(words(&checked, "rule").iter().filter(|rule| *rule == "stopped").count(), 1);
    let first = words(&checked, "rule").len();
    assert!(first > 2, "the others have findings of their own");
}

#[test]
fn a_message_that_is_missing_has_a_row_and_a_finding() {
    let validator = Validator::new();
    let texts = column(&[None, Some("")]);
    let messages = Messages::of(&texts).expect("it is a column of texts");
    let checked = check(&validator, &ids(2), &messages, 0, &Options::default(), false);
    assert_eq!(words(&checked, "rule"), ["not-fhir", "not-fhir"]);
    let bytes = checked.summary.column_by_name("bytes").expect("it is there");
    assert!(bytes.is_null(0) && bytes.is_valid(1));
}

#[test]
fn rows_that_are_gone_through_in_parts_are_those_of_the_whole() {
    let validator = Validator::new();
    let texts = column(&[Some("{"), Some("<"), Some("{}"), None]);
    let messages = Messages::of(&texts).expect("it is a column of texts");
    let options = Options::default();
    let whole = check(&validator, &ids(4), &messages, 0, &options, true);
    let rest = check(&validator, &ids(4), &messages, 2, &options, true);
    assert_eq!(whole.summary.slice(2, 2), rest.summary);
    assert_eq!(check(&validator, &ids(4), &messages, 4, &options, true).summary.num_rows(), 0);
    let (flat, nested) = (whole.flat().expect("it fits"), whole.nested().expect("it fits"));
    let list = nested.column_by_name("findings").expect("it is there").as_list::<i32>();
    assert_eq!(list.values().len(), flat.num_rows());
}
