//! Answers as server-sent events: a chunk whenever the text grows, and at the end why; then the usage, if it was asked for.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use crate::engine::service::Events;
use axum::response::sse::{Event as Sse, KeepAlive, Sse as Answer};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use futures::stream::{self, Stream};
use serde_json::{Value, json};
use trajectory::Event;
use trajectory::api::ApiError;

use super::draft::Draft;
use super::error::{Error, Result};
use super::generation::{Generation, begin};
use super::reply::{Snapshot, Usage};
use super::sampling::{Sampling, StreamMode};
use crate::engine::Client;
use crate::engine::backend::Front;
use crate::engine::service::Service;

/// The most answers that are streamed together.
const MOST_STREAMS: usize = 8;

/// How the chunks of one kind of completion look.
pub(super) trait Chunks: Send + Sync + 'static {
    /// What every chunk has: id, object, creation, model.
    fn frame(&self) -> Value;

    /// A choice with a piece of text, `draft` having revealed tokens `from` on since the last one.
    fn choice(&self, index: usize, text: &str, draft: &Draft, from: usize) -> Value;

    /// The choice before the first text, if there is one.
    fn first(&self, index: usize) -> Option<Value>;

    /// The choice that says why the answer ended.
    fn last(&self, index: usize, draft: &Draft) -> Value;
}

/// One answer on its way.
struct Streamed {
    index: usize,
    events: Events,
    draft: Draft,
    /// The text that was sent.
    sent: usize,
    /// Tokens that were told.
    told: usize,
    ended: bool,
}

/// What a chunk is to hold.
enum Piece {
    Choice(Value, Option<Snapshot>),
    Failed(Value),
    /// The answer is whole.
    Ended(Box<Draft>),
}

impl Streamed {
    /// The text that has come since the last chunk.
    fn grown(&mut self) -> Option<String> {
        let text = self.draft.text();
        let new = text.get(self.sent..).filter(|new| !new.is_empty())?;
        self.sent = text.len();
        Some(new.to_owned())
    }

    /// The pieces that an event leads to.
    fn pieces(&mut self, event: &Event, chunks: &dyn Chunks, mode: StreamMode) -> Vec<Piece> {
        if let Event::Failed { kind, message } = event {
            self.ended = true;
            let error = Error::from(ApiError::new(*kind, message.as_str()));
            return vec![Piece::Failed(json!(error.envelope()))];
        }
        self.draft.apply(event);
        let mut pieces = Vec::new();
        if matches!(event, Event::Started { .. }) {
            pieces.extend(
                chunks
                    .first(self.index)
                    .map(|choice| Piece::Choice(choice, None)),
            );
        }
        let last = event.is_last();
        let snapshot = (mode == StreamMode::Denoise && matches!(event, Event::Step(_)))
            .then(|| Snapshot::of(&self.draft));
        let text = match mode {
            StreamMode::Denoise if !last => None,
            _ => self.grown(),
        };
        if text.is_some() || snapshot.is_some() {
            let text = text.unwrap_or_default();
            let choice = chunks.choice(self.index, &text, &self.draft, self.told);
            if !text.is_empty() {
                self.told = self.draft.reveals().count();
            }
            pieces.push(Piece::Choice(choice, snapshot));
        }
        if last {
            self.ended = true;
            pieces.push(Piece::Choice(chunks.last(self.index, &self.draft), None));
        }
        pieces
    }

    /// The pieces of an answer, as they come.
    fn run(self, chunks: Arc<dyn Chunks>, mode: StreamMode) -> impl Stream<Item = Piece> + Send {
        let state = (Some(self), chunks);
        let batches = stream::unfold(state, move |(streamed, chunks)| async move {
            let mut streamed = streamed?;
            let event = streamed.events.next().await?;
            // A heartbeat: the comment that keeps the connection alive is axum's.
            let Some(event) = event else {
                return Some((Vec::new(), (Some(streamed), chunks)));
            };
            let mut pieces = streamed.pieces(&event, chunks.as_ref(), mode);
            if streamed.ended {
                pieces.push(Piece::Ended(Box::new(streamed.draft)));
                return Some((pieces, (None, chunks)));
            }
            Some((pieces, (Some(streamed), chunks)))
        });
        batches.flat_map(stream::iter)
    }
}

/// A chunk.
fn chunk(chunks: &dyn Chunks, choices: Value, snapshot: Option<Snapshot>, usage: Value) -> Sse {
    let mut frame = chunks.frame();
    if let Some(fields) = frame.as_object_mut() {
        fields.insert("choices".to_owned(), choices);
        if let Some(snapshot) = snapshot {
            fields.insert("denoise".to_owned(), json!(snapshot));
        }
        if !usage.is_null() {
            fields.insert("usage".to_owned(), usage);
        }
    }
    Sse::default().data(frame.to_string())
}

/// Streams the answers of a request. What cannot be begun is refused before the stream begins.
///
/// # Errors
/// A run is not admitted, or there are too many.
pub(super) async fn respond(
    engine: &Arc<dyn Service>,
    client: &Client,
    front: &Arc<dyn Front>,
    generations: Vec<Generation>,
    (sampling, chunks): (&Sampling, Arc<dyn Chunks>),
) -> Result<Response> {
    if generations.len() > MOST_STREAMS {
        let message = format!(
            "stream is true for {} answers; allowed: {MOST_STREAMS}. Ask for fewer, or without stream.",
            generations.len()
        );
        return Err(Error::invalid(message));
    }
    let mode = sampling.stream_mode.unwrap_or_default();
    let options = sampling.stream_options.as_ref();
    let with_usage = options
        .and_then(|options| options.include_usage)
        .unwrap_or(false);
    let mut streams = Vec::with_capacity(generations.len());
    for (index, generation) in generations.into_iter().enumerate() {
        let events = begin(engine.as_ref(), client, &generation).await?;
        let streamed = Streamed {
            index,
            events,
            draft: Draft::new(front.clone(), generation.shape),
            sent: 0,
            told: 0,
            ended: false,
        };
        streams.push(streamed.run(chunks.clone(), mode).boxed());
    }
    let pieces = stream::select_all(streams)
        .map(Some)
        .chain(stream::iter([None]));
    let sent = pieces.scan(Vec::new(), move |whole: &mut Vec<Draft>, piece| {
        let chunks = chunks.as_ref();
        let events = match piece {
            Some(Piece::Choice(choice, snapshot)) => {
                vec![chunk(chunks, json!([choice]), snapshot, Value::Null)]
            }
            Some(Piece::Failed(error)) => vec![Sse::default().data(error.to_string())],
            Some(Piece::Ended(draft)) => {
                whole.push(*draft);
                Vec::new()
            }
            None => {
                let usage = with_usage
                    .then(|| chunk(chunks, json!([]), None, json!(Usage::of(whole.iter()))));
                usage
                    .into_iter()
                    .chain([Sse::default().data("[DONE]")])
                    .collect()
            }
        };
        std::future::ready(Some(stream::iter(events)))
    });
    let sent = sent.flatten().map(Ok::<Sse, Infallible>);
    let alive = KeepAlive::new().interval(Duration::from_secs(10));
    Ok(Answer::new(sent).keep_alive(alive).into_response())
}
