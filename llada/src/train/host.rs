//! Loss and gradients of a step on the processor: each worker thread sums over its share of the batches.

use super::batch::Batch;
use super::matrix::Precision;
use super::network::{Network, Workspace};
use super::ops::add;
use super::optimizer::Slot;
use super::weights::tensors;
use crate::config::Config;

/// The network with a set of buffers for each worker.
pub(super) struct Host {
    network: Network,
    workers: Vec<Worker>,
}

struct Worker {
    work: Workspace,
    loss: f32,
    gradients: Vec<Vec<f32>>,
}

impl Worker {
    fn new(config: &Config) -> Self {
        let zeros = |(_, shape, _): (_, Vec<usize>, _)| vec![0.0; shape.iter().product()];
        Self {
            work: Workspace::default(),
            loss: 0.0,
            gradients: tensors(config).into_iter().map(zeros).collect(),
        }
    }

    /// Sums over its share.
    fn run(&mut self, network: &Network, weights: &[&[f32]], share: &[&Batch]) {
        self.loss = 0.0;
        self.gradients.iter_mut().for_each(|g| g.fill(0.0));
        for batch in share {
            self.loss += network.loss(weights, batch, &mut self.gradients, &mut self.work);
        }
    }
}

/// The batches with something masked, dealt out to this many workers: the largest first, each to the one with the least
/// to do.
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

impl Host {
    pub(super) fn new(config: &Config, workers: usize, precision: Precision) -> Self {
        Self {
            network: Network::new(config, precision),
            workers: (0..workers).map(|_| Worker::new(config)).collect(),
        }
    }

    /// Loss and gradients, summed over the batches; the workers' shares are added in a fixed order, so that equal
    /// steps give equal numbers.
    pub(super) fn gradients(&mut self, slots: &[Slot], batches: &[Batch]) -> (f32, &[Vec<f32>]) {
        let weights: Vec<&[f32]> = slots.iter().map(|slot| &*slot.value).collect();
        let shares = shares(batches, self.workers.len());
        std::thread::scope(|scope| {
            for (share, worker) in shares.iter().zip(&mut self.workers) {
                let (network, weights) = (&self.network, &weights);
                scope.spawn(move || worker.run(network, weights, share));
            }
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
        (first.loss, &first.gradients)
    }
}
