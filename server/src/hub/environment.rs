//! The hub's usual environment variables, read as `huggingface_hub` reads them.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where to ask, with which permission, and where files are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Environment {
    /// `HF_ENDPOINT`, without a slash at its end.
    pub endpoint: String,
    /// `HF_TOKEN`, else `HUGGING_FACE_HUB_TOKEN`, else what `hf auth login` stored in the file `HF_TOKEN_PATH` (`token`
    /// under `HF_HOME`). None where `HF_HUB_DISABLE_IMPLICIT_TOKEN` is true.
    pub token: Option<String>,
    /// `HF_HUB_CACHE`, else `HUGGINGFACE_HUB_CACHE`, else `hub` under `HF_HOME`, which is `huggingface` under
    /// `XDG_CACHE_HOME` or `~/.cache`.
    pub cache: PathBuf,
    /// `HF_HUB_OFFLINE`, or `TRANSFORMERS_OFFLINE`: ask nobody.
    pub offline: bool,
}

impl Environment {
    /// Reads the environment.
    #[must_use]
    pub fn read() -> Self {
        Self::of(&|name| env::var(name).ok())
    }

    /// Reads variables. An empty one counts as not set.
    fn of(variable: &dyn Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| variable(name).filter(|value| !value.is_empty());
        let first = |names: [&str; 2]| names.into_iter().find_map(set);
        let path = |text: String| PathBuf::from(expanded(&text, variable));
        let home = set("HF_HOME").unwrap_or_else(|| {
            let caches = set("XDG_CACHE_HOME").unwrap_or_else(|| "~/.cache".to_owned());
            format!("{caches}/huggingface")
        });
        let home = path(home);
        let cache = first(["HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"]);
        let endpoint = set("HF_ENDPOINT").unwrap_or_else(|| "https://huggingface.co".to_owned());
        let stored = set("HF_TOKEN_PATH").map_or_else(|| home.join("token"), path);
        let token = first(["HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"]);
        let token = token
            .as_deref()
            .and_then(clean)
            .or_else(|| token_in(&stored));
        let private = !set("HF_HUB_DISABLE_IMPLICIT_TOKEN").is_some_and(|value| is_true(&value));
        Self {
            endpoint: endpoint.trim_end_matches('/').to_owned(),
            token: token.filter(|_| private),
            cache: cache.map_or_else(|| home.join("hub"), path),
            offline: first(["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
                .is_some_and(|value| is_true(&value)),
        }
    }
}

/// Whether a switch is on.
fn is_true(value: &str) -> bool {
    ["1", "ON", "YES", "TRUE"].contains(&value.to_uppercase().as_str())
}

/// A token without the blanks and line ends that copying brings along.
fn clean(token: &str) -> Option<String> {
    let token = token.replace(['\r', '\n'], "");
    let token = token.trim();
    (!token.is_empty()).then(|| token.to_owned())
}

fn token_in(file: &Path) -> Option<String> {
    clean(&fs::read_to_string(file).ok()?)
}

/// A path with `~`, `~name`, `$NAME` and `${NAME}` replaced, first the home and then the variables. What is unknown stays
/// as it is written.
fn expanded(path: &str, variable: &dyn Fn(&str) -> Option<String>) -> String {
    with_variables(&with_home(path, variable), variable)
}

fn with_home(path: &str, variable: &dyn Fn(&str) -> Option<String>) -> String {
    let Some(rest) = path.strip_prefix('~') else {
        return path.to_owned();
    };
    let (user, rest) = rest.split_at(rest.find(['/', '\\']).unwrap_or(rest.len()));
    let home = if user.is_empty() {
        let home = variable("HOME").or_else(|| variable("USERPROFILE"));
        home.or_else(|| env::home_dir()?.into_os_string().into_string().ok())
    } else {
        home_of(user, &fs::read_to_string("/etc/passwd").unwrap_or_default())
    };
    match home {
        Some(home) => format!("{}{rest}", home.trim_end_matches('/')),
        None => path.to_owned(),
    }
}

/// The home of a user by the lines of a password file.
fn home_of(user: &str, passwd: &str) -> Option<String> {
    let mut lines = passwd.lines().map(|line| line.split(':'));
    let mut fields = lines.find(|fields| fields.clone().next() == Some(user))?;
    fields.nth(5).map(str::to_owned)
}

fn with_variables(path: &str, variable: &dyn Fn(&str) -> Option<String>) -> String {
    let mut result = String::new();
    let mut rest = path;
    while let Some(at) = rest.find('$') {
        let (before, named) = rest.split_at(at);
        result.push_str(before);
        let (name, length) = named_variable(&named[1..]);
        let (written, after) = named.split_at(1 + length);
        match name.and_then(variable) {
            Some(value) => result.push_str(&value),
            None => result.push_str(written),
        }
        rest = after;
    }
    result + rest
}

/// The variable that is named after a `$`, and how long its name is as it is written.
fn named_variable(text: &str) -> (Option<&str>, usize) {
    if let Some(inside) = text.strip_prefix('{') {
        return match inside.find('}') {
            Some(end) => (Some(&inside[..end]), end + 2),
            None => (None, 1),
        };
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    let length = end.unwrap_or(text.len());
    ((length > 0).then(|| &text[..length]), length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Environment {
        Environment::of(&|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn switches_are_huggingface_hubs() {
        for (value, on) in [
            ("1", true),
            ("ON", true),
            ("yes", true),
            ("True", true),
            ("0", false),
            ("false", false),
            ("no", false),
            ("off", false),
            ("2", false),
            (" 1", false),
            ("", false),
        ] {
            assert_eq!(of(&[("HF_HUB_OFFLINE", value)]).offline, on, "{value}");
            assert_eq!(
                of(&[("TRANSFORMERS_OFFLINE", value)]).offline,
                on,
                "{value}"
            );
        }
        // The first that is set decides; an empty one is not set.
        let both = |hub, transformers| {
            of(&[
                ("HF_HUB_OFFLINE", hub),
                ("TRANSFORMERS_OFFLINE", transformers),
            ])
            .offline
        };
        assert!(!both("0", "1") && both("", "1") && both("1", "0"));
    }

    #[test]
    fn paths_are_expanded() {
        for (variables, cache) in [
            (&[][..], "/home/me/.cache/huggingface/hub"),
            (&[("XDG_CACHE_HOME", "/x")], "/x/huggingface/hub"),
            (&[("HF_HOME", "~/hf")], "/home/me/hf/hub"),
            (&[("HF_HOME", "~")], "/home/me/hub"),
            (&[("HF_HOME", "$HOME/hf")], "/home/me/hf/hub"),
            (
                &[("HF_HOME", "${HOME}x/$NOTHING/${NEITHER}/$")],
                "/home/mex/$NOTHING/${NEITHER}/$/hub",
            ),
            (
                &[("HF_HOME", "~nobody-of-that-name/hf")],
                "~nobody-of-that-name/hf/hub",
            ),
            (&[("HF_HOME", "/a~/hf")], "/a~/hf/hub"),
            (
                &[("HF_HUB_CACHE", "~/c"), ("HUGGINGFACE_HUB_CACHE", "/d")],
                "/home/me/c",
            ),
            (
                &[("HUGGINGFACE_HUB_CACHE", "~/d"), ("HF_HOME", "/e")],
                "/home/me/d",
            ),
        ] {
            let variables = [variables, &[("HOME", "/home/me")]].concat();
            assert_eq!(of(&variables).cache, PathBuf::from(cache), "{variables:?}");
        }
        let passwd = "root:x:0:0:root:/root:/bin/sh\nada:x:1:1::/homes/ada:/bin/sh\n";
        assert_eq!(home_of("ada", passwd), Some("/homes/ada".to_owned()));
        assert_eq!(home_of("bob", passwd), None);
    }

    #[test]
    fn tokens_are_trimmed_and_looked_for_where_they_may_be() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().to_str().unwrap();
        fs::write(folder.path().join("token"), " stored\r\n").unwrap();
        let token =
            |variables: &[(&str, &str)]| of(&[variables, &[("HF_HOME", place)]].concat()).token;
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(token(&[]), some("stored"));
        assert_eq!(token(&[("HF_TOKEN", "a\r\n")]), some("a"));
        assert_eq!(token(&[("HF_TOKEN", " \n")]), some("stored"));
        assert_eq!(token(&[("HUGGING_FACE_HUB_TOKEN", "b ")]), some("b"));
        assert_eq!(
            token(&[("HF_TOKEN", "a"), ("HUGGING_FACE_HUB_TOKEN", "b")]),
            some("a")
        );
        assert_eq!(token(&[("HF_TOKEN_PATH", "/nowhere")]), None);
        let elsewhere = format!("{place}/other");
        fs::write(&elsewhere, "other").unwrap();
        assert_eq!(token(&[("HF_TOKEN_PATH", &elsewhere)]), some("other"));
        assert_eq!(
            token(&[("HF_TOKEN", "a"), ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")]),
            None
        );
    }

    #[test]
    fn the_endpoint_loses_its_slash() {
        assert_eq!(of(&[]).endpoint, "https://huggingface.co");
        assert_eq!(of(&[("HF_ENDPOINT", "http://a/")]).endpoint, "http://a");
    }
}
