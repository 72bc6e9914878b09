//! A stand-in for SGLang on a loopback port: answers in its forms, misbehaving on request.

// A module of test files, which no other crate sees.
#![allow(unreachable_pub, clippy::unwrap_used)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use futures::StreamExt;
use serde_json::{Value, json};
use tokio::sync::oneshot;

pub const MODEL: &str = "inclusionAI/LLaDA2.0-mini";

/// How the stand-in behaves.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Manners {
    /// Streams two blocks.
    #[default]
    Good,
    /// Refuses every completion.
    Refuses,
    /// Wants the key "secret".
    Locked,
    /// Fails after the first block.
    Fails,
    /// Ends after the first block and says nothing.
    Cuts,
    /// Goes on for ever.
    Endless,
}

struct Shop {
    manners: Manners,
    requests: Mutex<Vec<Value>>,
    /// Streams that nobody reads any more.
    dropped: AtomicUsize,
}

/// The running stand-in; dropping it ends it.
pub struct StandIn {
    pub address: SocketAddr,
    shop: Arc<Shop>,
    _end: oneshot::Sender<()>,
}

/// Serves a router on a thread of its own, until the sender is dropped.
pub fn serve(router: Router) -> (SocketAddr, oneshot::Sender<()>) {
    let (told, address) = std::sync::mpsc::channel();
    let (end, ended) = oneshot::channel::<()>();
    thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            told.send(listener.local_addr().unwrap()).unwrap();
            tokio::select! {
                served = async { axum::serve(listener, router).await } => served.unwrap(),
                _ = ended => {}
            }
        });
    });
    (address.recv().unwrap(), end)
}

impl StandIn {
    pub fn open(manners: Manners) -> Self {
        let shop = Arc::new(Shop {
            manners,
            requests: Mutex::default(),
            dropped: AtomicUsize::new(0),
        });
        let router = Router::new()
            .route("/v1/models", get(models))
            .route("/v1/chat/completions", post(complete))
            .with_state(shop.clone());
        let (address, end) = serve(router);
        Self {
            address,
            shop,
            _end: end,
        }
    }

    /// The bodies of the completions that were asked for.
    pub fn requests(&self) -> Vec<Value> {
        self.shop.requests.lock().unwrap().clone()
    }

    /// How many streams nobody reads any more.
    pub fn dropped(&self) -> usize {
        self.shop.dropped.load(Ordering::SeqCst)
    }
}

/// Counts a stream that ends, whoever ends it.
struct Guard(Arc<Shop>);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.dropped.fetch_add(1, Ordering::SeqCst);
    }
}

fn is_let_in(shop: &Shop, headers: &HeaderMap) -> bool {
    let key = headers.get("authorization");
    shop.manners != Manners::Locked || key.is_some_and(|key| key == "Bearer secret")
}

/// An error in SGLang's form.
fn refused(status: StatusCode, kind: &str, message: &str) -> Response {
    let body = json!({"object": "error", "message": message, "type": kind, "param": null, "code": status.as_u16()});
    (status, Json(body)).into_response()
}

async fn models(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    if !is_let_in(&shop, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized");
    }
    let card = json!({"id": MODEL, "object": "model", "created": 1, "owned_by": "sglang", "root": MODEL,
        "parent": null, "max_model_len": 4096});
    Json(json!({"object": "list", "data": [card]})).into_response()
}

fn chunk(choices: &Value, usage: &Value) -> Value {
    json!({"id": "a1", "object": "chat.completion.chunk", "created": 1, "model": MODEL, "choices": choices, "usage": usage})
}

fn delta(delta: &Value, finish: &Value) -> Value {
    let choice = json!({"index": 0, "delta": delta, "logprobs": null, "finish_reason": finish,
        "matched_stop": if finish.is_null() { Value::Null } else { json!(156_892) }});
    chunk(&json!([choice]), &Value::Null)
}

/// A finished block of the answer.
fn block(text: &str) -> Value {
    let delta_of_text =
        json!({"role": null, "content": text, "reasoning_content": null, "tool_calls": null});
    delta(&delta_of_text, &Value::Null)
}

const FIRST: &str = "The capital of France";
const SECOND: &str = " is Paris.";

fn usage() -> Value {
    json!({"prompt_tokens": 14, "total_tokens": 22, "completion_tokens": 8, "prompt_tokens_details": null, "reasoning_tokens": 0})
}

async fn complete(
    State(shop): State<Arc<Shop>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Response {
    if !is_let_in(&shop, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized", "Unauthorized");
    }
    shop.requests.lock().unwrap().push(body.clone());
    if shop.manners == Manners::Refuses {
        let message =
            "The input (5000 tokens) is longer than the model's context length (4096 tokens).";
        return refused(StatusCode::BAD_REQUEST, "BadRequestError", message);
    }
    if body["stream"] != true {
        let message = json!({"role": "assistant", "content": format!("{FIRST}{SECOND}"), "reasoning_content": null, "tool_calls": null});
        let choice = json!({"index": 0, "message": message, "logprobs": null, "finish_reason": "stop", "matched_stop": 156_892});
        let whole = json!({"id": "a1", "object": "chat.completion", "created": 1, "model": MODEL, "choices": [choice], "usage": usage()});
        return Json(whole).into_response();
    }
    stream(shop)
}

fn stream(shop: Arc<Shop>) -> Response {
    let role = delta(&json!({"role": "assistant", "content": ""}), &Value::Null);
    let mut pieces = vec![role, block(FIRST)];
    match shop.manners {
        Manners::Fails => pieces.push(
            json!({"error": {"object": "error", "message": "CUDA out of memory.",
            "type": "InternalServerError", "param": null, "code": 500}}),
        ),
        Manners::Cuts | Manners::Endless => {}
        Manners::Good | Manners::Refuses | Manners::Locked => {
            pieces.push(block(SECOND));
            pieces.push(delta(
                &json!({"role": null, "content": null}),
                &json!("stop"),
            ));
            pieces.push(chunk(&json!([]), &usage()));
        }
    }
    let mut sent: Vec<Event> = pieces
        .iter()
        .map(|piece| Event::default().data(piece.to_string()))
        .collect();
    if shop.manners != Manners::Cuts {
        sent.push(Event::default().data("[DONE]"));
    }
    let is_endless = shop.manners == Manners::Endless;
    let guard = Guard(shop);
    let start = futures::stream::iter(sent);
    if !is_endless {
        return Sse::new(start.map(Ok::<_, Infallible>)).into_response();
    }
    let more = futures::stream::unfold(guard, |guard| async {
        tokio::time::sleep(Duration::from_millis(5)).await;
        let event = Event::default().data(block(" and").to_string());
        Some((event, guard))
    });
    // The end, which is the last piece, never comes.
    let start = start.take(2);
    Sse::new(start.chain(more).map(Ok::<_, Infallible>)).into_response()
}
