//! What the command needs of the world around it. The library touches no file: whoever runs the command does.

/// Why a file could not be read or written, in the command's own words: those of systems differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is there.
    Missing,
    /// It is a folder.
    Folder,
    /// It may not be read or written.
    Denied,
    /// It is larger than the limit, or has no end within it.
    TooLarge {
        /// Bytes, where that is known.
        size: Option<u64>,
    },
    /// It is a named pipe, a socket or a device: reading it may never end.
    Special,
    /// The device has no space left.
    Full,
    /// Nobody reads the stream any more.
    Closed,
    /// The stream was closed before the command began.
    NotOpen,
    /// Anything else.
    Other,
}

impl Fault {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Fault::Missing => "file not found",
            Fault::Folder => "is a folder, not a file",
            Fault::Denied => "permission denied",
            Fault::TooLarge { .. } => "is larger than the limit",
            Fault::Special => "is not a regular file, so it was not opened (- reads standard input)",
            Fault::Full => "no space left to write to",
            Fault::Closed => "nobody reads it any more",
            Fault::NotOpen => "is closed",
            Fault::Other => "cannot be read or written",
        }
    }
}

/// One of the two streams that the command writes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stream {
    /// Reports.
    Output,
    /// What went wrong, and progress.
    Error,
}

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file, or a link that leads to one or to nothing.
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
    /// Returns the names in a folder; empty if the path is not a folder.
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
}
