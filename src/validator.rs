//! Definitions, held so that many messages are checked with one start; and what a caller may choose.

use crate::definitions::{Added, Definitions, PackError};
use crate::itk3::Context;
use crate::syntax::Limits;
use crate::validate::requested::{self, UnknownProfile};

/// What a caller may choose.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Bounds on what is read and reported.
    pub limits: Limits,
    /// What is known beside the message.
    pub context: Context,
    /// Profiles that the root is held to beside those it declares: URLs, or their last parts. One that is not known is reported as
    /// not checked; [`Validator::find_profile`] tells before.
    pub profiles: Vec<String>,
    /// The report also has what is not listed because it goes away with something else, and why: for whoever asks of a fault
    /// why nothing is said of it.
    pub explain_folding: bool,
}

/// Holds the definitions, so that many messages are checked with one start.
#[derive(Debug)]
pub struct Validator {
    pub(crate) definitions: Definitions,
    /// How often definitions were added: what was learned of a message before may not hold after.
    pub(crate) generation: u32,
}

impl Default for Validator {
    fn default() -> Validator {
        Validator::new()
    }
}

impl Validator {
    /// With the embedded definitions.
    pub fn new() -> Validator {
        Validator { definitions: Definitions::embedded(), generation: 0 }
    }

    /// The definitions that are used.
    pub fn definitions(&self) -> &Definitions {
        &self.definitions
    }

    /// Adds definitions: XML or JSON of one, a Bundle of them, or a FHIR package (`.tgz`). A definition whose
    /// URL is known takes the place of the known one, unless its version is older: then it is left out, with a fault that says so.
    pub fn add_definitions(&mut self, name: &str, bytes: &[u8]) -> Added {
        self.add_definition_files(&mut std::iter::once((name.to_owned(), bytes.to_vec())), false)
    }

    /// Adds the definitions that are loaded on demand where they are not embedded: the `on-demand.pack` of the same version. A
    /// definition that was added before by the same URL stays.
    ///
    /// # Errors
    ///
    /// Returns an error where the bytes are not that pack.
    pub fn add_on_demand(&mut self, pack: Vec<u8>) -> Result<(), PackError> {
        self.generation += 1;
        self.definitions.add_on_demand(pack.into())
    }

    /// Adds the definitions of several files together, so that they may build on each other in any order; `replace_newer` takes
    /// in those, too, that are older than the ones in use.
    pub fn add_definition_files(&mut self, files: &mut dyn Iterator<Item = (String, Vec<u8>)>, replace_newer: bool) -> Added {
        self.generation += 1;
        self.definitions.add_files(files, replace_newer)
    }

    /// Returns the URL of the profile that a URL or the last part of one stands for.
    ///
    /// # Errors
    ///
    /// Returns the profile that is likely meant where none has that name.
    pub fn find_profile(&self, name: &str) -> Result<String, UnknownProfile> {
        requested::find(&self.definitions, name).ok_or_else(|| requested::unknown(&self.definitions, name))
    }
}
