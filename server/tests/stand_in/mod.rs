//! A stand-in for the hub on a loopback port: serves a checkpoint folder as `owner/model`, misbehaving on request.

// A module of test files, which no other crate sees.
#![allow(unreachable_pub, clippy::unwrap_used)]

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::thread;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use bytes::Bytes;
use futures::StreamExt;
use sha2::{Digest, Sha256};
use tokio::sync::oneshot;

pub const COMMIT: &str = "0123456789abcdef0123456789abcdef01234567";

/// How the stand-in misbehaves.
#[derive(Debug, Clone, Default)]
pub struct Manners {
    /// Cuts answers to file requests after so many bytes.
    pub cut_after: Option<usize>,
    /// Cuts only so many times.
    pub cuts: usize,
    /// Ignores ranges of file bodies.
    pub no_ranges: bool,
    /// Answers everything with this.
    pub status: Option<u16>,
    /// Sends other bytes than it promises.
    pub corrupt: bool,
    /// Has no listing of files.
    pub no_listing: bool,
    /// Wants this token.
    pub token: Option<String>,
    /// Sends large files from elsewhere, as the hub does.
    pub redirect: bool,
    /// Claims that weights are this long.
    pub claimed: Option<u64>,
    /// Refuses files to whoever was not let in, with this status.
    pub gated: Option<u16>,
}

#[derive(Debug)]
struct Shop {
    folder: PathBuf,
    manners: Mutex<Manners>,
    requests: Mutex<Vec<String>>,
}

/// The running stand-in; dropping it ends it.
pub struct Hub {
    pub address: SocketAddr,
    shop: Arc<Shop>,
    _end: oneshot::Sender<()>,
}

impl Hub {
    pub fn open(folder: PathBuf, manners: Manners) -> Self {
        let shop = Arc::new(Shop {
            folder,
            manners: Mutex::new(manners),
            requests: Mutex::default(),
        });
        let (told, address) = std::sync::mpsc::channel();
        let (end, ended) = oneshot::channel::<()>();
        let router = Router::new()
            .route("/api/models/owner/model/revision/{revision}", get(listing))
            .route("/owner/model/resolve/{revision}/{*file}", get(file))
            .route("/store/{*file}", get(stored))
            .with_state(shop.clone());
        thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap();
            runtime.block_on(async {
                let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
                told.send(listener.local_addr().unwrap()).unwrap();
                tokio::select! {
                    served = async { axum::serve(listener, router).await } => served.unwrap(),
                    _ = ended => {}
                }
            });
        });
        Self {
            address: address.recv().unwrap(),
            shop,
            _end: end,
        }
    }

    /// The requests so far; forgotten by asking.
    pub fn requests(&self) -> Vec<String> {
        std::mem::take(&mut self.shop.requests.lock().unwrap())
    }

    pub fn behave(&self, manners: Manners) {
        *self.shop.manners.lock().unwrap() = manners;
    }
}

impl Shop {
    fn note(&self, what: &str, headers: &HeaderMap) -> Result<Manners, StatusCode> {
        let range = headers
            .get("range")
            .map_or("", |range| range.to_str().unwrap());
        self.requests
            .lock()
            .unwrap()
            .push(format!("{what} {range}").trim().to_owned());
        let manners = self.manners.lock().unwrap().clone();
        if let Some(status) = manners.status {
            return Err(StatusCode::from_u16(status).unwrap());
        }
        if let Some(token) = &manners.token {
            let given = headers
                .get("authorization")
                .map(|given| given.to_str().unwrap());
            if given != Some(&format!("Bearer {token}")) {
                return Err(StatusCode::UNAUTHORIZED);
            }
        }
        Ok(manners)
    }
}

async fn listing(State(shop): State<Arc<Shop>>, headers: HeaderMap) -> Response {
    let manners = match shop.note("listing", &headers) {
        Ok(manners) => manners,
        Err(status) => return status.into_response(),
    };
    if manners.no_listing {
        return StatusCode::NOT_FOUND.into_response();
    }
    let siblings: Vec<_> = files_below(&shop.folder, "")
        .into_iter()
        .map(|name| HashMap::from([("rfilename", name)]))
        .collect();
    axum::Json(serde_json::json!({"sha": COMMIT, "siblings": siblings})).into_response()
}

/// The files of a folder and of those in it, by their paths from it.
fn files_below(folder: &std::path::Path, prefix: &str) -> Vec<String> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().into_string().unwrap());
        if entry.path().is_dir() {
            files.extend(files_below(&entry.path(), &format!("{name}/")));
        } else {
            files.push(name);
        }
    }
    files
}

async fn file(
    State(shop): State<Arc<Shop>>,
    Path((revision, file)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let manners = match shop.note(&file, &headers) {
        Ok(manners) => manners,
        Err(status) => return status.into_response(),
    };
    if let Some(status) = manners.gated {
        let status = StatusCode::from_u16(status).unwrap();
        return (status, [("x-error-code", "GatedRepo")]).into_response();
    }
    let known = [COMMIT, "main", "v1"].contains(&revision.as_str());
    let Some(bytes) = std::fs::read(shop.folder.join(&file))
        .ok()
        .filter(|_| known)
    else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let large = file.ends_with(".safetensors") || file.ends_with(".gguf");
    let sha256: String = Sha256::digest(&bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let mut response = if large && manners.redirect {
        let place = format!("/store/{file}");
        (StatusCode::FOUND, [("location", place)]).into_response()
    } else {
        part(&shop, &manners, &headers, bytes.clone(), large)
    };
    let size = manners
        .claimed
        .filter(|_| large)
        .unwrap_or(bytes.len() as u64);
    let answer = response.headers_mut();
    answer.insert("x-repo-commit", COMMIT.parse().unwrap());
    if large {
        answer.insert("x-linked-etag", format!("\"{sha256}\"").parse().unwrap());
        answer.insert("x-linked-size", size.to_string().parse().unwrap());
    }
    answer.insert("etag", format!("W/\"{}\"", &sha256[..40]).parse().unwrap());
    response
}

async fn stored(
    State(shop): State<Arc<Shop>>,
    Path(file): Path<String>,
    headers: HeaderMap,
) -> Response {
    let manners = match shop.note(&format!("store {file}"), &headers) {
        Ok(manners) => manners,
        Err(status) => return status.into_response(),
    };
    let bytes = std::fs::read(shop.folder.join(&file)).unwrap();
    part(&shop, &manners, &headers, bytes, true)
}

/// The bytes asked for, cut or spoiled as the manners say.
fn part(
    shop: &Shop,
    manners: &Manners,
    headers: &HeaderMap,
    mut bytes: Vec<u8>,
    large: bool,
) -> Response {
    let total = bytes.len();
    if manners.corrupt && large {
        bytes[total / 2] ^= 1;
    }
    let range = headers
        .get("range")
        .map(|range| range.to_str().unwrap().to_owned());
    let asking = range.as_deref() == Some("bytes=0-0");
    let range = range.filter(|_| asking || !manners.no_ranges);
    let (status, begin, end) = match range
        .as_deref()
        .and_then(|range| range.strip_prefix("bytes="))
    {
        None => (StatusCode::OK, 0, total),
        Some(range) => {
            let (begin, end) = range.split_once('-').unwrap();
            let end = end.parse().map_or(total, |last: usize| last + 1);
            (StatusCode::PARTIAL_CONTENT, begin.parse().unwrap(), end)
        }
    };
    if begin >= total {
        return StatusCode::RANGE_NOT_SATISFIABLE.into_response();
    }
    let body = Bytes::from(bytes).slice(begin..end);
    let cut = manners
        .cut_after
        .filter(|cut| *cut < body.len() && manners.cuts > 0 && !asking);
    let mut answer = Response::builder()
        .status(status)
        .header("content-length", body.len());
    if status == StatusCode::PARTIAL_CONTENT {
        answer = answer.header(
            "content-range",
            format!("bytes {begin}-{}/{total}", end - 1),
        );
    }
    let body = match cut {
        None => Body::from(body),
        Some(cut) => {
            shop.manners.lock().unwrap().cuts -= 1;
            let broken = std::io::Error::other("cut as told");
            let begin = futures::stream::iter([Ok(body.slice(..cut))]);
            // Not before what was sent has arrived.
            let end = futures::stream::once(async move {
                tokio::time::sleep(std::time::Duration::from_millis(200)).await;
                Err(broken)
            });
            Body::from_stream(begin.chain(end))
        }
    };
    answer.body(body).unwrap()
}
