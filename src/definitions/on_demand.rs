//! Definitions that few messages name: those of other NHS programmes, such as child health and e-referral, and most of HL7's code
//! systems. They are embedded, but for the module of the page, which loads them where a message names one.

use std::borrow::Cow;
#[cfg(not(feature = "all-definitions"))]
use std::{collections::HashSet, sync::LazyLock};

use super::{Definitions, PackError, split_version};
use crate::syntax::tree::{NodeId, Tree};

#[cfg(feature = "all-definitions")]
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/on-demand.pack"));

/// URLs of what is in the pack that is not here.
#[cfg(not(feature = "all-definitions"))]
static URLS: LazyLock<HashSet<&str>> = LazyLock::new(|| include_str!(concat!(env!("OUT_DIR"), "/on-demand.txt")).lines().collect());

impl Definitions {
    /// Adds them where they are embedded.
    pub(super) fn add_all_embedded(&mut self) {
        #[cfg(feature = "all-definitions")]
        {
            let whole = self.add_on_demand(EMBEDDED.into());
            debug_assert!(whole.is_ok(), "{whole:?}");
        }
    }

    /// Adds their pack. A definition that was added before by the same URL was chosen, and stays.
    ///
    /// # Errors
    ///
    /// Returns an error where the bytes are not the pack of this version of the library.
    pub(crate) fn add_on_demand(&mut self, pack: Cow<'static, [u8]>) -> Result<(), PackError> {
        if !self.has_all {
            self.add_pack(pack, false)?;
            self.has_all = true;
        }
        Ok(())
    }

    /// Whether a text names a definition that is not loaded, in any of its values.
    pub(crate) fn are_awaited_by(&self, tree: &Tree<'_>) -> bool {
        !self.has_all && (0..tree.len() as u32).filter_map(|node| tree.value(NodeId(node))).any(|value| self.awaits(value))
    }

    /// Whether a canonical URL is that of a definition which is not loaded.
    pub(crate) fn awaits(&self, canonical: &str) -> bool {
        !self.has_all && is_on_demand(split_version(canonical.trim()).0)
    }
}

#[cfg(feature = "all-definitions")]
fn is_on_demand(_: &str) -> bool {
    false
}

#[cfg(not(feature = "all-definitions"))]
fn is_on_demand(url: &str) -> bool {
    // Hashing a narrative would take longer than all URLs.
    (url.starts_with("http") || url.starts_with("urn:")) && url.len() < 200 && URLS.contains(url)
}
