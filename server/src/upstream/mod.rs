//! Another engine in place of our own: `--backend openai:URL` puts the page and the API in front of a server that speaks
//! OpenAI's API, such as SGLang with a LLaDA2.x model.
//!
//! | module | idea |
//! |---|---|
//! | [`address`] | where it is |
//! | `kind` | which engines there are, and what their requests call a parameter |
//! | `client` | asking it over HTTP |
//! | `request` | a run in its terms; what it cannot do is refused |
//! | `sse`, `reply` | its stream, cut into what each piece says |
//! | `canvas` | the events of a run, made of that |
//! | `run` | a run on its way, from its thread to one reader |
//! | `relay` | requests of `/v1` that are passed on as they are |

pub mod address;
mod canvas;
mod client;
mod kind;
pub mod relay;
mod reply;
mod request;
mod run;
mod sse;

use std::sync::{Arc, PoisonError, RwLock, Weak};
use std::thread;
use std::time::Duration;

use trajectory::api::{ApiError, GenerateRequest, ModelStatus, Preview};
use trajectory::{FailureKind, ModelInfo};

use self::address::Address;
use self::client::{Client, Served};
use self::relay::Relay;
use self::request::Asked;
use self::run::Runs;
use crate::engine::service::{Answer, Engine, Events, Service};

/// How often the other engine is asked whether it is there.
const LOOK: Duration = Duration::from_secs(5);

/// The context of a model whose engine does not tell it.
const CONTEXT: usize = 32_768;

/// Another engine.
#[derive(Clone)]
pub struct Upstream {
    shared: Arc<Shared>,
}

struct Shared {
    client: Client,
    /// What it serves; or why nothing is known.
    served: RwLock<Result<Served, ApiError>>,
    runs: Runs,
}

impl Shared {
    fn served(&self) -> Result<Served, ApiError> {
        self.served
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Begins a run.
    async fn generate(&self, request: &GenerateRequest) -> Result<Events, ApiError> {
        let served = self.served()?;
        let asked = Asked::new(request, &served)?;
        let info = served.info(self.client.address());
        self.runs.begin(&self.client, asked, info).await
    }

    /// Asks what it serves, and remembers the answer.
    fn look(&self) {
        let served = self.client.served();
        let mut known = self.served.write().unwrap_or_else(PoisonError::into_inner);
        match (&*known, &served) {
            (Err(_), Ok(served)) => tracing::info!(
                "{} at {} serves {}",
                served.kind.name,
                self.client.address(),
                served.id
            ),
            (Ok(_), Err(error)) => tracing::warn!("{error}"),
            _ => {}
        }
        *known = served;
    }
}

/// Looks until nobody needs the engine any more.
fn keep_looking(shared: &Weak<Shared>) {
    while let Some(shared) = shared.upgrade() {
        shared.look();
        drop(shared);
        thread::sleep(LOOK);
    }
}

impl Upstream {
    /// An engine at an address, of which at most `runs` are asked at once. It need not be there yet.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn at(address: Address, key: Option<String>, runs: usize) -> std::io::Result<Self> {
        let waiting = format!("{address} was not asked yet. Try again in a moment.");
        let shared = Arc::new(Shared {
            client: Client::new(address, key),
            served: RwLock::new(Err(ApiError::new(FailureKind::Model, waiting))),
            runs: Runs::new(runs),
        });
        let watched = Arc::downgrade(&shared);
        thread::Builder::new()
            .name("upstream".to_owned())
            .spawn(move || keep_looking(&watched))?;
        Ok(Self { shared })
    }

    /// Admits no more runs, lets those in progress go on for so long, then ends them.
    pub async fn drain(&self, limit: Duration) {
        self.shared.runs.drain(limit).await;
    }

    /// Ends every run.
    pub fn shut_down(&self) {
        self.shared.runs.shut_down();
    }
}

impl Engine for Upstream {
    fn status(&self) -> ModelStatus {
        match self.shared.served() {
            Ok(served) => ModelStatus::Ready {
                context: served.context.unwrap_or(CONTEXT),
                parameters: 0,
                family: served.family.clone(),
                model: served.info(self.shared.client.address()),
            },
            Err(error) => ModelStatus::Loading {
                id: self.shared.client.address().host().to_owned(),
                stage: error.message,
                done: 0,
                total: 0,
            },
        }
    }

    fn preview(&self, request: GenerateRequest) -> Answer<Preview> {
        let served = self.shared.served();
        Box::pin(async move { Asked::new(&request, &served?)?.preview() })
    }

    fn generate(&self, request: GenerateRequest) -> Answer<Events> {
        let shared = self.shared.clone();
        Box::pin(async move {
            match shared.generate(&request).await {
                Err(error) if error.kind != FailureKind::Invalid => Ok(run::failed(error)),
                begun => begun,
            }
        })
    }
}

impl Service for Upstream {
    fn relay(&self) -> Option<Relay> {
        Some(Relay::new(self.shared.client.clone(), self.shared.served()))
    }

    fn is_open(&self) -> bool {
        self.shared.served().is_ok() && self.shared.runs.are_open()
    }
}

impl Served {
    /// What a record says of the model.
    fn info(&self, address: &Address) -> ModelInfo {
        ModelInfo {
            id: self.id.clone(),
            architecture: self.kind.name.to_lowercase(),
            device: address.host().to_owned(),
            dtype: "remote".to_owned(),
        }
    }
}
