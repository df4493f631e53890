//! `--watch`: the check is done again whenever a file changes, comes or goes.

use super::arguments::Arguments;
use super::once;
use crate::host::{Host, Stream};
use crate::streams;

/// Milliseconds from one look to the next.
const PAUSE: u32 = 300;

/// Files are looked at again and again rather than watched by the system: that works everywhere, in containers and on network
/// drives, too.
pub(super) fn watch(host: &mut dyn Host, asked: &Arguments) -> Result<u8, String> {
    loop {
        if host.is_terminal(Stream::Output) {
            let _ = host.print(Stream::Output, "\u{1b}[2J\u{1b}[H");
        }
        let code = match once(host, asked) {
            Ok(code) => code,
            Err(why) => {
                streams::say(host, &why);
                2
            }
        };
        let before = stamps(host, asked);
        let _ = host.print(Stream::Error, "Waiting for changes (Ctrl+C ends it)\n");
        loop {
            if !host.wait(PAUSE) {
                return Ok(code);
            }
            if stamps(host, asked) != before {
                break;
            }
        }
    }
}

/// The files that make a difference, and when each was changed.
fn stamps(host: &mut dyn Host, asked: &Arguments) -> Vec<(String, Option<u64>)> {
    let mut paths = super::inputs(host, asked);
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .map(|path| {
            let changed = host.changed(&path);
            (path, changed)
        })
        .collect()
}
