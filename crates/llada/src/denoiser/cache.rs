//! What a network keeps for one run from pass to pass: the KV cache.

use std::any::Any;
use std::fmt;

/// The KV cache of one run. It belongs to the run; the network that fills it is the only one that can read it.
///
/// [`Cache::default`] is empty. Under guidance it holds the rows of both canvases.
#[derive(Default)]
pub struct Cache {
    kept: Option<Box<dyn Any + Send + Sync>>,
}

impl Cache {
    /// Whether nothing is kept.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.kept.is_none()
    }

    /// Forgets everything and frees the memory.
    pub fn clear(&mut self) {
        self.kept = None;
    }

    /// A backend's own store; a fresh one where nothing, or another backend's, was kept.
    pub(crate) fn store<T: Any + Send + Sync + Default>(&mut self) -> &mut T {
        if !self.kept.as_ref().is_some_and(|kept| kept.is::<T>()) {
            self.kept = Some(Box::new(T::default()));
        }
        let kept = self.kept.as_mut().and_then(|kept| kept.downcast_mut());
        kept.expect("a store of this type was put there if there was none")
    }
}

impl fmt::Debug for Cache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let state = if self.is_empty() { "empty" } else { "filled" };
        f.debug_tuple("Cache").field(&state).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_store_is_kept_until_another_backend_asks() {
        let mut cache = Cache::default();
        cache.store::<Vec<u8>>().push(3);
        assert_eq!(cache.store::<Vec<u8>>().len(), 1);
        assert!(cache.store::<Vec<u16>>().is_empty());
        assert!(cache.store::<Vec<u8>>().is_empty());
        cache.clear();
        assert!(cache.is_empty());
    }
}
