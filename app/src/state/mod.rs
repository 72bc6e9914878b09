//! What the page knows, apart from how it looks.
//!
//! | module | idea |
//! |---|---|
//! | [`page`] | the signals that every component shares, and what a person can do with them |
//! | [`conversation`], [`answer`] | turns and answers, what the model is told |
//! | [`settings`] | the form and the parameters it comes to |
//! | [`run`] | a run: asks the server, follows the stream, keeps what came |
//! | [`preview`] | what a request would do, asked while the person types |
//! | [`model`] | the model's state and the words for it |
//! | [`progress`], [`summary`] | how far a run is; what it cost |
//! | [`boot`] | how the page comes to life |
//! | [`archive`] | what is kept between visits |
//! | [`address`] | the page's address |
//! | [`theme`] | light, dark, or the system's |
//! | [`browser`] | store, clock, random numbers, clipboard |

pub mod address;
pub mod answer;
pub mod archive;
pub mod boot;
pub mod browser;
pub mod conversation;
pub mod model;
pub mod page;
pub mod preview;
pub mod progress;
pub mod run;
pub mod settings;
pub mod summary;
pub mod theme;

pub use page::Page;
