//! What was made of the last pictures, by the bytes of their files: a conversation asks for the same ones at every turn.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// What tells one picture file from another.
pub type Digest = [u8; 32];

/// Things by their digests, the latest ones up to so many bytes.
#[derive(Debug)]
pub struct Kept<T: ?Sized> {
    budget: usize,
    /// The latest used last.
    entries: Mutex<VecDeque<Entry<T>>>,
}

#[derive(Debug)]
struct Entry<T: ?Sized> {
    digest: Digest,
    bytes: usize,
    thing: Arc<T>,
}

impl<T: ?Sized> Kept<T> {
    /// Keeps up to so many bytes, and always the latest thing.
    #[must_use]
    pub fn new(budget: usize) -> Self {
        Self {
            budget,
            entries: Mutex::default(),
        }
    }

    /// What is kept of a file.
    #[must_use]
    pub fn get(&self, digest: &Digest) -> Option<Arc<T>> {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        let at = entries.iter().position(|entry| entry.digest == *digest)?;
        let entry = entries.remove(at)?;
        let thing = entry.thing.clone();
        entries.push_back(entry);
        Some(thing)
    }

    /// Keeps a thing of so many bytes, in place of the oldest where there is too much.
    pub fn put(&self, digest: Digest, bytes: usize, thing: Arc<T>) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.retain(|entry| entry.digest != digest);
        entries.push_back(Entry {
            digest,
            bytes,
            thing,
        });
        let mut all: usize = entries.iter().map(|entry| entry.bytes).sum();
        while all > self.budget && entries.len() > 1 {
            all -= entries.pop_front().map_or(0, |entry| entry.bytes);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_least_recently_used_goes() {
        let kept = Kept::new(10);
        let digest = |name| [name; 32];
        for name in 1..=3 {
            kept.put(digest(name), 4, Arc::new(name));
            assert_eq!(kept.get(&digest(1)).as_deref(), Some(&1));
        }
        assert_eq!(kept.get(&digest(2)), None);
        assert_eq!(kept.get(&digest(3)).as_deref(), Some(&3));
        kept.put(digest(4), 100, Arc::new(4));
        assert_eq!(kept.get(&digest(3)), None);
        assert_eq!(kept.get(&digest(4)).as_deref(), Some(&4));
    }
}
