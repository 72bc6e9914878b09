//! A conversation: turns of one question each, with one answer or several to choose among. It changes only by a
//! [`Change`](super::change::Change).

use serde::{Deserialize, Serialize};
use trajectory::{Image, Message, Params, Role};

use super::answer::{Answer, AnswerId, BranchPoint};
use super::browser;

/// A turn's number. Numbers grow with the time of asking, so turns that two windows add sort the same in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TurnId(pub u64);

/// A question and its answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Its number in the conversation.
    pub id: TurnId,
    /// What the person asked.
    pub question: String,
    /// The pictures that go with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<Image>,
    /// The answers, oldest first.
    pub answers: Vec<Answer>,
    /// The answer that is shown and that later turns follow.
    pub shown: AnswerId,
}

impl Turn {
    /// The answer that is shown; the newest where that one is gone.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.find(self.shown).or(self.answers.last())
    }

    /// The question as the model is given it.
    #[must_use]
    pub fn message(&self) -> Message {
        Message {
            images: self.images.clone(),
            ..Message::user(self.question.as_str())
        }
    }

    /// Whether its question or one of its answers holds a text, written in lower case.
    #[must_use]
    pub fn mentions(&self, wanted: &str) -> bool {
        let answers = self.answers.iter().map(|answer| &answer.text);
        std::iter::once(&self.question)
            .chain(answers)
            .any(|text| browser::lower(text).contains(wanted))
    }

    /// The answer of that number.
    #[must_use]
    pub fn find(&self, answer: AnswerId) -> Option<&Answer> {
        self.answers.iter().find(|other| other.id == answer)
    }

    /// The place of the answer that is shown, from 0.
    #[must_use]
    pub fn place(&self) -> usize {
        let shown = self.answer().map(|answer| answer.id);
        let place = self
            .answers
            .iter()
            .position(|other| Some(other.id) == shown);
        place.unwrap_or_default()
    }
}

/// A whole conversation.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conversation {
    /// Its name in the store.
    pub id: String,
    /// The name the person gave it.
    pub title: Option<String>,
    /// The system prompt; blank is none.
    pub system: String,
    /// The turns, oldest first.
    pub turns: Vec<Turn>,
}

impl Conversation {
    /// An empty conversation.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self {
            id,
            ..Self::default()
        }
    }

    /// Nothing was said yet.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.turns.is_empty()
    }

    /// What the list calls it: its given name, or how it began.
    #[must_use]
    pub fn name(&self) -> String {
        let began = self.turns.first().map(|turn| turn.question.as_str());
        name(self.title.as_deref(), began)
    }

    /// A number that is free: `fresh`, or the next above those in use.
    fn number(&self, fresh: u64) -> u64 {
        let used = self.turns.iter().flat_map(|turn| {
            turn.answers
                .iter()
                .map(|answer| answer.id.0)
                .chain([turn.id.0])
        });
        used.max().map_or(fresh, |used| fresh.max(used + 1))
    }

    /// A turn that asks a question, its answer coming; to be added. `fresh` is a number that grows with time.
    #[must_use]
    pub fn asked(&self, question: String, params: Params, fresh: u64) -> Turn {
        let number = self.number(fresh);
        let answer = Answer::coming(AnswerId(number + 1), params);
        Turn {
            id: TurnId(number),
            question,
            images: Vec::new(),
            shown: answer.id,
            answers: vec![answer],
        }
    }

    /// A further answer, coming; to be added to a turn. `fresh` is a number that grows with time.
    #[must_use]
    pub fn asked_again(&self, params: Params, fresh: u64) -> Answer {
        Answer::coming(AnswerId(self.number(fresh)), params)
    }

    /// An answer that goes on from another one, coming; to be added to a turn.
    #[must_use]
    pub fn branched(&self, from: BranchPoint, label: String, params: Params, fresh: u64) -> Answer {
        Answer {
            label,
            parent: Some(from),
            ..self.asked_again(params, fresh)
        }
    }

    /// The turn of that number.
    #[must_use]
    pub fn turn(&self, id: TurnId) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.id == id)
    }

    /// The answer of that number.
    #[must_use]
    pub fn answer(&self, id: AnswerId) -> Option<&Answer> {
        self.turns.iter().find_map(|turn| turn.find(id))
    }

    /// The turn that holds an answer.
    #[must_use]
    pub fn turn_of(&self, answer: AnswerId) -> Option<&Turn> {
        self.turns.iter().find(|turn| turn.find(answer).is_some())
    }

    /// What the model is given for the turn that holds `answer`: system prompt, the turns before, the question.
    #[must_use]
    pub fn messages_for(&self, answer: AnswerId) -> Vec<Message> {
        let at = self
            .turns
            .iter()
            .position(|turn| turn.find(answer).is_some())
            .unwrap_or(self.turns.len());
        let mut messages = self.messages(at);
        messages.extend(self.turns.get(at).map(Turn::message));
        messages
    }

    /// What the model would be given for a new question.
    #[must_use]
    pub fn messages_with(&self, question: Message) -> Vec<Message> {
        let mut messages = self.messages(self.turns.len());
        messages.push(question);
        messages
    }

    /// System prompt and the first turns.
    fn messages(&self, before: usize) -> Vec<Message> {
        let mut messages = Vec::new();
        if !self.system.trim().is_empty() {
            messages.push(Message::new(Role::System, self.system.trim()));
        }
        for turn in &self.turns[..before] {
            // A question that got no word in return would leave two questions in a row.
            if let Some(answer) = turn.answer().filter(|answer| answer.counts()) {
                messages.push(turn.message());
                messages.push(Message::new(Role::Assistant, answer.text.as_str()));
            }
        }
        messages
    }
}

/// What a conversation is called: its given name, or how it began.
#[must_use]
pub fn name(title: Option<&str>, began: Option<&str>) -> String {
    match (title, began) {
        (Some(title), _) => title.to_owned(),
        (None, Some(began)) => shorten(began, 48),
        (None, None) => t!("New conversation").to_owned(),
    }
}

/// The first `most` characters of a text, on one line.
#[must_use]
pub fn shorten(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    format!("{}…", cut.trim_end())
}

#[cfg(test)]
mod tests {
    use trajectory::FailureKind;

    use super::*;
    use crate::state::answer::AnswerStatus;
    use crate::state::change::{Change, TurnChange};

    fn ask(conversation: &mut Conversation, question: &str) -> AnswerId {
        let turn = conversation.asked(question.into(), Params::default(), 0);
        let answer = turn.shown;
        conversation.apply(&Change::Added { turn });
        answer
    }

    fn stand(conversation: &mut Conversation, id: AnswerId, text: &str, status: AnswerStatus) {
        let turn = conversation.turn_of(id).unwrap().id;
        let mut answer = Box::new(conversation.answer(id).unwrap().clone());
        answer.text = text.into();
        answer.status = status;
        conversation.apply(&Change::within(turn, TurnChange::Answer { answer }));
    }

    fn answered(conversation: &mut Conversation, question: &str, text: &str) -> AnswerId {
        let id = ask(conversation, question);
        stand(conversation, id, text, AnswerStatus::Complete);
        id
    }

    fn ask_again(conversation: &mut Conversation, turn: TurnId) -> AnswerId {
        let answer = conversation.asked_again(Params::default(), 0);
        let id = answer.id;
        let answer = Box::new(answer);
        conversation.apply(&Change::within(turn, TurnChange::Answer { answer }));
        id
    }

    fn contents(messages: &[Message]) -> Vec<&str> {
        messages
            .iter()
            .map(|message| message.content.as_str())
            .collect()
    }

    #[test]
    fn history_goes_with_the_question() {
        let mut conversation = Conversation::new("a".into());
        conversation.system = "  Be brief. ".into();
        answered(&mut conversation, "Hi", "Hello.");
        let id = ask(&mut conversation, "And now?");
        let messages = conversation.messages_for(id);
        assert_eq!(
            contents(&messages),
            ["Be brief.", "Hi", "Hello.", "And now?"]
        );
        assert_eq!(messages[0].role, Role::System);
    }

    #[test]
    fn a_turn_mentions_what_was_asked_and_what_was_answered() {
        let mut conversation = Conversation::new("a".into());
        answered(&mut conversation, "Where is PARIS?", "In France.");
        let turn = &conversation.turns[0];
        assert!(turn.mentions("paris") && turn.mentions("in france"));
        assert!(!turn.mentions("rome"));
    }

    #[test]
    fn a_question_without_answer_is_left_out_of_the_history() {
        let mut conversation = Conversation::new("a".into());
        let id = ask(&mut conversation, "Lost");
        let failed = AnswerStatus::Failed {
            kind: FailureKind::Busy,
            message: "Too many.".into(),
        };
        stand(&mut conversation, id, "", failed);
        assert_eq!(
            contents(&conversation.messages_with(Message::user("Next"))),
            ["Next"]
        );
    }

    #[test]
    fn asked_again_there_are_two_answers_and_the_new_one_counts() {
        let mut conversation = Conversation::new("a".into());
        let first = answered(&mut conversation, "Hi", "Hello.");
        let turn = conversation.turn_of(first).unwrap().id;
        let second = ask_again(&mut conversation, turn);
        assert_ne!(first, second);
        assert_eq!(contents(&conversation.messages_for(second)), ["Hi"]);
        stand(
            &mut conversation,
            second,
            "Good day.",
            AnswerStatus::Complete,
        );
        assert_eq!(
            contents(&conversation.messages_with(Message::user("Q"))),
            ["Hi", "Good day.", "Q"]
        );
        conversation.apply(&Change::within(turn, TurnChange::Shown { answer: first }));
        assert_eq!(
            contents(&conversation.messages_with(Message::user("Q"))),
            ["Hi", "Hello.", "Q"]
        );
        assert_eq!(conversation.turns[0].place(), 0);
    }

    #[test]
    fn a_failed_answer_gives_its_place_to_the_retry() {
        let mut conversation = Conversation::new("a".into());
        let id = ask(&mut conversation, "Hi");
        let failed = AnswerStatus::Failed {
            kind: FailureKind::Model,
            message: "No model.".into(),
        };
        stand(&mut conversation, id, "", failed);
        let turn = conversation.turns[0].id;
        let again = ask_again(&mut conversation, turn);
        assert_eq!(conversation.turns[0].answers.len(), 1);
        assert_eq!(conversation.turns[0].shown, again);
    }

    #[test]
    fn numbers_are_never_given_twice_even_when_the_clock_goes_back() {
        let mut conversation = Conversation::new("a".into());
        let first = conversation.asked("1".into(), Params::default(), 7000);
        conversation.apply(&Change::Added { turn: first });
        let id = ask(&mut conversation, "2");
        let ids: Vec<u64> = conversation
            .turns
            .iter()
            .flat_map(|turn| [turn.id.0, turn.answers[0].id.0])
            .collect();
        assert_eq!(ids, [7000, 7001, 7002, 7003]);
        assert_eq!(id, AnswerId(7003));
    }

    #[test]
    fn names_are_short_and_on_one_line() {
        let mut conversation = Conversation::new("a".into());
        assert_eq!(conversation.name(), "New conversation");
        answered(
            &mut conversation,
            "What\nis   the capital of the country that I was born in?",
            "",
        );
        assert_eq!(
            conversation.name(),
            "What is the capital of the country that I was bo…"
        );
        conversation.title = Some("Home".into());
        assert_eq!(conversation.name(), "Home");
    }
}
