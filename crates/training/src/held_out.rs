//! Held-out accuracy: a quick estimate for the progress bar. `unmask eval` measures exact match.

use tokenizers::Tokenizer;

use super::batch::{Batch, Example};
use super::error::TrainError;
use super::matrix::Precision;
use super::network::{Network, Workspace};
use super::vocabulary::MASK_ID;
use corpus::draw::Draw;
use corpus::{Corpus, Split};
use llada::architecture::llada::Config;

/// Held-out dialogues of each skill.
const PER_SKILL: u64 = 4;

/// The share of masked tokens of held-out answers that the network predicts correctly in one forward pass, with half of each
/// answer masked.
pub(super) fn accuracy(
    corpus: &Corpus,
    tokenizer: &Tokenizer,
    model: &Config,
    weights: &[&[f32]],
) -> Result<f32, TrainError> {
    let network = Network::new(model, Precision::F32);
    let mut work = Workspace::default();
    let (mut right, mut all) = (0_usize, 0_usize);
    for (index, skill) in corpus.skills().enumerate() {
        for number in 0..PER_SKILL {
            let mut draw = Draw::new(&[0x4e1d, index as u64, number]);
            let dialogue = skill.dialogue(Split::HeldOut, &mut draw);
            let batch = half_masked(&Example::new(&dialogue, tokenizer)?, &mut draw);
            if batch.ids.len() > model.max_sequence_length || batch.rows.is_empty() {
                continue;
            }
            network.forward(weights, &batch, &mut work);
            let rows = work.logits().chunks_exact(model.vocab_size);
            right += rows
                .zip(&batch.targets)
                .filter(|(row, target)| best(row) == **target as usize)
                .count();
            all += batch.targets.len();
        }
    }
    Ok(right as f32 / all.max(1) as f32)
}

/// Prompt and answer, with half of the answer masked.
fn half_masked(example: &Example, draw: &mut Draw) -> Batch {
    let mut ids = [&*example.prompt, &*example.response].concat();
    let start = example.prompt.len();
    let rows: Vec<u32> = (start..ids.len())
        .filter(|_| draw.chance(0.5))
        .map(|at| at as u32)
        .collect();
    let targets: Vec<u32> = rows.iter().map(|row| ids[*row as usize]).collect();
    for row in &rows {
        ids[*row as usize] = MASK_ID;
    }
    Batch {
        len: ids.len(),
        ids,
        weights: vec![1.0; rows.len()],
        rows,
        targets,
    }
}

fn best(logits: &[f32]) -> usize {
    let ranked = logits.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
    ranked.map_or(0, |(index, _)| index)
}
