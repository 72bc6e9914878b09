//! Bidirectional attention with rotary positions, forwards and backwards.
//!
//! One head of one sequence is computed at a time, in buffers that stay in the cache, and the backward pass recomputes
//! the probabilities instead of keeping them.

use crate::simd::{exp, vectorized};
use crate::softmax::maximum;

/// Cosines and sines of the rotary embedding, `[positions, head_dim / 2]`.
#[derive(Debug, Clone)]
pub(super) struct Rotary {
    cos: std::sync::Arc<[f32]>,
    sin: std::sync::Arc<[f32]>,
}

impl Rotary {
    pub(super) fn new(positions: usize, head_dim: usize, theta: f64) -> Self {
        let half = head_dim / 2;
        let angles = (0..positions * half).map(|at| {
            let frequency = theta.powf(-((at % half) as f64) / half as f64);
            (at / half) as f64 * frequency
        });
        Self {
            cos: angles.clone().map(|a| a.cos() as f32).collect(),
            sin: angles.map(|a| a.sin() as f32).collect(),
        }
    }

    #[inline(always)]
    /// Rotates one head's vector at a position, in place (two halves, as LLaDA does); `back` undoes it.
    fn turn(&self, head: &mut [f32], position: usize, back: bool) {
        let half = head.len() / 2;
        let (cos, sin) = (
            &self.cos[position * half..][..half],
            &self.sin[position * half..][..half],
        );
        let sign = if back { -1.0 } else { 1.0 };
        let (low, high) = head.split_at_mut(half);
        for i in 0..half {
            let (a, b) = (low[i], high[i]);
            low[i] = a * cos[i] - sign * b * sin[i];
            high[i] = b * cos[i] + sign * a * sin[i];
        }
    }
}

/// softmax(q kᵀ / √head_dim) v per head; q, k, v and the result are `[batch · len, n_heads · head_dim]`.
pub(super) struct Attention<'a> {
    pub(super) batch: usize,
    pub(super) len: usize,
    pub(super) n_heads: usize,
    pub(super) rotary: &'a Rotary,
}

/// The buffers of one head of one sequence.
///
/// `[len, head_dim]` as the model has them, and `[head_dim, pad]` and `[len, pad]` for what has a position as its last
/// index: rows are padded to a multiple of [`LANES`], so that the inner loops have no remainder.
struct Head {
    q: Vec<f32>,
    k: Vec<f32>,
    v: Vec<f32>,
    k_t: Vec<f32>,
    probabilities: Vec<f32>,
}

/// Numbers that the widest vector registers hold.
const LANES: usize = 16;

/// y = Σ_r a(r) x_r for the rows x_r of `[rows, y.len()]`; sums of one block of columns stay in registers.
#[inline(always)]
fn combine(y: &mut [f32], rows: usize, x: &[f32], a: impl Fn(usize) -> f32) {
    let width = y.len();
    let mut start = 0;
    while start + 2 * LANES <= width {
        block::<{ 2 * LANES }>(&mut y[start..], width, start, rows, x, &a);
        start += 2 * LANES;
    }
    while start + LANES <= width {
        block::<LANES>(&mut y[start..], width, start, rows, x, &a);
        start += LANES;
    }
    while start < width {
        block::<1>(&mut y[start..], width, start, rows, x, &a);
        start += 1;
    }
}

#[inline(always)]
fn block<const N: usize>(
    y: &mut [f32],
    width: usize,
    start: usize,
    rows: usize,
    x: &[f32],
    a: &impl Fn(usize) -> f32,
) {
    let mut sums = [0.0; N];
    for (r, row) in x.chunks_exact(width).take(rows).enumerate() {
        let factor = a(r);
        for (sum, x) in sums.iter_mut().zip(&row[start..start + N]) {
            *sum += factor * x;
        }
    }
    y[..N].copy_from_slice(&sums);
}

/// Turns scores into probabilities, in place.
#[inline(always)]
fn softmax(scores: &mut [f32]) {
    let top = maximum(scores);
    let mut sums = [0.0; LANES];
    for chunk in scores.chunks_mut(LANES) {
        for (sum, score) in sums.iter_mut().zip(chunk) {
            *score = exp(*score - top);
            *sum += *score;
        }
    }
    let factor = 1.0 / sums.iter().sum::<f32>();
    scores.iter_mut().for_each(|score| *score *= factor);
}

/// `[rows, columns]` → `[columns, pad]`, zeros behind the rows.
#[inline(always)]
fn transpose(from: &[f32], to: &mut [f32], columns: usize, pad: usize) {
    for (r, row) in from.chunks_exact(columns).enumerate() {
        for (c, value) in row.iter().enumerate() {
            to[c * pad + r] = *value;
        }
    }
}

impl Attention<'_> {
    fn head_dim(&self, width: usize) -> usize {
        width / self.n_heads
    }

    fn pad(&self) -> usize {
        self.len.next_multiple_of(LANES)
    }

    fn buffers(&self, dim: usize) -> Head {
        let size = self.len * dim;
        Head {
            q: vec![0.0; size],
            k: vec![0.0; size],
            v: vec![0.0; size],
            k_t: vec![0.0; dim * self.pad()],
            probabilities: vec![0.0; self.len * self.pad()],
        }
    }

    /// Copies one head out of `[batch · len, width]`.
    #[inline(always)]
    fn gather(&self, from: &[f32], to: &mut [f32], row: usize, head: usize, dim: usize) {
        let width = self.n_heads * dim;
        for i in 0..self.len {
            let start = (row * self.len + i) * width + head * dim;
            to[i * dim..][..dim].copy_from_slice(&from[start..][..dim]);
        }
    }

    #[inline(always)]
    fn scatter(&self, from: &[f32], to: &mut [f32], row: usize, head: usize, dim: usize) {
        let width = self.n_heads * dim;
        for i in 0..self.len {
            let start = (row * self.len + i) * width + head * dim;
            to[start..][..dim].copy_from_slice(&from[i * dim..][..dim]);
        }
    }

    /// Fills the buffers: rotated q and k, v, and the probabilities.
    #[inline(always)]
    fn attend(&self, qkv: [&[f32]; 3], at: &mut Head, row: usize, head: usize, dim: usize) {
        let (len, pad) = (self.len, self.pad());
        self.gather(qkv[0], &mut at.q, row, head, dim);
        self.gather(qkv[1], &mut at.k, row, head, dim);
        self.gather(qkv[2], &mut at.v, row, head, dim);
        for i in 0..len {
            self.rotary.turn(&mut at.q[i * dim..][..dim], i, false);
            self.rotary.turn(&mut at.k[i * dim..][..dim], i, false);
        }
        transpose(&at.k, &mut at.k_t, dim, pad);
        let scale = 1.0 / (dim as f32).sqrt();
        for (scores, q) in at
            .probabilities
            .chunks_exact_mut(pad)
            .zip(at.q.chunks_exact(dim))
        {
            combine(scores, dim, &at.k_t, |c| q[c] * scale);
            softmax(&mut scores[..len]);
            scores[len..].fill(0.0);
        }
    }

    /// Attention of every head of every sequence into `out`.
    pub(super) fn forward(&self, out: &mut [f32], qkv: [&[f32]; 3], width: usize) {
        vectorized(|| self.forward_inlined(out, qkv, width));
    }

    #[inline(always)]
    fn forward_inlined(&self, out: &mut [f32], qkv: [&[f32]; 3], width: usize) {
        let (len, pad, dim) = (self.len, self.pad(), self.head_dim(width));
        let mut at = self.buffers(dim);
        let mut head_out = vec![0.0; len * dim];
        for row in 0..self.batch {
            for head in 0..self.n_heads {
                self.attend(qkv, &mut at, row, head, dim);
                let probabilities = at.probabilities.chunks_exact(pad);
                for (out, p) in head_out.chunks_exact_mut(dim).zip(probabilities) {
                    combine(out, len, &at.v, |j| p[j]);
                }
                self.scatter(&head_out, out, row, head, dim);
            }
        }
    }

    /// The gradients of q, k and v for the gradient `grad` of the result; they overwrite `grads`.
    ///
    /// With P the probabilities: dV = Pᵀ dO; dP = dO Vᵀ; dS = P ∘ (dP − rowsum(dP ∘ P)) / √dim; dQ = dS K; dK = dSᵀ Q.
    pub(super) fn backward(
        &self,
        grads: [&mut [f32]; 3],
        qkv: [&[f32]; 3],
        grad: &[f32],
        width: usize,
    ) {
        vectorized(|| self.backward_inlined(grads, qkv, grad, width));
    }

    #[inline(always)]
    fn backward_inlined(
        &self,
        mut grads: [&mut [f32]; 3],
        qkv: [&[f32]; 3],
        grad: &[f32],
        width: usize,
    ) {
        let (len, pad, dim) = (self.len, self.pad(), self.head_dim(width));
        let scale = 1.0 / (dim as f32).sqrt();
        let mut at = self.buffers(dim);
        let mut v_t = vec![0.0; dim * pad];
        let mut d_out = vec![0.0; len * dim];
        let mut d_scores = vec![0.0; len * pad];
        let mut d = [
            vec![0.0; len * dim],
            vec![0.0; len * dim],
            vec![0.0; len * dim],
        ];
        for row in 0..self.batch {
            for head in 0..self.n_heads {
                self.attend(qkv, &mut at, row, head, dim);
                self.gather(grad, &mut d_out, row, head, dim);
                transpose(&at.v, &mut v_t, dim, pad);
                let p = &at.probabilities;
                let [d_q, d_k, d_v] = &mut d;
                for (i, d_scores) in d_scores.chunks_exact_mut(pad).enumerate() {
                    let (p, d_o) = (&p[i * pad..][..pad], &d_out[i * dim..][..dim]);
                    combine(d_scores, dim, &v_t, |c| d_o[c]);
                    let mean: f32 = d_scores.iter().zip(p).map(|(d, p)| d * p).sum();
                    for (d, p) in d_scores.iter_mut().zip(p) {
                        *d = p * (*d - mean) * scale;
                    }
                    combine(&mut d_q[i * dim..][..dim], len, &at.k, |j| d_scores[j]);
                }
                for j in 0..len {
                    combine(&mut d_k[j * dim..][..dim], len, &at.q, |i| {
                        d_scores[i * pad + j]
                    });
                    combine(&mut d_v[j * dim..][..dim], len, &d_out, |i| p[i * pad + j]);
                }
                for i in 0..len {
                    self.rotary.turn(&mut d_q[i * dim..][..dim], i, true);
                    self.rotary.turn(&mut d_k[i * dim..][..dim], i, true);
                }
                for (d, grads) in d.iter().zip(&mut grads) {
                    self.scatter(d, grads, row, head, dim);
                }
            }
        }
    }
}
