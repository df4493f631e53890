//! An Attachment whose size or hash contradict its data, and content that nobody looks into.

use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use sha1::{Digest, Sha1};

use super::context::Context;
use crate::diagnostic::{At, rule, shown};
use crate::syntax::tree::NodeId;

const ATTACHMENT: &str = "https://hl7.org/fhir/STU3/datatypes.html#Attachment";

rule! {
    ATTACHMENT_SIZE = Warning "value" "attachment-size";
    title: "Attachment size does not match the data",
    why: "size is the number of bytes before base64. A receiver may treat the file as damaged.",
    link: ATTACHMENT,
}

rule! {
    ATTACHMENT_HASH = Warning "value" "attachment-hash";
    title: "Attachment hash does not match the data",
    why: "hash is the SHA-1 of the bytes, in base64. A receiver may treat the file as damaged.",
    link: ATTACHMENT,
}

/// Whoever wrote the bits that padding leaves over meant the same bytes.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_allow_trailing_bits(true).with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// What an Attachment or a Binary holds was not looked into, beyond the form of base64; what lies elsewhere was not fetched.
pub(super) fn not_read(cx: &mut Context<'_>, node: NodeId) {
    let tree = cx.tree;
    for (name, words) in [
        ("data", "Attachments: only the form of the content was checked"),
        ("content", "Binary: only the form of the content was checked"),
        ("url", "Attachments: the content at their URLs was not checked"),
    ] {
        if let Some(content) = tree.child(node, name).filter(|&content| tree.value(content).is_some()) {
            let about = cx.about(words);
            cx.unchecked("attachment-content", about, content, |_| words.to_owned());
        }
    }
}

/// Decodes base64, ignoring white space, or returns `None` if it is invalid. Stops after about `most` letters.
pub(crate) fn decoded(base64: &str, most: usize) -> Option<Vec<u8>> {
    let letters = base64.bytes().filter(|byte| !byte.is_ascii_whitespace());
    // Four letters encode three bytes.
    let letters: Vec<u8> = letters.take(most.next_multiple_of(4)).collect();
    LENIENT.decode(letters).ok()
}

/// Checks one Attachment.
pub(super) fn check(cx: &mut Context<'_>, node: NodeId) {
    let tree = cx.tree;
    not_read(cx, node);
    let Some(data) = tree.child_value(node, "data") else { return };
    let (size, hash) = (tree.child(node, "size"), tree.child(node, "hash"));
    if size.is_none() && hash.is_none() {
        return;
    }
    // What is not base64 is reported where it is.
    let Some(bytes) = decoded(data, data.len()) else { return };
    if let Some(at) = size
        && let Some(written) = tree.value(at)
        && written.parse::<usize>().is_ok_and(|size| size != bytes.len())
    {
        let finding = cx.finding(&ATTACHMENT_SIZE, At::Value(at), "size should be the number of bytes in data");
        cx.report(finding.expected(format!("{} bytes", bytes.len())).found(format!("{written} bytes")));
    }
    if let Some(at) = hash
        && let Some(written) = tree.value(at)
        && let Ok(hash) = LENIENT.decode(written.trim())
    {
        let right = Sha1::digest(&bytes);
        if hash != right.as_slice() {
            let finding = cx.finding(&ATTACHMENT_HASH, At::Value(at), "hash should be the SHA-1 of data");
            cx.report(finding.expected(LENIENT.encode(right)).found(shown(written)));
        }
    }
}
