//! The weights and the state of the optimizer on the device.

use super::gpu::Numbers;

/// The weights with what the optimizer keeps of them, each as one buffer; see [`Slot`](crate::optimizer::Slot).
pub(super) struct State {
    pub(super) value: Numbers,
    pub(super) mean: Numbers,
    pub(super) square: Numbers,
    pub(super) average: Numbers,
}
