//! What windows of the page say to one another, over a `BroadcastChannel`: each change once it is written, and a run's
//! events to those who follow it.

use futures::StreamExt;
use futures::channel::mpsc;
use leptos::task::spawn_local;
use serde::{Deserialize, Serialize};
use trajectory::{Event, Trajectory};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::rows::Head;
use crate::state::answer::AnswerId;
use crate::state::change::Change;
use crate::state::conversation::TurnId;

const CHANNEL: &str = "unmask";

/// Which run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunId {
    /// The conversation.
    pub conversation: String,
    /// The turn.
    pub turn: TurnId,
    /// The answer that it makes.
    pub answer: AnswerId,
}

/// What one window says to all others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Message {
    /// A conversation is different.
    Changed {
        /// Which.
        conversation: String,
        /// How.
        change: Change,
        /// Its head, where that is different.
        head: Option<Head>,
    },
    /// A conversation was removed.
    Removed {
        /// Which.
        conversation: String,
    },
    /// A conversation is back.
    Listed {
        /// Its head.
        head: Head,
    },
    /// "I show that run. Whoever makes it: send me what there is, and what comes."
    Follow {
        /// Which.
        run: RunId,
    },
    /// What there is of a run; its events come from now on.
    Sofar {
        /// Which.
        run: RunId,
        /// Its record; not ended.
        record: Box<Trajectory>,
    },
    /// An event of a run that somebody follows.
    Live {
        /// Which.
        run: RunId,
        /// The event.
        event: Event,
    },
    /// "Does anybody make that run?"
    Who {
        /// Which.
        run: RunId,
    },
    /// "I do."
    Mine {
        /// Which.
        run: RunId,
    },
    /// "Stop that run."
    Stop {
        /// Which.
        run: RunId,
    },
}

/// The way to the other windows. Until [`listen`] there is nobody at its end.
#[derive(Debug, Clone)]
pub struct Post(mpsc::UnboundedSender<Message>);

impl Default for Post {
    fn default() -> Self {
        Self(mpsc::unbounded().0)
    }
}

impl Post {
    /// Says something to all other windows, after what was said before.
    pub fn send(&self, message: Message) {
        // Without a channel nobody hears it.
        let _ = self.0.unbounded_send(message);
    }
}

/// Begins to listen, for as long as the page is there.
#[must_use]
pub fn listen(hear: impl Fn(Message) + 'static) -> Post {
    let Ok(channel) = web_sys::BroadcastChannel::new(CHANNEL) else {
        return Post::default();
    };
    let heard =
        Closure::<dyn Fn(web_sys::MessageEvent)>::new(move |event: web_sys::MessageEvent| {
            let text = event.data().as_string().unwrap_or_default();
            // Windows of another version may say what this one does not understand.
            if let Ok(message) = serde_json::from_slice(text.as_bytes()) {
                hear(message);
            }
        });
    channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
    heard.forget();
    let (post, mut said) = mpsc::unbounded::<Message>();
    spawn_local(async move {
        while let Some(message) = said.next().await {
            if let Ok(text) = serde_json::to_string(&message) {
                // A closed channel is one that nobody listens to.
                let _ = channel.post_message(&text.into());
            }
        }
    });
    Post(post)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_understood() {
        let run = RunId {
            conversation: "a".into(),
            turn: TurnId(1),
            answer: AnswerId(2),
        };
        for message in [
            Message::Changed {
                conversation: "a".into(),
                change: Change::Title { title: None },
                head: Some(Head::new("a")),
            },
            Message::Live {
                run: run.clone(),
                event: Event::Queued {
                    position: 1,
                    wait_ms: None,
                },
            },
            Message::Who { run },
        ] {
            let text = serde_json::to_string(&message).unwrap();
            assert_eq!(serde_json::from_str::<Message>(&text).unwrap(), message);
        }
    }
}
