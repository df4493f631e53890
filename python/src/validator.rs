//! The validator of Python. Every question is asked with the interpreter's lock released.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use arrow_array::{Array, RecordBatch};
use arrow_pyarrow::PyArrowType;
use itk3_validator::itk2::{DISTRIBUTION_ENVELOPE_ERRORS, TOOLKIT_ERRORS};
use itk3_validator::reply::{AcknowledgementOptions, Itk2Reply, Organization, Practitioner, Responder};
use itk3_validator::report::{Form, Writer, rules as all_rules};
use itk3_validator::syntax::Format;
use itk3_validator::{Document, Validator as Core};
use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::{PyBackedBytes, PyBackedStr};
use pyo3::types::{PyBytes, PyDict, PyString};

use crate::columns::{self, Messages};
use crate::options::{Options, limits};

/// A message as Python holds it: nothing is copied.
enum Message {
    Text(PyBackedStr),
    Bytes(PyBackedBytes),
}

impl FromPyObject<'_, '_> for Message {
    type Error = PyErr;

    fn extract(object: Borrowed<'_, '_, PyAny>) -> PyResult<Message> {
        let Ok(text) = object.cast::<PyString>() else {
            return match object.cast::<PyBytes>() {
                Ok(bytes) => Ok(Message::Bytes(PyBackedBytes::from(bytes.to_owned()))),
                Err(_) => Err(PyTypeError::new_err("a message is str or bytes")),
            };
        };
        if let Ok(text) = object.extract::<PyBackedStr>() {
            return Ok(Message::Text(text));
        }
        // Half a surrogate pair is no character: a fault of the message, which the report has a place for.
        let bytes = text.call_method1("encode", ("utf-8", "surrogatepass"))?;
        Ok(Message::Bytes(PyBackedBytes::from(bytes.cast_into::<PyBytes>()?)))
    }
}

impl Message {
    fn open<'a>(&'a self, core: &'a Core, options: &itk3_validator::Options) -> Document<'a> {
        match self {
            Message::Text(text) => core.open_within(text, options.limits),
            Message::Bytes(bytes) => core.open_bytes_within(bytes, options.limits),
        }
    }

    fn bytes(&self) -> &[u8] {
        match self {
            Message::Text(text) => text.as_bytes(),
            Message::Bytes(bytes) => bytes,
        }
    }
}

/// Holds the definitions.
#[pyclass(frozen, module = "itk3_validator._native")]
#[derive(Debug)]
pub(crate) struct Validator {
    core: RwLock<Core>,
}

impl Validator {
    /// Nothing that is read is ever left half changed: after a panic elsewhere it can be used all the same.
    fn core(&self) -> RwLockReadGuard<'_, Core> {
        self.core.read().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl Validator {
    #[new]
    fn new(py: Python<'_>) -> Validator {
        py.detach(|| Validator { core: RwLock::new(Core::new()) })
    }

    /// Adds the definitions of files, each a name and its bytes; what came of it, as JSON.
    fn add_definitions(&self, py: Python<'_>, files: Vec<(String, PyBackedBytes)>, replace_newer: bool) -> PyResult<String> {
        let added = py.detach(|| {
            let mut files = files.iter().map(|(name, bytes)| (name.clone(), bytes.to_vec()));
            self.core.write().unwrap_or_else(PoisonError::into_inner).add_definition_files(&mut files, replace_newer)
        });
        json(serde_json::to_string(&added))
    }

    /// The URL of the profile that a name stands for.
    fn find_profile(&self, name: &str) -> PyResult<String> {
        self.core().find_profile(name).map_err(|unknown| PyValueError::new_err(unknown.to_string()))
    }

    /// The report, as JSON.
    fn validate(&self, py: Python<'_>, message: Message, options: &Options) -> PyResult<String> {
        py.detach(|| json(serde_json::to_string(&message.open(&self.core(), &options.inner).validate(&options.inner))))
    }

    /// The report in one of the forms of the command.
    fn render(&self, py: Python<'_>, message: Message, form: &str, name: &str, options: &Options) -> PyResult<String> {
        let form =
            Form::of(form).ok_or_else(|| PyValueError::new_err(format!("form must be one of {}, not {form:?}", Form::NAMES.join(", "))))?;
        Ok(py.detach(|| {
            let core = self.core();
            let document = message.open(&core, &options.inner);
            let mut writer = Writer::new(form);
            let written = writer.add(&document.validate(&options.inner), name, document.text());
            written + &writer.finish()
        }))
    }

    /// The same resource in another format; or the finding that says why not, as JSON.
    fn convert(&self, py: Python<'_>, message: Message, to: &str) -> PyResult<(Option<String>, Option<String>)> {
        let format = format(to)?;
        py.detach(|| match message.open(&self.core(), &itk3_validator::Options::default()).convert(format) {
            Ok(text) => Ok((Some(text), None)),
            Err(issue) => Ok((None, Some(json(serde_json::to_string(&issue))?))),
        })
    }

    /// The message without what it says of people.
    fn redact(&self, py: Python<'_>, message: Message) -> String {
        py.detach(|| message.open(&self.core(), &itk3_validator::Options::default()).redact())
    }

    /// The acknowledgement of a message, or why there is none, as JSON.
    fn build_acknowledgement(
        &self,
        py: Python<'_>,
        message: Message,
        outcome: &str,
        responder: &Bound<'_, PyDict>,
        options: &Bound<'_, PyDict>,
    ) -> PyResult<String> {
        let (responder, options) = (self::responder(responder)?, acknowledgement_options(options)?);
        py.detach(|| json(serde_json::to_string(&self.core().build_acknowledgement(message.bytes(), outcome, &responder, &options))))
    }

    /// Holds responses against the message that they answer; as JSON.
    fn review_conversation(&self, py: Python<'_>, message: Message, responses: Vec<Message>, options: &Options) -> PyResult<String> {
        py.detach(|| {
            let responses: Vec<&[u8]> = responses.iter().map(Message::bytes).collect();
            json(serde_json::to_string(&self.core().review_conversation(message.bytes(), &responses, &options.inner)))
        })
    }

    /// All response codes of ITK3 or ITK 2, as JSON.
    fn response_codes(&self, itk2: bool) -> PyResult<String> {
        if itk2 {
            return json(serde_json::to_string(&DISTRIBUTION_ENVELOPE_ERRORS.iter().chain(&TOOLKIT_ERRORS).collect::<Vec<_>>()));
        }
        json(serde_json::to_string(&itk3_validator::itk3::response_codes(self.core().definitions())))
    }

    /// Checks rows of a batch, from `start` on and as many as one answer has room for: a summary with a row for each message,
    /// findings, and the row to go on with. `nested` puts the findings into the rows of the summary instead.
    #[allow(clippy::too_many_arguments, reason = "Python's side names them")]
    fn check_columns<'py>(
        &self,
        py: Python<'py>,
        batch: PyArrowType<RecordBatch>,
        id: &str,
        message: &str,
        start: usize,
        values: bool,
        nested: bool,
        options: &Options,
    ) -> PyResult<(Bound<'py, PyAny>, Option<Bound<'py, PyAny>>, usize)> {
        let column = |name: &str| {
            let found = batch.0.column_by_name(name).cloned();
            found.ok_or_else(|| PyValueError::new_err(format!("there is no column {name:?}")))
        };
        let (ids, texts) = (column(id)?, column(message)?);
        let messages = Messages::of(&texts)
            .ok_or_else(|| PyTypeError::new_err(format!("column {message:?} must hold text or bytes, not {}", texts.data_type())))?;
        let checked = py.detach(|| columns::check(&self.core(), &ids, &messages, start, &options.inner, values));
        let failed = |error: arrow_schema::ArrowError| PyValueError::new_err(error.to_string());
        let next = checked.next;
        let python = |batch: RecordBatch| PyArrowType(batch).into_pyobject(py);
        if nested {
            return Ok((python(checked.nested().map_err(failed)?)?, None, next));
        }
        let findings = checked.flat().map_err(failed)?;
        Ok((python(checked.summary)?, Some(python(findings)?), next))
    }
}

/// All rules, as JSON.
#[pyfunction]
pub(crate) fn rules() -> PyResult<String> {
    json(serde_json::to_string(&all_rules::all().collect::<Vec<_>>()))
}

/// Whether a text is metadata of MESH.
#[pyfunction]
pub(crate) fn mesh_metadata(text: &str) -> bool {
    itk3_validator::itk3::is_mesh_metadata(text)
}

fn json(written: serde_json::Result<String>) -> PyResult<String> {
    written.map_err(|error| PyValueError::new_err(error.to_string()))
}

fn format(word: &str) -> PyResult<Format> {
    match word {
        "xml" => Ok(Format::Xml),
        "json" => Ok(Format::Json),
        other => Err(PyValueError::new_err(format!("format must be \"xml\" or \"json\", not {other:?}"))),
    }
}

/// A member of a dictionary, where it is there and not None.
fn member<'py, T>(of: &Bound<'py, PyDict>, name: &str) -> PyResult<Option<T>>
where
    T: for<'a> FromPyObject<'a, 'py, Error = PyErr>,
{
    of.get_item(name)?.filter(|value| !value.is_none()).map(|value| value.extract()).transpose()
}

fn word(of: &Bound<'_, PyDict>, name: &str) -> PyResult<String> {
    Ok(member(of, name)?.unwrap_or_default())
}

fn part<'py>(of: &Bound<'py, PyDict>, name: &str) -> PyResult<Option<Bound<'py, PyDict>>> {
    let found = of.get_item(name)?.filter(|value| !value.is_none());
    Ok(found.map(|value| value.cast_into::<PyDict>()).transpose()?)
}

fn responder(given: &Bound<'_, PyDict>) -> PyResult<Responder> {
    let organization = part(given, "organization")?;
    let practitioner = part(given, "practitioner")?;
    let organization = organization.map(|o| PyResult::Ok(Organization { ods: word(&o, "ods")?, site: word(&o, "site")? }));
    let practitioner = practitioner.map(|p| {
        PyResult::Ok(Practitioner {
            user: word(&p, "sds_user_id")?,
            role: word(&p, "sds_role_profile_id")?,
            family: word(&p, "family")?,
            given: word(&p, "given")?,
            prefix: word(&p, "prefix")?,
        })
    });
    Ok(Responder {
        organization: organization.transpose()?,
        practitioner: practitioner.transpose()?,
        endpoint: word(given, "endpoint")?,
        address: word(given, "address")?,
        identity: word(given, "identity")?,
    })
}

fn acknowledgement_options(given: &Bound<'_, PyDict>) -> PyResult<AcknowledgementOptions> {
    let itk2_reply =
        match member::<String>(given, "reply")? {
            None => None,
            Some(word) => Some(Itk2Reply::of(&word).ok_or_else(|| {
                PyValueError::new_err(format!("reply must be \"acknowledgement\", \"answer\" or \"fault\", not {word:?}"))
            })?),
        };
    Ok(AcknowledgementOptions {
        format: member::<String>(given, "format")?.map(|word| format(&word)).transpose()?,
        ids: member(given, "ids")?.unwrap_or_default(),
        now: word(given, "now")?,
        issue_code: member(given, "issue_code")?,
        inf_ack_requested: member(given, "inf_ack_requested")?,
        receiver: member(given, "receiver")?.unwrap_or_default(),
        diagnostics: member(given, "diagnostics")?,
        instance_definition: word(given, "message_definition")? == "instance",
        current_generation: word(given, "generation")? == "current",
        even_unasked: member(given, "even_unasked")?.unwrap_or_default(),
        workflow: member(given, "workflow")?,
        itk2_reply,
        to: member(given, "to")?,
        limits: limits(member(given, "limits")?.unwrap_or_default()),
    })
}
