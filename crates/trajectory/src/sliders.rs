//! The page's controls: the original demo's ranges and steps, Lab mode's wider ones, and a sentence each.

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

/// Every slider, in the order of the settings panel.
pub const ALL: [Slider; 5] = [GEN_LENGTH, STEPS, BLOCK_LENGTH, TEMPERATURE, CFG_SCALE];
