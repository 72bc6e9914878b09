//! Analysis of a finished or running record: order, confidence, and what was known before it was committed.

use crate::{Pick, Step, Trajectory};

/// What the model held to be the token of one position after one step.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Guess {
    /// Index of the step.
    pub step: usize,
    /// Token id.
    pub id: u32,
    /// Confidence.
    pub confidence: f32,
    /// Whether this step put it there: revealed it, or edited another token away for it.
    pub committed: bool,
}

/// How early the answer's tokens were the best guess: a property of a finished record.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foresight {
    /// Revealed tokens of the answer.
    pub tokens: usize,
    /// How many were already the best guess before the step that revealed them.
    pub early: usize,
    /// For how many steps before their reveal those were the best guess, on average.
    pub mean_lead: f64,
}

/// How undecided the model was, as far as alternatives were recorded; in nats.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entropies {
    /// For each position the entropy in the step that put its last token there.
    pub decided: Vec<Option<f32>>,
    /// The highest entropy of any position in any step; `None` where no alternatives were recorded.
    pub highest: Option<f32>,
}

/// One step in numbers, for charts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StepSummary {
    /// Tokens committed.
    pub committed: usize,
    /// Tokens edited.
    pub edited: usize,
    /// Tokens masked again.
    pub remasked: usize,
    /// Masks left after the step.
    pub masks_left: usize,
    /// Mean confidence of the committed tokens.
    pub mean_confidence: f32,
    /// Lowest confidence among the committed tokens: the gate that step.
    pub min_confidence: f32,
    /// Wall-clock milliseconds.
    pub ms: f64,
}

impl Trajectory {
    /// For each position the index of the step that revealed it, the last one where it was masked again in between; `None`
    /// for what was given and what is still masked.
    #[must_use]
    pub fn commit_steps(&self) -> Vec<Option<usize>> {
        self.per_position(|step| &step.committed, |index, _| index)
    }

    /// For each position its confidence when it was revealed.
    #[must_use]
    pub fn commit_confidences(&self) -> Vec<Option<f32>> {
        self.per_position(|step| &step.committed, |_, pick| pick.confidence)
    }

    /// For each position the index of the last step that edited it; `None` where its token is the one that was revealed.
    #[must_use]
    pub fn edit_steps(&self) -> Vec<Option<usize>> {
        let edits = self.per_position(|step| &step.edited, |index, _| index);
        let commits = self.commit_steps();
        let last = |(edit, commit): (Option<usize>, Option<usize>)| edit.filter(|_| edit > commit);
        edits.into_iter().zip(commits).map(last).collect()
    }

    /// For each position the index of the step that put its last token there: its reveal, or its last edit.
    #[must_use]
    pub fn decided_steps(&self) -> Vec<Option<usize>> {
        let edits = self.edit_steps().into_iter();
        edits
            .zip(self.commit_steps())
            .map(|(edit, commit)| edit.or(commit))
            .collect()
    }

    /// How undecided the model was, position by position.
    #[must_use]
    pub fn entropies(&self) -> Entropies {
        let entropy = |(pos, step): (usize, Option<usize>)| self.steps.get(step?)?.entropy(pos);
        let recorded = self.steps.iter().flat_map(|step| &step.alternatives);
        Entropies {
            decided: self
                .decided_steps()
                .into_iter()
                .enumerate()
                .map(entropy)
                .collect(),
            highest: recorded.map(|others| others.entropy).reduce(f32::max),
        }
    }

    fn per_position<T: Clone>(
        &self,
        list: impl Fn(&Step) -> &[Pick],
        value: impl Fn(usize, &Pick) -> T,
    ) -> Vec<Option<T>> {
        let mut values = vec![None; self.length()];
        for (index, step) in self.steps.iter().enumerate() {
            for pick in list(step) {
                if let Some(slot) = values.get_mut(pick.pos) {
                    *slot = Some(value(index, pick));
                }
            }
            for pos in &step.remasked {
                if let Some(slot) = values.get_mut(*pos) {
                    *slot = None;
                }
            }
        }
        values
    }

    /// Each step in numbers.
    #[must_use]
    pub fn summaries(&self) -> Vec<StepSummary> {
        let mut masks_left = self.masks_left(0);
        self.steps
            .iter()
            .map(|step| {
                let confidences = || step.committed.iter().map(|pick| pick.confidence);
                let count = step.committed.len();
                let remasked = step.remasked.len();
                masks_left = (masks_left + remasked).saturating_sub(count);
                StepSummary {
                    committed: count,
                    edited: step.edited.len(),
                    remasked,
                    masks_left,
                    mean_confidence: confidences().sum::<f32>() / count.max(1) as f32,
                    min_confidence: confidences().fold(1.0, f32::min),
                    ms: step.ms,
                }
            })
            .collect()
    }

    /// Kendall's τ-b between position and step of reveal over the answer up to its first end-of-text: 1 is strictly
    /// left to right, 0 is no relation, −1 is right to left. `None` when fewer than two steps or positions count.
    #[must_use]
    pub fn kendall_tau(&self) -> Option<f64> {
        let end = self.answer_end();
        let order: Vec<usize> = self
            .commit_steps()
            .into_iter()
            .take(end)
            .flatten()
            .collect();
        let (mut concordant, mut discordant, mut tied) = (0_u64, 0_u64, 0_u64);
        for (index, first) in order.iter().enumerate() {
            for second in &order[index + 1..] {
                match first.cmp(second) {
                    std::cmp::Ordering::Less => concordant += 1,
                    std::cmp::Ordering::Greater => discordant += 1,
                    std::cmp::Ordering::Equal => tied += 1,
                }
            }
        }
        let untied = (concordant + discordant) as f64;
        let pairs = untied + tied as f64;
        (untied > 0.0).then(|| (concordant as f64 - discordant as f64) / (untied * pairs).sqrt())
    }

    /// One past the last position that belongs to the answer: the first end-of-text, or the whole canvas.
    #[must_use]
    pub fn answer_end(&self) -> usize {
        let eos = self.head.eos_id;
        self.response_ids
            .iter()
            .position(|id| *id == eos)
            .unwrap_or(self.response_ids.len())
    }

    /// For each revealed position the first step from which the model's best guess was the final token and stayed
    /// so; at most the step that put it there. A property of the finished record, not a forecast. It sees only recorded
    /// candidates: those of the active block, unless all were asked for.
    #[must_use]
    pub fn known_since(&self) -> Vec<Option<usize>> {
        let decided = self.decided_steps();
        let mut since = decided.clone();
        let mut broken = vec![false; self.length()];
        for (index, step) in self.steps.iter().enumerate().rev() {
            for pick in step.candidates.iter().chain(step.written()) {
                let Some(Some(decided)) = decided.get(pick.pos) else {
                    continue;
                };
                if index >= *decided || broken[pick.pos] {
                    continue;
                }
                if self.response_ids.get(pick.pos) == Some(&pick.id) {
                    since[pick.pos] = Some(index);
                } else {
                    broken[pick.pos] = true;
                }
            }
        }
        since
    }

    /// For each position that has a token how often the model's best guess changed before it stood as it stands in the end, as far
    /// as guesses were recorded.
    #[must_use]
    pub fn changes_of_mind(&self) -> Vec<Option<usize>> {
        let mut changes = vec![None; self.length()];
        let mut last: Vec<Option<u32>> = vec![None; self.length()];
        for step in &self.steps {
            for pick in step.candidates.iter().chain(step.written()) {
                let (Some(count), Some(before)) =
                    (changes.get_mut(pick.pos), last.get_mut(pick.pos))
                else {
                    continue;
                };
                let changed = before.replace(pick.id).is_some_and(|id| id != pick.id);
                *count = Some(count.unwrap_or(0) + usize::from(changed));
            }
        }
        changes
    }

    /// Every recorded best guess at a position, in order; the last one is its reveal or its last edit, unless it is masked.
    #[must_use]
    pub fn guesses(&self, pos: usize) -> Vec<Guess> {
        let mut guesses = Vec::new();
        for (step, record) in self.steps.iter().enumerate() {
            let guess = |pick: &Pick, committed| Guess {
                step,
                id: pick.id,
                confidence: pick.confidence,
                committed,
            };
            if let Some(pick) = record.written().find(|pick| pick.pos == pos) {
                guesses.push(guess(pick, true));
            }
            if let Some(pick) = record.candidates.iter().find(|pick| pick.pos == pos) {
                guesses.push(guess(pick, false));
            }
        }
        guesses
    }

    /// How early the answer's tokens were known; `None` when nothing of the answer was revealed.
    #[must_use]
    pub fn foresight(&self) -> Option<Foresight> {
        let leads: Vec<usize> = self
            .decided_steps()
            .into_iter()
            .zip(self.known_since())
            .take(self.answer_end())
            .filter_map(|(commit, known)| Some(commit?.saturating_sub(known?)))
            .collect();
        let early = leads.iter().filter(|lead| **lead > 0).count();
        (!leads.is_empty()).then(|| Foresight {
            tokens: leads.len(),
            early,
            mean_lead: leads.iter().sum::<usize>() as f64 / early.max(1) as f64,
        })
    }

    /// Of the revealed answer tokens, the share whose final value was already the best guess after the first `cursor`
    /// steps (revealed ones included).
    #[must_use]
    pub fn known_share(&self, cursor: usize) -> Option<f64> {
        self.known_share_of(&self.known_since(), cursor)
    }

    /// [`Trajectory::known_share`] for those who keep `known`, the result of [`Trajectory::known_since`].
    #[must_use]
    pub fn known_share_of(&self, known: &[Option<usize>], cursor: usize) -> Option<f64> {
        let known: Vec<usize> = known
            .iter()
            .take(self.answer_end())
            .copied()
            .flatten()
            .collect();
        let count = known.iter().filter(|since| **since < cursor).count();
        (!known.is_empty()).then(|| count as f64 / known.len() as f64)
    }
}
