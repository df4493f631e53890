//! What the commands read and write through the host, with a sentence for what goes wrong.

use itk3_validator::syntax::Limits;

use crate::host::{Fault, Host, Stream};

/// A sentence on standard error. Where even that cannot be written, nobody can be told.
pub(crate) fn say(host: &mut dyn Host, sentence: &str) {
    let _ = host.print(Stream::Error, &["itk3-validator: ", sentence, "\n"].concat());
}

/// Writes to standard output. A reader that has seen enough, such as `head`, closes the pipe: no fault of anyone.
pub(crate) fn print(host: &mut dyn Host, text: &str) -> Result<(), String> {
    match host.print(Stream::Output, text) {
        Ok(()) | Err(Fault::Closed) => Ok(()),
        Err(fault) => Err(about("standard output", fault)),
    }
}

/// Writes to a file, or where none is named to standard output.
pub(crate) fn put(host: &mut dyn Host, path: Option<&str>, text: &str) -> Result<(), String> {
    match path {
        Some(path) => write(host, path, text),
        None => print(host, text),
    }
}

/// Bytes that a message may have.
pub(crate) fn most() -> u64 {
    Limits::default().bytes as u64
}

/// A file, or standard input.
pub(crate) fn read(host: &mut dyn Host, path: &str) -> Result<Vec<u8>, String> {
    read_bytes(host, path).map_err(|fault| about(path, fault))
}

pub(crate) fn read_bytes(host: &mut dyn Host, path: &str) -> Result<Vec<u8>, Fault> {
    if path == "-" { host.read_input(most()) } else { host.read(path, most()) }
}

pub(crate) fn write(host: &mut dyn Host, path: &str, text: &str) -> Result<(), String> {
    host.write(path, text).map_err(|fault| match fault {
        Fault::Missing => [path, ": folder not found"].concat(),
        fault => about(path, fault),
    })
}

/// A file's name before what is wrong with it.
pub(crate) fn about(path: &str, fault: Fault) -> String {
    let of = match fault {
        Fault::TooLarge { size: Some(size) } => format!(" of {} bytes ({size} bytes)", most()),
        Fault::TooLarge { size: None } => format!(" of {} bytes", most()),
        _ => String::new(),
    };
    [path, ": ", fault.words(), &of].concat()
}
