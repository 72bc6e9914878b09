//! Which positions a pass reveals first.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::Invalid;

/// Which still-masked positions a pass commits first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Remasking {
    /// The positions the model is surest of; the unsure ones are masked again (the paper's low-confidence remasking).
    #[default]
    LowConfidence,
    /// Positions drawn uniformly, by the seed.
    Random,
}

impl Remasking {
    /// Every strategy, in the order the page lists them.
    pub const ALL: [Self; 2] = [Self::LowConfidence, Self::Random];

    /// The name that the reference, the command line and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::LowConfidence => "low_confidence",
            Self::Random => "random",
        }
    }
}

impl fmt::Display for Remasking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Remasking {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::ALL
            .into_iter()
            .find(|strategy| strategy.as_str() == text)
            .ok_or_else(|| {
                Invalid::new("remasking", text, "low_confidence or random", "choose one")
            })
    }
}
