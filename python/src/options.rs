//! What a caller may choose, read once.

use itk3_validator::itk3::Context;
use itk3_validator::syntax::Limits;
use pyo3::prelude::*;

/// What a caller may choose of a check. Names and defaults are those of the Python functions.
#[pyclass(frozen, module = "itk3_validator._native")]
#[derive(Debug)]
pub(crate) struct Options {
    pub(crate) inner: itk3_validator::Options,
}

#[pymethods]
impl Options {
    #[new]
    #[pyo3(signature = (limits, received, mesh_to, mesh_headers, profiles, explain_folding))]
    fn new(
        limits: (Option<usize>, Option<usize>, Option<usize>, Option<usize>),
        received: Vec<String>,
        mesh_to: Option<String>,
        mesh_headers: Option<String>,
        profiles: Vec<String>,
        explain_folding: bool,
    ) -> Options {
        let context = Context { received, mesh_to, mesh: mesh_headers };
        Options { inner: itk3_validator::Options { limits: self::limits(limits), context, profiles, explain_folding } }
    }
}

/// Bytes, depth, nodes, issues; defaults for those left out.
pub(crate) fn limits((bytes, depth, nodes, issues): (Option<usize>, Option<usize>, Option<usize>, Option<usize>)) -> Limits {
    let default = Limits::default();
    Limits {
        bytes: bytes.unwrap_or(default.bytes),
        depth: depth.unwrap_or(default.depth),
        nodes: nodes.unwrap_or(default.nodes),
        issues: issues.unwrap_or(default.issues),
    }
}
