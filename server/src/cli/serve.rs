//! `unmask serve`: the page.

use std::net::{SocketAddr, ToSocketAddrs};
use std::sync::Arc;

use clap::Args;

use super::model_args::ModelArgs;
use crate::engine::{Engine, Load};
use crate::http::guard::{AllowedHost, Exposure, Guard};
use crate::http::{self, serve};
use crate::output;
use crate::progress::Bars;

/// Serve the page.
#[derive(Debug, Args)]
pub struct Serve {
    #[command(flatten)]
    model: ModelArgs,
    /// Address to listen at; 127.0.0.1 keeps it to this machine
    #[arg(long, value_name = "IP:PORT", default_value = "127.0.0.1:3000", value_parser = address)]
    addr: SocketAddr,
    /// A further name under which the server is reached, such as a proxy's: unmask.example.org, or with a port; repeatable
    #[arg(long = "allowed-host", value_name = "HOST")]
    allowed_hosts: Vec<AllowedHost>,
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
        let guard = Guard::new(exposure, self.allowed_hosts);
        let router = http::router(Arc::new(engine.clone()), guard);
        let ending = move || {
            tracing::info!("shutting down");
            engine.shut_down();
        };
        serve::run(listener, router, serve::asked_to_end(), ending).await
    }

    /// Progress is told to the page, and to whoever started the program.
    fn load(&self) -> Load {
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
