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

/// What else the model considered at a position; in JSON `[pos, [[id, probability], …], entropy]`.
#[derive(Debug, Clone, PartialEq)]
pub struct Alternatives {
    /// Position, counted from the first response token.
    pub pos: usize,
    /// The likeliest tokens and their probabilities, likeliest first; the mask token is not among them.
    pub likeliest: Vec<(u32, f32)>,
    /// Entropy of the whole distribution in nats.
    pub entropy: f32,
}

impl Serialize for Alternatives {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.pos, &self.likeliest, self.entropy).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Alternatives {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (pos, likeliest, entropy): (usize, Vec<(u32, f32)>, f32) =
            Deserialize::deserialize(deserializer)?;
        let mut numbers = likeliest.iter().map(|(_, p)| *p).chain([entropy]);
        if !numbers.all(f32::is_finite) {
            return Err(D::Error::custom(format!(
                "an alternative at position {pos} has a probability that is not a number"
            )));
        }
        Ok(Self {
            pos,
            likeliest,
            entropy,
        })
    }
}

/// One executed forward pass. Passes that would change nothing are not executed and leave no step, except those of the
/// LLaDA2.1 rule. Lists are sorted by position; empty ones are left out in JSON.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Index of the pass over the whole run, from 0; a branch counts on from its parent.
    pub step: usize,
    /// Index of the active block.
    pub block: usize,
    /// Masked before, decided now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub committed: Vec<Pick>,
    /// Decided before, replaced now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub edited: Vec<Pick>,
    /// Decided before, masked again now.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub remasked: Vec<usize>,
    /// Best guesses at positions still masked after this pass: of the active block, or of all blocks on request.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Pick>,
    /// What else was considered, where it was asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alternatives: Vec<Alternatives>,
    /// Wall-clock time of the pass in milliseconds, selection included.
    #[serde(default)]
    pub ms: f64,
}

impl Step {
    /// Every token id that the step names, with repetitions.
    pub fn ids(&self) -> impl Iterator<Item = u32> {
        let picks = self
            .committed
            .iter()
            .chain(&self.edited)
            .chain(&self.candidates);
        let others = self
            .alternatives
            .iter()
            .flat_map(|others| &others.likeliest);
        picks.map(|pick| pick.id).chain(others.map(|(id, _)| *id))
    }

    /// Entropy in nats of the distribution over the whole vocabulary at a position; none where it was not recorded.
    #[must_use]
    pub fn entropy(&self, pos: usize) -> Option<f32> {
        let mut recorded = self.alternatives.iter();
        recorded
            .find(|others| others.pos == pos)
            .map(|others| others.entropy)
    }

    /// What the step wrote into the canvas: committed and edited tokens.
    pub fn written(&self) -> impl Iterator<Item = &Pick> {
        self.committed.iter().chain(&self.edited)
    }
}
