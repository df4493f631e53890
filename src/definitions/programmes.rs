//! The second part of the definitions: those of other NHS programmes, such as child health and e-referral. Few messages name
//! one of them, so a page loads them where one does; everywhere else they are embedded.

use std::borrow::Cow;
#[cfg(not(feature = "programmes"))]
use std::{collections::HashSet, sync::LazyLock};

use super::{Definitions, PackError, split_version};

#[cfg(feature = "programmes")]
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/programmes.pack"));

/// URLs of what is in the pack that is not here.
#[cfg(not(feature = "programmes"))]
static URLS: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!(concat!(env!("OUT_DIR"), "/programmes.txt")).lines().collect());

impl Definitions {
    /// Adds the embedded ones, where they are.
    pub(super) fn add_embedded_programmes(&mut self) {
        #[cfg(feature = "programmes")]
        {
            let whole = self.add_programmes(EMBEDDED.into());
            debug_assert!(whole.is_ok(), "{whole:?}");
        }
    }

    /// Adds their pack. What was added before by the same URL was chosen, and stays.
    ///
    /// # Errors
    ///
    /// The bytes are not the pack of this version of the library.
    pub fn add_programmes(&mut self, pack: Cow<'static, [u8]>) -> Result<(), PackError> {
        if !self.has_programmes {
            self.add_pack(pack, false)?;
            self.has_programmes = true;
        }
        Ok(())
    }

    /// Whether a canonical URL is that of a definition which is published and not loaded.
    pub(crate) fn awaits(&self, canonical: &str) -> bool {
        !self.has_programmes && is_awaited(split_version(canonical.trim()).0)
    }
}

#[cfg(feature = "programmes")]
fn is_awaited(_: &str) -> bool {
    false
}

#[cfg(not(feature = "programmes"))]
fn is_awaited(url: &str) -> bool {
    URLS.contains(url)
}
