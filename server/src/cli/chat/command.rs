//! What a line says: a message, or a command.

use std::path::PathBuf;

use trajectory::PartialParams;

/// The commands, for people.
pub(super) const HELP: &str = include_str!("../../../data/chat-help.txt");

/// The commands' names, as [`HELP`] lists them.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    HELP.lines()
        .filter(|line| line.starts_with('/'))
        .filter_map(|line| line.split_whitespace().next())
}

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// Nothing.
    Nothing,
    /// A message to the model.
    Message(String),
    /// A command to this program.
    Command(Command),
    /// It looks like a command, and is none: in a terminal a mistyped one, in a file a message.
    Unknown(String),
}

/// A command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Command {
    /// List the commands.
    Help,
    /// Show the parameters.
    Settings,
    /// Give a parameter this value.
    Set {
        /// The parameter, as the API spells it.
        name: String,
        /// The value as it was written.
        value: String,
    },
    /// Give a parameter the value back that it began with.
    Reset {
        /// The parameter, as the API spells it.
        name: String,
    },
    /// Begin a new conversation.
    Clear,
    /// Add a picture to the next message.
    Image(PathBuf),
    /// Write the conversation.
    Save(PathBuf),
    /// Go on with a conversation that was written.
    Open(PathBuf),
    /// End.
    Quit,
}

/// A command that was not given what it needs.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{command} {problem}; allowed: {allowed}. {remedy}")]
pub(super) struct Misused {
    command: String,
    problem: String,
    allowed: String,
    remedy: &'static str,
}

/// Reads a line.
///
/// # Errors
/// [`Misused`]: it is a command that lacks something, or has something too much.
pub(super) fn read(line: &str) -> Result<Said, Misused> {
    let text = line.trim();
    let (word, rest) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
    let rest = rest.trim();
    let command = match word {
        "" => return Ok(Said::Nothing),
        // What begins with a space is a message, whatever it is.
        _ if line.starts_with(' ') => return Ok(Said::Message(text.to_owned())),
        "/help" => alone(word, rest, Command::Help)?,
        "/clear" => alone(word, rest, Command::Clear)?,
        "/quit" | "/exit" => alone(word, rest, Command::Quit)?,
        "/settings" => settings(rest)?,
        "/seed" if matches!(rest, "" | "default" | "random") => reset("seed")?,
        "/seed" => set("seed", rest)?,
        "/steps" if rest.is_empty() => {
            return Err(Misused {
                command: word.to_owned(),
                problem: "is alone".to_owned(),
                allowed: "/steps N".to_owned(),
                remedy: "Give a number",
            });
        }
        "/steps" => set("steps", rest)?,
        "/image" => Command::Image(file(word, rest, "Name a picture file")?),
        "/save" => Command::Save(file(word, rest, "Name a file to write")?),
        "/open" => Command::Open(file(word, rest, "Name a file that /save wrote")?),
        _ if is_like_a_command(word) => return Ok(Said::Unknown(text.to_owned())),
        _ => return Ok(Said::Message(text.to_owned())),
    };
    Ok(Said::Command(command))
}

/// A slash and a word: not a path, and not a fraction.
fn is_like_a_command(word: &str) -> bool {
    word.strip_prefix('/')
        .is_some_and(|name| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphabetic()))
}

fn alone(word: &str, rest: &str, command: Command) -> Result<Command, Misused> {
    if rest.is_empty() {
        return Ok(command);
    }
    Err(Misused {
        command: word.to_owned(),
        problem: format!("is followed by \"{rest}\""),
        allowed: format!("{word} alone"),
        remedy: "Leave the rest out, or put a space before the slash to send it as a message",
    })
}

fn file(word: &str, rest: &str, remedy: &'static str) -> Result<PathBuf, Misused> {
    if !rest.is_empty() {
        return Ok(PathBuf::from(rest));
    }
    Err(Misused {
        command: word.to_owned(),
        problem: "is alone".to_owned(),
        allowed: format!("{word} FILE"),
        remedy,
    })
}

fn settings(rest: &str) -> Result<Command, Misused> {
    match rest.split_once(char::is_whitespace) {
        None if rest.is_empty() => Ok(Command::Settings),
        Some((name, "default")) => reset(name),
        Some((name, value)) => set(name, value.trim()),
        None => Err(Misused {
            command: format!("/settings {rest}"),
            problem: "has no value".to_owned(),
            allowed: "/settings, /settings NAME VALUE and /settings NAME default".to_owned(),
            remedy: "Add the value",
        }),
    }
}

fn set(name: &str, value: &str) -> Result<Command, Misused> {
    let (name, value) = (parameter(name)?, value.to_owned());
    Ok(Command::Set { name, value })
}

fn reset(name: &str) -> Result<Command, Misused> {
    parameter(name).map(|name| Command::Reset { name })
}

/// A parameter's name, as the API or the command line spells it.
fn parameter(text: &str) -> Result<String, Misused> {
    let name = text.trim_start_matches('-').replace('-', "_");
    if PartialParams::NAMES.contains(&name.as_str()) {
        return Ok(name);
    }
    Err(Misused {
        command: format!("/settings {text}"),
        problem: "names no parameter".to_owned(),
        allowed: PartialParams::NAMES.join(", "),
        remedy: "Choose one of them",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn command(line: &str) -> Command {
        match read(line) {
            Ok(Said::Command(command)) => command,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    fn message(line: &str) -> String {
        match read(line) {
            Ok(Said::Message(text)) => text,
            other => panic!("{line:?}: {other:?}"),
        }
    }

    #[test]
    fn plain_lines_are_messages() {
        assert_eq!(read("  "), Ok(Said::Nothing));
        assert_eq!(message("What is 2 + 2? "), "What is 2 + 2?");
        for text in ["/etc/hosts: what is it?", "/", "1/2", "/2", "//x"] {
            assert_eq!(message(text), text);
        }
    }

    #[test]
    fn commands_are_read_with_what_they_need() {
        assert_eq!(command("/help"), Command::Help);
        assert_eq!(command("/exit "), Command::Quit);
        assert_eq!(command("/settings"), Command::Settings);
        assert_eq!(
            command("/save my chat.json"),
            Command::Save("my chat.json".into())
        );
        assert_eq!(command("/open  a.json"), Command::Open("a.json".into()));
        let set = |name: &str, value: &str| Command::Set {
            name: name.to_owned(),
            value: value.to_owned(),
        };
        assert_eq!(command("/seed 7"), set("seed", "7"));
        assert_eq!(command("/steps 16"), set("steps", "16"));
        assert_eq!(command("/settings gen-length 32"), set("gen_length", "32"));
        assert_eq!(
            command("/settings constraints 0:Once, 5:upon"),
            set("constraints", "0:Once, 5:upon")
        );
        let reset = |name: &str| Command::Reset {
            name: name.to_owned(),
        };
        assert_eq!(command("/seed"), reset("seed"));
        assert_eq!(command("/settings steps default"), reset("steps"));
    }

    #[test]
    fn a_misused_command_says_how_it_is_used() {
        for (line, said) in [
            (
                "/image",
                "/image is alone; allowed: /image FILE. Name a picture file",
            ),
            (
                "/steps",
                "/steps is alone; allowed: /steps N. Give a number",
            ),
            (
                "/clear all",
                "/clear is followed by \"all\"; allowed: /clear alone.",
            ),
            ("/settings steps", "/settings steps has no value; allowed:"),
            (
                "/settings colour red",
                "/settings colour names no parameter; allowed: gen_length,",
            ),
        ] {
            let refusal = read(line).unwrap_err().to_string();
            assert!(refusal.starts_with(said), "{refusal}");
        }
    }

    #[test]
    fn a_mistyped_command_is_told_from_a_message() {
        assert_eq!(read("/sed 7"), Ok(Said::Unknown("/sed 7".to_owned())));
        assert_eq!(message(" /sed 7"), "/sed 7");
        assert_eq!(message(" /quit"), "/quit");
    }

    #[test]
    fn every_command_of_the_list_is_one() {
        assert_eq!(names().count(), 9);
        for name in names() {
            assert!(
                !matches!(read(name), Ok(Said::Unknown(_) | Said::Message(_))),
                "{name}"
            );
        }
    }
}
