//! Reading and writing through the host. Errors are sentences for the user.

use itk3_validator::syntax::Limits;

use crate::host::{Fault, Host, Stream};

/// Writes a sentence to standard error. A failure to do so is ignored.
pub(crate) fn say(host: &mut dyn Host, sentence: &str) {
    let _ = host.print(Stream::Error, &["itk3-validator: ", sentence, "\n"].concat());
}

/// Writes to standard output. A closed pipe is not an error: `head`, for example, stops reading early.
pub(crate) fn print(host: &mut dyn Host, text: &str) -> Result<(), String> {
    match host.print(Stream::Output, text) {
        Ok(()) | Err(Fault::Closed) => Ok(()),
        Err(fault) => Err(about("standard output", fault)),
    }
}

/// Writes to a file, or to standard output if no file is given.
pub(crate) fn put(host: &mut dyn Host, path: Option<&str>, text: &str) -> Result<(), String> {
    match path {
        Some(path) => write(host, path, text),
        None => print(host, text),
    }
}

/// Returns the size limit of a message in bytes.
pub(crate) fn most() -> u64 {
    Limits::default().bytes as u64
}

/// Reads a file, or standard input for `-`.
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

/// Returns an error message that begins with the name of the file.
pub(crate) fn about(path: &str, fault: Fault) -> String {
    let of = match fault {
        Fault::TooLarge { size: Some(size) } => format!(" of {} bytes ({size} bytes)", most()),
        Fault::TooLarge { size: None } => format!(" of {} bytes", most()),
        _ => String::new(),
    };
    [path, ": ", fault.words(), &of].concat()
}
