//! The engine as the page sees it: whoever runs the model, wherever that is.

use std::fmt;
use std::pin::Pin;

use bytes::Bytes;
use futures::future::LocalBoxFuture;
use futures::{FutureExt, Stream, StreamExt};
use gloo_net::http::{Request, Response};
use js_sys::{Reflect, Uint8Array};
use serde::Serialize;
use trajectory::api::{ApiError, GenerateRequest, ModelStatus, Preview};
use trajectory::{Event, FailureKind};
use wasm_bindgen::JsCast;
use wasm_streams::ReadableStream;
use web_sys::AbortController;

use crate::event_stream::decode;

/// A run's events as they come. Dropping it ends the run before its next forward pass.
pub type Events = Pin<Box<dyn Stream<Item = Result<Event, ApiError>>>>;

/// What an engine answers, in time.
pub type Reply<T> = LocalBoxFuture<'static, Result<T, ApiError>>;

/// An engine. The page has one of them for as long as it lives.
pub trait Engine: fmt::Debug + Send + Sync {
    /// The model's state.
    fn status(&self) -> Reply<ModelStatus>;

    /// What a request would do, without doing it.
    fn preview(&self, request: GenerateRequest) -> Reply<Preview>;

    /// The MathML of formulas, delimiters included; none for what is no formula to it.
    fn typeset(&self, formulas: Vec<String>) -> Reply<Vec<Option<String>>>;

    /// Begins a run. An error here means that the engine could not be asked; one of the run itself is its last event.
    fn generate(&self, request: GenerateRequest) -> Reply<Events>;
}

/// The server that the page came from, asked over HTTP. Paths are relative to the page, so that it works below any path.
#[derive(Debug, Clone, Copy, Default)]
pub struct Http;

impl Engine for Http {
    fn status(&self) -> Reply<ModelStatus> {
        async { read(Asked::post("api/status", &()).await?).await }.boxed_local()
    }

    fn preview(&self, request: GenerateRequest) -> Reply<Preview> {
        async move { read(Asked::post("api/preview", &request).await?).await }.boxed_local()
    }

    fn typeset(&self, formulas: Vec<String>) -> Reply<Vec<Option<String>>> {
        async move {
            let asked = Asked::post("api/math", &Formulas { formulas }).await?;
            let text = asked.response.text().await.map_err(|_| lost())?;
            Ok(mathml(&text).unwrap_or_default())
        }
        .boxed_local()
    }

    fn generate(&self, request: GenerateRequest) -> Reply<Events> {
        async move { events(Asked::post("api/generate", &request).await?) }.boxed_local()
    }
}

/// What `api/math` is asked.
#[derive(Serialize)]
struct Formulas {
    formulas: Vec<String>,
}

/// What `api/math` answers. The browser reads it, which takes less program than a type of its own.
fn mathml(text: &str) -> Option<Vec<Option<String>>> {
    let answer = js_sys::JSON::parse(text).ok()?;
    let formulas = Reflect::get(&answer, &"formulas".into()).ok()?;
    let formulas: js_sys::Array = formulas.dyn_into().ok()?;
    let formula = |entry| Reflect::get(&entry, &"mathml".into()).ok()?.as_string();
    Some(formulas.iter().map(formula).collect())
}

/// A request that the server has accepted. Dropping it ends the request, so that the server stops what it was asked for.
struct Asked {
    response: Response,
    /// Aborts when it is dropped.
    guard: Guard,
}

impl Asked {
    /// Sends JSON and waits for the head of the answer.
    async fn post(path: &str, body: &impl Serialize) -> Result<Self, ApiError> {
        let guard = Guard::new();
        let signal = guard.0.as_ref().map(AbortController::signal);
        let request = Request::post(path)
            .abort_signal(signal.as_ref())
            .json(body)
            .map_err(|error| ApiError::new(FailureKind::Internal, error.to_string()))?;
        let response = request.send().await.map_err(|_| {
            let message = t!("The server cannot be reached. Check that `unmask serve` is running, then try again.");
            ApiError::new(FailureKind::Internal, message)
        })?;
        if response.ok() {
            return Ok(Self { response, guard });
        }
        let body = response.text().await.unwrap_or_default();
        Err(refusal(response.status(), &body))
    }
}

/// Ends a request when it is dropped; one that is over does not mind.
struct Guard(Option<AbortController>);

impl Guard {
    fn new() -> Self {
        // A browser without it cannot end a request early; the page works all the same.
        Self(AbortController::new().ok())
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(controller) = &self.0 {
            controller.abort();
        }
    }
}

/// What the server says of a request that it refuses, or a proxy in front of it, which knows nothing of its JSON.
fn refusal(status: u16, body: &str) -> ApiError {
    serde_json::from_slice(body.as_bytes()).unwrap_or_else(|_| {
        let message = t!(
            "The server answered with status {status}, and not as this page expects. Reload the page, or look at the server's log.",
            status
        );
        ApiError::new(FailureKind::Internal, message)
    })
}

/// An answer that is one JSON value.
async fn read<T: serde::de::DeserializeOwned>(asked: Asked) -> Result<T, ApiError> {
    let text = asked.response.text().await.map_err(|_| lost())?;
    // From bytes, as everything else is read: the page then holds one reader of each type.
    serde_json::from_slice(text.as_bytes()).map_err(|error| {
        let message = t!(
            "The server's answer could not be read: {error}. Reload the page.",
            error
        );
        ApiError::new(FailureKind::Internal, message)
    })
}

/// An answer that is a stream of events.
fn events(asked: Asked) -> Result<Events, ApiError> {
    let body = asked.response.body().ok_or_else(lost)?;
    let guard = asked.guard;
    let chunks = ReadableStream::from_raw(body.unchecked_into())
        .into_stream()
        .map(move |chunk| {
            // The request lasts as long as what reads it.
            let _ = &guard;
            let chunk = chunk.map_err(|_| lost())?;
            Ok(Bytes::from(Uint8Array::new(&chunk).to_vec()))
        });
    Ok(Box::pin(decode(chunks)))
}

fn lost() -> ApiError {
    let message = t!(
        "The connection to the server was lost. Check that `unmask serve` is running, then try again."
    );
    ApiError::new(FailureKind::Internal, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_is_the_servers_own_sentence() {
        let body = r#"{"kind":"invalid","message":"steps is 0.","field":"steps"}"#;
        let error = refusal(400, body);
        assert_eq!(error.field.as_deref(), Some("steps"));
        assert_eq!(error.message, "steps is 0.");
    }

    #[test]
    fn what_a_proxy_says_is_named_by_its_status() {
        let error = refusal(502, "<html>Bad Gateway</html>");
        assert!(error.message.contains("status 502"), "{error}");
    }
}
