//! Loss and gradients of a step on the processor: each worker thread sums over its share of the batches.

use super::batch::Batch;
use super::matrix::Precision;
use super::network::{Network, Workspace, tensors};
use super::ops::add;
use super::optimizer::Slot;
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
    fn run<'a>(
        &mut self,
        network: &Network,
        weights: &[&[f32]],
        share: impl Iterator<Item = &'a Batch>,
    ) {
        self.loss = 0.0;
        self.gradients.iter_mut().for_each(|g| g.fill(0.0));
        for batch in share {
            self.loss += network.loss(weights, batch, &mut self.gradients, &mut self.work);
        }
    }
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
        let count = self.workers.len();
        std::thread::scope(|scope| {
            for (first, worker) in self.workers.iter_mut().enumerate() {
                let (network, weights) = (&self.network, &weights);
                let share = batches.iter().skip(first).step_by(count);
                scope.spawn(move || {
                    let masked = share.filter(|batch| !batch.rows.is_empty());
                    worker.run(network, weights, masked);
                });
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
