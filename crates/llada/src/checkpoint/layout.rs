//! The tensors that a dense LLaDA checkpoint holds: names, shapes and what each is for.
//!
//! Linear weights are stored `[out, in]`. `ff_out` is both the head (`model.transformer.ff_out`) and each block's down
//! projection (`model.transformer.blocks.N.ff_out`).

use crate::config::Config;

/// What a tensor is for; decides in which type it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// The token embedding: rows are looked up, never multiplied (unless tied to the head).
    Embedding,
    /// Gain of an RMS norm.
    Norm,
    /// A projection inside a block.
    Linear,
    /// The projection to the vocabulary.
    Head,
}

/// One tensor of the checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorSpec {
    /// Full name in the file.
    pub name: String,
    /// Shape.
    pub shape: Vec<usize>,
    /// What it is for.
    pub role: Role,
}

impl TensorSpec {
    /// Number of elements.
    #[must_use]
    pub fn elements(&self) -> usize {
        self.shape.iter().product()
    }
}

/// The tensors of one block, in the order of [`BLOCK`].
pub const BLOCK: [&str; 9] = [
    "attn_norm",
    "q_proj",
    "k_proj",
    "v_proj",
    "attn_out",
    "ff_norm",
    "ff_proj",
    "up_proj",
    "ff_out",
];

/// The token embedding, `[vocab_size, d_model]`.
#[must_use]
pub fn embedding(config: &Config) -> TensorSpec {
    TensorSpec {
        name: "model.transformer.wte.weight".to_owned(),
        shape: vec![config.vocab_size, config.d_model],
        role: Role::Embedding,
    }
}

/// The norm before the head, `[d_model]`.
#[must_use]
pub fn final_norm(config: &Config) -> TensorSpec {
    TensorSpec {
        name: "model.transformer.ln_f.weight".to_owned(),
        shape: vec![config.d_model],
        role: Role::Norm,
    }
}

/// The head, `[vocab_size, d_model]`; none where it is tied to the embedding.
#[must_use]
pub fn head(config: &Config) -> Option<TensorSpec> {
    (!config.weight_tying).then(|| TensorSpec {
        name: "model.transformer.ff_out.weight".to_owned(),
        shape: vec![config.vocab_size, config.d_model],
        role: Role::Head,
    })
}

/// The nine tensors of block `index`, in the order of [`BLOCK`].
#[must_use]
pub fn block(config: &Config, index: usize) -> Vec<TensorSpec> {
    let (width, hidden, kv) = (config.d_model, config.mlp_hidden_size, config.kv_dim());
    BLOCK
        .iter()
        .map(|part| {
            let (shape, role) = match *part {
                "attn_norm" | "ff_norm" => (vec![width], Role::Norm),
                "k_proj" | "v_proj" => (vec![kv, width], Role::Linear),
                "ff_proj" | "up_proj" => (vec![hidden, width], Role::Linear),
                "ff_out" => (vec![width, hidden], Role::Linear),
                _ => (vec![width, width], Role::Linear),
            };
            TensorSpec {
                name: format!("model.transformer.blocks.{index}.{part}.weight"),
                shape,
                role,
            }
        })
        .collect()
}

/// Every tensor of the checkpoint: embedding, blocks, final norm, head.
#[must_use]
pub fn layout(config: &Config) -> Vec<TensorSpec> {
    let mut tensors = vec![embedding(config)];
    tensors.extend((0..config.n_layers).flat_map(|index| block(config, index)));
    tensors.push(final_norm(config));
    tensors.extend(head(config));
    tensors
}

/// Number of parameters, tied ones counted once.
#[must_use]
pub fn parameters(config: &Config) -> u64 {
    layout(config)
        .iter()
        .map(|tensor| tensor.elements() as u64)
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checkpoint::NamedShape;

    #[test]
    fn the_published_8b_has_its_published_size() {
        let config = NamedShape::Llada8B.config();
        assert_eq!(parameters(&config), 8_015_581_184);
        assert_eq!(layout(&config).len(), 3 + 32 * 9);
    }
}
