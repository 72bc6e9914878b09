//! Networks: each backend runs any [`crate::architecture::Model`] made of the parts that it has.

pub mod candle;
pub mod cpu;
#[cfg(feature = "cuda")]
pub mod cuda;
