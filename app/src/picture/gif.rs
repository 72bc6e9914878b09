//! A minimal GIF89a writer: one palette, frames that follow one another, LZW compression. Pictures are given as palette indices.

/// Writes an animation that repeats.
#[derive(Debug)]
pub struct Gif {
    bytes: Vec<u8>,
    size: (u16, u16),
    bits: u8,
    last: Vec<u8>,
}

impl Gif {
    /// An animation of `size` pixels with a palette of at most 256 colours.
    #[must_use]
    pub fn new(size: (u16, u16), palette: &[[u8; 3]]) -> Self {
        let bits = (1..8).find(|bits| palette.len() <= 1 << bits).unwrap_or(8);
        let mut bytes = b"GIF89a".to_vec();
        bytes.extend(size.0.to_le_bytes());
        bytes.extend(size.1.to_le_bytes());
        bytes.extend([0xf0 | (bits - 1), 0, 0]);
        for index in 0..1 << bits {
            bytes.extend(palette.get(index).copied().unwrap_or_default());
        }
        // Repeats for ever.
        bytes.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\x00\x00\x00");
        Self {
            bytes,
            size,
            bits,
            last: Vec::new(),
        }
    }

    /// Adds a frame: an index into the palette for each pixel, row by row. Only the rows that differ from the frame before are
    /// written.
    pub fn frame(&mut self, pixels: &[u8], centiseconds: u16) {
        let (width, height) = (usize::from(self.size.0), usize::from(self.size.1));
        let same = |row: usize| {
            let row = row * width..(row + 1) * width;
            self.last.get(row.clone()) == pixels.get(row)
        };
        let top = (0..height).find(|row| !same(*row)).unwrap_or(height - 1);
        let bottom = (top..height).rfind(|row| !same(*row)).unwrap_or(top);
        self.bytes.extend([0x21, 0xf9, 4, 0x04]);
        self.bytes.extend(centiseconds.to_le_bytes());
        self.bytes.extend([0, 0, 0x2c, 0, 0]);
        for number in [top, width, bottom + 1 - top] {
            self.bytes
                .extend(u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
        }
        self.bytes.push(0);
        let bits = self.bits.max(2);
        self.bytes.push(bits);
        let part = pixels
            .get(top * width..(bottom + 1) * width)
            .unwrap_or_default();
        for chunk in compressed(part, bits).chunks(255) {
            self.bytes
                .push(u8::try_from(chunk.len()).unwrap_or(u8::MAX));
            self.bytes.extend(chunk);
        }
        self.bytes.push(0);
        self.last = pixels.to_vec();
    }

    /// The file.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.push(0x3b);
        self.bytes
    }
}

/// Codes of variable width, packed from the lowest bit on.
#[derive(Debug, Default)]
struct Packed {
    bytes: Vec<u8>,
    rest: u32,
    used: u32,
}

impl Packed {
    fn push(&mut self, code: u16, width: u32) {
        self.rest |= u32::from(code) << self.used;
        self.used += width;
        while self.used >= 8 {
            self.bytes.push((self.rest & 0xff) as u8);
            self.rest >>= 8;
            self.used -= 8;
        }
    }

    fn finish(mut self) -> Vec<u8> {
        if self.used > 0 {
            self.bytes.push((self.rest & 0xff) as u8);
        }
        self.bytes
    }
}

/// LZW as GIF has it. The dictionary is a trie: for each known string the codes of its continuations.
fn compressed(pixels: &[u8], bits: u8) -> Vec<u8> {
    let (clear, colours) = (1_u16 << bits, 1_usize << bits);
    let mut packed = Packed::default();
    let mut width = u32::from(bits) + 1;
    packed.push(clear, width);
    let mut known: Vec<Vec<u16>> = Vec::new();
    let begin = |known: &mut Vec<Vec<u16>>| {
        known.clear();
        known.resize(colours + 2, Vec::new());
    };
    begin(&mut known);
    let mut prefix: Option<u16> = None;
    for &pixel in pixels {
        let Some(code) = prefix else {
            prefix = Some(u16::from(pixel));
            continue;
        };
        let place = usize::from(code);
        if known[place].is_empty() {
            known[place] = vec![0; colours];
        }
        let next = known[place][usize::from(pixel) % colours];
        if next != 0 {
            prefix = Some(next);
            continue;
        }
        packed.push(code, width);
        let fresh = known.len();
        if fresh < 4096 {
            // Below 4096, as checked.
            known[place][usize::from(pixel) % colours] = fresh as u16;
            known.push(Vec::new());
            if fresh == 1 << width {
                width += 1;
            }
        } else {
            packed.push(clear, width);
            begin(&mut known);
            width = u32::from(bits) + 1;
        }
        prefix = Some(u16::from(pixel));
    }
    if let Some(code) = prefix {
        packed.push(code, width);
        // Whoever reads adds one more string with this code, and reads the end with as many bits as that takes.
        if known.len() == 1 << width && width < 12 {
            width += 1;
        }
    }
    packed.push(clear + 1, width);
    packed.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Reads what [`compressed`] writes, as the format has it.
    fn expanded(bytes: &[u8], bits: u8) -> Vec<u8> {
        let (clear, end) = (1_usize << bits, (1_usize << bits) + 1);
        let mut table: Vec<Vec<u8>> = Vec::new();
        let reset = |table: &mut Vec<Vec<u8>>| {
            table.clear();
            table.extend((0..clear).map(|colour| vec![colour as u8]));
            table.extend([Vec::new(), Vec::new()]);
        };
        reset(&mut table);
        let (mut width, mut at) = (u32::from(bits) + 1, 0_usize);
        let mut last: Option<usize> = None;
        let mut out = Vec::new();
        loop {
            let code = (0..width as usize)
                .map(|bit| {
                    let place = at + bit;
                    usize::from(bytes[place / 8] >> (place % 8) & 1) << bit
                })
                .sum::<usize>();
            at += width as usize;
            if code == end {
                return out;
            }
            if code == clear {
                reset(&mut table);
                width = u32::from(bits) + 1;
                last = None;
                continue;
            }
            let word = match (table.get(code), last) {
                (Some(word), _) => word.clone(),
                (None, Some(last)) => {
                    let mut word = table[last].clone();
                    word.push(word[0]);
                    word
                }
                (None, None) => panic!("an unknown code comes first"),
            };
            if let Some(last) = last.filter(|_| table.len() < 4096) {
                let mut fresh = table[last].clone();
                fresh.push(word[0]);
                table.push(fresh);
            }
            if table.len() == 1 << width && width < 12 {
                width += 1;
            }
            out.extend(&word);
            last = Some(code);
        }
    }

    proptest! {
        #[test]
        fn what_is_compressed_can_be_read(bits in 2_u8..8, seed in prop::collection::vec(0_u8..=255, 1..200), times in 1_usize..80) {
            let pixels: Vec<u8> = seed.repeat(times).into_iter().map(|pixel| pixel % (1 << bits)).collect();
            prop_assert_eq!(expanded(&compressed(&pixels, bits), bits), pixels);
        }
    }

    #[test]
    fn the_end_is_as_wide_as_the_reader_expects() {
        // The last code fills the reader's dictionary, and the end begins a byte's last bits.
        let pixels = [0; 56];
        assert_eq!(expanded(&compressed(&pixels, 2), 2), pixels);
    }

    #[test]
    fn a_frame_that_differs_in_one_row_is_one_row() {
        let mut gif = Gif::new((8, 8), &[[0; 3], [255; 3]]);
        let mut pixels = vec![0; 64];
        gif.frame(&pixels, 10);
        let before = gif.bytes.len();
        pixels[3 * 8] = 1;
        gif.frame(&pixels, 10);
        let frame = &gif.bytes[before + 8..];
        assert_eq!(frame[..9], [0x2c, 0, 0, 3, 0, 8, 0, 1, 0]);
        let file = gif.finish();
        assert_eq!((&file[..6], file.last()), (&b"GIF89a"[..], Some(&0x3b)));
    }
}
