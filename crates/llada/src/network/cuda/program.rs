//! Programs for the device, compiled on it when they are needed.

use std::sync::Arc;

use candle_core::Result;
use candle_core::cuda_backend::WrapErr;
use candle_core::cuda_backend::cudarc::driver::{CudaContext, CudaModule};
use candle_core::cuda_backend::cudarc::nvrtc::{CompileOptions, compile_ptx_with_opts};

/// What every program begins with.
const COMMON: &str = include_str!("kernels/common.cu");

/// The functions of these files, one after another, for the device of the context.
///
/// # Errors
/// The compiler or the device refuses them.
pub fn compile(context: &Arc<CudaContext>, files: &[&str]) -> Result<Arc<CudaModule>> {
    let (major, minor) = context.compute_capability().w()?;
    // What is Hopper's alone, as the products of warp groups are, has to be asked for.
    let own = if (major, minor) == (9, 0) { "a" } else { "" };
    let options = CompileOptions {
        options: vec![
            format!("--gpu-architecture=compute_{major}{minor}{own}"),
            "--std=c++17".to_owned(),
        ],
        ..CompileOptions::default()
    };
    let source = [COMMON, &files.concat()].concat();
    let ptx = compile_ptx_with_opts(source, options).w()?;
    context.load_module(ptx).w()
}
