//! What the form comes to: the parameters of a run, or what is wrong with them, field by field.

use trajectory::sliders::Slider;
use trajectory::{Constraints, Family, Invalid, Layout, Params, PartialParams, Plan};

use super::Settings;
use crate::state::browser;

impl Settings {
    /// The parameters as they stand, without a seed unless it is locked.
    ///
    /// # Errors
    /// Every field that is at fault, in the order of the panel.
    pub fn params(&self) -> Result<Params, Vec<Invalid>> {
        let mut refused = Vec::new();
        let sliders = self.sliders();
        let mut asked = PartialParams::default();
        for slider in &sliders {
            match self.read_number(slider) {
                Ok(value) => put(&mut asked, slider.field, value),
                Err(invalid) => refused.push(invalid),
            }
        }
        asked.remasking = Some(self.remasking);
        keep_fault(self.read_constraints(), &mut refused, |constraints| {
            asked.constraints = Some(constraints);
        });
        if self.seed_locked {
            keep_fault(self.read_seed(), &mut refused, |seed| {
                asked.seed = Some(seed);
            });
        }
        if self.lab {
            asked.suppress_eos = Some(self.suppress_eos);
            asked.eos_last = Some(self.eos_last);
            if let Some(typed) = &self.threshold {
                keep_fault(read_threshold(typed), &mut refused, |threshold| {
                    asked.threshold = Some(threshold);
                    asked.ahead = None;
                });
            }
        }
        if !refused.is_empty() {
            return Err(refused);
        }
        let mut params = self
            .family
            .resolve(&asked)
            .map_err(|invalid| vec![invalid])?;
        if self.is_block_causal() {
            params.stop_at_eos = self.lab && self.stop_at_eos;
        } else {
            self.speed.apply(&mut params);
        }
        params.check().map_err(|invalid| vec![invalid])?;
        Ok(params)
    }

    fn read_number(&self, slider: &Slider) -> Result<f64, Invalid> {
        let typed = self.number(slider.field);
        let (min, max) = self.range(slider);
        let is_whole = slider.lab_step.fract() == 0.0;
        let refuse = |remedy: &str| {
            let allowed = if is_whole {
                t!("whole numbers {min} to {max}", min, max)
            } else {
                t!("{min} to {max}", min, max)
            };
            Err(Invalid::new(slider.field, shown(typed), allowed, remedy))
        };
        match browser::number(typed) {
            Some(value) if is_whole && value.fract() != 0.0 => refuse(t!("round it")),
            Some(value) if (min..=max).contains(&value) => Ok(value),
            Some(value) if !self.lab && (slider.lab_min..=slider.lab_max).contains(&value) => {
                refuse(t!("stay in that range, or switch on Lab mode"))
            }
            Some(_) => refuse(t!("stay in that range")),
            None => refuse(t!("type a number")),
        }
    }

    fn read_constraints(&self) -> Result<Constraints, Invalid> {
        self.constraints
            .parse()
            .map_err(|error: trajectory::ConstraintError| {
                let typed = self.constraints.trim();
                let allowed = t!("position:word, separated by commas");
                Invalid::new("constraints", typed, allowed, &error.to_string())
            })
    }

    fn read_seed(&self) -> Result<u64, Invalid> {
        self.seed.trim().parse().map_err(|_| {
            let remedy = t!("type one, draw a new one, or unlock the seed");
            Invalid::new(
                "seed",
                shown(&self.seed),
                t!("a whole number from 0"),
                remedy,
            )
        })
    }
}

fn read_threshold(typed: &str) -> Result<f64, Invalid> {
    match browser::number(typed) {
        Some(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => {
            let remedy = t!("use 0.9, or switch the threshold off");
            Err(Invalid::new(
                "threshold",
                shown(typed),
                t!("0 to 1"),
                remedy,
            ))
        }
    }
}

/// Takes a value, or keeps what is wrong with it.
fn keep_fault<T>(read: Result<T, Invalid>, faults: &mut Vec<Invalid>, take: impl FnOnce(T)) {
    match read {
        Ok(value) => take(value),
        Err(invalid) => faults.push(invalid),
    }
}

/// Writes a slider's value into the parameters.
fn put(asked: &mut PartialParams, field: &str, value: f64) {
    let count = Some(whole(value));
    match field {
        "gen_length" => asked.gen_length = count,
        "steps" => asked.steps = count,
        "block_length" => asked.block_length = count,
        "temperature" => asked.temperature = Some(value),
        "cfg_scale" => asked.cfg_scale = Some(value),
        "steps_per_block" => asked.steps_per_block = count,
        "ahead" => asked.ahead = Some(value),
        "editing_threshold" => asked.editing_threshold = Some(value),
        "num_to_transfer" => asked.num_to_transfer = count,
        "max_post_steps" => asked.max_post_steps = count,
        _ => {}
    }
}

/// The plan for `params` behind a prompt of so many tokens, each constraint counted as one token: exact but for words of several
/// tokens, which only the model's tokenizer can count.
#[must_use]
pub fn local_plan(params: &Params, family: &Family, prompt: usize) -> Plan {
    let layout = Layout::new(params, family, prompt);
    let locked = |position: usize| params.constraints.iter().any(|(at, _)| at == position);
    Plan::of(params, &layout, |position| !locked(position))
}

fn shown(typed: &str) -> &str {
    let typed = typed.trim();
    if typed.is_empty() { t!("empty") } else { typed }
}

// The value has passed `read_number`: whole, positive and small.
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
const fn whole(value: f64) -> usize {
    value as usize
}
#[cfg(test)]
mod tests {
    use trajectory::Speed;
    use trajectory::api::Candidates;

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
        let plan = local_plan(&params, &Family::default(), 0);
        assert_eq!(plan.blocks[0].commits.iter().sum::<usize>(), 31);
    }
}
