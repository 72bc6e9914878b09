//! The thread that owns the model: jobs join and leave between passes, and those in progress share them. A panic ends the jobs
//! whose pass it was, not the thread.

use std::any::Any;

use trajectory::FailureKind;

use super::backend::Backend;
use super::batch::Batch;
use super::queue::{Next, Queue};
use super::watch::{Pass, Watch};
use super::{GOODBYE, Limits};

/// Works until the queue ends.
pub(super) fn work(
    backend: &mut dyn Backend,
    queue: &Queue,
    limits: &Limits,
    watch: &dyn Fn() -> Option<std::sync::Arc<dyn Watch>>,
) {
    let mut batch = Batch::default();
    loop {
        batch.leave();
        if queue.is_closed() {
            return batch.fail(FailureKind::Shutdown, GOODBYE);
        }
        if !join(&mut batch, backend, queue, limits.runs) && batch.is_empty() {
            return;
        }
        if batch.is_empty() {
            continue;
        }
        let before = batch.len();
        let pass = batch.pass(backend, limits.batch_tokens);
        queue.progress(batch.remaining(), turn(&pass, before));
        if let Some(watch) = watch() {
            watch.pass(&pass, queue.depth());
        }
    }
}

/// Takes in as many jobs as may be in progress, and waits for one if there is none. Whether more may come. Likelihoods take
/// half of the places at most, so that a whole evaluation leaves room for those who chat.
fn join(batch: &mut Batch, backend: &dyn Backend, queue: &Queue, most: usize) -> bool {
    while batch.len() < most {
        let likelihoods = batch.likelihoods() < most.div_ceil(2);
        match queue.pop(batch.is_empty(), likelihoods) {
            Next::Job(job) => batch.join(job, backend),
            Next::Nothing => break,
            Next::End => return false,
        }
    }
    true
}

/// Seconds from one pass of a job to its next one, where `jobs` take turns.
fn turn(pass: &Pass, jobs: usize) -> Option<f64> {
    (pass.jobs > 0).then(|| pass.seconds * jobs as f64 / pass.jobs as f64)
}

/// What a panic said.
pub(super) fn reason(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}
