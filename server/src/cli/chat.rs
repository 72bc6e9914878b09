//! `unmask chat`: a conversation in the terminal, each answer revealed in place.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;

use clap::Args;
use llada::session::{Input, Request};
use trajectory::{Message, Role};

use super::images;
use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::failure::{refused, run_failed};
use crate::loading::Loaded;
use crate::output;
use crate::reveal::Reveal;

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

const HELP: &str = "Write a message and press Enter. /image FILE adds a picture to it (models that see), /clear starts anew, /exit (or Ctrl-D) ends.";

impl Chat {
    /// Runs the command until the input ends.
    ///
    /// # Errors
    /// The parameters are refused, the model cannot be loaded, or the terminal cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        self.params.check()?;
        let mut loaded = self.model.load()?;
        let spoken = io::stdin().is_terminal();
        if spoken {
            eprintln!("{}. {HELP}", loaded.model.info().id);
        }
        let lines = Lines::new(io::stdin().lock());
        self.converse(lines, spoken, &mut |messages| {
            self.answer(&mut loaded, messages)
        })
    }

    /// Answers line by line. A refused message is taken back, and the conversation goes on.
    fn converse(
        &self,
        mut lines: impl Iterator<Item = io::Result<String>>,
        spoken: bool,
        answer: &mut dyn FnMut(&[Message]) -> anyhow::Result<String>,
    ) -> anyhow::Result<()> {
        let (mut messages, mut waiting) = (self.opening(), Vec::new());
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
                    waiting.clear();
                    eprintln!("A new conversation.");
                }
                "/help" => eprintln!("{HELP}"),
                "/image" => {
                    eprintln!("/image is alone; allowed: /image FILE. Name a picture file.")
                }
                text if text.starts_with("/image ") => {
                    let path = text.trim_start_matches("/image ").trim();
                    match images::read(Path::new(path)) {
                        Ok(image) => {
                            waiting.push(image);
                            eprintln!("It goes with the next message.");
                        }
                        Err(error) => eprintln!("{error}."),
                    }
                }
                text => {
                    messages.push(Message {
                        images: std::mem::take(&mut waiting),
                        ..Message::user(text)
                    });
                    match answer(&messages) {
                        Ok(answer) => messages.push(Message::new(Role::Assistant, answer)),
                        // Nobody reads the answers any more.
                        Err(error) if error.chain().any(|cause| cause.is::<io::Error>()) => {
                            return Err(error);
                        }
                        Err(error) => {
                            waiting = messages
                                .pop()
                                .map(|refused| refused.images)
                                .unwrap_or_default();
                            eprintln!("{error:#}");
                        }
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
        let request = Request {
            input: Input::Conversation(messages.to_vec()),
            params: self.params.asked(),
            ..Request::default()
        };
        let planned = loaded.model.planner().plan(&request).map_err(refused)?;
        if planned.dropped_turns > 0 {
            eprintln!(
                "The conversation is longer than the model's context: its oldest part was left out."
            );
        }
        let run = loaded.model.run(planned);
        let mut reveal = Reveal::on_stderr();
        for event in run.events(loaded.model.denoiser()) {
            reveal.apply(&event.map_err(run_failed)?)?;
        }
        let text = reveal.finish()?;
        output::line(&text)?;
        Ok(text)
    }
}

/// The lines of an input that need not be valid UTF-8: other bytes become U+FFFD, which is said once.
struct Lines<R> {
    input: R,
    number: usize,
    warned: bool,
}

impl<R: BufRead> Lines<R> {
    const fn new(input: R) -> Self {
        Self {
            input,
            number: 0,
            warned: false,
        }
    }

    fn text(&mut self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes);
        if matches!(text, Cow::Owned(_)) && !self.warned {
            self.warned = true;
            eprintln!(
                "Line {} is not valid UTF-8: its other bytes are read as \u{fffd}, here and in later lines. Convert the input to UTF-8 to keep them.",
                self.number
            );
        }
        // A byte order mark is no part of the first message.
        let text = if self.number == 1 {
            text.trim_start_matches('\u{feff}')
        } else {
            &text
        };
        text.trim_end_matches(['\n', '\r']).to_owned()
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = io::Result<String>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut bytes = Vec::new();
        match self.input.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => {
                self.number += 1;
                Some(Ok(self.text(&bytes)))
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;

    #[derive(Debug, Parser)]
    struct Program {
        #[command(flatten)]
        chat: Chat,
    }

    /// Says the lines, from a file; an answer is the number of messages so far.
    fn converse(
        lines: &[&str],
        refuse: fn() -> anyhow::Error,
    ) -> (anyhow::Result<()>, Vec<String>) {
        let chat = Program::parse_from(["unmask"]).chat;
        let lines = lines.iter().map(|line| Ok((*line).to_owned()));
        let mut answers = Vec::new();
        let ended = chat.converse(lines, false, &mut |messages| {
            let question = messages.last().map(|message| message.content.as_str());
            if question == Some("too long") {
                return Err(refuse());
            }
            answers.push(format!(
                "{} {}",
                messages.len(),
                question.unwrap_or_default()
            ));
            Ok("yes".to_owned())
        });
        (ended, answers)
    }

    #[test]
    fn lines_that_are_not_utf_8_are_read_all_the_same() {
        let bytes = b"\xef\xbb\xbfgr\xc3\xbcn\ngr\xfcn\r\n\xff\xfe\n\nlast";
        let mut lines = Lines::new(&bytes[..]);
        let read: io::Result<Vec<String>> = lines.by_ref().collect();
        let expected = ["gr\u{fc}n", "gr\u{fffd}n", "\u{fffd}\u{fffd}", "", "last"];
        assert_eq!(read.unwrap(), expected);
        assert!(lines.warned);
        let mut clean = Lines::new(&b"plain\n"[..]);
        assert_eq!(clean.by_ref().count(), 1);
        assert!(!clean.warned);
    }

    #[test]
    fn a_refused_line_is_taken_back_and_the_next_one_answered() {
        let lines = [
            "one", "too long", "", "two", "/clear", "three", "/exit", "four",
        ];
        let (ended, answers) = converse(&lines, || anyhow::anyhow!("it is too long"));
        ended.unwrap();
        assert_eq!(answers, ["1 one", "3 two", "1 three"]);
    }

    #[test]
    fn a_picture_goes_with_the_next_message() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cat.gif");
        std::fs::write(&path, GIF).unwrap();
        let image = format!("/image {}", path.display());
        let chat = Program::parse_from(["unmask"]).chat;
        let lines = ["/image nowhere.png", &image, "what is it?", "and now?"];
        let lines = lines.iter().map(|line| Ok((*line).to_owned()));
        let mut counts = Vec::new();
        let ended = chat.converse(lines, false, &mut |messages| {
            counts.push(
                messages
                    .iter()
                    .map(|message| message.images.len())
                    .collect::<Vec<_>>(),
            );
            Ok("a cat".to_owned())
        });
        ended.unwrap();
        assert_eq!(counts, [vec![1], vec![1, 0, 0]]);
    }

    /// One pixel.
    const GIF: &[u8] =
        b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";

    #[test]
    fn a_reader_that_went_away_ends_the_conversation() {
        let gone = || io::Error::from(io::ErrorKind::BrokenPipe).into();
        let (ended, answers) = converse(&["one", "too long", "two"], gone);
        assert!(ended.unwrap_err().is::<io::Error>());
        assert_eq!(answers, ["1 one"]);
    }
}
