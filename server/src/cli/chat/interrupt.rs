//! Ctrl-C while an answer is being made.

use std::process;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The exit code of a program that Ctrl-C ended, as shells count: 128 and the signal's number.
const INTERRUPTED: i32 = 130;

/// Whether somebody pressed Ctrl-C.
#[derive(Debug, Clone, Default)]
pub(super) struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Takes Ctrl-C over from the system, for the rest of the program: the first one asks for an end, the next one, if nothing
    /// has ended yet, is one. Call it once.
    ///
    /// # Errors
    /// The system does not hand it over.
    pub(super) fn watch() -> Result<Self, ctrlc::Error> {
        let interrupt = Self::default();
        let asked = interrupt.clone();
        ctrlc::set_handler(move || {
            if asked.0.swap(true, Ordering::Relaxed) {
                eprintln!();
                process::exit(INTERRUPTED);
            }
        })?;
        Ok(interrupt)
    }

    /// Forgets what was asked before.
    pub(super) fn forget(&self) {
        self.0.store(false, Ordering::Relaxed);
    }

    /// Whether an end was asked for.
    pub(super) fn is_asked(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }
}
