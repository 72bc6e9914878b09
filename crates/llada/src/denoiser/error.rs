//! Why a forward pass fails.

/// Why a network was not built, or a pass failed.
#[derive(Debug, thiserror::Error)]
pub enum NetworkError {
    /// The tensor library or the device failed.
    #[error("the device failed: {0}")]
    Device(#[from] candle_core::Error),
    /// A weight was asked for and not delivered.
    #[error("the weight {slot} was not delivered. This is a bug")]
    MissingWeight {
        /// Its place in the model.
        slot: String,
    },
    /// A model that a backend lacks a part of.
    #[error("{backend} lack {part}, which this model has: {remedy}")]
    Part {
        /// The part.
        part: &'static str,
        /// What lacks it.
        backend: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A norm's gain, a bias, a router or the embedding came quantised.
    #[error("norms, biases, routers and the embedding are not quantised. This is a bug")]
    QuantizedNorm,
    /// More positions than the context has.
    #[error(
        "{length} tokens are longer than the model's context of {context}: shorten the prompt or lower gen_length"
    )]
    TooLong {
        /// Positions of the pass.
        length: usize,
        /// The model's context.
        context: usize,
    },
    /// A token id beyond the embedding.
    #[error(
        "token id {id} is outside the vocabulary; allowed: 0 to {last}. Use ids of this model's tokenizer"
    )]
    TokenId {
        /// The id.
        id: u32,
        /// The highest id.
        last: usize,
    },
    /// Sequences of one batch that must have one length have two.
    #[error(
        "a sequence of {length} tokens is in one batch with one of {first}; allowed: one common length. Run them one by one"
    )]
    Lengths {
        /// Length of the first sequence.
        first: usize,
        /// Length of another one.
        length: usize,
    },
    /// Input embeddings of another width than the network's.
    #[error("input embeddings are {found} numbers wide; the network takes {width}. This is a bug")]
    EmbeddingWidth {
        /// The width that was given.
        found: usize,
        /// The width of the residual stream.
        width: usize,
    },
    /// Something that a backend does not run.
    #[error("{backend} do not run {what}: {remedy}")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
        /// What does not run it.
        backend: &'static str,
        /// What to do.
        remedy: &'static str,
    },
    /// A wanted row, or the end of the window, lies outside the positions of the pass.
    #[error("position {position} is not in the pass. This is a bug")]
    Position {
        /// The position.
        position: usize,
    },
    /// A pass over a part of a canvas, without a cache of the rest.
    #[error("the KV cache lacks positions that this pass attends to. This is a bug")]
    NothingKept,
    /// A pass over nothing.
    #[error("there is no token to run: give at least one id")]
    Empty,
}

/// Why a pass failed.
#[derive(Debug, thiserror::Error)]
pub enum DenoiseError {
    /// The network failed.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// A row held a NaN or an infinity.
    #[error(
        "the logits at position {position} are not finite numbers: the checkpoint is damaged or its weights overflow this dtype; try f32"
    )]
    NotFinite {
        /// Position in the canvas.
        position: usize,
    },
    /// The logits did not have the shape asked for.
    #[error("{found} logits came for {rows} rows of {vocab}. This is a bug")]
    Shape {
        /// Numbers that came.
        found: usize,
        /// Rows wanted.
        rows: usize,
        /// Vocabulary.
        vocab: usize,
    },
    /// A batch was answered with fewer answers than passes.
    #[error("a pass of the batch was not answered. This is a bug")]
    Unanswered,
}
