//! Launches of the kernels. Each checks that its buffers are as large as the kernel takes them to be; that ids, rows and targets
//! are inside their tables, [`super::input`] has checked, and the shape [`super::check_shape`].

#![expect(unsafe_code, reason = "kernels are launched with addresses")]

use candle_core::Result;
use candle_core::bail;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, CudaSlice, LaunchConfig, PushKernelArg,
};

use super::gpu::{
    Gpu, Numbers, TILE, View, ViewMut, attention_backward_bytes, attention_bytes, enough,
};
use super::network::Attention;

/// Threads of most blocks.
pub(super) const THREADS: usize = 256;
/// Rows of a block of a kernel that gives each row a warp.
const ROWS: usize = THREADS / 32;
/// Blocks of a kernel whose blocks share the work: more would only wait.
const MOST: usize = 1 << 16;
/// The same where every block ends with additions to the same few addresses.
pub(super) const FEW: usize = 264;
/// Tokens of a block of `embed_backward`.
const CHUNK: usize = 32;

pub(super) fn launch(blocks: (usize, usize, usize), threads: usize, shared: usize) -> LaunchConfig {
    LaunchConfig {
        grid_dim: (blocks.0 as u32, blocks.1 as u32, blocks.2 as u32),
        block_dim: (threads as u32, 1, 1),
        shared_mem_bytes: shared as u32,
    }
}

/// Blocks that share so many pieces of work.
pub(super) fn strided(pieces: usize) -> LaunchConfig {
    launch((pieces.div_ceil(THREADS).clamp(1, MOST), 1, 1), THREADS, 0)
}

/// Launches a kernel with these arguments; whole numbers are given as `i32`. Unsafe: the kernel must be one that takes them and
/// stays inside the buffers.
macro_rules! run {
    ($gpu:ident, $kernel:expr, $config:expr, $($argument:expr),+ $(,)?) => {{
        let mut builder = $gpu.stream.launch_builder($kernel);
        $(builder.arg($argument);)+
        builder.launch($config).w()?;
        Ok(())
    }};
}

pub(super) use run;

/// Rows, their width, and ε of a norm.
type Norm = (usize, usize, f32);

impl Gpu {
    /// x\[t\] = table\[ids\[t\]\].
    pub(super) fn embed(
        &self,
        ids: &CudaSlice<u32>,
        table: &View<'_>,
        x: &mut Numbers,
        tokens: usize,
        width: usize,
    ) -> Result<()> {
        enough("the ids", ids.len(), tokens)?;
        enough("the embedded tokens", x.len(), tokens * width)?;
        let (count, columns) = (tokens as i32, width as i32);
        let config = strided(tokens * width / 4);
        // SAFETY: ids and x are large enough; the ids are a tokenizer's, whose every id has a row in the table.
        unsafe {
            run!(
                self,
                &self.kernels.embed,
                config,
                ids,
                table,
                x,
                &count,
                &columns
            )
        }
    }

    /// d_table\[ids\[t\]\] += d_x\[t\]; `common` is the most frequent id.
    pub(super) fn embed_backward(
        &self,
        ids: &CudaSlice<u32>,
        d_x: &Numbers,
        d_table: &mut ViewMut<'_>,
        (tokens, width): (usize, usize),
        common: u32,
    ) -> Result<()> {
        enough("the ids", ids.len(), tokens)?;
        enough("the gradient of the stream", d_x.len(), tokens * width)?;
        let (count, columns) = (tokens as i32, width as i32);
        let config = launch((tokens.div_ceil(CHUNK), 1, 1), width.min(1024), 0);
        let kernel = &self.kernels.embed_backward;
        // SAFETY: as for `embed`.
        unsafe {
            run!(
                self, kernel, config, ids, d_x, d_table, &count, &columns, &common
            )
        }
    }

    /// to\[i\] = from\[rows\[i\]\].
    pub(super) fn gather_rows(
        &self,
        to: &mut Numbers,
        from: &Numbers,
        rows: &CudaSlice<u32>,
        (count, width): (usize, usize),
    ) -> Result<()> {
        enough("the row numbers", rows.len(), count)?;
        enough("the rows", to.len(), count * width)?;
        let config = strided(count * width / 4);
        let (count, columns) = (count as i32, width as i32);
        let kernel = &self.kernels.gather_rows;
        // SAFETY: `to` is large enough; the numbers are those of masked positions among the tokens that `from` has rows for.
        unsafe { run!(self, kernel, config, to, from, rows, &count, &columns) }
    }

    /// to\[rows\[i\]\] = from\[i\]; the others stay.
    pub(super) fn scatter_rows(
        &self,
        to: &mut Numbers,
        from: &Numbers,
        rows: &CudaSlice<u32>,
        (count, width): (usize, usize),
    ) -> Result<()> {
        enough("the row numbers", rows.len(), count)?;
        enough("the rows", from.len(), count * width)?;
        let config = strided(count * width / 4);
        let (count, columns) = (count as i32, width as i32);
        let kernel = &self.kernels.scatter_rows;
        // SAFETY: as for `gather_rows`, the other way.
        unsafe { run!(self, kernel, config, to, from, rows, &count, &columns) }
    }

    /// y = x / √(mean(x²) + ε) · w, row by row.
    pub(super) fn rms_norm(
        &self,
        x: &Numbers,
        w: &View<'_>,
        y: &mut Numbers,
        (rows, width, eps): Norm,
    ) -> Result<()> {
        let all = [
            ("x", x.len(), rows * width),
            ("y", y.len(), rows * width),
            ("w", w.len(), width),
        ];
        all.into_iter()
            .try_for_each(|(what, len, wanted)| enough(what, len, wanted))?;
        let config = launch((rows.div_ceil(ROWS), 1, 1), THREADS, 0);
        let (count, columns) = (rows as i32, width as i32);
        // SAFETY: the three are large enough, and the engine's widths are those that the kernel takes.
        unsafe {
            run!(
                self,
                &self.kernels.rms_norm,
                config,
                x,
                w,
                y,
                &count,
                &columns,
                &eps
            )
        }
    }

    /// Adds the gradients of [`Self::rms_norm`] to `d_x` and `d_w`.
    pub(super) fn rms_norm_backward(
        &self,
        d_x: &mut Numbers,
        d_w: &mut ViewMut<'_>,
        (d_y, x, w): (&Numbers, &Numbers, &View<'_>),
        (rows, width, eps): Norm,
    ) -> Result<()> {
        let size = rows * width;
        let all = [
            ("d_x", d_x.len(), size),
            ("d_y", d_y.len(), size),
            ("x", x.len(), size),
        ];
        all.into_iter()
            .try_for_each(|(what, len, wanted)| enough(what, len, wanted))?;
        enough("w", w.len().min(d_w.len()), width)?;
        let config = launch((rows.div_ceil(ROWS).clamp(1, FEW), 1, 1), THREADS, 0);
        let (count, columns) = (rows as i32, width as i32);
        let kernel = &self.kernels.rms_norm_backward;
        // SAFETY: as for `rms_norm`.
        unsafe {
            run!(
                self, kernel, config, d_x, d_w, d_y, x, w, &count, &columns, &eps
            )
        }
    }

    /// Attention of every head and sequence: `qkv` is `[tokens, 3 width]`, `out` `[tokens, width]`, `lse` `[tokens, n_heads]`.
    pub(super) fn attention(
        &self,
        qkv: &Numbers,
        out: &mut Numbers,
        lse: &mut Numbers,
        over: &Attention<'_>,
    ) -> Result<()> {
        over.check(qkv.len(), out.len(), lse.len())?;
        let heads = over.n_heads as i32;
        let kernel = self.by_head(over, &self.kernels.attention_32, &self.kernels.attention_64)?;
        let config = launch(over.blocks(), 2 * TILE, attention_bytes(over.head_dim));
        let (starts, lens, cos, sin) = (over.starts, over.lens, over.cos, over.sin);
        // SAFETY: the buffers are large enough for the tokens that the sequences have, and the tables for their positions.
        unsafe {
            run!(
                self, kernel, config, qkv, out, starts, lens, cos, sin, &heads, lse
            )
        }
    }

    /// The gradient of `qkv` from that of `out`; with what [`Self::attention`] left.
    pub(super) fn attention_backward(
        &self,
        (qkv, out, lse): (&Numbers, &Numbers, &Numbers),
        d_out: &Numbers,
        d_qkv: &mut Numbers,
        over: &Attention<'_>,
    ) -> Result<()> {
        over.check(
            qkv.len().min(d_qkv.len()),
            out.len().min(d_out.len()),
            lse.len(),
        )?;
        let heads = over.n_heads as i32;
        let (narrow, wide) = (
            &self.kernels.attention_backward_32,
            &self.kernels.attention_backward_64,
        );
        let kernel = self.by_head(over, narrow, wide)?;
        let config = launch(
            over.blocks(),
            2 * TILE,
            attention_backward_bytes(over.head_dim),
        );
        let (starts, lens, cos, sin) = (over.starts, over.lens, over.cos, over.sin);
        // SAFETY: as for `attention`.
        unsafe {
            run!(
                self, kernel, config, qkv, d_out, d_qkv, starts, lens, cos, sin, &heads, lse, out
            )
        }
    }

    fn by_head<'a>(
        &self,
        over: &Attention<'_>,
        narrow: &'a CudaFunction,
        wide: &'a CudaFunction,
    ) -> Result<&'a CudaFunction> {
        match over.head_dim {
            32 => Ok(narrow),
            64 => Ok(wide),
            other => bail!(
                "heads have {other} dimensions; training on an NVIDIA GPU takes 32 and 64. Choose n_heads as d_model over one of them"
            ),
        }
    }

    /// out = silu(gate) · up for `both` of `[rows, 2 mlp]`.
    pub(super) fn swiglu(
        &self,
        both: &Numbers,
        out: &mut Numbers,
        (rows, mlp): (usize, usize),
    ) -> Result<()> {
        enough("gate and up", both.len(), 2 * rows * mlp)?;
        enough("the gated", out.len(), rows * mlp)?;
        let config = strided(rows * mlp / 4);
        let (count, columns) = (rows as i32, mlp as i32);
        // SAFETY: both are large enough.
        unsafe {
            run!(
                self,
                &self.kernels.swiglu,
                config,
                both,
                out,
                &count,
                &columns
            )
        }
    }

    /// `both`, as it went into [`Self::swiglu`], becomes its gradient.
    pub(super) fn swiglu_backward(
        &self,
        both: &mut Numbers,
        d_out: &Numbers,
        (rows, mlp): (usize, usize),
    ) -> Result<()> {
        enough("gate and up", both.len(), 2 * rows * mlp)?;
        enough("the gradient of the gated", d_out.len(), rows * mlp)?;
        let config = strided(rows * mlp / 4);
        let (count, columns) = (rows as i32, mlp as i32);
        // SAFETY: both are large enough.
        unsafe {
            run!(
                self,
                &self.kernels.swiglu_backward,
                config,
                both,
                d_out,
                &count,
                &columns
            )
        }
    }

    /// loss += Σ weight · cross entropy; `logits`, `[rows, vocabulary]`, become their gradient.
    pub(super) fn cross_entropy(
        &self,
        logits: &mut Numbers,
        targets: &CudaSlice<u32>,
        weights: &Numbers,
        loss: &mut Numbers,
        (rows, vocabulary): (usize, usize),
    ) -> Result<()> {
        enough("the logits", logits.len(), rows * vocabulary)?;
        enough("the targets", targets.len().min(weights.len()), rows)?;
        let config = launch((rows, 1, 1), 512, 0);
        let (count, columns) = (rows as i32, vocabulary as i32);
        let kernel = &self.kernels.cross_entropy;
        // SAFETY: the buffers are large enough; targets are ids of the vocabulary.
        unsafe {
            run!(
                self, kernel, config, logits, targets, weights, loss, &count, &columns
            )
        }
    }
}

impl Attention<'_> {
    fn blocks(&self) -> (usize, usize, usize) {
        (
            self.size.sequences,
            self.n_heads,
            self.size.longest.div_ceil(TILE),
        )
    }

    fn check(&self, qkv: usize, out: usize, lse: usize) -> Result<()> {
        let (tokens, width) = (self.size.tokens, self.n_heads * self.head_dim);
        enough("queries, keys and values", qkv, 3 * tokens * width)?;
        enough("what attention mixes", out, tokens * width)?;
        enough("the sums of the scores", lse, tokens * self.n_heads)?;
        enough(
            "the sequences",
            self.starts.len().min(self.lens.len()),
            self.size.sequences,
        )?;
        enough(
            "the angles",
            self.cos.len().min(self.sin.len()),
            self.size.longest * self.head_dim / 2,
        )
    }
}
