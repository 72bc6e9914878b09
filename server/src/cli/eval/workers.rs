//! Independent work on several copies of a model at once.

use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Context;
use llada::{LanguageModel, WeightType};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

/// Copies of a model that share its weights. On a CPU one per thread: short passes are done sooner side by side than with
/// all threads on each. A GPU, and the quantised kernels with their one pool of threads, are kept busy by one.
pub(super) struct Workers(Vec<Worker>);

struct Worker {
    model: LanguageModel,
    /// A pool of one thread; none to compute with all.
    pool: Option<ThreadPool>,
}

impl Workers {
    /// As many copies as suit the model.
    ///
    /// # Errors
    /// A thread pool cannot be started.
    pub(super) fn new(model: LanguageModel) -> anyhow::Result<Self> {
        let quantized = matches!(model.dtype(), WeightType::Q8_0 | WeightType::Q4k);
        let threads = rayon::current_num_threads();
        if threads == 1 || quantized || !model.device().is_cpu() {
            return Ok(Self(vec![Worker { model, pool: None }]));
        }
        let worker = |_| {
            let pool = ThreadPoolBuilder::new().num_threads(1).build();
            let pool =
                pool.context("not enough threads can be started; choose fewer with --threads")?;
            Ok(Worker {
                model: model.clone(),
                pool: Some(pool),
            })
        };
        (0..threads)
            .map(worker)
            .collect::<anyhow::Result<_>>()
            .map(Self)
    }

    /// What `task` makes of each item, in the items' order whichever worker took it.
    ///
    /// # Errors
    /// The first error of a task; the others are then given up.
    pub(super) fn map<T: Sync, R: Send>(
        &mut self,
        items: &[T],
        task: impl Fn(&mut LanguageModel, &T) -> anyhow::Result<R> + Sync,
    ) -> anyhow::Result<Vec<R>> {
        let next = AtomicUsize::new(0);
        let share = |model: &mut LanguageModel| -> anyhow::Result<Vec<(usize, R)>> {
            let mut done = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(index) else {
                    return Ok(done);
                };
                let result =
                    task(model, item).inspect_err(|_| next.store(items.len(), Ordering::Relaxed));
                done.push((index, result?));
            }
        };
        let work = |Worker { model, pool }: &mut Worker| match pool {
            Some(pool) => pool.install(|| share(model)),
            None => share(model),
        };
        let shares: Vec<Vec<(usize, R)>> = if let [alone] = &mut self.0[..] {
            vec![work(alone)?]
        } else {
            self.0
                .par_iter_mut()
                .map(work)
                .collect::<anyhow::Result<_>>()?
        };
        let mut results: Vec<(usize, R)> = shares.into_iter().flatten().collect();
        results.sort_unstable_by_key(|(index, _)| *index);
        Ok(results.into_iter().map(|(_, result)| result).collect())
    }
}
