//! A picture file as pixels: what is read, and what is refused before much memory is taken.

use super::raster::Raster;

/// The largest file.
pub const MAX_BYTES: usize = 20 << 20;
/// The most pixels: what the largest telephones take.
pub const MAX_PIXELS: u64 = 50_000_000;
/// So many times at most is one side longer than the other: beyond that nothing is left of the shorter one.
pub const MOST_OBLONG: usize = 100;

/// Why a picture was refused: what it is, what is allowed, what to do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("it is {value}; allowed: {allowed}. {remedy}")]
pub struct PictureError {
    /// What it is.
    pub value: String,
    /// What is allowed.
    pub allowed: String,
    /// What to do, a sentence without its full stop.
    pub remedy: &'static str,
}

impl PictureError {
    pub(super) fn new(
        value: impl Into<String>,
        allowed: impl Into<String>,
        remedy: &'static str,
    ) -> Self {
        Self {
            value: value.into(),
            allowed: allowed.into(),
            remedy,
        }
    }

    /// No picture file of a known kind.
    fn kind(found: &str) -> Self {
        Self::new(
            found,
            "a PNG, JPEG, WebP or GIF file",
            "Save it as one of these",
        )
    }

    /// Too many bytes.
    pub(super) fn bytes(count: usize) -> Self {
        let allowed = format!("files of at most {MAX_BYTES} bytes");
        Self::new(format!("{count} bytes long"), allowed, "Save it smaller")
    }

    /// Too many pixels.
    fn pixels(width: u32, height: u32) -> Self {
        let found = format!("{width} × {height} pixels large");
        let allowed = format!("at most {MAX_PIXELS} pixels in all");
        Self::new(found, allowed, "Save it smaller")
    }

    /// Hardly more than a line.
    fn oblong(width: u32, height: u32) -> Self {
        let found = format!("{width} × {height} pixels large");
        let allowed =
            format!("sides of which one is at most {MOST_OBLONG} times as long as the other");
        Self::new(found, allowed, "Cut off a part")
    }

    /// The file ends too early, or is damaged otherwise.
    fn damaged(how: impl Into<String>) -> Self {
        Self::new(how, "a whole picture file", "Save or download it again")
    }
}

/// Width and height of a picture file as it is to be seen, from its header alone.
///
/// # Errors
/// [`PictureError`]: no picture file, or one too large.
pub fn size(file: &[u8]) -> Result<(usize, usize), PictureError> {
    reading::size(file)
}

/// The pixels of a picture file as it is to be seen; transparency is left out, of an animation the first frame is taken.
///
/// # Errors
/// [`PictureError`]: no picture file, one too large, or a damaged one.
pub fn open(file: &[u8]) -> Result<Raster, PictureError> {
    reading::open(file)
}

#[cfg(not(feature = "pictures"))]
mod reading {
    use super::{PictureError, Raster};

    fn refusal() -> PictureError {
        let allowed = "none, since this build of the program reads no picture files";
        PictureError::new(
            "a picture file",
            allowed,
            "Use a build with the feature \"pictures\"",
        )
    }

    pub(super) fn size(_: &[u8]) -> Result<(usize, usize), PictureError> {
        Err(refusal())
    }

    pub(super) fn open(_: &[u8]) -> Result<Raster, PictureError> {
        Err(refusal())
    }
}

#[cfg(feature = "pictures")]
mod reading {
    use std::io::{Cursor, ErrorKind};

    use image::metadata::Orientation;
    use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader};

    use super::{MAX_BYTES, MAX_PIXELS, MOST_OBLONG, PictureError, Raster};

    const KINDS: [ImageFormat; 4] = [
        ImageFormat::Png,
        ImageFormat::Jpeg,
        ImageFormat::WebP,
        ImageFormat::Gif,
    ];

    pub(super) fn size(file: &[u8]) -> Result<(usize, usize), PictureError> {
        let mut decoder = decoder(file)?;
        let (width, height) = decoder.dimensions();
        Ok(if swaps_sides(orientation(&mut decoder)) {
            (height as usize, width as usize)
        } else {
            (width as usize, height as usize)
        })
    }

    pub(super) fn open(file: &[u8]) -> Result<Raster, PictureError> {
        let mut decoder = decoder(file)?;
        let orientation = orientation(&mut decoder);
        let mut picture = DynamicImage::from_decoder(decoder).map_err(refusal)?;
        picture.apply_orientation(orientation);
        let rgb = picture.into_rgb8();
        let (width, height) = (rgb.width() as usize, rgb.height() as usize);
        Raster::new(width, height, rgb.into_raw()).ok_or_else(cut_short)
    }

    /// What reads a file, if it is one of the known kinds and not too large.
    fn decoder(file: &[u8]) -> Result<impl ImageDecoder, PictureError> {
        if file.len() > MAX_BYTES {
            return Err(PictureError::bytes(file.len()));
        }
        let kind = image::guess_format(file).ok();
        let Some(kind) = kind.filter(|kind| KINDS.contains(kind)) else {
            return Err(PictureError::kind(other_kind(file)));
        };
        // What decodes the rest of a cut JPEG as grey does not complain.
        if kind == ImageFormat::Jpeg && !ends_as_jpeg(file) {
            return Err(cut_short());
        }
        let mut reader = ImageReader::with_format(Cursor::new(file), kind);
        let mut limits = image::Limits::no_limits();
        // Sixteen bits of four channels.
        limits.max_alloc = Some(MAX_PIXELS * 8);
        reader.limits(limits);
        let decoder = reader.into_decoder().map_err(refusal)?;
        let (width, height) = decoder.dimensions();
        if u64::from(width) * u64::from(height) > MAX_PIXELS {
            return Err(PictureError::pixels(width, height));
        }
        if width == 0 || height == 0 {
            return Err(PictureError::damaged("without pixels"));
        }
        if width.max(height) as usize > MOST_OBLONG * width.min(height) as usize {
            return Err(PictureError::oblong(width, height));
        }
        Ok(decoder)
    }

    /// How the camera was held; a damaged note about it counts as none.
    fn orientation(decoder: &mut impl ImageDecoder) -> Orientation {
        decoder.orientation().unwrap_or(Orientation::NoTransforms)
    }

    const fn swaps_sides(orientation: Orientation) -> bool {
        matches!(
            orientation,
            Orientation::Rotate90
                | Orientation::Rotate270
                | Orientation::Rotate90FlipH
                | Orientation::Rotate270FlipH
        )
    }

    /// Whether the mark that ends a JPEG stands near the end; some programs write a few bytes after it.
    fn ends_as_jpeg(file: &[u8]) -> bool {
        file.windows(2).any(|pair| pair == [0xff, 0xd9]) && {
            let last = file.iter().rposition(|byte| *byte != 0).unwrap_or(0);
            let tail = &file[last.saturating_sub(64 << 10)..=last];
            tail.windows(2).any(|pair| pair == [0xff, 0xd9])
        }
    }

    fn other_kind(file: &[u8]) -> &'static str {
        let start = &file[..file.len().min(512)];
        let text = String::from_utf8_lossy(start);
        match file {
            [] => "an empty file",
            [b'P', b'K', ..] => "a zip archive",
            [b'%', b'P', b'D', b'F', ..] => "a PDF document",
            [b'B', b'M', ..] => "a BMP picture",
            [b'I', b'I', b'*', 0, ..] | [b'M', b'M', 0, b'*', ..] => "a TIFF picture",
            _ if text.contains("<svg") => "an SVG drawing",
            _ if start.get(4..8) == Some(b"ftyp") => "an AVIF or HEIC picture, or a video",
            _ => "no picture file",
        }
    }

    fn cut_short() -> PictureError {
        PictureError::damaged("a file that ends too early")
    }

    fn refusal(error: ImageError) -> PictureError {
        match error {
            ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => cut_short(),
            error => PictureError::damaged(format!("damaged ({error})")),
        }
    }
}

#[cfg(test)]
#[cfg(feature = "pictures")]
mod tests {
    use std::io::Cursor;

    use image::codecs::jpeg::JpegEncoder;
    use image::{DynamicImage, ImageEncoder, ImageFormat, RgbImage};

    use super::*;

    /// A picture whose red is the column and whose green is the row.
    fn picture(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, y| image::Rgb([x as u8, y as u8, 90])).into()
    }

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, format).unwrap();
        file.into_inner()
    }

    fn refusal(file: &[u8]) -> String {
        let refused = open(file).unwrap_err();
        assert_eq!(size(file), Err(refused.clone()));
        refused.to_string()
    }

    #[test]
    fn every_kind_is_read() {
        let picture = picture(20, 10);
        for format in [
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Gif,
            ImageFormat::Jpeg,
        ] {
            let file = file(&picture, format);
            assert_eq!(size(&file), Ok((20, 10)), "{format:?}");
            let raster = open(&file).unwrap();
            let near = |(found, expected): (&u8, &u8)| found.abs_diff(*expected) < 12;
            let expected = picture.as_bytes();
            assert!(raster.bytes().iter().zip(expected).all(near), "{format:?}");
        }
    }

    #[test]
    fn transparency_is_left_out() {
        let mut clear = picture(3, 2).into_rgba8();
        clear.pixels_mut().for_each(|pixel| pixel.0[3] = 0);
        let file = file(&clear.into(), ImageFormat::Png);
        assert_eq!(open(&file).unwrap().bytes(), picture(3, 2).as_bytes());
    }

    #[test]
    fn a_picture_stands_as_the_camera_was_held() {
        // TIFF's header, one entry: tag 0x112, a short, one of them.
        let exif = |orientation: u8| {
            let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
            exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
            exif
        };
        for (orientation, size_seen, first) in [
            (1, (20, 10), (0, 0)),
            (6, (10, 20), (0, 9)),
            (8, (10, 20), (19, 0)),
            (3, (20, 10), (19, 9)),
        ] {
            let mut file = Vec::new();
            let mut encoder = JpegEncoder::new_with_quality(&mut file, 100);
            encoder.set_exif_metadata(exif(orientation)).unwrap();
            let picture = picture(20, 10);
            encoder
                .write_image(picture.as_bytes(), 20, 10, image::ExtendedColorType::Rgb8)
                .unwrap();
            assert_eq!(size(&file), Ok(size_seen));
            let raster = open(&file).unwrap();
            assert_eq!((raster.width(), raster.height()), size_seen);
            let [red, green] = [raster.bytes()[0], raster.bytes()[1]];
            assert!(
                red.abs_diff(first.0) < 6 && green.abs_diff(first.1) < 6,
                "{orientation}: {red} {green}"
            );
        }
    }

    #[test]
    fn what_is_no_picture_is_called_by_its_name() {
        for (file, name) in [
            (&b""[..], "it is an empty file"),
            (b"PK\x03\x04rest of it", "it is a zip archive"),
            (
                b"<?xml version=\"1.0\"?><svg xmlns=\"\"></svg>",
                "it is an SVG drawing",
            ),
            (b"%PDF-1.7", "it is a PDF document"),
            (b"hello", "it is no picture file"),
        ] {
            let refused = refusal(file);
            assert!(refused.starts_with(name), "{refused}");
            assert!(refused.contains("allowed: a PNG, JPEG, WebP or GIF file"));
        }
    }

    #[test]
    fn a_file_that_ends_too_early_is_refused() {
        let picture = picture(64, 64);
        for format in [
            ImageFormat::Png,
            ImageFormat::WebP,
            ImageFormat::Jpeg,
            ImageFormat::Gif,
        ] {
            let file = file(&picture, format);
            for length in [file.len() * 3 / 4, file.len() / 2, 16] {
                let refused = open(&file[..length]).unwrap_err().to_string();
                assert!(
                    refused.contains("allowed: a whole picture file"),
                    "{format:?}: {refused}"
                );
            }
        }
    }

    #[test]
    fn a_picture_of_200_megapixels_is_refused_by_its_header() {
        let mut file = file(&picture(8, 8), ImageFormat::Png);
        // The header's size, and its checksum.
        file[16..20].copy_from_slice(&20_000_u32.to_be_bytes());
        file[20..24].copy_from_slice(&10_000_u32.to_be_bytes());
        let sum = crc32(&file[12..29]);
        file[29..33].copy_from_slice(&sum.to_be_bytes());
        let refused = refusal(&file);
        assert!(
            refused.contains("20000 × 10000 pixels large; allowed: at most 50000000"),
            "{refused}"
        );
        assert!(refusal(&vec![0; MAX_BYTES + 1]).contains("allowed: files of at most 20971520"));
        let line = picture(1, 101);
        let line = file_of_line(&line);
        assert!(refusal(&line).contains("at most 100 times as long"));
    }

    fn file_of_line(picture: &DynamicImage) -> Vec<u8> {
        file(picture, ImageFormat::Png)
    }

    fn crc32(bytes: &[u8]) -> u32 {
        !bytes.iter().fold(!0_u32, |crc, byte| {
            (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
                (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
            })
        })
    }
}
