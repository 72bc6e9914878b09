//! The engine: one thread that owns the model, a bounded queue in front of it, a channel of events per run.
//!
//! | module | idea |
//! |---|---|
//! | [`backend`] | what the engine asks of a model |
//! | `queue` | admission, places, withdrawal |
//! | `worker` | the thread |
//! | `stream` | a run's events on their way to one reader |

pub mod backend;
mod queue;
mod stream;
mod worker;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, OnceLock, PoisonError, RwLock};
use std::thread;

use app::api::{GenerateRequest, ModelStatus, Preview};
use app::engine::{Answer, Events};
use app::error::AppError;
use llada::session::Planned;
use tokio::sync::{Semaphore, mpsc, watch};
use trajectory::{Event, FailureKind};

use crate::progress::{Progress, Report};
use backend::{Backend, Front};
use queue::{Job, NotAdmitted, Queue};

/// How many runs may wait.
pub const QUEUE_CAPACITY: usize = 16;

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
    status: RwLock<ModelStatus>,
    front: OnceLock<Arc<dyn Front>>,
    queue: Arc<Queue>,
    shutdown: watch::Sender<bool>,
    /// How many requests may be tokenised at once: a long one takes a core for a while.
    planning: Semaphore,
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
                return worker::work(backend.as_mut(), &self.queue);
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
        question: impl FnOnce(&dyn Front) -> Result<T, AppError> + Send + 'static,
    ) -> Result<T, AppError> {
        let front = self.front.get().ok_or_else(|| self.absent())?.clone();
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
            Err(AppError::new(FailureKind::Internal, message))
        })
    }

    /// Why there is no model.
    fn absent(&self) -> AppError {
        let message = match self.status() {
            ModelStatus::Failed { message, .. } => message,
            ModelStatus::Loading { stage, .. } => {
                format!("The model is not ready yet ({stage}). Try again when it is.")
            }
            ModelStatus::Ready { .. } => {
                "The model is not ready yet. Try again in a moment.".to_owned()
            }
        };
        AppError::new(FailureKind::Model, message)
    }

    /// Queues a run.
    fn admit(&self, planned: Planned) -> Events {
        let (events, receiver) = mpsc::unbounded_channel();
        let queue = self.queue.clone();
        match queue.push(Job { planned, events }) {
            Ok(ticket) => stream::admitted(receiver, self.shutdown.subscribe(), queue, ticket),
            Err(NotAdmitted::Full) => {
                let message = format!(
                    "{QUEUE_CAPACITY} runs are waiting, which is as many as may wait. Try again in a moment."
                );
                stream::refused(FailureKind::Busy, message)
            }
            Err(NotAdmitted::Closed) => stream::refused(FailureKind::Shutdown, GOODBYE),
        }
    }
}

impl Engine {
    /// Starts the engine's thread, which loads the model that the page calls `id`.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start(id: impl Into<String>, load: Load) -> std::io::Result<Self> {
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
            queue: Arc::new(Queue::new(QUEUE_CAPACITY)),
            shutdown: watch::Sender::new(false),
            planning: Semaphore::new(PLANNERS),
        });
        let life = shared.clone();
        thread::Builder::new()
            .name("engine".to_owned())
            .spawn(move || life.live(load))?;
        Ok(Self { shared })
    }

    /// Ends every run with `failed shutdown`. The thread ends with its present pass; nobody waits for it.
    pub fn shut_down(&self) {
        self.shared.queue.close(FailureKind::Shutdown, GOODBYE);
        self.shared.shutdown.send_replace(true);
    }
}

impl app::engine::Engine for Engine {
    fn status(&self) -> ModelStatus {
        self.shared.status()
    }

    fn preview(&self, request: GenerateRequest) -> Answer<Preview> {
        let shared = self.shared.clone();
        Box::pin(async move { shared.ask(|front| front.preview(request)).await })
    }

    fn generate(&self, request: GenerateRequest) -> Answer<Events> {
        let shared = self.shared.clone();
        Box::pin(async move {
            match shared.ask(|front| front.plan(request)).await {
                Ok(planned) => Ok(shared.admit(planned)),
                Err(error) if error.kind == FailureKind::Invalid => Err(error),
                // That there is no model is told where a run's other failures are.
                Err(error) => Ok(stream::refused(error.kind, error.message)),
            }
        })
    }
}
