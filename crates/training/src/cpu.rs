//! The CPU engine: loss and gradients of a step. Each worker thread accumulates gradients over its share of the batches.

use super::batch::Batch;
use super::matrix::Precision;
use super::network::{Network, Workspace};
use super::ops::add;
use super::optimizer::Slot;
use super::weights::tensors;
use llada::architecture::llada::Config;

/// The network with a set of buffers for each worker.
pub(super) struct CpuEngine {
    network: Network,
    workers: Vec<Worker>,
    /// Rows that add no more than this to the loss are left out of the backward pass.
    skip_loss: f32,
}

struct Worker {
    work: Workspace,
    loss: f32,
    /// Its batches without the rows that are skipped.
    remaining: Vec<Batch>,
    gradients: Vec<Vec<f32>>,
}

impl Worker {
    fn new(config: &Config) -> Self {
        let zeros = |(_, shape, _): (_, Vec<usize>, _)| vec![0.0; shape.iter().product()];
        Self {
            work: Workspace::default(),
            loss: 0.0,
            remaining: Vec::new(),
            gradients: tensors(config).into_iter().map(zeros).collect(),
        }
    }

    /// A forward pass over its share: the loss, and the rows that add more than `least` to it.
    fn select_rows(&mut self, network: &Network, weights: &[&[f32]], share: &[&Batch], least: f32) {
        self.loss = 0.0;
        self.remaining.clear();
        for batch in share {
            let losses = network.losses(weights, batch, &mut self.work);
            self.loss += losses.iter().sum::<f32>();
            self.remaining.push(batch.above(least, &losses));
        }
    }

    /// Forward and backward pass over its share, with the gradients summed.
    fn run(&mut self, network: &Network, weights: &[&[f32]], share: &[&Batch]) {
        self.loss = 0.0;
        self.gradients.iter_mut().for_each(|g| g.fill(0.0));
        for batch in share {
            self.loss += network.loss(weights, batch, &mut self.gradients, &mut self.work);
        }
    }
}

/// The batches with something masked, distributed over the workers: the largest first, each to the least loaded worker.
fn shares(batches: &[Batch], workers: usize) -> Vec<Vec<&Batch>> {
    let mut sorted: Vec<&Batch> = batches.iter().filter(|b| !b.rows.is_empty()).collect();
    sorted.sort_by_key(|batch| std::cmp::Reverse(batch.ids.len()));
    let mut shares = vec![(0, Vec::new()); workers];
    for batch in sorted {
        if let Some((tokens, share)) = shares.iter_mut().min_by_key(|(tokens, _)| *tokens) {
            *tokens += batch.ids.len();
            share.push(batch);
        }
    }
    shares.into_iter().map(|(_, share)| share).collect()
}

/// Runs each worker on a thread of its own, with its share of the batches.
fn each(workers: &mut [Worker], batches: &[Batch], run: impl Fn(&mut Worker, &[&Batch]) + Sync) {
    let shares = shares(batches, workers.len());
    std::thread::scope(|scope| {
        for (share, worker) in shares.iter().zip(workers) {
            let run = &run;
            scope.spawn(move || run(worker, share));
        }
    });
}

impl CpuEngine {
    pub(super) fn new(config: &Config, workers: usize, precision: Precision) -> Self {
        Self {
            skip_loss: 0.0,
            network: Network::new(config, precision),
            workers: (0..workers).map(|_| Worker::new(config)).collect(),
        }
    }

    /// The same, but rows that add no more than `skip_loss` to the loss are left out of the backward pass.
    pub(super) fn skipping(self, skip_loss: f32) -> Self {
        Self { skip_loss, ..self }
    }

    /// Loss and gradients, summed over the batches; the workers' gradients are added in a fixed order, so that a step is
    /// deterministic.
    pub(super) fn gradients(&mut self, slots: &[Slot], batches: &[Batch]) -> (f32, &[Vec<f32>]) {
        let weights: Vec<&[f32]> = slots.iter().map(|slot| &*slot.value).collect();
        let selected = (self.skip_loss > 0.0).then(|| self.select_rows(&weights, batches));
        let rest = selected
            .as_ref()
            .map_or(batches, |(_, remaining)| remaining);
        let network = &self.network;
        each(&mut self.workers, rest, |worker, share| {
            worker.run(network, &weights, share);
        });
        let Some((first, others)) = self.workers.split_first_mut() else {
            return (0.0, &[]);
        };
        for other in others {
            first.loss += other.loss;
            for (sum, gradient) in first.gradients.iter_mut().zip(&other.gradients) {
                add(sum, gradient);
            }
        }
        let loss = selected.map_or(first.loss, |(loss, _)| loss);
        (loss, &first.gradients)
    }

    /// The loss of the batches, and the batches without the rows that are skipped.
    fn select_rows(&mut self, weights: &[&[f32]], batches: &[Batch]) -> (f32, Vec<Batch>) {
        let (network, skip_loss) = (&self.network, self.skip_loss);
        each(&mut self.workers, batches, |worker, share| {
            worker.select_rows(network, weights, share, skip_loss);
        });
        let loss = self.workers.iter().map(|worker| worker.loss).sum();
        let remaining = self
            .workers
            .iter_mut()
            .flat_map(|worker| worker.remaining.drain(..));
        (loss, remaining.collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optimizer::Kind;
    use crate::weights::random;
    use corpus::draw::Draw;
    use llada::checkpoint::NamedShape;

    #[test]
    fn skipped_rows_stay_out_of_the_gradient_and_in_the_loss() {
        let config = Config {
            d_model: 32,
            n_layers: 2,
            n_heads: 2,
            n_kv_heads: 2,
            mlp_hidden_size: 40,
            vocab_size: 50,
            max_sequence_length: 64,
            ..NamedShape::Tiny.config().unwrap()
        };
        let mut draw = Draw::new(&[8]);
        // Four rows each, every other position masked; each row weighs more than the one before.
        let batches = [9, 14].map(|len| {
            let rows: Vec<u32> = (0..4 * len as u32).step_by(2).collect();
            Batch {
                ids: (0..4 * len).map(|_| draw.below(50) as u32).collect(),
                len,
                targets: rows.iter().map(|row| (row * 7) % 50).collect(),
                weights: rows
                    .iter()
                    .map(|row| 0.01 * (1 + row / len as u32) as f32)
                    .collect(),
                rows,
            }
        });
        let slots: Vec<Slot> = random(&config, &[], 4)
            .into_iter()
            .map(|values| Slot::new(values, Kind::Gain))
            .collect();
        let values: Vec<&[f32]> = slots.iter().map(|slot| &*slot.value).collect();
        let (network, mut work) = (Network::new(&config, Precision::F32), Workspace::default());
        let skip_loss = 0.5;
        let hard = batches
            .each_ref()
            .map(|batch| batch.above(skip_loss, &network.losses(&values, batch, &mut work)));
        let count = |batch: &Batch| batch.ids.len() / batch.len;
        assert!(
            hard.iter().all(|batch| (1..4).contains(&count(batch))),
            "{hard:?}"
        );

        let cpu = || CpuEngine::new(&config, 2, Precision::F32);
        let (mut all, mut some, mut without) = (cpu(), cpu(), cpu().skipping(skip_loss));
        let (loss, gradients) = without.gradients(&slots, &batches);
        let (expected, of_all) = all.gradients(&slots, &batches);
        assert!((loss / expected - 1.0).abs() < 1e-6, "{loss} {expected}");
        assert_eq!(gradients, some.gradients(&slots, &hard).1);
        assert_ne!(gradients, of_all);
    }
}
