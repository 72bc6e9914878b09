//! RMS norm, the gated product and the weighted cross entropy, each in one pass over memory, and their gradients.

use kernels::simd::{exp, vectorized};
use kernels::softmax::maximum;

/// The factor 1 / √(mean(x²) + ε) of one row.
#[inline(always)]
fn inverse_rms(row: &[f32], eps: f32) -> f32 {
    1.0 / (dot(row, row) / row.len() as f32 + eps).sqrt()
}

/// Partial sums, so that the additions do not wait for one another.
const LANES: usize = 16;

#[inline(always)]
fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0; LANES];
    let (a, a_rest) = a.as_chunks::<LANES>();
    let (b, b_rest) = b.as_chunks::<LANES>();
    for (a, b) in a.iter().zip(b) {
        for i in 0..LANES {
            sums[i] += a[i] * b[i];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    rest + sums.iter().sum::<f32>()
}

/// y = x / √(mean(x²) + ε) · w, row by row.
pub(super) fn rms_norm(y: &mut [f32], x: &[f32], w: &[f32], eps: f32) {
    vectorized(
        #[inline(always)]
        || {
            for (x, y) in x.chunks_exact(w.len()).zip(y.chunks_exact_mut(w.len())) {
                let r = inverse_rms(x, eps);
                for ((y, x), w) in y.iter_mut().zip(x).zip(w) {
                    *y = x * r * w;
                }
            }
        },
    );
}

/// Adds the gradients of [`rms_norm`]. With n = x r: d_w += Σ_rows d_y n; d_x += r (d_y w − n mean(d_y w n)).
pub(super) fn rms_norm_backward(
    d_x: &mut [f32],
    d_w: &mut [f32],
    d_y: &[f32],
    x: &[f32],
    w: &[f32],
    eps: f32,
) {
    vectorized(
        #[inline(always)]
        || {
            let width = w.len();
            let mut scaled = vec![0.0; width];
            let rows = x.chunks_exact(width).zip(d_y.chunks_exact(width));
            for ((x, d_y), d_x) in rows.zip(d_x.chunks_exact_mut(width)) {
                let r = inverse_rms(x, eps);
                for i in 0..width {
                    d_w[i] += d_y[i] * x[i] * r;
                    scaled[i] = d_y[i] * w[i];
                }
                let mean = dot(&scaled, x) * r / width as f32;
                for i in 0..width {
                    d_x[i] += r * (scaled[i] - x[i] * r * mean);
                }
            }
        },
    );
}

/// y += x.
pub(super) fn add(y: &mut [f32], x: &[f32]) {
    add_scaled(y, x, 1.0);
}

/// y += factor · x.
pub(super) fn add_scaled(y: &mut [f32], x: &[f32], factor: f32) {
    vectorized(
        #[inline(always)]
        || {
            for (y, x) in y.iter_mut().zip(x) {
                *y += factor * x;
            }
        },
    );
}

/// silu(gate) · up, elementwise.
pub(super) fn swiglu(y: &mut [f32], gate: &[f32], up: &[f32]) {
    vectorized(
        #[inline(always)]
        || {
            for ((y, g), u) in y.iter_mut().zip(gate).zip(up) {
                *y = g * sigmoid(*g) * u;
            }
        },
    );
}

/// The gradients of [`swiglu`], in place: `gate` and `up` become theirs.
pub(super) fn swiglu_backward(gate: &mut [f32], up: &mut [f32], d_y: &[f32]) {
    vectorized(
        #[inline(always)]
        || {
            for ((g, u), d) in gate.iter_mut().zip(up).zip(d_y) {
                let s = sigmoid(*g);
                let d_up = d * *g * s;
                *g = d * *u * s * (1.0 + *g * (1.0 - s));
                *u = d_up;
            }
        },
    );
}

#[inline(always)]
fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// weight_r · −log softmax(logits_r)[target_r] of each row; `logits` becomes the gradient of their sum:
/// d logits_r = weight_r · (softmax(logits_r) − onehot(target_r)).
pub(super) fn cross_entropy(logits: &mut [f32], targets: &[u32], weights: &[f32]) -> Vec<f32> {
    let vocabulary = logits.len() / targets.len().max(1);
    vectorized(
        #[inline(always)]
        || {
            let rows = logits.chunks_exact_mut(vocabulary);
            rows.zip(targets.iter().zip(weights))
                .map(|(row, (&target, &weight))| {
                    let logit = row[target as usize];
                    let top = maximum(row);
                    let mut sums = [0.0; LANES];
                    for chunk in row.chunks_mut(LANES) {
                        for (x, sum) in chunk.iter_mut().zip(&mut sums) {
                            *x = exp(*x - top);
                            *sum += *x;
                        }
                    }
                    let sum: f32 = sums.iter().sum();
                    let factor = weight / sum;
                    row.iter_mut().for_each(|x| *x *= factor);
                    row[target as usize] -= weight;
                    weight * (top + sum.ln() - logit)
                })
                .collect()
        },
    )
}
