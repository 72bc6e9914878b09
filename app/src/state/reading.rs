//! Recordings read from text. A large one is read piece by piece, each step as soon as its text is there: the page goes on
//! meanwhile, and the text is never in memory as a whole.

use std::time::Duration;

use trajectory::{Step, Trajectory};
use wasm_bindgen_futures::JsFuture;
use web_sys::Blob;

use super::browser;

/// Texts up to this many bytes are read at once.
const SMALL: usize = 1 << 20;

/// Bytes of a piece: read in some twenty milliseconds.
const PIECE: usize = 1 << 19;

/// Reads a recording.
///
/// # Errors
/// A sentence for people: what is wrong with the file.
pub fn read(text: &str) -> Result<Trajectory, String> {
    let record: Trajectory = parse(text.as_bytes()).map_err(said)?;
    record.check().map_err(|error| sentence(&error.to_string()))
}

/// Reads a recording, or a tree of them, parents first; never empty.
///
/// # Errors
/// A sentence for people: what is wrong with the file.
pub fn read_tree(text: &str) -> Result<Vec<Trajectory>, String> {
    if !text.trim_start().starts_with('[') {
        return Ok(vec![read(text)?]);
    }
    let mut reader = Reader::default();
    reader.push(text.as_bytes()).map_err(said)?;
    checked(reader.end().map_err(said)?)
}

/// Reads what a file holds, as [`read_tree`] does; `progress` is told how much of a large one is read, 0 to 1.
///
/// # Errors
/// A sentence for people: what is wrong with the file.
pub async fn read_file(file: &Blob, progress: impl Fn(f64)) -> Result<Vec<Trajectory>, String> {
    let size = file.size() as usize;
    if size <= SMALL {
        let bytes = part(file, 0, size).await?;
        let text = String::from_utf8_lossy(&bytes);
        return read_tree(text.trim_start_matches('\u{feff}'));
    }
    let mut reader = Reader::default();
    for begin in (0..size).step_by(PIECE) {
        progress(begin as f64 / size as f64);
        let piece = part(file, begin, (begin + PIECE).min(size)).await?;
        reader.push(&piece).map_err(said)?;
    }
    progress(1.0);
    checked(reader.end().map_err(said)?)
}

/// Reads the text of one recording; none if it is damaged.
pub async fn read_text(text: &str) -> Option<Trajectory> {
    if text.len() <= SMALL {
        return parse::<Trajectory>(text.as_bytes()).ok()?.check().ok();
    }
    let mut reader = Reader::default();
    for piece in text.as_bytes().chunks(PIECE) {
        reader.push(piece).ok()?;
        browser::sleep(Duration::ZERO).await;
    }
    reader.end().ok()?.pop()?.check().ok()
}

async fn part(file: &Blob, begin: usize, end: usize) -> Result<Vec<u8>, String> {
    let unread = |_| t!("This file could not be read.").to_owned();
    let part = file.slice_with_f64_and_f64(begin as f64, end as f64);
    let buffer = JsFuture::from(part.map_err(unread)?.array_buffer()).await;
    Ok(js_sys::Uint8Array::new(&buffer.map_err(unread)?).to_vec())
}

fn checked(records: Vec<Trajectory>) -> Result<Vec<Trajectory>, String> {
    if records.is_empty() {
        return Err(t!("This file holds no recording: its list is empty.").to_owned());
    }
    let checked = records.into_iter().map(Trajectory::check);
    checked
        .collect::<Result<_, _>>()
        .map_err(|error| sentence(&error.to_string()))
}

/// A message as a sentence: capital letter, full stop.
fn sentence(message: &str) -> String {
    let mut sentence = browser::capital(message);
    if !sentence.ends_with('.') {
        sentence.push('.');
    }
    sentence
}

/// Why a text is no recording.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Fault {
    /// Whether it is JSON all the same.
    json: bool,
    message: String,
}

impl Fault {
    fn new(error: &serde_json::Error) -> Self {
        Self {
            json: error.is_data(),
            message: error.to_string(),
        }
    }

    fn no_json(message: &str) -> Self {
        Self {
            json: false,
            message: message.to_owned(),
        }
    }
}

#[allow(clippy::needless_pass_by_value)] // For `map_err`.
fn said(fault: Fault) -> String {
    if fault.json {
        t!(
            "This file is not a recording of Unmask: {error}.",
            error = fault.message
        )
    } else {
        t!("This file is not JSON: {error}.", error = fault.message)
    }
}

fn parse<T: serde::de::DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    serde_json::from_slice(text).map_err(|error| Fault::new(&error))
}

/// Takes a text in pieces and makes recordings of it. It looks for the steps of a recording and cuts them apart; everything else
/// is put aside until the recording ends, with an empty list where the steps were.
#[derive(Debug, Default)]
struct Reader {
    done: Vec<Trajectory>,
    /// Whether the recordings stand in a list.
    list: bool,
    /// Objects and lists that are open.
    depth: usize,
    /// Inside a string, and behind a backslash in it.
    string: bool,
    escaped: bool,
    /// The last string among a recording's own, and whether it is the name of the value that comes.
    name: Vec<u8>,
    named: bool,
    /// Whether the steps are being read.
    in_steps: bool,
    head: Vec<u8>,
    step: Vec<u8>,
    steps: Vec<Step>,
}

impl Reader {
    fn push(&mut self, piece: &[u8]) -> Result<(), Fault> {
        piece.iter().try_for_each(|byte| self.take(*byte))
    }

    /// Open objects and lists just inside a recording.
    fn own(&self) -> usize {
        usize::from(self.list) + 1
    }

    fn take(&mut self, byte: u8) -> Result<(), Fault> {
        if self.string {
            self.letter(byte);
            return Ok(());
        }
        let own = self.own();
        if self.depth < own {
            return self.between(byte);
        }
        match byte {
            b'"' => {
                self.string = true;
                if self.depth == own {
                    self.name.clear();
                }
            }
            b'[' | b'{' => {
                let begins = byte == b'[' && self.depth == own && self.named;
                self.depth += 1;
                if begins && self.name == b"steps" {
                    self.head.push(byte);
                    self.in_steps = true;
                    self.named = false;
                    return Ok(());
                }
            }
            b']' | b'}' => {
                self.depth -= 1;
                if self.in_steps && self.depth == own {
                    self.end_step(byte == b']')?;
                    self.in_steps = false;
                }
            }
            b',' if self.in_steps && self.depth == own + 1 => return self.end_step(false),
            _ => {}
        }
        if !byte.is_ascii_whitespace() {
            self.named = byte == b':';
        }
        self.keep(byte);
        if self.depth < own {
            self.end_record()?;
        }
        Ok(())
    }

    fn keep(&mut self, byte: u8) {
        if self.in_steps {
            self.step.push(byte);
        } else {
            self.head.push(byte);
        }
    }

    /// A byte of a string.
    fn letter(&mut self, byte: u8) {
        match byte {
            _ if self.escaped => self.escaped = false,
            b'\\' => self.escaped = true,
            b'"' => self.string = false,
            _ => {}
        }
        if self.string && self.depth == self.own() {
            self.name.push(byte);
        }
        self.keep(byte);
    }

    /// A byte outside of every recording.
    fn between(&mut self, byte: u8) -> Result<(), Fault> {
        let fresh = self.done.is_empty() && !self.list;
        match byte {
            b'{' if fresh || self.depth == 1 => {
                self.depth += 1;
                self.head.push(byte);
                self.named = false;
            }
            b'[' if fresh && self.depth == 0 => {
                self.list = true;
                self.depth = 1;
            }
            b']' if self.depth == 1 => self.depth = 0,
            b',' if self.depth == 1 => {}
            // The mark that some editors put before UTF-8.
            0xef | 0xbb | 0xbf if fresh => {}
            _ if byte.is_ascii_whitespace() => {}
            _ => {
                return Err(Fault::no_json(
                    "something else stands where a recording should begin or the file should end",
                ));
            }
        }
        Ok(())
    }

    /// The text of a step is there; `last` where the list ends, which may be empty.
    fn end_step(&mut self, last: bool) -> Result<(), Fault> {
        let text = std::mem::take(&mut self.step);
        let blank = text.iter().all(u8::is_ascii_whitespace);
        if blank && last && self.steps.is_empty() {
            return Ok(());
        }
        let mut step: Step = parse(&text).map_err(|fault| self.fault(&fault))?;
        step.candidates.shrink_to_fit();
        self.steps.push(step);
        // The next text is about as long.
        self.step = text;
        self.step.clear();
        Ok(())
    }

    /// What to say where a step cannot be read. A recording of a later version may have steps of another kind: then that is
    /// the reason.
    fn fault(&self, fault: &Fault) -> Fault {
        let mut head = self.head.clone();
        head.extend(b"]}");
        match parse::<Trajectory>(&head) {
            Err(reason) if fault.json => reason,
            _ => Fault {
                message: format!("step {}: {}", self.steps.len(), fault.message),
                json: fault.json,
            },
        }
    }

    fn end_record(&mut self) -> Result<(), Fault> {
        let mut record: Trajectory = parse(&std::mem::take(&mut self.head))?;
        record.steps = std::mem::take(&mut self.steps);
        self.done.push(record);
        Ok(())
    }

    fn end(self) -> Result<Vec<Trajectory>, Fault> {
        if self.depth > 0 || self.string || (self.done.is_empty() && !self.list) {
            return Err(Fault::no_json("it ends too early"));
        }
        Ok(self.done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    /// The text in pieces of so many bytes.
    fn cut(text: &str, size: usize) -> Result<Vec<Trajectory>, Fault> {
        let mut reader = Reader::default();
        for piece in text.as_bytes().chunks(size) {
            reader.push(piece)?;
        }
        reader.end()
    }

    #[test]
    fn what_was_saved_opens_again() {
        let record = sample();
        let json = serde_json::to_string(&record).unwrap();
        assert_eq!(read_tree(&json), Ok(vec![record]));
    }

    #[test]
    fn pieces_of_any_size_make_the_same_recording() {
        let mut record = edited();
        record.text = "\"steps\":[{\\".to_owned();
        record.head.prompt = "]}\" steps".to_owned();
        let json = serde_json::to_string(&record).unwrap();
        let pretty = serde_json::to_string_pretty(&record).unwrap();
        for size in [1, 2, 7, 100, 1 << 20] {
            assert_eq!(cut(&json, size), Ok(vec![record.clone()]));
            assert_eq!(cut(&pretty, size), Ok(vec![record.clone()]));
        }
        let tree = vec![sample(), record];
        let json = serde_json::to_string(&tree).unwrap();
        assert_eq!(cut(&json, 3), Ok(tree));
        assert_eq!(cut("[]", 1), Ok(Vec::new()));
    }

    #[test]
    fn pieces_that_are_damaged_are_refused() {
        let json = serde_json::to_string(&sample()).unwrap();
        let said = |text: &str| super::said(cut(text, 5).unwrap_err());
        assert!(
            said(&json[..json.len() - 9]).starts_with("This file is not JSON: it ends too early")
        );
        assert!(said("no").starts_with("This file is not JSON: "));
        assert!(said(&format!("{json}x")).starts_with("This file is not JSON: "));
        assert!(said("{}").starts_with("This file is not a recording of Unmask: "));
        let future = json.replacen("\"version\":2", "\"version\":9", 1);
        let future = future.replacen("\"block\":0", "\"blocks\":[0]", 1);
        assert!(
            said(&future).contains("format version 9"),
            "{}",
            said(&future)
        );
        let wrong = json.replacen("\"step\":1", "\"step\":-1", 1);
        assert!(
            said(&wrong).contains("step 1: invalid value"),
            "{}",
            said(&wrong)
        );
        let extra = json.replacen("},{\"step\"", "},,{\"step\"", 1);
        assert!(said(&extra).starts_with("This file is not JSON: step 1"));
    }

    #[test]
    fn refusals_are_sentences() {
        let said = |text: &str| read_tree(text).unwrap_err();
        assert!(said("no").starts_with("This file is not JSON: "));
        assert!(said("{}").starts_with("This file is not a recording of Unmask: "));
        let mut damaged = sample();
        damaged.steps[1].committed[0].pos = 3;
        let json = serde_json::to_string(&damaged).unwrap();
        assert_eq!(
            said(&json),
            "The recording is damaged: position 3 is revealed again at step 1."
        );
    }
}
