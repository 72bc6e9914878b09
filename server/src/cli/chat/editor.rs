//! Lines typed at a terminal: edited, remembered, with commands completed by the tab key.

use std::fs;
use std::io;
use std::path::PathBuf;

use rustyline::completion::{Completer, FilenameCompleter, Pair};
use rustyline::error::ReadlineError;
use rustyline::highlight::Highlighter;
use rustyline::hint::Hinter;
use rustyline::history::DefaultHistory;
use rustyline::validate::Validator;
use rustyline::{Behavior, Config, Context, Helper};

use super::command;

/// How many lines are remembered.
const REMEMBERED: usize = 1000;

const PROMPT: &str = "› ";

/// Reads lines from a terminal.
pub(super) struct Editor {
    editor: rustyline::Editor<Completion, DefaultHistory>,
    history: Option<PathBuf>,
}

impl Editor {
    /// An editor that keeps its lines in a file.
    ///
    /// # Errors
    /// The terminal cannot be used.
    pub(super) fn open(history: Option<PathBuf>) -> rustyline::Result<Self> {
        let config = Config::builder()
            .max_history_size(REMEMBERED)?
            .history_ignore_space(true)
            .auto_add_history(true)
            // Answers may go to a file while lines are typed.
            .behavior(Behavior::PreferTerm)
            .build();
        let mut editor = rustyline::Editor::with_config(config)?;
        editor.set_helper(Some(Completion::default()));
        if let Some(file) = &history {
            // The first time there is none.
            if let Err(error) = editor.load_history(file) {
                tracing::debug!("the history {} cannot be read: {error}", file.display());
            }
        }
        Ok(Self { editor, history })
    }

    /// Writes the lines down.
    fn remember(&mut self) {
        let Some(file) = &self.history else { return };
        let folder = file.parent().map_or(Ok(()), fs::create_dir_all);
        let kept = folder
            .map_err(ReadlineError::from)
            .and_then(|()| self.editor.save_history(file));
        if let Err(error) = kept {
            tracing::debug!("the history {} cannot be written: {error}", file.display());
        }
    }
}

impl Iterator for Editor {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut interrupted = false;
        loop {
            eprintln!();
            match self.editor.readline(PROMPT) {
                Ok(line) => {
                    self.remember();
                    return Some(Ok(line));
                }
                Err(ReadlineError::Interrupted) if !interrupted => {
                    interrupted = true;
                    eprintln!("Ctrl-C again, or Ctrl-D, ends the conversation.");
                }
                Err(ReadlineError::Interrupted | ReadlineError::Eof) => return None,
                Err(ReadlineError::Io(error)) => return Some(Err(error)),
                Err(error) => return Some(Err(io::Error::other(error))),
            }
        }
    }
}

/// Completes the names of commands, and of files behind those that take one.
#[derive(Default)]
struct Completion {
    files: FilenameCompleter,
}

impl Completer for Completion {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        at: usize,
        context: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let begun = &line[..at];
        if ["/image ", "/save ", "/open "]
            .iter()
            .any(|taker| begun.starts_with(taker))
        {
            return self.files.complete(line, at, context);
        }
        let fitting =
            command::names().filter(|name| begun.starts_with('/') && name.starts_with(begun));
        let pairs = fitting.map(|name| Pair {
            display: name.to_owned(),
            replacement: format!("{name} "),
        });
        Ok((0, pairs.collect()))
    }
}

impl Hinter for Completion {
    type Hint = String;
}
impl Highlighter for Completion {}
impl Validator for Completion {}
impl Helper for Completion {}
