//! A run on its way: a thread reads the other engine's stream, and one reader gets the events. The thread lets go of the
//! connection, which ends the run over there, with the first piece that comes after its reader is gone.

use std::io::BufReader;
use std::sync::Arc;
use std::time::Duration;

use http::Response;
use tokio::sync::mpsc::{self, UnboundedReceiver, UnboundedSender};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot, watch};
use trajectory::api::ApiError;
use trajectory::{Event, FailureKind, ModelInfo};
use ureq::Body;

use super::canvas::Canvas;
use super::client::{Client, failure};
use super::reply::Chunk;
use super::request::Asked;
use super::sse::Events;
use crate::engine::service::Events as Told;

/// How long a stream may be silent.
const HEARTBEAT: Duration = Duration::from_secs(10);

const GOODBYE: &str = "The server is shutting down. Start it again with `unmask serve`.";

/// The runs in progress.
pub(super) struct Runs {
    room: Arc<Semaphore>,
    most: usize,
    /// Whether everything ends.
    ending: watch::Sender<bool>,
}

impl Runs {
    pub(super) fn new(most: usize) -> Self {
        Self {
            room: Arc::new(Semaphore::new(most)),
            most,
            ending: watch::Sender::new(false),
        }
    }

    /// Whether runs are admitted.
    pub(super) fn are_open(&self) -> bool {
        !self.room.is_closed()
    }

    /// Begins a run.
    ///
    /// # Errors
    /// There is no room, or the engine refuses.
    pub(super) async fn begin(
        &self,
        client: &Client,
        asked: Asked,
        model: ModelInfo,
    ) -> Result<Told, ApiError> {
        let permit = self.admit()?;
        let (events, receiver) = mpsc::unbounded_channel();
        let (head, answered) = oneshot::channel();
        let client = client.clone();
        let canvas = Canvas::new(asked.head(model));
        tokio::task::spawn_blocking(move || {
            let answer = client.ask("/v1/chat/completions", &asked.body());
            let body = match answer.map(Response::into_body) {
                Ok(body) => body,
                Err(error) => {
                    // Who asked may be gone.
                    let _ = head.send(Err(error));
                    return;
                }
            };
            if head.send(Ok(())).is_ok() {
                tell(body, canvas, &client, &events);
            }
            drop(permit);
        });
        let defect = || {
            let message = "The request ended by a defect of the program. Please report it.";
            ApiError::new(FailureKind::Internal, message)
        };
        answered.await.unwrap_or_else(|_| Err(defect()))?;
        Ok(stream(receiver, self.ending.subscribe()))
    }

    fn admit(&self) -> Result<OwnedSemaphorePermit, ApiError> {
        if !self.are_open() {
            return Err(ApiError::new(FailureKind::Shutdown, GOODBYE));
        }
        self.room.clone().try_acquire_owned().map_err(|_| {
            let message = format!(
                "{} runs are in progress, which is as many as may be. Try again in a moment.",
                self.most
            );
            ApiError::new(FailureKind::Busy, message)
        })
    }

    /// Admits no more runs, and waits so long for those in progress.
    pub(super) async fn drain(&self, limit: Duration) {
        let all = u32::try_from(self.most).unwrap_or(u32::MAX);
        let ended = self.room.clone().acquire_many_owned(all);
        // All permits together: nothing is in progress then.
        let _ = tokio::time::timeout(limit, ended).await;
        self.shut_down();
    }

    /// Ends every run.
    pub(super) fn shut_down(&self) {
        self.room.close();
        self.ending.send_replace(true);
    }
}

/// Reads the stream and tells what it says, until it ends or nobody listens.
fn tell(body: Body, mut canvas: Canvas, client: &Client, events: &UnboundedSender<Event>) {
    if events.send(canvas.started()).is_err() {
        return;
    }
    let address = client.address();
    let mut is_whole = false;
    for data in Events::new(BufReader::new(body.into_reader())) {
        let broken = match read(data) {
            Ok(Chunk {
                error: Some(error), ..
            }) => format!("The engine at {address} failed: {}", failure(&error)),
            Ok(chunk) => {
                let mut choices = chunk.choices.iter();
                is_whole |= choices.any(|choice| choice.finish_reason.is_some());
                let event = canvas.apply(&chunk);
                if event.map_or(!events.is_closed(), |event| events.send(event).is_ok()) {
                    continue;
                }
                return;
            }
            Err(reason) => cut(client, &reason),
        };
        // Here and below: a reader that is gone hears of no end.
        let _ = events.send(broken_off(broken));
        return;
    }
    let last = if is_whole {
        canvas.finished()
    } else {
        broken_off(cut(client, "it does not say why the answer is over"))
    };
    let _ = events.send(last);
}

/// A piece of the stream; else why there is none.
fn read(data: std::io::Result<String>) -> Result<Chunk, String> {
    let data = data.map_err(|error| error.to_string())?;
    serde_json::from_str(&data).map_err(|error| error.to_string())
}

fn cut(client: &Client, reason: &str) -> String {
    format!(
        "The stream of the engine at {} ended early: {reason}. Try again.",
        client.address()
    )
}

fn broken_off(message: String) -> Event {
    Event::Failed {
        kind: FailureKind::Model,
        message,
    }
}

struct Reader {
    events: UnboundedReceiver<Event>,
    ending: watch::Receiver<bool>,
    ended: bool,
}

impl Reader {
    async fn next(&mut self) -> Option<Option<Event>> {
        if self.ended {
            return None;
        }
        let goodbye = |kind, message: &str| Event::Failed {
            kind,
            message: message.to_owned(),
        };
        let event = tokio::select! {
            biased;
            event = self.events.recv() => event.unwrap_or_else(|| {
                let message = "The run ended without an end. This is a defect: please report it.";
                goodbye(FailureKind::Internal, message)
            }),
            _ = self.ending.wait_for(|ending| *ending) => goodbye(FailureKind::Shutdown, GOODBYE),
            () = tokio::time::sleep(HEARTBEAT) => return Some(None),
        };
        self.ended = event.is_last();
        Some(Some(event))
    }
}

/// The stream of a run that could not begin: where a run's other failures are told.
pub(super) fn failed(error: ApiError) -> Told {
    let event = Event::Failed {
        kind: error.kind,
        message: error.message,
    };
    Box::pin(futures::stream::iter([Some(event)]))
}

/// The events, heartbeats while nothing happens, and an end in every case.
fn stream(events: UnboundedReceiver<Event>, ending: watch::Receiver<bool>) -> Told {
    let reader = Reader {
        events,
        ending,
        ended: false,
    };
    Box::pin(futures::stream::unfold(reader, |mut reader| async {
        let item = reader.next().await?;
        Some((item, reader))
    }))
}
