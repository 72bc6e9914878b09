//! What a run of a masked-diffusion language model *is*.
//!
//! One vocabulary for the sampler, the server, the page, the recordings, the tests and the command line:
//!
//! | module | idea |
//! |---|---|
//! | [`api`] | requests, answers and refusals: what client and server say to one another |
//! | [`chat`] | messages and roles |
//! | [`params`], [`partial`], [`constraints`], `remasking` | what the user may set, with ranges, defaults and the sentences that refuse the rest |
//! | `invalid` | the refusal of one value |
//! | [`family`] | which parameters a model takes, and the settings that its authors recommend |
//! | [`sliders`] | the page's ranges, steps and one-sentence explanations |
//! | [`speed`] | the options that save passes, and the bundles of them |
//! | [`plan`] | the schedule *as it will be executed* |
//! | [`resume`] | going on from a recorded state: branches, edited and infilled answers |
//! | [`step`], [`vocab`] | what one forward pass revealed; token texts |
//! | [`record`] | the recorded run: the one object every view derives from |
//! | [`event`] | the stream that carries a run, and the fold that turns it back into a record |
//! | [`canvas`] | the answer's cells at a cursor |
//! | [`analysis`] | order of unmasking, confidence, what was known before it was committed |
//! | `flat` | how records and events are read |
//! | [`glyph`] | how a token is written into a cell |
//!
//! No I/O, no async, no model, no page: `serde` only, and it compiles for WASM.

pub mod analysis;
pub mod api;
pub mod canvas;
pub mod chat;
pub mod constraints;
pub mod event;
pub mod family;
mod flat;
pub mod glyph;
mod invalid;
pub mod params;
pub mod partial;
pub mod plan;
pub mod record;
mod remasking;
pub mod resume;
pub mod sliders;
pub mod speed;
pub mod step;
pub mod vocab;

pub use canvas::{Cell, CellState, Change, ChangeKind, Replaced};
pub use chat::{Image, Message, Role};
pub use constraints::{ConstraintError, Constraints};
pub use event::{Event, FailureKind, Recorder, StepEvent};
pub use family::{Edits, Family};
pub use invalid::Invalid;
pub use params::{Editing, Params};
pub use partial::PartialParams;
pub use plan::{Block, Layout, Plan};
pub use record::{
    Finish, Head, ModelInfo, Parent, PromptImage, RecordError, Stats, Trajectory, Version,
};
pub use remasking::Remasking;
pub use resume::Resume;
pub use speed::{Cache, Speed};
pub use step::{Alternatives, Pick, Step};
pub use vocab::Vocab;
