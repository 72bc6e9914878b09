//! Where another engine is: `openai:URL`.

use std::fmt;
use std::str::FromStr;

use http::Uri;

/// The address of an API like OpenAI's, without its `/v1`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    host: String,
}

/// Why a text names no engine.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "allowed: openai: and the http or https address of a server that speaks OpenAI's API. Write, for example, openai:http://127.0.0.1:30000"
)]
pub struct NotAnEngine;

impl FromStr for Address {
    type Err = NotAnEngine;

    fn from_str(text: &str) -> Result<Self, NotAnEngine> {
        let url = text.trim().strip_prefix("openai:").ok_or(NotAnEngine)?;
        let base = url.trim_end_matches('/');
        let base = base.strip_suffix("/v1").unwrap_or(base);
        let uri: Uri = base.parse().map_err(|_| NotAnEngine)?;
        let known = matches!(uri.scheme_str(), Some("http" | "https"));
        let host = uri.authority().filter(|host| !host.host().is_empty());
        match host {
            Some(host) if known && uri.query().is_none() => Ok(Self {
                base: base.to_owned(),
                host: host.as_str().to_owned(),
            }),
            _ => Err(NotAnEngine),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.base.fmt(f)
    }
}

impl Address {
    /// Host and port.
    #[must_use]
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The address of an endpoint, whose path begins with `/v1`.
    pub(super) fn of(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_with_and_without_v1() {
        for text in [
            "openai:http://gpu:30000",
            "openai:http://gpu:30000/",
            "openai:http://gpu:30000/v1/",
        ] {
            let address: Address = text.parse().unwrap();
            assert_eq!(address.of("/v1/models"), "http://gpu:30000/v1/models");
            assert_eq!(address.host(), "gpu:30000");
        }
        let below: Address = "openai:https://host/llada/v1".parse().unwrap();
        assert_eq!(below.of("/v1/models"), "https://host/llada/v1/models");
    }

    #[test]
    fn what_names_no_engine_is_refused() {
        for text in [
            "",
            "http://gpu:30000",
            "openai:",
            "openai:gpu:30000",
            "openai:ftp://gpu",
            "openai:http://",
        ] {
            assert_eq!(text.parse::<Address>(), Err(NotAnEngine), "{text}");
        }
    }
}
