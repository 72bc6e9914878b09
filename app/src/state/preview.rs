//! What the message being written would do: asked of the server while the person types, a moment after the last key.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{FailureKind, Message, Params, Plan};

use super::page::Page;
use super::settings::Settings;
use trajectory::api::ApiError;
use trajectory::api::{Candidates, GenerateRequest, Preview};

/// How long the person must have paused.
const PAUSE: Duration = Duration::from_millis(300);

/// The server's last word, and whether it still is about what stands on the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Previewed {
    /// Which question of ours the next answer must be to.
    asked: u64,
    /// The parameters it was asked with, while nothing has changed since.
    fresh: Option<Params>,
    /// The last answer that could be run.
    pub last: Option<Preview>,
    refused: Option<ApiError>,
}

impl Previewed {
    /// The plan with exact constraint tokens, if it was asked for these parameters.
    #[must_use]
    pub fn plan(&self, params: &Params) -> Option<Plan> {
        let asked_for = |fresh: &&Params| {
            Params {
                seed: None,
                ..(*fresh).clone()
            } == Params {
                seed: None,
                ..params.clone()
            }
        };
        self.fresh.as_ref().filter(asked_for)?;
        self.last.as_ref().map(|preview| preview.plan.clone())
    }

    /// Why the server would refuse the message as it stands.
    #[must_use]
    pub fn refusal(&self) -> Option<String> {
        self.refused.as_ref().map(|error| error.message.clone())
    }

    /// The server's fault with one field.
    #[must_use]
    pub fn fault(&self, field: &str) -> Option<String> {
        let error = self.refused.as_ref()?;
        (error.field.as_deref() == Some(field)).then(|| error.message.clone())
    }

    /// Something has changed: the last answer is about something else now.
    fn stale(&mut self) -> u64 {
        self.asked += 1;
        self.fresh = None;
        self.refused = None;
        self.asked
    }

    fn answered(&mut self, asked: u64, params: Params, answer: Result<Preview, ApiError>) {
        if asked != self.asked {
            return;
        }
        match answer {
            Ok(preview) => {
                self.last = Some(preview);
                self.fresh = Some(params);
            }
            // Only a refusal of the message keeps it from being sent; that the server is away is told elsewhere.
            Err(error) if error.kind == FailureKind::Invalid => self.refused = Some(error),
            Err(_) => {}
        }
    }
}

/// Asks again whenever message, conversation or settings have changed.
pub fn watch(page: Page) {
    Effect::new(move |before: Option<Option<Question>>| {
        let now = question(page);
        if before.as_ref() == Some(&now) {
            return now;
        }
        let asked = page.preview.try_update(Previewed::stale);
        if let (Some(asked), Some((messages, params, candidates))) = (asked, now.clone()) {
            set_timeout(
                move || {
                    let current = page.preview.try_with_untracked(|preview| preview.asked);
                    if current != Some(asked) {
                        return;
                    }
                    spawn_local(async move {
                        let request = GenerateRequest {
                            messages,
                            params: page.model.with_untracked(|model| model.asked(&params)),
                            candidates,
                            ..GenerateRequest::default()
                        };
                        let answer = page.engine().preview(request).await;
                        page.preview
                            .try_update(|preview| preview.answered(asked, params, answer));
                    });
                },
                PAUSE,
            );
        }
        now
    });
}

type Question = (Vec<Message>, Params, Candidates);

fn question(page: Page) -> Option<Question> {
    let ready = page.model.with(super::model::Model::is_ready);
    let draft = page.draft.get();
    if !ready || draft.trim().is_empty() {
        return None;
    }
    let params = page.settings.with(Settings::params).ok()?;
    let candidates = page.settings.with(Settings::candidates);
    let messages = page.conversation.with(|conversation| {
        conversation.messages_with(Message {
            images: page.attached(),
            ..Message::user(draft.trim())
        })
    });
    Some((messages, params, candidates))
}

#[cfg(test)]
mod tests {
    use super::*;
    use trajectory::Vocab;

    fn preview(params: &Params) -> Preview {
        Preview {
            prompt_tokens: 12,
            context: 256,
            dropped_turns: 0,
            plan: Plan::new(params, &[0, 1]),
            constraints: vec![],
            vocab: Vocab::default(),
            mask_id: 0,
            images: Vec::new(),
        }
    }

    #[test]
    fn an_answer_to_an_older_question_is_ignored() {
        let params = Params::default();
        let mut previewed = Previewed::default();
        let first = previewed.stale();
        let second = previewed.stale();
        previewed.answered(first, params.clone(), Ok(preview(&params)));
        assert_eq!(previewed.last, None);
        previewed.answered(second, params.clone(), Ok(preview(&params)));
        assert!(previewed.plan(&params).is_some());
        previewed.stale();
        assert_eq!(previewed.plan(&params), None);
        assert!(previewed.last.is_some(), "the meter does not flicker");
    }

    #[test]
    fn only_refusals_of_the_message_count() {
        let params = Params::default();
        let mut previewed = Previewed::default();
        let asked = previewed.stale();
        let away = ApiError::new(FailureKind::Internal, "The server cannot be reached.");
        previewed.answered(asked, params.clone(), Err(away));
        assert_eq!(previewed.refusal(), None);
        let refused = ApiError {
            field: Some("gen_length".into()),
            ..ApiError::new(FailureKind::Invalid, "Too long.")
        };
        previewed.answered(asked, params, Err(refused));
        assert_eq!(previewed.refusal().as_deref(), Some("Too long."));
        assert_eq!(previewed.fault("gen_length").as_deref(), Some("Too long."));
        assert_eq!(previewed.fault("steps"), None);
    }
}
