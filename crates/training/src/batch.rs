//! From dialogues to masked batches: token ids, canvases padded with end-of-text, rows of similar length together.

use rayon::prelude::*;
use tokenizers::Tokenizer;

use super::end_of_text;
use super::error::TrainError;
use super::objective::{self, Objective};
use super::vocabulary::{EOS_ID, EOT_ID, MASK_ID, render};
use corpus::draw::Draw;
use corpus::{Corpus, Dialogue};

/// A dialogue as token ids.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// The rendered prompt.
    pub prompt: Vec<u32>,
    /// The answer and its `<|eot_id|>`.
    pub response: Vec<u32>,
}

impl Example {
    /// Encodes a dialogue by the chat template.
    ///
    /// # Errors
    /// [`TrainError::Tokenizer`] if the tokenizer fails.
    pub fn new(dialogue: &Dialogue, tokenizer: &Tokenizer) -> Result<Self, TrainError> {
        let encode = |text: &str| {
            tokenizer
                .encode_fast(text, false)
                .map(|encoding| encoding.get_ids().to_vec())
                .map_err(|error| TrainError::Tokenizer(error.to_string()))
        };
        let mut response = encode(&dialogue.answer)?;
        response.push(EOT_ID);
        Ok(Self {
            prompt: encode(&render(&dialogue.prompt))?,
            response,
        })
    }
}

/// A masked batch: rows of equal length, no padding but the end-of-text that belongs to the responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch {
    /// `[rows · len]`, masked.
    pub ids: Vec<u32>,
    /// Positions per row.
    pub len: usize,
    /// Masked positions, counted through the whole batch.
    pub rows: Vec<u32>,
    /// The token behind each mask.
    pub targets: Vec<u32>,
    /// The weight of its cross entropy.
    pub weights: Vec<f32>,
}

impl Batch {
    /// Masks these positions, with this weight each in the loss.
    fn mask(&mut self, positions: impl IntoIterator<Item = usize>, weight: f32) {
        for position in positions {
            self.rows.push(position as u32);
            self.targets.push(self.ids[position]);
            self.weights.push(weight);
            self.ids[position] = MASK_ID;
        }
    }

    /// The rows that add more than `least` to the loss, given what each masked position adds to it.
    #[must_use]
    pub(super) fn above(&self, least: f32, losses: &[f32]) -> Self {
        let place = |position: u32| position as usize / self.len;
        let mut sums = vec![0.0; self.ids.len() / self.len];
        for (&position, loss) in self.rows.iter().zip(losses) {
            sums[place(position)] += loss;
        }
        // The index of each row that stays, among those that stay.
        let mut stay = Vec::with_capacity(sums.len());
        let mut ids = Vec::new();
        for (sum, row) in sums.iter().zip(self.ids.chunks_exact(self.len)) {
            stay.push((*sum > least).then_some(ids.len() / self.len));
            if *sum > least {
                ids.extend(row);
            }
        }
        let mut kept = Self {
            ids,
            len: self.len,
            rows: Vec::new(),
            targets: Vec::new(),
            weights: Vec::new(),
        };
        for (i, &position) in self.rows.iter().enumerate() {
            if let Some(row) = stay[place(position)] {
                kept.rows
                    .push((row * self.len) as u32 + position % self.len as u32);
                kept.targets.push(self.targets[i]);
                kept.weights.push(self.weights[i]);
            }
        }
        kept
    }
}

/// The least length of the response's canvas: often a few tokens longer than the answer, which trains fastest, and often 64 tokens,
/// as in use. With short canvases only, a model learns that an answer ends where its canvas does, and does not end in a longer
/// one.
fn canvas(draw: &mut Draw) -> usize {
    match draw.below(100) {
        0..45 => 1 + draw.below(8),
        45..80 => 64,
        80..90 => 16 + draw.below(48),
        90..97 => 65 + draw.below(32),
        _ => 97 + draw.below(32),
    }
}

/// The settings of a step's batches.
#[derive(Debug, Clone, Copy)]
pub struct BatchSettings {
    /// What is masked.
    pub objective: Objective,
    /// Rows of all batches together.
    pub size: usize,
    /// Positions of one batch, approximately.
    pub tokens: usize,
    /// Workers that share the batches: these are of about the same size, and mostly a multiple of the workers.
    pub workers: usize,
    /// Positions of one row, at most.
    pub context: usize,
    /// Share of the rows whose end-of-text is masked apart from the words.
    pub separate_end: f32,
    /// Seed of dialogues and masks.
    pub seed: u64,
}

/// The masked batches of one training step.
///
/// A pure function of (corpus, settings, step): resuming needs no state.
///
/// # Errors
/// [`TrainError::Tokenizer`] if the tokenizer fails.
pub fn batches_of_step(
    corpus: &Corpus,
    tokenizer: &Tokenizer,
    settings: &BatchSettings,
    step: u64,
) -> Result<Vec<Batch>, TrainError> {
    let BatchSettings {
        size,
        tokens,
        workers,
        context,
        seed,
        ..
    } = *settings;
    let times = objective::times(size, &mut Draw::new(&[seed, 0x71e, step]));
    let row = |(index, t): (usize, f32)| -> Result<_, TrainError> {
        let mut draw = Draw::new(&[seed, 0xda7a, step, index as u64]);
        let example = Example::new(&corpus.dialogue(&mut draw), tokenizer)?;
        let canvas = canvas(&mut draw).max(example.response.len());
        let len = (example.prompt.len() + canvas).min(context);
        let fits = example.prompt.len() + example.response.len() <= len;
        Ok(fits.then_some((len, t, example, draw)))
    };
    let mut rows: Vec<_> = times
        .into_par_iter()
        .enumerate()
        .filter_map(|numbered| row(numbered).transpose())
        .collect::<Result<_, _>>()?;
    // Rows of similar length together, to minimise padding.
    rows.sort_by_key(|row| row.0);
    let total: usize = rows.iter().map(|row| row.0).sum();
    let rounds = (total + tokens * workers / 2) / (tokens * workers);
    let share = total.div_ceil(rounds.max(1) * workers).max(1);
    let mut before = 0;
    let places: Vec<usize> = rows
        .iter()
        .map(|row| {
            before += row.0;
            (before - row.0 / 2) / share
        })
        .collect();
    let mut batches = Vec::new();
    let mut rest = rows.as_mut_slice();
    for same in places.chunk_by(|one, other| one == other) {
        let (batch, longer) = rest.split_at_mut(same.len());
        let len = batch.last().map_or(0, |row| row.0);
        batches.push(masked(batch, len, settings));
        rest = longer;
    }
    Ok(batches)
}

/// Pads the rows' responses with end-of-text to `len` positions and masks them.
fn masked(rows: &mut [(usize, f32, Example, Draw)], len: usize, settings: &BatchSettings) -> Batch {
    let mut batch = Batch {
        ids: Vec::with_capacity(rows.len() * len),
        len,
        rows: Vec::new(),
        targets: Vec::new(),
        weights: Vec::new(),
    };
    for (_, t, example, draw) in rows {
        let row = batch.ids.len();
        batch.ids.extend(&example.prompt);
        batch.ids.extend(&example.response);
        // The end starts with the end-of-turn, the response's last token.
        let end = batch.ids.len() - 1;
        batch.ids.resize(row + len, EOS_ID);
        let start = row + settings.objective.start(example.prompt.len());
        let open = row + len - start;
        let apart = settings.separate_end > 0.0 && draw.chance(settings.separate_end);
        let alike = if apart { end } else { row + len };
        let p = objective::mask_probability(*t);
        let masks = objective::mask(alike - start, p, draw);
        let masked = (start..alike)
            .zip(masks)
            .filter_map(|(i, m)| m.then_some(i));
        batch.mask(masked, objective::weight(p, open, settings.size));
        if apart {
            let all = row + len - end;
            let some = end_of_text::masked(all, draw);
            // Where none of it is masked the weight is infinite, and no position has it.
            let p = some as f32 / all as f32;
            batch.mask(end..end + some, objective::weight(p, open, settings.size));
        }
    }
    batch
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vocabulary;
    use llada::chat_template::{ChatTemplate, TokenizerConfig};
    use trajectory::Message;

    fn tokenizer() -> Tokenizer {
        vocabulary::learn(&Corpus::default(), 600, 1).unwrap()
    }

    const SETTINGS: BatchSettings = BatchSettings {
        objective: Objective::FineTuning,
        size: 32,
        tokens: 256,
        workers: 2,
        context: 512,
        separate_end: 0.0,
        seed: 1,
    };

    fn batches(step: u64) -> Vec<Batch> {
        batches_of_step(&Corpus::default(), &tokenizer(), &SETTINGS, step).unwrap()
    }

    #[test]
    fn prompts_are_never_masked_and_every_mask_has_its_target() {
        for batch in batches(1) {
            assert_eq!(batch.ids.len() % batch.len, 0);
            for row in batch.ids.chunks(batch.len) {
                let first = row.iter().position(|&id| id == MASK_ID);
                let prompt_end = row
                    .windows(3)
                    .rposition(|w| w[0] == 3 && w[2] == 4)
                    .unwrap();
                assert!(first.is_none_or(|first| first > prompt_end));
            }
            let masks = batch.ids.iter().filter(|&&id| id == MASK_ID).count();
            assert_eq!(masks, batch.rows.len());
            assert!(
                batch
                    .rows
                    .iter()
                    .all(|&row| batch.ids[row as usize] == MASK_ID)
            );
            assert!(batch.targets.iter().all(|&id| id != MASK_ID));
            assert_eq!(batch.weights.len(), batch.rows.len());
        }
    }

    #[test]
    fn the_rows_above_a_loss_stay_as_they_are() {
        for batch in batches(3) {
            let count = batch.ids.len() / batch.len;
            let place = |position: &u32| *position as usize / batch.len;
            // What a row adds is its number for each mask that it has.
            let losses: Vec<f32> = batch.rows.iter().map(|row| place(row) as f32).collect();
            let loss = |row: usize| -> f32 {
                let own = batch.rows.iter().filter(|position| place(position) == row);
                own.count() as f32 * row as f32
            };
            assert_eq!(batch.above(-1.0, &losses), batch);
            let least = loss(count / 2);
            let kept = batch.above(least, &losses);
            let above = (0..count).filter(|row| loss(*row) > least);
            let ids = above
                .clone()
                .flat_map(|row| &batch.ids[row * batch.len..][..batch.len]);
            assert!(ids.eq(&kept.ids));
            let of_rows = |i: &usize| loss(place(&batch.rows[*i])) > least;
            let masks = (0..batch.rows.len()).filter(of_rows);
            assert!(masks.clone().map(|i| batch.targets[i]).eq(kept.targets));
            assert!(masks.map(|i| batch.weights[i]).eq(kept.weights));
            let masked = |row: &&u32| kept.ids[**row as usize] == MASK_ID;
            assert_eq!(kept.rows.iter().filter(masked).count(), kept.rows.len());
        }
    }

    #[test]
    fn pre_training_masks_prompts_too() {
        let settings = BatchSettings {
            objective: Objective::PreTraining,
            ..SETTINGS
        };
        let batches = batches_of_step(&Corpus::default(), &tokenizer(), &settings, 1).unwrap();
        let first = |batch: &Batch| {
            batch
                .rows
                .iter()
                .any(|row| (*row as usize).is_multiple_of(batch.len))
        };
        assert!(batches.iter().any(first));
    }

    #[test]
    fn ends_masked_apart_are_masked_from_where_they_begin_and_weigh_what_they_do_in_the_objective()
    {
        let settings = BatchSettings {
            separate_end: 1.0,
            ..SETTINGS
        };
        let (mut whole, mut part, mut none) = (0, 0, 0);
        for batch in batches_of_step(&Corpus::default(), &tokenizer(), &settings, 2).unwrap() {
            let mut shown = batch.ids.clone();
            let mut weights = vec![0.0; shown.len()];
            for (i, &position) in batch.rows.iter().enumerate() {
                shown[position as usize] = batch.targets[i];
                weights[position as usize] = batch.weights[i];
            }
            for start in (0..shown.len()).step_by(batch.len) {
                let row = start..start + batch.len;
                let turn = shown[row.clone()].iter().rposition(|&id| id == EOT_ID);
                let end = &batch.ids[row.clone()][turn.unwrap()..];
                let masks = end.iter().take_while(|&&id| id == MASK_ID).count();
                assert!(end[masks..].iter().all(|&id| id != MASK_ID));
                match masks {
                    0 => none += 1,
                    _ if masks == end.len() => whole += 1,
                    _ => part += 1,
                }
                // The prompt's last header ends with its closing token and a line break.
                let mut headers = shown[row.clone()].windows(3);
                let header = headers.rposition(|w| w[0] == 3 && w[2] == 4).unwrap();
                let open = batch.len - header - 4;
                let weight: f32 = weights[row.end - end.len()..row.end].iter().sum();
                let share = end.len() as f32 / (open * SETTINGS.size) as f32;
                assert!(masks == 0 || (weight / share - 1.0).abs() < 1e-4);
            }
        }
        assert!(whole >= 8 && part >= 4, "{whole} {part} {none}");
    }

    #[test]
    fn batches_are_of_like_size() {
        let (corpus, tokenizer) = (Corpus::default(), tokenizer());
        let sizes: Vec<f32> = (0..50)
            .flat_map(|step| batches_of_step(&corpus, &tokenizer, &SETTINGS, step).unwrap())
            .map(|batch| batch.ids.len() as f32)
            .collect();
        let mean = sizes.iter().sum::<f32>() / sizes.len() as f32;
        let near = sizes.iter().filter(|size| (**size / mean).ln().abs() < 0.5);
        assert!(near.count() as f32 > 0.9 * sizes.len() as f32, "{sizes:?}");
    }

    #[test]
    fn a_step_is_a_function_of_its_number() {
        assert_eq!(batches(7), batches(7));
        assert_ne!(batches(7), batches(8));
    }

    #[test]
    fn the_rendered_prompt_is_the_template_s() {
        let names = vocabulary::config(1024).to_string();
        let names = TokenizerConfig::from_json(names.as_bytes()).unwrap();
        let template = ChatTemplate::new(None, &names);
        let turns = [
            Message::new(trajectory::Role::System, "Be brief."),
            Message::user(" Hello "),
            Message::new(trajectory::Role::Assistant, "Hi"),
            Message::user("2 + 2"),
        ];
        assert_eq!(template.render(&turns).unwrap(), render(&turns));
    }

    #[test]
    fn a_digit_is_a_token() {
        let tokenizer = tokenizer();
        let encoding = tokenizer.encode("123 + 45", false).unwrap();
        assert_eq!(encoding.get_tokens(), ["1", "2", "3", "Ġ+", "Ġ4", "5"]);
        let back = tokenizer.decode(encoding.get_ids(), true).unwrap();
        assert_eq!(back, "123 + 45");
    }
}
