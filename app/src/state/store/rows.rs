//! The rows that a conversation is kept in: one for its head, one for each turn.

use serde::{Deserialize, Serialize};

use crate::state::change::Change;
use crate::state::conversation::{Conversation, name, shorten};

/// What the list needs to know of a conversation, without reading its turns.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// Its name in the store.
    pub id: String,
    /// The name the person gave it.
    #[serde(default)]
    pub title: Option<String>,
    /// The system prompt; blank is none.
    #[serde(default)]
    pub system: String,
    /// How its first question begins; none without turns.
    #[serde(default)]
    pub began: Option<String>,
    /// When something was last asked in it, in milliseconds since 1970.
    #[serde(default)]
    pub changed: f64,
}

impl Head {
    /// The head of a conversation that nothing is known of.
    #[must_use]
    pub fn new(id: &str) -> Self {
        Self {
            id: id.to_owned(),
            ..Self::default()
        }
    }

    /// The head of a conversation.
    #[must_use]
    pub fn of(conversation: &Conversation, changed: f64) -> Self {
        let began = conversation.turns.first();
        Self {
            id: conversation.id.clone(),
            title: conversation.title.clone(),
            system: conversation.system.clone(),
            began: began.map(|turn| beginning(&turn.question)),
            changed,
        }
    }

    /// Whether there is nothing worth keeping: neither turns, nor a name, nor a system prompt.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.began.is_none() && self.title.is_none() && self.system.trim().is_empty()
    }

    /// What the list calls it.
    #[must_use]
    pub fn name(&self) -> String {
        name(self.title.as_deref(), self.began.as_deref())
    }

    /// Follows a change made at `now`; how the conversation begins is not known here.
    pub fn apply(&mut self, change: &Change, now: f64) {
        match change {
            Change::Title { title } => self.title.clone_from(title),
            Change::System { system } => self.system.clone_from(system),
            _ => {}
        }
        if change.is_recent() || self.changed == 0.0 {
            self.changed = now;
        }
    }
}

/// How a question begins, as long as the list can show it.
#[must_use]
pub fn beginning(question: &str) -> String {
    shorten(question, 60)
}

/// Puts a head into the list, the conversation changed last first; one that is blank, or gone, is left out.
pub fn list(heads: &mut Vec<Head>, head: Head) {
    heads.retain(|other| other.id != head.id);
    if !head.is_blank() {
        let at = heads.partition_point(|other| other.changed > head.changed);
        heads.insert(at, head);
    }
}

#[cfg(test)]
mod tests {
    use trajectory::Params;

    use super::*;

    fn head(id: &str, changed: f64) -> Head {
        Head {
            began: Some("Hi".into()),
            changed,
            ..Head::new(id)
        }
    }

    #[test]
    fn the_list_begins_with_what_was_changed_last() {
        let mut heads = Vec::new();
        for (id, changed) in [("a", 1.0), ("b", 3.0), ("c", 2.0), ("a", 4.0)] {
            list(&mut heads, head(id, changed));
        }
        let ids: Vec<&str> = heads.iter().map(|head| head.id.as_str()).collect();
        assert_eq!(ids, ["a", "b", "c"]);
        list(&mut heads, Head::new("b"));
        assert_eq!(heads.len(), 2, "a blank one is left out");
    }

    #[test]
    fn a_name_given_elsewhere_survives_a_prompt_typed_here() {
        let mut head = head("a", 1.0);
        let title = Some("Theirs".to_owned());
        head.apply(&Change::Title { title }, 2.0);
        let system = "Mine.".to_owned();
        head.apply(&Change::System { system }, 3.0);
        assert_eq!(head.name(), "Theirs");
        assert_eq!(head.system, "Mine.");
        assert!(
            (head.changed - 1.0).abs() < f64::EPSILON,
            "neither asks anything"
        );
    }

    #[test]
    fn a_head_names_its_conversation_as_the_conversation_does() {
        let mut conversation = Conversation::new("a".into());
        assert!(Head::of(&conversation, 1.0).is_blank());
        let question = "word ".repeat(30);
        let turn = conversation.asked(question, Params::default(), 1);
        conversation.apply(&Change::Added { turn });
        let head = Head::of(&conversation, 1.0);
        assert_eq!(head.name(), conversation.name());
        assert!(!head.is_blank());
    }
}
