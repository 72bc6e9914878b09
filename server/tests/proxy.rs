//! Behind a proxy and beside other sites: a base path, a prefix that a proxy took away, pages of other origins.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt;
use serde_json::Value;
use server::engine::{Engine, Limits};
use server::http::client::Forwarded;
use server::http::guard::{Exposure, Guard};
use server::http::{Access, router};
use tower::ServiceExt;

/// A server whose model cannot be had: what it says of itself does not need one.
fn server(change: impl FnOnce(&mut Access)) -> Router {
    let load = Box::new(|_: &server::progress::Report<'_>| anyhow::bail!("there is no model"));
    let engine = Engine::start("none", Limits::default(), load).unwrap();
    let mut access = Access::from(Exposure::Loopback);
    change(&mut access);
    router(Arc::new(engine), access)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    text: String,
}

impl Answer {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("{}", self.text))
    }
}

async fn send(
    server: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    request = request.header("host", "127.0.0.1:3000");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = server.clone().oneshot(request).await.unwrap().into_parts();
    let bytes = body.collect().await.unwrap().to_bytes();
    Answer {
        status: parts.status,
        headers: parts.headers,
        text: String::from_utf8(bytes.to_vec()).unwrap(),
    }
}

async fn get(server: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(server, "GET", path, headers, "").await
}

fn below_unmask(access: &mut Access) {
    access.base_path = "/unmask".parse().unwrap();
}

#[tokio::test]
async fn everything_lies_below_the_base_path() {
    let server = server(below_unmask);
    for path in [
        "/",
        "/healthz",
        "/metrics",
        "/openapi.json",
        "/v1/models",
        "/favicon.svg",
    ] {
        let below = get(&server, &format!("/unmask{path}"), &[]).await;
        assert_ne!(below.status, StatusCode::NOT_FOUND, "{path}");
    }
    let status = send(&server, "POST", "/unmask/api/status?from=page", &[], "{}").await;
    assert_eq!(status.status, StatusCode::OK, "{}", status.text);
}

#[tokio::test]
async fn beside_the_base_path_there_is_only_the_way_to_it() {
    let server = server(below_unmask);
    for path in ["/", "/unmask"] {
        let led = get(&server, path, &[]).await;
        assert_eq!(led.status, StatusCode::TEMPORARY_REDIRECT, "{path}");
        assert_eq!(led.header("location"), Some("/unmask/"));
    }
    for path in ["/healthz", "/v1/models", "/unmasked/", "/api/status"] {
        let outside = get(&server, path, &[]).await;
        assert_eq!(outside.status, StatusCode::NOT_FOUND, "{path}");
        let message = outside.json()["message"].as_str().unwrap().to_owned();
        assert!(message.contains("below /unmask/"), "{message}");
    }
}

#[tokio::test]
async fn refusals_below_the_base_path_keep_their_shape() {
    let server = server(below_unmask);
    let answer = get(&server, "/unmask/v1/nothing", &[]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert!(answer.json()["error"]["message"].is_string());
    let answer = get(&server, "/unmask/", &[("origin", "http://evil.example")]).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
}

#[tokio::test]
async fn the_key_opens_below_the_base_path() {
    let server = server(|access| {
        below_unmask(access);
        access.key = Some("correct-horse".parse().unwrap());
    });
    let form = get(&server, "/unmask/", &[]).await;
    assert!(
        form.text.contains("action=\"/unmask/unlock\""),
        "{}",
        form.text
    );
    let typed = [("content-type", "application/x-www-form-urlencoded")];
    let path = "/unmask/unlock";
    let opened = send(&server, "POST", path, &typed, "key=correct-horse").await;
    assert_eq!(opened.header("location"), Some("/unmask/"));
    let cookie = opened.header("set-cookie").unwrap();
    assert!(cookie.contains("; Path=/unmask/;"), "{cookie}");
}

#[tokio::test]
async fn a_prefix_is_believed_only_from_a_proxy_that_is_trusted() {
    let prefixed = [("x-forwarded-prefix", "/lab")];
    let servers = async |change: fn(&mut Access)| {
        let description = get(&server(change), "/openapi.json", &prefixed).await;
        description.json()["servers"][0]["url"].clone()
    };
    assert_eq!(servers(|_| {}).await, Value::Null);
    let trusted: fn(&mut Access) = |access| access.forwarded = Forwarded::Trusted;
    assert_eq!(servers(trusted).await, "/lab");
    let both = server(|access| {
        trusted(access);
        below_unmask(access);
    });
    let led = get(&both, "/unmask", &prefixed).await;
    assert_eq!(led.header("location"), Some("/lab/unmask/"));
}

const APP: (&str, &str) = ("origin", "https://app.example");

const PREFLIGHT: [(&str, &str); 3] = [
    APP,
    ("access-control-request-method", "POST"),
    (
        "access-control-request-headers",
        "authorization,content-type,x-stainless-lang",
    ),
];

fn beside_app(access: &mut Access) {
    let origins = vec!["https://app.example".parse().unwrap()];
    access.guard = Guard::new(Exposure::Loopback, Vec::new()).with_origins(origins);
    access.key = Some("correct-horse".parse().unwrap());
}

#[tokio::test]
async fn no_answer_speaks_of_other_origins_unless_one_is_allowed() {
    let server = server(|_| {});
    let preflight = send(&server, "OPTIONS", "/v1/models", &PREFLIGHT, "").await;
    assert_eq!(preflight.status, StatusCode::FORBIDDEN);
    let own = get(&server, "/healthz", &[("origin", "http://127.0.0.1:3000")]).await;
    for answer in [preflight, own] {
        let cors = answer.headers.keys();
        assert!(
            !cors
                .into_iter()
                .any(|name| name.as_str().starts_with("access-control"))
        );
    }
}

#[tokio::test]
async fn preflights_of_an_allowed_origin_need_no_key() {
    let server = server(beside_app);
    for path in ["/v1/chat/completions", "/api/generate"] {
        let answer = send(&server, "OPTIONS", path, &PREFLIGHT, "").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let header = |name| answer.header(name).unwrap_or_default().to_owned();
        assert_eq!(header("access-control-allow-origin"), APP.1);
        assert_eq!(header("access-control-allow-methods"), "GET,POST");
        assert!(header("access-control-allow-headers").contains("x-stainless-lang"));
        assert_eq!(header("access-control-allow-credentials"), "");
    }
    let evil = [("origin", "https://evil.example"), PREFLIGHT[1]];
    let answer = send(&server, "OPTIONS", "/v1/models", &evil, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert_eq!(answer.header("access-control-allow-origin"), None);
}

#[tokio::test]
async fn an_allowed_origin_reads_answers_and_refusals() {
    let server = server(beside_app);
    let key = ("authorization", "Bearer correct-horse");
    for (headers, status) in [
        (vec![APP, key], StatusCode::OK),
        (vec![APP], StatusCode::UNAUTHORIZED),
    ] {
        let answer = get(&server, "/v1/models", &headers).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), Some(APP.1));
        assert_eq!(
            answer.header("access-control-expose-headers"),
            Some("retry-after,x-request-id")
        );
    }
}
