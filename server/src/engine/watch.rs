//! What the engine tells whoever counts.

/// A forward pass that was executed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Pass {
    /// Jobs that shared it.
    pub jobs: usize,
    /// Positions pushed through for runs.
    pub tokens: usize,
    /// Tokens committed.
    pub committed: usize,
    /// Jobs that failed with it.
    pub failed: usize,
    /// How long it took, selection included.
    pub seconds: f64,
}

/// Hears of each pass, on the engine's thread.
pub trait Watch: Send + Sync {
    /// A pass was executed, while so many jobs waited.
    fn pass(&self, pass: &Pass, waiting: usize);
}
