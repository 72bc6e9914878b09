//! Loss and gradients of a step on the processor: each worker thread sums over its share of the batches.

use super::batch::Batch;
use super::matrix::Precision;
use super::network::{Network, Workspace};
use super::ops::add;
use super::optimizer::Slot;
use super::weights::tensors;
use llada::architecture::llada::Config;

/// The network with a set of buffers for each worker.
pub(super) struct Host {
    network: Network,
    workers: Vec<Worker>,
    /// What a row may add to the loss and count as known.
    known: f32,
}

struct Worker {
    work: Workspace,
    loss: f32,
    /// What remains of its batches without the rows that are known.
    hard: Vec<Batch>,
    gradients: Vec<Vec<f32>>,
}

impl Worker {
    fn new(config: &Config) -> Self {
        let zeros = |(_, shape, _): (_, Vec<usize>, _)| vec![0.0; shape.iter().product()];
        Self {
            work: Workspace::default(),
            loss: 0.0,
            hard: Vec::new(),
            gradients: tensors(config).into_iter().map(zeros).collect(),
        }
    }

    /// The loss of its share, and the rows of it that add more than `least` to that.
    fn sift(&mut self, network: &Network, weights: &[&[f32]], share: &[&Batch], least: f32) {
        self.loss = 0.0;
        self.hard.clear();
        for batch in share {
            let losses = network.losses(weights, batch, &mut self.work);
            self.loss += losses.iter().sum::<f32>();
            self.hard.push(batch.above(least, &losses));
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

/// Each worker with its share of the batches, on a thread of its own.
fn each(workers: &mut [Worker], batches: &[Batch], run: impl Fn(&mut Worker, &[&Batch]) + Sync) {
    let shares = shares(batches, workers.len());
    std::thread::scope(|scope| {
        for (share, worker) in shares.iter().zip(workers) {
            let run = &run;
            scope.spawn(move || run(worker, share));
        }
    });
}

impl Host {
    pub(super) fn new(config: &Config, workers: usize, precision: Precision) -> Self {
        Self {
            known: 0.0,
            network: Network::new(config, precision),
            workers: (0..workers).map(|_| Worker::new(config)).collect(),
        }
    }

    /// The same, but rows that add no more than `known` to the loss are left out of the way back.
    pub(super) fn without_known(self, known: f32) -> Self {
        Self { known, ..self }
    }

    /// Loss and gradients, summed over the batches; the workers' shares are added in a fixed order, so that equal
    /// steps give equal numbers.
    pub(super) fn gradients(&mut self, slots: &[Slot], batches: &[Batch]) -> (f32, &[Vec<f32>]) {
        let weights: Vec<&[f32]> = slots.iter().map(|slot| &*slot.value).collect();
        let sifted = (self.known > 0.0).then(|| self.sift(&weights, batches));
        let rest = sifted.as_ref().map_or(batches, |(_, hard)| hard);
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
        let loss = sifted.map_or(first.loss, |(loss, _)| loss);
        (loss, &first.gradients)
    }

    /// The loss of the batches, and what remains of them without the rows that are known.
    fn sift(&mut self, weights: &[&[f32]], batches: &[Batch]) -> (f32, Vec<Batch>) {
        let (network, known) = (&self.network, self.known);
        each(&mut self.workers, batches, |worker, share| {
            worker.sift(network, weights, share, known);
        });
        let loss = self.workers.iter().map(|worker| worker.loss).sum();
        let hard = self
            .workers
            .iter_mut()
            .flat_map(|worker| worker.hard.drain(..));
        (loss, hard.collect())
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
    fn what_is_known_stays_out_of_the_gradient_and_in_the_loss() {
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
        let known = 0.5;
        let hard = batches
            .each_ref()
            .map(|batch| batch.above(known, &network.losses(&values, batch, &mut work)));
        let count = |batch: &Batch| batch.ids.len() / batch.len;
        assert!(
            hard.iter().all(|batch| (1..4).contains(&count(batch))),
            "{hard:?}"
        );

        let host = || Host::new(&config, 2, Precision::F32);
        let (mut all, mut some, mut without) = (host(), host(), host().without_known(known));
        let (loss, gradients) = without.gradients(&slots, &batches);
        let (expected, of_all) = all.gradients(&slots, &batches);
        assert!((loss / expected - 1.0).abs() < 1e-6, "{loss} {expected}");
        assert_eq!(gradients, some.gradients(&slots, &hard).1);
        assert_ne!(gradients, of_all);
    }
}
