//! Counters and histograms for Prometheus, at `/metrics`.
//!
//! Runs are counted where their events pass by: [`Measured`] wraps an engine and sees each event on its way to the reader. Forward
//! passes, which runs share, are counted by the engine itself.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::task::{Context, Poll};
use std::time::Instant;

use crate::engine::service::{Answer, Engine, Events};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use futures::Stream;
use futures::future::BoxFuture;
use llada::likelihood::Outcome as Scored;
use llada::session::Request;
use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::Registry;
use tracing::Span;
use trajectory::api::ApiError;
use trajectory::api::{GenerateRequest, ModelStatus, Preview};
use trajectory::{Event, FailureKind};

use crate::engine::Client;
use crate::engine::backend::Front;
use crate::engine::service::{Refused, ScoreRequest, Service};
use crate::engine::watch::{Pass, Watch};
use crate::memory;
use crate::upstream::relay::Relay;

/// Seconds, from a small model's pass to a large one's on a slow machine.
const SECONDS: [f64; 13] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];
/// Tokens per forward pass.
const TOKENS: [f64; 9] = [1.0, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 16.0, 32.0];
/// Runs that share a forward pass.
const RUNS: [f64; 8] = [1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0];
/// Positions that a forward pass pushes through.
const POSITIONS: [f64; 9] = [
    32.0, 64.0, 128.0, 256.0, 512.0, 1024.0, 2048.0, 4096.0, 8192.0,
];

/// How a run ended.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Outcome {
    outcome: &'static str,
}

/// Which request was answered, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub(super) struct Answered {
    /// The route that matched: routes are few; paths, which clients make up, are not.
    pub(super) route: String,
    /// The method.
    pub(super) method: String,
    /// The status code.
    pub(super) status: u16,
}

/// The metrics of one server.
#[derive(Debug)]
pub(super) struct Metrics {
    registry: Registry,
    queued: Gauge,
    active: Gauge,
    runs: Family<Outcome, Counter>,
    passes: Counter,
    pass_seconds: Histogram,
    tokens_per_pass: Histogram,
    batch_runs: Histogram,
    batch_positions: Histogram,
    queue_depth: Gauge,
    scores: Counter,
    queue_wait: Histogram,
    requests: Family<Answered, Counter>,
    model_ready: Gauge,
    resident_bytes: Gauge<f64, AtomicU64>,
}

impl Default for Metrics {
    fn default() -> Self {
        let mut metrics = Self {
            registry: Registry::default(),
            queued: Gauge::default(),
            active: Gauge::default(),
            runs: Family::default(),
            passes: Counter::default(),
            pass_seconds: Histogram::new(SECONDS),
            tokens_per_pass: Histogram::new(TOKENS),
            batch_runs: Histogram::new(RUNS),
            batch_positions: Histogram::new(POSITIONS),
            queue_depth: Gauge::default(),
            scores: Counter::default(),
            queue_wait: Histogram::new(SECONDS),
            requests: Family::default(),
            model_ready: Gauge::default(),
            resident_bytes: Gauge::default(),
        };
        metrics.register();
        metrics
    }
}

impl Metrics {
    /// Names the metrics; the encoder adds `_total` to counters.
    fn register(&mut self) {
        let to = &mut self.registry;
        let waiting = "Runs that wait for the model";
        to.register("unmask_runs_queued", waiting, self.queued.clone());
        to.register(
            "unmask_runs_active",
            "Runs in progress",
            self.active.clone(),
        );
        let ended = "Ended runs: finished, stopped, cancelled, or the kind of failure";
        to.register("unmask_runs", ended, self.runs.clone());
        let scores = "Likelihoods that were computed";
        to.register("unmask_likelihoods", scores, self.scores.clone());
        self.register_passes();
        let to = &mut self.registry;
        let wait = "Time between a request and its first forward pass";
        to.register("unmask_queue_wait_seconds", wait, self.queue_wait.clone());
        let requests = "HTTP requests by route, method and status";
        to.register("unmask_http_requests", requests, self.requests.clone());
        let ready = "1 if the model is loaded";
        to.register("unmask_model_ready", ready, self.model_ready.clone());
        let resident = "Resident memory of this process";
        let bytes = self.resident_bytes.clone();
        to.register("process_resident_memory_bytes", resident, bytes);
    }

    /// What is counted per forward pass.
    fn register_passes(&mut self) {
        let to = &mut self.registry;
        let passes = "Steps of all runs, each by a forward pass that it may have shared";
        to.register("unmask_forward_passes", passes, self.passes.clone());
        let time = "Time of a forward pass, selection included";
        to.register("unmask_forward_seconds", time, self.pass_seconds.clone());
        let tokens = "Tokens that a run committed by a forward pass";
        to.register(
            "unmask_tokens_per_forward",
            tokens,
            self.tokens_per_pass.clone(),
        );
        let runs = "Runs that shared a forward pass";
        to.register("unmask_batch_runs", runs, self.batch_runs.clone());
        let positions = "Positions that a forward pass pushed through";
        to.register(
            "unmask_batch_positions",
            positions,
            self.batch_positions.clone(),
        );
        let depth = "Runs and likelihoods in the queue after the last forward pass";
        to.register("unmask_queue_depth", depth, self.queue_depth.clone());
    }

    /// Counts a request that was answered.
    pub(super) fn count(&self, answered: &Answered) {
        self.requests.get_or_create(answered).inc();
    }
}

/// Answers `/metrics`.
pub(super) fn render(metrics: &Metrics, status: &ModelStatus) -> Response {
    let ready = matches!(status, ModelStatus::Ready { .. });
    metrics.model_ready.set(i64::from(ready));
    if let Some(bytes) = memory::resident() {
        metrics.resident_bytes.set(bytes as f64);
    }
    let mut body = String::new();
    if text::encode(&mut body, &metrics.registry).is_err() {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    ([(CONTENT_TYPE, kind)], body).into_response()
}

impl Watch for Metrics {
    fn pass(&self, pass: &Pass, waiting: usize) {
        self.pass_seconds.observe(pass.seconds);
        self.batch_runs.observe(pass.jobs as f64);
        if pass.tokens > 0 {
            self.batch_positions.observe(pass.tokens as f64);
        }
        let waiting = i64::try_from(waiting).unwrap_or(i64::MAX);
        self.queue_depth.set(waiting);
    }
}

/// An engine whose runs are counted and logged.
pub(super) struct Measured {
    /// The engine.
    pub(super) engine: Arc<dyn Service>,
    /// Where its runs are counted.
    pub(super) metrics: Arc<Metrics>,
}

impl Engine for Measured {
    fn status(&self) -> ModelStatus {
        self.engine.status()
    }

    fn preview(&self, request: GenerateRequest) -> Answer<Preview> {
        self.engine.preview(request)
    }

    fn generate(&self, request: GenerateRequest) -> Answer<Events> {
        self.generate_for(Client::default(), request)
    }
}

impl Service for Measured {
    fn generate_for(&self, client: Client, request: GenerateRequest) -> Answer<Events> {
        // Begun here: the time in which a request is tokenised counts as waiting.
        let run = RunMeter::new(self.metrics.clone());
        let admitted = self.engine.generate_for(client, request);
        Box::pin(async move {
            let admitted = admitted.await;
            run.counted(admitted, |error| error.kind)
        })
    }

    fn submit(
        &self,
        client: Client,
        request: Request,
    ) -> BoxFuture<'static, Result<Events, Refused>> {
        let run = RunMeter::new(self.metrics.clone());
        let admitted = self.engine.submit(client, request);
        Box::pin(async move {
            let admitted = admitted.await;
            run.counted(admitted, |refused| refused.error.kind)
        })
    }

    fn score(
        &self,
        client: Client,
        request: ScoreRequest,
    ) -> BoxFuture<'static, Result<Scored, Refused>> {
        self.metrics.scores.inc();
        self.engine.score(client, request)
    }

    fn front(&self) -> Result<Arc<dyn Front>, ApiError> {
        self.engine.front()
    }

    fn relay(&self) -> Option<Relay> {
        self.engine.relay()
    }

    fn watch(&self, watch: Arc<dyn Watch>) {
        self.engine.watch(watch);
    }

    fn is_open(&self) -> bool {
        self.engine.is_open()
    }
}

/// A run's events, counted as they pass by.
struct Counted {
    events: Events,
    run: RunMeter,
}

impl Stream for Counted {
    type Item = Option<Event>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let item = self.events.as_mut().poll_next(context);
        if let Poll::Ready(Some(Some(event))) = &item {
            self.run.observe(event);
        }
        item
    }
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Admitted,
    Queued,
    Active,
    Ended,
}

/// Counts one run. A run that is dropped before its last event was cancelled by its reader.
struct RunMeter {
    metrics: Arc<Metrics>,
    phase: Phase,
    asked: Instant,
    passes: u64,
    /// The request's span, so that the log line of the run carries its id.
    span: Span,
}

impl RunMeter {
    fn new(metrics: Arc<Metrics>) -> Self {
        Self {
            metrics,
            phase: Phase::Admitted,
            asked: Instant::now(),
            passes: 0,
            span: Span::current(),
        }
    }

    /// The events of the run, counted, if it was admitted.
    fn counted<E>(
        mut self,
        admitted: Result<Events, E>,
        kind: impl Fn(&E) -> FailureKind,
    ) -> Result<Events, E> {
        match admitted {
            Ok(events) => Ok(Box::pin(Counted { events, run: self })),
            Err(error) => {
                self.end(failure(kind(&error)));
                Err(error)
            }
        }
    }

    fn observe(&mut self, event: &Event) {
        match event {
            Event::Queued { .. } => self.enter(Phase::Queued),
            Event::Started { .. } => {
                let waited = self.asked.elapsed().as_secs_f64();
                self.metrics.queue_wait.observe(waited);
                self.enter(Phase::Active);
            }
            Event::Step(step) => {
                self.passes += 1;
                let (metrics, step) = (&self.metrics, &step.step);
                metrics.passes.inc();
                metrics.tokens_per_pass.observe(step.committed.len() as f64);
            }
            Event::Finished(_) => self.end("finished"),
            Event::Stopped(_) => self.end("stopped"),
            Event::Failed { kind, .. } => self.end(failure(*kind)),
        }
    }

    fn enter(&mut self, phase: Phase) {
        if phase == self.phase {
            return;
        }
        let gauge = |phase| match phase {
            Phase::Queued => Some(&self.metrics.queued),
            Phase::Active => Some(&self.metrics.active),
            Phase::Admitted | Phase::Ended => None,
        };
        if let Some(left) = gauge(self.phase) {
            left.dec();
        }
        if let Some(entered) = gauge(phase) {
            entered.inc();
        }
        self.phase = phase;
    }

    fn end(&mut self, outcome: &'static str) {
        if self.phase == Phase::Ended {
            return;
        }
        self.enter(Phase::Ended);
        self.metrics.runs.get_or_create(&Outcome { outcome }).inc();
        let (passes, ms) = (self.passes, self.asked.elapsed().as_millis());
        self.span
            .in_scope(|| tracing::info!(outcome, passes, ms, "run"));
    }
}

impl Drop for RunMeter {
    fn drop(&mut self) {
        self.end("cancelled");
    }
}

const fn failure(kind: FailureKind) -> &'static str {
    match kind {
        FailureKind::Busy => "busy",
        FailureKind::Invalid => "invalid",
        FailureKind::Model => "model",
        FailureKind::Internal => "internal",
        FailureKind::Shutdown => "shutdown",
    }
}
