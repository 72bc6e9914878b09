//! `unmask chat`: a conversation in the terminal, each answer revealed in place.
//!
//! | module | idea |
//! |---|---|
//! | `command` | what a line says: a message, or a command |
//! | `conversation`, `settings` | what is said, and the file that holds it; the parameters of the answers |
//! | `lines`, `editor`, `history` | lines from a file, and from a terminal; where those are kept |
//! | `speaker`, `interrupt` | the model that answers; Ctrl-C |

mod command;
mod conversation;
mod editor;
mod history;
mod interrupt;
mod lines;
mod settings;
mod speaker;

use std::io::{self, IsTerminal};

use clap::Args;
use trajectory::Role;

use self::command::{Command, HELP, Said};
use self::conversation::Conversation;
use self::editor::Editor;
use self::history::History;
use self::interrupt::Interrupt;
use self::lines::Lines;
use self::settings::Settings;
use self::speaker::{Local, Speaker};
use super::images;
use super::model_args::ModelArgs;
use super::param_args::ParamArgs;

/// Hold a conversation in the terminal.
#[derive(Debug, Args)]
pub struct Chat {
    /// A system prompt for the whole conversation
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    system: Option<String>,
    /// Where the typed lines are kept, for the up arrow: auto (the user's folder for the state of programs), none, or a file
    #[arg(long, value_name = "FILE", default_value_t = History::Auto)]
    history: History,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// Whether the conversation goes on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    Line,
    End,
}

impl Chat {
    /// Runs the command until the input ends.
    ///
    /// # Errors
    /// The parameters are refused, the model cannot be loaded, or the terminal cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        self.params.check()?;
        let loaded = self.model.load()?;
        if !io::stdin().is_terminal() {
            let mut speaker = Local::new(loaded, None);
            let lines = Lines::new(io::stdin().lock());
            return self.talk(false).hold(lines, &mut speaker);
        }
        eprintln!(
            "{}. Write a message and press Enter; /help lists the commands, Ctrl-D ends.",
            loaded.model.info().id
        );
        let mut speaker = Local::new(loaded, Some(Interrupt::watch()?));
        let editor = Editor::open(self.history.file())?;
        self.talk(true).hold(editor, &mut speaker)
    }

    fn talk(&self, typed: bool) -> Talk {
        Talk {
            typed,
            conversation: Conversation::new(self.system.as_deref()),
            settings: Settings::new(self.params.asked()),
        }
    }
}

/// A conversation that is being held.
struct Talk {
    /// Whether somebody types the lines.
    typed: bool,
    conversation: Conversation,
    settings: Settings,
}

impl Talk {
    /// Answers line by line. A refused message is taken back, and the conversation goes on.
    fn hold(
        mut self,
        lines: impl Iterator<Item = io::Result<String>>,
        speaker: &mut dyn Speaker,
    ) -> anyhow::Result<()> {
        for line in lines {
            let next = match command::read(&line?) {
                Ok(Said::Nothing) => Next::Line,
                Ok(Said::Unknown(text)) if self.typed => {
                    let word = text.split_whitespace().next().unwrap_or_default();
                    eprintln!(
                        "There is no command {word}; /help lists them. Put a space before it to send it as a message."
                    );
                    Next::Line
                }
                Ok(Said::Message(text) | Said::Unknown(text)) => self.answer(&text, speaker)?,
                Ok(Said::Command(command)) => self.obey(command, speaker),
                Err(misused) => {
                    eprintln!("{misused}.");
                    Next::Line
                }
            };
            if next == Next::End {
                break;
            }
        }
        Ok(())
    }

    fn answer(&mut self, text: &str, speaker: &mut dyn Speaker) -> anyhow::Result<Next> {
        self.conversation.ask(text);
        let answer = speaker.answer(self.conversation.messages(), &self.settings.asked());
        match answer {
            Ok(answer) => self.conversation.answered(answer.text, answer.run),
            // Nobody reads the answers any more.
            Err(error) if error.chain().any(|cause| cause.is::<io::Error>()) => return Err(error),
            Err(error) => {
                self.conversation.take_back();
                eprintln!("{error:#}");
            }
        }
        Ok(Next::Line)
    }

    /// Carries out a command, and says what came of it.
    fn obey(&mut self, command: Command, speaker: &dyn Speaker) -> Next {
        let done = match command {
            Command::Quit => return Next::End,
            Command::Help => Ok(HELP.trim_end().to_owned()),
            Command::Settings => self.list(speaker),
            Command::Set { name, value } => self.set(&name, &value, speaker),
            Command::Reset { name } => {
                self.settings.reset(&name);
                Ok(format!("{name} is as it was at the beginning."))
            }
            Command::Clear => {
                self.conversation.clear();
                Ok("A new conversation.".to_owned())
            }
            Command::Image(path) => images::read(&path)
                .map(|image| {
                    self.conversation.add_image(image);
                    "It goes with the next message.".to_owned()
                })
                .map_err(|error| format!("{error}.")),
            Command::Save(path) => self
                .conversation
                .save(&path)
                .map(|()| format!("Saved to {}.", path.display()))
                .map_err(|error| format!("{error}.")),
            Command::Open(path) => self
                .conversation
                .open(&path)
                .map(|()| self.transcript())
                .map_err(|error| format!("{error}.")),
        };
        match done {
            Ok(said) | Err(said) => eprintln!("{said}"),
        }
        Next::Line
    }

    fn list(&self, speaker: &dyn Speaker) -> Result<String, String> {
        let params = speaker.resolve(&self.settings.asked());
        let params = params.map_err(|error| error.to_string())?;
        Ok(self.settings.lines(&params).join("\n"))
    }

    fn set(&mut self, name: &str, value: &str, speaker: &dyn Speaker) -> Result<String, String> {
        let set = self
            .settings
            .set(name, value, &|asked| speaker.resolve(asked));
        set.map(|()| format!("{name} is {value} from now on."))
            .map_err(|error| error.to_string())
    }

    /// The conversation as it stands on the screen.
    fn transcript(&self) -> String {
        let messages = self.conversation.messages().iter();
        let lines = messages.map(|message| match message.role {
            Role::User => format!("› {}", message.content),
            Role::Assistant => message.content.clone(),
            Role::System => format!("({})", message.content),
        });
        lines.collect::<Vec<_>>().join("\n\n")
    }
}

#[cfg(test)]
mod tests;
