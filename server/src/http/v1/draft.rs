//! An answer on its way: what its events have put into the canvas, and what of it is final.

use std::sync::Arc;

use llada::session::{Planner, stop};
use trajectory::event::Ending;
use trajectory::{Alternatives, Event, Head, Remasking, Step, StepEvent};

use crate::engine::backend::Front;

/// How a token was revealed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reveal {
    /// The token.
    pub(super) id: u32,
    /// Its log-probability in the pass that decided it; none where it was given, or where nobody knows it.
    pub(super) logprob: Option<f64>,
    /// The likeliest tokens of that pass with their log-probabilities.
    pub(super) top: Vec<(u32, f64)>,
}

/// Why an answer ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum FinishReason {
    /// The model ended it, or a stop text did.
    Stop,
    /// The canvas is full.
    Length,
}

impl FinishReason {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::Length => "length",
        }
    }
}

/// Where an answer's text comes from.
#[derive(Debug, Clone, Default)]
pub(super) struct Shape {
    /// The answer is the first so many positions of the canvas: what follows was given. All of them where there is none.
    pub(super) cut: Option<usize>,
    /// Texts before which it ends.
    pub(super) stops: Vec<String>,
}

/// An answer on its way.
pub(super) struct Draft {
    front: Arc<dyn Front>,
    shape: Shape,
    head: Option<Head>,
    canvas: Vec<u32>,
    reveals: Vec<Option<Reveal>>,
    /// Positions of blocks that are finished: where tokens can be edited, only those are final.
    finished: usize,
    /// Forward passes.
    pub(super) nfe: usize,
    ending: Option<Ending>,
}

impl Draft {
    pub(super) fn new(front: Arc<dyn Front>, shape: Shape) -> Self {
        Self {
            front,
            shape,
            head: None,
            canvas: Vec::new(),
            reveals: Vec::new(),
            finished: 0,
            nfe: 0,
            ending: None,
        }
    }

    pub(super) fn planner(&self) -> &Planner {
        self.front.planner()
    }

    fn mask_id(&self) -> u32 {
        self.planner().special.mask_id
    }

    /// Takes in an event.
    pub(super) fn apply(&mut self, event: &Event) {
        match event {
            Event::Started { run, .. } => self.begin(run),
            Event::Step(StepEvent { step, .. }) => self.step(step),
            Event::Finished(ending) | Event::Stopped(ending) => self.end(ending),
            Event::Queued { .. } | Event::Failed { .. } => {}
        }
    }

    fn begin(&mut self, head: &Head) {
        self.canvas = head.initial_canvas();
        let given = self.canvas.iter().map(|id| Reveal {
            id: *id,
            logprob: None,
            top: Vec::new(),
        });
        self.reveals = given.map(Some).collect();
        self.head = Some(head.clone());
    }

    fn step(&mut self, step: &Step) {
        self.nfe += 1;
        let Some(head) = &self.head else { return };
        self.finished = head
            .plan
            .blocks
            .get(step.block)
            .map_or(0, |block| block.start);
        // The confidence of `random` remasking is a draw.
        let is_probability = head.params.remasking == Remasking::LowConfidence;
        let picks: Vec<_> = step.written().copied().collect();
        for pick in picks {
            let considered = step.alternatives.iter().find(|row| row.pos == pick.pos);
            let top = considered.map(logarithms).unwrap_or_default();
            let known = top.iter().find(|(id, _)| *id == pick.id);
            let logprob = if is_probability {
                Some(logarithm(pick.confidence))
            } else {
                known.map(|(_, logprob)| *logprob)
            };
            if let (Some(cell), Some(reveal)) = (
                self.canvas.get_mut(pick.pos),
                self.reveals.get_mut(pick.pos),
            ) {
                *cell = pick.id;
                *reveal = Some(Reveal {
                    id: pick.id,
                    logprob,
                    top,
                });
            }
        }
    }

    fn end(&mut self, ending: &Ending) {
        let length = ending.response_ids.len().min(self.canvas.len());
        self.canvas[..length].copy_from_slice(&ending.response_ids[..length]);
        self.ending = Some(ending.clone());
    }

    /// The canvas, null where nothing is decided.
    pub(super) fn cells(&self) -> Vec<Option<u32>> {
        let decided = |id: &u32| Some(*id).filter(|id| *id != self.mask_id());
        self.canvas.iter().map(decided).collect()
    }

    /// The confidence in each decided token, where it is known.
    pub(super) fn confidences(&self) -> Vec<Option<f64>> {
        let positions = self.canvas.iter().zip(&self.reveals);
        let confidence = |(id, reveal): (&u32, &Option<Reveal>)| {
            let reveal = reveal.as_ref().filter(|reveal| reveal.id == *id)?;
            reveal.logprob.map(f64::exp)
        };
        positions.map(confidence).collect()
    }

    /// The positions that the answer is read from.
    fn answer_cells(&self) -> &[u32] {
        let length = self.head.as_ref().map_or(0, |head| head.params.gen_length);
        let length = self.shape.cut.unwrap_or(length).min(self.canvas.len());
        &self.canvas[..length]
    }

    /// How many positions from the first one on are final.
    fn prefix(&self) -> usize {
        let cells = self.answer_cells();
        let decided = cells.iter().take_while(|id| **id != self.mask_id()).count();
        let edited = self
            .head
            .as_ref()
            .is_some_and(|head| head.params.editing().is_some());
        if edited && self.ending.is_none() {
            decided.min(self.finished)
        } else {
            decided
        }
    }

    /// The ids of the answer so far, from the first position to the first mask, end of text or stop text; what stands before
    /// the stop text in the token in which it begins; and what ended it.
    fn read(&self) -> (&[u32], String, Option<FinishReason>) {
        let ids = &self.answer_cells()[..self.prefix()];
        let (mask_id, eos_id) = (self.mask_id(), self.planner().special.eos_id);
        let end = ids.iter().position(|id| *id == eos_id);
        let ids = &ids[..end.unwrap_or(ids.len())];
        let tokenizer = &self.planner().tokenizer;
        match stop::find(ids, mask_id, &self.shape.stops, tokenizer) {
            Some(found) => (&ids[..found.position], found.lead, Some(FinishReason::Stop)),
            None => (ids, String::new(), end.map(|_| FinishReason::Stop)),
        }
    }

    /// The text that no later event changes: whole characters only, and nothing that may turn out to begin a stop text. When
    /// the run has ended, the answer.
    pub(super) fn text(&self) -> String {
        let (ids, lead, finish) = self.read();
        let mut text = self.planner().tokenizer.decode(ids);
        text.push_str(&lead);
        if finish.is_none() && self.ending.is_none() {
            text.truncate(text.trim_end_matches('\u{fffd}').len());
            text.truncate(text.len() - held_back(&text, &self.shape.stops));
        }
        text
    }

    /// What decided the tokens of the answer so far, special ones left out, as in its text.
    pub(super) fn reveals(&self) -> impl Iterator<Item = &Reveal> {
        let count = self.read().0.len();
        let tokenizer = &self.planner().tokenizer;
        let decided = self.reveals[..count].iter().flatten();
        decided.filter(move |reveal| !tokenizer.is_special(reveal.id))
    }

    /// Why it ended.
    pub(super) fn finish_reason(&self) -> FinishReason {
        self.read().2.unwrap_or(FinishReason::Length)
    }

    /// Tokens of the prompt, what was given behind the answer included.
    pub(super) fn prompt_tokens(&self) -> usize {
        let Some(head) = &self.head else { return 0 };
        let behind = self
            .shape
            .cut
            .map_or(0, |cut| head.params.gen_length.saturating_sub(cut));
        head.prompt_ids.len() + behind
    }

    /// Tokens of the answer, special ones not counted.
    pub(super) fn completion_tokens(&self) -> usize {
        let tokenizer = &self.planner().tokenizer;
        let (ids, ..) = self.read();
        ids.iter().filter(|id| !tokenizer.is_special(**id)).count()
    }

    /// The prompt as it was rendered.
    pub(super) fn prompt(&self) -> &str {
        self.head.as_ref().map_or("", |head| &head.prompt)
    }
}

/// The lowest logarithm that is written: JSON has no −∞.
const LOWEST: f64 = -9999.0;

fn logarithm(probability: f32) -> f64 {
    f64::from(probability).ln().max(LOWEST)
}

fn logarithms(row: &Alternatives) -> Vec<(u32, f64)> {
    let likeliest = row.likeliest.iter();
    likeliest.map(|(id, p)| (*id, logarithm(*p))).collect()
}

/// Bytes at the end of a text with which a stop text may begin.
fn held_back(text: &str, stops: &[String]) -> usize {
    let begun = |stop: &String| {
        let starts = stop.char_indices().map(|(at, _)| at).skip(1);
        let parts = starts.filter(|at| text.ends_with(&stop[..*at]));
        parts.max().unwrap_or(0)
    };
    stops.iter().map(begun).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_begin_a_stop_text_is_held_back() {
        let stops = ["\n\nQ:".to_owned(), "END".to_owned()];
        for (text, held) in [
            ("one\n", 1),
            ("one\n\nQ", 3),
            ("EN", 2),
            ("END", 0),
            ("", 0),
            ("é", 0),
        ] {
            assert_eq!(held_back(text, &stops), held, "{text:?}");
        }
    }

    #[test]
    fn logarithms_are_numbers_that_json_has() {
        assert_eq!(logarithm(1.0), 0.0);
        assert_eq!(logarithm(0.0), LOWEST);
    }
}
