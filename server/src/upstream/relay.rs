//! Requests of `/v1` that another engine answers itself: passed on as they are, and its answers too, as they come.

use std::io::Read;

use bytes::Bytes;
use futures::Stream;
use futures::stream::unfold;
use http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use http::{HeaderMap, StatusCode};
use serde_json::{Value, json};
use tokio::sync::mpsc::{self, Receiver};
use trajectory::FailureKind;
use trajectory::api::ApiError;

use super::client::{Client, Served};

/// How many pieces of an answer wait for a slow reader.
const AHEAD: usize = 16;
/// Bytes of an answer that are passed on at once.
const PIECE: usize = 16 * 1024;

/// The way of a request to another engine.
pub struct Relay {
    client: Client,
    served: Result<Served, ApiError>,
}

/// What another engine answered.
pub struct Relayed {
    /// Its status.
    pub status: StatusCode,
    /// Its content type, and when to come again.
    pub headers: HeaderMap,
    /// Its body, as it comes.
    pieces: Receiver<std::io::Result<Bytes>>,
}

impl Relayed {
    /// The body.
    pub fn body(self) -> impl Stream<Item = std::io::Result<Bytes>> + Send {
        unfold(self.pieces, |mut pieces| async {
            let piece = pieces.recv().await?;
            Some((piece, pieces))
        })
    }
}

impl Relay {
    pub(super) const fn new(client: Client, served: Result<Served, ApiError>) -> Self {
        Self { client, served }
    }

    /// Passes a request on, under the engine's own name of the model.
    ///
    /// # Errors
    /// The engine is not there.
    pub async fn send(self, path: &'static str, mut body: Value) -> Result<Relayed, ApiError> {
        let served = self.served?;
        body["model"] = json!(served.id);
        let client = self.client;
        let sent = tokio::task::spawn_blocking(move || {
            let answer = client.send(path, &body);
            answer.map_err(|error| client.unreachable(&error))
        });
        let answer = sent.await.map_err(|error| {
            let message = format!("The request ended by a defect of the program: {error}.");
            ApiError::new(FailureKind::Internal, message)
        })??;
        let (head, body) = answer.into_parts();
        let kept = [CONTENT_TYPE, RETRY_AFTER].into_iter();
        let headers: HeaderMap<HeaderValue> = kept
            .filter_map(|name| Some((name.clone(), head.headers.get(&name)?.clone())))
            .collect();
        let (pieces, receiver) = mpsc::channel(AHEAD);
        tokio::task::spawn_blocking(move || {
            let mut reader = body.into_reader();
            let mut buffer = vec![0; PIECE];
            loop {
                let piece = match reader.read(&mut buffer) {
                    Ok(0) => return,
                    Ok(length) => Ok(Bytes::copy_from_slice(&buffer[..length])),
                    Err(error) => Err(error),
                };
                let is_last = piece.is_err();
                if pieces.blocking_send(piece).is_err() || is_last {
                    return;
                }
            }
        });
        Ok(Relayed {
            status: head.status,
            headers,
            pieces: receiver,
        })
    }
}
