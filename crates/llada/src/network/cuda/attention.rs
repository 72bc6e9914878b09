//! Which attention kernel a pass is launched on: by the head dimension, the device, and how many blocks there are to fill it.

use std::sync::Arc;

use candle_core::Result;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::sys::{
    CUdevice_attribute, CUfunction_attribute_enum,
};
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, CudaModule, CudaStream, PushKernelArg,
};
use half::bf16;

use super::kernels::{PIECE, Rows, launch};
use super::memory::Span;
use crate::architecture::Dense;

/// Head dimensions that there are tensor-core kernels for.
const TILED: [usize; 4] = [32, 64, 96, 128];
/// Keys that a kernel takes at a time.
const KEYS: usize = 64;

/// The kernels for a model, the one with the most queries in a block first.
#[derive(Debug)]
pub(super) struct Attention {
    kernels: Vec<Kernel>,
}

/// A kernel and how it is launched.
#[derive(Debug)]
struct Kernel {
    function: CudaFunction,
    /// Queries of a block.
    queries: usize,
    threads: u32,
    shared: Shared,
    /// It is taken when a pass has so many blocks.
    fills: usize,
}

/// The shared memory of a block.
#[derive(Debug, Clone, Copy)]
enum Shared {
    /// So many bytes.
    Bytes(usize),
    /// A query and its weights in f32: for the kernel without tiles.
    Weights,
}

/// Whether there are tensor-core kernels for a head dimension.
pub(super) fn is_tiled(head_dim: usize) -> bool {
    TILED.contains(&head_dim)
}

/// The shared memory of the tiled kernels: their queries, and two stages of keys and values.
const fn tile_bytes(head_dim: usize, queries: usize) -> usize {
    (queries + 4 * KEYS) * (head_dim + PIECE) * size_of::<bf16>()
}

/// That of the kernel for warp groups: 128 queries, five stages, and room to align them.
const GROUP_BYTES: usize = 1024 + (2 * 16 + 5 * 32) * 1024;

impl Attention {
    /// The kernels that run on a device.
    pub(super) fn load(
        module: &Arc<CudaModule>,
        stream: &CudaStream,
        config: &Dense,
    ) -> Result<Self> {
        let head_dim = config.head_dim();
        if !is_tiled(head_dim) {
            return Ok(Self {
                kernels: vec![Kernel {
                    function: module.load_function("attention_any").w()?,
                    queries: 1,
                    threads: 128,
                    shared: Shared::Weights,
                    fills: 0,
                }],
            });
        }
        let kernel = |end: &str, queries, threads, bytes: usize, fills| -> Result<Kernel> {
            let name = format!("attention_{head_dim}{end}");
            let function = module.load_function(&name).w()?;
            let attribute =
                CUfunction_attribute_enum::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
            function.set_attribute(attribute, bytes as i32).w()?;
            Ok(Kernel {
                function,
                queries,
                threads,
                shared: Shared::Bytes(bytes),
                fills,
            })
        };
        let attribute = CUdevice_attribute::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT;
        let processors = stream.context().attribute(attribute).w()?.max(1) as usize;
        // The first only Hopper has, the second is not for small heads, and small devices lack the memory: then they are done
        // without.
        let wide = [
            kernel("_groups", 128, 256, GROUP_BYTES, processors * 3 / 4),
            kernel("_long", 128, 128, tile_bytes(head_dim, 128), processors),
        ];
        let mut kernels: Vec<_> = wide.into_iter().flatten().collect();
        kernels.push(kernel("", 64, 128, tile_bytes(head_dim, 64), 0)?);
        Ok(Self { kernels })
    }

    /// softmax(q kᵀ / √head_dim) v: `out` is `[sequence][rows][d_model]`.
    pub(super) fn launch(
        &self,
        stream: &CudaStream,
        config: &Dense,
        view: Rows,
        qkv: Span<'_>,
        (keys, values): (Span<'_>, Span<'_>),
        out: Span<'_>,
    ) -> Result<()> {
        let (head_dim, kv) = (config.head_dim(), config.kv_dim());
        let stride = config.d_model + 2 * kv;
        let (q, keys, values, out) = (
            qkv.of::<bf16>(view.all() * stride)?,
            keys.of::<bf16>(view.sequences * view.length * kv)?,
            values.of::<bf16>(view.sequences * view.length * kv)?,
            out.of::<bf16>(view.all() * config.d_model)?,
        );
        let numbers = [view.rows, view.length, stride, config.n_kv_heads, head_dim];
        let [rows, length, stride, kv_heads, dimension] = numbers.map(|number| number as i32);
        let scale = std::f32::consts::LOG2_E / (head_dim as f32).sqrt();
        let grid = |kernel: &Kernel| {
            let tiles = view.rows.div_ceil(kernel.queries);
            (tiles, config.n_heads, view.sequences)
        };
        let fills = |kernel: &&Kernel| {
            let (tiles, heads, sequences) = grid(kernel);
            tiles * heads * sequences >= kernel.fills
        };
        let Some(kernel) = self.kernels.iter().find(fills) else {
            candle_core::bail!("there is no attention kernel. This is a bug");
        };
        let mut arguments = stream.launch_builder(&kernel.function);
        arguments.arg(&q).arg(&keys).arg(&values).arg(&out);
        arguments.arg(&rows).arg(&length).arg(&stride);
        arguments.arg(&kv_heads).arg(&scale);
        let shared = match kernel.shared {
            Shared::Bytes(bytes) => bytes,
            Shared::Weights => {
                arguments.arg(&dimension);
                (head_dim + view.length) * size_of::<f32>()
            }
        };
        let shape = launch(grid(kernel), kernel.threads, shared);
        // SAFETY: `of` has checked every buffer; the shared memory is what the kernel lays out for this shape.
        unsafe { arguments.launch(shape) }.w()?;
        Ok(())
    }
}
