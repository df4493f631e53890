//! Files of a package (`.tgz`), read as a stream: nothing larger than one of its files is ever held.

use std::io::{self, Read};

use flate2::read::MultiGzDecoder;
use tar::Archive;

/// Bounds on what is unpacked from one package.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Bytes of all files together, with the archive's own. The largest published package has 80 MB.
    pub(crate) total: u64,
    /// Bytes that one byte of the package may stand for, once more than [`FREE`] were unpacked. Published packages have 12.
    pub(crate) ratio: u64,
    /// Bytes of one file.
    pub(crate) file: u64,
    /// Files.
    pub(crate) files: usize,
}

/// What a few small files of the same words may come to, whatever the ratio.
const FREE: u64 = 16 << 20;

impl Default for Bounds {
    fn default() -> Bounds {
        Bounds { total: 256 << 20, ratio: 50, file: 32 << 20, files: 50_000 }
    }
}

/// One file of a package.
pub(crate) enum Unpacked {
    /// Its bytes.
    Bytes(Vec<u8>),
    /// It is larger than one file may be, and was skipped.
    TooLarge,
}

/// Returns name and content of each file.
///
/// # Errors
///
/// Returns what is wrong with the package, or which limit it reaches, in one sentence.
#[cfg(not(target_arch = "wasm32"))]
pub fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    each_file(bytes, Bounds::default(), |_| true, &mut |name, file| match file {
        Unpacked::Bytes(bytes) => {
            files.push((name, bytes));
            Ok(())
        }
        Unpacked::TooLarge => Err(format!("{name} is larger than a file in a package may be")),
    })?;
    Ok(files)
}

/// Hands over each file whose name is expected, in the order of the package. The package is gone through twice: what is damaged or
/// unpacks to more than the bounds is found before anything of it is read.
///
/// # Errors
///
/// Returns what is wrong with the package, or which limit it reaches, in one sentence.
pub(crate) fn each_file(
    bytes: &[u8],
    bounds: Bounds,
    expected: impl Fn(&str) -> bool,
    give: &mut dyn FnMut(String, Unpacked) -> Result<(), String>,
) -> Result<(), String> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Err("The package must be a gzip file".to_owned());
    }
    walk(bytes, bounds, &|_| false, &mut |_, _| Ok(()))?;
    walk(bytes, bounds, &expected, give)
}

fn walk(
    bytes: &[u8],
    bounds: Bounds,
    expected: &dyn Fn(&str) -> bool,
    give: &mut dyn FnMut(String, Unpacked) -> Result<(), String>,
) -> Result<(), String> {
    let mut reached = None;
    let limited = Limited {
        inner: MultiGzDecoder::new(bytes),
        most: bounds.total.min(FREE.max((bytes.len() as u64).saturating_mul(bounds.ratio))),
        total: bounds.total,
        read: 0,
        reached: &mut reached,
    };
    let done = from_tar(limited, bounds, expected, give);
    match reached {
        Some(limit) => Err(limit),
        None => done,
    }
}

fn from_tar(
    source: impl Read,
    bounds: Bounds,
    expected: &dyn Fn(&str) -> bool,
    give: &mut dyn FnMut(String, Unpacked) -> Result<(), String>,
) -> Result<(), String> {
    let mut archive = Archive::new(source);
    let mut files = 0;
    for entry in archive.entries().map_err(damaged)? {
        let mut entry = entry.map_err(damaged)?;
        files += 1;
        if files > bounds.files {
            return Err(format!("The package must have at most {} files", bounds.files));
        }
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        if !entry.header().entry_type().is_file() || !expected(&name) {
            continue;
        }
        let size = entry.size();
        if size > bounds.file {
            give(name, Unpacked::TooLarge)?;
            continue;
        }
        let mut content = Vec::new();
        entry.by_ref().take(size).read_to_end(&mut content).map_err(damaged)?;
        if content.len() as u64 != size {
            return Err(CUT_SHORT.to_owned());
        }
        give(name, Unpacked::Bytes(content))?;
    }
    // The checksum comes after whatever fills the last block.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(damaged)?;
    Ok(())
}

const CUT_SHORT: &str = "The package is cut short or damaged";

/// The words of the libraries are for those who know their code.
fn damaged(_: io::Error) -> String {
    CUT_SHORT.to_owned()
}

/// Ends with an error where more is unpacked than a package may hold.
struct Limited<'r, R> {
    inner: R,
    most: u64,
    total: u64,
    read: u64,
    reached: &'r mut Option<String>,
}

impl<R: Read> Read for Limited<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.read += read as u64;
        if self.read > self.most {
            let why = if self.most < self.total { ", which is too much for its size" } else { "" };
            *self.reached = Some(format!("The package unpacks to more than {} MB{why}; it was not used", self.most >> 20));
            return Err(io::Error::other("limit"));
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            builder.append_data(&mut header, name, *bytes).unwrap();
        }
        builder.into_inner().unwrap()
    }

    #[test]
    fn files_come_with_their_names() {
        let long = format!("package/{}.json", "a".repeat(200));
        let files = [("package/a.json", &b"{}"[..]), (long.as_str(), b"[]")];
        let found = unpack(&gzip(&tar(&files))).unwrap();
        assert_eq!(found, files.map(|(name, bytes)| (name.to_owned(), bytes.to_vec())));
        // Two members in a row are one file.
        let whole = tar(&files);
        let (first, second) = whole.split_at(700);
        assert_eq!(unpack(&[gzip(first), gzip(second)].concat()).unwrap(), found);
    }

    #[test]
    fn damage_is_an_error_and_no_panic() {
        let whole = gzip(&tar(&[("a.json", &b"{\"resourceType\": \"Patient\"}".repeat(40))]));
        for end in 0..whole.len() {
            assert!(unpack(&whole[..end]).is_err(), "{end} of {}", whole.len());
        }
        let files = unpack(&whole).unwrap();
        for at in 10..whole.len() {
            for bit in 0..8 {
                let mut damaged = whole.clone();
                damaged[at] ^= 1 << bit;
                // A bit between two blocks may mean nothing; whatever is given back is what was packed.
                assert!(unpack(&damaged).is_ok_and(|found| found == files) || unpack(&damaged).is_err(), "bit {bit} of {at}");
            }
        }
        assert!(unpack(b"<Patient/>").is_err());
    }

    #[test]
    fn more_than_the_bounds_is_not_unpacked() {
        let zeros = gzip(&tar(&[("a.json", &vec![b' '; 20 << 20])]));
        assert!(zeros.len() < 1 << 20);
        assert_eq!(unpack(&zeros).unwrap_err(), "The package unpacks to more than 16 MB, which is too much for its size; it was not used");
        let bounds = Bounds { total: 1000, ..Bounds::default() };
        let small = gzip(&tar(&[("a.json", b"{}"), ("b.json", b"{}")]));
        assert!(each_file(&small, bounds, |_| true, &mut |_, _| Ok(())).unwrap_err().starts_with("The package unpacks to more than"));
        let bounds = Bounds { files: 1, ..Bounds::default() };
        assert_eq!(each_file(&small, bounds, |_| true, &mut |_, _| Ok(())).unwrap_err(), "The package must have at most 1 files");
        let bounds = Bounds { file: 1, ..Bounds::default() };
        let mut skipped = 0;
        let mut count = |_, file| {
            skipped += usize::from(matches!(file, Unpacked::TooLarge));
            Ok(())
        };
        assert_eq!(each_file(&small, bounds, |_| true, &mut count), Ok(()));
        assert_eq!(skipped, 2);
    }
}
