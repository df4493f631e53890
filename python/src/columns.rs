//! Columns of messages in, columns of findings out: arrays are built here, and no row of them becomes an object of Python.
//!
//! What is wrong with a row is a finding of that row, whatever it holds; no row stops the others.

use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int32Builder, Int64Builder, StringBuilder};
use arrow_array::cast::AsArray;
use arrow_array::types::{BinaryViewType, StringViewType};
use arrow_array::{Array, ArrayRef, GenericByteViewArray, Int32Array, LargeBinaryArray, ListArray, RecordBatch, StructArray};
use arrow_array::{BinaryArray, LargeStringArray, StringArray};
use arrow_buffer::{OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, Fields, Schema};
use itk3_validator::report::rules::rule;
use itk3_validator::report::{Counts, Issue, Report};
use itk3_validator::{Options, Validator};

/// An answer is closed when it has as many findings, or as many bytes of messages were checked for it: so its size is bounded,
/// and the interpreter is back in time for an interrupt.
const MOST_FINDINGS: usize = 50_000;
const MOST_BYTES: usize = 64 << 20;

/// Longer words are no codes.
const MOST_OF_WORD: usize = 128;

/// A column of texts, or of bytes.
pub(crate) enum Messages<'a> {
    Text(&'a StringArray),
    LargeText(&'a LargeStringArray),
    TextView(&'a GenericByteViewArray<StringViewType>),
    Bytes(&'a BinaryArray),
    LargeBytes(&'a LargeBinaryArray),
    BytesView(&'a GenericByteViewArray<BinaryViewType>),
    /// No row has anything.
    Nothing,
}

impl<'a> Messages<'a> {
    /// None where the column holds something else.
    pub(crate) fn of(column: &'a ArrayRef) -> Option<Messages<'a>> {
        Some(match column.data_type() {
            DataType::Utf8 => Messages::Text(column.as_string()),
            DataType::LargeUtf8 => Messages::LargeText(column.as_string()),
            DataType::Utf8View => Messages::TextView(column.as_string_view()),
            DataType::Binary => Messages::Bytes(column.as_binary()),
            DataType::LargeBinary => Messages::LargeBytes(column.as_binary()),
            DataType::BinaryView => Messages::BytesView(column.as_binary_view()),
            DataType::Null => Messages::Nothing,
            _ => return None,
        })
    }

    /// The message of a row. Texts are taken as bytes, too: whoever made the column may not have looked at them.
    fn get(&self, row: usize) -> Option<&'a [u8]> {
        match self {
            Messages::Text(column) => column.is_valid(row).then(|| column.value(row).as_bytes()),
            Messages::LargeText(column) => column.is_valid(row).then(|| column.value(row).as_bytes()),
            Messages::TextView(column) => column.is_valid(row).then(|| column.value(row).as_bytes()),
            Messages::Bytes(column) => column.is_valid(row).then(|| column.value(row)),
            Messages::LargeBytes(column) => column.is_valid(row).then(|| column.value(row)),
            Messages::BytesView(column) => column.is_valid(row).then(|| column.value(row)),
            Messages::Nothing => None,
        }
    }
}

/// What came of some rows.
pub(crate) struct Checked {
    /// A row for each message.
    pub(crate) summary: RecordBatch,
    /// The findings of all of them, one after the other.
    findings: StructArray,
    /// Where those of each message begin, and where the last end.
    offsets: Vec<i32>,
    /// The row to go on with.
    pub(crate) next: usize,
}

impl Checked {
    /// Findings as rows of their own, each with the id of its message.
    pub(crate) fn flat(&self) -> Result<RecordBatch, ArrowError> {
        let rows = self.offsets.windows(2).zip(0..).flat_map(|(ends, row)| (ends[0]..ends[1]).map(move |_| row));
        let ids = self.summary.column(0);
        let mut fields = vec![Arc::clone(&self.summary.schema_ref().fields()[0])];
        fields.extend(self.findings.fields().iter().cloned());
        let mut columns = vec![arrow_select::take::take(ids, &Int32Array::from_iter_values(rows), None)?];
        columns.extend(self.findings.columns().iter().cloned());
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }

    /// The summary with a further column: the findings of each message.
    pub(crate) fn nested(self) -> Result<RecordBatch, ArrowError> {
        let item = Arc::new(Field::new("element", self.findings.data_type().clone(), false));
        let offsets = OffsetBuffer::new(ScalarBuffer::from(self.offsets));
        let list = ListArray::try_new(Arc::clone(&item), offsets, Arc::new(self.findings), None)?;
        let mut fields = self.summary.schema_ref().fields().to_vec();
        fields.push(Arc::new(Field::new("findings", DataType::List(item), false)));
        let mut columns = self.summary.columns().to_vec();
        columns.push(Arc::new(list));
        RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)
    }
}

/// Checks rows from `start` on. With `values`, findings also say what stands in the message.
pub(crate) fn check(
    validator: &Validator,
    ids: &ArrayRef,
    messages: &Messages<'_>,
    start: usize,
    options: &Options,
    values: bool,
) -> Checked {
    let check = |bytes: &[u8]| validator.validate_bytes(bytes, options);
    let quotable = |issue: &Issue| validator.quotable_path(issue);
    check_by(&check, ids, messages, start, if values { None } else { Some(&quotable) })
}

/// The path of a finding as far as it may be told to whoever must not see the message.
type Quotable<'a> = &'a dyn Fn(&Issue) -> String;

/// The same with any way to check a message.
pub(crate) fn check_by(
    check: &dyn Fn(&[u8]) -> Report,
    ids: &ArrayRef,
    messages: &Messages<'_>,
    start: usize,
    quotable: Option<Quotable<'_>>,
) -> Checked {
    let (mut summary, mut findings) = (SummaryColumns::default(), FindingColumns::default());
    let (mut offsets, mut row, mut bytes) = (vec![0], start, 0);
    while row < ids.len() && findings.count < MOST_FINDINGS && bytes < MOST_BYTES {
        let message = messages.get(row);
        bytes += message.map_or(0, <[u8]>::len);
        let report = guarded(|| check(message.unwrap_or_default()));
        summary.add(&report, message.map(<[u8]>::len));
        report.issues.iter().zip(1..).for_each(|(issue, place)| findings.add(issue, place, quotable));
        offsets.push(findings.count as i32);
        row += 1;
    }
    let id = Field::new("id", ids.data_type().clone(), true);
    Checked { summary: summary.finish(id, ids.slice(start.min(row), row - start)), findings: findings.finish(), offsets, next: row }
}

/// No message stops a check. Should one do so all the same, it costs the others nothing, and is not taken for one that conforms.
fn guarded(check: impl FnOnce() -> Report) -> Report {
    catch_unwind(AssertUnwindSafe(check)).unwrap_or_else(|_| Report::stopped())
}

/// A code or a name of a system, and nothing that could be said of a person: other texts, and what is as long as an NHS number and
/// has digits alone, are left out.
fn word(text: Option<&str>) -> Option<&str> {
    let is_word = |text: &&str| {
        let is_number = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit());
        let is_plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte));
        !text.is_empty() && text.len() <= MOST_OF_WORD && is_plain && !is_number
    };
    text.filter(is_word)
}

/// A time as FHIR writes it.
fn time(text: Option<&str>) -> Option<&str> {
    let pattern = |text: &str| text.bytes().take(7).map(|byte| if byte.is_ascii_digit() { b'0' } else { byte }).eq(*b"0000-00");
    let is_plain = |text: &str| text.len() <= 40 && text.bytes().all(|byte| byte.is_ascii_digit() || b"-:.+TZ".contains(&byte));
    text.filter(|text| pattern(text) && is_plain(text))
}

/// The system of the codes of organisations.
const ODS: &str = "https://fhir.nhs.uk/Id/ods-organization-code";

/// Who sends: the ODS code of an organisation, otherwise the mailbox. A person's own number is not asked for.
fn sender(report: &Report) -> Option<&str> {
    let message = &report.message;
    let organization = message.sender.iter().filter(|party| party.resource_type == "Organization");
    let ods = organization.flat_map(|party| &party.identifiers).find(|identifier| identifier.system.as_deref() == Some(ODS));
    let of_itk2 = message.itk2.as_ref().and_then(|itk2| itk2.from_address.as_ref());
    word(ods.and_then(|identifier| identifier.value.as_deref()))
        .or_else(|| word(message.source.as_deref()))
        .or_else(|| word(of_itk2.map(|address| address.uri.as_str())))
}

/// What it is about: the event, and in ITK 2 the service.
fn event(report: &Report) -> Option<&str> {
    let of_header = report.message.event.as_ref().and_then(|event| event.code.as_deref());
    let of_itk2 = report.message.itk2.as_ref().and_then(|itk2| itk2.service_id.as_deref());
    word(of_header).or_else(|| word(of_itk2))
}

/// The columns that have a row for each message.
#[derive(Default)]
struct SummaryColumns {
    conforms: BooleanBuilder,
    verdict: StringBuilder,
    kind: StringBuilder,
    event: StringBuilder,
    sender: StringBuilder,
    sent: StringBuilder,
    month: StringBuilder,
    response: StringBuilder,
    counts: [Int32Builder; 4],
    not_checked: Int32Builder,
    bytes: Int64Builder,
    definitions: StringBuilder,
    version: StringBuilder,
}

impl SummaryColumns {
    fn add(&mut self, report: &Report, bytes: Option<usize>) {
        let Counts { fatal, error, warning, information } = report.counts;
        let sent = time(report.message.timestamp.as_deref());
        let suggested = report.suggestion.as_ref().and_then(|suggestion| suggestion.codes.first());
        self.conforms.append_value(report.conforms);
        self.verdict.append_value(report.verdict);
        self.kind.append_value(report.message.kind);
        self.event.append_option(event(report));
        self.sender.append_option(sender(report));
        self.sent.append_option(sent);
        self.month.append_option(sent.and_then(|sent| sent.get(..7)));
        self.response.append_option(suggested.map(|suggested| suggested.code));
        let counts = [fatal, error, warning, information];
        self.counts.iter_mut().zip(counts).for_each(|(column, count)| column.append_value(count as i32));
        self.not_checked.append_value(report.not_checked.len() as i32);
        self.bytes.append_option(bytes.map(|bytes| bytes as i64));
        self.definitions.append_value(&report.definitions);
        self.version.append_value(env!("CARGO_PKG_VERSION"));
    }

    fn finish(mut self, id: Field, ids: ArrayRef) -> RecordBatch {
        let [fatal, error, warning, information] = &mut self.counts;
        let columns: [(&str, ArrayRef, bool); 16] = [
            ("conforms", Arc::new(self.conforms.finish()), false),
            ("verdict", Arc::new(self.verdict.finish()), false),
            ("kind", Arc::new(self.kind.finish()), false),
            ("event", Arc::new(self.event.finish()), true),
            ("sender", Arc::new(self.sender.finish()), true),
            ("sent", Arc::new(self.sent.finish()), true),
            ("month", Arc::new(self.month.finish()), true),
            ("response", Arc::new(self.response.finish()), true),
            ("fatal", Arc::new(fatal.finish()), false),
            ("error", Arc::new(error.finish()), false),
            ("warning", Arc::new(warning.finish()), false),
            ("information", Arc::new(information.finish()), false),
            ("not_checked", Arc::new(self.not_checked.finish()), false),
            ("bytes", Arc::new(self.bytes.finish()), true),
            ("definitions", Arc::new(self.definitions.finish()), false),
            ("version", Arc::new(self.version.finish()), false),
        ];
        let mut fields = vec![id];
        let mut arrays = vec![ids];
        for (name, array, nullable) in columns {
            fields.push(Field::new(name, array.data_type().clone(), nullable));
            arrays.push(array);
        }
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays).expect("every column has a row for each message")
    }
}

/// The columns that have a row for each finding.
#[derive(Default)]
struct FindingColumns {
    count: usize,
    position: Int32Builder,
    rule: StringBuilder,
    severity: StringBuilder,
    path: StringBuilder,
    line: Int32Builder,
    column: Int32Builder,
    message: StringBuilder,
    expected: StringBuilder,
    found: StringBuilder,
    profile: StringBuilder,
    response: StringBuilder,
}

impl FindingColumns {
    fn add(&mut self, issue: &Issue, position: i32, quotable: Option<Quotable<'_>>) {
        let (path, message) = match quotable.map(|quotable| quotable(issue)) {
            // A name that only the message has is in the sentence, too: what the rule is about is said instead. One of a resource
            // type is in no path.
            Some(path) if path != issue.path || issue.rule == "resource-unknown" => {
                (Cow::Owned(path), rule(&issue.rule).map_or(&*issue.message, |rule| rule.title))
            }
            _ => (Cow::Borrowed(&*issue.path), &*issue.message),
        };
        self.count += 1;
        self.position.append_value(position);
        self.rule.append_value(&issue.rule);
        self.severity.append_value(issue.severity.word());
        self.path.append_value(path);
        self.line.append_value(issue.place.line as i32);
        self.column.append_value(issue.place.column as i32);
        self.message.append_value(message);
        self.expected.append_option(issue.expected.as_deref());
        self.found.append_option(issue.found.as_deref().filter(|_| quotable.is_none()));
        self.profile.append_option(issue.profile.as_deref());
        self.response.append_option(issue.response);
    }

    fn finish(mut self) -> StructArray {
        let columns: [(&str, ArrayRef, bool); 11] = [
            ("position", Arc::new(self.position.finish()), false),
            ("rule", Arc::new(self.rule.finish()), false),
            ("severity", Arc::new(self.severity.finish()), false),
            ("path", Arc::new(self.path.finish()), false),
            ("line", Arc::new(self.line.finish()), false),
            ("column", Arc::new(self.column.finish()), false),
            ("message", Arc::new(self.message.finish()), false),
            ("expected", Arc::new(self.expected.finish()), true),
            ("found", Arc::new(self.found.finish()), true),
            ("profile", Arc::new(self.profile.finish()), true),
            ("response", Arc::new(self.response.finish()), true),
        ];
        let fields: Fields =
            columns.iter().map(|(name, array, nullable)| Field::new(*name, array.data_type().clone(), *nullable)).collect();
        StructArray::new(fields, columns.into_iter().map(|(_, array, _)| array).collect(), None)
    }
}
