//! The module behind the Python package: texts in, JSON or Arrow out. What Python shows of it is in `itk3_validator/`.

mod columns;
mod options;
mod validator;

/// What is written in Rust.
#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::options::Options;
    #[pymodule_export]
    use crate::validator::{Validator, mesh_metadata, rules};
}
