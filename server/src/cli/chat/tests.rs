//! A conversation whose lines come from a list, and whose answers are scripted.

use clap::Parser;
use trajectory::{Family, Invalid, Message, Params, PartialParams};

use super::speaker::Answer;
use super::*;

#[derive(Debug, Parser)]
struct Program {
    #[command(flatten)]
    chat: Chat,
}

/// Says "yes", and remembers what it was asked.
struct Yes {
    asked: Vec<(Vec<Message>, PartialParams)>,
    /// What is said of the message "too long".
    refusal: fn() -> anyhow::Error,
}

impl Yes {
    fn new() -> Self {
        Self {
            asked: Vec::new(),
            refusal: || anyhow::anyhow!("it is too long"),
        }
    }

    /// For each answer the number of messages and the last one.
    fn questions(&self) -> Vec<String> {
        let question = |(messages, _): &(Vec<Message>, _)| {
            let last = messages.last().map(|message| message.content.as_str());
            format!("{} {}", messages.len(), last.unwrap_or_default())
        };
        self.asked.iter().map(question).collect()
    }
}

impl Speaker for Yes {
    fn resolve(&self, asked: &PartialParams) -> Result<Params, Invalid> {
        Family::default().resolve(asked)
    }

    fn answer(&mut self, messages: &[Message], asked: &PartialParams) -> anyhow::Result<Answer> {
        if messages
            .last()
            .is_some_and(|message| message.content == "too long")
        {
            return Err((self.refusal)());
        }
        self.asked.push((messages.to_vec(), asked.clone()));
        Ok(Answer {
            text: "yes".to_owned(),
            run: None,
        })
    }
}

fn hold(speaker: &mut Yes, typed: bool, lines: &[&str]) -> anyhow::Result<()> {
    let chat = Program::parse_from(["unmask"]).chat;
    let lines = lines.iter().map(|line| Ok((*line).to_owned()));
    chat.talk(typed).hold(lines, speaker)
}

#[test]
fn a_refused_line_is_taken_back_and_the_next_one_answered() {
    let mut speaker = Yes::new();
    let lines = [
        "one", "too long", "", "two", "/clear", "three", "/exit", "four",
    ];
    hold(&mut speaker, false, &lines).unwrap();
    assert_eq!(speaker.questions(), ["1 one", "3 two", "1 three"]);
}

#[test]
fn a_reader_that_went_away_ends_the_conversation() {
    let mut speaker = Yes::new();
    speaker.refusal = || io::Error::from(io::ErrorKind::BrokenPipe).into();
    let ended = hold(&mut speaker, false, &["one", "too long", "two"]);
    assert!(ended.unwrap_err().is::<io::Error>());
    assert_eq!(speaker.questions(), ["1 one"]);
}

#[test]
fn a_mistyped_command_is_a_message_only_in_a_file() {
    let lines = ["/sed 7", " /sed 8"];
    let mut speaker = Yes::new();
    hold(&mut speaker, true, &lines).unwrap();
    assert_eq!(speaker.questions(), ["1 /sed 8"]);
    let mut speaker = Yes::new();
    hold(&mut speaker, false, &lines).unwrap();
    assert_eq!(speaker.questions(), ["1 /sed 7", "3 /sed 8"]);
}

#[test]
fn settings_hold_from_the_next_answer_on() {
    let mut speaker = Yes::new();
    let lines = [
        "one",
        "/seed 7",
        "/steps 16",
        "/steps 0",
        "two",
        "/seed",
        "three",
    ];
    hold(&mut speaker, true, &lines).unwrap();
    let asked = speaker
        .asked
        .iter()
        .map(|(_, asked)| (asked.seed, asked.steps));
    assert_eq!(
        asked.collect::<Vec<_>>(),
        [(None, None), (Some(7), Some(16)), (None, Some(16))]
    );
}

#[test]
fn a_saved_conversation_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.json");
    let save = format!("/save {}", path.display());
    let open = format!("/open {}", path.display());
    let mut speaker = Yes::new();
    hold(&mut speaker, true, &["one", "two", &save]).unwrap();
    let lines = ["other", &open, "three", "/open nowhere.json", "four"];
    hold(&mut speaker, true, &lines).unwrap();
    assert_eq!(
        speaker.questions(),
        ["1 one", "3 two", "1 other", "5 three", "7 four"]
    );
}

#[test]
fn a_picture_goes_with_the_next_message() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("cat.gif");
    std::fs::write(&path, GIF).unwrap();
    let image = format!("/image {}", path.display());
    let lines = [
        "/image nowhere.png",
        &image,
        "too long",
        "what is it?",
        "and now?",
    ];
    let mut speaker = Yes::new();
    hold(&mut speaker, false, &lines).unwrap();
    let images = |messages: &[Message]| -> Vec<usize> {
        messages
            .iter()
            .map(|message| message.images.len())
            .collect()
    };
    let counts = speaker.asked.iter().map(|(messages, _)| images(messages));
    assert_eq!(counts.collect::<Vec<_>>(), [vec![1], vec![1, 0, 0]]);
}

/// One pixel.
const GIF: &[u8] =
    b"GIF89a\x01\0\x01\0\x80\0\0\xff\xff\xff\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0;";
