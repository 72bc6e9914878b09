//! The forward pass: a body, from the embedding to the last block's attention, whose launches depend on the shape of the pass
//! alone, and a tail for the wanted rows, from there to the logits.

use candle_core::{Result, bail};

use super::Engine;
use super::kernels::Rows;
use super::memory::{Memory, Span};
use super::weights::{Block, Matrix};
use super::work::{Buffers, Work, layer};

/// The wanted rows of a pass: their indices on the device, and how many of each sequence.
pub(super) type Wanted<'a> = (Span<'a>, usize);

impl Engine {
    /// Leaves the logits of the wanted rows in `work`, sequence by sequence. `work` is prepared: its input begins with the ids
    /// of the pass, after which the wanted rows follow.
    /// Keys and values are in `kept`; none means the buffer of passes whose run keeps none.
    pub(super) fn forward(
        &self,
        view: Rows,
        wanted: usize,
        kept: Option<&Memory>,
        work: &mut Work,
    ) -> Result<()> {
        let Work { buffers, graphs } = work;
        let buffers: &Buffers = buffers;
        let kept = kept.unwrap_or(&buffers.passing).span();
        let shape = (
            view.sequences,
            view.rows,
            view.start,
            view.length,
            kept.address(),
        );
        graphs.run(shape, &self.stream, || self.body(view, kept, buffers))?;
        if wanted == 0 {
            return Ok(());
        }
        let rows = buffers.input.span().after(view.all() * size_of::<u32>())?;
        self.tail(view, (rows, wanted), buffers)
    }

    /// Everything up to the last block's attention: leaves its input in `x` and its result in `mixed`.
    fn body(&self, view: Rows, kept: Span<'_>, buffers: &Buffers) -> Result<()> {
        let (kernels, config, rows) = (&self.kernels, &self.config, view.all());
        let blocks = &self.weights.blocks;
        let Some(first) = blocks.first() else {
            bail!("a network has no blocks. This is a bug");
        };
        let tables = (&self.weights.embedding, &first.attn_norm);
        let (x, normed) = (buffers.x.span(), buffers.normed.span());
        kernels.embed_norm(rows, buffers.input.span(), tables, x, normed)?;
        for (index, block) in blocks.iter().enumerate() {
            let (qkv, mixed) = (buffers.qkv.span(), buffers.mixed.span());
            let kept = layer(config, view, kept, index)?;
            self.product(rows, normed, &block.qkv, qkv)?;
            kernels.rotary(view, &self.weights, qkv, kept)?;
            kernels.attention(view, qkv, kept, mixed)?;
            if let Some(next) = blocks.get(index + 1) {
                self.rest(rows, block, (x, mixed), &next.attn_norm, buffers)?;
            }
        }
        Ok(())
    }

    /// The last block's rest, the final norm and the head, for the wanted rows.
    fn tail(&self, view: Rows, wanted: Wanted<'_>, buffers: &Buffers) -> Result<()> {
        let Some(block) = self.weights.blocks.last() else {
            bail!("a network has no blocks. This is a bug");
        };
        let rows = view.sequences * wanted.1;
        let (x, mixed) = (buffers.wanted_x.span(), buffers.wanted_mixed.span());
        let from = [buffers.x.span(), buffers.mixed.span()];
        self.kernels.gather(view, wanted, from, [x, mixed])?;
        self.rest(rows, block, (x, mixed), &self.weights.ln_f, buffers)?;
        let stride = self.kernels.logits_stride();
        let (normed, logits) = (buffers.normed.span(), buffers.logits.span());
        self.products
            .product(rows, normed, self.weights.head(), logits, stride)
    }

    /// A block after its attention; then the norm of what follows.
    fn rest(
        &self,
        rows: usize,
        block: &Block,
        (x, mixed): (Span<'_>, Span<'_>),
        next_norm: &Matrix,
        buffers: &Buffers,
    ) -> Result<()> {
        let kernels = &self.kernels;
        let (normed, update) = (buffers.normed.span(), buffers.update.span());
        let (both, gated) = (buffers.both.span(), buffers.gated.span());
        self.product(rows, mixed, &block.attn_out, update)?;
        kernels.add_norm(rows, x, update, &block.ff_norm, normed)?;
        self.product(rows, normed, &block.gate_up, both)?;
        kernels.silu_mul(rows, both, gated)?;
        self.product(rows, gated, &block.ff_out, update)?;
        kernels.add_norm(rows, x, update, next_norm, normed)
    }

    fn product(&self, rows: usize, x: Span<'_>, weight: &Matrix, y: Span<'_>) -> Result<()> {
        self.products.product(rows, x, weight, y, weight.outputs())
    }
}
