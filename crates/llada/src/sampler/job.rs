//! What a sampler is to do.

use trajectory::{Invalid, Params, Plan};

use crate::special::SpecialIds;

/// At which masked positions each step reports the present best guess.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Candidates {
    /// In the active block: free.
    #[default]
    Block,
    /// Everywhere: costs the head on more rows.
    All,
}

/// A run, ready to be executed: everything checked, every id known.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Prompt token ids.
    pub(super) prompt: Vec<u32>,
    /// Constraint tokens, `(position, id)` by position.
    pub(super) locked: Vec<(usize, u32)>,
    pub(super) params: Params,
    pub(super) seed: u64,
    pub(super) plan: Plan,
    pub(super) special: SpecialIds,
    pub(super) candidates: Candidates,
    /// Ids that may not be chosen.
    pub(super) suppressed: Vec<u32>,
    /// Ids that are committed last.
    pub(super) last: Vec<u32>,
}

impl Job {
    /// Checks the parameters and computes the plan. A missing seed counts as 0; `locked` are the constraint tokens, each
    /// position at most once and inside the answer.
    ///
    /// # Errors
    /// [`Invalid`]: a parameter is out of bounds, or a locked position is.
    pub fn new(
        prompt: Vec<u32>,
        locked: Vec<(usize, u32)>,
        params: Params,
        special: SpecialIds,
        candidates: Candidates,
    ) -> Result<Self, Invalid> {
        params.check()?;
        let length = params.gen_length;
        if let Some((position, _)) = locked.iter().find(|(position, _)| *position >= length) {
            let allowed = format!("positions 0 to {}", length - 1);
            let remedy = "move the word or raise gen_length";
            return Err(Invalid::new("constraints", position, allowed, remedy));
        }
        let positions: Vec<usize> = locked.iter().map(|(position, _)| *position).collect();
        let eos = [special.eos_id];
        let ends = [Some(special.eos_id), special.eot_id];
        Ok(Self {
            plan: Plan::new(&params, &positions),
            seed: params.seed.unwrap_or(0),
            suppressed: eos.into_iter().filter(|_| params.suppress_eos).collect(),
            last: ends
                .into_iter()
                .flatten()
                .filter(|_| params.eos_last)
                .collect(),
            prompt,
            locked,
            params,
            special,
            candidates,
        })
    }

    /// The plan as it will be executed.
    #[must_use]
    pub const fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The parameters.
    #[must_use]
    pub const fn params(&self) -> &Params {
        &self.params
    }

    /// Constraint tokens, `(position, id)` by position.
    #[must_use]
    pub fn locked(&self) -> &[(usize, u32)] {
        &self.locked
    }
}
