//! The hub's usual environment variables.

use std::env;
use std::path::PathBuf;

use hf_hub::Cache;

/// Where to ask, with which permission, and where files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `HF_ENDPOINT`, without a slash at its end.
    pub endpoint: String,
    /// `HF_TOKEN`, or what `hf auth login` stored.
    pub token: Option<String>,
    /// `HF_HUB_CACHE`, else `hub` under `HF_HOME`, else `~/.cache/huggingface/hub`.
    pub cache: PathBuf,
    /// `HF_HUB_OFFLINE`: ask nobody.
    pub offline: bool,
}

impl Environment {
    /// Reads the environment.
    #[must_use]
    pub fn read() -> Self {
        let set = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
        let home = set("HF_HOME").map(PathBuf::from).or_else(|| {
            set("XDG_CACHE_HOME").map(|cache| PathBuf::from(cache).join("huggingface"))
        });
        let standard = home.map_or_else(Cache::default, |home| Cache::new(home.join("hub")));
        let cache = set("HF_HUB_CACHE").map_or_else(|| standard.path().clone(), PathBuf::from);
        let endpoint = set("HF_ENDPOINT").unwrap_or_else(|| "https://huggingface.co".to_owned());
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            token: set("HF_TOKEN").or_else(|| standard.token()),
            cache,
            offline: set("HF_HUB_OFFLINE").is_some_and(|value| value != "0"),
        }
    }
}
