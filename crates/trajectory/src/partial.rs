//! Parameters as they were asked for: only what was said, so that a family's defaults can fill in the rest.

use serde::{Deserialize, Deserializer, Serialize};

use crate::{Cache, Constraints, Params, Remasking};

/// Every field of [`Params`], each one given or not. In JSON unknown fields are ignored; borders that must refuse them do.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[allow(
    missing_docs,
    reason = "each field is described where it is filled in: in Params"
)]
pub struct PartialParams {
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub gen_length: Option<usize>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub steps: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub steps_per_block: Option<usize>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub block_length: Option<usize>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub temperature: Option<f64>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub cfg_scale: Option<f64>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub remasking: Option<Remasking>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub constraints: Option<Constraints>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub threshold: Option<f64>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub suppress_eos: Option<bool>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub eos_last: Option<bool>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub cache: Option<Cache>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ahead: Option<f64>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub stop_at_eos: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub num_to_transfer: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub editing_threshold: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_post_steps: Option<usize>,
    #[serde(deserialize_with = "given", skip_serializing_if = "Option::is_none")]
    pub stop: Option<Vec<String>>,
}

/// A field that is there must hold a value: null is refused, as it is by [`Params`].
fn given<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

/// Calls a macro with the names of the fields that always have a value in [`Params`], and of those that may have none.
macro_rules! with_fields {
    ($action:ident) => {
        $action!(
            [
                gen_length,
                steps,
                block_length,
                temperature,
                cfg_scale,
                remasking,
                constraints,
                suppress_eos,
                eos_last,
                cache,
                stop_at_eos,
                stop
            ],
            [
                steps_per_block,
                seed,
                threshold,
                ahead,
                num_to_transfer,
                editing_threshold,
                max_post_steps
            ]
        )
    };
}

impl PartialParams {
    /// The names of all parameters, as the API spells them.
    pub const NAMES: [&'static str; 19] = {
        macro_rules! names {
            ([$($valued:ident),*], [$($optional:ident),*]) => {
                [$(stringify!($valued),)* $(stringify!($optional)),*]
            };
        }
        with_fields!(names)
    };

    /// What was given here, else what was given in `other`.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        macro_rules! or {
            ([$($valued:ident),*], [$($optional:ident),*]) => {
                Self {
                    $($valued: self.$valued.or(other.$valued),)*
                    $($optional: self.$optional.or(other.$optional)),*
                }
            };
        }
        with_fields!(or)
    }

    /// What was given here, else what stands in `base`.
    #[must_use]
    pub fn over(self, base: Params) -> Params {
        macro_rules! over {
            ([$($valued:ident),*], [$($optional:ident),*]) => {
                Params {
                    $($valued: self.$valued.unwrap_or(base.$valued),)*
                    $($optional: self.$optional.or(base.$optional)),*
                }
            };
        }
        with_fields!(over)
    }
}

/// What a record writes: the numbers always, the rest where it is no default. `steps` is left out where `steps_per_block`
/// replaces it.
impl From<&Params> for PartialParams {
    fn from(params: &Params) -> Self {
        let params = params.clone();
        Self {
            gen_length: Some(params.gen_length),
            steps: Some(params.steps).filter(|_| params.steps_per_block.is_none()),
            steps_per_block: params.steps_per_block,
            block_length: Some(params.block_length),
            temperature: Some(params.temperature),
            cfg_scale: Some(params.cfg_scale),
            remasking: Some(params.remasking),
            seed: params.seed,
            constraints: Some(params.constraints).filter(|words| !words.is_empty()),
            threshold: params.threshold,
            suppress_eos: Some(true).filter(|_| params.suppress_eos),
            eos_last: Some(true).filter(|_| params.eos_last),
            cache: Some(params.cache).filter(|cache| *cache != Cache::None),
            ahead: params.ahead,
            stop_at_eos: Some(true).filter(|_| params.stop_at_eos),
            num_to_transfer: params.num_to_transfer,
            editing_threshold: params.editing_threshold,
            max_post_steps: params.max_post_steps,
            stop: Some(params.stop).filter(|texts| !texts.is_empty()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_said_is_not_written() {
        assert_eq!(
            serde_json::to_string(&PartialParams::default()).unwrap(),
            "{}"
        );
        assert_eq!(
            PartialParams::default().over(Params::default()),
            Params::default()
        );
    }

    #[test]
    fn every_name_is_read() {
        let values = serde_json::json!({
            "gen_length": 1, "steps": 2, "block_length": 3, "temperature": 0.5, "cfg_scale": 0.5, "remasking": "random",
            "constraints": {"0": "a"}, "suppress_eos": true, "eos_last": true, "cache": "dual", "stop_at_eos": true,
            "stop": ["b"], "steps_per_block": 4, "seed": 5, "threshold": 0.5, "ahead": 0.6, "num_to_transfer": 7,
            "editing_threshold": 0.8, "max_post_steps": 9,
        });
        let object = values.as_object().unwrap();
        for (name, value) in object {
            assert!(PartialParams::NAMES.contains(&name.as_str()));
            let alone: PartialParams =
                serde_json::from_value(serde_json::json!({ name: value })).unwrap();
            assert_eq!(serde_json::to_value(&alone).unwrap()[name], *value);
        }
        assert_eq!(object.len(), PartialParams::NAMES.len());
        let all: PartialParams = serde_json::from_value(values.clone()).unwrap();
        assert_eq!(PartialParams::default().or(all.clone()), all);
        let params = all.over(Params::default());
        let mut written = values;
        written.as_object_mut().unwrap().remove("steps");
        assert_eq!(serde_json::to_value(&params).unwrap(), written);
    }

    #[test]
    fn null_is_no_number() {
        assert!(serde_json::from_str::<PartialParams>(r#"{"steps":null}"#).is_err());
        assert!(serde_json::from_str::<PartialParams>(r#"{"seed":null}"#).is_ok());
    }
}
