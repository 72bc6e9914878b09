//! Facts from a sentence as JSON: a person with age and city, an article with colour and price. What the sentence does
//! not say has no key.

use crate::english::article;
use crate::invented;
use crate::names::{CITIES, COLOURS, FIRST_NAMES, THINGS_TO_BUY};
use crate::prelude::*;

data! {
    static REQUESTS: Requests = "formats/json.toml" {
        /// Sentences about a person that say everything, the age alone or the city alone.
        person: List, person_age: List, person_city: List,
        /// Sentences about an article that say everything, the price alone or the colour alone.
        article: List, article_price: List, article_color: List,
        requests: Phrasings,
    }
}

/// Share of the sentences that say everything.
const WITH_ALL: f32 = 0.6;

/// A name of the list, or one that nobody has: what is new has to be copied as well.
fn name(listed: List, draw: &mut Draw) -> String {
    if draw.chance(0.2) {
        upper_first(&invented::short(draw))
    } else {
        (*draw.pick(&listed)).to_owned()
    }
}

/// Three fields, and which of them a sentence may say with the first.
struct Facts<'a> {
    /// Key, value and whether that is a string.
    fields: [(&'static str, &'a str, bool); 3],
    /// Sentences that say all, the first and one other, the first and the remaining one.
    sentences: [List; 3],
    /// The place of that one other.
    other: usize,
}

impl Facts<'_> {
    /// A sentence and what it says as JSON.
    fn say(&self, draw: &mut Draw) -> (String, String) {
        let (sentences, left_out) = if draw.chance(WITH_ALL) {
            (self.sentences[0], None)
        } else if draw.chance(0.6) {
            (self.sentences[1], Some(3 - self.other))
        } else {
            (self.sentences[2], Some(self.other))
        };
        let mut sentence = (*draw.pick(&sentences)).to_owned();
        let mut said = Vec::new();
        for (at, (key, value, text)) in self.fields.into_iter().enumerate() {
            sentence = sentence.replace(&format!("{{{key}}}"), value);
            let mark = if text { "\"" } else { "" };
            if left_out != Some(at) {
                said.push(format!("\"{key}\": {mark}{value}{mark}"));
            }
        }
        (sentence, format!("{{{}}}", said.join(", ")))
    }
}

fn person(draw: &mut Draw) -> (String, String) {
    let (name, city) = (name(*FIRST_NAMES, draw), name(*CITIES, draw));
    let age = (1 + draw.below(99)).to_string();
    let facts = Facts {
        fields: [("name", &name, true), ("age", &age, false), ("city", &city, true)],
        sentences: [REQUESTS.person, REQUESTS.person_age, REQUESTS.person_city],
        other: 1,
    };
    facts.say(draw)
}

fn item(draw: &mut Draw) -> (String, String) {
    let invented = draw.chance(0.2).then(|| invented::short(draw));
    let item = invented.as_deref().unwrap_or_else(|| *draw.pick(&THINGS_TO_BUY));
    let color = *draw.pick(&COLOURS);
    let most = if draw.chance(0.2) { 999 } else { 99 };
    let price = (1 + draw.below(most)).to_string();
    let facts = Facts {
        fields: [("item", item, true), ("color", color, true), ("price", &price, false)],
        sentences: [REQUESTS.article, REQUESTS.article_price, REQUESTS.article_color],
        other: 2,
    };
    let (sentence, json) = facts.say(draw);
    // The word that the article stands before.
    let a = article(if json.contains("\"color\"") { color } else { item });
    (sentence.replace("{a}", a).replace("{A}", &upper_first(a)), json)
}

/// "Write this as JSON: Anna is 31 years old and lives in Rome."
pub(super) fn json(split: Split, draw: &mut Draw) -> Dialogue {
    let is_held_out = |(_, json): &(String, String)| held_out(json);
    let (sentence, json) = split
        .draw(draw, is_held_out, |draw| if draw.chance(0.6) { person(draw) } else { item(draw) });
    // The held-out sentences are new whatever the request; every other request is new as well.
    let request = REQUESTS.requests.draw(split.or_train(draw), draw);
    let mut sentence = sentence.as_str();
    if request.ends_with("{}") && draw.chance(0.2) {
        sentence = sentence.trim_end_matches('.');
    }
    let content = draw.either(0.1, sentence.to_lowercase(), sentence.to_owned());
    Dialogue::single(typed_about(request, &content, draw), json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_holds_what_the_sentence_says() {
        let mut draw = Draw::new(&[1]);
        for _ in 0..500 {
            let dialogue = json(Split::Train, &mut draw);
            let values = dialogue.answer.split([':', ',', '}']).skip(1).step_by(2);
            let question = dialogue.question().to_lowercase();
            for value in values.map(|value| value.trim_matches([' ', '"'])) {
                assert!(question.contains(&value.to_lowercase()), "{dialogue:?}");
            }
        }
    }
}
