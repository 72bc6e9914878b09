//! `unmask chat`: a conversation in the terminal, each answer revealed in place.

use std::io::{self, BufRead, IsTerminal, Write};

use clap::Args;
use llada::{Candidates, Run};
use trajectory::{Message, Role};

use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::loading::Loaded;
use crate::output;
use crate::prompting::{prompt_error, run_error};
use crate::reveal::Reveal;
use crate::run_events::RunEvents;

/// Hold a conversation in the terminal.
#[derive(Debug, Args)]
pub struct Chat {
    /// A system prompt for the whole conversation
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    system: Option<String>,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

const HELP: &str = "Write a message and press Enter. /clear starts anew, /exit (or Ctrl-D) ends.";

impl Chat {
    /// Runs the command until the input ends.
    ///
    /// # Errors
    /// The parameters are refused, the model cannot be had, or the terminal cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        self.params.params().check()?;
        let mut loaded = self.model.load()?;
        let spoken = io::stdin().is_terminal();
        if spoken {
            eprintln!("{}. {HELP}", loaded.model.info().id);
        }
        let mut messages = self.opening();
        let mut lines = io::stdin().lock().lines();
        loop {
            if spoken {
                eprint!("\n› ");
                io::stderr().flush()?;
            }
            let Some(line) = lines.next().transpose()? else {
                return Ok(());
            };
            match line.trim() {
                "" => {}
                "/exit" | "/quit" => return Ok(()),
                "/clear" => {
                    messages = self.opening();
                    eprintln!("A new conversation.");
                }
                "/help" => eprintln!("{HELP}"),
                text => {
                    messages.push(Message::user(text));
                    match self.answer(&mut loaded, &messages) {
                        Ok(answer) => messages.push(Message::new(Role::Assistant, answer)),
                        // The question is taken back, the conversation goes on.
                        Err(error) if spoken => {
                            messages.pop();
                            eprintln!("{error:#}");
                        }
                        Err(error) => return Err(error),
                    }
                }
            }
        }
    }

    fn opening(&self) -> Vec<Message> {
        let system = self.system.iter();
        system
            .map(|text| Message::new(Role::System, text.as_str()))
            .collect()
    }

    fn answer(&self, loaded: &mut Loaded, messages: &[Message]) -> anyhow::Result<String> {
        let params = self.params.params();
        let prompt = loaded
            .model
            .prompt(messages, &params)
            .map_err(prompt_error)?;
        if prompt.dropped_turns > 0 {
            eprintln!(
                "The conversation is longer than the model's context: its oldest part was left out."
            );
        }
        let run = Run::new(&mut loaded.model, &prompt, &params, Candidates::Block);
        let events = RunEvents::new(run.map_err(run_error)?, prompt.dropped_turns);
        let mut reveal = Reveal::on_stderr();
        for event in events {
            reveal.apply(&event?)?;
        }
        let text = reveal.finish()?;
        output::line(&text)?;
        Ok(text)
    }
}
