//! The model as the page knows it, and the words for it.

use std::sync::Arc;
use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{Family, ModelInfo, Params, PartialParams};

use super::browser;
use crate::client::Engine;
use trajectory::api::ModelStatus;

/// What the page knows of the model.
#[derive(Debug, Clone, Default, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "there is one of them at a time")]
pub enum Model {
    /// Nothing yet.
    #[default]
    Unknown,
    /// What the server says.
    Known(ModelStatus),
    /// The server does not answer.
    Unreachable,
}

impl Model {
    /// Whether a run can be asked for.
    #[must_use]
    pub const fn is_ready(&self) -> bool {
        matches!(self, Self::Known(ModelStatus::Ready { .. }))
    }

    /// Whether messages may hold pictures.
    #[must_use]
    pub const fn sees(&self) -> bool {
        match self {
            Self::Known(ModelStatus::Ready { family, .. }) => family.images,
            _ => false,
        }
    }

    /// The model's context in tokens, once it is ready.
    #[must_use]
    pub const fn context(&self) -> Option<usize> {
        match self {
            Self::Known(ModelStatus::Ready { context, .. }) => Some(*context),
            _ => None,
        }
    }

    /// The model's family, once it is ready.
    #[must_use]
    pub const fn family(&self) -> Option<&Family> {
        match self {
            Self::Known(ModelStatus::Ready { family, .. }) => Some(family),
            _ => None,
        }
    }

    /// Why it cannot go on from a run that `maker` made; none if it can, or if it is not known yet.
    #[must_use]
    pub fn foreign_to(&self, maker: &ModelInfo) -> Option<String> {
        // A folder, and the model's name on the hub, end in the same word.
        fn name(id: &str) -> String {
            let last = id.trim_end_matches(['/', '\\']).rsplit(['/', '\\']).next();
            last.unwrap_or_default().to_ascii_lowercase()
        }
        let Self::Known(ModelStatus::Ready { model, .. }) = self else {
            return None;
        };
        let same = model.architecture == maker.architecture && name(&model.id) == name(&maker.id);
        (!same).then(|| {
            t!(
                "This recording was made by {maker}. It plays here, but {model}, which is loaded, cannot go on from it: its tokens are others.",
                maker = maker.id,
                model = model.id
            )
        })
    }

    /// What is to be asked of it for a run with these parameters: what its family fixes is left out.
    #[must_use]
    pub fn asked(&self, params: &Params) -> PartialParams {
        self.family().map_or_else(
            || PartialParams::from(params),
            |family| family.asked(params),
        )
    }

    /// The state in one word, for style and tests.
    #[must_use]
    pub const fn state(&self) -> &'static str {
        match self {
            Self::Unknown => "connecting",
            Self::Unreachable => "unreachable",
            Self::Known(ModelStatus::Loading { .. }) => "loading",
            Self::Known(ModelStatus::Ready { .. }) => "ready",
            Self::Known(ModelStatus::Failed { .. }) => "failed",
        }
    }

    /// The badge's words.
    #[must_use]
    pub fn badge(&self) -> String {
        match self {
            Self::Unknown => t!("Connecting…").to_owned(),
            Self::Unreachable => t!("Server unreachable").to_owned(),
            Self::Known(ModelStatus::Loading { id, .. }) => match self.percent() {
                Some(percent) => t!("{id} · loading {percent} %", id, percent),
                None => t!("{id} · loading", id),
            },
            Self::Known(ModelStatus::Ready {
                model, parameters, ..
            }) => {
                // An engine elsewhere does not say how large its model is.
                let size = match *parameters {
                    0 => String::new(),
                    parameters => format!("{} · ", count(parameters)),
                };
                format!("{} · {size}{} {}", model.id, model.device, model.dtype)
            }
            Self::Known(ModelStatus::Failed { id, .. }) => t!("{id} · failed", id),
        }
    }

    /// Share that has been loaded, in percent, where it is known.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        match self {
            Self::Known(ModelStatus::Loading { done, total, .. }) if *total > 0 => {
                Some((done.saturating_mul(100) / total).min(100))
            }
            _ => None,
        }
    }

    /// How long to wait before asking again, in milliseconds.
    const fn patience(&self) -> u64 {
        match self {
            Self::Known(ModelStatus::Ready { .. }) => 10_000,
            Self::Known(ModelStatus::Loading { .. }) => 400,
            _ => 2_000,
        }
    }

    /// Why no run can be asked for; none when the model is ready.
    #[must_use]
    pub fn unavailable_because(&self) -> Option<String> {
        match self {
            Self::Unknown => Some(t!("Connecting to the server…").to_owned()),
            Self::Unreachable => Some(
                t!("The server cannot be reached. Check that unmask serve is running; the page tries again by itself.")
                    .to_owned(),
            ),
            Self::Known(ModelStatus::Loading { stage, done, total, .. }) => {
                let bytes = match *total {
                    0 => String::new(),
                    total => t!(" ({done} of {total})", done = size(*done), total = size(total)),
                };
                Some(t!("{stage}{bytes}. You can write already.", stage, bytes))
            }
            Self::Known(ModelStatus::Failed { message, .. }) => Some(message.clone()),
            Self::Known(ModelStatus::Ready { .. }) => None,
        }
    }
}

/// Keeps asking the server for the model's state: often while it loads, seldom once it is ready.
pub fn watch(engine: Arc<dyn Engine>, model: RwSignal<Model>) {
    const BEAT: u64 = 400;
    spawn_local(async move {
        while model.try_get_untracked().is_some() {
            ask(engine.as_ref(), model).await;
            let mut waited = 0;
            // The state may change from elsewhere while this waits.
            while model
                .try_with_untracked(Model::patience)
                .is_some_and(|pause| waited < pause)
            {
                browser::sleep(Duration::from_millis(BEAT)).await;
                waited += BEAT;
            }
        }
    });
}

/// Asks the server for the model's state, once.
pub async fn ask(engine: &dyn Engine, model: RwSignal<Model>) {
    let known = match engine.status().await {
        Ok(status) => Model::Known(status),
        Err(_) => Model::Unreachable,
    };
    // Gone with the page, or as it was: nothing to tell.
    if model.try_with_untracked(|before| *before != known) == Some(true) {
        model.set(known);
    }
}

/// A number of parameters: "8.0 B", "3.4 M".
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn count(number: u64) -> String {
    let number = number as f64;
    match number {
        n if n >= 1e9 => format!("{:.1} B", n / 1e9),
        n if n >= 1e6 => format!("{:.1} M", n / 1e6),
        n if n >= 1e3 => format!("{:.0} k", n / 1e3),
        n => format!("{n:.0}"),
    }
}

/// A number of bytes: "16.1 GB", "420 MB".
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn size(bytes: u64) -> String {
    let bytes = bytes as f64;
    match bytes {
        b if b >= 1e9 => format!("{:.1} GB", b / 1e9),
        b if b >= 1e6 => format!("{:.0} MB", b / 1e6),
        b => format!("{:.0} kB", b / 1e3),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn loading(done: u64, total: u64) -> Model {
        Model::Known(ModelStatus::Loading {
            id: "LLaDA-8B".into(),
            stage: "Downloading".into(),
            done,
            total,
        })
    }

    #[test]
    fn loading_tells_how_far_it_is() {
        let half = loading(8_000_000_000, 16_000_000_000);
        assert_eq!(half.badge(), "LLaDA-8B · loading 50 %");
        assert_eq!(
            half.unavailable_because().unwrap(),
            "Downloading (8.0 GB of 16.0 GB). You can write already."
        );
        assert_eq!(loading(5, 0).badge(), "LLaDA-8B · loading");
        assert!(!half.is_ready());
    }

    fn info(id: &str, device: &str) -> ModelInfo {
        ModelInfo {
            id: id.into(),
            architecture: "llada".into(),
            device: device.into(),
            dtype: "f32".into(),
        }
    }

    fn ready(id: &str) -> Model {
        Model::Known(ModelStatus::Ready {
            model: info(id, "cpu"),
            context: 256,
            parameters: 3_400_000,
            family: Family::default(),
        })
    }

    #[test]
    fn a_model_goes_on_from_its_own_runs_only() {
        let told = |loaded: &str, maker: &str| ready(loaded).foreign_to(&info(maker, "cuda:0"));
        assert_eq!(told("tiny", "tiny"), None);
        assert_eq!(
            told("/models/LLaDA-8B-Instruct/", "GSAI-ML/LLaDA-8B-Instruct"),
            None
        );
        assert!(
            told("tiny", "GSAI-ML/LLaDA-8B")
                .unwrap()
                .contains("made by GSAI-ML/LLaDA-8B.")
        );
        assert_eq!(Model::Unknown.foreign_to(&info("a", "cpu")), None);
    }

    #[test]
    fn ready_tells_what_runs_where() {
        let ready = ready("tiny");
        assert_eq!(ready.badge(), "tiny · 3.4 M · cpu f32");
        assert_eq!(ready.unavailable_because(), None);
        assert_eq!(ready.context(), Some(256));
    }
}
