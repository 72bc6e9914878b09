//! What one executed forward pass revealed.

use serde::de::{Deserializer, Error as _};
use serde::{Deserialize, Serialize, Serializer};

/// A token at a position with the model's confidence in it; in JSON `[pos, id, confidence]`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Pick {
    /// Position, counted from the first response token.
    pub pos: usize,
    /// Token id.
    pub id: u32,
    /// Confidence, 0 to 1: the softmax probability of the choice (or the draw of `random` remasking).
    pub confidence: f32,
}

impl Serialize for Pick {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.pos, self.id, self.confidence).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Pick {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pos, id, confidence): (usize, u32, f32) = Deserialize::deserialize(deserializer)?;
        if !confidence.is_finite() {
            return Err(D::Error::custom(format!(
                "confidence at position {pos} is not a number"
            )));
        }
        Ok(Self {
            pos,
            id,
            confidence,
        })
    }
}

/// One executed forward pass. Passes that would commit nothing are not executed and leave no step.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Index of the pass over the whole run, from 0.
    pub step: usize,
    /// Index of the active block.
    pub block: usize,
    /// What was committed, by position.
    pub committed: Vec<Pick>,
    /// Best guesses at positions still masked after this pass, by position: of the active block, or of all blocks on
    /// request.
    #[serde(default)]
    pub candidates: Vec<Pick>,
    /// Wall-clock time of the pass in milliseconds, selection included.
    #[serde(default)]
    pub ms: f64,
}
