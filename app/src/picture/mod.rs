//! The picture of a run: the answer denoising in its message, and the workbench beside the chat.
//!
//! Everything here is a function of a [`Player`]: one trajectory and a cursor.
//!
//! | module | idea |
//! |---|---|
//! | [`options`] | the reader's choices: what colour stands for, ghosts, numbers |
//! | [`ramp`] | strictly monotone colour ramps and the ink that stays readable on them |
//! | [`look`], [`words`] | how a cell looks; what a screen reader says |
//! | [`change`] | a token that was edited or masked again |
//! | [`keys`], [`grid`], [`select`] | a grid of cells with one tab stop, and selecting in it |
//! | `sheet` | a grid of many cells, drawn |
//! | [`answer`] | the answer denoising, in the message |
//! | [`heatmap`], [`legend`], [`key`] | the order of unmasking, and what colours and lines mean |
//! | [`drawing`] | the heatmap as an SVG of its own |
//! | [`matrix`] | position across, step down: what the model held to be true, and when |
//! | [`scrubber`], [`strip`] | moving through the steps |
//! | [`inspector`], [`history`], [`facts`], [`charts`], [`table`] | one position; the run in sentences, in charts, in a table |
//! | [`files`] | recordings saved and opened |
//! | [`raster`], [`gif`] | the heatmap as pixels, a run as an animation |
//! | [`pass`], [`slow_motion`] | one step taken apart: predict, rank, keep, re-mask |
//! | [`controls`], [`workbench`] | all of it beside the chat |

pub mod answer;
pub mod change;
pub mod charts;
pub mod controls;
pub mod drawing;
pub mod facts;
pub mod files;
pub mod gif;
pub mod grid;
pub mod heatmap;
pub mod history;
pub mod inspector;
pub mod key;
pub mod keys;
pub mod legend;
pub mod look;
pub mod matrix;
pub mod options;
pub mod pass;
pub mod ramp;
pub mod raster;
#[cfg(test)]
pub(crate) mod sample;
pub mod scrubber;
pub mod select;
mod sheet;
pub mod slow_motion;
pub mod strip;
pub mod table;
pub mod words;
pub mod workbench;

pub use crate::state::player::{Player, SPEEDS};
pub use answer::AnswerCanvas;
pub use options::PictureOptions;
pub use workbench::Workbench;
