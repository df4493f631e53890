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
    /// Anything else.
    Other,
}

impl Fault {
    /// In words.
    pub fn words(self) -> &'static str {
        match self {
            Fault::Missing => "there is no such file",
            Fault::Folder => "is a folder, not a file",
            Fault::Denied => "permission denied",
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

/// Files, streams and surroundings.
pub trait Host {
    /// The bytes of a file.
    fn read(&mut self, path: &str) -> Result<Vec<u8>, Fault>;
    /// Standard input to its end.
    fn read_input(&mut self) -> Result<Vec<u8>, Fault>;
    /// The names in a folder, those of folders with a `/` at their end; none where it is no folder. A link is no folder.
    fn list(&mut self, path: &str) -> Option<Vec<String>>;
    /// Writes a file, in place of one that is there.
    fn write(&mut self, path: &str, text: &str) -> Result<(), Fault>;
    /// Writes to a stream. False where nobody reads any more.
    fn print(&mut self, stream: Stream, text: &str) -> bool;
    /// Is the stream a terminal?
    fn is_terminal(&mut self, stream: Stream) -> bool;
    /// The time, as an instant.
    fn now(&mut self) -> String;
    /// A random UUID.
    fn uuid(&mut self) -> String;
    /// A variable of the environment.
    fn variable(&mut self, name: &str) -> Option<String>;
}
