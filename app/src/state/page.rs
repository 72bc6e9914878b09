//! The signals that every component shares, and what a person can do with them.

use std::collections::HashMap;

use leptos::prelude::*;
use trajectory::{Invalid, Params, Plan};

use super::answer::Standing;
use super::archive::{self, Store};
use super::browser::{self, BrowserStore};
use super::conversation::Conversation;
use super::model::Model;
use super::preview::Previewed;
use super::run::{self, Handle, Run};
use super::settings::{Settings, local_plan};
use super::theme::Theme;
use crate::picture::Player;

/// What stands beside the chat; at phone width, what stands alone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Panel {
    /// The conversation; beside it the picture where there is room.
    #[default]
    Chat,
    /// The picture of the selected run.
    Picture,
    /// The settings.
    Settings,
}

/// A sentence at the top of the page, until it is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// What happened.
    pub text: String,
    /// What can be had back.
    pub undo: Option<Conversation>,
}

/// Everything the page knows. Copied freely: it holds only handles.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Whether the page has come to life in the browser.
    pub awake: RwSignal<bool>,
    /// The open conversation.
    pub conversation: RwSignal<Conversation>,
    /// Every conversation that is kept, the one changed last first, as (name in the store, what the list calls it).
    pub list: RwSignal<Vec<(String, String)>>,
    /// The settings form.
    pub settings: RwSignal<Settings>,
    /// The message being written.
    pub draft: RwSignal<String>,
    /// The model.
    pub model: RwSignal<Model>,
    /// The run in progress.
    pub run: RwSignal<Option<Run>>,
    /// What the message being written would do.
    pub preview: RwSignal<Previewed>,
    /// The answer whose run the picture shows.
    pub selected: RwSignal<Option<u32>>,
    /// What stands beside the chat.
    pub panel: RwSignal<Panel>,
    /// A sentence at the top of the page.
    pub notice: RwSignal<Option<Notice>>,
    /// What is said to people who listen to the page.
    pub said: RwSignal<String>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether single keys are shortcuts.
    pub keys: RwSignal<bool>,
    pub(super) handle: StoredValue<Option<Handle>>,
    players: StoredValue<HashMap<u32, Player>>,
    owner: StoredValue<Option<Owner>>,
}

impl Page {
    /// The page as the server renders it: nothing known yet.
    #[must_use]
    pub fn new() -> Self {
        Self {
            awake: RwSignal::new(false),
            conversation: RwSignal::new(Conversation::new(String::new())),
            list: RwSignal::new(Vec::new()),
            settings: RwSignal::new(Settings::default()),
            draft: RwSignal::new(String::new()),
            model: RwSignal::new(Model::Unknown),
            run: RwSignal::new(None),
            preview: RwSignal::new(Previewed::default()),
            selected: RwSignal::new(None),
            panel: RwSignal::new(Panel::Chat),
            notice: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            theme: RwSignal::new(Theme::System),
            keys: RwSignal::new(true),
            handle: StoredValue::new(None),
            players: StoredValue::new(HashMap::new()),
            owner: StoredValue::new(Owner::current()),
        }
    }

    /// The page that surrounds a component.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// The player of an answer, made when it is first asked for. It lives as long as the page, so that a run goes on
    /// while its message is out of sight.
    #[must_use]
    pub fn player(&self, answer: u32) -> Player {
        if let Some(player) = self
            .players
            .with_value(|players| players.get(&answer).copied())
        {
            return player;
        }
        let player = match self.owner.get_value() {
            Some(owner) => owner.with(Player::new),
            None => Player::new(),
        };
        let recording = self.conversation.with_untracked(|conversation| {
            let answer = conversation.answer(answer)?;
            answer.recording.clone()
        });
        if let Some(recording) = recording {
            player.show(recording.0);
        }
        self.players.update_value(|players| {
            players.insert(answer, player);
        });
        player
    }

    /// The settings' faults, none if they can be run.
    #[must_use]
    pub fn faults(&self) -> Vec<Invalid> {
        self.settings
            .with(Settings::params)
            .err()
            .unwrap_or_default()
    }

    /// The fault of one field: the form's own, or the server's.
    #[must_use]
    pub fn fault(&self, field: &str) -> Option<String> {
        let own = self.faults().into_iter().find(|fault| fault.field == field);
        own.map(|fault| fault.to_string())
            .or_else(|| self.preview.with(|preview| preview.fault(field)))
    }

    /// The plan as it would be executed; none while the settings are at fault.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let params = self.settings.with(Settings::params).ok()?;
        let exact = self.preview.with(|preview| preview.plan(&params));
        Some(exact.unwrap_or_else(|| local_plan(&params)))
    }

    /// Why the message cannot be sent now; none if it can.
    #[must_use]
    pub fn hindrance(&self) -> Option<String> {
        if !self.awake.get() {
            return Some("The page is starting…".to_owned());
        }
        if let Some(fault) = self.faults().first() {
            return Some(format!("Settings: {fault}"));
        }
        if let Some(hindrance) = self.model.with(Model::hindrance) {
            return Some(hindrance);
        }
        if self.draft.with(|draft| draft.trim().is_empty()) {
            return Some("Write a message first.".to_owned());
        }
        self.preview.with(Previewed::refusal)
    }

    /// Sends the message that was written.
    pub fn send(&self) {
        if self.run.with_untracked(Option::is_some) || untrack(|| self.hindrance()).is_some() {
            return;
        }
        let Some(params) = self.params_to_run(None) else {
            return;
        };
        let question = self.draft.with_untracked(|draft| draft.trim().to_owned());
        let Some(answer) = self.conversation.try_update(|conversation| {
            conversation.changed = browser::now();
            conversation.ask(question, params.clone())
        }) else {
            return;
        };
        self.draft.set(String::new());
        self.notice.set(None);
        run::start(*self, answer, params);
    }

    /// Asks a turn's question again, with the settings as they are now; with `seed`, or a new one.
    pub fn ask_again(&self, turn: u32, seed: Option<u64>) {
        if self.run.with_untracked(Option::is_some) {
            return;
        }
        let Some(params) = self.params_to_run(seed) else {
            self.panel.set(Panel::Settings);
            return;
        };
        let again = self.conversation.try_update(|conversation| {
            conversation.changed = browser::now();
            conversation.ask_again(turn, params.clone())
        });
        if let Some(Some(answer)) = again {
            run::start(*self, answer, params);
        }
    }

    /// The parameters as they stand, with the seed that is asked for, locked, or else drawn; the form shows it.
    fn params_to_run(&self, seed: Option<u64>) -> Option<Params> {
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

    /// Takes the last turn back into the composer.
    pub fn take_back(&self) {
        self.stop();
        let question = self.conversation.try_update(Conversation::take_back);
        if let Some(Some(question)) = question {
            self.draft.set(question);
            self.selected.set(None);
            browser::focus("composer");
        }
    }

    /// Shows another answer of a turn.
    pub fn show_answer(&self, turn: u32, index: usize) {
        self.conversation.update(|conversation| {
            if let Some(turn) = conversation.turns.iter_mut().find(|other| other.id == turn) {
                turn.shown = index.min(turn.answers.len().saturating_sub(1));
            }
        });
        let shown = self.conversation.with_untracked(|conversation| {
            let turn = conversation.turns.iter().find(|other| other.id == turn)?;
            turn.answer().map(|answer| answer.id)
        });
        self.selected.set(shown);
    }

    /// Leaves the open conversation as it is kept and begins a new one.
    pub fn begin(&self) {
        self.open(Conversation::new(browser::fresh_id()));
        self.panel.set(Panel::Chat);
        browser::focus("composer");
    }

    /// Opens a conversation, its recordings with it.
    pub fn open(&self, mut conversation: Conversation) {
        self.stop();
        let mut damaged = Vec::new();
        for answer in conversation
            .turns
            .iter_mut()
            .flat_map(|turn| turn.answers.iter_mut())
        {
            if answer.recording.is_none() {
                answer.recording =
                    archive::recording(&BrowserStore, &conversation.id, answer.id, &mut damaged);
            }
        }
        // The newest answer that has a picture is the one to look at.
        let selected = conversation
            .turns
            .iter()
            .rev()
            .filter_map(|turn| turn.answer())
            .find(|answer| answer.recording.is_some() || answer.standing == Standing::Running)
            .map(|answer| answer.id);
        // Not to lose what was open is worth more than a note of it.
        let _ = BrowserStore.set(archive::CURRENT, &conversation.id);
        self.players.set_value(HashMap::new());
        self.selected.set(None);
        self.conversation.set(conversation);
        self.selected.set(selected);
    }

    /// Opens a kept conversation.
    pub fn open_kept(&self, id: &str) {
        if self.conversation.with_untracked(|open| open.id == id) {
            return;
        }
        let kept = archive::conversations(&BrowserStore, &mut Vec::new());
        if let Some(conversation) = kept.into_iter().find(|other| other.id == id) {
            self.open(conversation);
            self.panel.set(Panel::Chat);
        }
    }

    /// Gives the open conversation a name; a blank one takes it away.
    pub fn rename(&self, title: &str) {
        let title = title.trim();
        self.conversation.update(|conversation| {
            conversation.title = (!title.is_empty()).then(|| title.to_owned());
        });
    }

    /// Removes the open conversation, and offers it back.
    pub fn clear(&self) {
        self.stop();
        let gone = self.conversation.get_untracked();
        archive::delete(&BrowserStore, &gone.id);
        self.begin();
        if !gone.is_empty() {
            self.notice.set(Some(Notice {
                text: "Conversation cleared.".to_owned(),
                undo: Some(gone),
            }));
        }
    }

    /// Takes the offer of the notice: the cleared conversation is back.
    pub fn undo(&self) {
        let notice = self.notice.try_update(Option::take).flatten();
        if let Some(Notice {
            undo: Some(conversation),
            ..
        }) = notice
        {
            for answer in conversation.turns.iter().flat_map(|turn| &turn.answers) {
                if let Some(recording) = &answer.recording {
                    archive::save_recording(
                        &BrowserStore,
                        &conversation.id,
                        answer.id,
                        &recording.0,
                    );
                }
            }
            self.open(conversation);
        }
    }

    /// Says something at the top of the page.
    pub fn tell(&self, text: impl Into<String>) {
        self.notice.set(Some(Notice {
            text: text.into(),
            undo: None,
        }));
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}
