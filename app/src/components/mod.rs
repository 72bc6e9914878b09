//! What the page is made of.
//!
//! | module | idea |
//! |---|---|
//! | `header` | name, conversations, model, theme |
//! | `conversations` | the menu of conversations: new, rename, files, clear |
//! | `conversation_list`, `storage` | what is kept: search, open, delete; how much room it takes |
//! | `chat` | the conversation's column: transcript or welcome, composer |
//! | `turn` | a question and its answer |
//! | `answer` | the answer: canvas while it denoises, text when it has settled |
//! | `formulas` | the formulas of an answer's text |
//! | `edit_bar`, `branches` | work on an answer, and the tree of what came of it |
//! | `compare` | runs side by side |
//! | `gallery` | recordings that ship, and the guided tour |
//! | `composer` | the message box, Send and Stop, the plan |
//! | `attachments` | pictures: beside the message box, in the turns |
//! | `settings`, `field` | the settings panel and its controls |
//! | `use_via_api` | question and settings as texts for other programs |
//! | `tabs`, `notice`, `confirm`, `shortcuts` | panels, sentences at the top, questions before a removal, keys |

mod answer;
mod attachments;
mod branches;
mod chat;
mod compare;
mod composer;
mod confirm;
mod conversation_list;
mod conversations;
mod edit_bar;
mod field;
mod formulas;
mod gallery;
mod header;
mod notice;
mod settings;
mod shortcuts;
mod storage;
mod tabs;
mod turn;
mod use_via_api;

pub use chat::ChatColumn;
pub use compare::CompareView;
pub use gallery::{Gallery, TourCard};
pub use header::Header;
pub use notice::{Announcer, NoticeBar};
pub use settings::SettingsPanel;
pub use shortcuts::Shortcuts;
pub use tabs::PanelTabs;
