//! What the server offers beside the API: health, metrics, request ids, a key, compressed files, the content security policy.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::future::ready;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use futures::StreamExt;
use http_body_util::BodyExt;
use serde_json::json;
use server::engine::service::Service;
use server::engine::service::{Engine, Events};
use server::http::base_path::BasePath;
use server::http::client::Forwarded;
use server::http::guard::{Exposure, Guard};
use server::http::{Access, router};
use tower::ServiceExt;
use trajectory::api::ApiError;
use trajectory::api::{GenerateRequest, ModelStatus, Preview};
use trajectory::{Event, FailureKind, Family, ModelInfo};

/// Ready or not; every run waits in the queue, then fails.
struct Scripted {
    ready: bool,
}

impl Service for Scripted {}

impl Engine for Scripted {
    fn status(&self) -> ModelStatus {
        if self.ready {
            return ModelStatus::Ready {
                model: ModelInfo {
                    id: "scripted".to_owned(),
                    architecture: "llada".to_owned(),
                    device: "cpu".to_owned(),
                    dtype: "f32".to_owned(),
                },
                context: 64,
                parameters: 1,
                family: Family::default(),
            };
        }
        ModelStatus::Loading {
            id: "scripted".to_owned(),
            stage: "Loading".to_owned(),
            done: 1,
            total: 2,
        }
    }

    fn preview(&self, _: GenerateRequest) -> server::engine::service::Answer<Preview> {
        let error = ApiError::new(FailureKind::Model, "not yet");
        Box::pin(ready(Err(error)))
    }

    fn generate(&self, _: GenerateRequest) -> server::engine::service::Answer<Events> {
        let failed = Event::Failed {
            kind: FailureKind::Internal,
            message: "scripted".to_owned(),
        };
        let events = [
            Event::Queued {
                position: 1,
                wait_ms: None,
            },
            failed,
        ];
        let events = futures::stream::iter(events.map(Some)).boxed();
        Box::pin(ready(Ok(events)))
    }
}

fn server(ready: bool, key: Option<&str>) -> Router {
    let access = Access {
        guard: Guard::new(Exposure::Loopback, vec!["demo.example".parse().unwrap()]),
        key: key.map(|key| key.parse().unwrap()),
        forwarded: Forwarded::default(),
        base_path: BasePath::default(),
        per_minute: None,
    };
    router(Arc::new(Scripted { ready }), access)
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

async fn send(
    server: Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
    body: &str,
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:3000");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::from(body.to_owned())).unwrap();
    let (parts, body) = server.oneshot(request).await.unwrap().into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

async fn get(server: Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    send(server, "GET", path, headers, "").await
}

const JSON: (&str, &str) = ("content-type", "application/json");

fn hello() -> String {
    json!({"messages": [{"role": "user", "content": "Hello"}]}).to_string()
}

#[tokio::test]
async fn alive_at_once_and_ready_with_the_model() {
    for (ready, code) in [(false, 503), (true, 200)] {
        assert_eq!(get(server(ready, None), "/healthz", &[]).await.status, 200);
        assert_eq!(get(server(ready, None), "/readyz", &[]).await.status, code);
    }
}

#[tokio::test]
async fn runs_and_requests_are_counted() {
    let router = server(true, None);
    let answer = send(router.clone(), "POST", "/api/generate", &[JSON], &hello()).await;
    assert_eq!(answer.status, 200);
    assert!(answer.text().contains("scripted"), "{}", answer.text());
    let metrics = get(router, "/metrics", &[]).await;
    assert!(
        metrics
            .header("content-type")
            .starts_with("application/openmetrics-text")
    );
    let text = metrics.text();
    let value = |name: &str| -> f64 {
        let line = text.lines().find(|line| line.starts_with(name));
        let line = line.unwrap_or_else(|| panic!("no {name} in\n{text}"));
        line.rsplit(' ').next().unwrap().parse().unwrap()
    };
    assert_eq!(value("unmask_runs_total{outcome=\"internal\"}"), 1.0);
    assert_eq!(
        (value("unmask_runs_queued"), value("unmask_runs_active")),
        (0.0, 0.0)
    );
    assert_eq!(value("unmask_model_ready"), 1.0);
    assert_eq!(
        value("unmask_queue_wait_seconds_count"),
        0.0,
        "it never started"
    );
    assert_eq!(
        value("unmask_http_requests_total{route=\"/api/generate\""),
        1.0
    );
    assert!(!text.contains("Hello"), "no prompt may be in the metrics");
}

#[tokio::test]
async fn a_run_whose_reader_goes_away_is_cancelled() {
    let router = server(true, None);
    let mut request = Request::builder().method("POST").uri("/api/generate");
    for (name, value) in [JSON, ("host", "127.0.0.1:3000")] {
        request = request.header(name, value);
    }
    let request = request.body(Body::from(hello())).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let mut body = response.into_body();
    let first = body.frame().await.unwrap().unwrap().into_data().unwrap();
    assert!(first.starts_with(b"{\"event\":\"queued\""));
    let text = || async { get(router.clone(), "/metrics", &[]).await.text() };
    assert!(text().await.contains("unmask_runs_queued 1"));
    drop(body);
    let text = text().await;
    assert!(text.contains("unmask_runs_queued 0"), "{text}");
    assert!(
        text.contains("unmask_runs_total{outcome=\"cancelled\"} 1"),
        "{text}"
    );
}

#[tokio::test]
async fn every_answer_has_a_request_id() {
    let drawn = get(server(true, None), "/healthz", &[]).await;
    assert_eq!(drawn.header("x-request-id").len(), 16);
    let given = get(server(true, None), "/healthz", &[("x-request-id", "abc-1")]).await;
    assert_eq!(given.header("x-request-id"), "abc-1");
    let unfit = get(server(true, None), "/healthz", &[("x-request-id", "a b")]).await;
    assert_eq!(unfit.header("x-request-id").len(), 16);
    let refused = get(server(true, None), "/", &[("host", "evil.example")]).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN);
    assert_eq!(refused.header("x-request-id").len(), 16);
}

#[tokio::test]
async fn an_allowed_host_may_post() {
    let proxied = [
        JSON,
        ("host", "demo.example"),
        ("origin", "https://demo.example"),
    ];
    let answer = send(server(true, None), "POST", "/api/status", &proxied, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text());
    let other = [
        JSON,
        ("host", "other.example"),
        ("origin", "https://other.example"),
    ];
    let answer = send(server(true, None), "POST", "/api/status", &other, "").await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN);
    assert!(
        answer.text().contains("--allowed-host other.example"),
        "{}",
        answer.text()
    );
}

#[tokio::test]
async fn without_the_key_there_is_neither_page_nor_answer() {
    let locked = || server(true, Some("correct-horse"));
    for path in ["/healthz", "/readyz", "/favicon.svg"] {
        assert_ne!(
            get(locked(), path, &[]).await.status,
            StatusCode::UNAUTHORIZED,
            "{path}"
        );
    }
    for (method, path) in [
        ("POST", "/api/generate"),
        ("POST", "/api/status"),
        ("GET", "/metrics"),
    ] {
        let answer = send(locked(), method, path, &[JSON], &hello()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert!(answer.text().contains("--api-key"), "{}", answer.text());
        let wrong = ("authorization", "Bearer wrong-horse");
        let answer = send(locked(), method, path, &[JSON, wrong], &hello()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED, "{path}");
        let right = ("authorization", "Bearer correct-horse");
        let answer = send(locked(), method, path, &[JSON, right], &hello()).await;
        assert_eq!(answer.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_form_opens_the_page() {
    let locked = || server(true, Some("correct-horse"));
    let form = get(locked(), "/", &[]).await;
    assert_eq!(form.status, StatusCode::UNAUTHORIZED);
    assert!(form.text().contains("type=\"password\""));
    let kind = ("content-type", "application/x-www-form-urlencoded");
    let wrong = send(locked(), "POST", "/unlock", &[kind], "key=wrong-horse").await;
    assert_eq!(wrong.status, StatusCode::FORBIDDEN);
    assert_eq!(wrong.header("set-cookie"), "");
    let right = send(locked(), "POST", "/unlock", &[kind], "key=correct-horse").await;
    assert_eq!(
        (right.status, right.header("location")),
        (StatusCode::SEE_OTHER, "/")
    );
    let cookie = right.header("set-cookie");
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"),
        "{cookie}"
    );
    assert!(!cookie.contains("correct-horse"));
    let cookie = cookie.split(';').next().unwrap();
    let page = get(locked(), "/", &[("cookie", cookie)]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text().contains("type=\"password\""));
}

/// The page and what it links to; none where the program was built without its page.
async fn page() -> Option<(Answer, Vec<String>)> {
    let page = get(server(true, None), "/", &[]).await;
    let html = page.text();
    let links: Vec<String> = html
        .split('"')
        .filter(|text| text.starts_with("pkg/") && text.contains('.'))
        .map(|link| format!("/{link}"))
        .collect();
    (!links.is_empty()).then_some((page, links))
}

#[tokio::test]
async fn the_pages_files_are_small_and_kept_for_ever() {
    let Some((_, links)) = page().await else {
        let html = get(server(true, None), "/", &[]).await.text();
        assert!(html.contains("built without its page"), "{html}");
        return;
    };
    for link in &links {
        let plain = get(server(true, None), link, &[]).await;
        assert_eq!(plain.status, StatusCode::OK, "{link}");
        assert_eq!(plain.header("content-encoding"), "");
        assert_eq!(plain.header("vary"), "accept-encoding");
        assert!(
            plain.header("cache-control").contains("immutable"),
            "{link}"
        );
        for (accepted, name) in [("gzip, br", "br"), ("gzip", "gzip")] {
            let packed = get(server(true, None), link, &[("accept-encoding", accepted)]).await;
            // Only `cargo xtask build` compresses; a program built without it serves the same files as they are.
            if !packed.header("content-encoding").is_empty() {
                assert_eq!(packed.header("content-encoding"), name);
                assert!(packed.body.len() < plain.body.len() / 2, "{link}");
            }
            assert_eq!(packed.header("content-type"), plain.header("content-type"));
            let again = [
                ("accept-encoding", accepted),
                ("if-none-match", packed.header("etag")),
            ];
            let again = get(server(true, None), link, &again).await;
            assert_eq!(
                (again.status, again.body.len()),
                (StatusCode::NOT_MODIFIED, 0)
            );
        }
        let name = link.rsplit('/').next().unwrap();
        for other in [
            format!("/pkg/{name}"),
            format!("/pkg/0000000000000000/{name}"),
        ] {
            let other = get(server(true, None), &other, &[]).await;
            assert_eq!(other.header("cache-control"), "no-cache");
            assert_eq!(other.body, plain.body);
        }
    }
}

#[tokio::test]
async fn no_inline_script_runs() {
    let Some((page, _)) = page().await else {
        let html = get(server(true, None), "/", &[]).await.text();
        assert!(html.contains("built without its page"), "{html}");
        return;
    };
    let policy = page.header("content-security-policy");
    let scripts = policy
        .split(';')
        .find(|part| part.trim().starts_with("script-src"));
    let scripts = scripts.unwrap();
    assert!(!scripts.contains("unsafe-inline"), "{policy}");
    assert!(!scripts.contains("nonce"), "{policy}");
    let html = page.text();
    for script in html.split("<script").skip(1) {
        let (tag, rest) = script.split_once('>').unwrap();
        assert!(tag.contains("src=\""), "<script{tag}>");
        assert!(rest.starts_with("</script>"), "<script{tag}>");
    }
}
