//! Matrix products by cuBLAS: bf16 in and out, sums in f32.

use std::ffi::{c_int, c_void};
use std::sync::Arc;

use candle_core::Result;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::cublas::{CudaBlas, result, sys};
use candle_core::cuda_backend::cudarc::driver::CudaStream;
use half::bf16;

use super::memory::{Memory, Span};
use super::weights::Matrix;

/// cuBLAS on one stream.
#[derive(Debug)]
pub(super) struct Products {
    blas: CudaBlas,
    /// What products split over their inner dimension add up in. cuBLAS would allocate its own, which cannot be recorded in a
    /// graph.
    _workspace: Memory,
}

/// As much as NVIDIA advises for Hopper.
const WORKSPACE: usize = 32 << 20;

impl Products {
    pub(super) fn new(stream: &Arc<CudaStream>) -> Result<Self> {
        let blas = CudaBlas::new(stream.clone()).w()?;
        let workspace = Memory::new(stream, WORKSPACE)?;
        let address = workspace.span().of::<u8>(WORKSPACE)?;
        // SAFETY: the workspace lives as long as the handle, and is used by its stream only.
        unsafe {
            sys::cublasSetWorkspace_v2(*blas.handle(), address as *mut c_void, WORKSPACE).result()
        }
        .w()?;
        Ok(Self {
            blas,
            _workspace: workspace,
        })
    }

    /// y = x Wᵀ, for `rows` of x; those of y are `stride` numbers apart, W's outputs or more.
    pub(super) fn product(
        &self,
        rows: usize,
        x: Span<'_>,
        weight: &Matrix,
        y: Span<'_>,
        stride: usize,
    ) -> Result<()> {
        let (outputs, inputs) = (weight.outputs(), weight.inputs());
        if rows == 0 {
            return Ok(());
        }
        let x = x.of::<bf16>(rows * inputs)?;
        let w = weight.span().of::<bf16>(outputs * inputs)?;
        let y = y.of::<bf16>((rows - 1) * stride + outputs)?;
        let (one, zero) = (1.0_f32, 0.0_f32);
        // cuBLAS counts by columns: to it W is [inputs, outputs], x [inputs, rows] and y [outputs, rows].
        // SAFETY: `of` has checked that the three matrices lie in live memory; the scalars are read on the host at once.
        unsafe {
            result::gemm_ex(
                *self.blas.handle(),
                sys::cublasOperation_t::CUBLAS_OP_T,
                sys::cublasOperation_t::CUBLAS_OP_N,
                outputs as c_int,
                rows as c_int,
                inputs as c_int,
                (&raw const one).cast(),
                w as *const c_void,
                sys::cudaDataType_t::CUDA_R_16BF,
                inputs as c_int,
                x as *const c_void,
                sys::cudaDataType_t::CUDA_R_16BF,
                inputs as c_int,
                (&raw const zero).cast(),
                y as *mut c_void,
                sys::cudaDataType_t::CUDA_R_16BF,
                stride as c_int,
                sys::cublasComputeType_t::CUBLAS_COMPUTE_32F,
                sys::cublasGemmAlgo_t::CUBLAS_GEMM_DEFAULT_TENSOR_OP,
            )
        }
        .w()
    }
}
