//! The router over a scripted engine: streams, refusals, who may ask.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Method, Request, Response, StatusCode};
use futures::StreamExt;
use futures::channel::mpsc::{UnboundedReceiver, unbounded};
use http_body_util::BodyExt;
use llada::session::conversation::check;
use serde_json::{Value, json};
use server::engine::service::Service;
use server::engine::service::{Answer, Engine, Events};
use server::http::guard::Exposure;
use server::http::router;
use std::sync::Mutex;
use tower::ServiceExt;
use trajectory::api::ApiError;
use trajectory::api::{GenerateRequest, ModelStatus, Preview};
use trajectory::{
    Cache, Event, FailureKind, Invalid, Params, PartialParams, Plan, Remasking, Resume, Vocab,
};

/// Streams what the test sends; previews refuse answers beyond 64 tokens.
#[derive(Default)]
struct Scripted {
    events: Mutex<Option<UnboundedReceiver<Option<Event>>>>,
    asked: Mutex<Option<GenerateRequest>>,
    loading: bool,
}

impl Service for Scripted {}

impl Engine for Scripted {
    fn status(&self) -> ModelStatus {
        ModelStatus::Loading {
            id: "scripted".to_owned(),
            stage: "Loading".to_owned(),
            done: 1,
            total: 2,
        }
    }

    fn preview(&self, request: GenerateRequest) -> Answer<Preview> {
        Box::pin(std::future::ready(self.previewed(request)))
    }

    fn generate(&self, request: GenerateRequest) -> Answer<Events> {
        let events = self.events.lock().unwrap().take();
        let events: Events =
            events.map_or_else(|| futures::stream::empty().boxed(), StreamExt::boxed);
        let refused = self.previewed(request.clone()).err();
        *self.asked.lock().unwrap() = Some(request);
        let answer = match refused.filter(|error| error.kind == FailureKind::Invalid) {
            Some(error) => Err(error),
            None => Ok(events),
        };
        Box::pin(std::future::ready(answer))
    }
}

impl Scripted {
    fn previewed(&self, request: GenerateRequest) -> Result<Preview, ApiError> {
        if self.loading {
            return Err(ApiError::new(FailureKind::Model, "not yet"));
        }
        check(&request.messages)?;
        let params = request.params.over(Params::default());
        params.check()?;
        if params.gen_length > 64 {
            let length = params.gen_length;
            return Err(Invalid::new("gen_length", length, "1 to 64", "lower it").into());
        }
        Ok(Preview {
            prompt_tokens: 3,
            context: 64,
            dropped_turns: 0,
            plan: Plan::new(&params, &[]),
            constraints: Vec::new(),
            vocab: Vocab::default(),
            mask_id: 0,
            images: Vec::new(),
        })
    }
}

fn scripted() -> Router {
    router(Arc::new(Scripted::default()), Exposure::Loopback)
}

fn post(path: &str, body: impl Into<Body>) -> Request<Body> {
    Request::builder()
        .method(Method::POST)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .header("content-type", "application/json")
        .body(body.into())
        .unwrap()
}

async fn read(response: Response<Body>) -> (StatusCode, Value) {
    let status = response.status();
    let bytes = response.into_body().collect().await.unwrap().to_bytes();
    let value = serde_json::from_slice(&bytes)
        .unwrap_or_else(|_| panic!("{status}: {}", String::from_utf8_lossy(&bytes)));
    (status, value)
}

async fn ask(path: &str, body: &Value) -> (StatusCode, Value) {
    read(
        scripted()
            .oneshot(post(path, body.to_string()))
            .await
            .unwrap(),
    )
    .await
}

fn hello(params: &Value) -> Value {
    json!({"messages": [{"role": "user", "content": "Hello"}], "params": params})
}

#[tokio::test]
async fn a_stream_is_written_as_it_happens() {
    let (events, receiver) = unbounded();
    let engine = Arc::new(Scripted::default());
    *engine.events.lock().unwrap() = Some(receiver);
    let router = router(engine.clone(), Exposure::Loopback);
    let body = hello(&json!({"steps": 8, "constraints": "0:Once"})).to_string();
    let response = router.oneshot(post("/api/generate", body)).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/x-ndjson");
    assert_eq!(header("cache-control"), "no-store");
    assert_eq!(header("x-accel-buffering"), "no");
    let asked = engine.asked.lock().unwrap().take().unwrap();
    let words = asked.params.constraints.map(|words| words.len());
    assert_eq!((asked.params.steps, words), (Some(8), Some(1)));

    let mut body = response.into_body();
    for position in [2, 1] {
        events
            .unbounded_send(Some(Event::Queued {
                position,
                wait_ms: None,
            }))
            .unwrap();
        let frame = body.frame().await.unwrap().unwrap().into_data().unwrap();
        let expected = format!("{{\"event\":\"queued\",\"position\":{position}}}\n");
        assert_eq!(frame, expected);
    }
    events.unbounded_send(None).unwrap();
    assert_eq!(
        body.frame().await.unwrap().unwrap().into_data().unwrap(),
        "\n"
    );
    drop(events);
    assert!(body.frame().await.is_none());
}

#[tokio::test]
async fn dropping_the_response_drops_the_stream() {
    let (events, receiver) = unbounded();
    let engine = Arc::new(Scripted::default());
    *engine.events.lock().unwrap() = Some(receiver);
    let request = post("/api/generate", hello(&json!({})).to_string());
    let response = router(engine, Exposure::Loopback)
        .oneshot(request)
        .await
        .unwrap();
    assert!(!events.is_closed());
    drop(response);
    assert!(events.is_closed());
}

#[tokio::test]
async fn preview_and_status_answer() {
    let (status, preview) = ask(
        "/api/preview",
        &hello(&json!({"gen_length": 16, "steps": 4})),
    )
    .await;
    assert_eq!(
        (status, &preview["plan"]["forwards"]),
        (StatusCode::OK, &json!(4))
    );
    for body in [Body::empty(), Body::from("{}")] {
        let (status, answer) =
            read(scripted().oneshot(post("/api/status", body)).await.unwrap()).await;
        assert_eq!(
            (status, &answer["state"]),
            (StatusCode::OK, &json!("loading"))
        );
    }
}

#[tokio::test]
async fn every_parameter_has_a_place_in_a_body() {
    let all = Params {
        seed: Some(1),
        constraints: "0:Once".parse().unwrap(),
        threshold: Some(0.5),
        suppress_eos: true,
        eos_last: true,
        steps_per_block: Some(4),
        cfg_scale: 0.5,
        temperature: 0.5,
        remasking: Remasking::Random,
        cache: Cache::Dual,
        stop_at_eos: true,
        num_to_transfer: Some(2),
        editing_threshold: Some(0.5),
        max_post_steps: Some(3),
        stop: vec!["Problem:".to_owned()],
        ..Params::default()
    };
    let (status, answer) = ask("/api/preview", &hello(&serde_json::to_value(all).unwrap())).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
}

#[tokio::test]
async fn a_loading_model_is_told_in_the_stream() {
    let engine = Arc::new(Scripted {
        loading: true,
        ..Scripted::default()
    });
    let request = post("/api/generate", hello(&json!({})).to_string());
    let response = router(engine, Exposure::Loopback)
        .oneshot(request)
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
}

#[tokio::test]
async fn bad_bodies_are_refused_with_the_field() {
    let message = |content: Value| json!({"messages": [{"role": "user", "content": content}]});
    let cases = [
        (json!([1]), "body", "a JSON object"),
        (json!({}), "messages", "missing"),
        (json!({"messages": "Hello"}), "messages", "text"),
        (json!({"messages": []}), "messages", "empty"),
        (
            json!({"messages": [{"role": "robot", "content": "a"}]}),
            "messages[0]",
            "robot",
        ),
        (
            json!({"messages": [{"role": "assistant", "content": "a"}]}),
            "messages",
            "assistant",
        ),
        (message(json!(7)), "messages[0]", "7"),
        (message(json!("  ")), "prompt", "empty"),
        (
            json!({"messages": [{"role": "user", "content": "a"}], "params": 3}),
            "params",
            "a number",
        ),
        (
            json!({"messages": [{"role": "user", "content": "a"}], "candidates": "some"}),
            "candidates",
            "some",
        ),
        (
            hello(&json!({"gen_length": 0})),
            "gen_length",
            "gen_length is 0",
        ),
        (hello(&json!({"gen_length": 65})), "gen_length", "1 to 64"),
        (
            hello(&json!({"gen_length": 1.5})),
            "gen_length",
            "whole number",
        ),
        (hello(&json!({"steps": 0})), "steps", "1 to 4096"),
        (hello(&json!({"steps": -1})), "steps", "steps is -1"),
        (
            hello(&json!({"block_length": 0})),
            "block_length",
            "1 or more",
        ),
        (hello(&json!({"temperature": -1})), "temperature", "0 to 10"),
        (
            hello(&json!({"temperature": "NaN"})),
            "temperature",
            "a number",
        ),
        (hello(&json!({"temperature": null})), "temperature", "null"),
        (hello(&json!({"cfg_scale": 21})), "cfg_scale", "0 to 20"),
        (
            hello(&json!({"remasking": "best"})),
            "remasking",
            "low_confidence",
        ),
        (hello(&json!({"seed": -1})), "seed", "whole number"),
        (
            hello(&json!({"constraints": "5:"})),
            "constraints",
            "no word",
        ),
        (
            hello(&json!({"constraints": {"a": "b"}})),
            "constraints",
            "not a position",
        ),
        (
            hello(&json!({"constraints": "64:late"})),
            "constraints",
            "positions 0 to 63",
        ),
        (hello(&json!({"threshold": 2})), "threshold", "0 to 1"),
        (
            hello(&json!({"gen_lenght": 8})),
            "params",
            "gen_length, steps",
        ),
        (hello(&json!({"stop": "a"})), "stop", "a list of texts"),
        (
            hello(&json!({"max_post_steps": 65})),
            "max_post_steps",
            "0 to 64",
        ),
        (hello(&json!([8])), "params", "a list"),
        (json!({"messages": ["Hi"]}), "messages[0]", "text"),
        (
            beside(&json!({"mood": "calm"})),
            "body",
            "messages, params, candidates",
        ),
        (
            beside(&json!({"candidate": "all"})),
            "body",
            "unknown field \"candidate\"",
        ),
        (
            json!({"messages": [{"role": "user", "content": "a", "name": "Eve"}]}),
            "messages[0]",
            "role, content, images",
        ),
        (
            beside(&json!({"resume": {"canvas": [2], "passes": 1}})),
            "resume",
            "canvas, locked, pass, parent, rest",
        ),
        (
            beside(&json!({"resume": {"canvas": [2], "parent": {"run": "a", "step": 1, "at": 2}}})),
            "resume.parent",
            "run, step",
        ),
        (beside(&json!({"resume": {"canvas": [-1]}})), "resume", "-1"),
        (beside(&json!({"resume": {}})), "canvas", "missing"),
        (beside(&json!({"resume": 3})), "resume", "a number"),
        (
            beside(&json!({"alternatives": "yes"})),
            "alternatives",
            "true or false",
        ),
    ];
    for endpoint in ["/api/generate", "/api/preview"] {
        for (body, field, part) in &cases {
            let (status, error) = ask(endpoint, body).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{body}: {error}");
            assert_eq!(
                (&error["kind"], &error["field"]),
                (&json!("invalid"), &json!(field)),
                "{body}: {error}"
            );
            assert!(
                error["message"].as_str().unwrap().contains(part),
                "{body}: {error}"
            );
        }
    }
}

/// A good body with more beside its messages.
fn beside(more: &Value) -> Value {
    let mut body = hello(&json!({}));
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn a_state_to_go_on_from_reaches_the_engine() {
    let engine = Arc::new(Scripted::default());
    let body = beside(&json!({
        "alternatives": true,
        "resume": {"canvas": [7, 2], "locked": [0], "pass": 3, "parent": {"run": "a", "step": 3}},
    }));
    let router = router(engine.clone(), Exposure::Loopback);
    let response = router
        .oneshot(post("/api/generate", body.to_string()))
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let asked = engine.asked.lock().unwrap().take().unwrap();
    let expected = Resume {
        canvas: vec![7, 2],
        locked: vec![0],
        pass: 3,
        parent: Some(trajectory::Parent {
            run: "a".to_owned(),
            step: 3,
        }),
        rest: None,
    };
    assert_eq!((asked.alternatives, asked.resume), (true, Some(expected)));
    assert_eq!(asked.params, PartialParams::default());
}

#[tokio::test]
async fn bodies_that_are_no_json_are_refused() {
    for text in ["", "{", "nonsense", "{\"messages\": [}", "\u{0}"] {
        let response = scripted()
            .oneshot(post("/api/generate", text))
            .await
            .unwrap();
        assert_eq!(read(response).await.0, StatusCode::BAD_REQUEST, "{text:?}");
    }
    let mut form = post("/api/generate", hello(&json!({})).to_string());
    form.headers_mut()
        .insert("content-type", "text/plain".parse().unwrap());
    let (status, error) = read(scripted().oneshot(form).await.unwrap()).await;
    assert_eq!(status, StatusCode::UNSUPPORTED_MEDIA_TYPE);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("application/json")
    );
    let long = hello(&json!({"padding": "x".repeat(33 << 20)})).to_string();
    let response = scripted()
        .oneshot(post("/api/generate", long))
        .await
        .unwrap();
    assert_eq!(read(response).await.0, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test(start_paused = true)]
async fn a_body_that_does_not_come_is_given_up() {
    let never = Body::from_stream(futures::stream::pending::<Result<Bytes, Infallible>>());
    let response = scripted()
        .oneshot(post("/api/generate", never))
        .await
        .unwrap();
    let (status, error) = read(response).await;
    assert_eq!(status, StatusCode::REQUEST_TIMEOUT);
    assert!(error["message"].as_str().unwrap().contains("within 30 s"));
}

#[tokio::test]
async fn a_field_given_twice_is_the_client_s_mistake() {
    let body = r#"{"messages":[{"role":"user","content":"Hi"}],"params":{"steps":8,"steps":9}}"#;
    let (status, body) = read(
        scripted()
            .oneshot(post("/api/generate", body))
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = body["message"].as_str().unwrap();
    assert!(message.contains("duplicate field `steps`"), "{message}");
}

#[tokio::test]
async fn formulas_come_back_as_mathml_or_with_the_reason() {
    let (status, answer) = ask(
        "/api/math",
        &json!({"formulas": ["$x$", "$\\nosuch$", "x"]}),
    )
    .await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(answer["formulas"][0]["mathml"], "<math><mi>x</mi></math>");
    for (index, reason) in [(1, "nosuch"), (2, "delimiters")] {
        let refused = answer["formulas"][index]["refused"].as_str().unwrap();
        assert!(refused.contains(reason), "{refused}");
    }
}

#[tokio::test]
async fn formulas_that_are_too_many_or_too_long_are_refused() {
    let many = json!({"formulas": vec!["$x$"; 201]});
    let (status, error) = ask("/api/math", &many).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{error}");
    let long = json!({"formulas": ["x".repeat(70_000)]});
    let (status, error) = ask("/api/math", &long).await;
    assert_eq!(status, StatusCode::PAYLOAD_TOO_LARGE, "{error}");
    assert!(
        error["message"].as_str().unwrap().contains("64 KiB"),
        "{error}"
    );
    for odd in [json!({"formula": []}), json!([]), json!({"formulas": [1]})] {
        let (status, error) = ask("/api/math", &odd).await;
        assert_eq!(status, StatusCode::BAD_REQUEST, "{error}");
    }
}

#[tokio::test]
async fn wrong_places_and_methods_are_told_in_json() {
    let (status, error) = ask("/api/answer", &json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    assert!(error["message"].as_str().unwrap().contains("/api/generate"));
    let mut get = post("/api/generate", "");
    *get.method_mut() = Method::GET;
    let response = scripted().oneshot(get).await.unwrap();
    assert_eq!(read(response).await.0, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn strangers_are_turned_away() {
    for (name, value) in [
        ("host", "evil.example"),
        ("origin", "https://evil.example"),
        ("origin", "null"),
    ] {
        for path in ["/api/status", "/api/generate"] {
            let mut request = post(path, hello(&json!({})).to_string());
            request.headers_mut().insert(name, value.parse().unwrap());
            let (status, error) = read(scripted().oneshot(request).await.unwrap()).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {value}");
            assert!(error["message"].as_str().unwrap().contains(value));
        }
    }
}

#[tokio::test]
async fn the_page_and_its_health_are_served() {
    let get = |path: &str| {
        let mut request = post(path, Body::empty());
        *request.method_mut() = Method::GET;
        scripted().oneshot(request)
    };
    let page = get("/").await.unwrap();
    assert_eq!(page.status(), StatusCode::OK);
    assert_eq!(page.headers()["x-content-type-options"], "nosniff");
    let html = page.into_body().collect().await.unwrap().to_bytes();
    assert!(String::from_utf8_lossy(&html).contains("Unmask"));
    assert_eq!(
        read(get("/healthz").await.unwrap()).await.1["id"],
        "scripted"
    );
    for path in [
        "/pkg/none.js",
        "/../Cargo.toml",
        "/pkg/%2e%2e/%2e%2e/Cargo.toml",
    ] {
        assert_eq!(
            get(path).await.unwrap().status(),
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}
