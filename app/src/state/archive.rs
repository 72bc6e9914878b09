//! What the page keeps between visits, in any store of strings: conversations, recordings, settings.
//!
//! Each conversation is an entry of its own, so that two windows do not overwrite each other's. Recordings are large:
//! they have entries of their own too, and the oldest make room when the store is full. What cannot be read is set
//! aside under another name and told, never thrown away and never fatal.

use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use trajectory::Trajectory;

use super::answer::Recording;
use super::conversation::Conversation;

/// A store of strings, such as the browser's.
pub trait Store {
    /// The entry of that name.
    fn get(&self, key: &str) -> Option<String>;
    /// Writes an entry.
    ///
    /// # Errors
    /// The store is full, or refuses.
    fn set(&self, key: &str, value: &str) -> Result<(), Refused>;
    /// Removes an entry.
    fn remove(&self, key: &str);
    /// The names of all entries.
    fn keys(&self) -> Vec<String>;
}

/// The store took nothing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// Name of the settings' entry.
pub const SETTINGS: &str = "unmask.settings";
/// Name of the entry that says which conversation is open.
pub const CURRENT: &str = "unmask.current";
/// Name of the theme's entry; the page's first script reads it too.
pub const THEME: &str = "unmask.theme";
/// Name of the entry that switches single-key shortcuts off.
pub const KEYS: &str = "unmask.keys";
const CHAT: &str = "unmask.chat.";
const RUN: &str = "unmask.run.";
const RUNS: &str = "unmask.runs";
const ASIDE: &str = "unmask.aside.";

/// Reads an entry. What does not parse is set aside and told by its name in `damaged`.
pub fn read<T: DeserializeOwned>(
    store: &impl Store,
    key: &str,
    damaged: &mut Vec<String>,
) -> Option<T> {
    let text = store.get(key)?;
    match serde_json::from_str(&text) {
        Ok(value) => Some(value),
        Err(_) => {
            // Without room for the copy the entry stays where it is.
            if store.set(&format!("{ASIDE}{key}"), &text).is_ok() {
                store.remove(key);
            }
            damaged.push(key.to_owned());
            None
        }
    }
}

/// Writes an entry, making room if it must.
///
/// # Errors
/// It does not fit even when every recording is gone.
pub fn write(store: &impl Store, key: &str, value: &impl Serialize) -> Result<(), Refused> {
    let text = serde_json::to_string(value).map_err(|_| Refused)?;
    loop {
        if store.set(key, &text).is_ok() {
            return Ok(());
        }
        if !forget_oldest_recording(store) {
            return Err(Refused);
        }
    }
}

/// Every conversation that can be read, the one changed last first.
pub fn conversations(store: &impl Store, damaged: &mut Vec<String>) -> Vec<Conversation> {
    let mut keys = store.keys();
    keys.sort_unstable();
    let mut all: Vec<Conversation> = keys
        .iter()
        .filter(|key| key.starts_with(CHAT))
        .filter_map(|key| read::<Conversation>(store, key, damaged))
        .map(Conversation::mended)
        .collect();
    all.sort_by(|a, b| b.changed.total_cmp(&a.changed));
    all
}

/// Name of a conversation's entry.
#[must_use]
pub fn key_of(id: &str) -> String {
    format!("{CHAT}{id}")
}

/// Keeps a conversation.
///
/// # Errors
/// It does not fit.
pub fn save(store: &impl Store, conversation: &Conversation) -> Result<(), Refused> {
    write(store, &key_of(&conversation.id), conversation)
}

/// Removes a conversation and its recordings.
pub fn delete(store: &impl Store, id: &str) {
    store.remove(&key_of(id));
    let own = format!("{RUN}{id}.");
    for key in store.keys().iter().filter(|key| key.starts_with(&own)) {
        store.remove(key);
    }
}

/// Keeps a recording; without its candidates, or not at all, where there is no room. Returns whether it was kept.
pub fn save_recording(
    store: &impl Store,
    conversation: &str,
    answer: u32,
    run: &Trajectory,
) -> bool {
    let key = format!("{RUN}{conversation}.{answer}");
    let Ok(text) = serde_json::to_string(run) else {
        return false;
    };
    let mut order = order(store);
    order.retain(|other| *other != key);
    let fits = || {
        store.set(&key, &text).is_ok()
            || (forget_oldest_recording(store) && store.set(&key, &text).is_ok())
    };
    let kept = fits() || {
        let mut slim = run.clone();
        for step in &mut slim.steps {
            step.candidates.clear();
        }
        write(store, &key, &slim).is_ok()
    };
    if kept {
        // What was forgotten to make room is out of the list by now.
        order.retain(|other| store.get(other).is_some());
        order.push(key);
        // A lost list costs the order of forgetting, nothing else.
        let _ = set_order(store, &order);
    }
    kept
}

/// The recording of an answer, if it was kept and can be read.
pub fn recording(
    store: &impl Store,
    conversation: &str,
    answer: u32,
    damaged: &mut Vec<String>,
) -> Option<Recording> {
    let key = format!("{RUN}{conversation}.{answer}");
    let run: Trajectory = read(store, &key, damaged)?;
    match run.check() {
        Ok(run) => Some(Recording(Arc::new(run))),
        Err(_) => {
            damaged.push(key);
            None
        }
    }
}

fn order(store: &impl Store) -> Vec<String> {
    let text = store.get(RUNS);
    text.and_then(|text| serde_json::from_str(&text).ok())
        .unwrap_or_default()
}

fn set_order(store: &impl Store, order: &[String]) -> Result<(), Refused> {
    let text = serde_json::to_string(order).map_err(|_| Refused)?;
    store.set(RUNS, &text)
}

/// Removes the recording that was kept first; false when there is none left.
fn forget_oldest_recording(store: &impl Store) -> bool {
    let mut order = order(store);
    order.retain(|key| store.get(key).is_some());
    let oldest = if order.is_empty() {
        store.keys().into_iter().find(|key| key.starts_with(RUN))
    } else {
        Some(order.remove(0))
    };
    let Some(oldest) = oldest else {
        return false;
    };
    store.remove(&oldest);
    let _ = set_order(store, &order);
    true
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use trajectory::{Head, ModelInfo, Params, Pick, Plan, Step, Version};

    use super::*;

    /// A store with room for `room` bytes.
    struct Memory {
        room: usize,
        entries: RefCell<BTreeMap<String, String>>,
    }

    impl Memory {
        fn of(room: usize) -> Self {
            Self {
                room,
                entries: RefCell::default(),
            }
        }
    }

    impl Store for Memory {
        fn get(&self, key: &str) -> Option<String> {
            self.entries.borrow().get(key).cloned()
        }
        fn set(&self, key: &str, value: &str) -> Result<(), Refused> {
            let mut entries = self.entries.borrow_mut();
            let others: usize = entries
                .iter()
                .filter(|(name, _)| *name != key)
                .map(|(name, value)| name.len() + value.len())
                .sum();
            if others + key.len() + value.len() > self.room {
                return Err(Refused);
            }
            entries.insert(key.to_owned(), value.to_owned());
            Ok(())
        }
        fn remove(&self, key: &str) {
            self.entries.borrow_mut().remove(key);
        }
        fn keys(&self) -> Vec<String> {
            self.entries.borrow().keys().cloned().collect()
        }
    }

    fn run(candidates: usize) -> Trajectory {
        let params = Params::default();
        let plan = Plan::new(&params, &[]);
        let mut run = Trajectory::new(Head {
            version: Version::default(),
            model: ModelInfo {
                id: "tiny".into(),
                architecture: "llada".into(),
                device: "cpu".into(),
                dtype: "f32".into(),
            },
            mask_id: 2,
            eos_id: 1,
            prompt_ids: vec![],
            prompt: String::new(),
            params,
            plan,
            constraints: vec![],
            parent: None,
            initial: vec![],
        });
        let pick = |pos| Pick {
            pos,
            id: 7,
            confidence: 0.5,
        };
        run.steps.push(Step {
            step: 0,
            block: 0,
            committed: vec![pick(0)],
            candidates: (1..=candidates).map(pick).collect(),
            ms: 1.0,
            ..Step::default()
        });
        run
    }

    #[test]
    fn conversations_come_back_newest_first() {
        let store = Memory::of(100_000);
        for (id, changed) in [("a", 1.0), ("b", 3.0), ("c", 2.0)] {
            let mut conversation = Conversation::new(id.into());
            conversation.changed = changed;
            save(&store, &conversation).unwrap();
        }
        delete(&store, "c");
        let mut damaged = vec![];
        let ids: Vec<String> = conversations(&store, &mut damaged)
            .into_iter()
            .map(|conversation| conversation.id)
            .collect();
        assert_eq!(ids, ["b", "a"]);
        assert!(damaged.is_empty());
    }

    #[test]
    fn a_damaged_entry_is_told_and_set_aside() {
        let store = Memory::of(100_000);
        save(&store, &Conversation::new("a".into())).unwrap();
        store.set("unmask.chat.b", "{\"id\":").unwrap();
        let mut damaged = vec![];
        assert_eq!(conversations(&store, &mut damaged).len(), 1);
        assert_eq!(damaged, ["unmask.chat.b"]);
        assert_eq!(store.get("unmask.aside.unmask.chat.b").unwrap(), "{\"id\":");
        damaged.clear();
        conversations(&store, &mut damaged);
        assert!(damaged.is_empty(), "told once");
    }

    #[test]
    fn recordings_go_with_their_conversation() {
        let store = Memory::of(100_000);
        assert!(save_recording(&store, "a", 2, &run(3)));
        let mut damaged = vec![];
        let back = recording(&store, "a", 2, &mut damaged).unwrap();
        assert_eq!(*back.0, run(3));
        delete(&store, "a");
        assert_eq!(recording(&store, "a", 2, &mut damaged), None);
    }

    #[test]
    fn the_oldest_recording_makes_room() {
        let size = serde_json::to_string(&run(3)).unwrap().len();
        let store = Memory::of(size * 2 + 200);
        for answer in 1..=3 {
            assert!(save_recording(&store, "a", answer, &run(3)));
        }
        let mut damaged = vec![];
        let kept: Vec<bool> = (1..=3)
            .map(|answer| recording(&store, "a", answer, &mut damaged).is_some())
            .collect();
        assert_eq!(kept, [false, true, true]);
        // A conversation is worth more than recordings.
        let mut conversation = Conversation::new("long".into());
        conversation.system = "x".repeat(size * 2);
        assert_eq!(save(&store, &conversation), Ok(()));
    }

    #[test]
    fn without_room_for_the_candidates_the_rest_is_kept() {
        let slim = serde_json::to_string(&run(0)).unwrap().len();
        let store = Memory::of(slim + 100);
        assert!(save_recording(&store, "a", 1, &run(30)));
        let back = recording(&store, "a", 1, &mut vec![]).unwrap();
        assert!(back.0.steps[0].candidates.is_empty());
        assert!(!save_recording(&Memory::of(10), "a", 1, &run(0)));
    }
}
