//! The recorded run (design section 2.4): what `unmask generate --json` prints, what the page exports, imports and
//! plays. Every view is a function of a record and a cursor.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize};

use crate::{Block, Params, Pick, Plan, Step, Vocab};

/// The version of the format that this program writes.
pub const VERSION: u32 = 2;

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
    /// Constraint and locked tokens, in place before the first pass and never changed: `[pos, id]`.
    #[serde(default)]
    pub constraints: Vec<(usize, u32)>,
    /// The run that this one branches off, and after how many of its passes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<Parent>,
    /// Tokens besides the constraints that stand in the answer before the first pass: `[pos, id]`. Only of a branch, an
    /// edited or an infilled run.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub initial: Vec<(usize, u32)>,
    /// The pictures in the prompt, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<PromptImage>,
}

/// A picture in a prompt: where it stands, and how it was cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct PromptImage {
    /// It stands before this one of the prompt's ids, which leave it out.
    pub at: usize,
    /// Positions that it takes.
    pub tokens: usize,
    /// Tiles, the whole picture squeezed into one among them.
    pub tiles: usize,
    /// Columns and rows of the other tiles.
    pub grid: (usize, usize),
    /// Width and height of the picture in pixels.
    pub size: (usize, usize),
    /// Width and height of the picture inside the tiles, in the tiles' pixels; around it is padding, as much on both sides.
    pub fitted: (usize, usize),
    /// Side of a tile in pixels.
    pub tile: usize,
}

/// Where a branch leaves its parent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parent {
    /// The parent's name, as whoever asked for the branch calls it.
    pub run: String,
    /// Index of the parent's first pass that the branch does not share.
    pub step: usize,
}

impl Head {
    /// The tokens that stand in the answer before the first pass: constraints, then what a branch begins with.
    pub fn given(&self) -> impl Iterator<Item = (usize, u32)> {
        self.constraints.iter().chain(&self.initial).copied()
    }

    /// Positions of the prompt: its ids, and what its pictures take.
    #[must_use]
    pub fn prompt_length(&self) -> usize {
        let images = self.images.iter().map(|image| image.tokens);
        self.prompt_ids.len() + images.sum::<usize>()
    }

    /// Positions of the canvas: the answer's, or to the end of the last block where a block-causal model decodes beyond it.
    #[must_use]
    pub fn canvas_length(&self) -> usize {
        let end = self.plan.blocks.last().map_or(0, |block| block.end);
        end.max(self.params.gen_length)
    }

    /// The canvas before the first pass: masks, and the tokens that are given.
    #[must_use]
    pub fn initial_canvas(&self) -> Vec<u32> {
        let mut canvas = vec![self.mask_id; self.canvas_length()];
        for (pos, id) in self.given() {
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
#[serde(from = "crate::flat::FlatTrajectory")]
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
    /// A block of the plan overlaps another one or lies outside the answer.
    #[error(
        "the recording is damaged: block {block} of its plan is {start} to {end}; allowed: from {from} on, to {length} at most"
    )]
    Block {
        /// Index of the block.
        block: usize,
        /// Its first position.
        start: usize,
        /// One past its last position.
        end: usize,
        /// Where it can begin at the earliest: where the one before it ends.
        from: usize,
        /// The answer's length.
        length: usize,
    },
    /// A step belongs to no block of the plan, or does not come after the one before it.
    #[error(
        "the recording is damaged: step {step} is pass {pass} in block {block}; allowed: passes in ascending order, and {blocks} blocks"
    )]
    Order {
        /// Index of the step.
        step: usize,
        /// The pass that it says it is.
        pass: usize,
        /// The block that it names.
        block: usize,
        /// Blocks of the plan.
        blocks: usize,
    },
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
    /// A position was committed while a token stood there.
    #[error("the recording is damaged: position {pos} is revealed again at step {step}")]
    Twice {
        /// Index of the step.
        step: usize,
        /// The position.
        pos: usize,
    },
    /// A position was edited or masked again where no token could be replaced.
    #[error(
        "the recording is damaged: step {step} replaces position {pos}, where no token of the model stands"
    )]
    Nothing {
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
        let mut response_ids = head.initial_canvas();
        response_ids.truncate(head.params.gen_length);
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

    /// Positions of the canvas that every view draws (see [`Head::canvas_length`]).
    #[must_use]
    pub fn length(&self) -> usize {
        self.head.canvas_length()
    }

    /// Checks a record that came from outside: positions inside the canvas, tokens revealed where a mask stood and replaced
    /// where a token stood.
    ///
    /// # Errors
    /// The first damage found.
    pub fn check(self) -> Result<Self, RecordError> {
        let length = self.length();
        self.head.params.check()?;
        if length > MAX_LENGTH {
            return Err(RecordError::TooLong(length));
        }
        self.check_blocks(length)?;
        let mut replay = Replay {
            cells: vec![Holds::Mask; length],
            step: self.steps.len(),
        };
        for &(pos, _) in &self.head.initial {
            *replay.cell(pos)? = Holds::Token;
        }
        for &(pos, _) in &self.head.constraints {
            *replay.cell(pos)? = Holds::Constraint;
        }
        for (step, record) in self.steps.iter().enumerate() {
            replay.step = step;
            replay.check(record)?;
        }
        Ok(self)
    }

    /// Checks that blocks follow each other inside the answer, and steps each other inside the blocks.
    fn check_blocks(&self, length: usize) -> Result<(), RecordError> {
        let mut from = 0;
        for (index, block) in self.head.plan.blocks.iter().enumerate() {
            let &Block { start, end, .. } = block;
            if start < from || end < start || end > length {
                return Err(RecordError::Block {
                    block: index,
                    start,
                    end,
                    from,
                    length,
                });
            }
            from = end;
        }
        let blocks = self.head.plan.blocks.len();
        let mut before = None;
        for (
            step,
            &Step {
                step: pass, block, ..
            },
        ) in self.steps.iter().enumerate()
        {
            let ascends = before.is_none_or(|before| before < pass) && pass < usize::MAX;
            if !ascends || block >= blocks {
                return Err(RecordError::Order {
                    step,
                    pass,
                    block,
                    blocks,
                });
            }
            before = Some(pass);
        }
        Ok(())
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

/// What a position holds while a record is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Mask,
    Token,
    Constraint,
}

/// Walks through the steps of a record.
struct Replay {
    cells: Vec<Holds>,
    step: usize,
}

impl Replay {
    fn cell(&mut self, pos: usize) -> Result<&mut Holds, RecordError> {
        let (step, length) = (self.step, self.cells.len());
        let outside = RecordError::OutOfRange { step, pos, length };
        self.cells.get_mut(pos).ok_or(outside)
    }

    fn check(&mut self, record: &Step) -> Result<(), RecordError> {
        let step = self.step;
        let guessed = record.candidates.iter().map(|pick| pick.pos);
        let considered = record.alternatives.iter().map(|others| others.pos);
        for pos in guessed.chain(considered) {
            self.cell(pos)?;
        }
        // In one step no position is both decided and changed, so the order of the lists does not matter.
        let changed = record.edited.iter().map(|pick| pick.pos);
        let changed: Vec<usize> = changed.chain(record.remasked.iter().copied()).collect();
        for pos in changed {
            if *self.cell(pos)? != Holds::Token {
                return Err(RecordError::Nothing { step, pos });
            }
        }
        for &Pick { pos, .. } in &record.committed {
            let cell = self.cell(pos)?;
            if *cell != Holds::Mask {
                return Err(RecordError::Twice { step, pos });
            }
            *cell = Holds::Token;
        }
        for &pos in &record.remasked {
            *self.cell(pos)? = Holds::Mask;
        }
        Ok(())
    }
}

/// Reads one recording, or a tree of branches: a JSON array of recordings, parents first.
///
/// # Errors
/// The value is neither.
pub fn read_tree<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Trajectory>, D::Error> {
    struct Reader;

    impl<'de> serde::de::Visitor<'de> for Reader {
        type Value = Vec<Trajectory>;

        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("a recording, or a list of them")
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut seq: A,
        ) -> Result<Vec<Trajectory>, A::Error> {
            let mut tree = Vec::new();
            while let Some(trajectory) = seq.next_element()? {
                tree.push(trajectory);
            }
            Ok(tree)
        }

        fn visit_map<A: serde::de::MapAccess<'de>>(
            self,
            map: A,
        ) -> Result<Vec<Trajectory>, A::Error> {
            let one = Trajectory::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
            Ok(vec![one])
        }
    }
    deserializer.deserialize_any(Reader)
}
