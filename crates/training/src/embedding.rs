//! The initial embedding: forms of one word start close to one another.
//!
//! "Paris", " Paris" and " paris" are three tokens. With three independent vectors a model has to learn for each word
//! again that they mean the same, and to copy " Paris" as "Paris" word by word. So a token's vector is drawn as the sum of one
//! for its word, one for its form (whether a space is before it, and its capitals), which all words share, and a little
//! of its own.

use std::collections::HashMap;

use tokenizers::Tokenizer;

use corpus::draw::Draw;

/// Shares of the variance of a vector's elements.
const WORD: f32 = 0.75;
const FORM: f32 = 0.15;
const OWN: f32 = 0.1;

/// What a token is a form of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// The word in small letters, without the space before it.
    word: String,
    /// 0 to 5: small letters, a capital first or capitals only, and the same after a space.
    form: u64,
}

impl Form {
    /// Of a token as byte-level vocabularies write it: Ġ is the space. Only ASCII letters have capitals there; the other signs
    /// stand for single bytes.
    pub(super) fn of(token: &str) -> Self {
        let word = token.strip_prefix('\u{120}').unwrap_or(token);
        let mut letters = word.chars();
        let capital = letters
            .next()
            .is_some_and(|letter| letter.is_ascii_uppercase());
        let rest = letters.as_str();
        let capitals = match capital {
            true if !rest.is_empty() && rest.chars().all(|letter| letter.is_ascii_uppercase()) => 2,
            true => 1,
            false => 0,
        };
        Self {
            word: word.to_ascii_lowercase(),
            form: 3 * u64::from(word.len() < token.len()) + capitals,
        }
    }

    /// 0 to 5: small letters, a capital first or capitals only, and the same after a space.
    pub(super) const fn number(&self) -> u64 {
        self.form
    }

    /// The word in small letters, without the space before it.
    pub(super) fn word(&self) -> &str {
        &self.word
    }
}

/// Every token, by its id.
pub(super) fn tokens(tokenizer: &Tokenizer) -> Vec<String> {
    let mut tokens: Vec<(String, u32)> = tokenizer.get_vocab(true).into_iter().collect();
    tokens.sort_by_key(|(_, id)| *id);
    tokens.into_iter().map(|(token, _)| token).collect()
}

/// The form of every token, by its id.
#[must_use]
pub fn forms(tokenizer: &Tokenizer) -> Vec<Form> {
    let tokens = tokens(tokenizer);
    tokens.iter().map(|token| Form::of(token)).collect()
}

/// A vector for each token, of elements with this standard deviation: `[tokens, width]`.
#[must_use]
pub fn random(forms: &[Form], width: usize, deviation: f32, seed: u64) -> Vec<f32> {
    let vector = |kind: u64, number: u64, share: f32| -> Vec<f32> {
        let mut draw = Draw::new(&[seed, 0xe3b, kind, number]);
        let factor = deviation * share.sqrt();
        (0..width).map(|_| factor * draw.normal()).collect()
    };
    let mut words: HashMap<&str, u64> = HashMap::new();
    let mut all = Vec::with_capacity(forms.len() * width);
    for (id, form) in forms.iter().enumerate() {
        let next = words.len() as u64;
        let word = *words.entry(&form.word).or_insert(next);
        let parts = [
            vector(0, word, WORD),
            vector(1, form.form, FORM),
            vector(2, id as u64, OWN),
        ];
        all.extend((0..width).map(|i| parts.iter().map(|part| part[i]).sum::<f32>()));
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &[f32], b: &[f32]) -> f32 {
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        dot(a, b) / (dot(a, a) * dot(b, b)).sqrt()
    }

    #[test]
    fn a_token_is_a_form_of_its_word() {
        let tokens = [
            "\u{120}Paris",
            "paris",
            "PARIS",
            "\u{120}A",
            "a",
            "<|eot_id|>",
            "\u{120}",
            "\u{10a}",
        ];
        let forms = tokens.map(Form::of);
        let words = forms.each_ref().map(|form| form.word.as_str());
        assert_eq!(
            words,
            [
                "paris",
                "paris",
                "paris",
                "a",
                "a",
                "<|eot_id|>",
                "",
                "\u{10a}"
            ]
        );
        assert_eq!(
            forms.each_ref().map(|form| form.form),
            [4, 0, 2, 4, 0, 0, 3, 0]
        );
    }

    #[test]
    fn forms_of_a_word_begin_alike_and_words_apart() {
        let forms = ["\u{120}Paris", "paris", "rome", "\u{120}oslo"].map(Form::of);
        let width = 512;
        let vectors = random(&forms, width, 0.5, 1);
        let row = |id: usize| &vectors[id * width..][..width];
        assert!(cosine(row(0), row(1)) > 0.6);
        assert!(cosine(row(1), row(2)) < 0.35);
        assert!(cosine(row(0), row(3)).abs() < 0.2);
        let variance = vectors.iter().map(|x| x * x).sum::<f32>() / vectors.len() as f32;
        assert!((variance / 0.25 - 1.0).abs() < 0.1, "{variance}");
    }
}
