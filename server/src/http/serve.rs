//! Binding an address, serving, and a graceful shutdown that ends every stream.

use std::io;
use std::net::SocketAddr;
use std::pin::pin;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::Request;
use hyper::server::conn::http1::Builder;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{mpsc, watch};
use tower::ServiceExt;

/// How long a shutdown waits for connections that are still open when every run has ended.
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

/// How long a client may take to send the head of a request: a connection on which nothing comes is closed then.
const HEAD_TIMEOUT: Duration = Duration::from_secs(30);

/// How long no connection is accepted when the system has no room for more.
const NO_ROOM: Duration = Duration::from_millis(200);

/// Serves until `shutdown` completes, and on until `ending` does, which has to end the streams; then waits up to 1.5 s for
/// connections to close.
pub async fn run(
    listener: TcpListener,
    router: Router,
    shutdown: impl Future<Output = ()> + Send + 'static,
    ending: impl Future<Output = ()> + Send + 'static,
) {
    let closing = watch::Sender::new(false);
    // Each connection holds a sender: when all are gone, the receiver hears of it.
    let (open, mut all_closed) = mpsc::channel::<()>(1);
    let mut end = pin!(async move {
        shutdown.await;
        ending.await;
    });
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut end => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let ends = (closing.subscribe(), open.clone());
                connect(stream, peer, router.clone(), ends);
            }
            Err(error) => {
                tracing::debug!("a connection could not be accepted: {error}");
                tokio::time::sleep(NO_ROOM).await;
            }
        }
    }
    drop((listener, open));
    closing.send_replace(true);
    // Who does not let go of a connection is not waited for.
    let _ = tokio::time::timeout(DRAIN_TIMEOUT, all_closed.recv()).await;
}

/// Serves a connection, on a task of its own, until it is closed or everything is.
fn connect(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    (mut closing, open): (watch::Receiver<bool>, mpsc::Sender<()>),
) {
    // Steps are small, and each of them is to be seen when it happens.
    let _ = stream.set_nodelay(true);
    let service = router.into_service::<Body>().map_request(
        move |request: Request<hyper::body::Incoming>| {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            request
        },
    );
    tokio::spawn(async move {
        let connection = Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_TIMEOUT)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let mut connection = pin!(connection);
        let closes = async move {
            // Whoever closes lives longer than a connection.
            let _ = closing.wait_for(|closing| *closing).await;
        };
        let served = tokio::select! {
            served = connection.as_mut() => served,
            () = closes => {
                connection.as_mut().graceful_shutdown();
                connection.await
            }
        };
        if let Err(error) = served {
            tracing::debug!("a connection ended: {error}");
        }
        drop(open);
    });
}

/// Lets the program have as many connections as the system allows it.
pub fn allow_connections() {
    #[cfg(unix)]
    {
        use rustix::process::{Resource, getrlimit, setrlimit};
        let mut limit = getrlimit(Resource::Nofile);
        limit.current = limit.maximum;
        if let Err(error) = setrlimit(Resource::Nofile, limit) {
            tracing::debug!("the number of open files stays as it is: {error}");
        }
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
