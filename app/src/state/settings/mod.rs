//! The settings as they stand in the form, numbers as typed, and what they come to: parameters or refusals.

mod read;

use serde::{Deserialize, Serialize};
use trajectory::api::Candidates;
use trajectory::sliders::{self, Slider};
use trajectory::{Editing, Edits, Family, PartialParams, Remasking, Speed};

use super::browser;

pub use read::local_plan;

/// The form. What is typed is kept as typed, so that a half-written number is never lost or corrected away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The family of the model that the numbers are for.
    pub family: Family,
    /// `gen_length` as typed.
    pub gen_length: String,
    /// `steps` as typed.
    pub steps: String,
    /// `block_length` as typed.
    pub block_length: String,
    /// `temperature` as typed.
    pub temperature: String,
    /// `cfg_scale` as typed.
    pub cfg_scale: String,
    /// `steps_per_block` as typed; block-causal models.
    pub steps_per_block: String,
    /// `ahead` as typed; block-causal models.
    pub ahead: String,
    /// `editing_threshold` as typed; where decided tokens can be replaced.
    pub editing_threshold: String,
    /// `num_to_transfer` as typed; where decided tokens can be replaced.
    pub num_to_transfer: String,
    /// `max_post_steps` as typed; where decided tokens can be replaced.
    pub max_post_steps: String,
    /// Lab: decided tokens are replaced by a model that does so on request.
    pub edits_wanted: bool,
    /// Which positions are committed first.
    pub remasking: Remasking,
    /// Which forward passes are saved.
    pub speed: Speed,
    /// Constraints as typed: `0:Once, 5:upon`.
    pub constraints: String,
    /// Seed as typed or drawn; empty before the first draw.
    pub seed: String,
    /// Whether the seed stays for the next run.
    pub seed_locked: bool,
    /// Lab mode: wider ranges and the experimental controls.
    pub lab: bool,
    /// Lab: the confidence threshold as typed; `None` is off.
    pub threshold: Option<String>,
    /// Lab: the end-of-text token may not be chosen.
    pub suppress_eos: bool,
    /// Lab: end-of-text and end-of-turn are committed last.
    pub eos_last: bool,
    /// Lab, block-causal models: no block is begun after the one that holds the end of the text.
    pub stop_at_eos: bool,
    /// Lab: best guesses for every masked position, not only the active block's.
    pub all_candidates: bool,
    /// Lab: what else was considered at each position is recorded.
    pub alternatives: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self::of(&Family::default(), false)
    }
}

impl Settings {
    /// The settings that a family's authors recommend.
    #[must_use]
    pub fn of(family: &Family, edits_wanted: bool) -> Self {
        let wanted = edits_wanted && family.edits == Edits::OnRequest;
        let asked = PartialParams {
            num_to_transfer: wanted.then(|| Editing::default().num_to_transfer),
            ..PartialParams::default()
        };
        // A family takes its own defaults.
        let params = family.resolve(&asked).unwrap_or_default();
        let rule = params.editing().unwrap_or_default();
        Self {
            family: family.clone(),
            steps_per_block: params.steps_per_block.unwrap_or(32).to_string(),
            ahead: params.ahead.unwrap_or(1.0).to_string(),
            editing_threshold: rule.threshold.to_string(),
            num_to_transfer: rule.num_to_transfer.to_string(),
            max_post_steps: rule.max_post_steps.to_string(),
            edits_wanted: wanted,
            gen_length: params.gen_length.to_string(),
            steps: params.steps.to_string(),
            block_length: params.block_length.to_string(),
            temperature: params.temperature.to_string(),
            cfg_scale: params.cfg_scale.to_string(),
            remasking: params.remasking,
            speed: Speed::Exact,
            constraints: String::new(),
            seed: String::new(),
            seed_locked: false,
            lab: false,
            threshold: None,
            suppress_eos: false,
            eos_last: false,
            stop_at_eos: false,
            all_candidates: false,
            alternatives: false,
        }
    }

    /// Follows the model: what stood at the defaults of its family before stands at those of `family` now.
    pub fn adopt(&mut self, family: &Family) {
        let before = Self::of(&self.family, self.edits_wanted);
        self.rebase(&before, Self::of(family, self.edits_wanted));
    }

    /// Switches the replacement of decided tokens, with the numbers that belong to it.
    pub fn set_edits(&mut self, wanted: bool) {
        let before = Self::of(&self.family, self.edits_wanted);
        self.rebase(&before, Self::of(&self.family, wanted));
    }

    fn rebase(&mut self, before: &Self, now: Self) {
        for Slider { field, .. } in sliders::EVERY {
            if self.number(field) == before.number(field) {
                self.set_number(field, now.number(field).to_owned());
            }
        }
        if self.remasking == before.remasking {
            self.remasking = now.remasking;
        }
        (self.family, self.edits_wanted) = (now.family, now.edits_wanted);
    }

    /// Whether the model has blocks of a length of its own.
    #[must_use]
    pub const fn is_block_causal(&self) -> bool {
        self.family.block_length.is_some()
    }

    /// Whether decided tokens are replaced.
    #[must_use]
    pub fn edits(&self) -> bool {
        match self.family.edits {
            Edits::Never => false,
            Edits::OnRequest => self.lab && self.edits_wanted,
            Edits::Always => true,
        }
    }

    /// The sliders of the model.
    #[must_use]
    pub fn sliders(&self) -> Vec<Slider> {
        sliders::of(&self.family, self.edits())
    }

    /// The number typed for a slider's field; nothing for a name that is no slider's.
    #[must_use]
    pub fn number(&self, field: &str) -> &str {
        match field {
            "gen_length" => &self.gen_length,
            "steps" => &self.steps,
            "block_length" => &self.block_length,
            "temperature" => &self.temperature,
            "cfg_scale" => &self.cfg_scale,
            "steps_per_block" => &self.steps_per_block,
            "ahead" => &self.ahead,
            "editing_threshold" => &self.editing_threshold,
            "num_to_transfer" => &self.num_to_transfer,
            "max_post_steps" => &self.max_post_steps,
            _ => "",
        }
    }

    /// Types a number for a slider's field.
    pub fn set_number(&mut self, field: &str, typed: String) {
        match field {
            "gen_length" => self.gen_length = typed,
            "steps" => self.steps = typed,
            "block_length" => self.block_length = typed,
            "temperature" => self.temperature = typed,
            "cfg_scale" => self.cfg_scale = typed,
            "steps_per_block" => self.steps_per_block = typed,
            "ahead" => self.ahead = typed,
            "editing_threshold" => self.editing_threshold = typed,
            "num_to_transfer" => self.num_to_transfer = typed,
            "max_post_steps" => self.max_post_steps = typed,
            _ => {}
        }
    }

    /// Switches Lab mode. Leaving it brings every number back into the simple ranges.
    pub fn set_lab(&mut self, lab: bool) {
        self.lab = lab;
        if lab {
            return;
        }
        for slider in &sliders::EVERY {
            let (min, max) = self.range(slider);
            if let Some(value) = browser::number(self.number(slider.field)) {
                self.set_number(slider.field, value.clamp(min, max).to_string());
            }
        }
    }

    /// The defaults again; the seed, its lock and the mode stay.
    #[must_use]
    pub fn reset(&self) -> Self {
        Self {
            seed: self.seed.clone(),
            seed_locked: self.seed_locked,
            lab: self.lab,
            ..Self::of(&self.family, false)
        }
    }

    /// Whether anything that [`Self::reset`] would touch differs from the defaults.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        *self != self.reset()
    }

    /// Whether to ask for what else was considered at each position.
    #[must_use]
    pub const fn records_alternatives(&self) -> bool {
        self.lab && self.alternatives
    }

    /// Which best guesses to ask for.
    #[must_use]
    pub const fn candidates(&self) -> Candidates {
        if self.lab && self.all_candidates {
            Candidates::All
        } else {
            Candidates::Block
        }
    }

    /// A slider's bounds: wider in Lab mode, and never without the family's default.
    #[must_use]
    pub fn range(&self, slider: &Slider) -> (f64, f64) {
        if self.lab {
            return (slider.lab_min, slider.lab_max);
        }
        let default = Self::of(&self.family, self.edits_wanted);
        let default = browser::number(default.number(slider.field)).unwrap_or(slider.min);
        (slider.min.min(default), slider.max.max(default))
    }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;

    fn refused(settings: &Settings) -> Vec<String> {
        let invalid = settings.params().unwrap_err();
        invalid.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lab_mode_widens_the_ranges_and_leaving_it_narrows_the_numbers() {
        let mut settings = Settings {
            gen_length: "512".into(),
            ..Settings::default()
        };
        assert!(refused(&settings)[0].contains("Lab mode"));
        settings.set_lab(true);
        assert_eq!(settings.params().unwrap().gen_length, 512);
        settings.set_lab(false);
        assert_eq!(settings.gen_length, "128");
    }

    #[test]
    fn a_block_causal_model_has_numbers_of_its_own() {
        let family = Family::block_causal(32, Edits::OnRequest);
        let mut settings = Settings {
            gen_length: "96".into(),
            ..Settings::default()
        };
        settings.adopt(&family);
        let params = settings.params().unwrap();
        assert_eq!(
            (params.gen_length, params.steps_per_block, params.ahead),
            (96, Some(32), Some(0.95))
        );
        assert_eq!(family.resolve(&family.asked(&params)), Ok(params));
        settings.set_lab(true);
        settings.set_edits(true);
        let params = settings.params().unwrap();
        assert_eq!((params.num_to_transfer, params.ahead), (Some(1), Some(0.7)));
        // Back at a model of full attention nothing of it is left.
        settings.adopt(&Family::default());
        settings.set_lab(false);
        settings.gen_length = "64".into();
        assert_eq!(settings.params(), Ok(Params::default()));
        assert!(!settings.is_changed());
    }

    #[test]
    fn a_model_that_always_replaces_needs_no_switch() {
        let family = Family::block_causal(32, Edits::Always);
        let settings = Settings::of(&family, false);
        let params = settings.params().unwrap();
        assert!(params.editing().is_some());
        assert!(!settings.is_changed());
    }

    #[test]
    fn settings_of_an_older_page_are_read() {
        let settings: Settings = serde_json::from_str(r#"{"steps":"16","shine":1}"#).unwrap();
        assert_eq!(settings.steps, "16");
        assert_eq!(settings.gen_length, "64");
    }
}
