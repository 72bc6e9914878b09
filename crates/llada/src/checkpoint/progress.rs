//! How far loading has come.

use crate::architecture::{Model, WeightSpec};

/// How far loading has come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Progress {
    /// Weights ready.
    pub tensors_done: usize,
    /// Weights in all.
    pub tensors: usize,
    /// Parameters ready.
    pub parameters_done: u64,
    /// Parameters in all.
    pub parameters: u64,
}

impl Progress {
    /// Nothing of a model is ready.
    pub(crate) fn of(model: &Model) -> Self {
        let specs = model.weights();
        Self {
            tensors: specs.len(),
            parameters: specs.iter().map(|spec| spec.elements() as u64).sum(),
            ..Self::default()
        }
    }

    /// Counts weights that are ready.
    pub(crate) fn add(&mut self, group: &[WeightSpec]) {
        self.tensors_done = (self.tensors_done + group.len()).min(self.tensors);
        let done: u64 = group.iter().map(|spec| spec.elements() as u64).sum();
        self.parameters_done = (self.parameters_done + done).min(self.parameters);
    }
}
