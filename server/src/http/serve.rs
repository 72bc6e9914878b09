//! Binding an address, serving, and a graceful shutdown that ends every stream.

use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

/// How long a shutdown waits for open connections.
const DRAIN_TIMEOUT: Duration = Duration::from_millis(1500);

/// Binds an address.
///
/// # Errors
/// A sentence that says why not: mostly that the port is taken.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.map_err(|error| match error.kind() {
        io::ErrorKind::AddrInUse => anyhow::anyhow!(
            "port {} is in use on {}: another program, perhaps another `unmask serve`, listens there. End it, or choose another port with --addr {}",
            address.port(),
            address.ip(),
            SocketAddr::new(address.ip(), address.port().wrapping_add(1).max(1024)),
        ),
        io::ErrorKind::PermissionDenied => anyhow::anyhow!(
            "this user may not listen at {address}. Choose a port from 1024 with --addr"
        ),
        io::ErrorKind::AddrNotAvailable => anyhow::anyhow!(
            "{} is no address of this machine. Use --addr 127.0.0.1:{}",
            address.ip(),
            address.port()
        ),
        _ => anyhow::Error::new(error).context(format!("cannot listen at {address}")),
    })
}

/// Serves until `shutdown` completes, then calls `ending`, which has to end the streams, and waits up to 1.5 s for them.
///
/// # Errors
/// The listener fails.
pub async fn run(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
    ending: impl FnOnce() + Send + 'static,
) -> anyhow::Result<()> {
    let (ended, has_ended) = oneshot::channel();
    let graceful = async move {
        shutdown.await;
        ending();
        // Nobody listens any more if the server has failed.
        let _ = ended.send(());
    };
    let late = async move {
        if has_ended.await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(DRAIN_TIMEOUT).await;
    };
    tokio::select! {
        result = async { axum::serve(listener, router).with_graceful_shutdown(graceful).await } => {
            result.context("the server failed")
        }
        () = late => Ok(()),
    }
}

/// Ctrl-C, or a request to end from the system.
pub async fn asked_to_end() {
    let interrupt = async {
        // Where the signal cannot be watched, the system's own handling of it ends the program.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                terminate.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
