//! A conversation: turns of one question each, with one answer or several to choose among.

use serde::{Deserialize, Serialize};
use trajectory::{Message, Params, Role};

use super::answer::{Answer, Standing};

/// A question and its answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// Its number in the conversation.
    pub id: u32,
    /// What the person asked.
    pub question: String,
    /// The answers, oldest first; never empty.
    pub answers: Vec<Answer>,
    /// Index of the answer that is shown and that later turns follow.
    pub shown: usize,
}

impl Turn {
    /// The answer that is shown.
    #[must_use]
    pub fn answer(&self) -> Option<&Answer> {
        self.answers.get(self.shown).or(self.answers.last())
    }
}

/// A whole conversation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Conversation {
    /// Its name in the store.
    pub id: String,
    /// The name the person gave it.
    #[serde(default)]
    pub title: Option<String>,
    /// The system prompt; blank is none.
    #[serde(default)]
    pub system: String,
    /// The turns, oldest first.
    #[serde(default)]
    pub turns: Vec<Turn>,
    /// The next free number.
    #[serde(default)]
    pub next: u32,
    /// When it was last changed, in milliseconds since 1970.
    #[serde(default)]
    pub changed: f64,
}

impl Conversation {
    /// An empty conversation.
    #[must_use]
    pub fn new(id: String) -> Self {
        Self {
            id,
            title: None,
            system: String::new(),
            turns: Vec::new(),
            next: 1,
            changed: 0.0,
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
        if let Some(title) = &self.title {
            return title.clone();
        }
        match self.turns.first() {
            Some(turn) => shorten(&turn.question, 48),
            None => "New conversation".to_owned(),
        }
    }

    fn number(&mut self) -> u32 {
        let used = self
            .turns
            .iter()
            .flat_map(|turn| turn.answers.iter().map(|answer| answer.id).chain([turn.id]));
        let id = self.next.max(used.max().unwrap_or(0) + 1);
        self.next = id + 1;
        id
    }

    /// Asks a question: a new turn whose answer is coming. Returns the answer's number.
    pub fn ask(&mut self, question: String, params: Params) -> u32 {
        let (turn, answer) = (self.number(), self.number());
        self.turns.push(Turn {
            id: turn,
            question,
            answers: vec![Answer::coming(answer, params)],
            shown: 0,
        });
        answer
    }

    /// Asks the question of a turn again: a further answer, shown. Returns its number. An answer that failed before
    /// anything came gives its place.
    pub fn ask_again(&mut self, turn: u32, params: Params) -> Option<u32> {
        let id = self.number();
        let turn = self.turns.iter_mut().find(|other| other.id == turn)?;
        turn.answers
            .retain(|answer| !matches!(answer.standing, Standing::Failed { .. }));
        turn.answers.push(Answer::coming(id, params));
        turn.shown = turn.answers.len() - 1;
        Some(id)
    }

    /// Takes the last turn away and gives its question back, to be put differently.
    pub fn take_back(&mut self) -> Option<String> {
        self.turns.pop().map(|turn| turn.question)
    }

    /// The answer of that number.
    #[must_use]
    pub fn answer(&self, id: u32) -> Option<&Answer> {
        self.turns
            .iter()
            .flat_map(|turn| &turn.answers)
            .find(|answer| answer.id == id)
    }

    /// The answer of that number, to change.
    pub fn answer_mut(&mut self, id: u32) -> Option<&mut Answer> {
        self.turns
            .iter_mut()
            .flat_map(|turn| &mut turn.answers)
            .find(|answer| answer.id == id)
    }

    /// The turn that holds an answer.
    #[must_use]
    pub fn turn_of(&self, answer: u32) -> Option<&Turn> {
        self.turns
            .iter()
            .find(|turn| turn.answers.iter().any(|other| other.id == answer))
    }

    /// What the model is given for the turn that holds `answer`: system prompt, the turns before, the question.
    #[must_use]
    pub fn messages_for(&self, answer: u32) -> Vec<Message> {
        let at = self
            .turns
            .iter()
            .position(|turn| turn.answers.iter().any(|other| other.id == answer))
            .unwrap_or(self.turns.len());
        let question = self.turns.get(at).map(|turn| turn.question.as_str());
        self.messages(at, question)
    }

    /// What the model would be given for a new question.
    #[must_use]
    pub fn messages_with(&self, question: &str) -> Vec<Message> {
        self.messages(self.turns.len(), Some(question))
    }

    fn messages(&self, before: usize, question: Option<&str>) -> Vec<Message> {
        let mut messages = Vec::new();
        if !self.system.trim().is_empty() {
            messages.push(Message::new(Role::System, self.system.trim()));
        }
        for turn in &self.turns[..before] {
            // A question that got no word in return would leave two questions in a row.
            if let Some(answer) = turn.answer().filter(|answer| answer.counts()) {
                messages.push(Message::user(turn.question.as_str()));
                messages.push(Message::new(Role::Assistant, answer.text.as_str()));
            }
        }
        messages.extend(question.map(Message::user));
        messages
    }

    /// Makes sense of a conversation that comes out of the store: what was running when the page was closed is cut,
    /// turns without answer are dropped, choices point at an answer.
    #[must_use]
    pub fn mended(mut self) -> Self {
        self.turns.retain(|turn| !turn.answers.is_empty());
        for turn in &mut self.turns {
            turn.shown = turn.shown.min(turn.answers.len() - 1);
            for answer in &mut turn.answers {
                if answer.standing == Standing::Running {
                    answer.standing = Standing::Cut {
                        step: answer.stats.forwards,
                        message: "The page was closed while this answer was coming.".to_owned(),
                    };
                }
            }
        }
        self
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

    fn answered(conversation: &mut Conversation, question: &str, text: &str) -> u32 {
        let id = conversation.ask(question.into(), Params::default());
        let answer = conversation.answer_mut(id).unwrap();
        answer.text = text.into();
        answer.standing = Standing::Complete;
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
        let id = conversation.ask("And now?".into(), Params::default());
        let messages = conversation.messages_for(id);
        assert_eq!(
            contents(&messages),
            ["Be brief.", "Hi", "Hello.", "And now?"]
        );
        assert_eq!(messages[0].role, Role::System);
    }

    #[test]
    fn a_question_without_answer_is_left_out_of_the_history() {
        let mut conversation = Conversation::new("a".into());
        let id = conversation.ask("Lost".into(), Params::default());
        conversation.answer_mut(id).unwrap().standing = Standing::Failed {
            kind: FailureKind::Busy,
            message: "Too many.".into(),
        };
        assert_eq!(contents(&conversation.messages_with("Next")), ["Next"]);
    }

    #[test]
    fn asked_again_there_are_two_answers_and_the_new_one_counts() {
        let mut conversation = Conversation::new("a".into());
        let first = answered(&mut conversation, "Hi", "Hello.");
        let turn = conversation.turn_of(first).unwrap().id;
        let second = conversation.ask_again(turn, Params::default()).unwrap();
        assert_ne!(first, second);
        assert_eq!(contents(&conversation.messages_for(second)), ["Hi"]);
        let answer = conversation.answer_mut(second).unwrap();
        answer.text = "Good day.".into();
        answer.standing = Standing::Complete;
        assert_eq!(
            contents(&conversation.messages_with("Q")),
            ["Hi", "Good day.", "Q"]
        );
        conversation.turns[0].shown = 0;
        assert_eq!(
            contents(&conversation.messages_with("Q")),
            ["Hi", "Hello.", "Q"]
        );
    }

    #[test]
    fn a_failed_answer_gives_its_place_to_the_retry() {
        let mut conversation = Conversation::new("a".into());
        let id = conversation.ask("Hi".into(), Params::default());
        conversation.answer_mut(id).unwrap().standing = Standing::Failed {
            kind: FailureKind::Model,
            message: "No model.".into(),
        };
        let turn = conversation.turns[0].id;
        conversation.ask_again(turn, Params::default()).unwrap();
        assert_eq!(conversation.turns[0].answers.len(), 1);
        assert_eq!(conversation.turns[0].shown, 0);
    }

    #[test]
    fn numbers_are_never_given_twice() {
        let mut conversation = Conversation::new("a".into());
        answered(&mut conversation, "1", "1");
        conversation.next = 0;
        let id = conversation.ask("2".into(), Params::default());
        let ids: Vec<u32> = conversation
            .turns
            .iter()
            .flat_map(|turn| [turn.id, turn.answers[0].id])
            .collect();
        assert_eq!(ids, [1, 2, 3, 4]);
        assert_eq!(id, 4);
    }

    #[test]
    fn taken_back_the_question_is_there_again() {
        let mut conversation = Conversation::new("a".into());
        answered(&mut conversation, "Hi", "Hello.");
        assert_eq!(conversation.take_back().as_deref(), Some("Hi"));
        assert!(conversation.is_empty());
        assert_eq!(conversation.take_back(), None);
    }

    #[test]
    fn what_was_running_comes_back_as_cut() {
        let mut conversation = Conversation::new("a".into());
        conversation.ask("Hi".into(), Params::default());
        conversation.turns[0].shown = 7;
        let json = serde_json::to_string(&conversation).unwrap();
        let back = serde_json::from_str::<Conversation>(&json)
            .unwrap()
            .mended();
        assert_eq!(back.turns[0].shown, 0);
        assert!(matches!(
            back.turns[0].answers[0].standing,
            Standing::Cut { .. }
        ));
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
