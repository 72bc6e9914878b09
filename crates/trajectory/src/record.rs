//! The recorded run (design section 2.4): what `unmask generate --json` prints, what the page exports, imports and
//! plays. Every view is a function of a record and a cursor.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use crate::{Params, Plan, Step, Vocab};

/// The version of the format that this program writes.
pub const VERSION: u32 = 1;

/// A format version that this program can read. Reading a newer one fails with a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Version(u32);

impl Default for Version {
    fn default() -> Self {
        Self(VERSION)
    }
}

impl<'de> Deserialize<'de> for Version {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            version @ 1..=VERSION => Ok(Self(version)),
            other => Err(D::Error::custom(format!(
                "this recording has format version {other}, and this program reads up to {VERSION}: update Unmask to open it"
            ))),
        }
    }
}

/// Which model made a run, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelInfo {
    /// The model as it was named: `tiny`, a folder's name, a hub id.
    pub id: String,
    /// Architecture: `llada`.
    pub architecture: String,
    /// Device: `cpu`, `cuda:0`, `metal`.
    pub device: String,
    /// Weights' type as run: `f32`, `f16`, `bf16`, `q8_0`, `q4k`.
    pub dtype: String,
}

/// Everything that is known before the first pass.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Format version.
    pub version: Version,
    /// The model.
    pub model: ModelInfo,
    /// Id of the mask token.
    pub mask_id: u32,
    /// Id of the end-of-text token.
    pub eos_id: u32,
    /// Prompt token ids, template included.
    pub prompt_ids: Vec<u32>,
    /// The prompt as rendered text, template included.
    pub prompt: String,
    /// The parameters as executed; the seed is always there.
    pub params: Params,
    /// The plan as executed.
    pub plan: Plan,
    /// Constraint tokens, in place before the first pass: `[pos, id]`.
    #[serde(default)]
    pub constraints: Vec<(usize, u32)>,
}

impl Head {
    /// The canvas before the first pass: masks, and the constraint tokens in place.
    #[must_use]
    pub fn initial_canvas(&self) -> Vec<u32> {
        let mut canvas = vec![self.mask_id; self.params.gen_length];
        for &(pos, id) in &self.constraints {
            if let Some(cell) = canvas.get_mut(pos) {
                *cell = id;
            }
        }
        canvas
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Finish {
    /// Every planned pass ran.
    Complete,
    /// It was stopped; what had come is kept.
    #[default]
    Stopped,
}

/// What a run cost. Times in milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// Forward passes that ran (a guided pass, a batch of two, counts once).
    pub forwards: usize,
    /// Mean time of a pass.
    pub ms_per_forward: f64,
    /// From the start of the run to the end of its first pass.
    pub first_step_ms: f64,
    /// From the start of the run to its end.
    pub wall_ms: f64,
    /// Tokens of the answer, special tokens not counted.
    pub output_tokens: usize,
    /// `output_tokens` per second of `wall_ms`.
    pub tokens_per_second: f64,
    /// Committed tokens (special ones included) per pass.
    pub tokens_per_forward: f64,
}

/// A recorded run.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trajectory {
    /// What was known before the first pass.
    #[serde(flatten)]
    pub head: Head,
    /// The executed passes, in order.
    pub steps: Vec<Step>,
    /// Texts of the token ids that occur.
    #[serde(default)]
    pub vocab: Vocab,
    /// The whole canvas at the end, special tokens (and, in a stopped run, masks) included.
    #[serde(default)]
    pub response_ids: Vec<u32>,
    /// The answer: decoded without special tokens, ending at the first end-of-text.
    #[serde(default)]
    pub text: String,
    /// How it ended.
    #[serde(default)]
    pub finish: Finish,
    /// What it cost.
    #[serde(default)]
    pub stats: Stats,
}

/// Why a record that parsed is still no record of a run.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// A parameter is out of bounds.
    #[error("the recording's parameters are damaged: {0}")]
    Params(#[from] crate::Invalid),
    /// The answer is longer than any view can draw.
    #[error("the recording's answer has {0} tokens; at most {MAX_LENGTH} can be opened")]
    TooLong(usize),
    /// A position lies outside the answer.
    #[error(
        "the recording is damaged: step {step} names position {pos}, but the answer has {length} tokens"
    )]
    OutOfRange {
        /// Index of the step (the number of steps for a constraint).
        step: usize,
        /// The position.
        pos: usize,
        /// The answer's length.
        length: usize,
    },
    /// A position was committed twice, or where a constraint stands.
    #[error("the recording is damaged: position {pos} is revealed again at step {step}")]
    Twice {
        /// Index of the step.
        step: usize,
        /// The position.
        pos: usize,
    },
}

/// The longest answer that is opened from a file.
pub const MAX_LENGTH: usize = 65_536;

impl Trajectory {
    /// A record with no step yet.
    #[must_use]
    pub fn new(head: Head) -> Self {
        let response_ids = head.initial_canvas();
        Self {
            head,
            steps: Vec::new(),
            vocab: Vocab::default(),
            response_ids,
            text: String::new(),
            finish: Finish::Stopped,
            stats: Stats::default(),
        }
    }

    /// The answer's length in tokens.
    #[must_use]
    pub fn length(&self) -> usize {
        self.head.params.gen_length
    }

    /// Checks a record that came from outside: positions inside the answer, none revealed twice.
    ///
    /// # Errors
    /// The first damage found.
    pub fn check(self) -> Result<Self, RecordError> {
        let length = self.length();
        self.head.params.check()?;
        if length > MAX_LENGTH {
            return Err(RecordError::TooLong(length));
        }
        let mut seen = vec![false; length];
        for &(pos, _) in &self.head.constraints {
            let step = self.steps.len();
            *seen
                .get_mut(pos)
                .ok_or(RecordError::OutOfRange { step, pos, length })? = true;
        }
        for (step, record) in self.steps.iter().enumerate() {
            if let Some(pick) = record.candidates.iter().find(|pick| pick.pos >= length) {
                return Err(RecordError::OutOfRange {
                    step,
                    pos: pick.pos,
                    length,
                });
            }
            for &crate::Pick { pos, .. } in &record.committed {
                let cell =
                    seen.get_mut(pos)
                        .ok_or(RecordError::OutOfRange { step, pos, length })?;
                if std::mem::replace(cell, true) {
                    return Err(RecordError::Twice { step, pos });
                }
            }
        }
        Ok(self)
    }

    /// The text of a token as the recording names it; `[id]` where it does not.
    #[must_use]
    pub fn token_text(&self, id: u32) -> String {
        self.vocab
            .get(id)
            .map_or_else(|| format!("[{id}]"), str::to_owned)
    }

    /// The answer so far, from token texts: what a stopped run leaves to read. Masks and special tokens are left out,
    /// and it ends at the first end-of-text.
    #[must_use]
    pub fn draft_text(&self) -> String {
        let shown = self
            .response_ids
            .iter()
            .take_while(|id| **id != self.head.eos_id);
        let texts = shown
            .filter(|id| **id != self.head.mask_id)
            .filter_map(|id| self.vocab.get(*id))
            .filter(|text| !crate::glyph::is_special(text));
        texts.collect::<String>().trim().to_owned()
    }
}
