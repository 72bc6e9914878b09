//! Forward and backward pass of bidirectional attention with rotary position embedding.
//!
//! One head of one sequence is computed at a time, in buffers that stay in the cache, and the backward pass recomputes
//! the probabilities instead of keeping them.
//!
//! A matrix of `[rows, columns]` lies in panels of 32 columns, `[panels][rows][32]`, with zeros in what is over: that is
//! how the kernels take both factors of a product.

use kernels::Kernels;
use kernels::panels::PANEL;
use kernels::simd::vectorized;
use kernels::softmax::softmax_rows;

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

    /// Cosines and sines, `[positions, head_dim / 2]`.
    #[cfg(feature = "cuda")]
    pub(super) fn tables(&self) -> [&[f32]; 2] {
        [&self.cos, &self.sin]
    }

    /// Applies the rotary embedding to one head's vector at a position, in place (two halves, as LLaDA does); `inverse` undoes it.
    fn rotate(&self, head: &mut [f32], position: usize, inverse: bool) {
        let half = head.len() / 2;
        let (cos, sin) = (
            &self.cos[position * half..][..half],
            &self.sin[position * half..][..half],
        );
        let sign = if inverse { -1.0 } else { 1.0 };
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
    pub(super) kernels: Option<Kernels>,
}

/// One head of one sequence.
struct Head {
    /// Rotated, and over √head_dim: `[len, head_dim]`.
    q: Vec<f32>,
    /// Rotated: `[len, head_dim]`.
    k: Vec<f32>,
    v: Vec<f32>,
    k_t: Vec<f32>,
    /// `[len, len]`.
    probabilities: Vec<f32>,
}

/// Zeros for a matrix in panels.
fn zeros(rows: usize, columns: usize) -> Vec<f32> {
    vec![0.0; columns.div_ceil(PANEL) * rows * PANEL]
}

/// [`Kernels::add_panel`] for processors without kernels.
fn add_panel(x: &[f32], y: &[f32], out: &mut [f32]) {
    for (x, out) in x.chunks_exact(PANEL).zip(out.chunks_exact_mut(PANEL)) {
        for (x, y) in x.iter().zip(y.chunks_exact(PANEL)) {
            for (out, y) in out.iter_mut().zip(y) {
                *out += x * y;
            }
        }
    }
}

/// The transpose of a matrix of `[rows, columns]`; what `to` has beyond it stays.
fn transpose(from: &[f32], to: &mut [f32], rows: usize, columns: usize) {
    for (panel, from) in from.chunks_exact(rows * PANEL).enumerate() {
        let first = panel * PANEL;
        for c in 0..PANEL.min(columns - first) {
            for (group, from) in from.chunks(PANEL * PANEL).enumerate() {
                let to = &mut to[(group * columns + first + c) * PANEL..][..PANEL];
                for (to, row) in to.iter_mut().zip(from.chunks_exact(PANEL)) {
                    *to = row[c];
                }
            }
        }
    }
}

impl Attention<'_> {
    /// out = x y for `x` of `[rows, inner]` and `y` of `[inner, columns]`.
    fn product(&self, out: &mut [f32], x: &[f32], y: &[f32], rows: usize, inner: usize) {
        out.fill(0.0);
        let outs = out.chunks_exact_mut(rows * PANEL);
        for (out, y) in outs.zip(y.chunks_exact(inner * PANEL)) {
            for (x, y) in x.chunks_exact(rows * PANEL).zip(y.chunks(PANEL * PANEL)) {
                match self.kernels {
                    Some(kernels) => kernels.add_panel(rows, (x, PANEL), y, out),
                    None => add_panel(x, y, out),
                }
            }
        }
    }

    /// The offset of a head's vector in `[batch · len, n_heads · head_dim]`.
    const fn place(&self, row: usize, position: usize, head: usize, dim: usize) -> usize {
        ((row * self.len + position) * self.n_heads + head) * dim
    }

    /// Copies one head out of `[batch · len, n_heads · head_dim]`, each vector as `change` makes it.
    fn gather(
        &self,
        from: &[f32],
        to: &mut [f32],
        (row, head, dim): (usize, usize, usize),
        change: impl Fn(usize, &mut [f32]),
    ) {
        let mut vector = vec![0.0; dim];
        for position in 0..self.len {
            vector.copy_from_slice(&from[self.place(row, position, head, dim)..][..dim]);
            change(position, &mut vector);
            for (piece, panel) in vector
                .chunks(PANEL)
                .zip(to.chunks_exact_mut(self.len * PANEL))
            {
                panel[position * PANEL..][..piece.len()].copy_from_slice(piece);
            }
        }
    }

    /// Puts a head where [`Self::gather`] took it from, each vector as `change` makes it.
    fn scatter(
        &self,
        from: &[f32],
        to: &mut [f32],
        (row, head, dim): (usize, usize, usize),
        change: impl Fn(usize, &mut [f32]),
    ) {
        for position in 0..self.len {
            let vector = &mut to[self.place(row, position, head, dim)..][..dim];
            for (piece, panel) in vector
                .chunks_mut(PANEL)
                .zip(from.chunks_exact(self.len * PANEL))
            {
                piece.copy_from_slice(&panel[position * PANEL..][..piece.len()]);
            }
            change(position, vector);
        }
    }

    fn head(&self, dim: usize) -> Head {
        Head {
            q: zeros(self.len, dim),
            k: zeros(self.len, dim),
            v: zeros(self.len, dim),
            k_t: zeros(dim, self.len),
            probabilities: zeros(self.len, self.len),
        }
    }

    /// Fills the buffers.
    fn attend(&self, qkv: [&[f32]; 3], at: &mut Head, which: (usize, usize, usize)) {
        let (len, dim) = (self.len, which.2);
        let scale = 1.0 / (dim as f32).sqrt();
        self.gather(qkv[0], &mut at.q, which, |position, q| {
            self.rotary.rotate(q, position, false);
            q.iter_mut().for_each(|q| *q *= scale);
        });
        self.gather(qkv[1], &mut at.k, which, |position, k| {
            self.rotary.rotate(k, position, false);
        });
        self.gather(qkv[2], &mut at.v, which, |_, _| {});
        transpose(&at.k, &mut at.k_t, len, dim);
        self.product(&mut at.probabilities, &at.q, &at.k_t, len, dim);
        softmax_rows(&mut at.probabilities, len, len);
    }

    /// Attention of every head of every sequence into `out`.
    pub(super) fn forward(&self, out: &mut [f32], qkv: [&[f32]; 3], width: usize) {
        let (len, dim) = (self.len, width / self.n_heads);
        let mut at = self.head(dim);
        let mut mixed = zeros(len, dim);
        for row in 0..self.batch {
            for head in 0..self.n_heads {
                let which = (row, head, dim);
                self.attend(qkv, &mut at, which);
                self.product(&mut mixed, &at.probabilities, &at.v, len, len);
                self.scatter(&mixed, out, which, |_, _| {});
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
        let (len, dim) = (self.len, width / self.n_heads);
        let scale = 1.0 / (dim as f32).sqrt();
        let mut at = self.head(dim);
        let mut d_out = zeros(len, dim);
        let mut v_t = zeros(dim, len);
        let mut d_scores = zeros(len, len);
        let mut transposed = zeros(len, len);
        let mut d = zeros(len, dim);
        let [d_q, d_k, d_v] = grads;
        for row in 0..self.batch {
            for head in 0..self.n_heads {
                let which = (row, head, dim);
                self.attend(qkv, &mut at, which);
                self.gather(grad, &mut d_out, which, |_, _| {});
                transpose(&at.probabilities, &mut transposed, len, len);
                self.product(&mut d, &transposed, &d_out, len, len);
                self.scatter(&d, d_v, which, |_, _| {});

                transpose(&at.v, &mut v_t, len, dim);
                self.product(&mut d_scores, &d_out, &v_t, len, dim);
                softmax_backward(&mut d_scores, &at.probabilities, len);
                self.product(&mut d, &d_scores, &at.k, len, len);
                self.scatter(&d, d_q, which, |position, q| {
                    self.rotary.rotate(q, position, true);
                    q.iter_mut().for_each(|q| *q *= scale);
                });
                // These queries are divided by √dim already.
                transpose(&d_scores, &mut transposed, len, len);
                self.product(&mut d, &transposed, &at.q, len, len);
                self.scatter(&d, d_k, which, |position, k| {
                    self.rotary.rotate(k, position, true);
                });
            }
        }
    }
}

/// The gradient of the scores from that of their softmax `p`, in place: d ← p ∘ (d − rowsum(d ∘ p)).
fn softmax_backward(d: &mut [f32], p: &[f32], rows: usize) {
    vectorized(
        #[inline(always)]
        || {
            for row in 0..rows {
                let mut lanes = [0.0; PANEL];
                for at in (row * PANEL..d.len()).step_by(rows * PANEL) {
                    let both = d[at..][..PANEL].iter().zip(&p[at..][..PANEL]);
                    for (lane, (d, p)) in lanes.iter_mut().zip(both) {
                        *lane += d * p;
                    }
                }
                let mean = lanes.into_iter().sum::<f32>();
                for at in (row * PANEL..d.len()).step_by(rows * PANEL) {
                    let both = d[at..][..PANEL].iter_mut().zip(&p[at..][..PANEL]);
                    both.for_each(|(d, p)| *d = p * (*d - mean));
                }
            }
        },
    );
}
