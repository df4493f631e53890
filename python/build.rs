//! Arguments for the linker of macOS, so that cargo alone builds the module, too, and not only maturin.

fn main() {
    pyo3_build_config::add_extension_module_link_args();
}
