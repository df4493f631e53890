//! The world as the operating system gives it.

use std::env;
use std::fs::{self, DirEntry, File, Metadata};
use std::io::{self, ErrorKind, IsTerminal, Read, Write};
use std::thread;
use std::time::{Duration, UNIX_EPOCH};

use itk3_validator_cli::{Entry, Fault, Host, Kind, Stream};

use super::{names, streams};

/// The files of this machine and the streams of this process.
pub(crate) struct System;

fn fault(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Fault::Missing,
        ErrorKind::IsADirectory => Fault::Folder,
        ErrorKind::PermissionDenied => Fault::Denied,
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Fault::Full,
        ErrorKind::BrokenPipe => Fault::Closed,
        ErrorKind::OutOfMemory => Fault::Memory,
        _ => Fault::Other,
    }
}

fn kind(of: &Metadata) -> Kind {
    if of.is_dir() {
        Kind::Folder
    } else if of.is_file() {
        Kind::File
    } else {
        Kind::Special
    }
}

/// Initial buffer size if the size is unknown, in bytes.
const FIRST: u64 = 64 << 10;

/// Reads to the end, or to one byte beyond the limit. The buffer is never larger than that: a vector that grows by itself could take
/// twice as much.
fn read_most(mut source: impl Read, size: u64, most: u64) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::new();
    loop {
        let read = bytes.len() as u64;
        let step = read.max(FIRST).max(size + 1).min(most + 1 - read);
        bytes.try_reserve_exact(step as usize).map_err(|_| Fault::Memory)?;
        let more = source.by_ref().take(step).read_to_end(&mut bytes).map_err(|error| fault(&error))?;
        if bytes.len() as u64 > most {
            return Err(Fault::TooLarge { size: None });
        }
        if (more as u64) < step {
            return Ok(bytes);
        }
    }
}

/// A stream that the shell opened for the command, as in `<(…)`.
fn is_stream(path: &str) -> bool {
    path.starts_with("/dev/") || path.starts_with("/proc/")
}

impl Host for System {
    fn read(&mut self, name: &str, most: u64) -> Result<Vec<u8>, Fault> {
        let path = names::path(name);
        // Opening a named pipe waits for whoever writes to it.
        let found = fs::metadata(&path).map_err(|error| fault(&error))?;
        match kind(&found) {
            Kind::Folder => return Err(Fault::Folder),
            Kind::File if found.len() > most => return Err(Fault::TooLarge { size: Some(found.len()) }),
            Kind::Special if !is_stream(name) => return Err(Fault::Special),
            _ => {}
        }
        read_most(File::open(&path).map_err(|error| fault(&error))?, found.len(), most)
    }

    fn read_input(&mut self, most: u64) -> Result<Vec<u8>, Fault> {
        read_most(io::stdin().lock(), 0, most)
    }

    fn kind(&mut self, path: &str) -> Option<Kind> {
        fs::metadata(names::path(path)).ok().as_ref().map(kind)
    }

    fn list(&mut self, path: &str) -> Option<Vec<Entry>> {
        let entries = fs::read_dir(names::path(path)).ok()?.flatten();
        let entry = |entry: DirEntry| {
            let of = match entry.metadata() {
                // Follow the link, even if its target is missing. Linked folders are skipped: they may form a loop.
                Ok(link) if link.is_symlink() => {
                    fs::metadata(entry.path()).map_or(Kind::File, |of| if of.is_dir() { Kind::File } else { kind(&of) })
                }
                Ok(of) => kind(&of),
                Err(_) => Kind::File,
            };
            Entry { name: names::shown(&entry.file_name()), kind: of }
        };
        Some(entries.map(entry).collect())
    }

    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault> {
        fs::write(names::path(path), text).map_err(|error| fault(&error))
    }

    fn print(&mut self, stream: Stream, text: &str) -> Result<(), Fault> {
        let written = match stream {
            Stream::Output if streams::output_is_closed() => return Err(Fault::NotOpen),
            Stream::Output => io::stdout().lock().write_all(text.as_bytes()).and_then(|()| io::stdout().flush()),
            Stream::Error => io::stderr().lock().write_all(text.as_bytes()),
        };
        written.map_err(|error| fault(&error))
    }

    fn is_terminal(&mut self, stream: Stream) -> bool {
        match stream {
            Stream::Output => io::stdout().is_terminal(),
            Stream::Error => io::stderr().is_terminal(),
        }
    }

    fn now(&mut self) -> String {
        format!("{:.3}", jiff::Timestamp::now())
    }

    fn uuid(&mut self) -> String {
        uuid::Uuid::new_v4().to_string()
    }

    fn variable(&mut self, name: &str) -> Option<String> {
        env::var(name).ok()
    }

    fn current_folder(&mut self) -> Option<String> {
        env::current_dir().ok().map(|folder| names::shown(folder.as_os_str()))
    }

    fn changed(&mut self, path: &str) -> Option<u64> {
        let changed = fs::metadata(names::path(path)).ok()?.modified().ok()?;
        changed.duration_since(UNIX_EPOCH).ok().and_then(|since| u64::try_from(since.as_millis()).ok())
    }

    fn wait(&mut self, milliseconds: u32) -> bool {
        thread::sleep(Duration::from_millis(milliseconds.into()));
        true
    }

    fn serve_editor(&mut self) -> Result<u8, String> {
        itk3_validator_cli::lsp::serve(System)
    }
}

#[cfg(test)]
mod tests {
    use super::{FIRST, Fault, read_most};

    #[test]
    fn a_source_is_read_to_its_end_or_to_the_limit() {
        let most = 5 * FIRST + 3;
        for length in [0, 1, FIRST - 1, FIRST, FIRST + 1, 2 * FIRST, 4 * FIRST, most - 1, most] {
            let given: Vec<u8> = (0..length).map(|at| at as u8).collect();
            // The given size may be wrong, for example if the file grows.
            for size in [0, length / 2, length, length + 1] {
                assert_eq!(read_most(given.as_slice(), size, most).as_deref(), Ok(given.as_slice()), "{length} {size}");
            }
        }
        let given = vec![0; most as usize + 1];
        let mut source = std::io::Read::chain(given.as_slice(), std::io::repeat(0));
        assert_eq!(read_most(&mut source, 0, most), Err(Fault::TooLarge { size: None }));
    }
}
