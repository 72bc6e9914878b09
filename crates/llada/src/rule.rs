//! How a token is chosen from a row of logits.

/// How a token is chosen from a row of logits, and what its confidence is.
#[derive(Debug, Clone, Copy)]
pub struct Rule<'a> {
    /// The mask token: never chosen, but part of the softmax.
    pub mask_id: u32,
    /// Ids whose logit is −∞ before choice and confidence.
    pub suppressed: &'a [u32],
    /// Ids whose logit is −∞ for the confidence only, after the choice.
    pub last: &'a [u32],
    /// Classifier-free guidance.
    pub guidance: Option<Guidance<'a>>,
    /// Gumbel noise on the choice; none means the most likely token.
    pub gumbel: Option<Gumbel>,
    /// Whether to say what else was considered. A device that chooses where the logits are sends them to the host for it.
    pub alternatives: bool,
}

/// logits = u + (scale + 1)(c − u), where u comes from a canvas that hides what was given.
#[derive(Debug, Clone, Copy)]
pub struct Guidance<'a> {
    /// w.
    pub scale: f32,
    /// Positions that the unconditional row masks: whatever was not masked before the first step.
    pub hidden: &'a [usize],
}

/// The choice is the argmax of logits − temperature · ln(−ln u(seed, pass, position, token)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Gumbel {
    /// T, above 0.
    pub temperature: f64,
    /// The run's seed.
    pub seed: u64,
    /// Index of the executed pass.
    pub pass: u32,
}

impl Rule<'_> {
    /// Whether a choice by this rule needs the logits on the host: noise is drawn and rankings are made there.
    #[must_use]
    pub const fn needs_logits(&self) -> bool {
        self.gumbel.is_some() || self.alternatives
    }

    /// The most likely token, nothing else.
    #[must_use]
    pub const fn greedy(mask_id: u32) -> Self {
        Self {
            mask_id,
            suppressed: &[],
            last: &[],
            guidance: None,
            gumbel: None,
            alternatives: false,
        }
    }
}
