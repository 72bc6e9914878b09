//! The small things, kept as strings in the browser's `localStorage`: settings, theme, keys, what is open. Conversations
//! and recordings are kept in the `database`.

use leptos::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Name of the settings' entry.
pub const SETTINGS: &str = "unmask.settings";
/// Name of the entry that says which conversation is open; each window has its own, and the last of them is everybody's.
pub const CURRENT: &str = "unmask.current";
/// Name of the theme's entry; the page's first script reads it too.
pub const THEME: &str = "unmask.theme";
/// Name of the language's entry.
pub const LANGUAGE: &str = "unmask.language";
/// Name of the entry that switches single-key shortcuts off.
pub const KEYS: &str = "unmask.keys";
/// Begins the names of what could not be read.
const ASIDE: &str = "unmask.aside.";

/// Named strings, such as the browser's.
pub trait Strings {
    /// The entry of that name.
    fn get(&self, key: &str) -> Option<String>;
    /// Writes an entry.
    ///
    /// # Errors
    /// There is no room, or writing is forbidden.
    fn set(&self, key: &str, value: &str) -> Result<(), Refused>;
    /// Removes an entry.
    fn remove(&self, key: &str);
    /// The names of all entries.
    fn keys(&self) -> Vec<String>;
}

/// Nothing was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused;

/// An entry that could not be read. It was set aside under another name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Damaged(pub String);

/// The browser's `localStorage`. Where it is forbidden, it is empty and takes nothing in.
#[derive(Debug, Clone, Copy)]
pub struct LocalStorage;

impl LocalStorage {
    fn storage() -> Option<web_sys::Storage> {
        window().local_storage().ok().flatten()
    }
}

impl Strings for LocalStorage {
    fn get(&self, key: &str) -> Option<String> {
        Self::storage()?.get_item(key).ok().flatten()
    }

    fn set(&self, key: &str, value: &str) -> Result<(), Refused> {
        let storage = Self::storage().ok_or(Refused)?;
        storage.set_item(key, value).map_err(|_| Refused)
    }

    fn remove(&self, key: &str) {
        if let Some(storage) = Self::storage() {
            // Removing what cannot be reached leaves nothing to do.
            let _ = storage.remove_item(key);
        }
    }

    fn keys(&self) -> Vec<String> {
        let Some(storage) = Self::storage() else {
            return Vec::new();
        };
        let count = storage.length().unwrap_or(0);
        (0..count)
            .filter_map(|index| storage.key(index).ok().flatten())
            .collect()
    }
}

/// Reads an entry; none if there is none.
///
/// # Errors
/// It does not parse.
pub fn read<T: DeserializeOwned>(strings: &impl Strings, key: &str) -> Result<Option<T>, Damaged> {
    let Some(text) = strings.get(key) else {
        return Ok(None);
    };
    serde_json::from_slice(text.as_bytes())
        .map(Some)
        .map_err(|_| {
            // Without room for the copy the entry stays where it is.
            if strings.set(&format!("{ASIDE}{key}"), &text).is_ok() {
                strings.remove(key);
            }
            Damaged(key.to_owned())
        })
}

/// Writes an entry.
///
/// # Errors
/// There is no room, or writing is forbidden.
pub fn write(strings: &impl Strings, key: &str, value: &impl Serialize) -> Result<(), Refused> {
    let text = serde_json::to_string(value).map_err(|_| Refused)?;
    strings.set(key, &text)
}

/// Which conversation is open: this window's, or the last that any window opened.
#[must_use]
pub fn current() -> Option<String> {
    let session = window().session_storage().ok().flatten();
    let own = session.and_then(|session| session.get_item(CURRENT).ok().flatten());
    own.or_else(|| LocalStorage.get(CURRENT))
}

/// Notes which conversation is open.
pub fn set_current(id: &str) {
    // Without a note the next visit begins with the conversation that was changed last.
    let _ = LocalStorage.set(CURRENT, id);
    if let Ok(Some(session)) = window().session_storage() {
        let _ = session.set_item(CURRENT, id);
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;

    /// Strings in memory, with room for so many bytes.
    pub(in crate::state::store) struct Memory {
        room: usize,
        entries: RefCell<BTreeMap<String, String>>,
    }

    impl Memory {
        pub(in crate::state::store) fn of(room: usize) -> Self {
            Self {
                room,
                entries: RefCell::default(),
            }
        }
    }

    impl Strings for Memory {
        fn get(&self, key: &str) -> Option<String> {
            self.entries.borrow().get(key).cloned()
        }

        fn set(&self, key: &str, value: &str) -> Result<(), Refused> {
            let mut entries = self.entries.borrow_mut();
            let others: usize = entries
                .iter()
                .filter(|(other, _)| *other != key)
                .map(|(other, value)| other.len() + value.len())
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

    #[test]
    fn a_damaged_entry_is_told_once_and_set_aside() {
        let strings = Memory::of(1000);
        strings.set(SETTINGS, "{\"steps\":").unwrap();
        let damaged = Damaged(SETTINGS.to_owned());
        assert_eq!(read::<Vec<u8>>(&strings, SETTINGS), Err(damaged));
        assert_eq!(read::<Vec<u8>>(&strings, SETTINGS), Ok(None));
        let aside = strings.get("unmask.aside.unmask.settings");
        assert_eq!(aside.as_deref(), Some("{\"steps\":"));
    }

    #[test]
    fn without_room_nothing_is_lost() {
        let strings = Memory::of(30);
        strings.set(SETTINGS, "[oops").unwrap();
        assert!(read::<Vec<u8>>(&strings, SETTINGS).is_err());
        assert_eq!(strings.get(SETTINGS).as_deref(), Some("[oops"));
        assert_eq!(write(&strings, KEYS, &vec![1_u8; 99]), Err(Refused));
    }
}
