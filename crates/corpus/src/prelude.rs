//! What nearly every skill needs.

pub(crate) use crate::data::{self, DataError, List, Rows, data};
pub(crate) use crate::dialogue::{Dialogue, Skill, Skills, Split, exact};
pub(crate) use crate::draw::{Draw, fingerprint};
pub(crate) use crate::english::{lower_first, upper_first};
pub(crate) use crate::phrasing::{Phrasings, held_out};
pub(crate) use crate::typing::{typed, typed_about};
