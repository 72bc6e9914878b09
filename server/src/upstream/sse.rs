//! Server-sent events: the data of each, as it comes.

use std::io::{self, BufRead};

/// The longest line that is read.
const LONGEST: usize = 16 * 1024 * 1024;

/// The data of the events of a stream, up to `[DONE]`, which ends it.
pub(super) struct Events<R> {
    input: R,
    ended: bool,
}

impl<R: BufRead> Events<R> {
    pub(super) const fn new(input: R) -> Self {
        Self {
            input,
            ended: false,
        }
    }

    /// The next line without its end; none at the end of the stream.
    fn line(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        let limit = LONGEST as u64;
        let read = io::Read::take(&mut self.input, limit).read_until(b'\n', &mut bytes)?;
        if read == LONGEST {
            let message = format!("a line of its stream is longer than {LONGEST} bytes");
            return Err(io::Error::new(io::ErrorKind::InvalidData, message));
        }
        let text = String::from_utf8_lossy(&bytes);
        Ok((read > 0).then(|| text.trim_end_matches(['\n', '\r']).to_owned()))
    }

    /// The data of the next event.
    fn data(&mut self) -> io::Result<Option<String>> {
        let mut data: Option<String> = None;
        loop {
            let Some(line) = self.line()? else {
                return Ok(data);
            };
            if line.is_empty() {
                match data.take() {
                    Some(data) => return Ok(Some(data)),
                    None => continue,
                }
            }
            // Comments, names and ids are of no interest.
            let Some(value) = line.strip_prefix("data:") else {
                continue;
            };
            let value = value.strip_prefix(' ').unwrap_or(value);
            match &mut data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => data = Some(value.to_owned()),
            }
        }
    }
}

impl<R: BufRead> Iterator for Events<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let data = self.data().transpose();
        let goes_on = data
            .as_ref()
            .is_some_and(|data| data.as_ref().is_ok_and(|data| data.trim() != "[DONE]"));
        self.ended = !goes_on;
        data.filter(|data| goes_on || data.is_err())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(text: &str) -> Vec<String> {
        Events::new(text.as_bytes()).map(Result::unwrap).collect()
    }

    #[test]
    fn data_is_read_up_to_the_end() {
        let text = ": hello\n\ndata: {\"a\":1}\r\n\r\nevent: x\ndata:two\ndata: lines\n\ndata: [DONE]\n\ndata: more\n\n";
        assert_eq!(events(text), ["{\"a\":1}", "two\nlines"]);
    }

    #[test]
    fn a_stream_that_is_cut_keeps_what_had_come() {
        assert_eq!(events("data: 1\n\ndata: 2"), ["1", "2"]);
        assert_eq!(events(""), Vec::<String>::new());
    }
}
