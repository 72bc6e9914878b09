//! Who answers: the loaded model, whose runs are drawn as they happen.

use console::style;
use llada::session::{Input, Request};
use trajectory::{Finish, Invalid, Message, Params, PartialParams, Trajectory};

use super::interrupt::Interrupt;
use crate::failure::{refused, run_failed};
use crate::loading::Loaded;
use crate::output;
use crate::reveal::Reveal;

/// Who answers.
pub(super) trait Speaker {
    /// The parameters that a run would have.
    ///
    /// # Errors
    /// [`Invalid`]: one is out of bounds, or none of this model's.
    fn resolve(&self, asked: &PartialParams) -> Result<Params, Invalid>;

    /// Answers a conversation, and prints the answer.
    ///
    /// # Errors
    /// The conversation is refused, the run fails, or nobody reads the answer.
    fn answer(&mut self, messages: &[Message], asked: &PartialParams) -> anyhow::Result<Answer>;
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    /// What is said.
    pub(super) text: String,
    /// How it came about, if that was recorded.
    pub(super) run: Option<Trajectory>,
}

/// A model of this program.
pub(super) struct Local {
    loaded: Loaded,
    /// Ctrl-C, where somebody sits at a terminal.
    interrupt: Option<Interrupt>,
}

impl Local {
    pub(super) const fn new(loaded: Loaded, interrupt: Option<Interrupt>) -> Self {
        Self { loaded, interrupt }
    }

    /// Runs to the end, or to a Ctrl-C.
    fn run(&mut self, request: &Request) -> anyhow::Result<Trajectory> {
        let planned = self.loaded.model.planner().plan(request).map_err(refused)?;
        if planned.dropped_turns > 0 {
            eprintln!(
                "The conversation is longer than the model's context: its oldest part was left out."
            );
        }
        let interrupt = self.interrupt.clone().unwrap_or_default();
        interrupt.forget();
        let mut reveal = Reveal::on_stderr();
        let mut events = self
            .loaded
            .model
            .run(planned)
            .events(self.loaded.model.denoiser());
        while !interrupt.is_asked() {
            let Some(event) = events.next() else { break };
            reveal.apply(&event.map_err(run_failed)?)?;
        }
        drop(events);
        // From here on, one more ends nothing.
        interrupt.forget();
        let record = reveal.finish()?;
        record.ok_or_else(|| {
            anyhow::anyhow!("Stopped before the answer began; the message was taken back.")
        })
    }
}

impl Speaker for Local {
    fn resolve(&self, asked: &PartialParams) -> Result<Params, Invalid> {
        self.loaded.model.planner().resolve(asked)
    }

    fn answer(&mut self, messages: &[Message], asked: &PartialParams) -> anyhow::Result<Answer> {
        let request = Request {
            input: Input::Conversation(messages.to_vec()),
            params: asked.clone(),
            ..Request::default()
        };
        let run = self.run(&request)?;
        let text = match run.finish {
            Finish::Complete => run.text.clone(),
            Finish::Stopped => run.draft_text(),
        };
        if run.finish == Finish::Stopped && text.is_empty() {
            anyhow::bail!("Stopped before a word had come; the message was taken back.");
        }
        output::line(&text)?;
        if self.interrupt.is_some() {
            let styled = console::colors_enabled_stderr();
            eprintln!("{}", style(summary(&run)).dim().force_styling(styled));
        }
        Ok(Answer {
            text,
            run: Some(run),
        })
    }
}

/// What an answer took, in a line.
fn summary(run: &Trajectory) -> String {
    let steps = run.steps.len();
    let seconds = run.steps.iter().map(|step| step.ms).sum::<f64>() / 1000.0;
    let seed = run.head.params.seed.unwrap_or_default();
    match run.finish {
        Finish::Complete => format!(
            "{steps} steps in {seconds:.1} s · {} tokens · seed {seed}",
            run.stats.output_tokens
        ),
        Finish::Stopped => format!(
            "Stopped at step {steps} of {} · what had come is kept · seed {seed}",
            run.head.plan.forwards
        ),
    }
}
