//! Matrix products of our own on the processor: weights packed once in the order they are read, activations in panels,
//! inner loops for AMX (tiles of bf16), for AVX-512 (with products of 8-bit integers and of bf16 where there are any) and
//! for AVX2 with FMA (with products of 8-bit integers where there are any, else of 16-bit ones for weights of 8 bits).
//!
//! What a product computes: `y = x Wᵀ` with W exactly as stored; x in f32, or, where an instruction multiplies bf16 or
//! integers, rounded to those (to 8 bits with a scale for every 32 of a row, as GGML does; with AVX2 alone to 16 bits for weights of 8).

mod activation;
pub mod attention;
mod bytes;
pub mod ceilings;
mod check;
mod choice;
mod encoded;
mod integers;
pub mod packed;
pub mod panels;
mod product;
mod quantize;
#[cfg(test)]
mod random;
pub mod rounded;
pub mod simd;
pub mod softmax;
#[cfg(test)]
mod tests;
mod tiled;
mod wide;
#[cfg(not(target_arch = "x86_64"))]
#[path = "absent.rs"]
#[expect(dead_code, reason = "no kernel reads the operands here")]
mod x86;
#[cfg(target_arch = "x86_64")]
#[expect(
    unsafe_code,
    reason = "vector instructions and unchecked reads; see its SAFETY comments"
)]
mod x86;

use std::sync::OnceLock;

pub use activation::Activation;
pub use bytes::Bytes;
pub use choice::{KernelChoice, KernelError};
pub use encoded::{Encoded, Norm};
use packed::PackedMatrix;
use panels::{PANEL, Panels};
pub use product::Sums;
use x86::Level;

/// Kernels that this processor can run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kernels {
    level: Level,
}

impl Kernels {
    /// The fastest.
    #[must_use]
    pub fn best() -> Option<Self> {
        Self::amx().or_else(Self::avx512).or_else(Self::avx2)
    }

    /// What they are called.
    #[must_use]
    pub const fn name(self) -> &'static str {
        if self.level.has_tiles() {
            "amx"
        } else if self.level.is_avx512() {
            "avx512"
        } else if self.level.has_int8() {
            "avx2 + vnni"
        } else {
            "avx2"
        }
    }

    /// Those for AMX, beside AVX-512 where weights are no bf16 and not quantised.
    ///
    /// They are the only ones whose whole loop is in assembly; so before they are used in earnest, once in the life of the
    /// program, they have to agree with the others.
    #[must_use]
    pub fn amx() -> Option<Self> {
        static RIGHT: OnceLock<bool> = OnceLock::new();
        let kernels = x86::amx().map(|level| Self { level })?;
        let right = *RIGHT.get_or_init(|| {
            // What AMX comes with.
            Self::avx512().is_some_and(|others| check::agree(kernels, others))
        });
        right.then_some(kernels)
    }

    /// Those for AMX, emulated.
    #[cfg(all(test, target_os = "linux", target_arch = "x86_64"))]
    pub(crate) fn emulated_amx() -> Option<Self> {
        x86::emulated_amx().map(|level| Self { level })
    }

    /// Those for AVX-512.
    #[must_use]
    pub fn avx512() -> Option<Self> {
        x86::avx512().map(|level| Self { level })
    }

    /// Those for AVX2 with FMA, and AVX-VNNI where there is that.
    #[must_use]
    pub fn avx2() -> Option<Self> {
        x86::avx2().map(|level| Self { level })
    }

    /// Those for AVX2 with FMA, whatever else there is.
    #[cfg(test)]
    pub(crate) fn avx2_alone() -> Option<Self> {
        x86::avx2_alone().map(|level| Self { level })
    }

    /// Encodes the left factor of products with `weights`: `x`, or what the norm makes of it.
    pub fn encode(self, x: &Panels, norm: Option<&Norm>, weights: &PackedMatrix, to: &mut Encoded) {
        let encoding = product::encoding(self.level, weights.format(), x.rows());
        to.encode(x, norm, weights.padded_inputs(), encoding);
    }

    /// out = x Wᵀ.
    pub fn linear(self, x: &Encoded, weights: &PackedMatrix, out: &mut Panels) {
        self.linear_part(x, weights, 0..weights.outputs(), out);
    }

    /// out = x Wᵀ, with some of the outputs only; they begin with a panel.
    pub fn linear_part(
        self,
        x: &Encoded,
        weights: &PackedMatrix,
        outputs: std::ops::Range<usize>,
        out: &mut Panels,
    ) {
        debug_assert!(outputs.start.is_multiple_of(PANEL));
        out.reshape(x.rows, outputs.len());
        let first = outputs.start / PANEL;
        product::product(self, weights, x, (first, 1), out, |sums, first, out| {
            out.copy_from_slice(sums.panel(first));
        });
    }

    /// out += x Wᵀ.
    pub fn add_linear(self, x: &Encoded, weights: &PackedMatrix, out: &mut Panels) {
        product::product(self, weights, x, (0, 1), out, |sums, first, out| {
            out.iter_mut()
                .zip(sums.panel(first))
                .for_each(|(out, sum)| *out += sum);
        });
    }

    /// out = activation(x Wᵀ + bias); the bias is padded to whole panels.
    pub fn affine(
        self,
        x: &Encoded,
        weights: &PackedMatrix,
        (bias, activation): (&[f32], Activation),
        out: &mut Panels,
    ) {
        out.reshape(x.rows, weights.outputs());
        let biases = bias.as_chunks::<PANEL>().0;
        product::product_of(self, weights, x, out, |sums, panel, out| {
            activation.apply(sums, &biases[panel], out);
        });
    }

    /// out += x Wᵀ + bias; the bias is padded to whole panels.
    pub fn add_affine(self, x: &Encoded, weights: &PackedMatrix, bias: &[f32], out: &mut Panels) {
        let biases = bias.as_chunks::<PANEL>().0;
        product::product_of(self, weights, x, out, |sums, panel, out| {
            let rows = out.as_chunks_mut::<PANEL>().0.iter_mut();
            for (out, sums) in rows.zip(sums.as_chunks::<PANEL>().0) {
                for ((out, sum), bias) in out.iter_mut().zip(sums).zip(&biases[panel]) {
                    *out += sum + bias;
                }
            }
        });
    }

    /// out = silu(x Gᵀ) · x Uᵀ, where `weights` alternates 32 rows of G and 32 of U.
    pub fn gated_linear(self, x: &Encoded, weights: &PackedMatrix, out: &mut Panels) {
        out.reshape(x.rows, weights.outputs() / 2);
        product::product(self, weights, x, (0, 2), out, |sums, first, out| {
            let (gate, up) = (sums.panel(first), sums.panel(first + 1));
            crate::simd::vectorized(
                #[inline(always)]
                || {
                    for ((out, gate), up) in out.iter_mut().zip(gate).zip(up) {
                        *out = silu(*gate) * up;
                    }
                },
            );
        });
    }

    /// Hands the products of each 512 outputs to `take`, with the first of the outputs; what it makes of them, in their order.
    pub fn scan_linear<R: Send>(
        self,
        x: &Encoded,
        weights: &PackedMatrix,
        take: impl Fn(usize, &Sums<'_>) -> R + Sync,
    ) -> Vec<R> {
        product::scan(self, weights, x, take)
    }

    /// out += x P for rows of `x`, `stride` apart, and one panel P, `[inputs][32]`; `out` is `[rows][32]`.
    pub fn add_panel(
        self,
        rows: usize,
        (x, stride): (&[f32], usize),
        panel: &[f32],
        out: &mut [f32],
    ) {
        wide::add_panel(self.level, rows, (x, stride), panel, out);
    }
}

/// x / (1 + e⁻ˣ).
#[inline(always)]
fn silu(x: f32) -> f32 {
    let small = crate::simd::exp(-x.abs());
    let sigmoid = if x < 0.0 { small } else { 1.0 } / (1.0 + small);
    x * sigmoid
}
