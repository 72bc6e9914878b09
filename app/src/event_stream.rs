//! The NDJSON codec: a stream of JSON events, one a line (design section 2.3).
//!
//! Chunk borders of HTTP are no message borders, so [`Lines`] cuts bytes into lines, and any chunking of the same
//! bytes gives the same events. Empty lines are heartbeats and carry nothing.

use std::marker::PhantomData;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt};
use serde::de::DeserializeOwned;
use trajectory::FailureKind;
use trajectory::api::ApiError;

/// Decodes byte chunks into events.
pub fn decode<T: DeserializeOwned + 'static>(
    chunks: impl Stream<Item = Result<Bytes, ApiError>> + 'static,
) -> impl Stream<Item = Result<T, ApiError>> {
    let ended = std::iter::once(None);
    let mut lines = Lines::<T>::default();
    chunks
        .map(Some)
        .chain(futures::stream::iter(ended))
        .flat_map(move |chunk| {
            let events = match chunk {
                Some(Ok(bytes)) => lines.push(&bytes),
                Some(Err(error)) => return futures::stream::iter(vec![Err(error)]),
                None => lines.finish(),
            };
            let events = events.into_iter().map(|event| {
                event.map_err(|error| {
                    let message = t!("An event could not be read: {error}.", error);
                    ApiError::new(FailureKind::Internal, message)
                })
            });
            futures::stream::iter(events.collect::<Vec<_>>())
        })
}

/// Cuts bytes into lines and reads each as JSON.
#[derive(Debug)]
pub struct Lines<T> {
    rest: BytesMut,
    event: PhantomData<fn() -> T>,
}

impl<T> Default for Lines<T> {
    fn default() -> Self {
        Self {
            rest: BytesMut::new(),
            event: PhantomData,
        }
    }
}

impl<T: DeserializeOwned> Lines<T> {
    /// Takes a chunk and returns the events that are complete with it.
    pub fn push(&mut self, chunk: &[u8]) -> Vec<Result<T, serde_json::Error>> {
        let mut from = self.rest.len();
        self.rest.extend_from_slice(chunk);
        let mut events = Vec::new();
        while let Some(at) = self.rest[from..].iter().position(|byte| *byte == b'\n') {
            let line = self.rest.split_to(from + at + 1);
            events.extend(Self::read(&line));
            from = 0;
        }
        events
    }

    /// The stream has ended: the last line may lack its line break.
    pub fn finish(&mut self) -> Vec<Result<T, serde_json::Error>> {
        let line = self.rest.split();
        Self::read(&line).into_iter().collect()
    }

    fn read(line: &[u8]) -> Option<Result<T, serde_json::Error>> {
        let line = line.trim_ascii();
        (!line.is_empty()).then(|| serde_json::from_slice(line))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::Value;

    fn events(chunks: &[&[u8]]) -> Vec<Value> {
        let mut lines = Lines::<Value>::default();
        let mut events: Vec<_> = chunks.iter().flat_map(|chunk| lines.push(chunk)).collect();
        events.extend(lines.finish());
        events.into_iter().map(Result::unwrap).collect()
    }

    proptest! {
        #[test]
        fn any_chunking_gives_the_same_events(
            texts in prop::collection::vec(".{0,12}", 0..8),
            cuts in prop::collection::vec(0_usize..400, 0..12),
        ) {
            let mut bytes = Vec::new();
            for text in &texts {
                bytes.extend(serde_json::to_vec(&Value::from(text.as_str())).unwrap());
                bytes.extend(b"\n\n");
            }
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut < bytes.len()).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let chunks: Vec<&[u8]> = cuts.windows(2).map(|pair| &bytes[pair[0]..pair[1]]).collect();
            let expected: Vec<Value> = texts.into_iter().map(Value::from).collect();
            prop_assert_eq!(events(&chunks), expected);
        }
    }

    #[test]
    fn a_last_line_needs_no_line_break() {
        assert_eq!(events(&[b"1\n2"]), [Value::from(1), Value::from(2)]);
    }

    #[test]
    fn a_broken_line_is_an_error_and_the_next_one_is_read() {
        let mut lines = Lines::<Value>::default();
        let read = lines.push(b"{\n3\n");
        assert!(read[0].is_err());
        assert_eq!(read[1].as_ref().unwrap(), &Value::from(3));
    }
}
