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
use app::engine::Events;
use app::error::AppError;
use tokio::sync::{mpsc, watch};
use trajectory::{Event, FailureKind};

use crate::progress::{Progress, Report};
use backend::{Backend, Front};
use queue::{Job, NotAdmitted, Queue};

/// How many runs may wait.
pub const QUEUE_CAPACITY: usize = 16;

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

    fn front(&self) -> Result<&Arc<dyn Front>, AppError> {
        self.front.get().ok_or_else(|| {
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
        })
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

    fn preview(&self, request: &GenerateRequest) -> Result<Preview, AppError> {
        self.shared.front()?.preview(request)
    }

    fn generate(&self, request: GenerateRequest) -> Events {
        let prepared = self
            .shared
            .front()
            .and_then(|front| front.prepare(&request));
        let prepared = match prepared {
            Ok(prepared) => prepared,
            Err(error) => return stream::refused(error.kind, error.message),
        };
        let (events, receiver) = mpsc::unbounded_channel();
        let queue = self.shared.queue.clone();
        match queue.push(Job { prepared, events }) {
            Ok(ticket) => {
                stream::admitted(receiver, self.shared.shutdown.subscribe(), queue, ticket)
            }
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
