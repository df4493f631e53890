//! Inflates gzip's data (RFC 1951). Packages of definitions are small and read once: this is short rather than fast,
//! a tenth of what a library takes in the module.

/// How many codes of a length there are, and the symbols in the order of their codes.
struct Codes {
    counts: [u16; 16],
    symbols: Vec<u16>,
}

impl Codes {
    fn of(lengths: &[u8]) -> Codes {
        let mut counts = [0; 16];
        for &length in lengths {
            counts[usize::from(length & 15)] += 1;
        }
        counts[0] = 0;
        let mut next = [0_usize; 16];
        for length in 1..15 {
            next[length + 1] = next[length] + usize::from(counts[length]);
        }
        let mut symbols = vec![0; lengths.len()];
        for (symbol, &length) in lengths.iter().enumerate().filter(|(_, length)| **length > 0) {
            let place = &mut next[usize::from(length & 15)];
            symbols[*place] = symbol as u16;
            *place += 1;
        }
        Codes { counts, symbols }
    }
}

struct Bits<'a> {
    bytes: &'a [u8],
    at: usize,
    held: u32,
    count: u32,
}

impl Bits<'_> {
    fn take(&mut self, count: u32) -> Option<u32> {
        while self.count < count {
            self.held |= u32::from(*self.bytes.get(self.at)?) << self.count;
            self.at += 1;
            self.count += 8;
        }
        let value = self.held & ((1 << count) - 1);
        self.held >>= count;
        self.count -= count;
        Some(value)
    }

    /// The next symbol, bit by bit: codes of one length follow each other.
    fn symbol(&mut self, codes: &Codes) -> Option<usize> {
        let (mut code, mut first, mut place) = (0_usize, 0_usize, 0_usize);
        for &count in &codes.counts[1..] {
            code |= self.take(1)? as usize;
            let count = usize::from(count);
            if code < first + count {
                return codes.symbols.get(place + code - first).map(|&symbol| usize::from(symbol));
            }
            place += count;
            first = (first + count) << 1;
            code <<= 1;
        }
        None
    }
}

const LENGTH_BASE: [u16; 29] =
    [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS: [u8; 29] = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
/// The order in which a block gives the lengths of the codes for lengths.
const ORDER: [usize; 19] = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

/// The data that was deflated; nothing where it is damaged or larger than the limit.
pub(super) fn inflate(bytes: &[u8], limit: usize) -> Option<Vec<u8>> {
    let mut bits = Bits { bytes, at: 0, held: 0, count: 0 };
    let mut out = Vec::new();
    loop {
        let last = bits.take(1)? == 1;
        match bits.take(2)? {
            0 => stored(&mut bits, &mut out, limit)?,
            1 => {
                let mut lengths = [8; 288];
                lengths[144..256].fill(9);
                lengths[256..280].fill(7);
                block(&mut bits, &mut out, limit, &Codes::of(&lengths), &Codes::of(&[5; 30]))?;
            }
            2 => {
                let (literals, distances) = described(&mut bits)?;
                block(&mut bits, &mut out, limit, &literals, &distances)?;
            }
            _ => return None,
        }
        if last {
            return Some(out);
        }
    }
}

fn stored(bits: &mut Bits<'_>, out: &mut Vec<u8>, limit: usize) -> Option<()> {
    bits.take(bits.count & 7)?;
    // What whole bytes are still held go first: the length and its complement are 32 bits.
    let length = bits.take(16)?;
    if bits.take(16)? != !length & 0xffff {
        return None;
    }
    let end = bits.at.checked_add(length as usize)?;
    let bytes = bits.bytes.get(bits.at..end)?;
    if out.len() + bytes.len() > limit {
        return None;
    }
    out.extend_from_slice(bytes);
    bits.at = end;
    Some(())
}

/// The codes of a block that describes its own.
fn described(bits: &mut Bits<'_>) -> Option<(Codes, Codes)> {
    let literals = bits.take(5)? as usize + 257;
    let distances = bits.take(5)? as usize + 1;
    let given = bits.take(4)? as usize + 4;
    let mut lengths = [0_u8; 19];
    for &place in &ORDER[..given] {
        lengths[place] = bits.take(3)? as u8;
    }
    let codes = Codes::of(&lengths);
    let mut lengths: Vec<u8> = Vec::with_capacity(literals + distances);
    while lengths.len() < literals + distances {
        let (value, times) = match bits.symbol(&codes)? {
            16 => (*lengths.last()?, 3 + bits.take(2)?),
            17 => (0, 3 + bits.take(3)?),
            18 => (0, 11 + bits.take(7)?),
            length => (length as u8, 1),
        };
        lengths.extend(std::iter::repeat_n(value, times as usize));
    }
    (lengths.len() == literals + distances).then(|| (Codes::of(&lengths[..literals]), Codes::of(&lengths[literals..])))
}

fn block(bits: &mut Bits<'_>, out: &mut Vec<u8>, limit: usize, literals: &Codes, distances: &Codes) -> Option<()> {
    loop {
        match bits.symbol(literals)? {
            256 => return Some(()),
            literal if literal < 256 => out.push(literal as u8),
            symbol => {
                let place = symbol - 257;
                let length = usize::from(*LENGTH_BASE.get(place)?) + bits.take(u32::from(*LENGTH_BITS.get(place)?))? as usize;
                let symbol = bits.symbol(distances)?;
                let extra = (symbol as u32 / 2).saturating_sub(1);
                if symbol > 29 {
                    return None;
                }
                let base = if symbol < 4 { symbol + 1 } else { ((2 + symbol % 2) << extra) + 1 };
                let from = out.len().checked_sub(base + bits.take(extra)? as usize)?;
                for at in from..from + length {
                    out.push(out[at]);
                }
            }
        }
        if out.len() > limit {
            return None;
        }
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;

    #[test]
    fn gives_back_what_another_deflated() {
        let mut seed = 1_u32;
        let mut noise = |n: usize| -> Vec<u8> {
            (0..n)
                .map(|_| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 24) as u8
                })
                .collect()
        };
        let texts = [
            Vec::new(),
            b"a".to_vec(),
            b"to be or not to be, that is the question: to be or not to be".repeat(2000),
            noise(100_000),
            [noise(300), vec![7; 70_000], noise(300)].concat(),
        ];
        for text in &texts {
            for level in [0, 1, 6, 9] {
                let deflated = compress_to_vec(text, level);
                assert_eq!(inflate(&deflated, text.len()).as_ref(), Some(text));
                if !text.is_empty() {
                    assert_eq!(inflate(&deflated, text.len() - 1), None, "the limit holds");
                    assert_eq!(inflate(&deflated[..deflated.len() - 1], text.len()), None, "a part is not taken for the whole");
                }
            }
        }
    }

    #[test]
    fn damage_is_no_panic() {
        let deflated = compress_to_vec(&b"to be or not to be, that is the question".repeat(50), 6);
        for at in 0..deflated.len() {
            for bit in 0..8 {
                let mut damaged = deflated.clone();
                damaged[at] ^= 1 << bit;
                let _ = inflate(&damaged, 1 << 16);
            }
        }
    }
}
