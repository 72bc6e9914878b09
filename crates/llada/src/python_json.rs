//! JSON as Python writes it: with `NaN`, `Infinity` and `-Infinity`, and now and then a byte order mark.

use serde_json::Value;

/// Reads JSON that Python's `json` may have written. The numbers that JSON does not have become texts of the same
/// spelling: a key that is used refuses them by name, and one that is not does not matter.
///
/// # Errors
/// It is no JSON.
pub fn python_json(bytes: &[u8]) -> serde_json::Result<Value> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Nearly every file is plain JSON.
    serde_json::from_slice(bytes).or_else(|error| match quoted(bytes) {
        Some(quoted) => serde_json::from_slice(&quoted),
        None => Err(error),
    })
}

/// The text with each number that JSON lacks in quotes; none where there is no such number.
fn quoted(bytes: &[u8]) -> Option<Vec<u8>> {
    const NUMBERS: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];
    let mut result = Vec::with_capacity(bytes.len());
    let (mut at, mut inside, mut found) = (0, false, false);
    while let Some(&byte) = bytes.get(at) {
        let rest = &bytes[at..];
        let number = NUMBERS.into_iter().find(|number| rest.starts_with(number));
        let piece = match (inside, byte, number) {
            (true, b'\\', _) => &rest[..rest.len().min(2)],
            (false, _, Some(number)) => {
                result.push(b'"');
                result.extend_from_slice(number);
                result.push(b'"');
                (at, found) = (at + number.len(), true);
                continue;
            }
            (_, byte, _) => {
                inside ^= byte == b'"';
                &rest[..1]
            }
        };
        result.extend_from_slice(piece);
        at += piece.len();
    }
    found.then_some(result)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_python_writes_is_read() {
        let read = |text: &str| python_json(text.as_bytes()).ok();
        assert_eq!(read("\u{feff}{\"a\": 1}"), Some(json!({"a": 1})));
        assert_eq!(
            read(r#"{"a": Infinity, "b": [-Infinity, NaN], "c": "Infinity \" NaN"}"#),
            Some(json!({"a": "Infinity", "b": ["-Infinity", "NaN"], "c": "Infinity \" NaN"}))
        );
        for garbage in ["", "{", "Infinityx", "{\"a\": NaN", "[Infinity"] {
            assert_eq!(read(garbage), None, "{garbage}");
        }
    }
}
