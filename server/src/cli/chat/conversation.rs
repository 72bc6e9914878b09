//! A conversation: its messages, the recorded runs of its answers, and the file that holds both.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};
use trajectory::{Image, Message, Role, Trajectory};

/// The version of the file format that this program writes and reads.
const VERSION: u32 = 1;

/// A conversation.
#[derive(Debug, Default)]
pub(super) struct Conversation {
    /// What stands before the first message.
    system: Option<String>,
    messages: Vec<Message>,
    runs: Vec<Trajectory>,
    /// Pictures for the next message.
    waiting: Vec<Image>,
}

/// A conversation as a file.
#[derive(Debug, Serialize, Deserialize)]
struct Saved {
    version: u32,
    messages: Vec<Message>,
    /// The recorded runs of the answers, each as `unmask generate --json` prints it.
    #[serde(default)]
    runs: Vec<Trajectory>,
}

/// Why a conversation could not be written or read.
#[derive(Debug, thiserror::Error)]
pub(super) enum FileError {
    /// The file cannot be read.
    #[error("{0} cannot be read: {1}. Name a file that /save wrote")]
    Unreadable(String, io::Error),
    /// It is something else.
    #[error(
        "{0} is no saved conversation ({1}). Name a file that /save wrote; the page opens recordings"
    )]
    NoConversation(String, serde_json::Error),
    /// It comes from a newer program.
    #[error(
        "{0} has format version {1}, and this program reads version {VERSION}. Update Unmask to open it"
    )]
    Newer(String, u32),
    /// Something else has this name.
    #[error(
        "{0} is there already and no saved conversation, so it is not replaced. Choose another name"
    )]
    Occupied(String),
    /// The file cannot be written.
    #[error("{0} cannot be written: {1}. Choose another place")]
    Unwritable(String, io::Error),
}

impl Conversation {
    pub(super) fn new(system: Option<&str>) -> Self {
        let mut conversation = Self {
            system: system.map(str::to_owned),
            ..Self::default()
        };
        conversation.clear();
        conversation
    }

    /// Begins anew.
    pub(super) fn clear(&mut self) {
        let system = self.system.iter();
        self.messages = system
            .map(|text| Message::new(Role::System, text.as_str()))
            .collect();
        self.runs.clear();
        self.waiting.clear();
    }

    pub(super) fn messages(&self) -> &[Message] {
        &self.messages
    }

    /// Adds a picture to the next message.
    pub(super) fn add_image(&mut self, image: Image) {
        self.waiting.push(image);
    }

    /// Adds a message of the person, with the pictures that wait.
    pub(super) fn ask(&mut self, text: &str) {
        self.messages.push(Message {
            images: std::mem::take(&mut self.waiting),
            ..Message::user(text)
        });
    }

    /// Adds the answer.
    pub(super) fn answered(&mut self, text: String, run: Option<Trajectory>) {
        self.messages.push(Message::new(Role::Assistant, text));
        self.runs.extend(run);
    }

    /// Takes the last message back; its pictures wait again.
    pub(super) fn take_back(&mut self) {
        if let Some(message) = self.messages.pop() {
            self.waiting = message.images;
        }
    }

    /// Writes the conversation to a file. A file that is no saved conversation is not replaced.
    ///
    /// # Errors
    /// [`FileError`]: what is in the way.
    pub(super) fn save(&self, path: &Path) -> Result<(), FileError> {
        let name = path.display().to_string();
        if path.exists() && read(path).is_err() {
            return Err(FileError::Occupied(name));
        }
        let saved = Saved {
            version: VERSION,
            messages: self.messages.clone(),
            runs: self.runs.clone(),
        };
        // Beside its place first, so that there is never half a file.
        let mut part = path.as_os_str().to_owned();
        part.push(".part");
        let text = serde_json::to_vec(&saved).map_err(io::Error::from);
        let written = text.and_then(|text| fs::write(&part, text));
        let moved = written.and_then(|()| fs::rename(&part, path));
        moved.map_err(|error| {
            // Most likely there is none.
            let _ = fs::remove_file(&part);
            FileError::Unwritable(name, error)
        })
    }

    /// Goes on with a conversation that was written.
    ///
    /// # Errors
    /// [`FileError`]: the file holds none; the present conversation stays.
    pub(super) fn open(&mut self, path: &Path) -> Result<(), FileError> {
        let Saved { messages, runs, .. } = read(path)?;
        self.messages = messages;
        self.runs = runs;
        self.waiting.clear();
        Ok(())
    }
}

fn read(path: &Path) -> Result<Saved, FileError> {
    let name = path.display().to_string();
    let text = match fs::read(path) {
        Ok(text) => text,
        Err(error) => return Err(FileError::Unreadable(name, error)),
    };
    match serde_json::from_slice(&text) {
        Ok(Saved { version, .. }) if version > VERSION => Err(FileError::Newer(name, version)),
        Ok(saved) => Ok(saved),
        Err(error) => Err(FileError::NoConversation(name, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn talk() -> Conversation {
        let mut talk = Conversation::new(Some("Be brief."));
        talk.ask("Hello");
        talk.answered("Hi!".to_owned(), None);
        talk
    }

    #[test]
    fn a_conversation_is_written_and_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("talk.json");
        let talk = talk();
        talk.save(&path).unwrap();
        talk.save(&path).unwrap();
        let mut other = Conversation::new(None);
        other.ask("Something else");
        other.open(&path).unwrap();
        assert_eq!(other.messages(), talk.messages());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn other_files_are_neither_replaced_nor_opened() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("notes.txt");
        fs::write(&path, "milk").unwrap();
        let said = |error: FileError| error.to_string();
        let mut talk = talk();
        let before = talk.messages().to_vec();
        assert!(said(talk.save(&path).unwrap_err()).contains("is not replaced"));
        assert!(said(talk.open(&path).unwrap_err()).contains("no saved conversation"));
        assert_eq!(fs::read(&path).unwrap(), b"milk");
        fs::write(&path, r#"{"version":2,"messages":[]}"#).unwrap();
        assert!(said(talk.open(&path).unwrap_err()).contains("format version 2"));
        let nowhere = folder.path().join("no/such.json");
        assert!(said(talk.open(&nowhere).unwrap_err()).contains("cannot be read"));
        assert!(said(talk.save(&nowhere).unwrap_err()).contains("cannot be written"));
        assert_eq!(talk.messages(), before);
    }

    #[test]
    fn a_message_that_is_taken_back_leaves_its_pictures() {
        let mut talk = talk();
        talk.add_image(Image::new("data:image/png;base64,AAAA"));
        talk.ask("What is it?");
        talk.take_back();
        talk.ask("What is this?");
        let images = talk.messages().iter().map(|message| message.images.len());
        assert_eq!(images.collect::<Vec<_>>(), [0, 0, 0, 1]);
        talk.clear();
        assert_eq!(talk.messages().len(), 1);
    }
}
