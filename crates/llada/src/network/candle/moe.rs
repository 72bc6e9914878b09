//! A mixture of experts: the router's scores travel to the host, where experts are chosen; each chosen expert multiplies its own
//! rows.

use candle_core::{DType, Result, Tensor};

use super::Gradients;
use super::given::Given;
use super::mlp::Mlp;
use crate::architecture::{Moe, Slot};
use crate::denoiser::NetworkError;

/// The experts of one block.
#[derive(Debug, Clone)]
pub(super) struct Experts {
    moe: Moe,
    /// `[experts, width]`, f32.
    router: Tensor,
    bias: Option<Vec<f32>>,
    experts: Vec<Mlp>,
    shared: Option<Mlp>,
}

impl Experts {
    pub(super) fn new(
        layer: usize,
        moe: Moe,
        given: &mut Given,
        gradients: Gradients,
    ) -> std::result::Result<Self, NetworkError> {
        let router = given.dense(Slot::Router(layer))?;
        let bias = if moe.router.has_bias() {
            let bias = given.dense(Slot::RouterBias(layer))?;
            Some(bias.to_vec1()?)
        } else {
            None
        };
        let expert = |expert| {
            let slot = move |projection| Slot::Expert(layer, expert, projection);
            Mlp::take(given, slot, gradients)
        };
        let experts = (0..moe.experts)
            .map(expert)
            .collect::<std::result::Result<_, _>>()?;
        let shared = match moe.shared {
            Some(_) => {
                let slot = |projection| Slot::Shared(layer, projection);
                Some(Mlp::take(given, slot, gradients)?)
            }
            None => None,
        };
        Ok(Self {
            moe,
            router,
            bias,
            experts,
            shared,
        })
    }

    /// `[batch, rows, width]` → the same.
    pub(super) fn forward(&self, x: &Tensor) -> Result<Tensor> {
        let (batch, rows, width) = x.dims3()?;
        let flat = x.reshape((batch * rows, width))?;
        let scores = flat.to_dtype(DType::F32)?.matmul(&self.router.t()?)?;
        let mut sent: Vec<(Vec<u32>, Vec<f32>)> = vec![Default::default(); self.moe.experts];
        for (row, logits) in scores.to_vec2::<f32>()?.iter().enumerate() {
            let routing = self
                .moe
                .router
                .route(logits, self.bias.as_deref(), self.moe.top_k);
            for (expert, weight) in routing {
                sent[expert].0.push(row as u32);
                sent[expert].1.push(weight);
            }
        }
        let mut sum = flat.zeros_like()?;
        for (expert, (rows, weights)) in self.experts.iter().zip(sent) {
            if rows.is_empty() {
                continue;
            }
            let weights = Tensor::from_vec(weights, (rows.len(), 1), x.device())?;
            let rows = Tensor::new(rows, x.device())?;
            let input = flat.index_select(&rows, 0)?.unsqueeze(0)?;
            let output = expert.forward(&input)?.squeeze(0)?;
            let weighted = output.broadcast_mul(&weights.to_dtype(x.dtype())?)?;
            sum = sum.index_add(&rows, &weighted, 0)?;
        }
        let sum = sum.reshape((batch, rows, width))?;
        match &self.shared {
            Some(shared) => sum + shared.forward(x)?,
            None => Ok(sum),
        }
    }
}
