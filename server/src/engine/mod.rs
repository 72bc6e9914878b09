//! The engine: one thread that owns the model, a bounded queue in front of it, a channel of events per run.
//!
//! | module | idea |
//! |---|---|
//! | [`backend`] | what the engine asks of a model |
//! | [`service`] | what the HTTP side asks of an engine |
//! | `job`, `queue`, `forecast` | what waits; admission, turns, withdrawal; how long it has to wait |
//! | `batch`, `worker` | the jobs in progress share forward passes; the thread |
//! | `stream` | a run's events on their way to one reader |
//! | [`watch`] | what is counted |

pub mod backend;
mod batch;
mod forecast;
mod job;
mod queue;
pub mod service;
mod stream;
pub mod watch;
mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread;
use std::time::Duration;

use futures::future::BoxFuture;
use llada::likelihood::{self, Outcome, Question, Scoring};
use llada::session::{Planned, Request};
use tokio::sync::{Semaphore, mpsc, oneshot, watch as signal};
use trajectory::api::{ApiError, GenerateRequest, ModelStatus, Preview};
use trajectory::{Event, FailureKind};

use crate::progress::{Progress, Report};
use backend::{Backend, Front};
pub use job::Client;
use job::Job;
use queue::{NotAdmitted, Queue};
use service::{Answer, Events, Refused, ScoreRequest, Service};
use stream::Place;
use watch::Watch;

/// How much an engine takes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Runs in progress at once: they share forward passes.
    pub runs: usize,
    /// Positions that a forward pass pushes through, all runs together, unless a single run needs more.
    pub batch_tokens: usize,
    /// How many may wait.
    pub queue: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            runs: 8,
            batch_tokens: 1024,
            queue: 64,
        }
    }
}

/// How many requests are tokenised at once.
const PLANNERS: usize = 2;

const GOODBYE: &str = "The server is shutting down. Start it again with `unmask serve`.";

fn failed(kind: FailureKind, message: impl Into<String>) -> Event {
    Event::Failed {
        kind,
        message: message.into(),
    }
}

/// Loads a model on the engine's thread, reporting how far it is.
pub type Load = Box<dyn FnOnce(&Report<'_>) -> anyhow::Result<Box<dyn Backend>> + Send>;

/// The engine that the server runs.
#[derive(Clone)]
pub struct Engine {
    shared: Arc<Shared>,
}

struct Shared {
    id: String,
    limits: Limits,
    status: RwLock<ModelStatus>,
    front: OnceLock<Arc<dyn Front>>,
    queue: Arc<Queue>,
    shutdown: signal::Sender<bool>,
    /// Whether the thread has ended.
    ended: signal::Sender<bool>,
    /// How many requests may be tokenised at once: a long one takes a core for a while.
    planning: Semaphore,
    watch: OnceLock<Arc<dyn Watch>>,
}

impl Shared {
    fn set(&self, status: ModelStatus) {
        *self.status.write().unwrap_or_else(PoisonError::into_inner) = status;
    }

    fn report(&self, progress: Progress<'_>) {
        self.set(ModelStatus::Loading {
            id: self.id.clone(),
            stage: progress.stage.to_owned(),
            done: progress.done,
            total: progress.total,
        });
    }

    /// The life of the engine's thread.
    fn live(&self, load: Load) {
        self.load_and_work(load);
        self.ended.send_replace(true);
    }

    fn load_and_work(&self, load: Load) {
        let report = |progress: Progress<'_>| self.report(progress);
        let loaded = catch_unwind(AssertUnwindSafe(|| load(&report)));
        let error = match loaded {
            Ok(Ok(mut backend)) => {
                let description = backend.description();
                // Set once, here.
                let _ = self.front.set(backend.front());
                self.set(ModelStatus::Ready {
                    model: description.info,
                    context: description.context,
                    parameters: description.parameters,
                    family: description.family,
                });
                tracing::info!("model {} is ready", self.id);
                let watch = || self.watch.get().cloned();
                return worker::work(backend.as_mut(), &self.queue, &self.limits, &watch);
            }
            Ok(Err(error)) => format!("{error:#}"),
            Err(panic) => format!(
                "Loading ended by a defect of the program: {}. Please report it.",
                worker::reason(panic.as_ref())
            ),
        };
        tracing::error!("model {} cannot be had: {error}", self.id);
        let id = self.id.clone();
        self.set(ModelStatus::Failed { id, message: error });
    }

    fn status(&self) -> ModelStatus {
        self.status
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Asks the half of the model that needs no weights, on a thread that may block.
    async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Front) -> Result<T, ApiError> + Send + 'static,
    ) -> Result<T, ApiError> {
        let front = self.front()?;
        // The semaphore is never closed.
        let _permit = self.planning.acquire().await;
        let asked = tokio::task::spawn_blocking(move || question(front.as_ref()));
        asked.await.unwrap_or_else(|error| {
            let reason = match error.try_into_panic() {
                Ok(panic) => worker::reason(panic.as_ref()).to_owned(),
                Err(error) => error.to_string(),
            };
            tracing::error!("a request could not be planned: {reason}");
            let message = format!(
                "The request ended by a defect of the program: {reason}. Please report it; other requests are not affected."
            );
            Err(ApiError::new(FailureKind::Internal, message))
        })
    }

    fn front(&self) -> Result<Arc<dyn Front>, ApiError> {
        self.front.get().cloned().ok_or_else(|| self.absent())
    }

    /// Why there is no model.
    fn absent(&self) -> ApiError {
        let message = match self.status() {
            ModelStatus::Failed { message, .. } => message,
            ModelStatus::Loading { stage, .. } => {
                format!("The model is not ready yet ({stage}). Try again when it is.")
            }
            ModelStatus::Ready { .. } => {
                "The model is not ready yet. Try again in a moment.".to_owned()
            }
        };
        ApiError::new(FailureKind::Model, message)
    }

    /// Queues a job; its place is given up when it is dropped.
    fn admit(&self, client: Client, job: Job) -> Result<Place, Refused> {
        let queue = self.queue.clone();
        match queue.push(client, job) {
            Ok(ticket) => Ok(Place { queue, ticket }),
            Err(NotAdmitted::Full(retry_after)) => {
                let waiting = self.limits.queue;
                let message = format!(
                    "{waiting} runs are waiting, which is as many as may wait. Try again in a moment."
                );
                Err(Refused {
                    error: ApiError::new(FailureKind::Busy, message),
                    retry_after,
                })
            }
            Err(NotAdmitted::Closed) => Err(ApiError::new(FailureKind::Shutdown, GOODBYE).into()),
        }
    }

    /// Queues a run.
    fn run(&self, client: Client, planned: Planned) -> Result<Events, Refused> {
        let (events, receiver) = mpsc::unbounded_channel();
        let planned = Box::new(planned);
        let place = self.admit(client, Job::Run { planned, events })?;
        Ok(stream::admitted(receiver, self.shutdown.subscribe(), place))
    }

    /// Queues a likelihood and waits for it.
    async fn score(&self, client: Client, scoring: Scoring) -> Result<Outcome, Refused> {
        let (answer, receiver) = oneshot::channel();
        let scoring = Box::new(scoring);
        let _place = self.admit(client, Job::Score { scoring, answer })?;
        let mut shutdown = self.shutdown.subscribe();
        let ended = || ApiError::new(FailureKind::Shutdown, GOODBYE);
        tokio::select! {
            biased;
            answer = receiver => Ok(answer.unwrap_or_else(|_| Err(ended()))?),
            _ = shutdown.wait_for(|ending| *ending) => Err(ended().into()),
        }
    }
}

impl Engine {
    /// Starts the engine's thread, which loads the model that the page calls `id`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(id: impl Into<String>, limits: Limits, load: Load) -> std::io::Result<Self> {
        let id = id.into();
        let shared = Arc::new(Shared {
            status: RwLock::new(ModelStatus::Loading {
                id: id.clone(),
                stage: "Starting".to_owned(),
                done: 0,
                total: 0,
            }),
            id,
            front: OnceLock::new(),
            limits,
            queue: Arc::new(Queue::new(limits.queue, limits.runs)),
            shutdown: signal::Sender::new(false),
            ended: signal::Sender::new(false),
            watch: OnceLock::new(),
            planning: Semaphore::new(PLANNERS),
        });
        let life = shared.clone();
        thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || life.live(load))?;
        Ok(Self { shared })
    }

    /// Admits no more runs, lets those in progress go on for so long, then ends everything.
    pub async fn drain(&self, limit: Duration) {
        let mut ended = self.shared.ended.subscribe();
        self.shared.queue.drain(FailureKind::Shutdown, GOODBYE);
        // A model that is still loading has no runs.
        if self.shared.front.get().is_some() {
            let _ = tokio::time::timeout(limit, ended.wait_for(|ended| *ended)).await;
        }
        self.shut_down();
    }

    /// Ends every run with `failed shutdown`. The thread ends with its present pass; nobody waits for it.
    pub fn shut_down(&self) {
        self.shared.queue.close(FailureKind::Shutdown, GOODBYE);
        self.shared.shutdown.send_replace(true);
    }
}

impl service::Engine for Engine {
    fn status(&self) -> ModelStatus {
        self.shared.status()
    }

    fn preview(&self, request: GenerateRequest) -> Answer<Preview> {
        let shared = self.shared.clone();
        Box::pin(async move {
            let request = backend::request(request);
            shared.ask(move |front| front.preview(&request)).await
        })
    }

    fn generate(&self, request: GenerateRequest) -> Answer<Events> {
        self.generate_for(Client::default(), request)
    }
}

impl Service for Engine {
    fn generate_for(&self, client: Client, request: GenerateRequest) -> Answer<Events> {
        let submitted = self.submit(client, backend::request(request));
        Box::pin(async move {
            match submitted.await {
                Ok(events) => Ok(events),
                Err(refused) if refused.error.kind == FailureKind::Invalid => Err(refused.error),
                // That there is no model, or no room, is told where a run's other failures are.
                Err(Refused { error, .. }) => Ok(stream::refused(error.kind, error.message)),
            }
        })
    }

    fn submit(
        &self,
        client: Client,
        request: Request,
    ) -> BoxFuture<'static, Result<Events, Refused>> {
        let shared = self.shared.clone();
        Box::pin(async move {
            let planned = shared.ask(move |front| front.plan(&request)).await?;
            shared.run(client, planned)
        })
    }

    fn score(
        &self,
        client: Client,
        request: ScoreRequest,
    ) -> BoxFuture<'static, Result<Outcome, Refused>> {
        let shared = self.shared.clone();
        Box::pin(async move {
            let scoring = scoring(&request, shared.front()?.as_ref())?;
            shared.score(client, scoring).await
        })
    }

    fn front(&self) -> Result<Arc<dyn Front>, ApiError> {
        self.shared.front()
    }

    fn watch(&self, watch: Arc<dyn Watch>) {
        // The first one stays.
        let _ = self.shared.watch.set(watch);
    }

    fn is_open(&self) -> bool {
        let ready = matches!(self.shared.status(), ModelStatus::Ready { .. });
        ready && self.shared.queue.is_open()
    }
}

/// A likelihood, checked.
fn scoring(request: &ScoreRequest, front: &dyn Front) -> Result<Scoring, ApiError> {
    let planner = front.planner();
    let question = Question {
        prompt: &request.prompt,
        answer: &request.answer,
        mask_id: planner.special.mask_id,
        cfg_scale: request.cfg_scale,
    };
    let limits = likelihood::Limits {
        context: planner.context,
        vocab_size: planner.vocab_size,
        block: planner.family.block_length,
    };
    Ok(Scoring::new(
        &question,
        request.method,
        request.greedy,
        limits,
    )?)
}
