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
}

impl Folders {
    /// What the document of a path is checked with, and what is to be said where its settings cannot be read. It is said once.
    pub(super) fn of(&mut self, host: &mut dyn Host, path: Option<&str>) -> (&mut Setup, Option<String>) {
        let file = path.and_then(|path| Setup::file(host, folder(path)));
        let stamps = Setup::stamps(host, file.as_deref());
        let mut fault = None;
        let mut setup = || match &file {
            Some(file) => Setup::of(host, file).unwrap_or_else(|why| {
                fault = Some(why);
                Setup::default()
            }),
            None => Setup::default(),
        };
        let is_outdated = self.known.get(&file).is_none_or(|known| known.stamps != stamps);
        let renewed = is_outdated.then(&mut setup);
        let known = match renewed {
            Some(setup) => self.known.entry(file).insert_entry(Known { stamps, setup }).into_mut(),
            None => self.known.entry(file).or_default(),
        };
        (&mut known.setup, fault)
    }
}
