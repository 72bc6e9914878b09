//! The tensors that a checkpoint holds, under the names of its family.

pub use crate::architecture::{Role, TensorSpec};

use crate::architecture::Model;

/// Every tensor of a model's checkpoint.
#[must_use]
pub fn layout(model: &Model) -> Vec<TensorSpec> {
    model.tensors()
}

/// Number of parameters, tied ones counted once.
#[must_use]
pub fn parameters(model: &Model) -> u64 {
    model.parameters()
}
