//! The NDJSON codec: a stream of JSON events, one a line (design section 2.3).
//!
//! Chunk borders of HTTP are no message borders, so [`Lines`] cuts bytes into lines, and any chunking of the same
//! bytes gives the same events. Empty lines are heartbeats and carry nothing.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;

use bytes::{Bytes, BytesMut};
use futures::{Stream, StreamExt, TryStreamExt};
use http::Method;
use leptos::server_fn::ContentType;
use leptos::server_fn::codec::{Encoding, FromRes, IntoRes};
use leptos::server_fn::error::{FromServerFnError, IntoAppError, ServerFnErrorErr};
use leptos::server_fn::response::{ClientRes, TryRes};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The output encoding of a server function that returns an [`EventStream`].
#[derive(Debug)]
pub struct Ndjson;

impl ContentType for Ndjson {
    const CONTENT_TYPE: &'static str = "application/x-ndjson";
}

impl Encoding for Ndjson {
    const METHOD: Method = Method::POST;
}

/// One item of the stream: an event, or `None` for a heartbeat (an empty line that keeps the connection alive).
type Item<T, E> = Result<Option<T>, E>;

/// A stream of events of type `T`; dropping it ends the request.
pub struct EventStream<T, E>(Pin<Box<dyn Stream<Item = Item<T, E>> + Send>>);

impl<T: Send + 'static, E: Send + 'static> EventStream<T, E> {
    /// Wraps events; `None` sends a heartbeat.
    pub fn new(events: impl Stream<Item = Option<T>> + Send + 'static) -> Self {
        Self(Box::pin(events.map(Ok)))
    }

    /// The events, heartbeats left out.
    pub fn into_inner(self) -> impl Stream<Item = Result<T, E>> + Send {
        self.0
            .filter_map(|item| std::future::ready(item.transpose()))
    }
}

impl<T, E> fmt::Debug for EventStream<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("EventStream").finish()
    }
}

impl<T, E, Response> IntoRes<Ndjson, Response, E> for EventStream<T, E>
where
    T: Serialize + Send + 'static,
    E: FromServerFnError,
    Response: TryRes<E>,
{
    async fn into_res(self) -> Result<Response, E> {
        let lines = self.0.map(|item| match item {
            Ok(None) => Ok(Bytes::from_static(b"\n")),
            Ok(Some(event)) => line(&event).map_err(|error: E| error.ser()),
            Err(error) => Err(error.ser()),
        });
        Response::try_from_stream(Ndjson::CONTENT_TYPE, lines)
    }
}

fn line<T: Serialize, E: FromServerFnError>(event: &T) -> Result<Bytes, E> {
    let mut line = serde_json::to_vec(event)
        .map_err(|error| ServerFnErrorErr::Serialization(error.to_string()).into_app_error())?;
    line.push(b'\n');
    Ok(line.into())
}

impl<T, E, Response> FromRes<Ndjson, Response, E> for EventStream<T, E>
where
    T: DeserializeOwned + Send + 'static,
    E: FromServerFnError + Send,
    Response: ClientRes<E> + Send,
{
    async fn from_res(res: Response) -> Result<Self, E> {
        let chunks = res.try_into_stream()?.map_err(|bytes| E::de(bytes));
        Ok(Self(Box::pin(decode(chunks).map_ok(Some))))
    }
}

/// Decodes byte chunks into events.
pub fn decode<T, E>(
    chunks: impl Stream<Item = Result<Bytes, E>> + Send + 'static,
) -> impl Stream<Item = Result<T, E>> + Send
where
    T: DeserializeOwned + Send + 'static,
    E: FromServerFnError + Send,
{
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
                    ServerFnErrorErr::Deserialization(error.to_string()).into_app_error()
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
