//! A model that does what the tests say, and an engine that runs it.

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
pub(crate) const PANIC: &str = "panic";
pub(crate) const FAIL: &str = "fail";
pub(crate) const REFUSED: &str = "refused";
pub(crate) const UNPLANNED: &str = "unplanned";
pub(crate) const LONG: &str = "long";

/// A model whose every forward pass waits for a permit.
pub(crate) struct Scripted {
    front: Arc<ScriptedFront>,
    denoiser: Permits,
}

pub(crate) struct Permits {
    permits: Receiver<()>,
    /// The number of runs that shared each forward pass; 0 for that of a likelihood.
    passes: Arc<Mutex<Vec<usize>>>,
    /// Forward passes that were begun, the one that waits for its permit included.
    begun: Arc<AtomicUsize>,
    /// What the prompts that fail end with.
    panics: Vec<u32>,
    fails: Vec<u32>,
}

pub(crate) struct ScriptedFront {
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

pub(crate) fn contains(ids: &[u32], part: &[u32]) -> bool {
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

    fn score(&mut self, scoring: &mut Scoring, _: usize) -> Result<(), NetworkError> {
        self.denoiser.permits.recv().unwrap();
        self.denoiser.passes.lock().unwrap().push(0);
        match scoring.remaining() {
            1 => Err(NetworkError::Empty),
            _ => Ok(()),
        }
    }
}

pub(crate) fn info() -> ModelInfo {
    ModelInfo {
        id: "scripted".to_owned(),
        architecture: "llada".to_owned(),
        device: "cpu".to_owned(),
        dtype: "f32".to_owned(),
    }
}

/// The events of a run that can be planned.
pub(crate) async fn admitted(engine: &Engine, text: &str, steps: usize) -> Events {
    engine.generate(request(text, steps)).await.unwrap()
}

pub(crate) struct Stage {
    pub(crate) engine: Engine,
    pub(crate) permits: Sender<()>,
    pub(crate) passes: Arc<Mutex<Vec<usize>>>,
    pub(crate) begun: Arc<AtomicUsize>,
}

/// One run at a time, three may wait.
pub(crate) const ONE: Limits = Limits {
    runs: 1,
    batch_tokens: 4096,
    queue: 3,
};

pub(crate) async fn stage(limits: Limits) -> Stage {
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
pub(crate) async fn settle(so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it never became so");
}

pub(crate) fn request(text: &str, steps: usize) -> GenerateRequest {
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

/// Of so many tokens, each of which takes a pass.
pub(crate) fn likelihood(tokens: usize) -> ScoreRequest {
    ScoreRequest {
        prompt: vec![40],
        answer: vec![41; tokens],
        cfg_scale: 0.0,
        method: Method::Exact,
        greedy: false,
    }
}

impl Stage {
    pub(crate) async fn generate(&self, text: &str, steps: usize) -> Events {
        admitted(&self.engine, text, steps).await
    }

    /// In the name of a client.
    pub(crate) async fn generate_for(&self, client: &str, text: &str, steps: usize) -> Events {
        let request = request(text, steps);
        let events = self.engine.generate_for(Client::new(client), request);
        events.await.unwrap()
    }

    pub(crate) fn allow(&self, passes: usize) {
        for _ in 0..passes {
            self.permits.send(()).unwrap();
        }
    }

    /// Begins a run of nine passes and waits until its first one was executed.
    pub(crate) async fn occupy(&self) -> Events {
        let mut events = self.generate("first", 9).await;
        self.allow(1);
        assert!(matches!(begun(&mut events).await, Event::Step(_)));
        events
    }

    /// The number of runs that shared each forward pass so far.
    pub(crate) fn passes(&self) -> Vec<usize> {
        self.passes.lock().unwrap().clone()
    }
}

pub(crate) async fn next(events: &mut Events) -> Event {
    let event = tokio::time::timeout(Duration::from_secs(10), events.next()).await;
    event
        .expect("an event in time")
        .expect("an event")
        .expect("no heartbeat")
}

/// The first event beyond a place in the queue and the start.
pub(crate) async fn begun(events: &mut Events) -> Event {
    loop {
        match next(events).await {
            Event::Queued { .. } | Event::Started { .. } => {}
            event => return event,
        }
    }
}

/// The last event.
pub(crate) async fn ended(events: &mut Events) -> Event {
    loop {
        let event = next(events).await;
        if event.is_last() {
            return event;
        }
    }
}

/// The next event's place in the queue.
pub(crate) async fn place(events: &mut Events) -> usize {
    match next(events).await {
        Event::Queued { position, .. } => position,
        other => panic!("{other:?} is no place"),
    }
}

pub(crate) fn failure(event: &Event) -> (FailureKind, &str) {
    match event {
        Event::Failed { kind, message } => (*kind, message),
        other => panic!("{other:?} is no failure"),
    }
}
