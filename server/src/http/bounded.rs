//! Bodies in memory: each up to a limit, and all of them together up to another.

use std::ops::Deref;
use std::sync::{Arc, LazyLock};

use axum::body::{Body, HttpBody};
use futures::StreamExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The longest body that is read, in bytes: far more than any model's context, and a few pictures.
pub(super) const MAX_BODY: usize = 32 << 20;

/// So many bytes of bodies are in memory at once, at most.
pub(super) const ALL_BODIES: usize = 8 * MAX_BODY;

/// The process has one memory, so that there is one account of it.
static ACCOUNT: LazyLock<Account> = LazyLock::new(|| Account::new(ALL_BODIES));

/// Bytes that bodies may still take.
#[derive(Debug)]
struct Account(Arc<Semaphore>);

/// A body that was read; its bytes count until it is dropped.
#[derive(Debug)]
pub(super) struct Received {
    bytes: Vec<u8>,
    _held: Option<OwnedSemaphorePermit>,
}

impl Deref for Received {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.bytes
    }
}

/// Why a body was not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is longer than allowed, or was cut off.
    TooLong,
    /// With it there would be more than [`ALL_BODIES`].
    Full,
}

/// Reads a body of at most so many bytes. What has come of it is counted, not what it says it will be: a client that sends slowly holds little.
pub(super) async fn read(body: Body, most: usize) -> Result<Received, Unread> {
    ACCOUNT.read(body, most).await
}

impl Account {
    fn new(bytes: usize) -> Self {
        Self(Arc::new(Semaphore::new(bytes)))
    }

    async fn read(&self, body: Body, most: usize) -> Result<Received, Unread> {
        // One that says how long it is need not be read to be refused.
        if body.size_hint().lower() > most as u64 {
            return Err(Unread::TooLong);
        }
        let (mut bytes, mut held) = (Vec::new(), None::<OwnedSemaphorePermit>);
        let mut pieces = body.into_data_stream();
        while let Some(piece) = pieces.next().await {
            let piece = piece.map_err(|_| Unread::TooLong)?;
            if bytes.len() + piece.len() > most {
                return Err(Unread::TooLong);
            }
            let more = u32::try_from(piece.len()).map_err(|_| Unread::TooLong)?;
            let more = Arc::clone(&self.0).try_acquire_many_owned(more);
            let more = more.map_err(|_| Unread::Full)?;
            match &mut held {
                Some(held) => held.merge(more),
                None => held = Some(more),
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(Received { bytes, _held: held })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_counts_until_it_is_dropped() {
        let account = Account::new(10);
        let first = account.read(Body::from("eight..."), 8).await.unwrap();
        assert_eq!(&*first, b"eight...");
        let second = account.read(Body::from("four"), 8).await;
        assert_eq!(second.unwrap_err(), Unread::Full);
        drop(first);
        assert!(account.read(Body::from("four"), 8).await.is_ok());
    }

    #[tokio::test]
    async fn what_was_refused_counts_no_longer() {
        let account = Account::new(10);
        let pieces = ["eight...", "four"].map(|piece| Ok::<_, std::io::Error>(piece.to_owned()));
        let body = Body::from_stream(futures::stream::iter(pieces));
        assert_eq!(account.read(body, 20).await.unwrap_err(), Unread::Full);
        assert_eq!(account.0.available_permits(), 10);
    }

    #[tokio::test]
    async fn one_that_is_too_long_is_refused_by_what_it_says_and_by_what_comes() {
        let account = Account::new(2 * MAX_BODY);
        let long = vec![b' '; MAX_BODY + 1];
        let body = Body::from(long.clone());
        assert_eq!(
            account.read(body, MAX_BODY).await.unwrap_err(),
            Unread::TooLong
        );
        let pieces = [long[..MAX_BODY].to_vec(), long[MAX_BODY..].to_vec()];
        let pieces = pieces.map(Ok::<_, std::io::Error>);
        let body = Body::from_stream(futures::stream::iter(pieces));
        assert_eq!(
            account.read(body, MAX_BODY).await.unwrap_err(),
            Unread::TooLong
        );
        assert_eq!(account.0.available_permits(), 2 * MAX_BODY);
    }
}
