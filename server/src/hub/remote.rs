//! The hub's answers: what a repository holds, what a file is, a file's bytes.

use std::time::Duration;

use hf_hub::Repo;
use hf_hub::api::RepoInfo;
use http::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_LENGTH, CONTENT_RANGE, LOCATION, RANGE,
};
use http::{HeaderMap, Response, StatusCode, Uri};
use ureq::config::RedirectAuthHeaders;
use ureq::{Agent, Body};

use super::environment::Environment;
use super::error::HubError;
use super::snapshot::Listing;

/// How long the hub may be silent before the connection counts as cut.
const SILENCE: Duration = Duration::from_secs(30);

/// What the hub says of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Metadata {
    /// The commit that the revision stands for.
    pub(super) commit: String,
    /// The name of its contents, fit for a file name.
    pub(super) etag: String,
    /// SHA-256 of its contents, where the hub tells it (for large files).
    pub(super) sha256: Option<String>,
    /// Length in bytes.
    pub(super) size: u64,
}

/// A file's bytes from some place on.
pub(super) struct Bytes {
    /// The place at which they really begin.
    pub(super) start: u64,
    /// The bytes.
    pub(super) body: Body,
}

/// A repository on the hub.
pub(super) struct Remote {
    endpoint: String,
    token: Option<String>,
    repo: Repo,
    /// Goes where it is sent.
    agent: Agent,
    /// Stays, since the hub describes a file in the very answer that sends elsewhere.
    staying: Agent,
}

impl Remote {
    pub(super) fn new(environment: &Environment, repo: Repo) -> Result<Self, HubError> {
        let endpoint = &environment.endpoint;
        let valid = endpoint.parse::<Uri>().is_ok_and(|uri| {
            uri.host().is_some() && matches!(uri.scheme_str(), Some("http" | "https"))
        });
        if !valid {
            return Err(HubError::Answer {
                url: endpoint.clone(),
                reason: "it is no http or https address".to_owned(),
            });
        }
        let config = || {
            Agent::config_builder()
                .http_status_as_error(false)
                .max_redirects_will_error(false)
                .redirect_auth_headers(RedirectAuthHeaders::SameHost)
                .timeout_connect(Some(SILENCE))
                .timeout_recv_response(Some(SILENCE))
                .timeout_per_read(Some(SILENCE))
                .user_agent(concat!("unmask/", env!("CARGO_PKG_VERSION")))
        };
        Ok(Self {
            endpoint: endpoint.clone(),
            token: environment.token.clone(),
            repo,
            agent: config().build().new_agent(),
            staying: config().max_redirects(0).build().new_agent(),
        })
    }

    fn url(&self, file: &str) -> String {
        let (repo, revision) = (self.repo.url(), self.repo.url_revision());
        let file = escaped(file);
        format!("{}/{repo}/resolve/{revision}/{file}", self.endpoint)
    }

    fn get(
        &self,
        agent: &Agent,
        url: &str,
        range: Option<&str>,
    ) -> Result<Response<Body>, HubError> {
        // Compressed bytes would have other lengths than the ones asked for.
        let mut request = agent.get(url).header(ACCEPT_ENCODING, "identity");
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        if let Some(range) = range {
            request = request.header(RANGE, range);
        }
        request.call().map_err(|error| HubError::Unreachable {
            endpoint: self.endpoint.clone(),
            reason: error.to_string(),
        })
    }

    /// The names of the repository's files; none where the endpoint has no such listing.
    pub(super) fn listing(&self) -> Result<Option<Listing>, HubError> {
        let url = format!("{}/api/{}", self.endpoint, self.repo.api_url());
        let mut response = self.get(&self.agent, &url, None)?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        self.check(&url, &response)?;
        let info: RepoInfo = response.body_mut().read_json().map_err(|error| {
            let reason = error.to_string();
            HubError::Answer { url, reason }
        })?;
        let names = info.siblings.into_iter().map(|file| file.rfilename);
        Ok(Some(Listing(names.collect())))
    }

    /// What the hub says of a file; none if it has no such file.
    pub(super) fn metadata(&self, file: &str) -> Result<Option<Metadata>, HubError> {
        let mut url = self.url(file);
        let mut response = self.get(&self.staying, &url, Some("bytes=0-0"))?;
        // A redirection inside the hub is followed, unless the answer describes the file already, as those do that send
        // to a store.
        for _ in 0..5 {
            let described = text(response.headers(), "x-linked-etag").is_some();
            let Some(place) = relative(&url, &response).filter(|_| !described) else {
                break;
            };
            url = place;
            response = self.get(&self.staying, &url, Some("bytes=0-0"))?;
        }
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !response.status().is_redirection() {
            self.check(&url, &response)?;
        }
        let headers = response.headers();
        let linked = text(headers, "x-linked-etag").map(tag);
        let unusable = |reason: &str| HubError::Answer {
            url: url.clone(),
            reason: reason.to_owned(),
        };
        let etag = linked.clone().or_else(|| text(headers, "etag").map(tag));
        let etag = etag.filter(|etag| !etag.is_empty());
        let etag = etag.ok_or_else(|| unusable("it has no ETag header"))?;
        let commit = text(headers, "x-repo-commit").map(tag);
        let commit = commit.ok_or_else(|| unusable("it has no X-Repo-Commit header"))?;
        let size = match text(headers, "x-linked-size").and_then(|size| size.parse().ok()) {
            Some(size) => size,
            None if response.status().is_redirection() => self.size_elsewhere(&url)?,
            None => length(response.status(), headers)
                .ok_or_else(|| unusable("it does not tell the file's length"))?,
        };
        let sha256 =
            linked.filter(|tag| tag.len() == 64 && tag.bytes().all(|b| b.is_ascii_hexdigit()));
        Ok(Some(Metadata {
            commit,
            etag,
            sha256,
            size,
        }))
    }

    fn size_elsewhere(&self, url: &str) -> Result<u64, HubError> {
        let response = self.get(&self.agent, url, Some("bytes=0-0"))?;
        self.check(url, &response)?;
        length(response.status(), response.headers()).ok_or_else(|| HubError::Answer {
            url: url.to_owned(),
            reason: "it does not tell the file's length".to_owned(),
        })
    }

    /// A file's bytes from `start` on, or from the beginning where the server does not do parts.
    pub(super) fn bytes(&self, file: &str, start: u64) -> Result<Bytes, HubError> {
        let url = self.url(file);
        let range = (start > 0).then(|| format!("bytes={start}-"));
        let response = self.get(&self.agent, &url, range.as_deref())?;
        if start > 0 && response.status() == StatusCode::RANGE_NOT_SATISFIABLE {
            return self.bytes(file, 0);
        }
        self.check(&url, &response)?;
        let begins = content_range(response.headers()).map(|(begins, _)| begins);
        let begins = match response.status() {
            StatusCode::PARTIAL_CONTENT => begins.unwrap_or(start),
            _ => 0,
        };
        if begins != start && begins != 0 {
            let reason = format!("it sent bytes from {begins}, asked for {start}");
            return Err(HubError::Answer { url, reason });
        }
        Ok(Bytes {
            start: begins,
            body: response.into_body(),
        })
    }

    fn check(&self, url: &str, response: &Response<Body>) -> Result<(), HubError> {
        let status = response.status();
        match status {
            status if status.is_success() => Ok(()),
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN
                if text(response.headers(), "x-error-code") == Some("GatedRepo") =>
            {
                Err(self.gated(status.as_u16()))
            }
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Err(HubError::Forbidden {
                endpoint: self.endpoint.clone(),
                id: self.repo.url(),
                status: status.as_u16(),
            }),
            StatusCode::NOT_FOUND => Err(self.not_found()),
            status => Err(HubError::Status {
                url: url.to_owned(),
                status: status.as_u16(),
            }),
        }
    }

    fn gated(&self, status: u16) -> HubError {
        HubError::Gated {
            endpoint: self.endpoint.clone(),
            id: self.repo.url(),
            status,
            token: match self.token {
                None => {
                    "set HF_TOKEN to a token of the account that accepted them (or run `hf auth login`)"
                }
                Some(_) => {
                    "see that HF_TOKEN belongs to the account that accepted them, and that it may read gated repositories"
                }
            },
        }
    }

    /// There is no such model.
    pub(super) fn not_found(&self) -> HubError {
        HubError::NotFound {
            endpoint: self.endpoint.clone(),
            id: self.repo.url(),
            revision: self.repo.revision().to_owned(),
        }
    }
}

fn text<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// A file's path as a part of an address.
fn escaped(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    path.bytes()
        .map(|byte| match plain(byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect()
}

/// A tag without quotes and weakness mark, fit for a file name.
fn tag(header: &str) -> String {
    let plain = header.trim().trim_start_matches("W/").trim_matches('"');
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    plain.chars().map(safe).collect()
}

/// The place that an answer sends to, if it is at the same host.
fn relative(url: &str, response: &Response<Body>) -> Option<String> {
    if !response.status().is_redirection() {
        return None;
    }
    let place = response.headers().get(LOCATION)?.to_str().ok()?;
    let mut parts = url.parse::<Uri>().ok()?.into_parts();
    let place = place.parse::<Uri>().ok()?;
    if place
        .authority()
        .is_some_and(|host| Some(host) != parts.authority.as_ref())
    {
        return None;
    }
    parts.path_and_query = place.into_parts().path_and_query;
    Some(Uri::from_parts(parts).ok()?.to_string())
}

/// `bytes 5-9/10`: where the bytes begin, and how many there are in all.
fn content_range(headers: &HeaderMap) -> Option<(u64, u64)> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (range, total) = range.strip_prefix("bytes ")?.split_once('/')?;
    Some((range.split('-').next()?.parse().ok()?, total.parse().ok()?))
}

fn length(status: StatusCode, headers: &HeaderMap) -> Option<u64> {
    match status {
        StatusCode::PARTIAL_CONTENT => content_range(headers).map(|(_, total)| total),
        _ => headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok(),
    }
}
