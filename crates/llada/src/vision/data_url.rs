//! A picture file in a data URL, as messages carry it.

use base64::Engine as _;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};
use base64::{alphabet, engine::DecodePaddingMode};

use super::picture::{MAX_BYTES, PictureError};

const ALLOWED: &str = "data URLs (data:image/png;base64,…)";

fn not_base64() -> PictureError {
    let allowed = "data:image/png;base64, followed by the file in base64";
    PictureError::new("a data URL that is not base64", allowed, "Encode it again")
}

/// The standard alphabet, whether or not the end is padded.
const ENGINE: GeneralPurpose = GeneralPurpose::new(
    &alphabet::STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The file in a data URL. Which kind of file the URL says does not matter: the file says it.
///
/// # Errors
/// [`PictureError`]: it is no data URL, not in base64, or too large.
pub fn file(url: &str) -> Result<Vec<u8>, PictureError> {
    let start = |count| url.chars().take(count).collect::<String>();
    let Some(rest) = strip(url, "data:") else {
        let schemes = ["http:", "https:", "ftp:", "file:", "//"];
        if schemes.iter().any(|scheme| strip(url, scheme).is_some()) {
            let value = format!("the address {}", start(60));
            let allowed = format!("{ALLOWED}, since this program fetches nothing");
            return Err(PictureError::new(value, allowed, "Send the picture itself"));
        }
        let value = format!("a text that begins with {:?}", start(20));
        return Err(PictureError::new(value, ALLOWED, "Send the picture itself"));
    };
    let (kind, data) = rest.split_once(',').ok_or_else(not_base64)?;
    if !kind.to_ascii_lowercase().ends_with(";base64") {
        return Err(not_base64());
    }
    let most = MAX_BYTES.div_ceil(3) * 4;
    if data.len() > most {
        return Err(PictureError::bytes(data.len() / 4 * 3));
    }
    ENGINE.decode(data).map_err(|_| not_base64())
}

/// The data URL of a file.
#[must_use]
pub fn of_file(file: &[u8]) -> String {
    let kind = match file {
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xff, 0xd8, ..] => "jpeg",
        [b'G', b'I', b'F', ..] => "gif",
        [b'R', b'I', b'F', b'F', ..] => "webp",
        _ => "unknown",
    };
    format!("data:image/{kind};base64,{}", ENGINE.encode(file))
}

/// The rest of a text after a beginning in any case.
fn strip<'a>(text: &'a str, beginning: &str) -> Option<&'a str> {
    let start = text.get(..beginning.len())?;
    start
        .eq_ignore_ascii_case(beginning)
        .then(|| &text[beginning.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_comes_back_as_it_went_in() {
        for length in 0..5 {
            let bytes: Vec<u8> = (250..250 + length).collect();
            assert_eq!(file(&of_file(&bytes)).unwrap(), bytes);
        }
        assert_eq!(file("DATA:;BASE64,aGk").unwrap(), b"hi");
        assert!(of_file(b"\x89PNG").starts_with("data:image/png;base64,"));
    }

    #[test]
    fn what_holds_no_picture_is_refused_with_the_way_out() {
        let refusal = |url: &str| file(url).unwrap_err().to_string();
        assert!(
            refusal("https://example.org/cat.png")
                .contains("allowed: data URLs (data:image/png;base64,…), since")
        );
        assert!(refusal("//example.org").contains("since this program fetches nothing"));
        assert!(refusal("cat.png").starts_with("it is a text that begins with \"cat.png\""));
        for url in [
            "data:image/png;base64,###",
            "data:image/png,abc",
            "data:image/png;base64",
        ] {
            assert!(
                refusal(url).starts_with("it is a data URL that is not base64"),
                "{url}"
            );
        }
        let large = format!("data:;base64,{}", "A".repeat(MAX_BYTES / 3 * 4 + 8));
        assert!(refusal(&large).contains("allowed: files of at most"));
    }
}
