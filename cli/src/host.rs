//! What the command needs from its environment. The library does not access files; the host does.

/// Why a file could not be read or written. The wording is ours because operating systems differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The file does not exist.
    Missing,
    /// It is a folder.
    Folder,
    /// Permission to read or write it is missing.
    Denied,
    /// It is larger than the limit, or a stream that does not end within it.
    TooLarge {
        /// Size in bytes, if known.
        size: Option<u64>,
    },
    /// It is a named pipe, a socket or a device: reading it may never end.
    Special,
    /// The device has no space left.
    Full,
    /// The reader of the stream has closed it.
    Closed,
    /// The stream was closed before the command began.
    NotOpen,
    /// There is not enough memory to read it.
    Memory,
    /// Anything else.
    Other,
}

impl Fault {
    /// Returns the reason in words.
    pub fn words(self) -> &'static str {
        match self {
            Fault::Missing => "file not found",
            Fault::Folder => "is a folder, not a file",
            Fault::Denied => "permission denied",
            Fault::TooLarge { .. } => "is larger than the limit",
            Fault::Special => "is not a regular file, so it was not opened (- reads standard input)",
            Fault::Full => "no space left on the device",
            Fault::Closed => "the reader closed it",
            Fault::NotOpen => "is closed",
            Fault::Memory => "there is not enough memory to read it",
            Fault::Other => "cannot be read or written",
        }
    }
}

/// One of the two streams that the command writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Reports.
    Output,
    /// Failures and progress.
    Error,
}

/// The type of a file system entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file, or a link to one or to a missing target.
    File,
    /// A folder.
    Folder,
    /// A named pipe, a socket or a device.
    Special,
}

/// One name in a folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Without the folder.
    pub name: String,
    /// What it is. A link to a folder is a file: it may lead back.
    pub kind: Kind,
}

/// Files, streams and surroundings.
pub trait Host {
    /// The bytes of a file, which are refused before they are read where there are more than `most`.
    fn read(&mut self, path: &str, most: u64) -> Result<Vec<u8>, Fault>;
    /// Standard input to its end; it is read no further where there are more bytes than `most`.
    fn read_input(&mut self, most: u64) -> Result<Vec<u8>, Fault>;
    /// Returns what a path leads to, following links, or `None` if nothing exists there.
    fn kind(&mut self, path: &str) -> Option<Kind>;
    /// Returns the entries of a folder, or `None` if the path is not a folder.
    fn list(&mut self, path: &str) -> Option<Vec<Entry>>;
    /// Writes a file, in place of one that is there.
    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault>;
    /// Writes to a stream.
    fn print(&mut self, stream: Stream, text: &str) -> Result<(), Fault>;
    /// Is the stream a terminal?
    fn is_terminal(&mut self, stream: Stream) -> bool;
    /// The time, as an instant.
    fn now(&mut self) -> String;
    /// A random UUID.
    fn uuid(&mut self) -> String;
    /// A variable of the environment.
    fn variable(&mut self, name: &str) -> Option<String>;
    /// The folder that paths start from, as an absolute path.
    fn current_folder(&mut self) -> Option<String> {
        None
    }
    /// When a file was last changed, in milliseconds since 1970, or `None` if it does not exist.
    fn changed(&mut self, _path: &str) -> Option<u64> {
        None
    }
    /// Waits for a number of milliseconds. Returns false when the caller should stop waiting.
    fn wait(&mut self, _milliseconds: u32) -> bool {
        false
    }
    /// Serves an editor as a language server, and returns the exit code.
    fn serve_editor(&mut self) -> Result<u8, String> {
        Err("a language server is not available here".to_owned())
    }
}
