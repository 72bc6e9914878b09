//! Whether greedy decoding gives an answer: one token per pass, the most probable of the likeliest ones; the mask token may be
//! among them. So LLaDA's evaluation has it.

use super::scoring::Owned;
use crate::backend::Backend;
use crate::denoiser::NetworkError;

/// Greedy decoding on its way. It ends at the first token that is another one than the answer's.
#[derive(Debug)]
pub(super) struct Greedy {
    masked: Vec<bool>,
    passes: usize,
    agrees: bool,
}

impl Greedy {
    pub(super) fn new(length: usize) -> Self {
        Self {
            masked: vec![true; length],
            passes: 0,
            agrees: true,
        }
    }

    /// Passes left, at most.
    pub(super) fn remaining(&self) -> usize {
        let masked = self.masked.iter().filter(|masked| **masked).count();
        if self.agrees { masked } else { 0 }
    }

    /// Passes executed.
    pub(super) const fn passes(&self) -> usize {
        self.passes
    }

    /// Whether what was decoded so far is the answer's.
    pub(super) const fn agrees(&self) -> bool {
        self.agrees
    }

    /// Decodes one more token. As long as all of them agree, what stands in the canvas is the answer's own.
    pub(super) fn step(&mut self, network: &Backend, question: &Owned) -> Result<(), NetworkError> {
        let rows = question.rows(network, std::slice::from_ref(&self.masked))?;
        self.passes += 1;
        let mut surest: Option<(usize, u32, f64)> = None;
        for at in (0..self.masked.len()).filter(|at| self.masked[*at]) {
            let token = rows.token(0, at, question.answer[at]);
            if surest.is_none_or(|(.., before)| token.best_log_probability > before) {
                surest = Some((at, token.best, token.best_log_probability));
            }
        }
        if let Some((at, id, _)) = surest {
            self.masked[at] = false;
            self.agrees = id == question.answer[at];
        }
        Ok(())
    }
}
