//! `unmask serve`: the page.

use std::fmt;
use std::net::{SocketAddr, ToSocketAddrs};
use std::num::NonZeroU32;
use std::str::FromStr;
use std::sync::Arc;
use std::time::Duration;

use clap::{Args, ValueEnum};

use super::model_args::ModelArgs;
use crate::engine::service::Service;
use crate::engine::{Engine, Limits, Load};
use crate::http::api_key::ApiKey;
use crate::http::base_path::BasePath;
use crate::http::client::Forwarded;
use crate::http::cors::AllowedOrigin;
use crate::http::guard::{AllowedHost, Exposure, Guard};
use crate::http::{self, Access, serve};
use crate::output;
use crate::progress::Bars;
use crate::upstream::Upstream;
use crate::upstream::address::{Address, NotAnEngine};

/// Serve the page.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    model: ModelArgs,
    /// Where answers come from: own (a model of this program), or openai:URL, a server that speaks OpenAI's API, such as SGLang
    /// with a LLaDA2.x model; --model and its like mean nothing then
    #[arg(long, value_name = "ENGINE", default_value_t = BackendChoice::Own)]
    backend: BackendChoice,
    /// The key that the other engine wants. Better given by the environment, which other users of the machine cannot see
    #[arg(
        long,
        value_name = "KEY",
        env = "UNMASK_BACKEND_KEY",
        hide_env_values = true
    )]
    backend_key: Option<String>,
    /// Address to listen at; 127.0.0.1 keeps it to this machine
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:3000", value_parser = address)]
    addr: SocketAddr,
    /// A further name under which the server is reached, such as a proxy's: unmask.example.org, or with a port; repeatable
    #[arg(long = "allowed-host", value_name = "HOST")]
    allowed_hosts: Vec<AllowedHost>,
    /// Another site whose pages may use the API from their scripts (CORS), with its scheme: `https://app.example.org`; repeatable
    #[arg(long = "allowed-origin", value_name = "ORIGIN")]
    allowed_origins: Vec<AllowedOrigin>,
    /// Path below which everything lies, for a proxy that passes it on: /unmask
    #[arg(
        long,
        value_name = "PATH",
        env = "UNMASK_BASE_PATH",
        default_value = "/"
    )]
    base_path: BasePath,
    /// A key that requests have to carry, as `Authorization: Bearer KEY`; the page asks for it. Better given by the
    /// environment, which other users of the machine cannot see
    #[arg(
        long,
        value_name = "KEY",
        env = "UNMASK_API_KEY",
        hide_env_values = true
    )]
    api_key: Option<ApiKey>,
    /// Believe a proxy in front: its X-Forwarded-For about who asks, so that turns are fair, and its X-Forwarded-Prefix about the
    /// path that it takes away. Only behind a proxy that sets them
    #[arg(long)]
    forwarded: bool,
    #[command(flatten)]
    load: LoadArgs,
    /// Format of the log on standard error
    #[arg(long, value_enum, default_value_t = LogFormat::Text)]
    pub(super) log_format: LogFormat,
}

/// How much the server takes on.
#[derive(Debug, Args)]
#[command(next_help_heading = "Load")]
struct LoadArgs {
    /// Runs in progress at once; they share forward passes
    #[arg(long, value_name = "N", default_value_t = Limits::default().runs, value_parser = at_least_one)]
    max_runs: usize,
    /// Positions that a forward pass pushes through, all runs together; a run that needs more alone gets them
    #[arg(long, value_name = "N", default_value_t = Limits::default().batch_tokens, value_parser = at_least_one)]
    max_batch_tokens: usize,
    /// How many runs may wait; more are refused
    #[arg(long, value_name = "N", default_value_t = Limits::default().queue, value_parser = at_least_one)]
    queue: usize,
    /// Requests by POST that each client may send in a minute; any number without it
    #[arg(long, value_name = "N")]
    max_requests_per_minute: Option<NonZeroU32>,
    /// Seconds that runs in progress may still take when the server is asked to end; a second request ends them at once
    #[arg(long, value_name = "SECONDS", default_value_t = 5)]
    drain: u64,
}

impl LoadArgs {
    const fn limits(&self) -> Limits {
        Limits {
            runs: self.max_runs,
            batch_tokens: self.max_batch_tokens,
            queue: self.queue,
        }
    }
}

fn at_least_one(text: &str) -> Result<usize, String> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or_else(|| "allowed: a whole number from 1. Choose one, or leave it out".to_owned())
}

/// `--backend`.
#[derive(Debug, Clone, PartialEq, Eq)]
enum BackendChoice {
    /// A model of this program.
    Own,
    /// Another engine.
    Upstream(Address),
}

impl FromStr for BackendChoice {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text == "own" {
            return Ok(Self::Own);
        }
        let address = text.parse().map(Self::Upstream);
        address.map_err(|error: NotAnEngine| format!("{error}, or own"))
    }
}

impl fmt::Display for BackendChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own => f.write_str("own"),
            Self::Upstream(address) => write!(f, "openai:{address}"),
        }
    }
}

/// An engine in operation.
#[derive(Clone)]
enum Running {
    Own(Engine),
    Upstream(Upstream),
}

impl Running {
    fn service(&self) -> Arc<dyn Service> {
        match self {
            Self::Own(engine) => Arc::new(engine.clone()),
            Self::Upstream(upstream) => Arc::new(upstream.clone()),
        }
    }

    async fn drain(&self, limit: Duration) {
        match self {
            Self::Own(engine) => engine.drain(limit).await,
            Self::Upstream(upstream) => upstream.drain(limit).await,
        }
    }

    fn shut_down(&self) {
        match self {
            Self::Own(engine) => engine.shut_down(),
            Self::Upstream(upstream) => upstream.shut_down(),
        }
    }
}

/// `--log-format`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(super) enum LogFormat {
    /// Lines for people
    #[default]
    Text,
    /// One JSON object per line
    Json,
}

/// An address, or a name such as localhost, with a port.
fn address(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().ok().and_then(|mut all| all.next());
    found.ok_or_else(|| {
        "allowed: an address of this machine with a port. Write, for example, 127.0.0.1:3000"
            .to_owned()
    })
}

impl Serve {
    /// Runs the command until it is asked to end.
    ///
    /// # Errors
    /// The server cannot listen at the address, or fails.
    pub fn run(self) -> anyhow::Result<()> {
        self.model.machine.set_threads()?;
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .worker_threads(2)
            .build()?;
        let served = runtime.block_on(self.serve());
        // A pass that is still running is not waited for.
        runtime.shutdown_background();
        served
    }

    async fn serve(self) -> anyhow::Result<()> {
        let listener = serve::bind(self.addr).await?;
        let address = listener.local_addr()?;
        let exposure = Exposure::of(address.ip());
        let path = Some(&self.base_path).filter(|path| !path.is_root());
        let path = path.map(BasePath::to_string).unwrap_or_default();
        output::line(&format!("http://{address}{path}"))?;
        if exposure == Exposure::Network && self.api_key.is_none() {
            tracing::warn!(
                "listening at {address}: every machine that can reach it may use the model and read its metrics. Ask for a key with --api-key, or use --addr 127.0.0.1:{} to keep it to this machine",
                address.port()
            );
        }
        let limits = self.load.limits();
        let drain = Duration::from_secs(self.load.drain);
        let engine = self.engine(limits)?;
        let access = Access {
            guard: Guard::new(exposure, self.allowed_hosts).with_origins(self.allowed_origins),
            key: self.api_key,
            forwarded: if self.forwarded {
                Forwarded::Trusted
            } else {
                Forwarded::Ignored
            },
            base_path: self.base_path,
            per_minute: self.load.max_requests_per_minute,
        };
        let router = http::router(engine.service(), access);
        let ending = async move {
            tracing::info!("shutting down: runs in progress may take {drain:?} more");
            tokio::select! {
                () = engine.drain(drain) => {}
                () = serve::asked_to_end() => engine.shut_down(),
            }
        };
        serve::allow_connections();
        serve::run(listener, router, serve::asked_to_end(), ending).await;
        Ok(())
    }

    /// The engine that answers.
    fn engine(&self, limits: Limits) -> anyhow::Result<Running> {
        Ok(match &self.backend {
            BackendChoice::Own => {
                let name = self.model.model.name();
                Running::Own(Engine::start(name, limits, self.loading())?)
            }
            BackendChoice::Upstream(address) => {
                let runs = limits.runs + limits.queue;
                let key = self.backend_key.clone();
                Running::Upstream(Upstream::at(address.clone(), key, runs)?)
            }
        })
    }

    /// Progress is shown on the page and on standard error.
    fn loading(&self) -> Load {
        let model = self.model.clone();
        Box::new(move |report| {
            let bars = Bars::default();
            let loaded = model.load_reporting(&|progress| {
                report(progress);
                bars.report(progress);
            })?;
            bars.finish();
            Ok(Box::new(loaded))
        })
    }
}
