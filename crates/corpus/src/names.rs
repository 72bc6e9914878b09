//! Names and things that several skills use: large lists, so that most of them are spelled rather than known.

use serde::Deserialize;

use crate::data::{self, List, data};
use crate::draw::Draw;

data! {
    pub(crate) static FIRST_NAMES: List = data::list["names/first-names.txt"];
    pub(crate) static CITIES: List = data::list["names/cities.txt"];
    pub(crate) static THINGS_TO_BUY: List = data::list["names/things-to-buy.txt"];
    pub(crate) static COLOURS: List = data::list["names/colours.txt"];
    static THEMES: Vec<Theme> = data::tables["formats/list-themes.toml"];
}

/// Things of one kind, of which people make lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Theme {
    things: List,
}

/// The things of some kind.
pub(crate) fn theme(draw: &mut Draw) -> List {
    draw.pick(&THEMES).things
}
