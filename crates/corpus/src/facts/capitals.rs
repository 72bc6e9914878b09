//! Capitals: which city a country has, and which country a city belongs to.

use super::asking::{Asking, Fact, Relation};
use super::countries::{ALIASES, COUNTRIES};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
pub(super) const CAPITAL: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the capital of {}?", "What is the capital of {}?",
                "What is the capital of {}?", "What's the capital of {}?",
                "What's the capital of {}?", "What is the capital city of {}?",
                "What's the capital city of {}?", "Which city is the capital of {}?",
                "Which is the capital of {}?", "Which city is {}'s capital?",
                "Which city is the capital city of {}?", "What is {}'s capital?",
                "What's {}'s capital city?", "Capital of {}?", "Capital of {}?", "capital of {}",
                "capital of {}", "capital city of {}", "The capital of {}?",
                "The capital of {} is ...", "Tell me the capital of {}.",
                "Can you tell me the capital of {}?", "Name the capital of {}.",
                "What city is the capital of {}?", "{} has which capital?", "{} has what capital?",
                "What capital does {} have?", "{}: capital?", "{} capital", "{} capital?",
                "{} capital city", "What do you call the capital of {}?",
                "What is the capital of {} called?", "How is the capital of {} called?",
                "Who knows the capital of {}?", "Which capital does {} have?",
                "Which capital belongs to {}?", "If I fly to the capital of {}, where do I land?",
                "If I go to the capital of {}, which city do I visit?",
                "I am in the capital of {}. Where am I?",
                "I am visiting the capital of {}. Which city is that?",
                "Which city do I have to visit to see the capital of {}?",
                "Complete: The capital of {} is", "Fill in: the capital of {} is ___",
                "Country: {}. Capital?", "For {}, what is the capital?",
                "In {}, which city is the capital?", "When it comes to {}, what is the capital?",
                "{} - what is its capital?", "I was asked about {}. What is its capital?",
                "Which city is the official capital of {}?", "What is the national capital of {}?",
                "The national capital of {}?", "national capital {}", "what's {} capital city",
                "{} has a capital. Which city is it?", "{} has a capital city; what is its name?",
                "{}'s capital is", "{}'s capital is called what?", "{}'s capital city?",
                "I live in {}. What is the capital of my country?",
                "I'm travelling to {}. Which city is its capital?",
                "We are learning about {} in geography. What is the capital?",
                "I know the country {}, but not its capital. Which city is it?",
                "What city has been made the capital of {}?",
                "What's the name of the capital of {}?",
                "Where is the capital of {}? I mean, which city is it?",
                "Specify the capital city of {}.",
                "On a map of {}, which city is marked as the capital?",
                "Geography quiz: the capital of {}?", "If the country is {}, what is the capital?",
                "Country {}, capital city?", "capital {}", "capital {}?", "capital city {}",
                "If I travel to the capital of {}, where am I?",
                "Which city acts as the capital of {}?", "Please name the capital of {}.",
                "Could you give me the capital of {}?", "Remind me of the capital of {}.",
                "I want the capital of {}.",
                "What might be the capital of {}?", "Would you name the capital of {}?",
            ],
            held_out: &[
                "Which city serves as the capital of {}?",
                "Please give me the capital of {}.",
                "Could you name the capital of {}?",
                "I need the capital of {}.",
                "Remind me, what is the capital of {}?",
                "Would you tell me {}'s capital?",
                "What would be the capital of {}?",
                "What city is the capital city of {}?",
                "If you travel to the capital of {}, which city are you in?",
            ],
        },
        things: &[
            "the capital of {}", "the capital of {}", "the capital city of {}", "{}'s capital",
            "{}'s capital city", "the name of the capital of {}", "the name of {}'s capital",
            "the national capital of {}", "the official capital of {}",
            "the city that is the capital of {}",
        ],
        clauses: &[
            "which city is the capital of {}", "what city is the capital of {}",
            "which capital {} has", "what the capital of {} is called",
            "which city is {}'s capital", "what {}'s capital is called",
            "what the capital of {} is",
        ],
    },
    fact: capital,
};

#[rustfmt::skip]
pub(super) const COUNTRY: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "{} is the capital of which country?", "{} is the capital of which country?",
                "{} is the capital of what country?", "{} is the capital of what?",
                "{} is the capital city of which country?", "Which country has the capital {}?",
                "Which country has {} as its capital?", "What country has {} as its capital?",
                "What country has the capital {}?", "Of which country is {} the capital?",
                "Of what country is {} the capital?", "{} is the capital of",
                "{} is the capital of ...", "Which country's capital is {}?",
                "What country's capital is {}?", "Whose capital is {}?",
                "What country is {} the capital of?", "What country is {} the capital of?",
                "What is {} the capital of?", "What is {} the capital city of?",
                "Name the country whose capital is {}.",
                "Which country is governed from its capital {}?",
                "In which country is {} the capital?", "{} capital of?",
                "{} - capital of which country?", "{}: capital of?",
                "capital of which country is {}", "To which country does the capital {} belong?",
                "Which country does the capital {} belong to?",
                "I am in {}, a capital. Which country is it the capital of?",
                "If the capital is {}, what is the country?",
                "The capital is {}. Which country is it?",
                "If the capital is called {}, which country is it?",
                "Complete: {} is the capital of", "Capital: {}. Country?",
                "{} is the capital of which nation?",
                "{} is the capital of which state in the world?", "{} is the national capital of",
                "{} is a capital. Of which country?",
                "{} is a capital city; in which country is it?",
                "{} belongs to which country as its capital?", "{}, the capital of which country?",
                "{} is a capital, but of what country?", "{}: country?",
                "The capital city {} is in which country?", "Which nation has {} as its capital?",
                "Which nation's capital is {}?", "What nation is {} the capital of?",
                "Which land has its capital in {}?", "Whose capital city is {}?",
                "what country is {} capital of", "country with the capital {}",
                "country of the capital {}", "Identify the country whose capital city is {}.",
                "I landed in {}, the capital of a country. Which country?",
                "I'm flying to {}, a capital city. Which country am I going to?",
                "My friend lives in {}, the capital of her country. Which country is it?",
                "If a country's capital is {}, what is the country called?",
                "In what country would I find the capital {}?",
                "The capital {} lies in which country?",
                "The capital {} is located in which country?",
                "Which country chose {} as its capital?",
                "Geography quiz: {} is the capital of which country?",
                "{} is what country's capital?", "{} is which nation's capital?",
                "The capital {} is which country's?",
                "Can you say which country has {} as its capital?",
                "What is the nation whose capital is {}?",
                "If {} is the capital, what country is it?",
                "If I am in the capital {}, which country am I in?",
                "The city {} is the capital of which country?",
                "The city of {} is the capital of what?",
                "I am in {}. Of which country is it the capital?",
            ],
            held_out: &[
                "Which country is {} the capital of?",
                "Can you tell me which country has {} as its capital?",
                "What is the country whose capital is {}?",
                "The city of {} is the capital of which country?",
                "{} is which country's capital?",
                "If {} is the capital, which country am I in?",
            ],
        },
        things: &[
            "the country whose capital is {}", "the country with the capital {}",
            "the country that has {} as its capital", "the nation whose capital is {}",
            "the name of the country whose capital is {}", "the country that {} is the capital of",
        ],
        clauses: &[
            "which country has {} as its capital", "which country {} is the capital of",
            "what {} is the capital of", "what country has the capital {}", "whose capital {} is",
            "which nation has {} as its capital", "which country the capital {} belongs to",
        ],
    },
    fact: country,
};

/// A country and its capital; now and then under another name of the country.
fn capital(draw: &mut Draw) -> Fact {
    let listed = draw.pick(COUNTRIES);
    let (mut name, mut capital) = (listed.name, listed.capital);
    if draw.chance(0.12) {
        let (alias, proper) = *draw.pick(ALIASES);
        if let Some(country) = COUNTRIES.iter().find(|country| country.name == proper) {
            (name, capital) = (alias, country.capital);
        }
    }
    // People leave the article out; the answer has it all the same.
    let asked = if draw.chance(0.25) { bare(name) } else { name };
    Fact::of(asked, format!("The capital of {name} is {capital}."))
}

/// The other way round; the answer is the same sentence, so that what is learned one way helps the other.
fn country(draw: &mut Draw) -> Fact {
    let country = draw.pick(COUNTRIES);
    let answer = format!("The capital of {} is {}.", country.name, country.capital);
    Fact::of(country.capital, answer)
}

/// The name without its article.
fn bare(name: &str) -> &str {
    name.strip_prefix("the ").unwrap_or(name)
}

/// "What is the capital of France?"
pub(super) struct Capitals;

impl Skill for Capitals {
    fn name(&self) -> &'static str {
        "capitals"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        CAPITAL.dialogue(split, draw)
    }
}

/// "Paris is the capital of which country?"
pub(super) struct Countries;

impl Skill for Countries {
    fn name(&self) -> &'static str {
        "countries"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        COUNTRY.dialogue(split, draw)
    }
}
