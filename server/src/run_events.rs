//! A run told as events: the start, a step per forward pass, the ending.

use app::error::AppError;
use llada::Run;
use trajectory::{Event, Finish};

use crate::prompting::run_error;

/// The events of a run. Each `next` executes at most one forward pass, so that whoever drives it can stop in between.
#[derive(Debug)]
pub struct RunEvents<'m> {
    run: Option<Run<'m>>,
    started: bool,
    dropped_turns: usize,
}

impl<'m> RunEvents<'m> {
    /// The events of a run that has not begun, whose conversation lost `dropped_turns`.
    #[must_use]
    pub fn new(run: Run<'m>, dropped_turns: usize) -> Self {
        Self {
            run: Some(run),
            started: false,
            dropped_turns,
        }
    }
}

impl Iterator for RunEvents<'_> {
    type Item = Result<Event, AppError>;

    fn next(&mut self) -> Option<Self::Item> {
        let run = self.run.as_mut()?;
        if !self.started {
            self.started = true;
            return Some(Ok(Event::Started {
                run: Box::new(run.head().clone()),
                vocab: run.opening_vocab(),
                dropped_turns: self.dropped_turns,
            }));
        }
        match run.next() {
            Some(Ok(step)) => Some(Ok(Event::Step(step))),
            Some(Err(error)) => {
                self.run = None;
                Some(Err(run_error(error)))
            }
            None => {
                let (finish, ending) = self.run.take()?.finish();
                Some(Ok(match finish {
                    Finish::Complete => Event::Finished(ending),
                    Finish::Stopped => Event::Stopped(ending),
                }))
            }
        }
    }
}
