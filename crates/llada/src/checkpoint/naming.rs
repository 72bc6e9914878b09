//! Tensors that a checkpoint names with a prefix too many or too few, as wrappers of training programs leave them.

use std::collections::BTreeSet;

/// Prefixes that wrappers add.
const ADDED: [&str; 6] = [
    "",
    "module.",
    "model.",
    "module.model.",
    "_orig_mod.",
    "base_model.model.",
];
/// Prefixes that saving a part of a model loses.
const LOST: [&str; 2] = ["", "model."];

/// How stored names become those of the architecture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Naming {
    added: &'static str,
    lost: &'static str,
}

impl Naming {
    /// The naming by which most stored names are known; none where no name is known by any.
    pub(super) fn find<'a>(
        stored: &(impl Iterator<Item = &'a str> + Clone),
        wanted: &BTreeSet<&str>,
    ) -> Option<Self> {
        let mut best = None;
        let mut most = 0;
        for lost in LOST {
            for added in ADDED {
                let naming = Self { added, lost };
                let known = stored
                    .clone()
                    .filter(|name| wanted.contains(naming.architectures(name, wanted).as_str()))
                    .count();
                // Of equals the first, which changes least.
                if known > most {
                    (best, most) = (Some(naming), known);
                }
            }
        }
        best
    }

    /// The architecture's name of a stored tensor; its own where the architecture knows it, or would not know the other.
    pub(super) fn architectures(self, stored: &str, wanted: &BTreeSet<&str>) -> String {
        if wanted.contains(stored) {
            return stored.to_owned();
        }
        let bare = stored.strip_prefix(self.added).unwrap_or(stored);
        [format!("{}{bare}", self.lost), bare.to_owned()]
            .into_iter()
            .find(|name| wanted.contains(name.as_str()))
            .unwrap_or_else(|| stored.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_mapped() {
        let wanted = BTreeSet::from(["model.wte.weight", "model.ln_f.weight", "lm_head.weight"]);
        for stored in [
            ["model.wte.weight", "model.ln_f.weight", "lm_head.weight"],
            [
                "module.model.wte.weight",
                "module.model.ln_f.weight",
                "module.lm_head.weight",
            ],
            ["wte.weight", "ln_f.weight", "lm_head.weight"],
            [
                "module.wte.weight",
                "module.ln_f.weight",
                "module.lm_head.weight",
            ],
            [
                "model.model.wte.weight",
                "model.model.ln_f.weight",
                "model.lm_head.weight",
            ],
            [
                "_orig_mod.model.wte.weight",
                "_orig_mod.model.ln_f.weight",
                "_orig_mod.lm_head.weight",
            ],
        ] {
            let naming = Naming::find(&stored.into_iter(), &wanted).unwrap();
            for (stored, name) in
                stored
                    .into_iter()
                    .zip(["model.wte.weight", "model.ln_f.weight", "lm_head.weight"])
            {
                assert_eq!(naming.architectures(stored, &wanted), name);
            }
        }
    }

    #[test]
    fn what_is_unknown_keeps_its_name() {
        let wanted = BTreeSet::from(["model.wte.weight"]);
        assert_eq!(Naming::find(&["x", "y"].into_iter(), &wanted), None);
        let naming = Naming::find(&["wte.weight", "x"].into_iter(), &wanted).unwrap();
        assert_eq!(naming.architectures("x", &wanted), "x");
    }
}
