//! The settings as they stand in the form, numbers as typed, and what they come to: parameters or refusals.

use serde::{Deserialize, Serialize};
use trajectory::sliders::{self, Slider};
use trajectory::{Constraints, Invalid, Params, Plan, Remasking, Speed};

use crate::api::Candidates;

/// The form. What is typed is kept as typed, so that a half-written number is never lost or corrected away.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
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
    /// Lab: best guesses for every masked position, not only the active block's.
    pub all_candidates: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let params = Params::default();
        Self {
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
            all_candidates: false,
        }
    }
}

impl Settings {
    /// The number typed for a slider's field; nothing for a name that is no slider's.
    #[must_use]
    pub fn number(&self, field: &str) -> &str {
        match field {
            "gen_length" => &self.gen_length,
            "steps" => &self.steps,
            "block_length" => &self.block_length,
            "temperature" => &self.temperature,
            "cfg_scale" => &self.cfg_scale,
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
            _ => {}
        }
    }

    /// Switches Lab mode. Leaving it brings every number back into the simple ranges.
    pub fn set_lab(&mut self, lab: bool) {
        self.lab = lab;
        if lab {
            return;
        }
        for slider in &sliders::ALL {
            if let Ok(value) = self.number(slider.field).trim().parse::<f64>()
                && value.is_finite()
            {
                self.set_number(
                    slider.field,
                    value.clamp(slider.min, slider.max).to_string(),
                );
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
            ..Self::default()
        }
    }

    /// Whether anything that [`Self::reset`] would touch differs from the defaults.
    #[must_use]
    pub fn is_changed(&self) -> bool {
        *self != self.reset()
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

    /// The parameters as they stand, without a seed unless it is locked.
    ///
    /// # Errors
    /// Every field that is at fault, in the order of the panel.
    pub fn params(&self) -> Result<Params, Vec<Invalid>> {
        let mut refused = Vec::new();
        let mut number = |slider: &Slider| {
            read_number(slider, self.number(slider.field), self.lab)
                .map_err(|invalid| refused.push(invalid))
                .unwrap_or_default()
        };
        let mut params = Params {
            gen_length: whole(number(&sliders::GEN_LENGTH)),
            steps: whole(number(&sliders::STEPS)),
            block_length: whole(number(&sliders::BLOCK_LENGTH)),
            temperature: number(&sliders::TEMPERATURE),
            cfg_scale: number(&sliders::CFG_SCALE),
            remasking: self.remasking,
            ..Params::default()
        };
        match self.constraints.parse::<Constraints>() {
            Ok(constraints) => params.constraints = constraints,
            Err(error) => {
                let typed = self.constraints.trim();
                refused.push(Invalid::new(
                    "constraints",
                    typed,
                    "position:word, separated by commas",
                    &error.to_string(),
                ));
            }
        }
        if self.seed_locked {
            match self.seed.trim().parse() {
                Ok(seed) => params.seed = Some(seed),
                Err(_) => refused.push(Invalid::new(
                    "seed",
                    shown(&self.seed),
                    "a whole number from 0",
                    "type one, draw a new one, or unlock the seed",
                )),
            }
        }
        if self.lab {
            params.suppress_eos = self.suppress_eos;
            params.eos_last = self.eos_last;
            if let Some(typed) = &self.threshold {
                match typed.trim().parse::<f64>() {
                    Ok(value) if (0.0..=1.0).contains(&value) => params.threshold = Some(value),
                    _ => refused.push(Invalid::new(
                        "threshold",
                        shown(typed),
                        "0 to 1",
                        "use 0.9, or switch the threshold off",
                    )),
                }
            }
        }
        self.speed.apply(&mut params);
        if refused.is_empty() {
            params.check().map_err(|invalid| vec![invalid])?;
            return Ok(params);
        }
        Err(refused)
    }
}

/// The plan for `params`, each constraint counted as one token: exact but for words of several tokens, which only
/// the model's tokenizer can count.
#[must_use]
pub fn local_plan(params: &Params) -> Plan {
    let locked: Vec<usize> = params.constraints.iter().map(|(at, _)| at).collect();
    Plan::new(params, &locked)
}

fn read_number(slider: &Slider, typed: &str, lab: bool) -> Result<f64, Invalid> {
    let (min, max) = range(slider, lab);
    let is_whole = slider.step.fract() == 0.0;
    let kind = if is_whole { "whole numbers " } else { "" };
    let refuse = |remedy: &str| {
        let allowed = format!("{kind}{min} to {max}");
        Err(Invalid::new(slider.field, shown(typed), allowed, remedy))
    };
    match typed.trim().parse::<f64>() {
        Ok(value) if is_whole && value.fract() != 0.0 => refuse("round it"),
        Ok(value) if (min..=max).contains(&value) => Ok(value),
        Ok(value) if !lab && (slider.lab_min..=slider.lab_max).contains(&value) => {
            refuse("stay in that range, or switch on Lab mode")
        }
        Ok(_) => refuse("stay in that range"),
        Err(_) => refuse("type a number"),
    }
}

/// A slider's bounds in the mode.
#[must_use]
pub const fn range(slider: &Slider, lab: bool) -> (f64, f64) {
    if lab {
        (slider.lab_min, slider.lab_max)
    } else {
        (slider.min, slider.max)
    }
}

fn shown(typed: &str) -> &str {
    let typed = typed.trim();
    if typed.is_empty() { "empty" } else { typed }
}

// The value has passed `read_number`: whole, positive and small.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(value: f64) -> usize {
    value as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(settings: &Settings) -> Vec<String> {
        let invalid = settings.params().unwrap_err();
        invalid.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn untouched_settings_are_the_default_parameters() {
        assert_eq!(Settings::default().params(), Ok(Params::default()));
        assert!(!Settings::default().is_changed());
    }

    #[test]
    fn each_fault_is_told_at_its_own_field() {
        let settings = Settings {
            gen_length: String::new(),
            steps: "0".into(),
            block_length: "8.5".into(),
            temperature: "NaN".into(),
            cfg_scale: "-1".into(),
            constraints: "5:".into(),
            seed: "x".into(),
            seed_locked: true,
            ..Settings::default()
        };
        let fields: Vec<String> = settings
            .params()
            .unwrap_err()
            .into_iter()
            .map(|invalid| invalid.field)
            .collect();
        assert_eq!(
            fields,
            [
                "gen_length",
                "steps",
                "block_length",
                "temperature",
                "cfg_scale",
                "constraints",
                "seed"
            ]
        );
        let messages = refused(&settings);
        assert!(messages[0].starts_with("gen_length is empty; allowed: whole numbers 16 to 128."));
        assert!(messages[5].contains("has no word after the colon"));
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
    fn a_speed_sets_the_options_that_save_passes() {
        let mut settings = Settings {
            speed: Speed::Fast,
            threshold: Some("0.8".into()),
            ..Settings::default()
        };
        let params = settings.params().unwrap();
        assert_eq!(Speed::of(&params), Some(Speed::Fast));
        assert_eq!(params.ahead, Some(0.98));
        settings.set_lab(true);
        let params = settings.params().unwrap();
        assert_eq!((params.threshold, params.ahead), (Some(0.8), None));
        assert!(params.stop_at_eos);
    }

    #[test]
    fn lab_controls_count_only_in_lab_mode() {
        let mut settings = Settings {
            threshold: Some("0.9".into()),
            suppress_eos: true,
            all_candidates: true,
            ..Settings::default()
        };
        assert_eq!(settings.params(), Ok(Params::default()));
        assert_eq!(settings.candidates(), Candidates::Block);
        settings.set_lab(true);
        let params = settings.params().unwrap();
        assert_eq!((params.threshold, params.suppress_eos), (Some(0.9), true));
        assert_eq!(settings.candidates(), Candidates::All);
        settings.threshold = Some("2".into());
        assert!(refused(&settings)[0].starts_with("threshold is 2; allowed: 0 to 1."));
    }

    #[test]
    fn a_constraint_beyond_the_answer_is_refused() {
        let settings = Settings {
            constraints: "64:late".into(),
            ..Settings::default()
        };
        assert!(refused(&settings)[0].contains("positions 0 to 63"));
    }

    #[test]
    fn a_locked_constraint_saves_the_plan_a_token() {
        let params = Params {
            constraints: "0:Once".parse().unwrap(),
            ..Params::default()
        };
        let plan = local_plan(&params);
        assert_eq!(plan.blocks[0].commits.iter().sum::<usize>(), 31);
    }

    #[test]
    fn settings_of_an_older_page_are_read() {
        let settings: Settings = serde_json::from_str(r#"{"steps":"16","shine":1}"#).unwrap();
        assert_eq!(settings.steps, "16");
        assert_eq!(settings.gen_length, "64");
    }
}
