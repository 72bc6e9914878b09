//! What a person can do with the page.

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::Params;

use super::answer::AnswerId;
use super::browser;
use super::change::{Change, TurnChange};
use super::conversation::{Conversation, Turn, TurnId};
use super::page::{Offer, Page, Panel, Undo};
use super::run;
use super::settings::Settings;

impl Page {
    /// Sends the message that was written. One that waited takes its place.
    pub fn send(&self) {
        if self.run.with_untracked(Option::is_some)
            || untrack(|| self.send_blocked_because()).is_some()
        {
            return;
        }
        let Some(params) = self.params_to_run(None) else {
            return;
        };
        let question = self.draft.with_untracked(|draft| draft.trim().to_owned());
        let mut turn = self.conversation.with_untracked(|conversation| {
            conversation.asked(question, params.clone(), browser::fresh_number())
        });
        turn.images = untrack(|| self.attached());
        self.attachments.set(Vec::new());
        let waiting = self.waiting.try_update(Vec::pop).flatten();
        self.draft.set(waiting.unwrap_or_default());
        self.notice.set(None);
        self.offer.update(|offer| {
            let kept = offer.take().filter(|offer| offer.outlives_next);
            *offer = kept.map(|offer| Offer {
                outlives_next: false,
                ..offer
            });
        });
        let (id, answer) = (turn.id, turn.shown);
        run::start(*self, Change::Added { turn }, id, answer, &params, None);
    }

    /// Asks a turn's question again, with the settings as they are now; with `seed`, or a new one.
    pub fn ask_again(&self, turn: TurnId, seed: Option<u64>) {
        if self.run.with_untracked(Option::is_some) {
            return;
        }
        let Some(params) = self.params_to_run(seed) else {
            self.panel.set(Panel::Settings);
            return;
        };
        self.again(turn, params, String::new(), |_, _| {});
    }

    /// The parameters as they stand, with the seed that is asked for, locked, or else drawn; the form shows it.
    pub(super) fn params_to_run(&self, seed: Option<u64>) -> Option<Params> {
        let mut params = self.settings.with_untracked(Settings::params).ok()?;
        let seed = seed.or(params.seed).unwrap_or_else(browser::draw_seed);
        params.seed = Some(seed);
        if !self
            .settings
            .with_untracked(|settings| settings.seed_locked)
        {
            self.settings
                .update(|settings| settings.seed = seed.to_string());
        }
        Some(params)
    }

    /// Stops the run in progress; what had come is kept.
    pub fn stop(&self) {
        run::stop(*self);
    }

    /// Takes the last turn back into the message box, to be put differently. What was being written there waits until
    /// it is sent, and the turn can be had back.
    pub fn take_back(&self) {
        let last = |conversation: &Conversation| conversation.turns.last().map(|turn| turn.id);
        let Some(id) = self.conversation.with_untracked(last) else {
            return;
        };
        self.stop_if_in(id);
        let Some(turn) = self
            .conversation
            .with_untracked(|open| open.turn(id).cloned())
        else {
            return;
        };
        let draft = self.draft.get_untracked();
        if !draft.trim().is_empty() {
            self.waiting.update(|waiting| waiting.push(draft));
        }
        self.draft.set(turn.question.clone());
        self.attach_again(&turn.images);
        self.selected.set(None);
        self.change(Change::Dropped { turn: id });
        let conversation = self.conversation.with_untracked(|open| open.id.clone());
        self.offer_back(
            t!("The question is in the message box. Its answers were removed."),
            Undo::Turn { conversation, turn },
            // The next message is the question, put differently.
            true,
        );
        self.focus_composer();
    }

    /// Stops the run in progress if its answer is in that turn.
    pub(super) fn stop_if_in(&self, turn: TurnId) {
        let runs_there = self
            .run
            .with_untracked(|run| run.as_ref().is_some_and(|run| run.id.turn == turn));
        if runs_there {
            self.stop();
        }
    }

    /// Shows another answer of a turn.
    pub fn show_answer(&self, turn: TurnId, index: usize) {
        let answer = self.conversation.with_untracked(|conversation| {
            let turn = conversation.turn(turn)?;
            let answer = turn.answers.get(index).or(turn.answers.last())?;
            Some(answer.id)
        });
        if let Some(answer) = answer {
            self.change(Change::within(turn, TurnChange::Shown { answer }));
        }
        self.selected.set(answer);
    }

    /// Shows an answer's run in the picture.
    pub fn select(&self, answer: AnswerId) {
        self.selected.set(Some(answer));
    }

    /// Leaves the open conversation as it is kept and begins a new one.
    pub fn begin(&self) {
        self.open(Conversation::new(browser::fresh_id()));
        self.panel.set(Panel::Chat);
        self.focus_composer();
    }

    /// Opens a conversation.
    pub fn open(&self, conversation: Conversation) {
        self.stop();
        self.show(conversation);
    }

    /// Opens a kept conversation.
    pub fn open_kept(&self, id: &str) {
        if self.conversation.with_untracked(|open| open.id == id) {
            return;
        }
        let (page, id) = (*self, id.to_owned());
        // What is running is written before the other conversation is read.
        page.stop();
        spawn_local(async move {
            if let Some(conversation) = page.store.get_value().conversation(&id).await {
                page.open(conversation);
                page.panel.set(Panel::Chat);
            }
        });
    }

    /// Gives the open conversation a name; a blank one takes it away.
    pub fn rename(&self, title: &str) {
        let title = title.trim();
        self.change(Change::Title {
            title: (!title.is_empty()).then(|| title.to_owned()),
        });
    }

    /// Gives the open conversation a system prompt; a blank one is none.
    pub fn instruct(&self, system: String) {
        self.change(Change::System { system });
    }

    /// Removes the open conversation, and offers it back.
    pub fn clear(&self) {
        self.stop();
        let gone = self.conversation.get_untracked();
        self.store.with_value(|store| store.remove(&gone.id));
        self.begin();
        if !gone.is_empty() {
            let undo = Undo::Conversation {
                conversation: gone,
                open: true,
            };
            self.offer_back(t!("Conversation cleared."), undo, false);
        }
    }

    /// Removes a kept conversation, and offers it back.
    pub fn delete_kept(&self, id: &str) {
        if self.is_open(id) {
            self.clear();
            return;
        }
        let (page, id) = (*self, id.to_owned());
        spawn_local(async move {
            let store = page.store.get_value();
            let gone = store.conversation(&id).await;
            store.remove(&id);
            if let Some(conversation) = gone {
                let text = t!("“{name}” was deleted.", name = conversation.name());
                let undo = Undo::Conversation {
                    conversation,
                    open: false,
                };
                page.offer_back(&text, undo, false);
            }
        });
    }

    /// The kept conversations in which a question or an answer holds a text, written in lower case.
    pub async fn search(&self, wanted: &str) -> Vec<String> {
        self.store.get_value().search(wanted).await
    }

    /// Removes the recordings of all conversations but the open one, and says so.
    pub async fn forget_recordings(&self) {
        let id = self.conversation.with_untracked(|open| open.id.clone());
        let forgotten = self.store.get_value().forget_recordings(&id).await;
        self.tell(if forgotten {
            t!("The recordings of the other conversations were removed. Their answers are still there.")
        } else {
            t!("There were no recordings of other conversations.")
        });
    }

    fn offer_back(&self, text: &str, undo: Undo, outlives_next: bool) {
        self.offer.set(Some(Offer {
            text: text.to_owned(),
            undo,
            outlives_next,
        }));
    }

    /// Takes the offer: what was removed is back.
    pub fn undo(&self) {
        let offer = self.offer.try_update(Option::take).flatten();
        match offer.map(|offer| offer.undo) {
            Some(Undo::Conversation { conversation, open }) => {
                let restored = conversation.clone();
                self.store.with_value(|store| store.restore(restored));
                if open {
                    self.open(conversation);
                }
            }
            Some(Undo::Turn { conversation, turn }) => self.bring_back(&conversation, turn),
            Some(Undo::Answer {
                conversation,
                turn,
                answer,
            }) => {
                let id = answer.id;
                let back = Change::within(turn, TurnChange::Answer { answer });
                if self.is_open(&conversation) {
                    self.change(back);
                    self.select(id);
                } else {
                    self.store
                        .with_value(|store| store.apply(&conversation, back));
                }
            }
            None => {}
        }
    }

    /// Brings a turn back. If its question still stands in the message box as it was, what had been written there before
    /// is back too.
    fn bring_back(&self, conversation: &str, turn: Turn) {
        if self.draft.with_untracked(|draft| *draft == turn.question) {
            let waiting = self.waiting.try_update(Vec::pop).flatten();
            self.draft.set(waiting.unwrap_or_default());
            self.attachments.set(Vec::new());
        }
        let shown = turn.shown;
        let back = Change::Added { turn };
        if self
            .conversation
            .with_untracked(|open| open.id == conversation)
        {
            self.change(back);
            self.select(shown);
        } else {
            self.store
                .with_value(|store| store.apply(conversation, back));
        }
    }
}
