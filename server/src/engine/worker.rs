//! The thread that owns the model: loads it, then runs one job after another. A panic ends a run, not the thread.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use trajectory::FailureKind;

use super::backend::Backend;
use super::queue::{Job, Queue};
use super::{GOODBYE, failed};

/// Runs what waits until the queue is closed.
pub(super) fn work(backend: &mut dyn Backend, queue: &Queue) {
    while let Some(job) = queue.pop() {
        let Job { planned, events } = job;
        let attempt = catch_unwind(AssertUnwindSafe(|| {
            for event in backend.run(planned) {
                let event = event.unwrap_or_else(|error| {
                    tracing::error!("a run failed: {error}");
                    failed(error.kind, error.message)
                });
                let last = event.is_last();
                if events.send(event).is_err() {
                    tracing::debug!("a run was stopped by its reader");
                    return;
                }
                // Here, so that no forward pass begins for a reader that is gone or a program that ends.
                if last || events.is_closed() {
                    return;
                }
                if queue.is_closed() {
                    let _ = events.send(failed(FailureKind::Shutdown, GOODBYE));
                    return;
                }
            }
        }));
        if let Err(panic) = attempt {
            let reason = reason(panic.as_ref());
            tracing::error!("a run panicked: {reason}");
            let message = format!(
                "The run ended by a defect of the program: {reason}. Please report it; other runs are not affected."
            );
            let _ = events.send(failed(FailureKind::Internal, message));
        }
    }
}

/// What a panic said.
pub(super) fn reason(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no reason given")
}
