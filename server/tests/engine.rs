//! The engine over a scripted model: order, cancellation, overload, panics, the end.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures::StreamExt;
use llada::choice::Choice;
use llada::denoiser::{DenoiseError, Denoiser, Item, Logits, NetworkError};
use llada::language_model::read_planner;
use llada::likelihood::{Method, Scoring};
use llada::session::{Planned, Planner, Request};
use llada::{Run, Source};
use server::built_in;
use server::engine::backend::{Backend, Description, Front};
use server::engine::service::{Engine as _, Events};
use server::engine::service::{ScoreRequest, Service};
use server::engine::{Client, Engine, Limits};
use trajectory::api::ApiError;
use trajectory::api::{GenerateRequest, ModelStatus};
use trajectory::{Event, FailureKind, Family, Message, ModelInfo, PartialParams};

/// A prompt that makes the model panic, fail; one that cannot be planned, that makes planning panic, that takes long.
const PANIC: &str = "panic";
const FAIL: &str = "fail";
const REFUSED: &str = "refused";
const UNPLANNED: &str = "unplanned";
const LONG: &str = "long";

/// A model whose every forward pass waits for a permit.
struct Scripted {
    front: Arc<ScriptedFront>,
    denoiser: Permits,
}

struct Permits {
    permits: Receiver<()>,
    /// The number of runs that shared each forward pass.
    passes: Arc<Mutex<Vec<usize>>>,
    /// Forward passes that were begun, the one that waits for its permit included.
    begun: Arc<AtomicUsize>,
    /// What the prompts that fail end with.
    panics: Vec<u32>,
    fails: Vec<u32>,
}

struct ScriptedFront {
    planner: Arc<Planner>,
}

impl Front for ScriptedFront {
    fn planner(&self) -> &Planner {
        &self.planner
    }

    fn plan(&self, request: &Request) -> Result<Planned, ApiError> {
        let said = |text: &str| {
            let ids = self.planner.tokenizer.encode(text).unwrap();
            request.input == llada::session::Input::Ids(ids)
                || matches!(&request.input, llada::session::Input::Conversation(messages)
                    if messages[0].content == text)
        };
        assert!(!said(UNPLANNED), "as scripted");
        if said(REFUSED) {
            return Err(ApiError::new(FailureKind::Invalid, "nothing asked"));
        }
        if said(LONG) {
            std::thread::sleep(Duration::from_millis(200));
        }
        self.planner
            .as_ref()
            .plan(request)
            .map_err(|error| ApiError::new(FailureKind::Invalid, error.to_string()))
    }
}

fn contains(ids: &[u32], part: &[u32]) -> bool {
    ids.windows(part.len()).any(|window| window == part)
}

impl Denoiser for Permits {
    fn logits(&mut self, _: &mut [Item<'_, '_>]) -> Vec<Result<Logits, DenoiseError>> {
        unreachable!("the engine asks for choices")
    }

    fn denoise(&mut self, batch: &mut [Item<'_, '_>]) -> Vec<Result<Vec<Choice>, DenoiseError>> {
        self.begun.fetch_add(1, Ordering::SeqCst);
        self.permits.recv().unwrap();
        self.passes.lock().unwrap().push(batch.len());
        let answers = batch.iter().map(|(pass, _)| {
            let llada::denoiser::Input::Ids(ids) = pass.input else {
                unreachable!("prompts are ids")
            };
            assert!(!contains(ids, &self.panics), "as scripted");
            if contains(ids, &self.fails) {
                return Err(NetworkError::Empty.into());
            }
            let choice = Choice {
                id: 40,
                probability: 0.5,
                runner_up: 41,
                runner_up_probability: 0.25,
                considered: None,
            };
            Ok(vec![choice; pass.rows.len()])
        });
        answers.collect()
    }
}

impl Backend for Scripted {
    fn description(&self) -> Description {
        Description {
            info: info(),
            context: 64,
            parameters: 1,
            family: Family::default(),
        }
    }

    fn front(&self) -> Arc<dyn Front> {
        self.front.clone()
    }

    fn run(&self, planned: Planned) -> Run {
        Run::new(self.front.planner.clone(), info(), planned, None)
    }

    fn denoiser(&mut self) -> &mut dyn Denoiser {
        &mut self.denoiser
    }

    fn score(&mut self, _: &mut Scoring, _: usize) -> Result<(), NetworkError> {
        self.denoiser.permits.recv().unwrap();
        Err(NetworkError::Empty)
    }
}

fn info() -> ModelInfo {
    ModelInfo {
        id: "scripted".to_owned(),
        architecture: "llada".to_owned(),
        device: "cpu".to_owned(),
        dtype: "f32".to_owned(),
    }
}

/// The events of a run that can be planned.
async fn admitted(engine: &Engine, text: &str, steps: usize) -> Events {
    engine.generate(request(text, steps)).await.unwrap()
}

struct Stage {
    engine: Engine,
    permits: Sender<()>,
    passes: Arc<Mutex<Vec<usize>>>,
    begun: Arc<AtomicUsize>,
}

/// One run at a time, three may wait.
const ONE: Limits = Limits {
    runs: 1,
    batch_tokens: 4096,
    queue: 3,
};

async fn stage(limits: Limits) -> Stage {
    let (permits, waiting) = channel();
    let passes = Arc::new(Mutex::new(Vec::new()));
    let counted = passes.clone();
    let begun = Arc::new(AtomicUsize::new(0));
    let noted = begun.clone();
    let source = Source::Embedded(built_in::files().expect("the built-in model"));
    let planner = Arc::new(read_planner(&source).unwrap());
    let load = move |_: &server::progress::Report<'_>| {
        let ids = |text: &str| planner.tokenizer.encode(text).unwrap();
        let scripted = Scripted {
            denoiser: Permits {
                permits: waiting,
                passes: counted,
                begun: noted,
                panics: ids(PANIC),
                fails: ids(FAIL),
            },
            front: Arc::new(ScriptedFront { planner }),
        };
        Ok(Box::new(scripted) as Box<dyn Backend>)
    };
    let engine = Engine::start("scripted", limits, Box::new(load)).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Ready { .. })).await;
    Stage {
        engine,
        permits,
        passes,
        begun,
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
            gen_length: Some(16),
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

    /// In the name of a client.
    async fn generate_for(&self, client: &str, text: &str, steps: usize) -> Events {
        let request = request(text, steps);
        let events = self.engine.generate_for(Client::new(client), request);
        events.await.unwrap()
    }

    fn allow(&self, passes: usize) {
        for _ in 0..passes {
            self.permits.send(()).unwrap();
        }
    }

    /// Begins a run of nine passes and waits until its first one was executed.
    async fn occupy(&self) -> Events {
        let mut events = self.generate("first", 9).await;
        self.allow(1);
        assert!(matches!(begun(&mut events).await, Event::Step(_)));
        events
    }

    /// The number of runs that shared each forward pass so far.
    fn passes(&self) -> Vec<usize> {
        self.passes.lock().unwrap().clone()
    }
}

async fn next(events: &mut Events) -> Event {
    let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
    event
        .expect("an event in time")
        .expect("an event")
        .expect("no heartbeat")
}

/// The first event beyond a place in the queue and the start.
async fn begun(events: &mut Events) -> Event {
    loop {
        match next(events).await {
            Event::Queued { .. } | Event::Started { .. } => {}
            event => return event,
        }
    }
}

/// The last event.
async fn ended(events: &mut Events) -> Event {
    loop {
        let event = next(events).await;
        if event.is_last() {
            return event;
        }
    }
}

/// The next event's place in the queue.
async fn place(events: &mut Events) -> usize {
    match next(events).await {
        Event::Queued { position, .. } => position,
        other => panic!("{other:?} is no place"),
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
    let stage = stage(ONE).await;
    stage.allow(3);
    let mut events = stage.generate("hello", 3).await;
    assert!(matches!(next(&mut events).await, Event::Started { .. }));
    for step in 0..3 {
        match next(&mut events).await {
            Event::Step(event) => assert_eq!(event.step.step, step),
            other => panic!("{other:?}"),
        }
    }
    assert!(
        matches!(next(&mut events).await, Event::Finished(ending) if ending.response_ids == [40; 16])
    );
    assert!(events.next().await.is_none());
}

#[tokio::test]
async fn those_who_wait_are_told_their_place_and_served_in_order() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let mut second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(place(&mut second).await, 1);
    assert_eq!(place(&mut third).await, 2);
    stage.allow(8);
    ended(&mut first).await;
    assert_eq!(place(&mut third).await, 1);
    stage.allow(2);
    ended(&mut second).await;
    ended(&mut third).await;
    assert_eq!(stage.passes(), [1; 11]);
}

#[tokio::test]
async fn the_wait_is_told_when_a_pass_was_measured() {
    let stage = stage(ONE).await;
    let _first = stage.occupy().await;
    // The second pass tells the engine how long the first one took.
    stage.allow(1);
    settle(|| stage.passes().len() == 2).await;
    let mut second = stage.generate("second", 1).await;
    let event = next(&mut second).await;
    assert!(
        matches!(
            event,
            Event::Queued {
                position: 1,
                wait_ms: Some(_)
            }
        ),
        "{event:?}"
    );
}

#[tokio::test]
async fn turns_go_round_the_clients() {
    let stage = stage(Limits { queue: 8, ..ONE }).await;
    let mut first = stage.generate_for("a", "first", 1).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    let mut many = Vec::new();
    for text in ["a1", "a2", "a3"] {
        many.push(stage.generate_for("a", text, 1).await);
    }
    assert_eq!(place(&mut many[2]).await, 3);
    let mut other = stage.generate_for("b", "b1", 1).await;
    // Before all of the other client's, which was served last.
    assert_eq!(place(&mut other).await, 1);
    assert_eq!(place(&mut many[2]).await, 4);
    stage.allow(2);
    ended(&mut first).await;
    ended(&mut other).await;
    stage.allow(3);
    for events in &mut many {
        ended(events).await;
    }
}

#[tokio::test]
async fn runs_share_forward_passes_and_join_and_leave_between_them() {
    let stage = stage(Limits { runs: 3, ..ONE }).await;
    let mut first = stage.generate("first", 4).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    settle(|| stage.begun.load(Ordering::SeqCst) == 1).await;
    // Nobody waits: there is room beside the first one.
    let mut second = stage.generate("second", 2).await;
    let mut third = stage.generate("third", 9).await;
    stage.allow(1);
    for events in [&mut second, &mut third] {
        assert!(matches!(next(events).await, Event::Started { .. }));
    }
    // The second one ends with its second pass.
    stage.allow(2);
    ended(&mut second).await;
    settle(|| stage.passes().len() == 3).await;
    drop(third);
    stage.allow(1);
    ended(&mut first).await;
    let passes = stage.passes();
    assert_eq!(passes[..3], [1, 3, 3]);
    // The pass for which the third one had asked when its reader went may still be executed.
    assert!(
        (1..=2).contains(&passes[3]) && passes.len() == 4,
        "{passes:?}"
    );
}

#[tokio::test]
async fn passes_that_do_not_fit_together_take_turns() {
    // A prompt and sixteen tokens each: two of them are too much.
    let limits = Limits {
        runs: 2,
        batch_tokens: 32,
        ..ONE
    };
    let stage = stage(limits).await;
    let mut first = stage.generate("first", 2).await;
    let mut second = stage.generate("second", 2).await;
    stage.allow(4);
    ended(&mut first).await;
    ended(&mut second).await;
    assert_eq!(stage.passes(), [1; 4]);
}

#[tokio::test]
async fn a_dropped_stream_stops_the_run_before_its_next_pass() {
    let stage = stage(ONE).await;
    drop(stage.occupy().await);
    // The pass that was under way when the reader went may still be executed, no other one.
    stage.allow(1);
    let mut next_run = stage.generate("next", 1).await;
    stage.allow(1);
    ended(&mut next_run).await;
    assert!(stage.passes().len() <= 3);
}

#[tokio::test]
async fn one_who_leaves_the_queue_makes_room_and_never_runs() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let second = stage.generate("second", 1).await;
    let mut third = stage.generate("third", 1).await;
    assert_eq!(place(&mut third).await, 2);
    drop(second);
    assert_eq!(place(&mut third).await, 1);
    stage.allow(9);
    ended(&mut first).await;
    ended(&mut third).await;
    assert_eq!(stage.passes().len(), 10);
}

#[tokio::test]
async fn overload_is_refused_and_passes() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let mut waiting: Vec<Events> = Vec::new();
    for _ in 0..ONE.queue {
        waiting.push(stage.generate("wait", 1).await);
    }
    let mut refused = stage.generate("too many", 1).await;
    let event = next(&mut refused).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Busy);
    assert!(
        message.contains("3 runs") && message.contains("Try again"),
        "{message}"
    );
    assert!(refused.next().await.is_none());
    // A program is told before the stream begins.
    let asked = server::engine::backend::request(request("too many", 1));
    let refused = stage.engine.submit(Client::default(), asked).await;
    assert_eq!(refused.err().unwrap().error.kind, FailureKind::Busy);
    waiting.truncate(2);
    stage.allow(8 + 3);
    ended(&mut first).await;
    let mut admitted = stage.generate("now", 1).await;
    ended(&mut admitted).await;
}

#[tokio::test]
async fn a_panic_or_a_failure_ends_its_own_pass_only() {
    let stage = stage(ONE).await;
    stage.allow(3);
    let event = ended(&mut stage.generate(PANIC, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(
        message.contains("as scripted") && message.contains("report"),
        "{message}"
    );
    let event = ended(&mut stage.generate(FAIL, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(message.contains("there is no token to run"), "{message}");
    let refused = stage.engine.generate(request(REFUSED, 1)).await;
    assert_eq!(
        refused.err().unwrap(),
        ApiError::new(FailureKind::Invalid, "nothing asked")
    );
    let event = ended(&mut stage.generate(UNPLANNED, 1).await).await;
    let (kind, message) = failure(&event);
    assert_eq!(kind, FailureKind::Internal);
    assert!(message.contains("as scripted"), "{message}");
    let event = ended(&mut stage.generate("hello", 1).await).await;
    assert!(matches!(event, Event::Finished(_)));
}

#[tokio::test]
async fn a_failure_leaves_the_runs_beside_it_and_a_panic_takes_them_along() {
    let stage = stage(Limits { runs: 3, ..ONE }).await;
    let mut first = stage.generate("first", 9).await;
    assert!(matches!(next(&mut first).await, Event::Started { .. }));
    let mut fails = stage.generate(FAIL, 2).await;
    stage.allow(2);
    assert_eq!(failure(&ended(&mut fails).await).0, FailureKind::Internal);
    assert!(matches!(next(&mut first).await, Event::Step(_)));
    assert!(matches!(next(&mut first).await, Event::Step(_)));
    let mut panics = stage.generate(PANIC, 2).await;
    stage.allow(2);
    assert_eq!(failure(&ended(&mut panics).await).0, FailureKind::Internal);
    assert_eq!(failure(&ended(&mut first).await).0, FailureKind::Internal);
    stage.allow(1);
    let event = ended(&mut stage.generate("hello", 1).await).await;
    assert!(matches!(event, Event::Finished(_)));
}

#[tokio::test]
async fn a_likelihood_waits_its_turn_and_fails_alone() {
    let stage = stage(ONE).await;
    let mut first = stage.occupy().await;
    let score = stage.engine.score(
        Client::default(),
        ScoreRequest {
            prompt: vec![40],
            answer: vec![41],
            cfg_scale: 0.0,
            method: Method::Exact,
            greedy: false,
        },
    );
    let score = tokio::spawn(score);
    stage.allow(9);
    assert!(matches!(ended(&mut first).await, Event::Finished(_)));
    let refused = score.await.unwrap().unwrap_err();
    assert_eq!(refused.error.kind, FailureKind::Internal);
}

#[tokio::test]
async fn shutting_down_ends_every_stream_at_once() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    let mut waiting = stage.generate("waiting", 1).await;
    assert_eq!(place(&mut waiting).await, 1);
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
async fn draining_lets_runs_in_progress_end_and_admits_no_more() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    let mut waiting = stage.generate("waiting", 1).await;
    assert_eq!(place(&mut waiting).await, 1);
    let engine = stage.engine.clone();
    let drained = tokio::spawn(async move { engine.drain(Duration::from_secs(60)).await });
    assert_eq!(failure(&next(&mut waiting).await).0, FailureKind::Shutdown);
    assert!(!stage.engine.is_open());
    let mut late = stage.generate("late", 1).await;
    assert_eq!(failure(&next(&mut late).await).0, FailureKind::Shutdown);
    stage.allow(8);
    assert!(matches!(ended(&mut running).await, Event::Finished(_)));
    drained.await.unwrap();
}

#[tokio::test]
async fn draining_ends_runs_that_take_too_long() {
    let stage = stage(ONE).await;
    let mut running = stage.occupy().await;
    stage.engine.drain(Duration::ZERO).await;
    assert_eq!(failure(&ended(&mut running).await).0, FailureKind::Shutdown);
}

#[tokio::test]
async fn a_silent_stream_beats() {
    let stage = stage(ONE).await;
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
    let engine = Engine::start("slow", Limits::default(), Box::new(load)).unwrap();
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
    let stage = stage(ONE).await;
    let mut preview = stage.engine.preview(request(LONG, 1));
    // This thread serves: it gets the future back before the conversation is read.
    assert!(futures::poll!(&mut preview).is_pending());
    assert!(preview.await.is_ok());
}

#[tokio::test]
async fn a_panic_while_loading_is_a_failed_model() {
    let load = |_: &server::progress::Report<'_>| panic!("no such luck");
    let engine = Engine::start("broken", Limits::default(), Box::new(load)).unwrap();
    settle(|| matches!(engine.status(), ModelStatus::Failed { .. })).await;
    let ModelStatus::Failed { message, .. } = engine.status() else {
        unreachable!()
    };
    assert!(message.contains("no such luck"), "{message}");
}
