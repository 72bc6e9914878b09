//! English or 简体中文: the language of the page's own texts.
//!
//! English texts stand in the code, each inside `t!`. For another language a table with the English texts as its keys is
//! fetched from `words/`, and a text that the table lacks is shown in English. What the server says stays as it is.

use std::cell::Cell;
use std::fmt::{Display, Write as _};

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::Invalid;
use wasm_bindgen::JsCast;

use crate::state::Page;
use crate::state::browser;
use crate::state::store::local::{LANGUAGE, LocalStorage, Strings};

/// A text for people, in the language that was chosen. `t!("{n} tokens", n = count)` fills in what stands in braces; a name
/// alone stands for the variable of that name. `cargo test` finds every text here and looks for it in the tables.
macro_rules! t {
    ($text:literal) => {
        *$crate::language::fixed(&$text)
    };
    ($text:literal, $($name:ident $(= $value:expr)?),+ $(,)?) => {
        $crate::language::filled(
            $text,
            concat!($(stringify!($name), " "),+),
            &[$(t!(@value $name $(= $value)?)),+],
        )
    };
    (@value $name:ident) => { &$name as &dyn std::fmt::Display };
    (@value $name:ident = $value:expr) => { &$value as &dyn std::fmt::Display };
}

/// Marks a text of a constant; [`text`] translates it where it is shown.
macro_rules! word {
    ($text:literal) => {
        $text
    };
}

/// A number of things: `counted!(n, "1 token", "{n} tokens")`.
macro_rules! counted {
    ($n:expr, $one:literal, $many:literal) => {
        $crate::language::counted($n, $one, $many)
    };
}

/// A table: pairs of an English text and its translation, in the order of the English texts.
type Table = &'static [(&'static str, &'static str)];

thread_local! {
    /// The table of the language that was chosen; English has none.
    static TABLE: Cell<Table> = const { Cell::new(&[]) };
}

/// A language of the page.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Language {
    /// English.
    #[default]
    English,
    /// 简体中文.
    Chinese,
}

impl Language {
    /// What it calls itself, in short.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::English => "EN",
            Self::Chinese => "中文",
        }
    }

    /// Its tag, as `lang` has it.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-CN",
        }
    }

    /// The language of the texts that are there.
    #[must_use]
    pub fn present() -> Self {
        if TABLE.get().is_empty() {
            Self::English
        } else {
            Self::Chinese
        }
    }

    /// The other one.
    #[must_use]
    pub const fn other(self) -> Self {
        match self {
            Self::English => Self::Chinese,
            Self::Chinese => Self::English,
        }
    }

    /// The language of that tag; any kind of Chinese is Chinese, and anything else English.
    #[must_use]
    pub fn of(tag: &str) -> Self {
        if tag.starts_with("zh") {
            Self::Chinese
        } else {
            Self::English
        }
    }

    /// The choice of an earlier visit, or else the browser's language.
    #[must_use]
    pub fn wanted() -> Self {
        let kept = LocalStorage.get(LANGUAGE);
        let tag = kept.or_else(|| window().navigator().language());
        Self::of(&tag.unwrap_or_default())
    }

    /// Makes it the page's language; false where its table cannot be had, and everything is as it was.
    pub async fn apply(self) -> bool {
        let table = match self {
            Self::English => Some(&[] as Table),
            Self::Chinese => fetched(self).await,
        };
        let Some(table) = table else {
            return false;
        };
        TABLE.set(table);
        if let Some(root) = document().document_element() {
            let _ = root.set_attribute("lang", self.tag());
        }
        true
    }

    /// Changes the page to this language, and keeps the choice.
    pub fn choose(self, page: Page) {
        spawn_local(async move {
            if self.apply().await {
                // Without a store the choice lasts as long as the page.
                let _ = LocalStorage.set(LANGUAGE, self.tag());
                page.language.set(self);
                // The button that was pressed is another one now.
                browser::focus("language");
            } else {
                page.tell(t!(
                    "The texts of this language could not be loaded. Is the server still running?"
                ));
            }
        });
    }
}

/// Begins the page with `mount`, as soon as the texts of its language are there.
pub fn begin(mount: impl FnOnce() + 'static) {
    match Language::wanted() {
        Language::English => mount(),
        // The page's own executor is there only once it is mounted.
        other => wasm_bindgen_futures::spawn_local(async move {
            // Without its table the page is in English.
            other.apply().await;
            mount();
        }),
    }
}

/// The table of a language. It stays in memory: the page shows its texts wherever they stand.
async fn fetched(language: Language) -> Option<Table> {
    let text = browser::text_of(&format!("words/{}.json", language.tag())).await?;
    let object: js_sys::Object = js_sys::JSON::parse(&text).ok()?.dyn_into().ok()?;
    let kept = |value| -> &'static str { String::leak(js_sys::JsString::from(value).into()) };
    let entries = js_sys::Object::entries(&object);
    let pairs = entries.iter().map(|pair| {
        let pair: js_sys::Array = pair.unchecked_into();
        (kept(pair.get(0)), kept(pair.get(1)))
    });
    Some(Vec::leak(pairs.collect()))
}

/// The translation of a text, if the table has it.
fn found(english: &str) -> Option<&'static &'static str> {
    let table = TABLE.get();
    let at = table.binary_search_by(|(known, _)| (*known).cmp(english));
    Some(&table[at.ok()?].1)
}

/// A text in the language that was chosen.
#[must_use]
pub fn text(english: &str) -> &str {
    found(english).copied().unwrap_or(english)
}

/// The same for a constant. One word goes in and one comes out, which keeps the program small: it is called everywhere.
#[must_use]
#[inline(never)]
pub fn fixed(english: &'static &'static str) -> &'static &'static str {
    found(english).unwrap_or(english)
}

/// A text in the language that was chosen, with values in place of the names in braces. `names` holds the values' names, a
/// space behind each.
#[must_use]
pub fn filled(english: &str, names: &str, values: &[&dyn Display]) -> String {
    let (mut out, mut rest) = (String::new(), text(english));
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else {
            break;
        };
        out.push_str(before);
        if let Some((_, value)) = names
            .split(' ')
            .zip(values)
            .find(|(known, _)| *known == name)
        {
            // Writing to a string cannot fail.
            let _ = write!(out, "{value}");
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

/// A number of things, which English says in another way where it is one.
#[must_use]
pub fn counted(n: usize, one: &str, many: &str) -> String {
    if n == 1 {
        text(one).to_owned()
    } else {
        filled(many, "n", &[&n])
    }
}

/// A fault of the settings in a sentence.
#[must_use]
pub fn fault(fault: &Invalid) -> String {
    t!(
        "{field} is {value}; allowed: {allowed}. {remedy}.",
        field = fault.field,
        value = fault.value,
        allowed = fault.allowed,
        remedy = fault.remedy,
    )
}

#[cfg(test)]
mod tests;
