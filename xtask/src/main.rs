//! Writes the JavaScript bindings of the WebAssembly module: `xtask MODULE.wasm FOLDER NAME`, where NAME is what their files begin
//! with.
//!
//! A library call instead of the wasm-bindgen command: nothing to install, and cargo itself keeps
//! the generator and the crate at one version.

use std::{env, path::Path, process::ExitCode};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [module, folder, name] = arguments.as_slice() else {
        eprintln!("usage: xtask MODULE.wasm FOLDER NAME");
        return ExitCode::from(2);
    };
    match write_bindings(Path::new(module), Path::new(folder), name) {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            eprintln!("xtask: {module}: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The "web" form serves browsers, bundlers and Node alike: it takes the module as bytes, too.
fn write_bindings(module: &Path, folder: &Path, name: &str) -> Result<(), String> {
    Bindgen::new()
        .web(true)
        .and_then(|bindgen| {
            bindgen
                .input_path(module)
                .out_name(name)
                // The public types are written by hand: the generated ones know no report.
                .typescript(false)
                // The library leaves the address of the module out unless told, and then
                // `init()` without arguments fails in a browser.
                .omit_default_module_path(false)
                .remove_producers_section(true)
                .generate(folder)
        })
        .map_err(|problem| format!("{problem:?}"))
}
