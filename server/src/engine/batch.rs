//! The jobs in progress and their passes: which of them share the next forward pass, and what comes of it.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Instant;

use llada::Run;
use llada::choice::Choice;
use llada::denoiser::{DenoiseError, Item};
use llada::likelihood::{Outcome, Scoring};
use tokio::sync::{mpsc, oneshot};
use trajectory::api::ApiError;
use trajectory::{Event, FailureKind};

use super::backend::Backend;
use super::failed;
use super::job::Job;
use super::watch::Pass;
use super::worker::reason;
use crate::failure::run_failed;

/// A job in progress.
enum Task {
    Run(Box<Run>, mpsc::UnboundedSender<Event>),
    Score(Box<Scoring>, oneshot::Sender<Result<Outcome, ApiError>>),
}

/// The jobs in progress, those that waited longest for a pass first.
#[derive(Default)]
pub(super) struct Batch {
    tasks: VecDeque<Task>,
    /// Whether the last pass was a likelihood's.
    scored: bool,
}

impl Task {
    /// Positions that its next pass pushes through: for a likelihood as many as there is room for.
    fn tokens(&self) -> Option<usize> {
        match self {
            Self::Run(run, _) => run.next_tokens(),
            Self::Score(..) => None,
        }
    }

    fn remaining(&self) -> usize {
        match self {
            Self::Run(run, _) => run.remaining(),
            Self::Score(scoring, _) => scoring.remaining(),
        }
    }

    fn is_abandoned(&self) -> bool {
        match self {
            Self::Run(_, events) => events.is_closed(),
            Self::Score(_, answer) => answer.is_closed(),
        }
    }

    /// Ends the job without an answer. A reader that is gone needs none.
    fn fail(self, kind: FailureKind, message: &str) {
        match self {
            Self::Run(_, events) => {
                let _ = events.send(failed(kind, message));
            }
            Self::Score(_, answer) => {
                let _ = answer.send(Err(ApiError::new(kind, message)));
            }
        }
    }
}

impl Batch {
    /// Jobs in progress.
    pub(super) fn len(&self) -> usize {
        self.tasks.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.tasks.is_empty()
    }

    /// Likelihoods in progress.
    pub(super) fn likelihoods(&self) -> usize {
        let tasks = self.tasks.iter();
        tasks.filter(|task| matches!(task, Task::Score(..))).count()
    }

    /// What is left of each job, in passes.
    pub(super) fn remaining(&self) -> Vec<usize> {
        self.tasks.iter().map(Task::remaining).collect()
    }

    /// Takes a job in. It has its first pass with the next batch.
    pub(super) fn join(&mut self, job: Job, backend: &dyn Backend) {
        let task = match job {
            Job::Run { planned, events } => {
                let begin = || {
                    let mut run = backend.run(*planned);
                    let _ = events.send(run.started());
                    run.see().map(|()| run)
                };
                match catch_unwind(AssertUnwindSafe(begin)) {
                    Ok(Ok(run)) => Task::Run(Box::new(run), events),
                    Ok(Err(error)) => {
                        let ApiError { kind, message, .. } = run_failed(error);
                        let _ = events.send(failed(kind, message));
                        return;
                    }
                    Err(panic) => {
                        let message = defect(reason(panic.as_ref()));
                        let _ = events.send(failed(FailureKind::Internal, message));
                        return;
                    }
                }
            }
            Job::Score { scoring, answer } => Task::Score(scoring, answer),
        };
        self.tasks.push_back(task);
    }

    /// Lets go of jobs whose readers are gone.
    pub(super) fn leave(&mut self) {
        self.tasks.retain(|task| !task.is_abandoned());
    }

    /// Ends every job.
    pub(super) fn fail(&mut self, kind: FailureKind, message: &str) {
        for task in self.tasks.drain(..) {
            task.fail(kind, message);
        }
    }

    /// Executes a forward pass for as many jobs as `most` positions allow, or for one. Those that go on come last in the
    /// next batch. Likelihoods and runs take turns: somebody watches a run, and a likelihood fills every pass that it gets.
    pub(super) fn pass(&mut self, backend: &mut dyn Backend, most: usize) -> Pass {
        let begun = Instant::now();
        let mut report = Pass::default();
        let likelihoods = self.likelihoods();
        self.scored = match self.tasks.front() {
            None => return report,
            Some(Task::Score(..)) => !self.scored || likelihoods == self.len(),
            Some(Task::Run(..)) => false,
        };
        if self.scored {
            self.score(backend, most, &mut report);
        } else {
            self.denoise(backend, most, &mut report);
        }
        report.seconds = begun.elapsed().as_secs_f64();
        report
    }

    /// The runs that share the next pass, taken out.
    fn choose(
        &mut self,
        most: usize,
        report: &mut Pass,
    ) -> Vec<(Box<Run>, mpsc::UnboundedSender<Event>)> {
        let mut chosen = Vec::new();
        let mut left = VecDeque::with_capacity(self.tasks.len());
        for task in self.tasks.drain(..) {
            let tokens = task.tokens().unwrap_or(0);
            match task {
                Task::Run(run, events) if chosen.is_empty() || report.tokens + tokens <= most => {
                    report.tokens += tokens;
                    chosen.push((run, events));
                }
                other => left.push_back(other),
            }
        }
        self.tasks = left;
        report.jobs = chosen.len();
        chosen
    }

    fn denoise(&mut self, backend: &mut dyn Backend, most: usize, report: &mut Pass) {
        let mut chosen = self.choose(most, report);
        let answers = {
            let passes = chosen.iter_mut();
            let mut items: Vec<Item<'_, '_>> =
                passes.filter_map(|(run, _)| run.next_pass()).collect();
            let attempt = || match items.is_empty() {
                true => Vec::new(),
                false => backend.denoiser().denoise(&mut items),
            };
            catch_unwind(AssertUnwindSafe(attempt))
        };
        match answers {
            Ok(answers) => {
                let mut answers = answers.into_iter();
                for (run, events) in chosen {
                    // A run that is over has asked for no pass.
                    let answer = if run.next_tokens().is_some() {
                        Some(answers.next().unwrap_or(Err(DenoiseError::Unanswered)))
                    } else {
                        None
                    };
                    self.go_on(run, events, answer, report);
                }
            }
            Err(panic) => {
                let message = defect(reason(panic.as_ref()));
                tracing::error!("a forward pass panicked: {message}");
                report.failed = chosen.len();
                for (_, events) in chosen {
                    let _ = events.send(failed(FailureKind::Internal, message.as_str()));
                }
            }
        }
    }

    /// Takes the answer to a run's pass, tells it, and keeps the run if it goes on.
    fn go_on(
        &mut self,
        mut run: Box<Run>,
        events: mpsc::UnboundedSender<Event>,
        answer: Option<Result<Vec<Choice>, DenoiseError>>,
        report: &mut Pass,
    ) {
        let told = catch_unwind(AssertUnwindSafe(|| {
            answer.map_or(Ok(None), |answer| run.accept(answer))
        }));
        let failure = match told {
            Ok(Ok(step)) => {
                if let Some(step) = step {
                    report.committed += step.step.committed.len();
                    let _ = events.send(Event::Step(step));
                }
                if run.next_tokens().is_some() {
                    self.tasks.push_back(Task::Run(run, events));
                } else {
                    let _ = events.send(run.ended());
                }
                return;
            }
            Ok(Err(error)) => run_failed(error),
            Err(panic) => ApiError::new(FailureKind::Internal, defect(reason(panic.as_ref()))),
        };
        tracing::error!("a run failed: {failure}");
        report.failed += 1;
        let _ = events.send(failed(failure.kind, failure.message));
    }

    /// A pass of the likelihood that comes first.
    fn score(&mut self, backend: &mut dyn Backend, most: usize, report: &mut Pass) {
        let Some(Task::Score(mut scoring, answer)) = self.tasks.pop_front() else {
            return;
        };
        report.jobs = 1;
        let attempt = || backend.score(&mut scoring, most);
        let failure = match catch_unwind(AssertUnwindSafe(attempt)) {
            Ok(Ok(())) if !scoring.is_done() => {
                self.tasks.push_back(Task::Score(scoring, answer));
                return;
            }
            Ok(Ok(())) => {
                let _ = answer.send(Ok(scoring.finish()));
                return;
            }
            Ok(Err(error)) => format!("The likelihood failed: {error}."),
            Err(panic) => defect(reason(panic.as_ref())),
        };
        tracing::error!("a likelihood failed: {failure}");
        report.failed = 1;
        let _ = answer.send(Err(ApiError::new(FailureKind::Internal, failure)));
    }
}

/// What those are told whose pass panicked.
fn defect(reason: &str) -> String {
    format!(
        "The run ended by a defect of the program: {reason}. Please report it; runs that did not share this forward pass are not affected."
    )
}
