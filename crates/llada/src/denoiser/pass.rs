//! One forward pass as it is asked for: what goes in, which positions are pushed through, which rows are wanted.

use std::ops::Range;
use std::sync::Arc;

use super::error::NetworkError;
use crate::rule::Rule;

/// One forward pass and what is wanted of it.
#[derive(Debug, Clone, Copy)]
pub struct Pass<'a> {
    /// Prompt and answer, with masks where nothing is decided.
    pub input: Input<'a>,
    /// Which positions are pushed through the network.
    pub window: Window,
    /// The positions of the canvas to choose for, ascending.
    pub rows: &'a [usize],
    /// How a token is chosen.
    pub rule: Rule<'a>,
}

/// What the positions of a canvas hold.
#[derive(Debug, Clone, Copy)]
pub enum Input<'a> {
    /// Token ids.
    Ids(&'a [u32]),
    /// Token ids, and rows of the residual stream in the place of some of them (pictures in a prompt).
    Embeddings {
        /// An id at every position; those in the place of rows do not count.
        ids: &'a [u32],
        /// The rows.
        spliced: &'a [Spliced],
        /// Width of the residual stream.
        width: usize,
    },
}

/// Rows of the residual stream at neighbouring positions.
#[derive(Debug, Clone, PartialEq)]
pub struct Spliced {
    /// The first position.
    pub first: usize,
    /// `[positions, width]`.
    pub rows: Arc<[f32]>,
}

/// What one position holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Element<'a> {
    /// A token, to be looked up in the embedding.
    Token(u32),
    /// A row of the residual stream.
    Embedding(&'a [f32]),
}

/// Which positions a pass pushes through the network, and what becomes of their keys and values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Window {
    /// Every position: exact.
    Full,
    /// Every position; keys and values are kept for passes over parts.
    Keep,
    /// Only positions `start..end`. They attend to the others by the keys and values that earlier passes of this run kept;
    /// their own are kept in place of the older ones. A canvas with a block-causal mask may have grown since.
    Part {
        /// First position of the canvas.
        start: usize,
        /// One past the last.
        end: usize,
    },
}

/// What a network can take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most positions.
    pub context: usize,
    /// Rows of the embedding.
    pub vocab_size: usize,
    /// Width of the residual stream.
    pub width: usize,
}

/// One row of a batch: a pass's canvas, or under guidance the same canvas with what was given hidden.
#[derive(Debug, Clone, Copy)]
pub struct Sequence<'a> {
    /// What the positions hold.
    pub input: Input<'a>,
    /// Positions that hold the mask token instead.
    pub hidden: &'a [usize],
    /// The mask token.
    pub mask_id: u32,
}

impl Window {
    /// The positions pushed through, of a canvas of `length`.
    #[must_use]
    pub const fn positions(self, length: usize) -> Range<usize> {
        match self {
            Self::Full | Self::Keep => 0..length,
            Self::Part { start, end } => start..end,
        }
    }
}

impl<'a> Input<'a> {
    /// Positions.
    #[must_use]
    pub fn len(self) -> usize {
        match self {
            Self::Ids(ids) | Self::Embeddings { ids, .. } => ids.len(),
        }
    }

    /// Whether there is no position.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.len() == 0
    }

    /// The ids, those in the place of rows included.
    const fn ids(self) -> &'a [u32] {
        match self {
            Self::Ids(ids) | Self::Embeddings { ids, .. } => ids,
        }
    }

    /// Checks the input against what the network takes; its number of positions.
    ///
    /// # Errors
    /// [`NetworkError`]: no position, too many, an id outside the vocabulary, embeddings of another width.
    pub fn check(self, limits: Limits) -> Result<usize, NetworkError> {
        let (length, context) = (self.len(), limits.context);
        if let Self::Embeddings { spliced, width, .. } = self {
            let whole = |spliced: &Spliced| spliced.rows.len().is_multiple_of(width);
            if width != limits.width || !spliced.iter().all(whole) {
                return Err(NetworkError::EmbeddingWidth {
                    found: width,
                    width: limits.width,
                });
            }
            let ends = spliced.iter().map(|spliced| spliced.end(width));
            if let Some(position) = ends.max().filter(|end| *end > length) {
                return Err(NetworkError::Position { position });
            }
        }
        if length == 0 {
            return Err(NetworkError::Empty);
        }
        if length > context {
            return Err(NetworkError::TooLong { length, context });
        }
        check_vocabulary(self.ids(), limits)?;
        Ok(length)
    }
}

impl Spliced {
    /// One past the last position.
    fn end(&self, width: usize) -> usize {
        self.first + self.rows.len() / width
    }
}

/// Checks that ids are rows of the embedding.
fn check_vocabulary(ids: &[u32], limits: Limits) -> Result<(), NetworkError> {
    match ids.iter().find(|id| **id as usize >= limits.vocab_size) {
        Some(&id) => {
            let last = limits.vocab_size - 1;
            Err(NetworkError::TokenId { id, last })
        }
        None => Ok(()),
    }
}

/// The length that the sequences have in common.
///
/// # Errors
/// [`NetworkError`]: no token, too many, an id outside the vocabulary, or two different lengths.
pub fn check_ids(sequences: &[&[u32]], limits: Limits) -> Result<usize, NetworkError> {
    let first = sequences.first().map_or(0, |sequence| sequence.len());
    if first == 0 {
        return Err(NetworkError::Empty);
    }
    for sequence in sequences {
        let length = Input::Ids(sequence).check(limits)?;
        if length != first {
            return Err(NetworkError::Lengths { first, length });
        }
    }
    Ok(first)
}

impl<'a> Pass<'a> {
    /// The rows of a batch that this pass needs: its canvas; under guidance also the one that hides what was given.
    pub fn sequences(&self) -> impl Iterator<Item = Sequence<'a>> {
        let row = |hidden| Sequence {
            input: self.input,
            hidden,
            mask_id: self.rule.mask_id,
        };
        let hidden = self.rule.guidance.map(|guidance| row(guidance.hidden));
        std::iter::once(row(&[])).chain(hidden)
    }

    /// Positions pushed through the network, those of the unconditional canvas included.
    #[must_use]
    pub fn pushed(&self) -> usize {
        let sequences = 1 + usize::from(self.rule.guidance.is_some());
        self.window.positions(self.input.len()).len() * sequences
    }

    /// Checks the pass against what the network takes; the length of its canvas.
    ///
    /// # Errors
    /// [`NetworkError`]: the input is refused, or a position that is asked for is not in the pass.
    pub fn check(&self, limits: Limits) -> Result<usize, NetworkError> {
        let length = self.input.check(limits)?;
        if let Some(guidance) = self.rule.guidance {
            check_vocabulary(&[self.rule.mask_id], limits)?;
            if let Some(&position) = guidance.hidden.iter().find(|at| **at >= length) {
                return Err(NetworkError::Position { position });
            }
        }
        let window = self.window.positions(length);
        if window.is_empty() || window.end > length {
            return Err(NetworkError::Position {
                position: window.end,
            });
        }
        match self.rows.iter().find(|row| !window.contains(row)) {
            Some(&position) => Err(NetworkError::Position { position }),
            None => Ok(length),
        }
    }
}

impl<'a> Sequence<'a> {
    /// What the positions of a window hold.
    #[must_use]
    pub fn elements(&self, window: Range<usize>) -> Vec<Element<'a>> {
        let ids = self.input.ids()[window.clone()].iter();
        let mut elements: Vec<Element<'a>> = ids.map(|id| Element::Token(*id)).collect();
        if let Input::Embeddings { spliced, width, .. } = self.input {
            for spliced in spliced {
                let rows = (spliced.first..).zip(spliced.rows.chunks_exact(width));
                for (position, row) in rows.filter(|(position, _)| window.contains(position)) {
                    elements[position - window.start] = Element::Embedding(row);
                }
            }
        }
        for position in self.hidden {
            if window.contains(position) {
                elements[position - window.start] = Element::Token(self.mask_id);
            }
        }
        elements
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits {
        context: 6,
        vocab_size: 10,
        width: 2,
    };

    #[test]
    fn every_sequence_is_checked() {
        let check = |sequences: &[&[u32]]| {
            check_ids(sequences, LIMITS)
                .map_err(|error| error.to_string())
                .map_or_else(|message| message, |length| length.to_string())
        };
        assert_eq!(check(&[&[1, 2], &[3, 4]]), "2");
        assert!(check(&[&[1, 2], &[3]]).contains("a sequence of 1 tokens"));
        assert!(check(&[&[1, 2], &[3; 7]]).contains("7 tokens are longer"));
        assert!(check(&[&[1, 2], &[3, 10]]).contains("token id 10"));
        assert!(check(&[&[1, 2], &[]]).contains("no token"));
        assert!(check(&[]).contains("no token"));
    }

    #[test]
    fn rows_stand_in_the_place_of_ids_and_hidden_positions_hold_the_mask() {
        let spliced = [Spliced {
            first: 1,
            rows: Arc::from([0.5, 1.0, 1.5, 2.0]),
        }];
        let input = |width| Input::Embeddings {
            ids: &[6, 0, 0, 7],
            spliced: &spliced,
            width,
        };
        assert_eq!(input(2).check(LIMITS).unwrap(), 4);
        let sequence = Sequence {
            input: input(2),
            hidden: &[0, 1],
            mask_id: 9,
        };
        let (mask, row) = (Element::Token(9), Element::Embedding(&[1.5, 2.0]));
        let token = Element::Token(7);
        assert_eq!(sequence.elements(0..4), [mask, mask, row, token]);
        assert_eq!(sequence.elements(2..3), [row]);
        let error = input(4).check(LIMITS).unwrap_err().to_string();
        assert!(error.contains("4 numbers wide"), "{error}");
        let beyond = Input::Embeddings {
            ids: &[6, 0],
            spliced: &spliced,
            width: 2,
        };
        assert!(beyond.check(LIMITS).is_err());
    }

    #[test]
    fn positions_outside_the_pass_are_refused() {
        let pass = |window, rows| Pass {
            input: Input::Ids(&[1, 2, 3, 4]),
            window,
            rows,
            rule: Rule::greedy(0),
        };
        let part = Window::Part { start: 1, end: 3 };
        assert_eq!(pass(part, &[1, 2]).check(LIMITS).unwrap(), 4);
        for (window, rows, position) in [
            (part, &[0_usize][..], 0),
            (part, &[3], 3),
            (Window::Part { start: 2, end: 5 }, &[], 5),
            (Window::Full, &[4], 4),
        ] {
            let error = pass(window, rows).check(LIMITS).unwrap_err();
            assert!(
                matches!(error, NetworkError::Position { position: found } if found == position)
            );
        }
    }
}
