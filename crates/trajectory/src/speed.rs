//! Ways to an answer with fewer and smaller forward passes. Exact is the default; each of the others is named, and changes
//! what comes out.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{Invalid, Params};

/// The KV cache of a run: the positions for which a pass reuses the keys and values of an earlier pass instead of computing them.
///
/// Every block begins with a pass over the whole canvas. Prefix and dual cache are Fast-dLLM's (arXiv 2505.22618); the
/// window of neighbours is dInfer's (arXiv 2510.08666).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Cache {
    /// No position: exact.
    #[default]
    None,
    /// Everything before the active block.
    Prefix,
    /// Everything but the active block.
    Dual,
    /// Everything but the active block and 16 positions on either side.
    Vicinity,
    /// [`Dual`](Self::Dual) in a model that has at least [`LARGE`] parameters, no cache in a smaller one.
    Auto,
}

/// Positions on either side of the active block that the vicinity cache computes anew.
pub const VICINITY: usize = 16;

/// Parameters from which a whole pass is dear enough to be worth saving at some loss. In a model as small as the built-in
/// one it takes a few milliseconds, and the loss is greater: sorting words fell from 65 to 48 % right there.
pub const LARGE: u64 = 100_000_000;

impl Cache {
    /// Every kind.
    pub const ALL: [Self; 5] = [
        Self::None,
        Self::Prefix,
        Self::Dual,
        Self::Vicinity,
        Self::Auto,
    ];

    /// What this is in a model of so many parameters.
    #[must_use]
    pub const fn in_model_of(self, parameters: u64) -> Self {
        match self {
            Self::Auto if parameters >= LARGE => Self::Dual,
            Self::Auto => Self::None,
            chosen => chosen,
        }
    }

    /// The name that the command line and the API use.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Prefix => "prefix",
            Self::Dual => "dual",
            Self::Vicinity => "vicinity",
            Self::Auto => "auto",
        }
    }

    /// The positions that a pass inside a block computes anew: `block` and the whole `canvas` in positions of the canvas.
    /// None is for all of them, also where the model is [not known](Self::in_model_of) yet.
    #[must_use]
    pub fn window(
        self,
        block: std::ops::Range<usize>,
        canvas: usize,
    ) -> Option<std::ops::Range<usize>> {
        match self {
            Self::None | Self::Auto => None,
            Self::Prefix => Some(block.start..canvas),
            Self::Dual => Some(block),
            Self::Vicinity => {
                Some(block.start.saturating_sub(VICINITY)..(block.end + VICINITY).min(canvas))
            }
        }
    }
}

impl fmt::Display for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Cache {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|cache| cache.as_str() == text);
        known.ok_or_else(|| {
            Invalid::new(
                "cache",
                text,
                "none, prefix, dual, vicinity or auto",
                "choose one",
            )
        })
    }
}

/// Bundles of the options that save passes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Speed {
    /// The reference's answer.
    #[default]
    Exact,
    /// Dual cache in large models, tokens of confidence 0.98 ahead of the schedule, and an end at the end of the text.
    Fast,
    /// The same from confidence 0.7.
    Fastest,
}

impl Speed {
    /// Every bundle, in the order the page lists them.
    pub const ALL: [Self; 3] = [Self::Exact, Self::Fast, Self::Fastest];

    /// The name that the command line uses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Fast => "fast",
            Self::Fastest => "fastest",
        }
    }

    /// The confidence from which tokens are revealed ahead of the schedule.
    const fn ahead(self) -> Option<f64> {
        match self {
            Self::Exact => None,
            Self::Fast => Some(0.98),
            Self::Fastest => Some(0.7),
        }
    }

    /// Sets the options of the bundle. A threshold stays: it takes the schedule's place, so nothing is ahead of that.
    pub fn apply(self, params: &mut Params) {
        let exact = self == Self::Exact;
        params.cache = if exact { Cache::None } else { Cache::Auto };
        params.ahead = self.ahead().filter(|_| params.threshold.is_none());
        params.stop_at_eos = !exact;
    }

    /// The bundle that these parameters are; none if they are another mix.
    #[must_use]
    pub fn of(params: &Params) -> Option<Self> {
        Self::ALL.into_iter().find(|speed| {
            let mut bundled = params.clone();
            speed.apply(&mut bundled);
            bundled == *params
        })
    }
}

impl fmt::Display for Speed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Speed {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        let known = Self::ALL.into_iter().find(|speed| speed.as_str() == text);
        known.ok_or_else(|| Invalid::new("mode", text, "exact, fast or fastest", "choose one"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn windows_stay_inside_the_canvas() {
        let block = 40..72;
        assert_eq!(Cache::None.window(block.clone(), 80), None);
        assert_eq!(Cache::Prefix.window(block.clone(), 80), Some(40..80));
        assert_eq!(Cache::Dual.window(block.clone(), 80), Some(40..72));
        assert_eq!(Cache::Vicinity.window(block, 80), Some(24..80));
        assert_eq!(Cache::Vicinity.window(5..9, 80), Some(0..25));
    }

    #[test]
    fn auto_depends_on_the_size_of_the_model_and_nothing_else_does() {
        assert_eq!(Cache::Auto.in_model_of(LARGE - 1), Cache::None);
        assert_eq!(Cache::Auto.in_model_of(LARGE), Cache::Dual);
        for chosen in [Cache::None, Cache::Prefix, Cache::Dual, Cache::Vicinity] {
            assert_eq!(chosen.in_model_of(1), chosen);
            assert_eq!(chosen.in_model_of(8_000_000_000), chosen);
        }
    }

    #[test]
    fn bundles_are_recognised_and_undone() {
        let mut params = Params::default();
        for speed in Speed::ALL {
            speed.apply(&mut params);
            assert_eq!((Speed::of(&params), params.check()), (Some(speed), Ok(())));
            assert_eq!(speed.as_str().parse(), Ok(speed));
        }
        Speed::Exact.apply(&mut params);
        assert_eq!(params, Params::default());
        params.cache = Cache::Prefix;
        assert_eq!(Speed::of(&params), None);
    }

    #[test]
    fn a_threshold_takes_the_place_of_what_is_ahead() {
        let mut params = Params {
            threshold: Some(0.8),
            ..Params::default()
        };
        Speed::Fast.apply(&mut params);
        assert_eq!((params.ahead, params.cache), (None, Cache::Auto));
        assert_eq!(params.check(), Ok(()));
    }

    #[test]
    fn names_are_what_is_read() {
        for cache in Cache::ALL {
            assert_eq!(cache.as_str().parse(), Ok(cache));
        }
        let refusal = "all".parse::<Cache>().unwrap_err().to_string();
        assert_eq!(
            refusal,
            "cache is all; allowed: none, prefix, dual, vicinity or auto. Choose one."
        );
    }
}
