//! Capitals: which city a country has, and which country a city belongs to.

use super::asking::{Asking, Fact, Relation};
use super::countries::{ALIASES, COUNTRIES};
use crate::corpus::draw::Draw;
use crate::corpus::phrasing::Phrasings;
use crate::corpus::{Dialogue, Skill, Split};

pub(super) const CAPITAL: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the capital of {}?",
                "What is the capital of {}?",
                "What is the capital of {}?",
                "What's the capital of {}?",
                "What's the capital of {}?",
                "What is the capital city of {}?",
                "What's the capital city of {}?",
                "Which city is the capital of {}?",
                "Which is the capital of {}?",
                "Which city is {}'s capital?",
                "Which city is the capital city of {}?",
                "What is {}'s capital?",
                "What's {}'s capital city?",
                "Capital of {}?",
                "Capital of {}?",
                "capital of {}",
                "capital of {}",
                "capital city of {}",
                "The capital of {}?",
                "The capital of {} is ...",
                "Tell me the capital of {}.",
                "Can you tell me the capital of {}?",
                "Name the capital of {}.",
                "What city is the capital of {}?",
                "{} has which capital?",
                "{} has what capital?",
                "What capital does {} have?",
                "{}: capital?",
                "{} capital",
                "{} capital?",
                "{} capital city",
                "What do you call the capital of {}?",
                "What is the capital of {} called?",
                "How is the capital of {} called?",
                "Who knows the capital of {}?",
                "Which capital does {} have?",
                "Which capital belongs to {}?",
                "If I fly to the capital of {}, where do I land?",
                "If I go to the capital of {}, which city do I visit?",
                "I am in the capital of {}. Where am I?",
                "I am visiting the capital of {}. Which city is that?",
                "Which city do I have to visit to see the capital of {}?",
                "Complete: The capital of {} is",
                "Fill in: the capital of {} is ___",
                "Country: {}. Capital?",
                "For {}, what is the capital?",
                "In {}, which city is the capital?",
                "When it comes to {}, what is the capital?",
                "{} - what is its capital?",
                "I was asked about {}. What is its capital?",
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
            "the capital of {}",
            "the capital of {}",
            "the capital city of {}",
            "{}'s capital",
            "{}'s capital city",
            "the name of the capital of {}",
            "the name of {}'s capital",
        ],
        clauses: &[
            "which city is the capital of {}",
            "what city is the capital of {}",
            "which capital {} has",
            "what the capital of {} is called",
            "which city is {}'s capital",
        ],
    },
    fact: capital,
};

const COUNTRY: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "{} is the capital of which country?",
                "{} is the capital of which country?",
                "{} is the capital of what country?",
                "{} is the capital of what?",
                "{} is the capital city of which country?",
                "Which country has the capital {}?",
                "Which country has {} as its capital?",
                "What country has {} as its capital?",
                "What country has the capital {}?",
                "Of which country is {} the capital?",
                "Of what country is {} the capital?",
                "{} is the capital of",
                "{} is the capital of ...",
                "Which country's capital is {}?",
                "What country's capital is {}?",
                "Whose capital is {}?",
                "What country is {} the capital of?",
                "What country is {} the capital of?",
                "What is {} the capital of?",
                "What is {} the capital city of?",
                "Name the country whose capital is {}.",
                "Which country is governed from its capital {}?",
                "In which country is {} the capital?",
                "{} capital of?",
                "{} - capital of which country?",
                "{}: capital of?",
                "capital of which country is {}",
                "To which country does the capital {} belong?",
                "Which country does the capital {} belong to?",
                "I am in {}, a capital. Which country is it the capital of?",
                "If the capital is {}, what is the country?",
                "The capital is {}. Which country is it?",
                "If the capital is called {}, which country is it?",
                "Complete: {} is the capital of",
                "Capital: {}. Country?",
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
            "the country whose capital is {}",
            "the country with the capital {}",
            "the country that has {} as its capital",
        ],
        clauses: &[
            "which country has {} as its capital",
            "which country {} is the capital of",
            "what {} is the capital of",
            "what country has the capital {}",
            "whose capital {} is",
        ],
    },
    fact: country,
};

/// A country and its capital; now and then under another name of the country.
fn capital(draw: &mut Draw) -> Fact {
    let listed = draw.pick(COUNTRIES);
    let (mut name, mut capital) = (listed.name, listed.capital);
    if draw.chance(0.06) {
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
