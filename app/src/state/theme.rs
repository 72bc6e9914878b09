//! Light, dark, or as the system has it.

use leptos::prelude::*;

use super::store::local::{LocalStorage, Strings, THEME};

/// The person's choice.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

impl Theme {
    /// Its name in the store, and in the document's `data-theme`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The choice of that name; the system's for any other.
    #[must_use]
    pub fn named(name: &str) -> Self {
        match name {
            "light" => Self::Light,
            "dark" => Self::Dark,
            _ => Self::System,
        }
    }

    /// What the toggle goes to.
    #[must_use]
    pub const fn next(self) -> Self {
        match self {
            Self::System => Self::Light,
            Self::Light => Self::Dark,
            Self::Dark => Self::System,
        }
    }

    /// The choice of an earlier visit.
    #[must_use]
    pub fn kept() -> Self {
        LocalStorage
            .get(THEME)
            .map_or(Self::System, |name| Self::named(&name))
    }

    /// Shows and keeps the choice.
    pub fn apply(self) {
        if let Some(root) = document().document_element() {
            // An attribute of a fixed name and value cannot be refused.
            let _ = root.set_attribute("data-theme", self.name());
        }
        // Without a store the choice lasts as long as the page.
        let _ = LocalStorage.set(THEME, self.name());
    }
}

#[cfg(test)]
mod tests {
    use super::Theme;

    #[test]
    fn the_toggle_goes_round() {
        let mut theme = Theme::System;
        for _ in 0..3 {
            assert_eq!(Theme::named(theme.name()), theme);
            theme = theme.next();
        }
        assert_eq!(theme, Theme::System);
        assert_eq!(Theme::named("sepia"), Theme::System);
    }
}
