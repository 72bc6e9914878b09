//! The engine over a scripted model: order, cancellation, overload, panics, the end.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use app::api::{GenerateRequest, ModelStatus, Preview};
use app::engine::{Engine as _, Events};
use app::error::AppError;
use futures::StreamExt;
use llada::sampler::{Job, Setup};
use llada::session::Planned;
use server::engine::backend::{Backend, Description, Events as RunEvents, Front};
use server::engine::{Engine, QUEUE_CAPACITY};
use trajectory::event::Ending;
use trajectory::{
    Event, FailureKind, Family, Message, ModelInfo, Params, PartialParams, Step, StepEvent, Vocab,
};

/// A model whose every pass waits for a permit; `panic` as the prompt makes it panic, `fail` makes it fail.
struct Scripted {
    permits: Receiver<()>,
    passes: Arc<AtomicUsize>,
}

struct ScriptedFront;

impl Front for ScriptedFront {
    fn plan(&self, request: GenerateRequest) -> Result<Planned, AppError> {
        let prompt = request.messages[0].content.clone();
        assert_ne!(prompt, "unplanned", "as scripted");
        if prompt.is_empty() {
            return Err(AppError::new(FailureKind::Invalid, "nothing asked"));
        }
        let job = Job::new(Setup {
            params: request.params.over(Params::default()),
            ..Setup::default()
        });
        Ok(Planned {
            prompt_ids: vec![1],
            pictures: Vec::new(),
            job: job?,
            prompt,
            dropped_turns: 0,
            parent: None,
        })
    }

    fn preview(&self, request: GenerateRequest) -> Result<Preview, AppError> {
        if request.messages[0].content == "long" {
            std::thread::sleep(Duration::from_millis(200));
        }
        let planned = self.plan(request)?;
        Ok(Preview {
            prompt_tokens: 1,
            context: 64,
            dropped_turns: 0,
            plan: planned.job.plan().clone(),
            constraints: Vec::new(),
            vocab: Vocab::default(),
            mask_id: 0,
            images: Vec::new(),
        })
    }
}

impl Backend for Scripted {
    fn description(&self) -> Description {
        Description {
            info: ModelInfo {
                id: "scripted".to_owned(),
                architecture: "llada".to_owned(),
                device: "cpu".to_owned(),
                dtype: "f32".to_owned(),
            },
            context: 64,
            parameters: 1,
            family: Family::default(),
        }
    }

    fn front(&self) -> Arc<dyn Front> {
        Arc::new(ScriptedFront)
    }

    fn run(&mut self, planned: Planned) -> RunEvents<'_> {
        let text = planned.prompt;
        let steps = planned.job.params().steps;
        Box::new((0..=steps).map(move |step| {
            if step == steps {
                return Ok(Event::Finished(Ending {
                    text: text.clone(),
                    response_ids: Vec::new(),
                    stats: trajectory::Stats::default(),
                }));
            }
            assert_ne!(text, "panic", "as scripted");
            if text == "fail" {
                return Err(AppError::new(FailureKind::Internal, "failed as scripted"));
            }
            self.permits.recv().unwrap();
            self.passes.fetch_add(1, Ordering::SeqCst);
            Ok(Event::Step(StepEvent {
                step: Step {
                    step,
                    ..Step::default()
                },
                vocab: Vocab::default(),
            }))
        }))
    }
}

/// The events of a run that can be planned.
async fn admitted(engine: &Engine, text: &str, steps: usize) -> Events {
    engine.generate(request(text, steps)).await.unwrap()
}

struct Stage {
    engine: Engine,
    permits: Sender<()>,
    passes: Arc<AtomicUsize>,
}

async fn stage() -> Stage {
    let (permits, waiting) = channel();
    let passes = Arc::new(AtomicUsize::new(0));
    let counted = passes.clone();
    let load = move |_: &server::progress::Report<'_>| {
        let scripted = Scripted {
            permits: waiting,
            passes: counted,
        };
        Ok(Box::new(scripted) as Box<dyn Backend>)
    };
    let engine = Engine::start("scripted", Box::new(load)).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Ready { .. })).await;
    Stage {
        engine,
        permits,
        passes,
    }
}

/// Waits until something another thread does is so.
async fn settle(so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it never became so");
}

fn request(text: &str, steps: usize) -> GenerateRequest {
    GenerateRequest {
        messages: vec![Message::user(text)],
        params: PartialParams {
            steps: Some(steps),
            ..PartialParams::default()
        },
        ..GenerateRequest::default()
    }
}

impl Stage {
    async fn generate(&self, text: &str, steps: usize) -> Events {
        admitted(&self.engine, text, steps).await
    }

    fn allow(&self, passes: usize) {
        for _ in 0..passes {
            self.permits.send(()).unwrap();
        }
    }

    /// Begins a run and waits until its first pass is under way.
    async fn occupy(&self) -> Events {
        let mut events = self.generate("first", 9).await;
        self.allow(1);
        assert!(matches!(next(&mut events).await, Event::Step(_)));
        events
    }
}

async fn next(events: &mut Events) -> Event {
    let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
    event
        .expect("an event in time")
        .expect("an event")
        .expect("no heartbeat")
}

/// The first event that is no place in the queue: the run before may not have let go of the model yet.
async fn begun(mut events: Events) -> Event {
    loop {
        match next(&mut events).await {
            Event::Queued { .. } => {}
            event => return event,
        }
    }
}

fn failure(event: &Event) -> (FailureKind, &str) {
    match event {
        Event::Failed { kind, message } => (*kind, message),
        other => panic!("{other:?} is no failure"),
    }
}

#[tokio::test]
async fn events_come_in_order_and_then_the_stream_ends() {
    let stage = stage().await;
    stage.allow(3);
    let mut events = stage.generate("hello", 3).await;
    for step in 0..3 {
        match next(&mut events).await {
            Event::Step(event) => assert_eq!(event.step.step, step),
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(next(&mut events).await, Event::Finished(ending) if ending.text == "hello"));
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn those_who_wait_are_told_their_place_and_served_in_order() {
    let stage = stage().await;
    let mut first = stage.occupy().await;
    let mut second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(next(&mut second).await, Event::Queued { position: 1 });
    assert_eq!(next(&mut third).await, Event::Queued { position: 2 });
    stage.allow(8);
    while !next(&mut first).await.is_last() {}
    assert_eq!(next(&mut third).await, Event::Queued { position: 1 });
    stage.allow(2);
    assert!(matches!(next(&mut second).await, Event::Step(_)));
    assert!(matches!(next(&mut third).await, Event::Step(_)));
}

#[tokio::test]
async fn a_dropped_stream_stops_the_run_before_its_next_pass() {
    let stage = stage().await;
    drop(stage.occupy().await);
    // The pass that was under way when the reader went may still be executed, no other one.
    stage.allow(1);
    let mut next_run = stage.generate("next", 1).await;
    stage.allow(1);
    while !next(&mut next_run).await.is_last() {}
    assert!(stage.passes.load(Ordering::SeqCst) <= 3);
}

#[tokio::test]
async fn one_who_leaves_the_queue_makes_room_and_never_runs() {
    let stage = stage().await;
    let mut first = stage.occupy().await;
    let second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(next(&mut third).await, Event::Queued { position: 2 });
    drop(second);
    assert_eq!(next(&mut third).await, Event::Queued { position: 1 });
    stage.allow(9);
    while !next(&mut first).await.is_last() {}
    while !next(&mut third).await.is_last() {}
    assert_eq!(stage.passes.load(Ordering::SeqCst), 10);
}

#[tokio::test]
async fn overload_is_refused_and_passes() {
    let stage = stage().await;
    let mut first = stage.occupy().await;
    let mut waiting: Vec<Events> = Vec::new();
    for _ in 0..QUEUE_CAPACITY {
        waiting.push(stage.generate("wait", 1).await);
    }
    let mut refused = stage.generate("too many", 1).await;
    let event = next(&mut refused).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Busy);
    assert!(
        message.contains("16") && message.contains("Try again"),
        "{message}"
    );
    assert!(refused.next().await.is_none());
    waiting.truncate(2);
    stage.allow(8 + 3);
    while !next(&mut first).await.is_last() {}
    let mut admitted = stage.generate("now", 1).await;
    while !next(&mut admitted).await.is_last() {}
}

#[tokio::test]
async fn a_panic_or_a_failure_ends_its_own_run_only() {
    let stage = stage().await;
    let event = begun(stage.generate("panic", 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(
        message.contains("as scripted") && message.contains("report"),
        "{message}"
    );
    let event = begun(stage.generate("fail", 1).await).await;
    assert_eq!(
        failure(&event),
        (FailureKind::Internal, "failed as scripted")
    );
    let refused = stage.engine.generate(request("", 1)).await.err().unwrap();
    assert_eq!(
        refused,
        AppError::new(FailureKind::Invalid, "nothing asked")
    );
    let event = begun(stage.generate("unplanned", 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(message.contains("as scripted"), "{message}");
    stage.allow(1);
    let mut events = stage.generate("hello", 1).await;
    while !next(&mut events).await.is_last() {}
}

#[tokio::test]
async fn shutting_down_ends_every_stream_at_once() {
    let stage = stage().await;
    let mut running = stage.occupy().await;
    let mut waiting = stage.generate("waiting", 1).await;
    assert_eq!(next(&mut waiting).await, Event::Queued { position: 1 });
    // The running pass is not over: nobody waits for it.
    stage.engine.shut_down();
    for events in [
        &mut running,
        &mut waiting,
        &mut stage.generate("late", 1).await,
    ] {
        assert_eq!(failure(&next(events).await).0, FailureKind::Shutdown);
        assert!(events.next().await.is_none());
    }
}

#[tokio::test]
async fn a_silent_stream_beats() {
    let stage = stage().await;
    let mut events = stage.occupy().await;
    tokio::time::pause();
    assert_eq!(events.next().await, Some(None));
    assert_eq!(events.next().await, Some(None));
    tokio::time::resume();
    stage.allow(1);
    assert!(matches!(next(&mut events).await, Event::Step(_)));
}

#[tokio::test]
async fn until_the_model_is_ready_runs_are_refused_with_the_stage() {
    let (ready, wait) = channel::<()>();
    let load = move |report: &server::progress::Report<'_>| {
        report(server::progress::Progress {
            stage: "Downloading model.safetensors",
            done: 1,
            total: 2,
        });
        wait.recv().unwrap();
        anyhow::bail!("the disk is full")
    };
    let engine = Engine::start("slow", Box::new(load)).unwrap();
    let downloading = || {
        matches!(
            engine.status(),
            ModelStatus::Loading {
                done: 1,
                total: 2,
                ..
            }
        )
    };
    settle(downloading).await;
    let event = next(&mut admitted(&engine, "hello", 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Model);
    assert!(
        message.contains("Downloading model.safetensors"),
        "{message}"
    );
    assert_eq!(
        engine.preview(request("hello", 1)).await.unwrap_err().kind,
        FailureKind::Model
    );
    ready.send(()).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Failed { .. })).await;
    let event = next(&mut admitted(&engine, "hello", 1).await).await;
    assert_eq!(failure(&event), (FailureKind::Model, "the disk is full"));
}

#[tokio::test]
async fn a_long_conversation_is_read_away_from_the_threads_that_serve() {
    let stage = stage().await;
    let mut preview = stage.engine.preview(request("long", 1));
    // This thread serves: it gets the future back before the conversation is read.
    assert!(futures::poll!(&mut preview).is_pending());
    assert!(preview.await.is_ok());
}

#[tokio::test]
async fn a_panic_while_loading_is_a_failed_model() {
    let load = |_: &server::progress::Report<'_>| panic!("no such luck");
    let engine = Engine::start("broken", Box::new(load)).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Failed { .. })).await;
    let ModelStatus::Failed { message, .. } = engine.status() else {
        unreachable!()
    };
    assert!(message.contains("no such luck"), "{message}");
}
