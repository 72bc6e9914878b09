//! Features that tokens share, and learn together: their word, their form, their letters.
//!
//! A token's vector is trained where the token occurs. "kabul" in small letters occurs a few times in a million tokens, and
//! what " Kabul" has learned does not help it; that `lamp` ends in a p is not to be seen in it at all, and is learned
//! word by word. So the embedding is trained as E = O + F P: O is a row of its own for each token, P a row for each
//! feature — a word in any form, a form of any word, a letter at a place from the beginning or from the end, a length — and F says
//! which features a token has. The gradient of P is Fᵀ ∂E. P starts at zero and only its steps are ever needed: they are added
//! to E, whose decay is that of both, and the checkpoint is LLaDA's plain table.

use std::collections::HashMap;

use rayon::prelude::*;

use super::embedding::Form;

/// Letters of a word that have a feature for their place from the beginning, and as many from the end.
const PLACES: usize = 12;
/// The weight in F of a letter and of a length. A word has several letters, at two places each; where all its features agree it
/// moves by several steps at once, some ten for a word of seven letters.
const LETTER: f32 = 0.5;

/// A feature that several tokens can have.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Feature<'a> {
    Word(&'a str),
    Form(u64),
    FromStart(usize, u8),
    FromEnd(usize, u8),
    Length(usize),
}

/// The features of a form with their weights in F.
fn features_of(form: &Form) -> Vec<(Feature<'_>, f32)> {
    let word = form.word();
    let mut features = vec![(Feature::Word(word), 1.0)];
    let letters = word.as_bytes();
    if letters.is_empty() || !letters.iter().all(u8::is_ascii_lowercase) {
        return features;
    }
    features.push((Feature::Form(form.number()), 1.0));
    if letters.len() < 2 {
        return features;
    }
    features.push((Feature::Length(letters.len()), LETTER));
    for (place, &letter) in letters.iter().take(PLACES).enumerate() {
        features.push((Feature::FromStart(place, letter), LETTER));
    }
    for (place, &letter) in letters.iter().rev().take(PLACES).enumerate() {
        features.push((Feature::FromEnd(place, letter), LETTER));
    }
    features
}

/// F, by rows and by columns, and AdamW's two means for P.
#[derive(Debug, Clone, PartialEq)]
pub struct TokenFeatures {
    width: usize,
    of_token: Vec<Vec<(usize, f32)>>,
    with_feature: Vec<Vec<(usize, f32)>>,
    /// Running mean of the gradient of P: `[features, width]`.
    pub(super) mean: Vec<f32>,
    /// Running mean of its square: `[features, width]`.
    pub(super) square: Vec<f32>,
}

impl TokenFeatures {
    /// The features that at least two of the tokens of these forms have.
    #[must_use]
    pub fn of(forms: &[Form], width: usize) -> Self {
        let mut shared: HashMap<Feature<'_>, usize> = HashMap::new();
        let each: Vec<_> = forms.iter().map(features_of).collect();
        for (feature, _) in each.iter().flatten() {
            *shared.entry(feature.clone()).or_default() += 1;
        }
        let mut number: HashMap<&Feature<'_>, usize> = HashMap::new();
        let mut with_feature: Vec<Vec<(usize, f32)>> = Vec::new();
        let mut of_token = vec![Vec::new(); forms.len()];
        for (token, features) in each.iter().enumerate() {
            for (feature, weight) in features.iter().filter(|(feature, _)| shared[feature] > 1) {
                let index = *number.entry(feature).or_insert_with(|| {
                    with_feature.push(Vec::new());
                    with_feature.len() - 1
                });
                with_feature[index].push((token, *weight));
                of_token[token].push((index, *weight));
            }
        }
        let count = with_feature.len() * width;
        Self {
            width,
            of_token,
            with_feature,
            mean: vec![0.0; count],
            square: vec![0.0; count],
        }
    }

    /// No features: the embedding of each token is trained alone.
    #[must_use]
    pub fn none() -> Self {
        Self::of(&[], 0)
    }

    /// Length of a row.
    pub(super) const fn width(&self) -> usize {
        self.width
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.with_feature.len()
    }

    /// F, `[tokens, features]`.
    #[cfg(feature = "cuda")]
    pub(super) fn dense(&self) -> Vec<f32> {
        let count = self.count();
        let mut all = vec![0.0; self.of_token.len() * count];
        if count > 0 {
            for (row, features) in all.chunks_exact_mut(count).zip(&self.of_token) {
                for &(feature, weight) in features {
                    row[feature] = weight;
                }
            }
        }
        all
    }

    /// One step of P: from the gradient of the table, `[tokens, width]`, to what is added to the table. `movement` is
    /// the optimizer's rule for one number: from its two means and its gradient to how far it moves.
    pub(super) fn step(
        &mut self,
        table: &mut [f32],
        gradient: &[f32],
        movement: impl Fn(&mut f32, &mut f32, f32) -> f32 + Sync,
    ) {
        if self.count() == 0 {
            return;
        }
        let width = self.width;
        let sum = |rows: &[f32], members: &[(usize, f32)], to: &mut [f32]| {
            for &(row, weight) in members {
                let row = &rows[row * width..][..width];
                to.iter_mut().zip(row).for_each(|(to, x)| *to += weight * x);
            }
        };
        let states = self
            .mean
            .par_chunks_mut(width)
            .zip(self.square.par_chunks_mut(width));
        let moves: Vec<f32> = states
            .zip(&self.with_feature)
            .flat_map_iter(|((mean, square), tokens)| {
                let mut row = vec![0.0; width];
                sum(gradient, tokens, &mut row);
                for ((g, m), v) in row.iter_mut().zip(mean).zip(square) {
                    *g = movement(m, v, *g);
                }
                row
            })
            .collect();
        table
            .par_chunks_mut(width)
            .zip(&self.of_token)
            .for_each(|(row, features)| sum(&moves, features, row));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Plain descent at a rate of one, which shows F Fᵀ.
    fn descend(_: &mut f32, _: &mut f32, gradient: f32) -> f32 {
        -gradient
    }

    #[test]
    fn forms_of_one_word_move_together() {
        let forms = ["\u{120}Kabul", "kabul", "!", "rome"].map(Form::of);
        let mut features = TokenFeatures::of(&forms, 1);
        let mut table = vec![0.0; 4];
        features.step(&mut table, &[1.0, 0.0, 0.0, 0.0], descend);
        // All that " Kabul" shares with "kabul": the word, five letters at two places each, the length.
        assert_eq!(table[1], -(1.0 + 11.0 * LETTER * LETTER));
        assert_eq!(table[0], table[1]);
        // "rome" and "!" share nothing with " Kabul": another form, other letters at other places.
        assert_eq!(table[2..], [0.0, 0.0]);
    }

    #[test]
    fn words_share_their_letters_at_their_places() {
        let forms = ["lamp", "lump", "damp", "map"].map(Form::of);
        let mut features = TokenFeatures::of(&forms, 1);
        let mut table = vec![0.0; 4];
        features.step(&mut table, &[0.0, 1.0, 0.0, 0.0], descend);
        let letter = LETTER * LETTER;
        // The form; of "lump" l, m, p from both sides and the length; m, p from both sides and the length; p from the end.
        assert_eq!(table[0], -(1.0 + 7.0 * letter));
        assert_eq!(table[2], -(1.0 + 5.0 * letter));
        assert_eq!(table[3], -(1.0 + letter));
    }

    #[test]
    fn marks_and_special_tokens_share_nothing() {
        let forms = ["<|mdm_mask|>", "<|endoftext|>", "7", "!", "lamp", "cup"].map(Form::of);
        let mut features = TokenFeatures::of(&forms, 1);
        let mut table = vec![0.0; 6];
        features.step(&mut table, &[1.0, 1.0, 1.0, 1.0, 0.0, 0.0], descend);
        assert_eq!(table, [0.0; 6]);
    }

    #[test]
    fn what_only_one_token_has_is_no_part() {
        assert_eq!(
            TokenFeatures::of(&["a", "\u{120}b"].map(Form::of), 8).count(),
            0
        );
        assert_eq!(TokenFeatures::none().count(), 0);
    }
}
