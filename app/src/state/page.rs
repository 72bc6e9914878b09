//! The signals that every component shares. What a person can do with them is in `actions`.

use std::sync::Arc;

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{Invalid, Params, Plan};

use super::answer::{Answer, AnswerId};
use super::attachments::Attachment;
use super::browser;
use super::change::{Change, TurnChange};
use super::compare::Compare;
use super::conversation::{Conversation, Turn, TurnId};
use super::follow::Followed;
use super::model::Model;
use super::player::Player;
use super::players::Players;
use super::preview::Previewed;
use super::run::{Current, Run};
use super::settings::{Settings, local_plan};
use super::store::windows::Post;
use super::store::{Head, News, Store, rows};
use super::theme::Theme;
use crate::client::{Engine, Http};
use crate::language::{self, Language};

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

/// Something that was removed and can be had back, until the offer is dismissed.
#[derive(Debug, Clone, PartialEq)]
pub struct Offer {
    /// What happened.
    pub text: String,
    /// What can be had back.
    pub undo: Undo,
    /// Whether the next message leaves the offer standing.
    pub outlives_next: bool,
}

/// What was removed and can be had back.
#[derive(Debug, Clone, PartialEq)]
pub enum Undo {
    /// A whole conversation.
    Conversation {
        /// The conversation.
        conversation: Conversation,
        /// Whether it was open, and is to be open again.
        open: bool,
    },
    /// A turn of a conversation.
    Turn {
        /// The conversation.
        conversation: String,
        /// The turn.
        turn: Turn,
    },
    /// An answer of a turn.
    Answer {
        /// The conversation.
        conversation: String,
        /// The turn.
        turn: TurnId,
        /// The answer.
        answer: Box<Answer>,
    },
}

/// Everything the page knows. Copied freely: it holds only handles.
#[derive(Debug, Clone, Copy)]
pub struct Page {
    /// Whether the page has come to life in the browser.
    pub awake: RwSignal<bool>,
    /// The open conversation. It is different only by a [`Change`].
    pub conversation: ReadSignal<Conversation>,
    /// Every conversation that is kept, the one changed last first, as (name in the store, what the list calls it).
    pub list: RwSignal<Vec<(String, String)>>,
    /// The settings form.
    pub settings: RwSignal<Settings>,
    /// The message being written.
    pub draft: RwSignal<String>,
    /// Messages that were being written when an older question was taken back; the last comes back first.
    pub waiting: RwSignal<Vec<String>>,
    /// The pictures that go with it.
    pub attachments: RwSignal<Vec<Attachment>>,
    /// The model.
    pub model: RwSignal<Model>,
    /// The run in progress.
    pub run: RwSignal<Option<Run>>,
    /// What the message being written would do.
    pub preview: RwSignal<Previewed>,
    /// The answer whose run the picture shows.
    pub selected: RwSignal<Option<AnswerId>>,
    /// What stands beside the chat.
    pub panel: RwSignal<Panel>,
    /// A sentence at the top of the page, until it is dismissed.
    pub notice: RwSignal<Option<String>>,
    /// What was removed and can be had back.
    pub offer: RwSignal<Option<Offer>>,
    /// What is said to people who listen to the page.
    pub said: RwSignal<String>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// The language of the page's own texts.
    pub language: RwSignal<Language>,
    /// Whether single keys are shortcuts.
    pub keys: RwSignal<bool>,
    /// Runs of other windows that this one shows.
    pub followed: Followed,
    /// Runs side by side.
    pub comparison: Compare,
    /// A recording that was opened, beside the conversation; nothing while none is.
    pub guest: Player,
    /// Whether the gallery is open.
    pub gallery: RwSignal<bool>,
    /// The stop of the tour; none while nobody takes it.
    pub tour: RwSignal<Option<usize>>,
    pub(super) set_conversation: WriteSignal<Conversation>,
    pub(super) current: StoredValue<Option<Current>>,
    pub(super) players: Players,
    pub(super) store: StoredValue<Store>,
    pub(super) post: StoredValue<Post>,
    heads: StoredValue<Vec<Head>>,
    engine: StoredValue<Arc<dyn Engine>>,
}

impl Page {
    /// The page before anything is known.
    #[must_use]
    pub fn new() -> Self {
        let (conversation, set_conversation) = signal(Conversation::default());
        Self {
            awake: RwSignal::new(false),
            conversation,
            list: RwSignal::new(Vec::new()),
            settings: RwSignal::new(Settings::default()),
            draft: RwSignal::new(String::new()),
            waiting: RwSignal::new(Vec::new()),
            attachments: RwSignal::new(Vec::new()),
            model: RwSignal::new(Model::Unknown),
            run: RwSignal::new(None),
            preview: RwSignal::new(Previewed::default()),
            selected: RwSignal::new(None),
            panel: RwSignal::new(Panel::Chat),
            notice: RwSignal::new(None),
            offer: RwSignal::new(None),
            said: RwSignal::new(String::new()),
            theme: RwSignal::new(Theme::System),
            language: RwSignal::new(Language::present()),
            keys: RwSignal::new(true),
            followed: Followed::new(),
            comparison: Compare::new(),
            guest: Player::new(),
            gallery: RwSignal::new(false),
            tour: RwSignal::new(None),
            set_conversation,
            current: StoredValue::new(None),
            players: Players::new(),
            store: StoredValue::new(Store::default()),
            post: StoredValue::new(Post::default()),
            heads: StoredValue::new(Vec::new()),
            engine: StoredValue::new(Arc::new(Http)),
        }
    }

    /// The page that surrounds a component.
    #[must_use]
    pub fn here() -> Self {
        expect_context()
    }

    /// Whoever runs the model.
    #[must_use]
    pub fn engine(&self) -> Arc<dyn Engine> {
        self.engine.get_value()
    }

    /// The player of an answer, made when it is first asked for. It lives as long as its conversation is open, so that a
    /// run goes on while its message is out of sight.
    #[must_use]
    pub fn player(&self, answer: AnswerId) -> Player {
        self.players.of(answer)
    }

    /// Brings the recording of an answer into its player, unless it is there already or none was kept.
    pub(super) async fn bring(&self, answer: AnswerId) {
        let page = *self;
        let wanted = page.conversation.with_untracked(|conversation| {
            let known = conversation.answer(answer).filter(|known| known.recorded);
            known.map(|_| conversation.id.clone())
        });
        let player = page.player(answer);
        let Some(id) = wanted.filter(|_| player.trajectory.with_untracked(Option::is_none)) else {
            return;
        };
        let run = page.store.get_value().recording(&id, answer).await;
        if page.conversation.with_untracked(|open| open.id != id) {
            return;
        }
        match run {
            Some(run) => {
                let player = page.player(answer);
                if player.trajectory.with_untracked(Option::is_none) {
                    player.show(run);
                }
            }
            None => page.lose_recording(answer),
        }
    }

    fn lose_recording(&self, answer: AnswerId) {
        let turn = self
            .conversation
            .with_untracked(|open| open.turn_of(answer).map(|turn| turn.id));
        if let Some(turn) = turn {
            self.change(Change::within(turn, TurnChange::Unrecorded { answer }));
        }
    }

    /// Whenever another answer is selected, its recording is brought.
    pub(super) fn bring_selected(self) {
        let selected = Memo::new(move |_| self.selected.get());
        Effect::new(move || {
            if let Some(answer) = selected.get() {
                spawn_local(async move { self.bring(answer).await });
            }
        });
    }

    /// Makes a change of the open conversation: here, in the store and in every other window.
    pub fn change(&self, change: Change) {
        let id = self.conversation.with_untracked(|open| open.id.clone());
        self.apply_here(&change);
        self.store.with_value(|store| store.apply(&id, change));
    }

    /// Makes a change of the open conversation here only; false if nothing is different for it.
    pub(super) fn apply_here(&self, change: &Change) -> bool {
        let mut differs = false;
        self.set_conversation.maybe_update(|open| {
            differs = open.apply(change);
            differs
        });
        differs
    }

    /// What the keeper of the store has to tell.
    pub(super) fn hear(&self, news: News) {
        match news {
            News::Head(head) => self.list_head(head),
            News::Damaged(_) => self.tell(
                t!("Something kept by this browser could not be read. It was set aside, and the rest is here."),
            ),
            News::Full => self.tell(
                t!("This browser has no room left for the conversation: what was said last will be lost when the page is closed. The menu of conversations has ways to make room."),
            ),
            News::Unrecorded(conversation, turn, answer) => {
                self.tell(
                    t!("This browser has no room left for the recording of this run: it will be lost when the page is closed. The menu of conversations has ways to make room."),
                );
                let lost = Change::within(turn, TurnChange::Unrecorded { answer });
                self.store
                    .with_value(|store| store.apply(&conversation, lost));
            }
            News::Refused(reason) => self.tell(t!("What is said here will be lost when the page is closed: {reason}.", reason)),
        }
    }

    /// Puts a conversation's head into the list, or takes it out if it is blank.
    pub(super) fn list_head(&self, head: Head) {
        self.heads.update_value(|heads| rows::list(heads, head));
        self.show_list();
    }

    /// Shows a list of conversations.
    pub(super) fn list_heads(&self, heads: Vec<Head>) {
        self.heads.set_value(heads);
        self.show_list();
    }

    fn show_list(&self) {
        let names: Vec<(String, String)> = self.heads.with_value(|heads| {
            heads
                .iter()
                .map(|head| (head.id.clone(), head.name()))
                .collect()
        });
        if self.list.with_untracked(|list| *list != names) {
            self.list.set(names);
        }
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
        own.map(|own| language::fault(&own))
            .or_else(|| self.preview.with(|preview| preview.fault(field)))
    }

    /// The plan as it would be executed; none while the settings are at fault.
    #[must_use]
    pub fn plan(&self) -> Option<Plan> {
        let params = self.settings.with(Settings::params).ok()?;
        let exact = self.preview.with(|preview| preview.plan(&params));
        Some(exact.unwrap_or_else(|| self.local_plan(&params)))
    }

    /// The plan as far as the page can work it out.
    pub(super) fn local_plan(&self, params: &Params) -> Plan {
        let prompt = self
            .preview
            .with_untracked(|preview| preview.last.as_ref().map_or(0, |last| last.prompt_tokens));
        self.settings
            .with_untracked(|settings| local_plan(params, &settings.family, prompt))
    }

    /// Why the message cannot be sent now; none if it can.
    #[must_use]
    pub fn send_blocked_because(&self) -> Option<String> {
        if !self.awake.get() {
            return Some(t!("The page is starting…").to_owned());
        }
        if let Some(fault) = self.faults().first() {
            return Some(t!("Settings: {fault}", fault = language::fault(fault)));
        }
        if let Some(reason) = self.model.with(Model::unavailable_because) {
            return Some(reason);
        }
        if self.draft.with(|draft| draft.trim().is_empty()) {
            return Some(t!("Write a message first.").to_owned());
        }
        self.preview.with(Previewed::refusal)
    }

    /// Says something at the top of the page.
    pub fn tell(&self, text: impl Into<String>) {
        self.notice.set(Some(text.into()));
    }

    /// Shows a conversation in place of the open one.
    pub(super) fn show(&self, conversation: Conversation) {
        // The newest answer that has a picture is the one to look at.
        let selected = conversation
            .turns
            .iter()
            .rev()
            .filter_map(Turn::answer)
            .find(|answer| answer.recorded || answer.is_running())
            .map(|answer| answer.id);
        super::store::local::set_current(&conversation.id);
        self.leave_comparison();
        self.selected.set(None);
        self.players.keep(|_| false);
        self.followed.forget();
        self.set_conversation.set(conversation);
        self.selected.set(selected);
    }

    /// Puts the keyboard's focus into the message box.
    pub(super) fn focus_composer(&self) {
        browser::focus("composer");
    }
}

impl Default for Page {
    fn default() -> Self {
        Self::new()
    }
}
