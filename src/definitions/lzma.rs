//! Inflates the embedded pack. LZMA packs it a sixth smaller than gzip; the decoder is small because it knows
//! the one set of parameters that `build.rs` packs with: lc 1, lp 0, pb 0, no end mark, the length in front.

use super::decode::PackError;

/// Literals are foretold by the upper bits of the byte before them, as many as this.
const LITERAL_CONTEXT: u32 = 1;
const STATES: usize = 12;

/// What a bit was before, in 1/2048: how likely it is 0.
type Probability = u16;

struct Ranges<'a> {
    bytes: &'a [u8],
    at: usize,
    range: u32,
    code: u32,
}

impl Ranges<'_> {
    fn next_byte(&mut self) {
        // Past its end a damaged pack reads as zeros; the result then has the wrong content, and is refused.
        self.code = self.code << 8 | u32::from(self.bytes.get(self.at).copied().unwrap_or(0));
        self.at += 1;
    }

    fn normalise(&mut self) {
        if self.range < 1 << 24 {
            self.range <<= 8;
            self.next_byte();
        }
    }

    fn bit(&mut self, probability: &mut Probability) -> u32 {
        let bound = (self.range >> 11) * u32::from(*probability);
        let bit = u32::from(self.code >= bound);
        if bit == 0 {
            self.range = bound;
            *probability += (2048 - *probability) >> 5;
        } else {
            self.range -= bound;
            self.code -= bound;
            *probability -= *probability >> 5;
        }
        self.normalise();
        bit
    }

    fn direct(&mut self, bits: u32) -> u32 {
        let mut value = 0;
        for _ in 0..bits {
            self.range >>= 1;
            let bit = u32::from(self.code >= self.range);
            self.code -= self.range * bit;
            value = value << 1 | bit;
            self.normalise();
        }
        value
    }

    fn tree(&mut self, probabilities: &mut [Probability], bits: u32) -> u32 {
        let mut node = 1;
        for _ in 0..bits {
            node = node << 1 | self.bit(&mut probabilities[node as usize]);
        }
        node - (1 << bits)
    }

    /// As `tree`, the lowest bit first.
    fn reverse_tree(&mut self, probabilities: &mut [Probability], bits: u32) -> u32 {
        let (mut node, mut value) = (1, 0);
        for i in 0..bits {
            let bit = self.bit(&mut probabilities[node as usize]);
            node = node << 1 | bit;
            value |= bit << i;
        }
        value
    }
}

/// The length of a match.
struct Length {
    choice: [Probability; 2],
    low: [Probability; 8],
    middle: [Probability; 8],
    high: [Probability; 256],
}

impl Length {
    fn new() -> Length {
        Length { choice: [1024; 2], low: [1024; 8], middle: [1024; 8], high: [1024; 256] }
    }

    fn read(&mut self, ranges: &mut Ranges<'_>) -> u32 {
        if ranges.bit(&mut self.choice[0]) == 0 {
            2 + ranges.tree(&mut self.low, 3)
        } else if ranges.bit(&mut self.choice[1]) == 0 {
            10 + ranges.tree(&mut self.middle, 3)
        } else {
            18 + ranges.tree(&mut self.high, 8)
        }
    }
}

/// The pack that was packed.
pub(super) fn inflate(bytes: &[u8]) -> Result<Vec<u8>, PackError> {
    let damaged = PackError::Damaged { at: 0 };
    let (length, rest) = bytes.split_at_checked(4).ok_or(damaged)?;
    let length = u32::from_le_bytes([length[0], length[1], length[2], length[3]]) as usize;
    // No text packs a thousand times: a damaged length must not ask for memory.
    if length > bytes.len().saturating_mul(1000) {
        return Err(damaged);
    }
    let mut ranges = Ranges { bytes: rest, at: 1, range: u32::MAX, code: 0 };
    (0..4).for_each(|_| ranges.next_byte());
    let mut literals = vec![1024; 0x300 << LITERAL_CONTEXT];
    let (mut is_match, mut is_repeat) = ([1024; STATES], [1024; STATES]);
    let (mut not_first, mut not_second, mut not_third, mut longer) = ([1024; STATES], [1024; STATES], [1024; STATES], [1024; STATES]);
    let (mut slots, mut special, mut align) = ([[1024; 64]; 4], [1024; 128], [1024; 16]);
    let (mut match_length, mut repeat_length) = (Length::new(), Length::new());
    let (mut state, mut distances) = (0_usize, [0_usize; 4]);
    let mut out: Vec<u8> = Vec::with_capacity(length);
    while out.len() < length {
        if ranges.bit(&mut is_match[state]) == 0 {
            let before = out.last().copied().unwrap_or(0);
            let context = 0x300 * usize::from(before >> (8 - LITERAL_CONTEXT));
            let probabilities = &mut literals[context..context + 0x300];
            let mut symbol = 1_usize;
            if state >= 7 {
                // After a match, the byte that would have gone on with it foretells this one.
                let mut matched = usize::from(*out.len().checked_sub(distances[0] + 1).and_then(|at| out.get(at)).ok_or(damaged)?);
                while symbol < 0x100 {
                    matched <<= 1;
                    let bit = matched & 0x100;
                    let got = ranges.bit(&mut probabilities[0x100 + bit + symbol]) as usize;
                    symbol = symbol << 1 | got;
                    if got != bit >> 8 {
                        break;
                    }
                }
            }
            while symbol < 0x100 {
                symbol = symbol << 1 | ranges.bit(&mut probabilities[symbol]) as usize;
            }
            out.push(symbol as u8);
            state = match state {
                0..4 => 0,
                4..10 => state - 3,
                _ => state - 6,
            };
            continue;
        }
        let count;
        if ranges.bit(&mut is_repeat[state]) == 0 {
            count = match_length.read(&mut ranges);
            let slot = ranges.tree(&mut slots[(count as usize - 2).min(3)], 6);
            let distance = if slot < 4 {
                slot
            } else {
                let bits = (slot >> 1) - 1;
                let base = (2 | slot & 1) << bits;
                if slot < 14 {
                    base + ranges.reverse_tree(&mut special[(base - slot) as usize..], bits)
                } else {
                    base.wrapping_add(ranges.direct(bits - 4) << 4).wrapping_add(ranges.reverse_tree(&mut align, 4))
                }
            };
            distances = [distance as usize, distances[0], distances[1], distances[2]];
            state = if state < 7 { 7 } else { 10 };
        } else {
            let place = if ranges.bit(&mut not_first[state]) == 0 {
                0
            } else if ranges.bit(&mut not_second[state]) == 0 {
                1
            } else {
                2 + ranges.bit(&mut not_third[state]) as usize
            };
            if place == 0 && ranges.bit(&mut longer[state]) == 0 {
                count = 1;
                state = if state < 7 { 9 } else { 11 };
            } else {
                distances[..=place].rotate_right(1);
                count = repeat_length.read(&mut ranges);
                state = if state < 7 { 8 } else { 11 };
            }
        }
        let from = out.len().checked_sub(distances[0] + 1).ok_or(damaged)?;
        for at in from..from + (count as usize).min(length - out.len()) {
            out.push(out[at]);
        }
    }
    Ok(out)
}
