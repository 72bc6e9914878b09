//! How much memory a run takes beside the weights, before anything is loaded: rather too much than too little.

use crate::architecture::{Ffn, Model};

/// Bytes of a run over `tokens` positions of prompt and answer: activations of one pass, keys and values of a cache, and the
/// logits of a block of 64.
#[must_use]
pub fn run_bytes(model: &Model, tokens: usize) -> u64 {
    const ROWS_OF_LOGITS: usize = 64;
    const F32: usize = size_of::<f32>();
    let widest = model.blocks.iter().map(|block| {
        let attention = block.attention.q_dim() + 2 * block.attention.kv_dim();
        let hidden = match block.ffn {
            Ffn::Gated { hidden } => hidden,
            Ffn::Moe(moe) => moe.hidden * moe.top_k + moe.shared.unwrap_or(0),
        };
        attention + 3 * hidden
    });
    let stream = 5 * model.width + widest.max().unwrap_or(0);
    let kept = model
        .blocks
        .iter()
        .map(|block| 2 * block.attention.kv_dim());
    let logits = model.vocab_size * tokens.min(ROWS_OF_LOGITS);
    ((tokens * (stream + kept.sum::<usize>()) + logits) * F32) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::NamedShape;

    #[test]
    fn longer_runs_take_more() {
        let model = NamedShape::Llada8B.model();
        let (short, long) = (run_bytes(&model, 128), run_bytes(&model, 1024));
        assert!(short < long && long < 2_000_000_000, "{short} {long}");
        assert!(short > 150_000_000, "{short}");
    }
}
