//! Gated feed-forward networks: one, or a mixture of them over rows sorted by expert, a packed product for each expert and
//! projection.

use std::io;

use rayon::prelude::*;

use super::weights::Packer;
use crate::architecture::{Moe, Projection, Rows, Slot, WeightSpec};
use kernels::packed::{Format, PackedMatrix};
use kernels::panels::{PANEL, Panels};
use kernels::{Encoded, Kernels, Norm};

/// down(silu(gate(x)) · up(x)).
#[derive(Debug)]
pub(super) struct Gated {
    /// Alternating: 32 rows of the gate, 32 of the up projection.
    gate_up: PackedMatrix,
    down: PackedMatrix,
}

/// A mixture of experts.
#[derive(Debug)]
pub(super) struct Experts {
    moe: Moe,
    /// `[experts, width]`, f32.
    router: PackedMatrix,
    bias: Option<Vec<f32>>,
    experts: Vec<Gated>,
    shared: Option<Gated>,
}

/// The rows that go through an expert, with their weights.
#[derive(Debug, Default)]
struct Sent {
    expert: usize,
    rows: Vec<usize>,
    weights: Vec<f32>,
}

/// What a task needs; kept from task to task.
#[derive(Default)]
struct Scratch {
    input: Panels,
    gated: Panels,
    encoded: Encoded,
}

impl Gated {
    /// Packs the three projections of a network of (width, hidden).
    pub(super) fn pack<'a, E: From<io::Error>, F>(
        packer: &mut Packer<'_, F>,
        specs: &[WeightSpec],
        slot: impl Fn(Projection) -> Slot,
        (width, hidden): (usize, usize),
    ) -> Result<Self, E>
    where
        F: FnMut(&WeightSpec) -> Result<Rows<'a>, E>,
    {
        let gate_up = [
            packer.fetch(specs, slot(Projection::Gate))?,
            packer.fetch(specs, slot(Projection::Up))?,
        ];
        let gate_up = packer.alternating(&gate_up, hidden, width)?;
        let down = [(packer.fetch(specs, slot(Projection::Down))?, width)];
        let down = packer.stacked(&down, hidden)?;
        Ok(Self { gate_up, down })
    }

    /// Its packed matrices.
    pub(super) const fn matrices(&self) -> [&PackedMatrix; 2] {
        [&self.gate_up, &self.down]
    }

    /// silu(gate(norm(x))) · up(norm(x)), encoded for [`Self::down`]; `gated` is a buffer.
    pub(super) fn gate_up(
        &self,
        kernels: Kernels,
        (x, norm): (&Panels, &Norm),
        gated: &mut Panels,
        encoded: &mut Encoded,
    ) {
        kernels.encode(x, Some(norm), &self.gate_up, encoded);
        kernels.gated_linear(encoded, &self.gate_up, gated);
        kernels.encode(gated, None, &self.down, encoded);
    }

    /// out += down(what [`Self::gate_up`] encoded).
    pub(super) fn add_down(&self, kernels: Kernels, encoded: &Encoded, out: &mut Panels) {
        kernels.add_linear(encoded, &self.down, out);
    }
}

impl Experts {
    /// Their packed matrices, the router's first.
    pub(super) fn matrices(&self) -> impl Iterator<Item = &PackedMatrix> {
        let gated = self.experts.iter().chain(&self.shared);
        [&self.router]
            .into_iter()
            .chain(gated.flat_map(Gated::matrices))
    }

    /// Packs the experts of a layer.
    pub(super) fn pack<'a, E: From<io::Error>, F>(
        packer: &mut Packer<'_, F>,
        specs: &[WeightSpec],
        layer: usize,
        moe: Moe,
        width: usize,
    ) -> Result<Self, E>
    where
        F: FnMut(&WeightSpec) -> Result<Rows<'a>, E>,
    {
        let router = packer.fetch(specs, Slot::Router(layer))?;
        let router = packer
            .store
            .matrix(Format::F32, moe.experts, width, |row, to| {
                router.copy(row, to);
            })?;
        let bias = if moe.router.has_bias() {
            Some(packer.vector(specs, Slot::RouterBias(layer))?)
        } else {
            None
        };
        let mut experts = Vec::with_capacity(moe.experts);
        // The specs of an expert follow one another: looking among all of them again and again would take long.
        let first = specs
            .iter()
            .position(|spec| matches!(spec.slot, Slot::Expert(..)));
        let mut of_experts = specs[first.unwrap_or(specs.len())..].chunks(Projection::ALL.len());
        for expert in 0..moe.experts {
            let specs = of_experts.next().unwrap_or_default();
            let slot = |projection| Slot::Expert(layer, expert, projection);
            experts.push(Gated::pack(packer, specs, slot, (width, moe.hidden))?);
        }
        let shared = match moe.shared {
            Some(hidden) => {
                let slot = |projection| Slot::Shared(layer, projection);
                Some(Gated::pack(packer, specs, slot, (width, hidden))?)
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

    /// x += what the experts make of norm(x); `y` and `encoded` are buffers.
    pub(super) fn forward(
        &self,
        kernels: Kernels,
        norm: &Norm,
        x: &mut Panels,
        y: &mut Panels,
        encoded: &mut Encoded,
    ) {
        kernels.encode(x, Some(norm), &self.router, encoded);
        kernels.linear(encoded, &self.router, y);
        let sent = self.route(y);
        let task = |scratch: &mut Scratch, sent: &Sent| {
            let Scratch {
                input,
                gated,
                encoded,
            } = scratch;
            x.gather(&sent.rows, input);
            let expert = &self.experts[sent.expert];
            expert.gate_up(kernels, (input, norm), gated, encoded);
            let mut output = Panels::default();
            output.reset(sent.rows.len(), x.width());
            expert.add_down(kernels, encoded, &mut output);
            output
        };
        let outputs: Vec<Panels> = sent.par_iter().map_init(Scratch::default, task).collect();
        if let Some(shared) = &self.shared {
            shared.gate_up(kernels, (x, norm), y, encoded);
            shared.add_down(kernels, encoded, x);
        }
        add(x, &sent, &outputs);
    }

    /// The rows of each chosen expert, by the router's scores of every row.
    fn route(&self, scores: &Panels) -> Vec<Sent> {
        let mut all: Vec<Sent> = (0..self.moe.experts)
            .map(|expert| Sent {
                expert,
                ..Sent::default()
            })
            .collect();
        let mut logits = vec![0.0; self.moe.experts];
        for row in 0..scores.rows() {
            scores.copy_row(row, 0, &mut logits);
            let routing = self
                .moe
                .router
                .route(&logits, self.bias.as_deref(), self.moe.top_k);
            for (expert, weight) in routing {
                all[expert].rows.push(row);
                all[expert].weights.push(weight);
            }
        }
        all.retain(|sent| !sent.rows.is_empty());
        all
    }
}

/// x += Σ weight · output, in the order of the experts, so that a row's sum does not depend on the other rows.
fn add(x: &mut Panels, sent: &[Sent], outputs: &[Panels]) {
    let rows = x.rows();
    let panels = x.values_mut().par_chunks_exact_mut(rows * PANEL);
    panels.enumerate().for_each(|(panel, to)| {
        for (sent, output) in sent.iter().zip(outputs) {
            let size = sent.rows.len() * PANEL;
            let from = output.values()[panel * size..][..size].chunks_exact(PANEL);
            for ((row, weight), from) in sent.rows.iter().zip(&sent.weights).zip(from) {
                for (to, value) in to[row * PANEL..][..PANEL].iter_mut().zip(from) {
                    *to += weight * value;
                }
            }
        }
    });
}
