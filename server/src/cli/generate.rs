//! `unmask generate`: one prompt, one answer.

use std::io::{self, IsTerminal};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use llada::Candidates;
use llada::session::run::Events;
use llada::session::{Input, Request};
use trajectory::{Event, Image, Message, Recorder, Role, Trajectory};

use super::ids::Ids;
use super::images::ImageArgs;
use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use super::prompt::check_prompt;
use crate::failure::{refused, run_failed};
use crate::output;

/// Answer one prompt.
#[derive(Debug, Args)]
pub struct Generate {
    #[command(flatten)]
    question: Question,
    #[command(flatten)]
    images: ImageArgs,
    /// A system prompt before the question
    #[arg(long, value_name = "TEXT", conflicts_with_all = ["prompt_ids", "no_template"], allow_hyphen_values = true)]
    system: Option<String>,
    /// Take the prompt as it is, without the chat template
    #[arg(long, conflicts_with = "images")]
    no_template: bool,
    /// Which masked positions report their best guess after each step
    #[arg(long, value_enum, default_value_t = Guesses::Block)]
    candidates: Guesses,
    /// Record the five likeliest tokens and the entropy at each position that a pass looks at
    #[arg(long)]
    alternatives: bool,
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
    #[arg(
        long,
        value_name = "IDS",
        allow_hyphen_values = true,
        conflicts_with = "images"
    )]
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
        // Before the model is loaded, which can take long.
        self.params.check()?;
        check_prompt(self.question.prompt.as_deref(), self.no_template)?;
        let images = self.images.read()?;
        let mut loaded = self.model.load()?;
        let request = Request {
            input: self.input(images),
            params: self.params.asked(),
            candidates: match self.candidates {
                Guesses::Block => Candidates::Block,
                Guesses::All => Candidates::All,
            },
            alternatives: self.alternatives,
            resume: None,
        };
        let run = loaded.model.start(&request).map_err(refused)?;
        let trajectory = record(run.events(loaded.model.denoiser()))?;
        if self.json {
            output::json(&trajectory)
        } else {
            output::line(&trajectory.text)
        }
    }

    fn input(&self, images: Vec<Image>) -> Input {
        if let Some(Ids(ids)) = &self.question.prompt_ids {
            return Input::Ids(ids.clone());
        }
        let text = self.question.prompt.clone().unwrap_or_default();
        if self.no_template {
            return Input::Text(text);
        }
        let system = self.system.iter();
        let mut messages: Vec<Message> = system
            .map(|system| Message::new(Role::System, system.as_str()))
            .collect();
        messages.push(Message {
            images,
            ..Message::user(text)
        });
        Input::Conversation(messages)
    }
}

/// Runs to the end, with a bar on a terminal.
fn record(events: Events<'_>) -> anyhow::Result<Trajectory> {
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
        let event = event.map_err(run_failed)?;
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
