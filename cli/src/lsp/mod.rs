//! `lsp`: a language server. Messages in, messages out: who carries them, standard input and output of the native command or a loop
//! in Node, is not known here.
//!
//! [`Server`] holds the open documents and what is still to be answered, and never does anything that takes long. [`Engine`] does the
//! work, one [`Job`] after the other, wherever the door lets it.

mod actions;
mod client;
mod completion;
mod definition;
mod diagnostics;
mod engine;
mod folders;
mod hover;
mod server;
mod snapshot;
#[cfg(not(target_arch = "wasm32"))]
mod stdio;
mod symbols;
mod text;
mod uri;

use clap::Args;

pub use engine::{Done, Engine, Job};
pub use server::{Next, Server};
#[cfg(not(target_arch = "wasm32"))]
pub use stdio::serve;

use crate::host::Host;

/// Start a language server on standard input and output, for editors: findings while typing, what is allowed at a place,
/// completion, fixes, an outline, and the targets of references
#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// Communicate over standard input and output, the only transport and the default
    #[arg(long)]
    stdio: bool,
    /// Process id of the editor (ignored: the server ends when its input does)
    #[arg(long = "clientProcessId", value_name = "ID", hide = true)]
    client: Option<String>,
}

pub(crate) fn lsp(host: &mut dyn Host, _asked: &Arguments) -> Result<u8, String> {
    host.serve_editor()
}
