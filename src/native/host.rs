//! The world as the operating system gives it.

use std::hash::{BuildHasher, RandomState};
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::time::{SystemTime, UNIX_EPOCH};
use std::{env, fs};

use itk3_validator::command::{Fault, Host, Stream};

/// The files of this machine and the streams of this process.
pub(crate) struct System;

fn fault(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
        ErrorKind::IsADirectory => Fault::Folder,
        ErrorKind::PermissionDenied => Fault::Denied,
        _ => Fault::Other,
    }
}

impl Host for System {
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault> {
        fs::read(path).map_err(|error| fault(&error))
    }

    fn read_input(&mut self) -> Result<Vec<u8>, Fault> {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        Ok(bytes)
    }

    fn list(&mut self, path: &str) -> Option<Vec<String>> {
        let entries = fs::read_dir(path).ok()?.flatten();
        let name = |entry: fs::DirEntry| {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) { name + "/" } else { name }
        };
        Some(entries.map(name).collect())
    }

    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault> {
        fs::write(path, text).map_err(|error| fault(&error))
    }

    fn print(&mut self, stream: Stream, text: &str) -> bool {
        let written = match stream {
            Stream::Output => io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()),
            Stream::Error => io::stderr().lock().write_all(text.as_bytes()),
        };
        written.is_ok()
    }

    fn is_terminal(&mut self, stream: Stream) -> bool {
        match stream {
            Stream::Output => io::stdout().is_terminal(),
            Stream::Error => io::stderr().is_terminal(),
        }
    }

    fn now(&mut self) -> String {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        super::clock::instant(since.as_secs(), since.subsec_millis())
    }

    fn uuid(&mut self) -> String {
        // The keys of a new hasher are as random as the system can make them.
        let random = || RandomState::new().hash_one(());
        let (high, low) = (random(), random());
        let (version, variant) = (0x4000 | high & 0xfff, 0x8000 | low >> 48 & 0x3fff);
        format!("{:08x}-{:04x}-{version:04x}-{variant:04x}-{:012x}", high >> 32, high >> 16 & 0xffff, low & 0xffff_ffff_ffff)
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        env::var(name).ok()
    }
}
