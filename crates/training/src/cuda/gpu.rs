//! What the engine asks of the device: memory, products by cuBLAS, and the kernels of `kernels/`, behind functions that
//! check the sizes of what they are given. All numbers are f32, all matrices lie row by row.

#![expect(unsafe_code, reason = "cuBLAS is handed addresses")]

use std::sync::Arc;

use candle_core::cuda_backend::cudarc::cublas::{
    CudaBlas, Gemm, GemmConfig, StridedBatchedConfig, sys,
};
use candle_core::cuda_backend::cudarc::driver::sys::CUfunction_attribute_enum;
use candle_core::cuda_backend::cudarc::driver::{
    CudaFunction, CudaModule, CudaSlice, CudaStream, CudaView, CudaViewMut, DevicePtr,
    DevicePtrMut, DeviceRepr, ValidAsZeroBits,
};
use candle_core::cuda_backend::{CudaDevice, WrapErr};
use candle_core::{Result, bail};

use llada::network::cuda::program;

const FILES: [&str; 5] = [
    include_str!("kernels/rows.cu"),
    include_str!("kernels/tiles.cu"),
    include_str!("kernels/attention.cu"),
    include_str!("kernels/loss.cu"),
    include_str!("kernels/optimizer.cu"),
];

/// Numbers on the device.
pub(super) type Numbers = CudaSlice<f32>;
/// Some of them.
pub(super) type View<'a> = CudaView<'a, f32>;
/// Some of them, to be written.
pub(super) type ViewMut<'a> = CudaViewMut<'a, f32>;

/// A device with its kernels.
pub(super) struct Gpu {
    pub(super) stream: Arc<CudaStream>,
    pub(super) kernels: Kernels,
    blas: CudaBlas,
}

macro_rules! kernels {
    ($($name:ident),+ $(,)?) => {
        /// The functions of `kernels/`.
        pub(super) struct Kernels { $(pub(super) $name: CudaFunction),+ }

        impl Kernels {
            fn load(module: &Arc<CudaModule>) -> Result<Self> {
                Ok(Self { $($name: module.load_function(stringify!($name)).w()?),+ })
            }
        }
    };
}

kernels!(
    embed,
    embed_backward,
    rms_norm,
    rms_norm_backward,
    attention_32,
    attention_64,
    attention_backward_32,
    attention_backward_64,
    swiglu,
    swiglu_backward,
    gather_rows,
    scatter_rows,
    cross_entropy,
    sum_of_squares,
    adam,
    movement,
    muon_ahead,
    muon_scale,
    muon_update,
);

/// Queries or keys of a tile of attention.
pub(super) const TILE: usize = 64;

/// Shared memory of a block of the attention kernels.
pub(super) const fn attention_bytes(head_dim: usize) -> usize {
    3 * TILE * (head_dim + 4) * size_of::<f32>()
}

/// The same, backwards.
pub(super) const fn attention_backward_bytes(head_dim: usize) -> usize {
    4 * TILE * (head_dim + 4) * size_of::<f32>() + 2 * TILE * size_of::<f32>()
}

/// A factor of a product, `[rows, columns]` as it is multiplied.
#[derive(Clone, Copy)]
pub(super) enum As {
    /// As it lies.
    Is,
    /// Turned: it lies as `[columns, rows]`.
    Turned,
}

impl As {
    const fn operation(self) -> sys::cublasOperation_t {
        match self {
            Self::Is => sys::cublasOperation_t::CUBLAS_OP_N,
            Self::Turned => sys::cublasOperation_t::CUBLAS_OP_T,
        }
    }
}

/// Sizes of a product: `[rows, inner]` times `[inner, columns]`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    pub(super) rows: usize,
    pub(super) inner: usize,
    pub(super) columns: usize,
}

/// An error where a buffer is smaller than a kernel will read or write.
pub(super) fn enough(what: &str, len: usize, wanted: usize) -> Result<()> {
    if len < wanted {
        bail!("{what} has {len} numbers, {wanted} are needed. This is a bug");
    }
    Ok(())
}

impl Gpu {
    /// The device of a stream, with its kernels compiled; `rounded` lets products round their factors to TF32.
    pub(super) fn new(device: &CudaDevice, rounded: bool) -> Result<Self> {
        let stream = device.cuda_stream();
        let module = program::compile(stream.context(), &FILES)?;
        let blas = CudaBlas::new(stream.clone()).w()?;
        let mode = if rounded {
            sys::cublasMath_t::CUBLAS_TF32_TENSOR_OP_MATH
        } else {
            sys::cublasMath_t::CUBLAS_DEFAULT_MATH
        };
        // SAFETY: the handle is alive.
        unsafe { sys::cublasSetMathMode(*blas.handle(), mode) }
            .result()
            .w()?;
        let kernels = Kernels::load(&module)?;
        for (function, bytes) in [
            (&kernels.attention_32, attention_bytes(32)),
            (&kernels.attention_64, attention_bytes(64)),
            (&kernels.attention_backward_32, attention_backward_bytes(32)),
            (&kernels.attention_backward_64, attention_backward_bytes(64)),
        ] {
            let most = CUfunction_attribute_enum::CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES;
            function.set_attribute(most, bytes as i32).w()?;
        }
        Ok(Self {
            stream,
            kernels,
            blas,
        })
    }

    /// Waits until everything before is done.
    pub(super) fn wait(&self) -> Result<()> {
        self.stream.synchronize().w()
    }

    /// Zeros.
    pub(super) fn zeros(&self, len: usize) -> Result<Numbers> {
        self.stream.alloc_zeros(len.max(1)).w()
    }

    /// Sets numbers to zero.
    pub(super) fn clear(&self, numbers: &mut impl DevicePtrMut<f32>) -> Result<()> {
        self.stream.memset_zeros(numbers).w()
    }

    /// Makes room for `len` numbers; what was there is lost where there was not enough.
    pub(super) fn fit<T: DeviceRepr + ValidAsZeroBits>(
        &self,
        buffer: &mut Option<CudaSlice<T>>,
        len: usize,
    ) -> Result<()> {
        if buffer.as_ref().is_none_or(|buffer| buffer.len() < len) {
            *buffer = None;
            *buffer = Some(self.stream.alloc_zeros(len + len / 8 + 1).w()?);
        }
        Ok(())
    }

    /// Copies from the host.
    pub(super) fn upload<T: DeviceRepr>(
        &self,
        from: &[T],
        to: &mut impl DevicePtrMut<T>,
    ) -> Result<()> {
        self.stream.memcpy_htod(from, to).w()
    }

    /// A copy on the device.
    pub(super) fn uploaded<T: DeviceRepr>(&self, from: &[T]) -> Result<CudaSlice<T>> {
        self.stream.clone_htod(from).w()
    }

    /// A copy on the host, when everything before it is done.
    pub(super) fn download(&self, from: &impl DevicePtr<f32>) -> Result<Vec<f32>> {
        let values = self.stream.clone_dtoh(from).w()?;
        self.wait()?;
        Ok(values)
    }

    /// to = from.
    pub(super) fn copy(
        &self,
        from: &impl DevicePtr<f32>,
        to: &mut impl DevicePtrMut<f32>,
    ) -> Result<()> {
        self.stream.memcpy_dtod(from, to).w()
    }

    /// out = scale · a b + keep · out.
    pub(super) fn product(
        &self,
        sizes: Sizes,
        a: (&impl DevicePtr<f32>, As),
        b: (&impl DevicePtr<f32>, As),
        out: &mut impl DevicePtrMut<f32>,
        (scale, keep): (f32, f32),
    ) -> Result<()> {
        self.products(1, sizes, a, b, out, (scale, keep))
    }

    /// So many products of matrices of the same sizes, side by side.
    pub(super) fn products(
        &self,
        count: usize,
        sizes: Sizes,
        (a, a_as): (&impl DevicePtr<f32>, As),
        (b, b_as): (&impl DevicePtr<f32>, As),
        out: &mut impl DevicePtrMut<f32>,
        (scale, keep): (f32, f32),
    ) -> Result<()> {
        let Sizes {
            rows,
            inner,
            columns,
        } = sizes;
        if count * rows * inner * columns == 0 {
            return Ok(());
        }
        enough("the left factor", a.len(), count * rows * inner)?;
        enough("the right factor", b.len(), count * inner * columns)?;
        enough("the product", out.len(), count * rows * columns)?;
        let stored = |rows, columns, held: As| match held {
            As::Is => columns,
            As::Turned => rows,
        };
        // cuBLAS counts by columns: to it every matrix is turned, and so is the product, out' = b' a'.
        let gemm = GemmConfig {
            transa: b_as.operation(),
            transb: a_as.operation(),
            m: columns as i32,
            n: rows as i32,
            k: inner as i32,
            alpha: scale,
            lda: stored(inner, columns, b_as) as i32,
            ldb: stored(rows, inner, a_as) as i32,
            beta: keep,
            ldc: columns as i32,
        };
        if count == 1 {
            // SAFETY: the three matrices lie inside their buffers, as was just checked.
            return unsafe { self.blas.gemm(gemm, b, a, out) }.w();
        }
        let batched = StridedBatchedConfig {
            gemm,
            batch_size: count as i32,
            stride_a: (inner * columns) as i64,
            stride_b: (rows * inner) as i64,
            stride_c: (rows * columns) as i64,
        };
        // SAFETY: as above, for all of them.
        unsafe { self.blas.gemm_strided_batched(batched, b, a, out) }.w()
    }
}
