//! What a model's family says of sampling: which parameters it takes, and the settings that its authors recommend.

use serde::{Deserialize, Serialize};

use crate::params::Editing;
use crate::{Cache, Invalid, Params, PartialParams};

/// Whether a model's decided tokens can be replaced (the LLaDA2.1 rule).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Edits {
    /// Never: its parameters are refused.
    #[default]
    Never,
    /// Where one of its parameters is given (LLaDA2.0).
    OnRequest,
    /// Always (LLaDA2.1).
    Always,
}

/// What a model's family says of sampling. The default is LLaDA's: full attention, blocks of any length, no editing.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Family {
    /// Tokens per block where the attention mask is block-causal; none under full attention.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub block_length: Option<usize>,
    /// Whether decided tokens can be replaced.
    #[serde(default)]
    pub edits: Edits,
    /// The settings that the family's authors recommend.
    #[serde(default)]
    pub defaults: PartialParams,
    /// Whether messages may hold pictures.
    #[serde(default)]
    pub images: bool,
}

impl Family {
    /// LLaDA2.0 (`edits` on request) and LLaDA2.1 (always): blocks of `block_length`, their authors' settings.
    #[must_use]
    pub fn block_causal(block_length: usize, edits: Edits) -> Self {
        Self {
            block_length: Some(block_length),
            edits,
            defaults: PartialParams {
                steps_per_block: Some(32),
                ahead: Some(0.95),
                ..PartialParams::default()
            },
            images: false,
        }
    }

    /// The confidence beyond which the LLaDA2.1 rule fills, as its authors recommend.
    const EDITING_AHEAD: f64 = 0.7;

    /// The parameters of a run: what was asked for, else what the family recommends.
    ///
    /// # Errors
    /// [`Invalid`]: a parameter is out of bounds, or one that this family does not take.
    pub fn resolve(&self, asked: &PartialParams) -> Result<Params, Invalid> {
        self.check(asked)?;
        let mut defaults = self.defaults.clone();
        if self.edits_with(asked) {
            let rule = Editing::default();
            defaults.num_to_transfer = Some(rule.num_to_transfer);
            defaults.editing_threshold = Some(rule.threshold);
            defaults.max_post_steps = Some(rule.max_post_steps);
            defaults.ahead = Some(Self::EDITING_AHEAD);
        }
        if asked.threshold.is_some() {
            defaults.ahead = None;
        }
        if asked.steps.is_some() {
            defaults.steps_per_block = None;
        }
        let mut params = asked.clone().or(defaults).over(Params::default());
        if let Some(length) = self.block_length {
            params.block_length = length;
            params.cache = Cache::None;
        }
        params.check()?;
        Ok(params)
    }

    /// Whether the LLaDA2.1 rule is in force.
    #[must_use]
    pub fn edits_with(&self, asked: &PartialParams) -> bool {
        let named = asked.num_to_transfer.is_some()
            || asked.editing_threshold.is_some()
            || asked.max_post_steps.is_some();
        self.edits == Edits::Always || (self.edits == Edits::OnRequest && named)
    }

    /// What of full parameters may be asked of this family: what it fixes or refuses is left out where it would be a default.
    #[must_use]
    pub fn asked(&self, params: &Params) -> PartialParams {
        let mut asked = PartialParams::from(params);
        if self.block_length.is_some() {
            asked.steps = None;
            asked.block_length = None;
        }
        asked
    }

    fn check(&self, asked: &PartialParams) -> Result<(), Invalid> {
        let Some(length) = self.block_length else {
            return self.check_full(asked);
        };
        if let Some(steps) = asked.steps {
            let allowed = "nothing, since this model's steps are counted per block";
            return Err(Invalid::new(
                "steps",
                steps,
                allowed,
                "use steps_per_block instead",
            ));
        }
        if let Some(other) = asked.block_length.filter(|asked| *asked != length) {
            let allowed = format!("{length}, which this model's attention fixes");
            return Err(Invalid::new("block_length", other, allowed, "leave it out"));
        }
        if let Some(scale) = asked.cfg_scale.filter(|scale| *scale != 0.0) {
            let allowed = "0, since a block-causal model never saw a hidden prompt";
            return Err(Invalid::new(
                "cfg_scale",
                scale,
                allowed,
                "leave guidance out",
            ));
        }
        if let Some(cache) = asked
            .cache
            .filter(|cache| !matches!(cache, Cache::None | Cache::Auto))
        {
            let allowed = "none or auto, since a block-causal model always has its exact KV cache";
            return Err(Invalid::new("cache", cache, allowed, "leave it out"));
        }
        if self.edits == Edits::Never {
            return Self::refuse_edits(asked);
        }
        Ok(())
    }

    fn check_full(&self, asked: &PartialParams) -> Result<(), Invalid> {
        if self.edits == Edits::Never {
            Self::refuse_edits(asked)?;
        }
        Ok(())
    }

    fn refuse_edits(asked: &PartialParams) -> Result<(), Invalid> {
        let given = [
            (
                "num_to_transfer",
                asked.num_to_transfer.map(|value| value.to_string()),
            ),
            (
                "editing_threshold",
                asked.editing_threshold.map(|value| value.to_string()),
            ),
            (
                "max_post_steps",
                asked.max_post_steps.map(|value| value.to_string()),
            ),
        ];
        match given
            .into_iter()
            .find_map(|(field, value)| Some((field, value?)))
        {
            Some((field, value)) => {
                let allowed = "nothing, since only LLaDA2.x models replace decided tokens";
                Err(Invalid::new(field, value, allowed, "leave it out"))
            }
            None => Ok(()),
        }
    }

    /// Checks that the answer fits beside the prompt: in a block-causal model to the end of its last block.
    ///
    /// `prompt_tokens` and `context` are in tokens, template included.
    ///
    /// # Errors
    /// The answer does not fit: how much would.
    pub fn check_fit(
        &self,
        params: &Params,
        prompt_tokens: usize,
        context: usize,
    ) -> Result<(), Invalid> {
        let usable = self
            .block_length
            .map_or(context, |length| context - context % length);
        params.check_fit(prompt_tokens, usable)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(family: &Family, asked: &PartialParams) -> String {
        family.resolve(asked).unwrap_err().to_string()
    }

    #[test]
    fn llada_takes_the_original_demos_defaults() {
        let family = Family::default();
        assert_eq!(
            family.resolve(&PartialParams::default()),
            Ok(Params::default())
        );
        let edits = PartialParams {
            editing_threshold: Some(0.5),
            ..PartialParams::default()
        };
        assert!(refusal(&family, &edits).starts_with("editing_threshold is 0.5; allowed: nothing"));
    }

    #[test]
    fn a_block_causal_model_fixes_its_blocks() {
        let family = Family::block_causal(32, Edits::OnRequest);
        let params = family.resolve(&PartialParams::default()).unwrap();
        assert_eq!(
            (
                params.steps_per_block,
                params.ahead,
                params.block_length,
                params.editing()
            ),
            (Some(32), Some(0.95), 32, None)
        );
        let asked = |change: fn(&mut PartialParams)| {
            let mut asked = PartialParams::default();
            change(&mut asked);
            asked
        };
        assert!(refusal(&family, &asked(|p| p.steps = Some(8))).contains("steps_per_block"));
        assert!(refusal(&family, &asked(|p| p.block_length = Some(16))).contains("allowed: 32"));
        assert!(
            refusal(&family, &asked(|p| p.cfg_scale = Some(1.0))).starts_with("cfg_scale is 1")
        );
        assert!(
            refusal(&family, &asked(|p| p.cache = Some(Cache::Dual))).starts_with("cache is dual")
        );
        assert!(
            family
                .resolve(&asked(|p| p.block_length = Some(32)))
                .is_ok()
        );
        let by_threshold = family.resolve(&asked(|p| p.threshold = Some(0.8))).unwrap();
        assert_eq!(by_threshold.ahead, None);
        // What the page holds as full parameters can be asked for.
        assert!(family.resolve(&family.asked(&Params::default())).is_ok());
    }

    #[test]
    fn one_parameter_selects_the_editing_rule() {
        let asked = PartialParams {
            max_post_steps: Some(3),
            ..PartialParams::default()
        };
        for edits in [Edits::OnRequest, Edits::Always] {
            let params = Family::block_causal(32, edits).resolve(&asked).unwrap();
            let rule = params.editing().unwrap();
            assert_eq!(
                (rule.max_post_steps, rule.threshold, params.ahead),
                (3, 0.5, Some(0.7))
            );
        }
        let always = Family::block_causal(32, Edits::Always);
        assert!(
            always
                .resolve(&PartialParams::default())
                .unwrap()
                .editing()
                .is_some()
        );
    }

    #[test]
    fn the_last_block_must_fit() {
        let family = Family::block_causal(32, Edits::Never);
        let params = Params {
            gen_length: 32,
            ..Params::default()
        };
        assert!(
            family
                .check_fit(&params, 65, 100)
                .unwrap_err()
                .to_string()
                .contains("1 to 31")
        );
        assert_eq!(Family::default().check_fit(&params, 65, 100), Ok(()));
    }
}
