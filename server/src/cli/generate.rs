//! `unmask generate`: one prompt, one answer.

use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use llada::{Candidates, Prompt, Run};
use trajectory::{Event, Message, Recorder, Role, Trajectory};

use super::ids::Ids;
use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::conversation;
use crate::loading::Loaded;
use crate::output;
use crate::prompting::{prompt_error, run_error};
use crate::run_events::RunEvents;

/// Answer one prompt.
#[derive(Debug, Args)]
pub struct Generate {
    #[command(flatten)]
    question: Question,
    /// A system prompt before the question
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["prompt_ids", "no_template"], allow_hyphen_values = true)]
    system: Option<String>,
    /// Take the prompt as it is, without the chat template
    #[arg(long)]
    no_template: bool,
    /// Which masked positions report their best guess after each step
    #[arg(long, value_enum, default_value_t = Guesses::Block)]
    candidates: Guesses,
    /// Print the whole trajectory as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct Question {
    /// What to ask
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    prompt: Option<String>,
    /// The prompt as token ids, taken as they are: 9,395,…; "" for none: an unconditional sample
    #[arg(long, value_name = "IDS", allow_hyphen_values = true)]
    prompt_ids: Option<Ids>,
}

/// `--candidates`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Guesses {
    /// Those of the active block: free
    Block,
    /// All of them: each step costs more
    All,
}

impl Generate {
    /// Runs the command.
    ///
    /// # Errors
    /// The prompt or a parameter is refused, or the run fails.
    pub fn run(self) -> anyhow::Result<()> {
        let params = self.params.params();
        // Before the model is loaded, which can take long.
        params.check()?;
        conversation::check_prompt(self.question.prompt.as_deref(), self.no_template)?;
        let mut loaded = self.model.load()?;
        let prompt = self.prompt(&loaded)?;
        let candidates = match self.candidates {
            Guesses::Block => Candidates::Block,
            Guesses::All => Candidates::All,
        };
        let run = Run::new(&mut loaded.model, &prompt, &params, candidates).map_err(run_error)?;
        let trajectory = record(RunEvents::new(run, prompt.dropped_turns))?;
        if self.json {
            output::json(&trajectory)
        } else {
            output::line(&trajectory.text)
        }
    }

    fn prompt(&self, loaded: &Loaded) -> anyhow::Result<Prompt> {
        let tokenizer = loaded.model.tokenizer();
        if let Some(Ids(ids)) = &self.question.prompt_ids {
            return Ok(Prompt {
                ids: ids.clone(),
                text: tokenizer.decode_with_special(ids),
                dropped_turns: 0,
            });
        }
        let text = self.question.prompt.clone().unwrap_or_default();
        if self.no_template {
            return Ok(Prompt {
                ids: tokenizer.encode(&text)?,
                text,
                dropped_turns: 0,
            });
        }
        let system = self.system.iter();
        let mut messages: Vec<Message> = system
            .map(|system| Message::new(Role::System, system.as_str()))
            .collect();
        messages.push(Message::user(text));
        Ok(loaded
            .model
            .prompt(&messages, &self.params.params())
            .map_err(prompt_error)?)
    }
}

/// Runs to the end, with a bar on a terminal.
fn record(events: RunEvents<'_>) -> anyhow::Result<Trajectory> {
    let bar = if io::stderr().is_terminal() {
        ProgressBar::new(0)
    } else {
        ProgressBar::hidden()
    };
    if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:32}] {pos}/{len}") {
        bar.set_style(style);
    }
    bar.set_message("Unmasking");
    let mut recorder = Recorder::default();
    for event in events {
        let event = event?;
        match &event {
            Event::Started { run, .. } => bar.set_length(run.plan.forwards as u64),
            Event::Step(_) => bar.inc(1),
            _ => {}
        }
        recorder.apply(&event);
    }
    bar.finish_and_clear();
    recorder
        .into_trajectory()
        .ok_or_else(|| anyhow::anyhow!("the run ended before it began. This is a bug"))
}
