//! The page's controls: the original demo's ranges and steps, Lab mode's wider ones, and a sentence each.

use crate::Family;

/// One slider of the settings panel.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Slider {
    /// The parameter's name in [`crate::Params`].
    pub field: &'static str,
    /// What the control is called.
    pub label: &'static str,
    /// Lowest value.
    pub min: f64,
    /// Highest value in the simple mode.
    pub max: f64,
    /// Distance between values.
    pub step: f64,
    /// Lowest value in Lab mode.
    pub lab_min: f64,
    /// Highest value in Lab mode.
    pub lab_max: f64,
    /// Distance between values in Lab mode.
    pub lab_step: f64,
    /// What it does, in a sentence.
    pub help: &'static str,
}

/// `gen_length`.
pub const GEN_LENGTH: Slider = Slider {
    field: "gen_length",
    label: "Generation length",
    min: 16.0,
    max: 128.0,
    step: 8.0,
    lab_min: 1.0,
    lab_max: 1024.0,
    lab_step: 1.0,
    help: "How many masked tokens the answer starts with. A short answer leaves the rest as end-of-text.",
};

/// `steps`.
pub const STEPS: Slider = Slider {
    field: "steps",
    label: "Denoising steps",
    min: 8.0,
    max: 64.0,
    step: 4.0,
    lab_min: 1.0,
    lab_max: 1024.0,
    lab_step: 1.0,
    help: "How many passes reveal the answer. Fewer steps are faster and reveal more tokens at once, less carefully.",
};

/// `block_length`.
pub const BLOCK_LENGTH: Slider = Slider {
    field: "block_length",
    label: "Block length",
    min: 8.0,
    max: 128.0,
    step: 8.0,
    lab_min: 1.0,
    lab_max: 1024.0,
    lab_step: 1.0,
    help: "The answer is finished block by block, left to right; inside a block the order is free.",
};

/// `temperature`.
pub const TEMPERATURE: Slider = Slider {
    field: "temperature",
    label: "Temperature",
    min: 0.0,
    max: 1.0,
    step: 0.1,
    lab_min: 0.0,
    lab_max: crate::params::MAX_TEMPERATURE,
    lab_step: 0.05,
    help: "Randomness of each choice. 0 always takes the most likely token.",
};

/// `cfg_scale`.
pub const CFG_SCALE: Slider = Slider {
    field: "cfg_scale",
    label: "Guidance (CFG)",
    min: 0.0,
    max: 2.0,
    step: 0.1,
    lab_min: 0.0,
    lab_max: crate::params::MAX_CFG_SCALE,
    lab_step: 0.1,
    help: "Pushes the answer towards the prompt by comparing with a pass that cannot see it. Above 0 each step costs two passes.",
};

/// `steps_per_block`, of block-causal models.
pub const STEPS_PER_BLOCK: Slider = Slider {
    field: "steps_per_block",
    label: "Steps per block",
    min: 1.0,
    max: 32.0,
    step: 1.0,
    lab_min: 1.0,
    lab_max: 1024.0,
    lab_step: 1.0,
    help: "How many passes a block takes at most. Fewer steps reveal more tokens at once; a pass that is sure of many ends the block sooner.",
};

/// `ahead`, of block-causal models.
pub const AHEAD: Slider = Slider {
    field: "ahead",
    label: "Reveal from confidence",
    min: 0.5,
    max: 1.0,
    step: 0.05,
    lab_min: 0.0,
    lab_max: 1.0,
    lab_step: 0.01,
    help: "Each pass also reveals every token that is surer than this, beyond the scheduled ones. Lower is faster and less careful.",
};

/// `editing_threshold`, where decided tokens can be replaced.
pub const EDITING_THRESHOLD: Slider = Slider {
    field: "editing_threshold",
    label: "Replace from confidence",
    min: 0.0,
    max: 1.0,
    step: 0.05,
    lab_min: 0.0,
    lab_max: 1.0,
    lab_step: 0.01,
    help: "A token that is already revealed is replaced when another one becomes likelier than this. At 1 nothing is ever replaced.",
};

/// `num_to_transfer`, where decided tokens can be replaced.
pub const NUM_TO_TRANSFER: Slider = Slider {
    field: "num_to_transfer",
    label: "Least tokens per pass",
    min: 1.0,
    max: 8.0,
    step: 1.0,
    lab_min: 1.0,
    lab_max: 32.0,
    lab_step: 1.0,
    help: "Each pass reveals at least so many tokens, however unsure they are.",
};

/// `max_post_steps`, where decided tokens can be replaced.
pub const MAX_POST_STEPS: Slider = Slider {
    field: "max_post_steps",
    label: "Passes after the last mask",
    min: 0.0,
    max: 32.0,
    step: 1.0,
    lab_min: 0.0,
    lab_max: 64.0,
    lab_step: 1.0,
    help: "When a block holds no mask any more, further passes may still replace tokens: at most so many.",
};

/// The sliders of a model with full attention, in the order of the settings panel.
pub const ALL: [Slider; 5] = [GEN_LENGTH, STEPS, BLOCK_LENGTH, TEMPERATURE, CFG_SCALE];

/// Every slider that any family has.
pub const EVERY: [Slider; 10] = [
    GEN_LENGTH,
    STEPS,
    BLOCK_LENGTH,
    TEMPERATURE,
    CFG_SCALE,
    STEPS_PER_BLOCK,
    AHEAD,
    EDITING_THRESHOLD,
    NUM_TO_TRANSFER,
    MAX_POST_STEPS,
];

/// The sliders of a family, in the order of the settings panel; `edits` is whether decided tokens are to be replaced. What the
/// family fixes or refuses has none.
#[must_use]
pub fn of(family: &Family, edits: bool) -> Vec<Slider> {
    if family.block_length.is_none() {
        return ALL.to_vec();
    }
    let mut sliders = vec![GEN_LENGTH];
    if edits {
        sliders.extend([AHEAD, EDITING_THRESHOLD, NUM_TO_TRANSFER, MAX_POST_STEPS]);
    } else {
        sliders.extend([STEPS_PER_BLOCK, AHEAD]);
    }
    sliders.push(TEMPERATURE);
    sliders
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Edits;

    #[test]
    fn what_a_family_fixes_or_refuses_has_no_slider() {
        let fields = |family: &Family, edits| {
            let sliders = of(family, edits).into_iter();
            sliders.map(|slider| slider.field).collect::<Vec<_>>()
        };
        let causal = Family::block_causal(32, Edits::OnRequest);
        assert_eq!(
            fields(&causal, false),
            ["gen_length", "steps_per_block", "ahead", "temperature"]
        );
        assert!(fields(&causal, true).contains(&"editing_threshold"));
        assert!(!fields(&causal, true).contains(&"steps_per_block"));
        assert!(fields(&Family::default(), false).contains(&"cfg_scale"));
    }
}
