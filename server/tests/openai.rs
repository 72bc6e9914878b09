//! The API that OpenAI's clients speak, over the built-in model.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use llada::{LanguageModel, OpenOptions, Source};
use serde_json::{Value, json};
use server::built_in;
use server::engine::service::Engine as _;
use server::engine::{Engine, Limits};
use server::http::guard::Exposure;
use server::http::router;
use server::loading::Loaded;
use tower::ServiceExt;
use trajectory::api::ModelStatus;

fn engine() -> &'static Engine {
    static ENGINE: OnceLock<Engine> = OnceLock::new();
    ENGINE.get_or_init(|| {
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
        let engine = Engine::start(built_in::NAME, Limits::default(), Box::new(load)).unwrap();
        while !matches!(engine.status(), ModelStatus::Ready { .. }) {
            std::thread::sleep(Duration::from_millis(5));
        }
        engine
    })
}

fn server() -> Router {
    router(Arc::new(engine().clone()), Exposure::Loopback)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }

    /// The chunks of a stream, `[DONE]` left out.
    fn chunks(&self) -> Vec<Value> {
        assert!(self.text.ends_with("data: [DONE]\n\n"), "{}", self.text);
        let lines = self
            .text
            .lines()
            .filter_map(|line| line.strip_prefix("data: "));
        lines
            .filter(|data| *data != "[DONE]")
            .map(|data| serde_json::from_str(data).unwrap())
            .collect()
    }
}

async fn send(method: &str, path: &str, body: String) -> Answer {
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("host", "127.0.0.1:3000")
        .header("content-type", "application/json")
        .body(Body::from(body))
        .unwrap();
    let (parts, body) = server().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn post(path: &str, body: &Value) -> Answer {
    send("POST", path, body.to_string()).await
}

async fn ask(path: &str, body: &Value) -> Value {
    let answer = post(path, body).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    answer.json()
}

async fn refused(path: &str, body: &Value) -> (StatusCode, Value) {
    let answer = post(path, body).await;
    let error = answer.json()["error"].clone();
    assert!(error["type"].is_string(), "{}", answer.text);
    (answer.status, error)
}

fn question(more: &Value) -> Value {
    let mut body = json!({
        "model": "tiny", "max_tokens": 16, "steps": 8, "seed": 1,
        "messages": [{"role": "user", "content": "What is the capital of France?"}],
    });
    body.as_object_mut()
        .unwrap()
        .extend(more.as_object().unwrap().clone());
    body
}

#[tokio::test]
async fn models_are_listed() {
    let answer = send("GET", "/v1/models", String::new()).await.json();
    assert_eq!(answer["data"][0]["id"], "tiny");
    let one = send("GET", "/v1/models/tiny", String::new()).await;
    assert_eq!(one.json()["owned_by"], "unmask");
    let other = send("GET", "/v1/models/a/b", String::new()).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    assert_eq!(other.json()["error"]["code"], "not_found");
}

#[tokio::test]
async fn a_conversation_is_answered_and_counted() {
    let answer = ask("/v1/chat/completions", &question(&json!({}))).await;
    let choice = &answer["choices"][0];
    assert!(
        choice["message"]["content"]
            .as_str()
            .unwrap()
            .contains("Paris"),
        "{answer}"
    );
    assert_eq!(choice["message"]["role"], "assistant");
    assert_eq!(choice["finish_reason"], "stop");
    assert_eq!(choice["logprobs"], Value::Null);
    let usage = &answer["usage"];
    assert_eq!(usage["nfe"], 8);
    let sum =
        usage["prompt_tokens"].as_u64().unwrap() + usage["completion_tokens"].as_u64().unwrap();
    assert_eq!(usage["total_tokens"], sum);
}

#[tokio::test]
async fn what_clients_send_beside_is_ignored() {
    let more = json!({
        "top_p": 0.9, "frequency_penalty": 0, "user": "me", "tools": [], "max_tokens": null, "stream": null,
        "max_completion_tokens": 16, "n": null, "reasoning_effort": "low",
        "messages": [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": [{"type": "text", "text": "Hello"}], "name": "me"}],
    });
    let answer = ask("/v1/chat/completions", &question(&more)).await;
    assert_eq!(answer["choices"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stream_put_together_is_the_answer() {
    for more in [
        json!({}),
        json!({"temperature": 0.8, "seed": 7, "max_tokens": 48, "block_length": 16}),
        json!({"stop": ["capital"], "max_tokens": 32}),
        json!({"stream_mode": "denoise"}),
    ] {
        let whole = ask("/v1/chat/completions", &question(&more)).await;
        let mut body = question(&more);
        body["stream"] = json!(true);
        body["stream_options"] = json!({"include_usage": true});
        let answer = post("/v1/chat/completions", &body).await;
        assert_eq!(answer.headers["content-type"], "text/event-stream");
        let chunks = answer.chunks();
        let deltas = chunks
            .iter()
            .filter_map(|chunk| chunk["choices"][0]["delta"]["content"].as_str());
        let text: String = deltas.collect();
        assert_eq!(text, whole["choices"][0]["message"]["content"], "{more}");
        assert_eq!(chunks[0]["choices"][0]["delta"]["role"], "assistant");
        let reasons = chunks
            .iter()
            .filter_map(|chunk| chunk["choices"][0]["finish_reason"].as_str());
        assert_eq!(
            reasons.collect::<Vec<_>>(),
            [whole["choices"][0]["finish_reason"].as_str().unwrap()]
        );
        let last = chunks.last().unwrap();
        assert_eq!(
            (&last["usage"], &last["choices"]),
            (&whole["usage"], &json!([]))
        );
        let snapshots = chunks.iter().filter(|chunk| chunk["denoise"].is_object());
        let expected = if more["stream_mode"] == "denoise" {
            whole["usage"]["nfe"].as_u64().unwrap()
        } else {
            0
        };
        assert_eq!(snapshots.count() as u64, expected, "{more}");
    }
}

#[tokio::test]
async fn a_stop_text_ends_the_answer_and_is_not_in_it() {
    let whole = ask("/v1/chat/completions", &question(&json!({}))).await;
    let text = whole["choices"][0]["message"]["content"]
        .as_str()
        .unwrap()
        .to_owned();
    let word = text.split_whitespace().nth(2).unwrap();
    let cut = ask("/v1/chat/completions", &question(&json!({"stop": word}))).await;
    let choice = &cut["choices"][0];
    assert_eq!(
        choice["message"]["content"],
        text[..text.find(word).unwrap()]
    );
    assert_eq!(choice["finish_reason"], "stop");
}

#[tokio::test]
async fn the_same_seed_is_the_same_answer_and_answers_differ() {
    let more = json!({"n": 3, "temperature": 1.0, "seed": 5, "messages": [{"role": "user", "content": "Tell me a story."}]});
    let once = ask("/v1/chat/completions", &question(&more)).await;
    let again = ask("/v1/chat/completions", &question(&more)).await;
    assert_eq!(once["choices"], again["choices"]);
    let texts: Vec<&Value> = (0..3)
        .map(|index| &once["choices"][index]["message"]["content"])
        .collect();
    assert!(texts[0] != texts[1] || texts[1] != texts[2], "{texts:?}");
    // The second answer is that of the next seed.
    let next = json!({"temperature": 1.0, "seed": 6, "messages": more["messages"]});
    let next = ask("/v1/chat/completions", &question(&next)).await;
    assert_eq!(next["choices"][0]["message"], once["choices"][1]["message"]);
}

#[tokio::test]
async fn log_probabilities_are_those_of_the_reveal() {
    let more = json!({"logprobs": true, "top_logprobs": 2});
    let answer = ask("/v1/chat/completions", &question(&more)).await;
    let choice = &answer["choices"][0];
    let tokens = choice["logprobs"]["content"].as_array().unwrap();
    let text: String = tokens
        .iter()
        .map(|token| token["token"].as_str().unwrap())
        .collect();
    assert_eq!(text, choice["message"]["content"].as_str().unwrap());
    for token in tokens {
        let logprob = token["logprob"].as_f64().unwrap();
        assert!(logprob <= 0.0);
        let top = token["top_logprobs"].as_array().unwrap();
        assert_eq!(top.len(), 2);
        // Without temperature the likeliest one was taken.
        assert!(
            (top[0]["logprob"].as_f64().unwrap() - logprob).abs() < 1e-4,
            "{token}"
        );
    }
}

#[tokio::test]
async fn prompts_come_as_texts_or_ids_one_or_many() {
    let tokens = ask("/tokenize", &json!({"prompt": "Once upon a time"})).await;
    let ids = &tokens["tokens"];
    assert_eq!(tokens["count"], ids.as_array().unwrap().len());
    let back = ask("/detokenize", &json!({"tokens": ids})).await;
    assert_eq!(back["prompt"], "Once upon a time");
    let complete = |prompt: Value| async move {
        let body = json!({"prompt": prompt, "max_tokens": 8, "seed": 1});
        ask("/v1/completions", &body).await["choices"].clone()
    };
    let text = complete(json!("Once upon a time")).await;
    assert_eq!(complete(ids.clone()).await, text);
    let many = complete(json!([ids, ids])).await;
    assert_eq!(
        (&many[0]["text"], &many[1]["text"]),
        (&text[0]["text"], &text[0]["text"])
    );
    assert_eq!(many[1]["index"], 1);
    assert_eq!(complete(json!(["Once upon a time"])).await, text);
}

#[tokio::test]
async fn a_suffix_is_what_stands_behind_the_gap() {
    let body = json!({"prompt": "one two", "suffix": " five six", "max_tokens": 4, "seed": 1, "logprobs": 0, "echo": true});
    let answer = ask("/v1/completions", &body).await;
    let choice = &answer["choices"][0];
    let text = choice["text"].as_str().unwrap();
    assert!(
        text.starts_with("one two") && !text.contains("five six"),
        "{text}"
    );
    assert!(choice["logprobs"]["tokens"].as_array().unwrap().len() <= 4);
    // The suffix counts as prompt, and changes what fills the gap or how sure the model is of it.
    let alone =
        json!({"prompt": "one two", "max_tokens": 4, "seed": 1, "logprobs": 0, "echo": true});
    let alone = ask("/v1/completions", &alone).await;
    assert_ne!(alone["choices"][0]["logprobs"], choice["logprobs"]);
    assert!(answer["usage"]["prompt_tokens"].as_u64() > alone["usage"]["prompt_tokens"].as_u64());
}

#[tokio::test]
async fn a_canvas_is_seeded_and_pinned() {
    let word = ask("/tokenize", &json!({"prompt": " Paris"})).await["tokens"][0].clone();
    let more = json!({"constraints": [[3, word]], "initial": [null, word], "stream": true, "stream_mode": "denoise"});
    let answer = post("/v1/chat/completions", &question(&more)).await;
    for chunk in answer.chunks() {
        if let Some(canvas) = chunk["denoise"]["canvas"].as_array() {
            assert_eq!((&canvas[1], &canvas[3]), (&word, &word));
        }
    }
    let (status, error) = refused(
        "/v1/chat/completions",
        &question(&json!({"constraints": [[16, word]]})),
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("positions 0 to 15"),
        "{error}"
    );
}

#[tokio::test]
async fn parameters_have_the_names_of_other_servers() {
    let nfe = |more: Value| async move {
        ask("/v1/chat/completions", &question(&more)).await["usage"]["nfe"].clone()
    };
    let own = nfe(json!({"steps": 4})).await;
    assert_eq!(own, 4);
    for more in [
        json!({"steps": null, "num_denoising_steps": 4}),
        json!({"steps": null, "vllm_xargs": {"diffusion_max_steps": 4}}),
        json!({"steps": null, "dllm_denoising_steps": 4}),
    ] {
        assert_eq!(nfe(more.clone()).await, own, "{more}");
    }
    // In proportion to the length where it is not given.
    assert_eq!(nfe(json!({"steps": null, "max_tokens": 32})).await, 16);
}

#[tokio::test]
async fn likelihoods_are_bounds_of_a_continuation() {
    let ask_for = |more: Value| async move {
        let mut body = json!({"prompt": "What is 2 + 2? ", "continuation": "4"});
        body.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        ask("/v1/loglikelihood", &body).await
    };
    let exact = ask_for(json!({"method": "exact", "greedy": true})).await;
    let value = exact["log_likelihood"].as_f64().unwrap();
    assert!(value < 0.0 && exact["is_greedy"].is_boolean() && exact["seed"].is_null());
    let drawn = ask_for(json!({"mc_num": 128})).await;
    assert_eq!(
        (&drawn["samples"], &drawn["seed"]),
        (&json!(128), &json!(1234))
    );
    let by_ids = json!({"prompt": exact["prompt_ids"], "continuation": exact["continuation_ids"], "method": "exact"});
    let by_ids = ask("/v1/loglikelihood", &by_ids).await;
    assert!((by_ids["log_likelihood"].as_f64().unwrap() - value).abs() < 1e-4);
    let (status, error) = refused(
        "/v1/loglikelihood",
        &json!({"prompt": "a", "continuation": [1]}),
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert!(error["message"].as_str().unwrap().contains("two kinds"));
}

#[tokio::test]
async fn pictures_are_parts_of_a_message() {
    let parts = |image: Value| {
        let text = json!({"type": "text", "text": "What is it?"});
        question(&json!({"messages": [{"role": "user", "content": [image, text]}]}))
    };
    let picture = "data:image/png;base64,AAAA";
    for (image, part) in [
        (
            json!({"type": "image_url", "image_url": {"url": picture, "detail": "high"}}),
            "this model sees text only",
        ),
        (
            json!({"type": "image_url", "image_url": picture}),
            "this model sees text only",
        ),
        (
            json!({"type": "image_url"}),
            "a part of type image_url without one",
        ),
        (
            json!({"type": "input_audio"}),
            "parts of type text and image_url",
        ),
    ] {
        let (status, error) = refused("/v1/chat/completions", &parts(image)).await;
        assert_eq!(status, StatusCode::BAD_REQUEST);
        assert!(error["message"].as_str().unwrap().contains(part), "{error}");
    }
}

/// As lm-evaluation-harness reads it.
#[tokio::test]
async fn an_echo_scores_the_prompts_own_tokens() {
    let body = json!({"prompt": "What is 2 + 2?", "max_tokens": 1, "logprobs": 1, "echo": true, "temperature": 0});
    let answer = ask("/v1/completions", &body).await;
    let logprobs = &answer["choices"][0]["logprobs"];
    let count = answer["usage"]["prompt_tokens"].as_u64().unwrap() as usize;
    let own = logprobs["token_logprobs"].as_array().unwrap();
    assert_eq!(own.len(), count + 1);
    let top = logprobs["top_logprobs"].as_array().unwrap();
    for (own, top) in own[..count].iter().zip(top) {
        let best = top.as_object().unwrap().values().next().unwrap();
        assert!(own.as_f64().unwrap() <= best.as_f64().unwrap());
    }
}

#[tokio::test]
async fn errors_have_openais_shape() {
    for (body, status, part) in [
        (
            question(&json!({"model": "gpt-4o"})),
            StatusCode::NOT_FOUND,
            "this server has \"tiny\"",
        ),
        (
            question(&json!({"steps": 0})),
            StatusCode::BAD_REQUEST,
            "steps is 0; allowed: 1 to 4096",
        ),
        (
            question(&json!({"n": 17})),
            StatusCode::BAD_REQUEST,
            "n is 17; allowed: 1 to 16",
        ),
        (
            question(&json!({"messages": []})),
            StatusCode::BAD_REQUEST,
            "messages",
        ),
        (
            question(&json!({"messages": [{"role": "tool", "content": "x"}]})),
            StatusCode::BAD_REQUEST,
            "messages[0] is tool",
        ),
        (
            question(&json!({"temperature": "warm"})),
            StatusCode::BAD_REQUEST,
            "temperature is text",
        ),
        (
            question(&json!({"max_tokens": 1_000_000})),
            StatusCode::BAD_REQUEST,
            "context",
        ),
        (json!([]), StatusCode::BAD_REQUEST, "no JSON object"),
    ] {
        let (found, error) = refused("/v1/chat/completions", &body).await;
        let message = error["message"].as_str().unwrap();
        assert!(
            found == status && message.contains(part),
            "{found} {message}"
        );
    }
    let field = refused("/v1/chat/completions", &question(&json!({"steps": 0})))
        .await
        .1;
    assert_eq!(
        (&field["param"], &field["type"]),
        (&json!("steps"), &json!("invalid_request_error"))
    );
    let (status, _) = refused("/v1/embeddings", &json!({})).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let wrong = send("GET", "/v1/completions", String::new()).await;
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(wrong.json()["error"]["message"].is_string());
}

#[tokio::test]
async fn a_field_of_another_type_is_named() {
    let chat = |more: Value| ("/v1/chat/completions", question(&more));
    for ((path, body), field, part) in [
        (chat(json!({"seed": "x"})), "seed", "seed is text"),
        (
            chat(json!({"stop": {}})),
            "stop",
            "a text or a list of texts",
        ),
        (
            chat(json!({"messages": 5})),
            "messages",
            "messages is a number",
        ),
        (
            chat(json!({"messages": null})),
            "messages",
            "messages is missing",
        ),
        (
            chat(json!({"messages": [["user", "hello"]]})),
            "messages[0]",
            "is a list",
        ),
        (
            chat(json!({"stream_options": [true]})),
            "stream_options",
            "is a list",
        ),
        (chat(json!({"top_logprobs": 21})), "top_logprobs", "0 to 20"),
        (
            ("/v1/completions", json!({"prompt": {}, "steps": 4})),
            "prompt",
            "a text or token ids",
        ),
        (
            ("/v1/completions", json!({"prompt": "a", "logprobs": 21})),
            "logprobs",
            "0 to 20",
        ),
        (
            (
                "/v1/loglikelihood",
                json!({"continuation": "a", "method": "guess"}),
            ),
            "method",
            "monte_carlo, exact or left_to_right",
        ),
        (
            ("/detokenize", json!({"tokens": [4_000_000_000_u32]})),
            "tokens",
            "token ids from 0 to",
        ),
    ] {
        let (status, error) = refused(path, &body).await;
        let message = error["message"].as_str().unwrap();
        assert_eq!(status, StatusCode::BAD_REQUEST, "{message}");
        assert!(error["param"] == field && message.contains(part), "{error}");
    }
}

#[tokio::test]
async fn a_path_that_is_no_text_is_refused_in_the_same_shape() {
    let answer = send("GET", "/v1/models/%FF", String::new()).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
    assert!(answer.json()["error"]["message"].is_string());
}

#[tokio::test]
async fn a_conversation_is_tokenised_as_it_is_answered() {
    let parts = json!([{"role": "user", "content": [{"type": "text", "text": "Hello"}]}]);
    let text = json!([{"role": "user", "content": "Hello"}]);
    let ids = |messages: Value| async move {
        ask("/tokenize", &json!({"messages": messages})).await["tokens"].clone()
    };
    assert_eq!(ids(parts).await, ids(text).await);
}

#[tokio::test]
async fn a_foreign_origin_is_refused_in_the_same_shape() {
    let request = Request::builder()
        .uri("/v1/models")
        .header("host", "127.0.0.1:3000")
        .header("origin", "http://evil.example")
        .body(Body::empty())
        .unwrap();
    let response = server().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::FORBIDDEN);
    let body = response.into_body().collect().await.unwrap().to_bytes();
    let error: Value = serde_json::from_slice(&body).unwrap();
    assert_eq!(error["error"]["type"], "permission_error");
}

#[tokio::test]
async fn the_description_names_every_endpoint() {
    let description = send("GET", "/openapi.json", String::new()).await.json();
    let paths = description["paths"].as_object().unwrap();
    for path in [
        "/v1/models",
        "/v1/models/{id}",
        "/v1/chat/completions",
        "/v1/completions",
        "/v1/loglikelihood",
        "/tokenize",
        "/detokenize",
        "/tokenizer_info",
    ] {
        assert!(paths.contains_key(path), "{path}");
    }
}
