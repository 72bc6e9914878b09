//! Which engines there are: the facts of `data/engines.json`. The list of models says by `owned_by` which one answers.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Map, Value};
use trajectory::{Edits, Family};

/// A kind of engine.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Kind {
    /// What it is called.
    pub(super) name: String,
    /// What its list of models says.
    pub(super) owned_by: String,
    /// The parameters that its requests may hold beside OpenAI's, by our names; a point leads into an object.
    #[serde(default)]
    pub(super) parameters: BTreeMap<String, String>,
    /// What its requests hold besides.
    #[serde(default)]
    pub(super) always: Map<String, Value>,
    /// Whether a run goes by our plan: then all parameters are sent, and not only those that are not as usual.
    #[serde(default)]
    pub(super) plans_as_we_do: bool,
    /// Where the other parameters are set.
    #[serde(default = "at_its_start", rename = "where")]
    pub(super) place: String,
}

fn at_its_start() -> String {
    "where it is started".to_owned()
}

impl Kind {
    /// The kind that a list of models names.
    pub(super) fn of(owned_by: &str) -> Self {
        let known = kinds().into_iter();
        let mut fitting = known.filter(|kind| kind.owned_by.eq_ignore_ascii_case(owned_by));
        fitting.next().unwrap_or_else(|| Self {
            name: "The engine".to_owned(),
            owned_by: owned_by.to_owned(),
            parameters: BTreeMap::new(),
            always: Map::new(),
            plans_as_we_do: false,
            place: at_its_start(),
        })
    }
}

/// How a model of this name is sampled. Engines do not say; LLaDA2.x decodes in blocks of 32 wherever it runs.
pub(super) fn family(model: &str) -> Family {
    let name = model.to_lowercase();
    if name.contains("llada2") {
        Family::block_causal(32, Edits::Never)
    } else {
        Family::default()
    }
}

fn kinds() -> Vec<Kind> {
    serde_json::from_str(include_str!("../../data/engines.json"))
        .expect("data/engines.json holds kinds of engines, as its test checks")
}

#[cfg(test)]
mod tests {
    use trajectory::PartialParams;

    use super::*;

    #[test]
    fn the_file_names_parameters_that_there_are() {
        assert!(kinds().len() >= 5);
        for kind in kinds() {
            for name in kind.parameters.keys() {
                assert!(PartialParams::NAMES.contains(&name.as_str()), "{name}");
            }
        }
    }

    #[test]
    fn an_engine_is_known_by_what_it_says() {
        assert_eq!(Kind::of("sglang").name, "SGLang");
        assert_eq!(Kind::of("somebody").name, "The engine");
        let sampled = family("inclusionAI/LLaDA2.0-mini");
        assert_eq!(sampled.block_length, Some(32));
        assert_eq!(family("other"), Family::default());
    }
}
