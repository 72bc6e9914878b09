//! Facts from a sentence as JSON: a person with age and city, an article with colour and price. What the sentence does
//! not say has no key.

use super::words::{CITIES, COLORS, ITEMS, NAMES};
use super::{article, asked};
use crate::draw::Draw;
use crate::invented;
use crate::phrasing::{Phrasings, held_out, upper_first};
use crate::{Dialogue, Skill, Split};

const ASK: Phrasings = Phrasings {
    train: &[
        "Write this as JSON: {}",
        "Write this as JSON: {}",
        "Convert to JSON: {}",
        "Convert to JSON: {}",
        "Convert this to JSON: {}",
        "Turn this into JSON: {}",
        "Turn this sentence into JSON: {}",
        "Give me the JSON for: {}",
        "Give me the JSON for this: {}",
        "Give me this as JSON: {}",
        "JSON: {}",
        "as JSON: {}",
        "To JSON: {}",
        "Make JSON of this: {}",
        "Make a JSON object from this: {}",
        "Express this in JSON: {}",
        "Format as JSON: {}",
        "Format this as JSON: {}",
        "Extract JSON: {}",
        "Extract the facts as JSON: {}",
        "Extract the data as JSON: {}",
        "Put this in JSON: {}",
        "Put this into JSON format: {}",
        "Can you write this as JSON? {}",
        "Can you turn this into JSON? {}",
        "Could you convert this to JSON? {}",
        "I need this as JSON: {}",
        "I would like this as JSON: {}",
        "What is this as JSON? {}",
        "Write the following as JSON: {}",
        "Return JSON for: {}",
        "Answer in JSON: {}",
        "{} Write that as JSON.",
        "{} As JSON, please.",
        "{} Convert that to JSON.",
        "{} Give me the JSON.",
        "{} Turn it into JSON.",
        "{} JSON",
        "JSON please: {}",
        "JSON format: {}",
        "JSON output for: {}",
        "JSONify: {}",
        "In JSON: {}",
        "Make this JSON: {}",
        "Encode as JSON: {}",
        "Encode this sentence in JSON: {}",
        "Serialize to JSON: {}",
        "Represent the sentence in JSON: {}",
        "Transform this into JSON: {}",
        "Structure this information as JSON: {}",
        "Save the following as JSON: {}",
        "Pull the data out as JSON: {}",
        "Summarize this in JSON: {}",
        "Create a JSON object out of this: {}",
        "Generate JSON for this: {}",
        "Show me the JSON of this sentence: {}",
        "Which JSON fits this? {}",
        "{} JSON format, please.",
        "{} In JSON?",
        "{} Encode this as JSON.",
        "{} Make it a JSON object.",
        "{} Can you write this as JSON?",
        "{} What is that in JSON?",
    ],
    held_out: &[
        "Rewrite this as JSON: {}",
        "Please convert this sentence to JSON: {}",
        "How does this look as JSON? {}",
        "Translate into JSON: {}",
        "Produce JSON from this: {}",
        "{} Put that in JSON.",
        "{} Now as JSON.",
    ],
};

const PERSON: &[&str] = &[
    "{name} is {age} years old and lives in {city}.",
    "{name} is {age} years old and lives in {city}.",
    "{name} lives in {city} and is {age} years old.",
    "{name} lives in {city} and is {age}.",
    "{name} is {age} and lives in {city}.",
    "{name} is {age} and comes from {city}.",
    "{name} is from {city} and is {age} years old.",
    "{name} from {city} is {age} years old.",
    "{name}, aged {age}, lives in {city}.",
    "{name}, {age}, lives in {city}.",
    "{name} ({age}) lives in {city}.",
    "{name}, who lives in {city}, is {age}.",
    "{name}, who is {age}, lives in {city}.",
    "In {city} lives {name}, who is {age} years old.",
    "My friend {name} is {age} and lives in {city}.",
    "{name} lives in {city}. The age of {name} is {age}.",
    "My name is {name}, I am {age} years old and I live in {city}.",
    "I am {name}, I live in {city} and I am {age}.",
    "I'm {name}, {age}, from {city}.",
    "name {name}, age {age}, city {city}",
    "name: {name}, city: {city}, age: {age}",
    "{name}, {age}, {city}",
];

const ARTICLE: &[&str] = &[
    "{A} {color} {item} costs {price} dollars.",
    "{A} {color} {item} costs {price} dollars.",
    "The {color} {item} costs {price} dollars.",
    "The {item} is {color} and costs {price} dollars.",
    "The {item} costs {price} dollars and is {color}.",
    "{A} {color} {item} costs ${price}.",
    "The {color} {item} is ${price}.",
    "The price of the {color} {item} is {price} dollars.",
    "The price of {a} {color} {item} is {price} dollars.",
    "For {price} dollars you get {a} {color} {item}.",
    "There is {a} {color} {item} for {price} dollars.",
    "I bought {a} {color} {item} for {price} dollars.",
    "I sell {a} {color} {item} for {price} dollars.",
    "{A} {color} {item} for {price} dollars.",
    "{color} {item}, {price} dollars",
    "item {item}, color {color}, price {price}",
    "item: {item}, price: {price}, color: {color}",
];

/// Persons of whom the sentence says the age alone.
const AGED: &[&str] = &[
    "{name} is {age} years old.",
    "{name} is {age} years old.",
    "{name} is {age}.",
    "{name} is {age}.",
    "{name} turned {age}.",
    "{name} has turned {age} today.",
    "My friend {name} is {age}.",
    "My cousin {name} is {age}.",
    "My sister {name} is {age} years old.",
    "My brother {name} is {age}.",
    "My son {name} is {age} years old.",
    "My dog {name} is {age}.",
    "My name is {name} and I am {age}.",
    "My name is {name}, I am {age} years old.",
    "I am {name}, {age} years old.",
    "I'm {name} and I'm {age}.",
    "The age of {name} is {age}.",
    "{name}'s age is {age}.",
    "{name}, aged {age}",
    "{name} ({age})",
    "{name}, {age}",
    "{name}, {age} years old",
    "name {name}, age {age}",
    "name: {name}, age: {age}",
    "a woman called {name}, {age} years old",
    "There is a boy called {name}, who is {age}.",
];

/// Persons of whom the sentence says the city alone.
const LIVING: &[&str] = &[
    "{name} lives in {city}.",
    "{name} lives in {city}.",
    "{name} is from {city}.",
    "{name} comes from {city}.",
    "{name} was born in {city}.",
    "{name} works in {city}.",
    "My friend {name} lives in {city}.",
    "My aunt {name} lives in {city}.",
    "My teacher {name} comes from {city}.",
    "My name is {name} and I live in {city}.",
    "I am {name} from {city}.",
    "I'm {name} and I live in {city}.",
    "In {city} lives {name}.",
    "{name} has a house in {city}.",
    "{name}, who lives in {city}",
    "{name} from {city}",
    "name {name}, city {city}",
    "name: {name}, city: {city}",
];

/// Articles of which the sentence says the price alone.
const PRICED: &[&str] = &[
    "The {item} costs {price} dollars.",
    "The {item} costs {price} dollars.",
    "{A} {item} costs {price} dollars.",
    "{A} {item} costs ${price}.",
    "The {item} is ${price}.",
    "The price of the {item} is {price} dollars.",
    "The price of {a} {item} is {price} dollars.",
    "For {price} dollars you get {a} {item}.",
    "There is {a} {item} for {price} dollars.",
    "I bought {a} {item} for {price} dollars.",
    "I sell {a} {item} for {price} dollars.",
    "{A} {item} for {price} dollars",
    "{item}, {price} dollars",
    "item {item}, price {price}",
    "item: {item}, price: {price}",
];

/// Articles of which the sentence says the colour alone.
const COLORED: &[&str] = &[
    "The {item} is {color}.",
    "The {item} is {color}.",
    "This {item} is {color}.",
    "My {item} is {color}.",
    "I have {a} {color} {item}.",
    "There is {a} {color} {item}.",
    "I bought {a} {color} {item}.",
    "The color of the {item} is {color}.",
    "{A} {color} {item}",
    "item {item}, color {color}",
    "item: {item}, color: {color}",
];

/// Share of the sentences that say everything.
const WHOLE: f32 = 0.6;

/// A name of the list, or one that nobody has: what is new has to be copied as well.
fn name(listed: &'static [&'static str], draw: &mut Draw) -> String {
    if draw.chance(0.2) {
        upper_first(&invented::short(draw))
    } else {
        (*draw.pick(listed)).to_owned()
    }
}

fn person(draw: &mut Draw) -> (String, String) {
    let (name, city) = (name(NAMES, draw), name(CITIES, draw));
    let age = (1 + draw.below(99)).to_string();
    let (sentences, json) = if draw.chance(WHOLE) {
        let json = format!(r#"{{"name": "{name}", "age": {age}, "city": "{city}"}}"#);
        (PERSON, json)
    } else if draw.chance(0.6) {
        (AGED, format!(r#"{{"name": "{name}", "age": {age}}}"#))
    } else {
        (LIVING, format!(r#"{{"name": "{name}", "city": "{city}"}}"#))
    };
    let sentence = draw
        .pick::<&str>(sentences)
        .replace("{name}", &name)
        .replace("{age}", &age)
        .replace("{city}", &city);
    (sentence, json)
}

fn item(draw: &mut Draw) -> (String, String) {
    let invented = draw.chance(0.2).then(|| invented::short(draw));
    let item = invented.as_deref().unwrap_or_else(|| *draw.pick(ITEMS));
    let color = *draw.pick(COLORS);
    let most = if draw.chance(0.2) { 999 } else { 99 };
    let price = (1 + draw.below(most)).to_string();
    // The word that the article stands before.
    let (sentences, next, json) = if draw.chance(WHOLE) {
        let json = format!(r#"{{"item": "{item}", "color": "{color}", "price": {price}}}"#);
        (ARTICLE, color, json)
    } else if draw.chance(0.6) {
        let json = format!(r#"{{"item": "{item}", "price": {price}}}"#);
        (PRICED, item, json)
    } else {
        let json = format!(r#"{{"item": "{item}", "color": "{color}"}}"#);
        (COLORED, color, json)
    };
    let a = article(next);
    let sentence = draw
        .pick::<&str>(sentences)
        .replace("{a}", a)
        .replace("{A}", &upper_first(a))
        .replace("{item}", item)
        .replace("{color}", color)
        .replace("{price}", &price);
    (sentence, json)
}

/// "Write this as JSON: Anna is 31 years old and lives in Rome."
pub(super) struct Json;

impl Skill for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let (sentence, json) = loop {
            let (sentence, json) = if draw.chance(0.6) {
                person(draw)
            } else {
                item(draw)
            };
            if held_out(&json) == (split == Split::HeldOut) {
                break (sentence, json);
            }
        };
        // The held-out sentences are new whatever the request; every other request is new as well.
        let requests = if draw.chance(0.5) {
            Split::Train
        } else {
            split
        };
        let request = ASK.draw(requests, draw);
        let mut sentence = sentence.as_str();
        if request.ends_with("{}") && draw.chance(0.2) {
            sentence = sentence.trim_end_matches('.');
        }
        let content = if draw.chance(0.1) {
            sentence.to_lowercase()
        } else {
            sentence.to_owned()
        };
        Dialogue::single(asked(request, &content, draw), json)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_holds_what_the_sentence_says() {
        let mut draw = Draw::new(&[1]);
        for _ in 0..500 {
            let dialogue = Json.dialogue(Split::Train, &mut draw);
            let values = dialogue.answer.split([':', ',', '}']).skip(1).step_by(2);
            let question = dialogue.question().to_lowercase();
            for value in values.map(|value| value.trim_matches([' ', '"'])) {
                assert!(question.contains(&value.to_lowercase()), "{dialogue:?}");
            }
        }
    }
}
