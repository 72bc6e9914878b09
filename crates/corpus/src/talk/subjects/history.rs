//! History: what happened, and when.

use super::Kind;
use crate::phrasing::Phrasings;

/// What happened in history.
#[rustfmt::skip]
pub(super) const EVENTS: Kind = Kind {
    weight: 5,
    frames: Phrasings {
        train: &[
            "When was {}?", "When did {} begin?", "When did {} end?", "In which year was {}?",
            "Where was {}?", "Who won {}?", "Who lost {}?", "Who fought in {}?", "What caused {}?",
            "Why did {} happen?", "How did {} start?", "How long did {} last?",
            "How many people died in {}?", "What were the results of {}?", "What was {}?",
            "Who was involved in {}?", "Tell me about {}.", "Explain {} to a child.",
            "Write an essay about {}.", "Summarize {}.", "Was {} important?", "Which side won {}?",
            "I have to learn about {} for school.", "Could {} happen again?", "date of {}",
            "causes of {}", "Who was president during {}?", "Did {} really happen?",
            "What was the reason for {}?", "What started {}?", "What followed {}?",
            "What was the end of {}?", "What brought {} about?", "How did people live before {}?",
            "How did {} end?", "How did {} change Europe?", "In what year was {}?",
            "In which century was {}?", "Which century was {} in?", "What stopped {}?",
            "Who ended {}?", "Who started {}?", "Who led {}?", "Why did {} end?",
            "Who survived {}?", "Which countries took part in {}?",
        ],
        held_out: &[
            "What led to {}?", "How did people live during {}?", "In what century was {}?",
            "What ended {}?",
        ],
    },
    subjects: &[
        "the Second World War", "the First World War", "the American Civil War", "the Vietnam War",
        "the Korean War", "the Gulf War", "the Thirty Years' War", "the Hundred Years' War",
        "the Battle of Waterloo", "the Battle of Hastings", "the Russian Revolution",
        "the American Revolution", "the Boston Tea Party", "the moon landing",
        "the fall of Constantinople", "the Great Depression", "the Great Fire of London",
        "the Reformation", "the Spanish Inquisition", "the Chernobyl disaster",
        "the Cuban missile crisis", "the Gold Rush", "the Norman conquest", "the Peloponnesian War",
        "the Punic Wars", "the Boxer Rebellion", "the Prague Spring", "the Arab Spring",
        "the Marshall Plan", "the Treaty of Versailles", "the Congress of Vienna",
        "the Spanish Armada", "the Mexican Revolution", "the Crimean War", "the Trojan War",
    ],
    names: true,
};

/// Years, and what was in them.
#[rustfmt::skip]
pub(super) const YEARS: Kind = Kind {
    weight: 3,
    frames: Phrasings {
        train: &[
            "What happened in {}?", "What happened in the year {}?", "Who was president in {}?",
            "Who was king in {}?", "Which war was in {}?", "Who was born in {}?", "Who died in {}?",
            "What was invented in {}?", "Was {} a leap year?", "How was life in {}?",
            "Who won the championship in {}?", "Which songs were popular in {}?",
            "Which film won in {}?", "What did bread cost in {}?", "Tell me about the year {}.",
            "Were you there in {}?", "My father was born in {}.", "I was born in {}.",
            "How old is somebody born in {}?", "On which weekday did {} begin?", "the year {}",
            "What took place around {}?", "What was going on in {}?", "What was new in {}?",
            "Who ruled France in {}?", "Who ruled in {}?", "Who governed in {}?",
            "Which inventions came in {}?", "Which discoveries were made in {}?",
            "Which books were written in {}?", "Which king ruled in {}?",
            "What did people wear in {}?",
        ],
        held_out: &[
            "What took place in {}?", "Who ruled England in {}?",
            "Which inventions were made in {}?",
        ],
    },
    subjects: &[
        "1066", "1215", "1348", "1453", "1492", "1517", "1618", "1648", "1776", "1789", "1815",
        "1848", "1861", "1871", "1905", "1914", "1918", "1929", "1933", "1939", "1945", "1956",
        "1961", "1968", "1969", "1973", "1984", "1991", "1999", "2001", "2008", "2012", "2016",
        "2020", "2023", "2024", "2030",
    ],
    names: false,
};
