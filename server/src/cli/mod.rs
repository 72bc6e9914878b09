//! The command line: one module per command.

pub mod bench;
pub mod chat;
pub mod eval;
pub mod generate;
pub mod ids;
pub mod images;
pub mod logits;
pub mod model_args;
pub mod models;
pub mod param_args;
pub mod prompt;
pub mod score;
pub mod serve;
pub mod tokenize;
pub mod train;

use std::io::IsTerminal;

use clap::{Parser, Subcommand};
use tracing_subscriber::EnvFilter;

use self::serve::LogFormat;

/// Chat with a masked-diffusion language model and watch its answer being unmasked.
#[derive(Debug, Parser)]
#[command(name = "unmask", version, propagate_version = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve the page
    Serve(serve::Serve),
    /// Answer one prompt
    Generate(generate::Generate),
    /// Hold a conversation in the terminal, each answer revealed in place
    Chat(chat::Chat),
    /// Measure speed and memory
    Bench(bench::Bench),
    /// Train the built-in model from scratch
    Train(train::Train),
    /// Measure a model on held-out instances, skill by skill
    Eval(eval::Eval),
    /// Measure how likely an answer is
    Score(score::Score),
    /// Print the logits of token ids, to check a checkpoint against another program
    Logits(logits::Logits),
    /// List the models of the family, and what fits this machine
    Models(models::Models),
    /// Print the token ids of a text
    Tokenize(tokenize::Tokenize),
}

impl Cli {
    /// Runs the command.
    ///
    /// # Errors
    /// What went wrong, in a sentence for people.
    pub fn run(self) -> anyhow::Result<()> {
        match &self.command {
            Command::Serve(serve) => log_to_stderr("warn,server=info", serve.log_format),
            _ => log_to_stderr("warn", LogFormat::Text),
        }
        match self.command {
            Command::Serve(command) => command.run(),
            Command::Generate(command) => command.run(),
            Command::Chat(command) => command.run(),
            Command::Bench(command) => command.run(),
            Command::Train(command) => command.run(),
            Command::Eval(command) => command.run(),
            Command::Score(command) => command.run(),
            Command::Logits(command) => command.run(),
            Command::Models(command) => command.run(),
            Command::Tokenize(command) => command.run(),
        }
    }
}

/// Logs to standard error at these levels, unless `RUST_LOG` names others.
fn log_to_stderr(levels: &str, format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(levels));
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    match format {
        LogFormat::Text => log.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => log.json().flatten_event(true).init(),
    }
}
