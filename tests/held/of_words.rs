//! Rules about words of free text, and about the bytes of a file, which a redacted copy does not have.

pub(crate) const OF_WORDS: &[&str] =
    &["attachment-hash", "toc-title", "GPCM-SD-CS-023", "GPCM-SD-OC-007", "toc-identifier-in-text", "toc-external-url"];
