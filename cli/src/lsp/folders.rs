//! Settings and definitions of each folder that has documents, held until one of their files changes.

use std::collections::HashMap;

use super::uri::folder;
use crate::host::Host;
use crate::validate::{Setup, Stamps};

/// Setups by the `itk3.toml` that they come from; one without.
#[derive(Default)]
pub(super) struct Folders {
    known: HashMap<Option<String>, Known>,
}

#[derive(Default)]
struct Known {
    stamps: Stamps,
    setup: Setup,
    /// What is wrong with the settings, until it was said.
    fault: Option<String>,
}

impl Folders {
    /// What the document of a path is checked with.
    pub(super) fn of(&mut self, host: &mut dyn Host, path: Option<&str>) -> &mut Setup {
        &mut self.known(host, path).setup
    }

    /// The same, and what is to be said where the settings cannot be read. It is said once.
    pub(super) fn with_fault(&mut self, host: &mut dyn Host, path: Option<&str>) -> (&mut Setup, Option<String>) {
        let Known { setup, fault, .. } = self.known(host, path);
        (setup, fault.take())
    }

    fn known(&mut self, host: &mut dyn Host, path: Option<&str>) -> &mut Known {
        let file = path.and_then(|path| Setup::file(host, folder(path)));
        let stamps = Setup::stamps(host, file.as_deref());
        let known = self.known.entry(file.clone()).or_default();
        if let Some(file) = file.filter(|_| known.stamps != stamps) {
            *known = match Setup::of(host, &file) {
                Ok(setup) => Known { stamps, setup, fault: None },
                Err(why) => Known { stamps, setup: Setup::default(), fault: Some(why) },
            };
        }
        known
    }
}
