//! What a sampler is to do: checked, every id known.

use trajectory::resume::{Canvas, Start};
use trajectory::{Editing, Family, Invalid, Layout, Params, Plan, Resume};

use crate::special::SpecialIds;

/// At which masked positions each step reports the present best guess.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Candidates {
    /// In the active block: free.
    #[default]
    Block,
    /// Everywhere that a pass sees: costs the head on more rows.
    All,
}

/// What a job is made of.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Setup {
    /// Prompt token ids.
    pub prompt: Vec<u32>,
    /// Constraint tokens, `(position, id)`, each position at most once.
    pub constraints: Vec<(usize, u32)>,
    /// The parameters, the family's defaults filled in; a missing seed counts as 0.
    pub params: Params,
    /// The model's family.
    pub family: Family,
    /// The special ids.
    pub special: SpecialIds,
    /// Which best guesses to report.
    pub candidates: Candidates,
    /// Whether to report what else was considered.
    pub alternatives: bool,
    /// A recorded state to go on from.
    pub resume: Option<Resume>,
    /// Ids that are never chosen.
    pub suppressed: Vec<u32>,
}

/// A run, ready to be executed.
#[derive(Debug, Clone, PartialEq)]
pub struct Job {
    /// Prompt token ids.
    pub(super) prompt: Vec<u32>,
    /// The answer before the first pass, to the end of the last block.
    pub(super) canvas: Vec<u32>,
    /// For each position of the answer whether it is to be filled.
    pub(super) masked: Vec<bool>,
    /// For each position of the answer whether it may not be changed.
    pub(super) locked: Vec<bool>,
    pub(super) params: Params,
    pub(super) editing: Option<Editing>,
    /// Tokens per block of a block-causal model.
    pub(super) causal: Option<usize>,
    pub(super) seed: u64,
    pub(super) plan: Plan,
    pub(super) start: Start,
    pub(super) special: SpecialIds,
    pub(super) candidates: Candidates,
    pub(super) alternatives: bool,
    /// Ids that may not be chosen.
    pub(super) suppressed: Vec<u32>,
    /// Ids that are committed last.
    pub(super) last: Vec<u32>,
}

impl Job {
    /// Checks the parameters and what is to stand in the answer, and computes the plan.
    ///
    /// # Errors
    /// [`Invalid`]: a parameter is out of bounds, a constraint or a locked position is, or the recorded state does not belong
    /// to these parameters.
    pub fn new(setup: Setup) -> Result<Self, Invalid> {
        let Setup {
            prompt,
            constraints,
            params,
            family,
            special,
            candidates,
            alternatives,
            resume,
            mut suppressed,
        } = setup;
        params.check()?;
        let layout = Layout::new(&params, &family, prompt.len());
        let mut canvas = vec![special.mask_id; layout.length()];
        if let Some(resume) = &resume {
            take_over(&mut canvas, resume, params.gen_length)?;
        }
        let constrained = place(
            &mut canvas,
            &constraints,
            special.mask_id,
            params.gen_length,
        )?;
        let masked: Vec<bool> = canvas.iter().map(|id| *id == special.mask_id).collect();
        let locked = lock(&constrained, &masked, resume.as_ref())?;
        let (plan, start) = match &resume {
            None => {
                let plan = Plan::of(&params, &layout, |position| masked[position]);
                (plan, Start::default())
            }
            Some(resume) => {
                let canvas = Canvas {
                    masked: &masked,
                    constrained: &constrained,
                    locked: &locked,
                };
                Plan::resumed(&params, &layout, canvas, resume)?
            }
        };
        if params.suppress_eos && !suppressed.contains(&special.eos_id) {
            suppressed.push(special.eos_id);
        }
        let ends = [Some(special.eos_id), special.eot_id];
        Ok(Self {
            editing: params.editing(),
            causal: family.block_length,
            seed: params.seed.unwrap_or(0),
            suppressed,
            last: ends
                .into_iter()
                .flatten()
                .filter(|_| params.eos_last)
                .collect(),
            prompt,
            canvas,
            masked,
            locked,
            params,
            plan,
            start,
            special,
            candidates,
            alternatives,
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

    /// Prompt token ids.
    #[must_use]
    pub fn prompt(&self) -> &[u32] {
        &self.prompt
    }

    /// The answer before the first pass, to the end of the last block.
    #[must_use]
    pub fn canvas(&self) -> &[u32] {
        &self.canvas
    }

    /// Constraint and locked tokens, `(position, id)` by position.
    #[must_use]
    pub fn locked(&self) -> Vec<(usize, u32)> {
        self.decided(|position| self.locked[position])
    }

    /// The other tokens that a resumed answer begins with, `(position, id)` by position.
    #[must_use]
    pub fn initial(&self) -> Vec<(usize, u32)> {
        self.decided(|position| !self.locked[position] && !self.masked[position])
    }

    fn decided(&self, which: impl Fn(usize) -> bool) -> Vec<(usize, u32)> {
        let positions = (0..self.canvas.len()).filter(|position| which(*position));
        positions
            .map(|position| (position, self.canvas[position]))
            .collect()
    }
}

/// Writes a recorded canvas.
fn take_over(canvas: &mut [u32], resume: &Resume, gen_length: usize) -> Result<(), Invalid> {
    let (given, most) = (resume.canvas.len(), canvas.len());
    if !(gen_length..=most).contains(&given) {
        let allowed = if gen_length == most {
            format!("{most}, as many as gen_length")
        } else {
            format!("{gen_length} to {most}: gen_length, or to the end of the last block")
        };
        let remedy = "send the whole answer, the mask id where it is to be filled";
        return Err(Invalid::new(
            "resume.canvas",
            format!("{given} tokens long"),
            allowed,
            remedy,
        ));
    }
    canvas[..given].copy_from_slice(&resume.canvas);
    Ok(())
}

/// Writes the constraint tokens; for each position whether one stands there.
fn place(
    canvas: &mut [u32],
    constraints: &[(usize, u32)],
    mask_id: u32,
    gen_length: usize,
) -> Result<Vec<bool>, Invalid> {
    let mut constrained = vec![false; canvas.len()];
    for &(position, id) in constraints {
        if position >= gen_length {
            let allowed = format!("positions 0 to {}", gen_length - 1);
            let remedy = "move the word or raise gen_length";
            return Err(Invalid::new("constraints", position, allowed, remedy));
        }
        let present = canvas[position];
        if present != mask_id && present != id {
            let value = format!("one with token {present} at position {position}");
            let allowed = format!("token {id} or the mask there, since a constraint stands there");
            let remedy = "leave the constraint out, or its token in";
            return Err(Invalid::new("resume.canvas", value, allowed, remedy));
        }
        canvas[position] = id;
        constrained[position] = true;
    }
    Ok(constrained)
}

/// For each position whether it may not be changed: by a constraint, or because the request locks it.
fn lock(
    constrained: &[bool],
    masked: &[bool],
    resume: Option<&Resume>,
) -> Result<Vec<bool>, Invalid> {
    let mut locked = constrained.to_vec();
    for &position in resume.map_or(&[][..], |resume| &resume.locked) {
        if masked.get(position) != Some(&false) {
            let allowed = format!("positions 0 to {} where a token stands", masked.len() - 1);
            let remedy = "lock only what is to stay";
            return Err(Invalid::new("resume.locked", position, allowed, remedy));
        }
        locked[position] = true;
    }
    Ok(locked)
}
