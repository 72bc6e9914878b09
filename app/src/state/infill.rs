//! Infill: a text with blanks stands on the canvas, and the model fills the blanks.

use leptos::prelude::*;
use leptos::task::spawn_local;
use trajectory::{Constraints, Message, Params, Resume, Vocab};

use super::answer::AnswerId;
use super::browser;
use super::change::{Change, TurnChange};
use super::conversation::TurnId;
use super::page::Page;
use super::run::{self, Begun};
use super::settings::Settings;
use trajectory::api::ApiError;
use trajectory::api::{GenerateRequest, Preview};

/// What an answer is called that filled in its question. The store keeps it in English, and it tells that the turn is one.
pub const FILLED: &str = word!("filled in");

/// Letters of a line that stand for one token: `___`.
const LINE: usize = 3;

/// The most tokens of one blank.
const MOST: usize = 256;

/// A part of a text with blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// What stands there.
    Text(String),
    /// So many tokens to fill.
    Blank(usize),
}

/// The parts of a text: `___` is a blank of one token, `______` of two, `[[5]]` of five. None where there is no blank, or where
/// it has nothing else.
#[must_use]
pub fn parts(text: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut plain = String::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some((tokens, length)) = blank(rest) {
            if !plain.trim().is_empty() {
                parts.push(Part::Text(std::mem::take(&mut plain)));
            }
            plain.clear();
            parts.push(Part::Blank(tokens));
            rest = &rest[length..];
        } else {
            let mut letters = rest.chars();
            plain.extend(letters.next());
            rest = letters.as_str();
        }
    }
    if !plain.trim().is_empty() {
        parts.push(Part::Text(plain));
    }
    let has = |wanted: fn(&Part) -> bool| parts.iter().any(wanted);
    let filled =
        has(|part| matches!(part, Part::Blank(_))) && has(|part| matches!(part, Part::Text(_)));
    filled.then_some(parts)
}

/// The blank that a text begins with: its tokens, and its length in bytes.
fn blank(text: &str) -> Option<(usize, usize)> {
    let line = text.bytes().take_while(|byte| *byte == b'_').count();
    if line >= LINE {
        return Some(((line / LINE).min(MOST), line));
    }
    let inner = text.strip_prefix("[[")?;
    let end = inner.find("]]")?;
    let tokens: usize = inner[..end].trim().parse().ok()?;
    (1..=MOST).contains(&tokens).then_some((tokens, end + 4))
}

/// Blanks and tokens to fill, in words: "2 blanks, 6 tokens".
#[must_use]
pub fn describe(parts: &[Part]) -> String {
    let blanks = parts.iter().filter_map(|part| match part {
        Part::Blank(tokens) => Some(*tokens),
        Part::Text(_) => None,
    });
    let (count, tokens) = (blanks.clone().count(), blanks.sum());
    let blanks = counted!(count, "1 blank", "{n} blanks");
    let tokens = counted!(tokens, "1 token", "{n} tokens");
    t!("{blanks}, {tokens}", blanks, tokens)
}

/// What stands before a text that does not begin with a space, so that the tokenizer, which puts a space before each word that is
/// given, leaves the text itself as it is. No tokenizer joins a digit with what follows.
const ANCHOR: &str = "1";

/// The tokens of a text as it continues what stands before it. The reply is to a question that gives it as a word.
fn tokens(preview: &Preview, anchored: bool) -> Vec<u32> {
    let ids = preview.constraints.iter().map(|(_, id)| *id);
    if !anchored {
        return ids.collect();
    }
    let (mut before, length) = (0, ANCHOR.len() + 1);
    ids.skip_while(|id| {
        let inside = before < length;
        before += preview.vocab.get(*id).map_or(length, str::len);
        inside
    })
    .collect()
}

impl Page {
    /// The blanks of the message being written, if it can be filled in.
    #[must_use]
    pub fn blanks(&self) -> Option<Vec<Part>> {
        self.draft.with(|draft| parts(draft.trim()))
    }

    /// Sends the message as a text whose blanks are to be filled.
    pub fn fill_in(&self) {
        let busy = self.run.with_untracked(Option::is_some);
        if busy || untrack(|| self.send_blocked_because()).is_some() {
            return;
        }
        let Some(parts) = untrack(|| self.blanks()) else {
            return;
        };
        let Some(params) = self.params_to_run(None) else {
            return;
        };
        let page = *self;
        let question = self.draft.with_untracked(|draft| draft.trim().to_owned());
        spawn_local(async move {
            match page.filling(parts, &question, params).await {
                Ok((params, begun)) => page.start_infill(question, &params, begun),
                Err(error) => page.tell(error.message),
            }
        });
    }

    /// Asks a turn again, as a question or as the text with blanks that it was; `then` is told the new answer.
    pub(super) fn again(
        &self,
        turn: TurnId,
        params: Params,
        label: String,
        then: fn(&Self, AnswerId),
    ) {
        let text = self.conversation.with_untracked(|open| {
            let turn = open.turn(turn)?;
            let filled = turn.answers.iter().any(|answer| answer.label == FILLED);
            filled.then(|| turn.question.clone())
        });
        let Some((text, parts)) = text.and_then(|text| Some((text.clone(), parts(&text)?))) else {
            return self.start_again(turn, &params, label, None, then);
        };
        if let Some(reason) = untrack(|| self.infill_refused_because()) {
            return self.tell(reason);
        }
        let label = if label.is_empty() {
            FILLED.to_owned()
        } else {
            label
        };
        let page = *self;
        spawn_local(async move {
            match page.filling(parts, &text, params).await {
                Ok((params, begun)) => page.start_again(turn, &params, label, Some(begun), then),
                Err(error) => page.tell(error.message),
            }
        });
    }

    fn start_again(
        &self,
        turn: TurnId,
        params: &Params,
        label: String,
        begun: Option<Begun>,
        then: fn(&Self, AnswerId),
    ) {
        // Another run may have begun while the tokenizer was asked, or another conversation have been opened.
        let there = self
            .conversation
            .with_untracked(|open| open.turn(turn).is_some());
        if !there || self.run.with_untracked(Option::is_some) {
            return;
        }
        let mut answer = self.conversation.with_untracked(|conversation| {
            conversation.asked_again(params.clone(), browser::fresh_number())
        });
        answer.label = label;
        let id = answer.id;
        let answer = Box::new(answer);
        let asks = Change::within(turn, TurnChange::Answer { answer });
        run::start(*self, asks, turn, id, params, begun);
        then(self, id);
    }

    /// What a run begins with that fills the blanks of a text, and its parameters.
    async fn filling(
        &self,
        parts: Vec<Part>,
        text: &str,
        params: Params,
    ) -> Result<(Params, Begun), ApiError> {
        let (canvas, vocab, mask_id) = self.canvas_of(parts, text, &params).await?;
        // The text is as long as it is, and a blank is not to hold its end.
        let params = Params {
            gen_length: canvas.len(),
            constraints: Constraints::default(),
            suppress_eos: true,
            ..params
        };
        let locked = (0..canvas.len())
            .filter(|pos| canvas[*pos] != mask_id)
            .collect();
        let resume = Resume {
            canvas,
            locked,
            ..Resume::default()
        };
        let plan = self.local_plan(&params);
        let begun = Begun::infill(&params, plan, mask_id, vocab, resume);
        Ok((params, begun))
    }

    /// The canvas of a text with blanks, the texts of its tokens, and the mask id.
    async fn canvas_of(
        &self,
        parts: Vec<Part>,
        whole: &str,
        params: &Params,
    ) -> Result<(Vec<u32>, Vocab, u32), ApiError> {
        let (mut pieces, mut vocab, mut mask_id) = (Vec::new(), Vocab::default(), 0);
        for part in &parts {
            match part {
                Part::Blank(tokens) => pieces.push(Err(*tokens)),
                Part::Text(text) => {
                    let anchored = !text.starts_with(' ');
                    let word = if anchored {
                        format!("{ANCHOR}{}", text.trim_end())
                    } else {
                        text.trim().to_owned()
                    };
                    let preview = self.tokenised(word, whole, params).await?;
                    pieces.push(Ok(tokens(&preview, anchored)));
                    vocab.extend(&preview.vocab);
                    mask_id = preview.mask_id;
                }
            }
        }
        let mut canvas = Vec::new();
        for piece in pieces {
            match piece {
                Ok(ids) => canvas.extend(ids),
                Err(blank) => canvas.extend(std::iter::repeat_n(mask_id, blank)),
            }
        }
        Ok((canvas, vocab, mask_id))
    }

    /// What the model's tokenizer makes of a part of a text.
    async fn tokenised(
        &self,
        word: String,
        whole: &str,
        params: &Params,
    ) -> Result<Preview, ApiError> {
        let mut constraints = Constraints::default();
        constraints.insert(0, word);
        let prompt = self
            .preview
            .with_untracked(|preview| preview.last.as_ref().map_or(64, |last| last.prompt_tokens));
        let context = self
            .model
            .with_untracked(|model| model.context().unwrap_or(512));
        let params = Params {
            constraints,
            gen_length: context.saturating_sub(prompt).clamp(16, 1024),
            ..params.clone()
        };
        let request = GenerateRequest {
            messages: self
                .conversation
                .with_untracked(|conversation| conversation.messages_with(Message::user(whole))),
            params: self.model.with_untracked(|model| model.asked(&params)),
            ..GenerateRequest::default()
        };
        self.engine().preview(request).await
    }

    fn start_infill(&self, question: String, params: &Params, begun: Begun) {
        let mut turn = self.conversation.with_untracked(|conversation| {
            conversation.asked(question, params.clone(), browser::fresh_number())
        });
        if let Some(answer) = turn.answers.first_mut() {
            FILLED.clone_into(&mut answer.label);
        }
        self.draft.set(String::new());
        let (id, answer) = (turn.id, turn.shown);
        run::start(
            *self,
            Change::Added { turn },
            id,
            answer,
            params,
            Some(begun),
        );
    }

    /// Why blanks cannot be filled with this model; none if they can.
    #[must_use]
    pub fn infill_refused_because(&self) -> Option<&'static str> {
        let causal = self.settings.with(Settings::is_block_causal);
        causal.then_some(
            t!("Blanks cannot be filled with this model: its blocks do not see what comes after them. LLaDA, LLaDA-MoE and iLLaDA can."),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use trajectory::Plan;

    fn text(text: &str) -> Part {
        Part::Text(text.to_owned())
    }

    #[test]
    fn lines_and_brackets_are_blanks() {
        assert_eq!(
            parts("The ___ is [[5]] now."),
            Some(vec![
                text("The "),
                Part::Blank(1),
                text(" is "),
                Part::Blank(5),
                text(" now.")
            ])
        );
        assert_eq!(parts("a ______"), Some(vec![text("a "), Part::Blank(2)]));
        for none in [
            "",
            "plain",
            "___",
            "a __ b",
            "a [[x]] b",
            "a [[0]] b",
            "a [[9999]] b",
            "[[3",
        ] {
            assert_eq!(parts(none), None, "{none}");
        }
        let found = parts("A ___ and [[5]]").unwrap();
        assert_eq!(describe(&found), "2 blanks, 6 tokens");
    }

    #[test]
    fn the_anchor_is_taken_away_again() {
        let mut vocab = Vocab::default();
        for (id, word) in [(1, " "), (2, "1"), (3, "."), (4, " 1")] {
            vocab.insert(id, word.to_owned());
        }
        let preview = |constraints| Preview {
            prompt_tokens: 1,
            context: 9,
            dropped_turns: 0,
            plan: Plan::new(&Params::default(), &[]),
            constraints,
            vocab: vocab.clone(),
            mask_id: 0,
            images: Vec::new(),
        };
        assert_eq!(tokens(&preview(vec![(0, 1), (1, 2), (2, 3)]), true), [3]);
        assert_eq!(tokens(&preview(vec![(0, 4), (1, 3)]), true), [3]);
        assert_eq!(tokens(&preview(vec![(0, 4), (1, 3)]), false), [4, 3]);
    }
}
