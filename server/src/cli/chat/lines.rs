//! Lines from a file or a pipe.

use std::borrow::Cow;
use std::io::{self, BufRead};

/// The lines of an input that need not be valid UTF-8: other bytes become U+FFFD, which is said once.
pub(super) struct Lines<R> {
    input: R,
    number: usize,
    warned: bool,
}

impl<R: BufRead> Lines<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            warned: false,
        }
    }

    fn text(&mut self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        if matches!(text, Cow::Owned(_)) && !self.warned {
            self.warned = true;
            eprintln!(
                "Line {} is not valid UTF-8: its other bytes are read as \u{fffd}, here and in later lines. Convert the input to UTF-8 to keep them.",
                self.number
            );
        }
        // A byte order mark is no part of the first message.
        let text = if self.number == 1 {
            text.trim_start_matches('\u{feff}')
        } else {
            &text
        };
        text.trim_end_matches(['\n', '\r']).to_owned()
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        match self.input.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => {
                self.number += 1;
                Some(Ok(self.text(&bytes)))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_not_utf_8_are_read_all_the_same() {
        let bytes = b"\xef\xbb\xbfgr\xc3\xbcn\ngr\xfcn\r\n\xff\xfe\n\nlast";
        let mut lines = Lines::new(&bytes[..]);
        let read: io::Result<Vec<String>> = lines.by_ref().collect();
        let expected = ["gr\u{fc}n", "gr\u{fffd}n", "\u{fffd}\u{fffd}", "", "last"];
        assert_eq!(read.unwrap(), expected);
        assert!(lines.warned);
        let mut clean = Lines::new(&b"plain\n"[..]);
        assert_eq!(clean.by_ref().count(), 1);
        assert!(!clean.warned);
    }
}
