//! Reading and writing conversations and recordings, row by row.

use std::collections::HashMap;
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use trajectory::Trajectory;
use wasm_bindgen::JsValue;

use super::database::{
    ASIDE, Access, CONVERSATIONS, Database, DatabaseError, GONE, RUNS, TURNS, all_of, key, pair,
    parts,
};
use super::rows::{Head, beginning};
use super::takeover::Found;
use crate::state::answer::AnswerId;
use crate::state::change::{Change, TurnChange};
use crate::state::conversation::{Conversation, Turn};
use crate::state::reading::read_text;

type Result<T> = std::result::Result<T, DatabaseError>;

/// What was read, and the names of what could not be: those rows were set aside.
pub(super) struct Read<T> {
    pub(super) value: T,
    pub(super) damaged: Vec<String>,
}

/// What a change led to.
pub(super) struct Done {
    /// Whether anything is different now.
    pub(super) differs: bool,
    /// The conversation's head, where that is different.
    pub(super) head: Option<Head>,
}

/// How long a removed answer's recording is there to be had back, in milliseconds: a day.
const PATIENCE: f64 = 86_400_000.0;

/// The text of a value; the program's own types always have one.
fn text(value: &impl Serialize) -> Result<JsValue> {
    let text = serde_json::to_string(value);
    text.map(|text| JsValue::from_str(&text))
        .map_err(|error| DatabaseError::Refused(error.to_string()))
}

fn parsed<T: DeserializeOwned>(text: Option<&str>) -> Option<T> {
    serde_json::from_slice(text?.as_bytes()).ok()
}

/// Moves a row that cannot be read out of the way.
async fn set_aside(access: &Access, table: &str, at: &JsValue, value: &JsValue) -> Result<String> {
    let name = match parts(at) {
        Some((conversation, number)) => format!("{table} {conversation} {number}"),
        None => format!("{table} {}", at.as_string().unwrap_or_default()),
    };
    access.put(ASIDE, &key(&name), value).await?;
    access.delete(table, at.clone()).await?;
    Ok(name)
}

impl Database {
    /// The heads of all conversations. The head of one that is damaged is made again from its turns.
    pub(super) async fn heads(&self) -> Result<Read<Vec<Head>>> {
        let reading = self.reading(&[CONVERSATIONS])?;
        let (mut value, mut bad) = (Vec::new(), Vec::new());
        for (at, row) in reading.all(CONVERSATIONS, None, None).await? {
            match parsed::<Head>(row.as_string().as_deref()) {
                Some(head) => value.push(head),
                None => bad.push((at, row)),
            }
        }
        let mut damaged = Vec::new();
        for (at, row) in bad {
            let writing = self.writing(&[CONVERSATIONS, TURNS, ASIDE])?;
            damaged.push(set_aside(&writing, CONVERSATIONS, &at, &row).await?);
            if let Some(id) = at.as_string() {
                let head = Head {
                    began: began(&writing, &id).await?,
                    ..Head::new(&id)
                };
                writing.put(CONVERSATIONS, &at, &text(&head)?).await?;
                value.push(head);
            }
            writing.done().await?;
        }
        Ok(Read { value, damaged })
    }

    /// A conversation; none that has neither head nor turns.
    pub(super) async fn conversation(&self, id: &str) -> Result<Read<Option<Conversation>>> {
        let reading = self.reading(&[CONVERSATIONS, TURNS])?;
        let head = reading.get(CONVERSATIONS, &key(id)).await?;
        let rows = reading.all(TURNS, Some(all_of(id)?), None).await?;
        let head = parsed::<Head>(head.as_deref());
        if head.is_none() && rows.is_empty() {
            return Ok(Read {
                value: None,
                damaged: Vec::new(),
            });
        }
        let mut conversation = Conversation::new(id.to_owned());
        if let Some(head) = head {
            conversation.title = head.title;
            conversation.system = head.system;
        }
        let mut damaged = Vec::new();
        for (at, row) in rows {
            match parsed::<Turn>(row.as_string().as_deref()) {
                Some(turn) if !turn.answers.is_empty() => conversation.turns.push(turn),
                _ => {
                    let writing = self.writing(&[TURNS, ASIDE])?;
                    damaged.push(set_aside(&writing, TURNS, &at, &row).await?);
                    writing.done().await?;
                }
            }
        }
        Ok(Read {
            value: Some(conversation),
            damaged,
        })
    }

    /// Makes a change of a conversation, at `now`.
    pub(super) async fn apply(&self, id: &str, change: &Change, now: f64) -> Result<Done> {
        let writing = self.writing(&[CONVERSATIONS, TURNS, RUNS, GONE])?;
        let differs = match change {
            Change::Title { .. } | Change::System { .. } => true,
            Change::Added { turn } => {
                let at = pair(id, turn.id.0);
                writing.put(TURNS, &at, &text(turn)?).await?;
                for answer in &turn.answers {
                    writing.delete(GONE, pair(id, answer.id.0)).await?;
                }
                true
            }
            Change::Dropped { turn } => {
                let at = pair(id, turn.0);
                let row = writing.get(TURNS, &at).await?;
                if let Some(turn) = parsed::<Turn>(row.as_deref()) {
                    for answer in &turn.answers {
                        let at = pair(id, answer.id.0);
                        writing.put(GONE, &at, &JsValue::from_f64(now)).await?;
                    }
                }
                writing.delete(TURNS, at).await?;
                row.is_some()
            }
            Change::Within { turn, what } => {
                let at = pair(id, turn.0);
                let row = writing.get(TURNS, &at).await?;
                match parsed::<Turn>(row.as_deref()) {
                    Some(mut turn) => {
                        let differs = turn.apply(what);
                        if differs {
                            writing.put(TURNS, &at, &text(&turn)?).await?;
                            keep_or_forget(&writing, id, what, now).await?;
                        }
                        differs
                    }
                    None => false,
                }
            }
        };
        let head = if differs {
            follow(&writing, id, change, now).await?
        } else {
            None
        };
        writing.done().await?;
        Ok(Done { differs, head })
    }

    /// Writes a whole conversation that is not there.
    pub(super) async fn restore(&self, conversation: &Conversation, now: f64) -> Result<()> {
        let writing = self.writing(&[CONVERSATIONS, TURNS, GONE])?;
        let id = conversation.id.as_str();
        let head = Head::of(conversation, now);
        writing.put(CONVERSATIONS, &key(id), &text(&head)?).await?;
        for turn in &conversation.turns {
            let at = pair(id, turn.id.0);
            writing.put(TURNS, &at, &text(turn)?).await?;
            for answer in &turn.answers {
                writing.delete(GONE, pair(id, answer.id.0)).await?;
            }
        }
        writing.done().await
    }

    /// Removes a conversation. Its recordings stay for a while, for an undo.
    pub(super) async fn remove(&self, id: &str, now: f64) -> Result<()> {
        let writing = self.writing(&[CONVERSATIONS, TURNS, RUNS, GONE])?;
        writing.delete(CONVERSATIONS, key(id)).await?;
        writing.delete(TURNS, all_of(id)?).await?;
        for run in writing.keys(RUNS, Some(all_of(id)?)).await? {
            writing.put(GONE, &run, &JsValue::from_f64(now)).await?;
        }
        writing.done().await
    }

    /// The recording of an answer; none if there is none.
    pub(super) async fn recording(
        &self,
        id: &str,
        answer: AnswerId,
    ) -> Result<Read<Option<Trajectory>>> {
        let at = pair(id, answer.0);
        let row = self.reading(&[RUNS])?.get(RUNS, &at).await?;
        let run = match &row {
            Some(row) => read_text(row).await,
            None => None,
        };
        let mut damaged = Vec::new();
        if let Some(row) = row.filter(|_| run.is_none()) {
            let writing = self.writing(&[RUNS, ASIDE])?;
            let row = JsValue::from_str(&row);
            damaged.push(set_aside(&writing, RUNS, &at, &row).await?);
            writing.done().await?;
        }
        Ok(Read {
            value: run,
            damaged,
        })
    }

    /// Keeps a recording.
    pub(super) async fn record(&self, id: &str, answer: AnswerId, run: &Trajectory) -> Result<()> {
        let writing = self.writing(&[RUNS])?;
        let at = pair(id, answer.0);
        writing.put(RUNS, &at, &text(run)?).await?;
        writing.done().await
    }

    /// Forgets one recording to make room: one whose answer is gone, else the first of the conversation that was
    /// changed longest ago, but never that of `spare`. False if there is none left.
    pub(super) async fn forget_oldest(&self, spare: Option<(&str, AnswerId)>) -> Result<bool> {
        let writing = self.writing(&[CONVERSATIONS, RUNS, GONE])?;
        let mut oldest = writing.keys(GONE, None).await?.into_iter().next();
        if oldest.is_none() {
            let mut changed = HashMap::new();
            for (_, row) in writing.all(CONVERSATIONS, None, None).await? {
                if let Some(head) = parsed::<Head>(row.as_string().as_deref()) {
                    changed.insert(head.id, head.changed);
                }
            }
            let age = |run: &JsValue| {
                let (conversation, answer) = parts(run).unwrap_or_default();
                (changed.get(&conversation).copied().unwrap_or(0.0), answer)
            };
            let spare = spare.map(|(id, answer)| (id.to_owned(), answer.0));
            let runs = writing.keys(RUNS, None).await?.into_iter();
            oldest = runs.filter(|run| parts(run) != spare).min_by(|a, b| {
                let (a, b) = (age(a), age(b));
                a.0.total_cmp(&b.0).then(a.1.cmp(&b.1))
            });
        }
        let Some(oldest) = oldest else {
            return Ok(false);
        };
        writing.delete(RUNS, oldest.clone()).await?;
        writing.delete(GONE, oldest).await?;
        writing.done().await?;
        Ok(true)
    }

    /// The conversations in which a question or an answer holds a text, written in lower case.
    pub(super) async fn search(&self, wanted: &str) -> Result<Vec<String>> {
        let rows = self.reading(&[TURNS])?.all(TURNS, None, None).await?;
        let mut found: Vec<String> = Vec::new();
        for (at, row) in rows {
            let Some((conversation, _)) = parts(&at) else {
                continue;
            };
            // Turns of one conversation follow one another.
            if found.last() == Some(&conversation) {
                continue;
            }
            let turn = parsed::<Turn>(row.as_string().as_deref());
            if turn.is_some_and(|turn| turn.mentions(wanted)) {
                found.push(conversation);
            }
        }
        Ok(found)
    }

    /// Removes the recordings of all conversations but `spare`; whether there were any.
    pub(super) async fn forget_all(&self, spare: &str) -> Result<bool> {
        let writing = self.writing(&[RUNS, GONE])?;
        let mut forgotten = false;
        for run in writing.keys(RUNS, None).await? {
            if parts(&run).is_none_or(|(conversation, _)| conversation != spare) {
                writing.delete(RUNS, run.clone()).await?;
                writing.delete(GONE, run).await?;
                forgotten = true;
            }
        }
        writing.done().await?;
        Ok(forgotten)
    }

    /// Removes the recordings of answers that were removed more than a day ago.
    pub(super) async fn sweep(&self, now: f64) -> Result<()> {
        let writing = self.writing(&[RUNS, GONE])?;
        for (run, when) in writing.all(GONE, None, None).await? {
            if when.as_f64().is_none_or(|when| now - when > PATIENCE) {
                writing.delete(RUNS, run.clone()).await?;
                writing.delete(GONE, run).await?;
            }
        }
        writing.done().await
    }

    /// Writes what earlier versions kept, each row only where there is none yet: another window may have done it.
    pub(super) async fn take_over(&self, found: &Found) -> Result<()> {
        let writing = self.writing(&[CONVERSATIONS, TURNS, RUNS, ASIDE])?;
        for (conversation, changed) in &found.conversations {
            let id = conversation.id.as_str();
            for turn in &conversation.turns {
                put_new(&writing, TURNS, &pair(id, turn.id.0), &text(turn)?).await?;
            }
            let head = text(&Head::of(conversation, *changed))?;
            put_new(&writing, CONVERSATIONS, &key(id), &head).await?;
        }
        for (conversation, answer, run) in &found.runs {
            let at = pair(conversation, answer.0);
            put_new(&writing, RUNS, &at, &JsValue::from_str(run)).await?;
        }
        for (name, value) in &found.damaged {
            put_new(&writing, ASIDE, &key(name), &JsValue::from_str(value)).await?;
        }
        writing.done().await
    }
}

/// The recording of a removed answer is forgotten, unless the answer comes back soon.
async fn keep_or_forget(writing: &Access, id: &str, what: &TurnChange, now: f64) -> Result<()> {
    match what {
        TurnChange::Removed { answer } => {
            let at = pair(id, answer.0);
            writing.put(GONE, &at, &JsValue::from_f64(now)).await
        }
        TurnChange::Answer { answer } if answer.recorded => {
            writing.delete(GONE, pair(id, answer.id.0)).await
        }
        _ => Ok(()),
    }
}

async fn put_new(writing: &Access, table: &str, at: &JsValue, value: &JsValue) -> Result<()> {
    if writing.get(table, at).await?.is_none() {
        writing.put(table, at, value).await?;
    }
    Ok(())
}

/// How a conversation's first question begins.
async fn began(access: &Access, id: &str) -> Result<Option<String>> {
    let first = access.all(TURNS, Some(all_of(id)?), Some(1)).await?;
    let row = first.first().and_then(|(_, row)| row.as_string());
    let turn = parsed::<Turn>(row.as_deref());
    Ok(turn.map(|turn| beginning(&turn.question)))
}

/// Lets a conversation's head follow a change; a blank one is removed. The head, where it is different.
async fn follow(writing: &Access, id: &str, change: &Change, now: f64) -> Result<Option<Head>> {
    let row = writing.get(CONVERSATIONS, &key(id)).await?;
    let before = parsed::<Head>(row.as_deref());
    let mut head = before.clone().unwrap_or_else(|| Head::new(id));
    head.apply(change, now);
    if matches!(change, Change::Added { .. } | Change::Dropped { .. }) {
        head.began = began(writing, id).await?;
    }
    if before.as_ref() == Some(&head) {
        return Ok(None);
    }
    if head.is_blank() {
        writing.delete(CONVERSATIONS, key(id)).await?;
    } else {
        writing.put(CONVERSATIONS, &key(id), &text(&head)?).await?;
    }
    Ok(Some(head))
}

/// A recording without candidates and alternatives, which are most of its size.
pub(super) fn slim(run: &Arc<Trajectory>) -> Trajectory {
    let mut slim = Trajectory::clone(run);
    for step in &mut slim.steps {
        step.candidates.clear();
        step.alternatives.clear();
    }
    slim
}
