//! What a person can do with the canvas of an answer: go on from a step of it, put words in, look at a pass again, remove it.

use std::sync::Arc;

use futures::StreamExt;
use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{Constraints, Event, Params, PartialParams, Step};

use super::answer::{AnswerId, BranchPoint};
use super::branch::Branch;
use super::browser;
use super::change::{Change, TurnChange};
use super::conversation::TurnId;
use super::page::{Offer, Page, Panel, Undo};
use super::player::Player;
use super::run::{self, Begun};
use super::settings::Settings;
use trajectory::api::ApiError;
use trajectory::api::GenerateRequest;

impl Page {
    /// Goes on from the step of `from` that is shown, with the edits made there and the settings as they are now: as a branch.
    pub fn go_on(&self, turn: TurnId, from: AnswerId) {
        if self.run.with_untracked(Option::is_some) {
            return;
        }
        let player = self.player(from);
        let Some(record) = player.trajectory.get_untracked() else {
            return;
        };
        let maker = &record.head.model;
        if let Some(foreign) = self.model.with_untracked(|model| model.foreign_to(maker)) {
            self.tell(foreign);
            return;
        }
        let Ok(wanted) = self.settings.with_untracked(Settings::params) else {
            self.panel.set(Panel::Settings);
            return;
        };
        let (cursor, edits) = (player.cursor.get_untracked(), player.edits.get_untracked());
        let branch = Branch::of(&record, cursor, &edits, wanted, &from.0.to_string());
        let point = BranchPoint {
            answer: from,
            step: cursor.min(record.steps.len()),
        };
        let answer = self.conversation.with_untracked(|conversation| {
            let (label, params) = (branch.label.clone(), branch.params.clone());
            conversation.branched(point, label, params, browser::fresh_number())
        });
        let begun = Begun::of(&record, &branch, &edits);
        player.edits.update(|edits| *edits = Default::default());
        let id = answer.id;
        let asks = Change::within(
            turn,
            TurnChange::Answer {
                answer: Box::new(answer),
            },
        );
        run::start(*self, asks, turn, id, &branch.params, Some(begun));
    }

    /// Shows an answer of a turn.
    pub fn show_branch(&self, turn: TurnId, answer: AnswerId) {
        self.change(Change::within(turn, TurnChange::Shown { answer }));
        self.selected.set(Some(answer));
    }

    /// Removes an answer of a turn, and offers it back.
    pub fn remove_answer(&self, turn: TurnId, answer: AnswerId) {
        let making = |run: &Option<run::Run>| run.as_ref().map(|run| run.answer);
        if self.run.with_untracked(making) == Some(answer) {
            self.stop();
        }
        let gone = self
            .conversation
            .with_untracked(|conversation| conversation.answer(answer).cloned());
        let Some(gone) = gone else { return };
        self.change(Change::within(turn, TurnChange::Removed { answer }));
        let shown = self
            .conversation
            .with_untracked(|conversation| conversation.turn(turn).map(|turn| turn.shown));
        if self.selected.get_untracked() == Some(answer) {
            self.selected.set(shown);
        }
        let conversation = self.conversation.with_untracked(|open| open.id.clone());
        self.offer.set(Some(Offer {
            text: t!("Answer removed.").to_owned(),
            undo: Undo::Answer {
                conversation,
                turn,
                answer: Box::new(gone),
            },
            outlives_next: false,
        }));
    }

    /// Puts words into the canvas of an answer, from `pos` on: the model's tokenizer says which tokens they are.
    pub fn put_words(
        &self,
        answer: AnswerId,
        pos: usize,
        words: &str,
        done: Callback<Option<String>>,
    ) {
        let player = self.player(answer);
        let Some(record) = player.trajectory.get_untracked() else {
            return;
        };
        let mut constraints = Constraints::default();
        constraints.insert(pos, words.trim());
        let params = Params {
            constraints,
            ..record.head.params.clone()
        };
        let request = self.request(answer, &params);
        let page = *self;
        spawn_local(async move {
            let fault = match page.engine().preview(request).await {
                Ok(preview) => {
                    let tokens = preview.constraints.iter().map(|(pos, id)| {
                        let text = preview.vocab.get(*id).unwrap_or_default().to_owned();
                        (*pos, *id, text)
                    });
                    player.edits.try_update(|edits| edits.put(tokens));
                    None
                }
                Err(error) => Some(error.message),
            };
            done.try_run(fault);
        });
    }

    /// Runs the pass of a step again and keeps what else was considered in it.
    pub fn look_again(&self, answer: AnswerId, step: usize, done: Callback<Option<String>>) {
        let player = self.player(answer);
        let Some(record) = player.trajectory.get_untracked() else {
            return;
        };
        if step >= record.steps.len() {
            return;
        }
        let request = GenerateRequest {
            alternatives: true,
            resume: Some(record.resume(step, &answer.0.to_string())),
            ..self.request(answer, &record.head.params)
        };
        let page = *self;
        spawn_local(async move {
            let fault = match page.first_step(request).await {
                Ok(seen) => {
                    page.keep_alternatives(answer, player, step, seen);
                    None
                }
                Err(error) => Some(error.message),
            };
            done.try_run(fault);
        });
    }

    /// What would be asked to make an answer anew with these parameters.
    fn request(&self, answer: AnswerId, params: &Params) -> GenerateRequest {
        let params: PartialParams = self.model.with_untracked(|model| model.asked(params));
        GenerateRequest {
            messages: self
                .conversation
                .with_untracked(|conversation| conversation.messages_for(answer)),
            params,
            ..GenerateRequest::default()
        }
    }

    /// The first step of a run, which is then given up.
    async fn first_step(
        &self,
        request: GenerateRequest,
    ) -> Result<(Step, trajectory::Vocab), ApiError> {
        let mut events = self.engine().generate(request).await?;
        let mut vocab = trajectory::Vocab::default();
        while let Some(event) = events.next().await {
            match event? {
                Event::Started { vocab: named, .. } => vocab.extend(&named),
                Event::Step(seen) => {
                    vocab.extend(&seen.vocab);
                    return Ok((seen.step, vocab));
                }
                Event::Failed { kind, message } => return Err(ApiError::new(kind, message)),
                _ => {}
            }
        }
        let message = t!("The pass could not be run again.");
        Err(ApiError::new(trajectory::FailureKind::Internal, message))
    }

    fn keep_alternatives(
        &self,
        answer: AnswerId,
        player: Player,
        step: usize,
        (seen, vocab): (Step, trajectory::Vocab),
    ) {
        let kept = player.trajectory.try_update(|record| {
            let record = Arc::make_mut(record.as_mut()?);
            record.steps.get_mut(step)?.alternatives = seen.alternatives;
            record.vocab.extend(&vocab);
            Some(())
        });
        let record = player.trajectory.try_get_untracked().flatten();
        let turn = self
            .conversation
            .with_untracked(|open| open.turn_of(answer).map(|turn| (open.id.clone(), turn.id)));
        if let (Some(Some(())), Some(record), Some((conversation, turn))) = (kept, record, turn) {
            self.store
                .with_value(|store| store.record(&conversation, turn, answer, record));
        }
    }
}
