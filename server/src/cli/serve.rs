//! `unmask serve`: the page.

use std::net::SocketAddr;
use std::sync::Arc;

use clap::Args;

use super::model_args::ModelArgs;
use crate::engine::{Engine, Load};
use crate::http::guard::Exposure;
use crate::http::{self, serve};
use crate::output;

/// Serve the page.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    model: ModelArgs,
    /// Address to listen at; 127.0.0.1 keeps it to this machine
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:3000")]
    addr: SocketAddr,
}

impl Serve {
    /// Runs the command until it is asked to end.
    ///
    /// # Errors
    /// The address cannot be had.
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
        output::line(&format!("http://{address}"))?;
        if exposure == Exposure::Network {
            tracing::warn!(
                "listening at {address}: every machine that can reach it may use the model, without a password. Use --addr 127.0.0.1:{} to keep it to this one",
                address.port()
            );
        }
        let engine = Engine::start(self.model.model.name(), self.load())?;
        let router = http::router(Arc::new(engine.clone()), exposure);
        let ending = move || {
            tracing::info!("shutting down");
            engine.shut_down();
        };
        serve::run(listener, router, serve::asked_to_end(), ending).await
    }

    fn load(&self) -> Load {
        let model = self.model.clone();
        Box::new(move |report| Ok(Box::new(model.load_reporting(report)?)))
    }
}
