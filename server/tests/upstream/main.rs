//! `--backend openai:URL`: the page's API and `/v1` in front of another engine, which is a stand-in here.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

mod stand_in;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use http_body_util::BodyExt;
use llada::{LanguageModel, OpenOptions, Source};
use serde_json::{Value, json};
use server::built_in;
use server::engine::{Engine, Limits};
use server::http::guard::Exposure;
use server::http::router;
use server::loading::Loaded;
use server::upstream::Upstream;
use tower::ServiceExt;

use stand_in::{MODEL, Manners, StandIn, serve};

/// A server in front of an engine, once it is as ready as it will be.
async fn front_of(engine: std::net::SocketAddr, key: Option<&str>, ready: bool) -> Router {
    let address = format!("openai:http://{engine}/v1").parse().unwrap();
    let upstream = Upstream::at(address, key.map(str::to_owned), 4).unwrap();
    let server = router(Arc::new(upstream), Exposure::Loopback);
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(30) {
        let status = post(&server, "/api/status", &json!({})).await.json();
        let asked = !status["stage"]
            .as_str()
            .is_some_and(|stage| stage.contains("not asked yet"));
        if asked {
            assert_eq!(status["state"] == "ready", ready, "{status}");
            return server;
        }
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    panic!("the engine was never asked");
}

async fn front(engine: &StandIn) -> Router {
    front_of(engine.address, None, true).await
}

struct Answer {
    status: StatusCode,
    kind: String,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }

    fn lines(&self) -> Vec<Value> {
        let lines = self.text.lines().filter(|line| !line.is_empty());
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

fn request(method: &str, path: &str, body: &Value) -> Request<Body> {
    Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .header("content-type", "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

async fn send(server: &Router, request: Request<Body>) -> Answer {
    let (parts, body) = server.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    let kind = parts.headers.get("content-type");
    Answer {
        status: parts.status,
        kind: kind.map_or("", |kind| kind.to_str().unwrap()).to_owned(),
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn post(server: &Router, path: &str, body: &Value) -> Answer {
    send(server, request("POST", path, body)).await
}

fn question(params: &Value) -> Value {
    json!({"messages": [{"role": "user", "content": "What is the capital of France?"}], "params": params})
}

#[tokio::test]
async fn what_the_engine_serves_is_shown() {
    let engine = StandIn::open(Manners::Good);
    let server = front(&engine).await;
    let status = post(&server, "/api/status", &json!({})).await.json();
    assert_eq!(status["model"]["id"], MODEL);
    assert_eq!(status["model"]["architecture"], "sglang");
    assert_eq!(status["model"]["device"], engine.address.to_string());
    assert_eq!(status["context"], 4096);
    let models = send(&server, request("GET", "/v1/models", &json!({})))
        .await
        .json();
    assert_eq!(models["data"][0]["id"], MODEL);
    let preview = post(
        &server,
        "/api/preview",
        &question(&json!({"gen_length": 64})),
    )
    .await
    .json();
    assert_eq!(preview["plan"]["blocks"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn appended_text_becomes_a_run() {
    let engine = StandIn::open(Manners::Good);
    let server = front(&engine).await;
    let wanted = json!({"gen_length": 16, "temperature": 0.5, "seed": 7});
    let events = post(&server, "/api/generate", &question(&wanted))
        .await
        .lines();
    let names: Vec<&str> = events
        .iter()
        .map(|event| event["event"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["started", "step", "step", "finished"]);
    assert_eq!(events[0]["run"]["params"]["seed"], 7);
    let positions = |event: &Value| -> Vec<u64> {
        let committed = event["committed"].as_array().unwrap().iter();
        committed.map(|pick| pick[0].as_u64().unwrap()).collect()
    };
    assert_eq!(positions(&events[1]), [0, 1, 2, 3]);
    assert_eq!(positions(&events[2]), [4, 5]);
    assert_eq!(events[3]["text"], "The capital of France is Paris.");
    assert_eq!(events[3]["stats"]["output_tokens"], 8);
    let asked = engine.requests().remove(0);
    assert_eq!(asked["model"], MODEL);
    assert_eq!(
        (&asked["max_tokens"], &asked["temperature"]),
        (&json!(16), &json!(0.5))
    );
    assert_eq!(asked.get("steps"), None);
}

#[tokio::test]
async fn what_the_engine_cannot_do_is_refused_beside_its_field() {
    let engine = StandIn::open(Manners::Good);
    let server = front(&engine).await;
    for (params, field) in [
        (json!({"threshold": 0.5}), "threshold"),
        (json!({"constraints": "0:Once"}), "constraints"),
        (json!({"steps_per_block": 8}), "steps_per_block"),
    ] {
        for path in ["/api/preview", "/api/generate"] {
            let answer = post(&server, path, &question(&params)).await;
            assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
            assert_eq!(answer.json()["field"], field, "{}", answer.text);
        }
    }
    let answer = post(&server, "/tokenize", &json!({"prompt": "Hello"})).await;
    let message = answer.json()["error"]["message"]
        .as_str()
        .unwrap()
        .to_owned();
    assert!(message.contains("no tokenizer"), "{message}");
    assert_eq!(engine.requests().len(), 0);
}

#[tokio::test]
async fn the_engines_refusal_is_passed_on() {
    let engine = StandIn::open(Manners::Refuses);
    let server = front(&engine).await;
    let answer = post(&server, "/api/generate", &question(&json!({}))).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let message = answer.json()["message"].as_str().unwrap().to_owned();
    assert!(
        message.contains("longer than the model's context length (4096 tokens)."),
        "{message}"
    );
}

#[tokio::test]
async fn a_stream_that_breaks_keeps_what_had_come_and_says_why() {
    for (manners, said) in [
        (Manners::Fails, "CUDA out of memory."),
        (Manners::Cuts, "ended early"),
    ] {
        let engine = StandIn::open(manners);
        let server = front(&engine).await;
        let events = post(&server, "/api/generate", &question(&json!({})))
            .await
            .lines();
        assert_eq!(events[1]["event"], "step");
        let last = events.last().unwrap();
        assert_eq!(
            (&last["event"], &last["kind"]),
            (&json!("failed"), &json!("model"))
        );
        assert!(last["message"].as_str().unwrap().contains(said), "{last}");
    }
}

#[tokio::test]
async fn an_engine_that_is_not_there_is_waited_for() {
    let engine = StandIn::open(Manners::Good);
    let address = engine.address;
    drop(engine);
    let server = front_of(address, None, false).await;
    let status = post(&server, "/api/status", &json!({})).await.json();
    assert_eq!(status["state"], "loading");
    assert!(
        status["stage"]
            .as_str()
            .unwrap()
            .contains("does not answer"),
        "{status}"
    );
    let events = post(&server, "/api/generate", &question(&json!({})))
        .await
        .lines();
    assert_eq!(events[0]["kind"], "model", "{events:?}");
    let ready = send(&server, request("GET", "/readyz", &json!({}))).await;
    assert_eq!(ready.status, StatusCode::SERVICE_UNAVAILABLE);
}

#[tokio::test]
async fn the_engines_key_is_sent() {
    let engine = StandIn::open(Manners::Locked);
    let server = front_of(engine.address, None, false).await;
    let status = post(&server, "/api/status", &json!({})).await.json();
    assert!(
        status["stage"]
            .as_str()
            .unwrap()
            .contains("UNMASK_BACKEND_KEY"),
        "{status}"
    );
    let server = front_of(engine.address, Some("secret"), true).await;
    let events = post(&server, "/api/generate", &question(&json!({})))
        .await
        .lines();
    assert_eq!(events.last().unwrap()["event"], "finished");
}

#[tokio::test]
async fn a_reader_that_goes_away_ends_the_run_over_there() {
    let engine = StandIn::open(Manners::Endless);
    let server = front(&engine).await;
    let begun = server
        .clone()
        .oneshot(request("POST", "/api/generate", &question(&json!({}))))
        .await
        .unwrap();
    let mut body = begun.into_body();
    for _ in 0..3 {
        body.frame().await.unwrap().unwrap();
    }
    assert_eq!(engine.dropped(), 0);
    drop(body);
    let begun = Instant::now();
    while engine.dropped() == 0 {
        assert!(
            begun.elapsed() < Duration::from_secs(30),
            "the stream goes on"
        );
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn completions_are_passed_on_as_they_are() {
    let engine = StandIn::open(Manners::Good);
    let server = front(&engine).await;
    let mut asked =
        json!({"model": "default", "top_k": 3, "messages": [{"role": "user", "content": "Hello"}]});
    let whole = post(&server, "/v1/chat/completions", &asked).await;
    assert_eq!(
        whole.json()["choices"][0]["message"]["content"],
        "The capital of France is Paris."
    );
    asked["stream"] = json!(true);
    let streamed = post(&server, "/v1/chat/completions", &asked).await;
    assert_eq!(streamed.kind, "text/event-stream");
    assert!(
        streamed.text.ends_with("data: [DONE]\n\n"),
        "{}",
        streamed.text
    );
    for request in engine.requests() {
        assert_eq!(
            (&request["model"], &request["top_k"]),
            (&json!(MODEL), &json!(3))
        );
    }
    asked["model"] = json!("gpt-5");
    let other = post(&server, "/v1/chat/completions", &asked).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(engine.requests().len(), 2);
}

#[tokio::test]
async fn refusals_of_completions_are_passed_on_too() {
    let engine = StandIn::open(Manners::Refuses);
    let server = front(&engine).await;
    let asked = json!({"messages": [{"role": "user", "content": "Hello"}]});
    let refused = post(&server, "/v1/chat/completions", &asked).await;
    assert_eq!(refused.status, StatusCode::BAD_REQUEST);
    assert_eq!(refused.json()["type"], "BadRequestError");
}

/// A server with the built-in model.
fn own() -> Engine {
    let load = |_: &server::progress::Report<'_>| {
        let source = Source::Embedded(built_in::files().expect("the built-in model"));
        let options = OpenOptions {
            id: built_in::NAME.to_owned(),
            ..OpenOptions::default()
        };
        let model = LanguageModel::open(&source, &options, &mut |_| {})?;
        Ok(Box::new(Loaded {
            model,
            load_time: Duration::ZERO,
        }) as Box<dyn server::engine::backend::Backend>)
    };
    Engine::start(built_in::NAME, Limits::default(), Box::new(load)).unwrap()
}

/// Of each step of a run the positions and ids that it committed.
fn commits(events: &[Value]) -> Vec<Vec<(u64, u64)>> {
    let steps = events.iter().filter(|event| event["event"] == "step");
    let pick = |pick: &Value| (pick[0].as_u64().unwrap(), pick[1].as_u64().unwrap());
    steps
        .map(|step| {
            step["committed"]
                .as_array()
                .unwrap()
                .iter()
                .map(pick)
                .collect()
        })
        .collect()
}

#[tokio::test]
async fn another_unmask_is_shown_pass_by_pass() {
    let behind = router(Arc::new(own()), Exposure::Loopback);
    while !send(&behind, request("GET", "/readyz", &json!({})))
        .await
        .status
        .is_success()
    {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    let (address, _end) = serve(behind.clone());
    let server = front_of(address, None, true).await;
    let wanted = question(&json!({"gen_length": 24, "steps": 12, "seed": 3}));
    let shown = post(&server, "/api/generate", &wanted).await.lines();
    let made = post(&behind, "/api/generate", &wanted).await.lines();
    assert_eq!(commits(&shown), commits(&made));
    let order: Vec<u64> = commits(&shown)
        .concat()
        .iter()
        .map(|(pos, _)| *pos)
        .collect();
    assert!(!order.is_sorted(), "{order:?}");
    let (shown, made) = (shown.last().unwrap(), made.last().unwrap());
    assert_eq!(shown["text"], made["text"]);
    assert_eq!(shown["stats"]["forwards"], made["stats"]["forwards"]);
}
