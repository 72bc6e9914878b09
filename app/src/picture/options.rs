//! How the picture is drawn: the reader's choices, the same for every message.

use leptos::prelude::*;

use super::ramp::Ramp;

/// What the heatmap's colour stands for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Variant {
    /// The step that revealed the token.
    #[default]
    Step,
    /// The model's confidence when it was revealed.
    Confidence,
    /// The first step from which the best guess was the final token.
    Known,
    /// How often the best guess changed.
    Changes,
    /// How undecided the model was when it was revealed, where alternatives were recorded.
    Entropy,
    /// The block it belongs to.
    Block,
}

impl Variant {
    /// Every variant, in the order the page lists them.
    pub const ALL: [Self; 6] = [
        Self::Step,
        Self::Confidence,
        Self::Known,
        Self::Changes,
        Self::Entropy,
        Self::Block,
    ];

    /// Its short name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Step => "step",
            Self::Confidence => "confidence",
            Self::Known => "known",
            Self::Changes => "changes",
            Self::Entropy => "entropy",
            Self::Block => "block",
        }
    }

    /// Whether a view can show it.
    #[must_use]
    pub const fn fits(self, view: View) -> bool {
        match view {
            View::Grid => true,
            View::Matrix => matches!(self, Self::Confidence | Self::Entropy),
        }
    }

    /// What the menu says.
    #[must_use]
    pub fn choice(self) -> &'static str {
        match self {
            Self::Step => t!("Step"),
            Self::Confidence => t!("Confidence"),
            Self::Known => t!("Known since"),
            Self::Changes => t!("Changes of mind"),
            Self::Entropy => t!("Entropy"),
            Self::Block => t!("Block"),
        }
    }

    /// What the legend says.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Step => t!("Revealed at step"),
            Self::Confidence => t!("Confidence"),
            Self::Known => t!("Best guess since step"),
            Self::Changes => t!("Times the best guess changed"),
            Self::Entropy => t!("Entropy in nats"),
            Self::Block => t!("Block"),
        }
    }
}

/// The two views of the workbench.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum View {
    /// Every position once, coloured.
    #[default]
    Grid,
    /// Position across, step down.
    Matrix,
}

/// The reader's choices. Signals, shared through the context.
#[derive(Debug, Clone, Copy)]
pub struct PictureOptions {
    /// What colour stands for.
    pub variant: RwSignal<Variant>,
    /// Which ramp.
    pub ramp: RwSignal<Ramp>,
    /// Whether masked cells show the model's present best guess, faded by its confidence.
    pub ghosts: RwSignal<bool>,
    /// Whether cells of the heatmap carry the number of their step.
    pub numbers: RwSignal<bool>,
    /// Whether the end-of-text tokens after the answer are left out.
    pub trim: RwSignal<bool>,
    /// Grid or matrix.
    pub view: RwSignal<View>,
}

impl PictureOptions {
    fn new() -> Self {
        Self {
            variant: RwSignal::new(Variant::default()),
            ramp: RwSignal::new(Ramp::default()),
            ghosts: RwSignal::new(true),
            numbers: RwSignal::new(true),
            trim: RwSignal::new(false),
            view: RwSignal::new(View::default()),
        }
    }

    /// Puts fresh options into the context: once, in the page's root component.
    pub fn provide() {
        provide_context(Self::new());
    }

    /// What colour stands for in the view that is shown: the matrix knows entropy, and else confidence.
    #[must_use]
    pub fn colour(&self) -> Variant {
        match (self.view.get(), self.variant.get()) {
            (View::Grid, variant) => variant,
            (View::Matrix, Variant::Entropy) => Variant::Entropy,
            (View::Matrix, _) => Variant::Confidence,
        }
    }

    /// The options of the context; the defaults where no page provided any.
    #[must_use]
    pub fn get() -> Self {
        use_context().unwrap_or_else(Self::new)
    }
}
