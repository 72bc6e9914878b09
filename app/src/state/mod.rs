//! What the page knows, apart from how it looks.
//!
//! | module | idea |
//! |---|---|
//! | [`page`] | the signals that every component shares |
//! | `actions`, `work` | what a person can do with them, and with the canvas |
//! | [`attachments`] | pictures that go with the message being written |
//! | [`conversation`], [`answer`] | turns and answers, what the model is told |
//! | [`change`] | everything that can happen to a conversation, as data |
//! | [`edits`], [`branch`] | work on the canvas, and the runs that go on from it |
//! | [`compare`] | runs side by side |
//! | [`gallery`] | recordings that ship, and the tour |
//! | [`infill`] | texts with blanks |
//! | [`keep`] | conversations and trees as files, links |
//! | [`reading`] | recordings read from text, large ones piece by piece |
//! | [`snippets`] | the question and the settings as texts for other programs |
//! | [`settings`] | the form and the parameters it comes to |
//! | [`run`] | a run: asks the engine, follows the stream, keeps what came |
//! | [`follow`] | runs of other windows |
//! | [`player`], [`players`] | a trajectory and the cursor in it; one for each answer |
//! | [`preview`] | what a request would do, asked while the person types |
//! | [`model`] | the model's state and the words for it |
//! | [`progress`], [`summary`] | how far a run is; what it cost |
//! | [`boot`] | how the page comes to life |
//! | [`store`] | what is kept between visits, and how windows get along |
//! | [`address`] | the page's address |
//! | [`theme`] | light, dark, or the system's |
//! | [`browser`] | clock, random numbers, clipboard |

mod actions;
pub mod address;
pub mod answer;
pub mod attachments;
pub mod boot;
pub mod branch;
pub mod browser;
pub mod change;
pub mod compare;
pub mod conversation;
pub mod edits;
pub mod follow;
pub mod gallery;
pub mod infill;
pub mod keep;
pub mod model;
pub mod page;
pub mod player;
pub mod players;
pub mod preview;
pub mod progress;
pub mod reading;
pub mod run;
pub mod settings;
pub mod snippets;
pub mod store;
pub mod summary;
pub mod theme;
mod work;

pub use page::Page;
