//! Files of a `.tgz`: gzip by a library, tar by its five fields.

use super::inflate::inflate;

/// Name and content of each file, or what is wrong with the archive.
#[cfg_attr(target_arch = "wasm32", allow(unreachable_pub, reason = "the generator, which gives it to callers, is native only"))]
pub fn unpack(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    tar_files(&gunzip(bytes)?)
}

fn gunzip(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let [0x1f, 0x8b, 8, flags, _, _, _, _, _, _, rest @ ..] = bytes else {
        return Err("not a gzip file".to_owned());
    };
    let mut rest = rest;
    if flags & 4 != 0 {
        let [low, high, after @ ..] = rest else { return Err("the gzip header is cut short".to_owned()) };
        rest = after.get(usize::from(u16::from_le_bytes([*low, *high]))..).ok_or("the gzip header is cut short")?;
    }
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = rest.iter().position(|&b| b == 0).ok_or("the gzip header is cut short")?;
            rest = &rest[end + 1..];
        }
    }
    if flags & 2 != 0 {
        rest = rest.get(2..).ok_or("the gzip header is cut short")?;
    }
    inflate(rest, 1 << 30).ok_or_else(|| "the gzip data is damaged".to_owned())
}

fn tar_files(bytes: &[u8]) -> Result<Vec<(String, Vec<u8>)>, String> {
    let mut files = Vec::new();
    let (mut at, mut long_name) = (0, None);
    while let Some(header) = bytes.get(at..at + 512) {
        if header.iter().all(|&b| b == 0) {
            break;
        }
        let size = octal(&header[124..136]).ok_or("a tar header has no size")?;
        let content = bytes.get(at + 512..at + 512 + size).ok_or("the tar archive is cut short")?;
        at += 512 + size.div_ceil(512) * 512;
        match header[156] {
            b'L' => long_name = Some(string(content)),
            0 | b'0' => {
                let (name, prefix) = (string(&header[..100]), string(&header[345..500]));
                let name = long_name.take().unwrap_or_else(|| if prefix.is_empty() { name } else { format!("{prefix}/{name}") });
                files.push((name, content.to_vec()));
            }
            _ => {}
        }
    }
    Ok(files)
}

fn string(field: &[u8]) -> String {
    let end = field.iter().position(|&b| b == 0).unwrap_or(field.len());
    String::from_utf8_lossy(&field[..end]).into_owned()
}

fn octal(field: &[u8]) -> Option<usize> {
    let text = string(field);
    usize::from_str_radix(text.trim(), 8).ok()
}
