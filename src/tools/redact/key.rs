//! The hash behind ids, identifiers and names: HMAC-SHA-256 (RFC 2104, FIPS 180-4), so that it is the same in every release.

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// What the hashes of one copy are made with.
#[derive(Clone, Copy)]
pub(super) struct Key([u8; 64]);

impl Key {
    /// The key of a text is its own SHA-256: nobody can try values until a hash fits who has not the whole text.
    pub(super) fn of(text: &str) -> Key {
        // HMAC fills a key up to a block with zeros.
        let mut key = [0; 64];
        key[..32].copy_from_slice(&Sha256::digest(text.as_bytes()));
        Key(key)
    }

    /// The key for UUIDs, the same for every text: a response has to name the message that it answers.
    pub(super) fn of_uuids() -> Key {
        Key::of("itk3-validator redact: UUIDs")
    }

    /// The first 128 bits of the HMAC of a value.
    pub(super) fn long_hash(self, value: &str) -> u128 {
        let mut mac = <Hmac<Sha256> as KeyInit>::new(&self.0.into());
        mac.update(value.as_bytes());
        let bytes: [u8; 32] = mac.finalize().into_bytes().into();
        bytes[..16].iter().fold(0, |hash, &byte| hash << 8 | u128::from(byte))
    }

    /// The first 64 bits of the same.
    pub(super) fn hash(self, value: &str) -> u64 {
        (self.long_hash(value) >> 64) as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_rfc_4231() {
        // Its second case; the key is shorter than a block, and is filled up with zeros.
        let mut key = [0; 64];
        key[..4].copy_from_slice(b"Jefe");
        assert_eq!(Key(key).long_hash("what do ya want for nothing?"), 0x5bdc_c146_bf60_754e_6a04_2426_0895_75c7);
    }
}
