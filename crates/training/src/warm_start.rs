//! Warm start: a run that starts from a checkpoint, also from a smaller one or one with another vocabulary.
//!
//! The blocks of a deeper model are the checkpoint's own, in their order, and between them blocks that write nothing into
//! the residual stream yet: on the first step the deeper network computes what the shallower one did (Net2Net, Chen et al.
//! 2016, arXiv 1511.05641). The embedding is carried over token by token.

use std::collections::HashMap;
use std::path::Path;

use tokenizers::Tokenizer;

use super::description::trained;
use super::embedding::{self, Form};
use super::error::TrainError;
use super::state;
use super::weights::{ATTN_OUT, DOWN, PER_BLOCK};
use llada::architecture::Model;
use llada::architecture::llada::Config;

/// The tokenizer of the checkpoint in `folder`.
///
/// # Errors
/// [`TrainError::From`] if the folder holds none.
pub(super) fn tokenizer(folder: &Path) -> Result<Tokenizer, TrainError> {
    Tokenizer::from_file(folder.join("tokenizer.json")).map_err(|error| TrainError::From {
        path: folder.to_owned(),
        reason: format!("its tokenizer.json: {error}"),
    })
}

/// The initial weights of a model of this shape and tokenizer, from the checkpoint in `folder`.
///
/// # Errors
/// [`TrainError::From`] if the folder holds no checkpoint, or one that is wider, narrower or deeper.
pub(super) fn initial_weights(
    folder: &Path,
    model: &Config,
    tokenizer: &Tokenizer,
    seed: u64,
) -> Result<Vec<Vec<f32>>, TrainError> {
    let refuse = |reason: String| TrainError::From {
        path: folder.to_owned(),
        reason,
    };
    let known = self::tokenizer(folder)?;
    let path = folder.join("config.json");
    let stored = std::fs::read(&path)
        .map_err(|error| refuse(format!("{}: {error}", path.display())))
        .and_then(|json| Model::from_json(&json).map_err(|error| refuse(error.to_string())))
        .and_then(|model| trained(&model).map_err(refuse))?;
    let (depth, wanted) = (stored.n_layers, model.n_layers);
    if depth > wanted {
        return Err(refuse(format!("it has {depth} blocks, not up to {wanted}")));
    }
    let smaller = Config {
        n_layers: depth,
        vocab_size: known.get_vocab_size(true),
        ..model.clone()
    };
    let mut weights = deeper(&state::weights(folder, &smaller)?, depth, wanted);
    let ids = known.get_vocab(true);
    let tables = if model.weight_tying {
        vec![0]
    } else {
        vec![0, weights.len() - 1]
    };
    let forms = embedding::forms(tokenizer);
    let tokens = embedding::tokens(tokenizer);
    for table in tables {
        weights[table] = carried(&weights[table], &ids, &tokens, &forms, model.d_model, seed);
    }
    Ok(weights)
}

/// The indices of the blocks of a network of `depth` blocks in one of `wanted`: spread evenly.
fn block_places(depth: usize, wanted: usize) -> Vec<usize> {
    (0..depth)
        .map(|block| (2 * block + 1) * wanted / (2 * depth))
        .collect()
}

/// The same network with more blocks. A new block is a copy of the one before it, or of the first, whose two
/// matrices that write into the stream are zero.
fn deeper(weights: &[Vec<f32>], depth: usize, wanted: usize) -> Vec<Vec<f32>> {
    let places = block_places(depth, wanted);
    let block = |index: usize| &weights[1 + index * PER_BLOCK..][..PER_BLOCK];
    let mut all = vec![weights[0].clone()];
    for place in 0..wanted {
        let origin = places.iter().rposition(|&own| own <= place).unwrap_or(0);
        let new = places[origin] != place;
        for (index, tensor) in block(origin).iter().enumerate() {
            all.push(match index {
                ATTN_OUT | DOWN if new => vec![0.0; tensor.len()],
                _ => tensor.clone(),
            });
        }
    }
    all.extend_from_slice(&weights[1 + depth * PER_BLOCK..]);
    all
}

/// The rows of an embedding for other tokens: a token that has one keeps it; another form of a word that has one starts
/// from that; any other is drawn at random with the same standard deviation.
fn carried(
    table: &[f32],
    ids: &HashMap<String, u32>,
    tokens: &[String],
    forms: &[Form],
    width: usize,
    seed: u64,
) -> Vec<f32> {
    let row = |id: u32| &table[id as usize * width..][..width];
    let square = table.iter().map(|x| x * x).sum::<f32>() / table.len() as f32;
    let mut all = embedding::random(forms, width, square.sqrt(), seed);
    let mut words: HashMap<&str, u32> = HashMap::new();
    for (token, form) in tokens.iter().zip(forms) {
        if let Some(&id) = ids.get(token) {
            words.entry(form.word()).or_insert(id);
        }
    }
    for ((token, form), to) in tokens.iter().zip(forms).zip(all.chunks_exact_mut(width)) {
        let known = ids.get(token).or_else(|| words.get(form.word()));
        if let Some(&id) = known {
            to.copy_from_slice(row(id));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn new_blocks_stand_between_the_old_ones_and_write_nothing() {
        assert_eq!(block_places(6, 8), [0, 2, 3, 4, 6, 7]);
        assert_eq!(block_places(3, 3), [0, 1, 2]);
        let weights: Vec<Vec<f32>> = (0..2 + 2 * PER_BLOCK)
            .map(|i| vec![i as f32 + 1.0])
            .collect();
        let all = deeper(&weights, 2, 4);
        assert_eq!(all.len(), 2 + 4 * PER_BLOCK);
        assert_eq!((&all[0], all.last()), (&weights[0], weights.last()));
        let block =
            |all: &[Vec<f32>], index: usize| all[1 + index * PER_BLOCK..][..PER_BLOCK].to_vec();
        let own = block_places(2, 4);
        for place in 0..4 {
            let found = block(&all, place);
            match own.iter().position(|&own| own == place) {
                Some(old) => assert_eq!(found, block(&weights, old)),
                None => assert_eq!((found[ATTN_OUT][0], found[DOWN][0]), (0.0, 0.0)),
            }
        }
        assert_eq!(deeper(&weights, 2, 2), weights);
    }

    #[test]
    fn rows_follow_their_tokens() {
        let table = [1.0, 2.0, 3.0, 4.0];
        let ids = HashMap::from([("rome".to_owned(), 0), ("\u{120}oslo".to_owned(), 1)]);
        let tokens = ["\u{120}oslo", "new", "\u{120}rome", "rome"].map(str::to_owned);
        let forms = tokens.each_ref().map(|token| Form::of(token));
        let rows = carried(&table, &ids, &tokens, &forms, 2, 1);
        assert_eq!(
            (&rows[..2], &rows[4..]),
            (&[3.0, 4.0][..], &[1.0, 2.0, 1.0, 2.0][..])
        );
    }

    #[test]
    fn a_folder_without_a_tokenizer_is_named_with_what_it_lacks() {
        let refusal = tokenizer(Path::new("no-such-model")).unwrap_err();
        assert!(matches!(refusal, TrainError::From { .. }), "{refusal}");
        for part in ["no-such-model", "tokenizer.json", "--from"] {
            assert!(refusal.to_string().contains(part), "{refusal}");
        }
    }
}
