//! Chemical elements: symbols both ways, and the atomic numbers of the lighter ones.

use super::asking::{Asking, Fact, Relation};
use crate::draw::Draw;
use crate::phrasing::Phrasings;
use crate::{Dialogue, Skill, Split};

/// Atomic number, symbol, name.
type Element = (u32, &'static str, &'static str);

/// The elements that people ask for, in order: all up to number 56, and the better known of the others.
#[rustfmt::skip]
const ELEMENTS: &[Element] = &[
    (1, "H", "hydrogen"), (2, "He", "helium"), (3, "Li", "lithium"), (4, "Be", "beryllium"),
    (5, "B", "boron"), (6, "C", "carbon"), (7, "N", "nitrogen"), (8, "O", "oxygen"),
    (9, "F", "fluorine"), (10, "Ne", "neon"), (11, "Na", "sodium"), (12, "Mg", "magnesium"),
    (13, "Al", "aluminium"), (14, "Si", "silicon"), (15, "P", "phosphorus"), (16, "S", "sulfur"),
    (17, "Cl", "chlorine"), (18, "Ar", "argon"), (19, "K", "potassium"), (20, "Ca", "calcium"),
    (21, "Sc", "scandium"), (22, "Ti", "titanium"), (23, "V", "vanadium"), (24, "Cr", "chromium"),
    (25, "Mn", "manganese"), (26, "Fe", "iron"), (27, "Co", "cobalt"), (28, "Ni", "nickel"),
    (29, "Cu", "copper"), (30, "Zn", "zinc"), (31, "Ga", "gallium"), (32, "Ge", "germanium"),
    (33, "As", "arsenic"), (34, "Se", "selenium"), (35, "Br", "bromine"), (36, "Kr", "krypton"),
    (37, "Rb", "rubidium"), (38, "Sr", "strontium"), (39, "Y", "yttrium"), (40, "Zr", "zirconium"),
    (41, "Nb", "niobium"), (42, "Mo", "molybdenum"), (43, "Tc", "technetium"),
    (44, "Ru", "ruthenium"), (45, "Rh", "rhodium"), (46, "Pd", "palladium"), (47, "Ag", "silver"),
    (48, "Cd", "cadmium"), (49, "In", "indium"), (50, "Sn", "tin"), (51, "Sb", "antimony"),
    (52, "Te", "tellurium"), (53, "I", "iodine"), (54, "Xe", "xenon"), (55, "Cs", "caesium"),
    (56, "Ba", "barium"), (57, "La", "lanthanum"), (58, "Ce", "cerium"), (60, "Nd", "neodymium"),
    (63, "Eu", "europium"), (64, "Gd", "gadolinium"), (72, "Hf", "hafnium"), (73, "Ta", "tantalum"),
    (74, "W", "tungsten"), (75, "Re", "rhenium"), (76, "Os", "osmium"), (77, "Ir", "iridium"),
    (78, "Pt", "platinum"), (79, "Au", "gold"), (80, "Hg", "mercury"), (81, "Tl", "thallium"),
    (82, "Pb", "lead"), (83, "Bi", "bismuth"), (84, "Po", "polonium"), (85, "At", "astatine"),
    (86, "Rn", "radon"), (87, "Fr", "francium"), (88, "Ra", "radium"), (89, "Ac", "actinium"),
    (90, "Th", "thorium"), (92, "U", "uranium"), (93, "Np", "neptunium"), (94, "Pu", "plutonium"),
    (95, "Am", "americium"), (96, "Cm", "curium"), (99, "Es", "einsteinium"),
];

/// How many of them, from the first, are asked for by number: up to krypton.
const NUMBERED: usize = 36;

/// The other spellings of some.
const SPELLINGS: &[(&str, &str)] = &[
    ("aluminium", "aluminum"),
    ("sulfur", "sulphur"),
    ("caesium", "cesium"),
];

#[rustfmt::skip]
pub(super) const SYMBOL: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the symbol of {}?", "What is the symbol of {}?",
                "What is the symbol for {}?", "What is the symbol for {}?",
                "What is the chemical symbol of {}?", "What is the chemical symbol for {}?",
                "What's the chemical symbol for {}?", "What's the symbol for {}?", "{} symbol",
                "{} symbol?", "{}: symbol?", "{} chemical symbol", "symbol of {}", "symbol for {}",
                "chemical symbol for {}", "chemical symbol of {}?", "Which symbol does {} have?",
                "What symbol does {} have?", "What symbol stands for {}?",
                "Which letters stand for {}?", "What letters stand for {} in the periodic table?",
                "How is {} abbreviated in the periodic table?", "How do you write {} in chemistry?",
                "How do chemists write {}?", "What is {} in the periodic table?",
                "What is the abbreviation of {}?", "What is {}'s symbol?",
                "Which symbol is used for {}?", "Which chemical symbol belongs to {}?",
                "What is the symbol of the element {}?", "The element {} has which symbol?",
                "In chemistry, what is the symbol for {}?", "Element: {}. Symbol?",
                "Write the symbol for {}.", "{} is written as",
                "What does {} look like in the periodic table?",
                "What chemical abbreviation is used for {}?",
                "What is the chemical abbreviation for {}?", "abbreviation for {} in chemistry",
                "What is the short form of {} in chemistry?",
                "Which letter or letters represent {}?",
                "Which letter or letters denote {} in a formula?",
                "How is {} denoted in chemistry?", "How is {} symbolised?",
                "How is {} symbolized in chemistry?", "How do you abbreviate {}?",
                "How do you spell {} as a chemical symbol?",
                "With which symbol do chemists denote {}?",
                "By which letters do chemists abbreviate {}?", "{} has which chemical symbol?",
                "{} abbreviation chemistry", "{} is abbreviated as",
                "{} is represented by which symbol?", "{} is denoted by", "{}'s chemical symbol is",
                "The symbol for {} is", "The chemical symbol of {} is ...",
                "In a chemical formula, how do I write {}?",
                "If I write {} in a formula, which letters do I use?",
                "I need {} in a formula. What is its symbol?",
                "Identify the chemical symbol of {}.",
                "Which sign stands for {} in the periodic table?", "symbol {}",
                "chemical symbol {}", "element symbol {}?", "symbol for element {}",
                "Symbol of the element {}?", "What's the symbol for the element {}?",
            ],
            held_out: &[
                "Which symbol stands for {}?",
                "What's {}'s chemical symbol?",
                "What symbol is used for {}?",
                "How is {} written in the periodic table?",
                "In the periodic table, what is the symbol for {}?",
                "Symbol for the element {}?",
                "What is the chemical symbol for the element {}?",
            ],
        },
        things: &[
            "the symbol of {}", "the symbol for {}", "the chemical symbol of {}",
            "the chemical symbol for {}", "{}'s symbol", "the symbol for the element {}",
            "the abbreviation of {} in chemistry", "the chemical abbreviation for {}",
            "{}'s chemical symbol", "the letters that stand for {} in chemistry",
        ],
        clauses: &[
            "which symbol {} has", "what symbol {} has",
            "how {} is abbreviated in the periodic table", "how {} is written in a formula",
            "which letters stand for {} in chemistry", "what the symbol for {} is",
        ],
    },
    fact: symbol,
};

#[rustfmt::skip]
const NAME: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which element has the symbol {}?", "Which element has the symbol {}?",
                "What element has the symbol {}?", "What element is {}?", "Which element is {}?",
                "Which element is {}?", "What chemical element is {}?",
                "{} is the symbol of which element?", "{} is the symbol of what?",
                "{} is the symbol of", "{} is the symbol for",
                "{} is the chemical symbol for which element?", "{} is which element?",
                "{} element", "{} element?", "element {}", "{}: which element?",
                "Of which element is {} the symbol?", "What does the symbol {} stand for?",
                "What does the chemical symbol {} stand for?", "What does the symbol {} mean?",
                "What does {} stand for in chemistry?", "What does {} mean in the periodic table?",
                "What does {} stand for in the periodic table?", "Which element does {} stand for?",
                "What element does {} stand for?", "Which element is written {}?",
                "Which element is abbreviated {}?", "Symbol: {}. Element?",
                "Which element's symbol is {}?", "The symbol {} stands for",
                "In chemistry, what is {}?", "Which chemical element is denoted by {}?",
                "Which element is shown as {} in the periodic table?",
                "Which element do chemists write as {}?",
                "Which element do chemists abbreviate as {}?",
                "What element goes by the symbol {}?", "What is the element {} called?",
                "What is the name of the element with the symbol {}?",
                "What is the full name of the element {}?",
                "Which substance has the chemical symbol {}?", "{} denotes which element?",
                "{} represents which element?", "{} stands for which element?",
                "{} stands for what in chemistry?", "{} stands for", "{} is the chemical symbol of",
                "{} is short for which element?", "{} in the periodic table?", "{}: element name?",
                "The chemical symbol {} stands for which element?",
                "The letters {} stand for which chemical element?", "chemical element {}",
                "element symbol {}", "whats the element {}",
                "I see {} in the periodic table. Which element is that?",
                "I read {} in a formula. Which element is meant?",
                "If the symbol is {}, what is the element?", "In a formula, what does {} mean?",
                "Name the element with the symbol {}.", "Identify the element {}.",
                "Which metal, gas or other element has the symbol {}?",
                "What does the symbol {} represent?", "Which element does the symbol {} represent?",
                "Which element does {} represent?", "Which element is represented as {}?",
                "{} is the symbol for what?", "What element is {} the symbol for?",
                "Which element is {} the symbol for?",
                "{} is the symbol for which chemical element?",
                "Which element is represented by {}?", "Which chemical element is represented by {}?",
                "What element is represented by the symbol {}?", "{} represents what element?",
                "By {} which element is represented?", "Which element is represented with {}?",
                "What chemical element is represented by {}?", "What element is denoted by {}?",
                "What element is abbreviated by {}?", "What element is written {}?",
                "What element is meant by {}?", "What element is indicated by {}?",
                "What element is shown as {}?", "What is represented by the symbol {}?",
                "What element do chemists represent by {}?", "What element is abbreviated as {}?",
                "Represented by {}: what element is it?", "What element is symbolised by {}?",
            ],
            held_out: &[
                "Which chemical element has the symbol {}?",
                "What element does the symbol {} represent?",
                "What is {} in chemistry?",
                "What element is represented by {}?",
                "{} is the symbol for which element?",
            ],
        },
        things: &[
            "the element with the symbol {}", "the element whose symbol is {}",
            "the name of the element {}", "the chemical element with the symbol {}",
            "the name of the element with the symbol {}", "the element that {} stands for",
        ],
        clauses: &[
            "which element has the symbol {}", "which element {} is",
            "what the symbol {} stands for", "which element {} stands for",
            "what {} stands for in chemistry", "what {} means in the periodic table",
            "which chemical element is abbreviated {}",
        ],
    },
    fact: name,
};

#[rustfmt::skip]
pub(super) const NUMBER: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "What is the atomic number of {}?", "What is the atomic number of {}?",
                "What's the atomic number of {}?", "Which atomic number does {} have?",
                "What atomic number does {} have?", "{} atomic number", "{}: atomic number?",
                "{} atomic number?", "atomic number of {}", "atomic number {}",
                "What is {}'s atomic number?", "What number is {} in the periodic table?",
                "What number does {} have in the periodic table?",
                "Which number is {} in the periodic table?", "How many protons does {} have?",
                "How many protons are in {}?", "How many protons are there in an atom of {}?",
                "protons in {}", "{} has how many protons?", "{} has which atomic number?",
                "Element: {}. Atomic number?", "What is the proton number of {}?",
                "How many protons are in the nucleus of {}?",
                "How many protons does the nucleus of {} contain?",
                "How many protons make up the nucleus of {}?",
                "The nucleus of {} contains how many protons?",
                "What is the number of protons in {}?", "Number of protons in {}?",
                "number of protons {}", "proton count of {}",
                "Which place does {} take in the periodic table?",
                "At which number do I find {} in the periodic table?",
                "Under which number is {} listed in the periodic table?",
                "{} is number what in the periodic table?", "{} is element number",
                "{} is which element by number?", "{} has the atomic number",
                "{}'s atomic number is", "{} protons", "{} proton number",
                "The atomic number of {} is", "Name the atomic number of {}.",
                "I found {} in the periodic table. What is its atomic number?",
                "What position in the periodic table does {} have?",
                "At what position is {} in the periodic table?",
                "Which position does {} have in the periodic table?",
                "What place does {} have in the periodic table?",
                "Where does {} stand in the periodic table?",
                "At which position in the periodic table is {}?",
            ],
            held_out: &[
                "Which is the atomic number of {}?",
                "How many protons has {}?",
                "What position does {} have in the periodic table?",
                "What's the atomic number for {}?",
                "How many protons does an atom of {} have?",
            ],
        },
        things: &[
            "the atomic number of {}", "{}'s atomic number", "the number of protons in {}",
            "the atomic number of the element {}",
        ],
        clauses: &[
            "which atomic number {} has", "how many protons {} has",
            "how many protons there are in {}", "what number {} is in the periodic table",
            "how many protons are in the nucleus of {}",
        ],
    },
    fact: number,
};

#[rustfmt::skip]
const NUMBERED_ELEMENT: Relation = Relation {
    asking: Asking {
        phrasings: Phrasings {
            train: &[
                "Which element has the atomic number {}?", "What element has the atomic number {}?",
                "Which element has atomic number {}?",
                "Which element is number {} in the periodic table?", "What is element number {}?",
                "Which element is number {}?", "element with atomic number {}", "element number {}",
                "atomic number {}", "{} is the atomic number of which element?",
                "Which element has {} protons?", "What element has {} protons?",
                "{} protons: which element?", "Atomic number: {}. Element?",
                "Which element carries the atomic number {}?",
                "Which element has {} protons in its nucleus?",
                "Which element's nucleus contains {} protons?", "Whose atomic number is {}?",
                "Which element stands at number {} in the periodic table?",
                "Which element is listed as number {} in the periodic table?",
                "What is number {} in the periodic table?",
                "What element comes at place {} in the periodic table?", "What's element {}?",
                "element {}", "element no. {}", "periodic table number {}", "{} protons?",
                "{} is the atomic number of", "{} is the atomic number of what?",
                "{} is which element's atomic number?", "{}: which element has this atomic number?",
                "An atom has {} protons. Which element is it?",
                "If an atom has {} protons, which element is it?",
                "If the atomic number is {}, what is the element?",
                "The atomic number is {}. Which element is it?", "The element with {} protons is",
                "Name the element with the atomic number {}.",
            ],
            held_out: &[
                "What element has atomic number {}?",
                "Which chemical element has the atomic number {}?",
                "{} protons make which element?",
            ],
        },
        things: &[
            "the element with the atomic number {}", "the element with atomic number {}",
            "element number {}", "the element with {} protons", "the name of element number {}",
        ],
        clauses: &[
            "which element has the atomic number {}", "which element is number {}",
            "which element has {} protons", "which element's atomic number is {}",
            "what element {} is",
        ],
    },
    fact: numbered_element,
};

/// The name in one of its spellings.
fn spelled(name: &'static str, draw: &mut Draw) -> &'static str {
    let other = SPELLINGS.iter().find(|(usual, _)| *usual == name);
    match other {
        Some((_, other)) if draw.chance(0.5) => other,
        _ => name,
    }
}

fn symbol(draw: &mut Draw) -> Fact {
    let (_, symbol, name) = *draw.pick(ELEMENTS);
    let name = spelled(name, draw);
    Fact::of(name, format!("The symbol of {name} is {symbol}."))
}

fn name(draw: &mut Draw) -> Fact {
    let (_, symbol, name) = *draw.pick(ELEMENTS);
    Fact::of(symbol, format!("The symbol of {name} is {symbol}."))
}

fn number(draw: &mut Draw) -> Fact {
    let (number, _, name) = *draw.pick(&ELEMENTS[..NUMBERED]);
    let name = spelled(name, draw);
    Fact::of(name, format!("The atomic number of {name} is {number}."))
}

fn numbered_element(draw: &mut Draw) -> Fact {
    let (number, _, name) = *draw.pick(&ELEMENTS[..NUMBERED]);
    let answer = format!("The atomic number of {name} is {number}.");
    Fact::of(number.to_string(), answer)
}

/// "What is the symbol of gold?"
pub(super) struct Elements;

impl Skill for Elements {
    fn name(&self) -> &'static str {
        "elements"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let relation = match draw.below(20) {
            0..9 => SYMBOL,
            9..14 => NAME,
            14..18 => NUMBER,
            _ => NUMBERED_ELEMENT,
        };
        relation.dialogue(split, draw)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn elements_are_in_order_and_differ() {
        assert!(ELEMENTS.iter().is_sorted_by(|a, b| a.0 < b.0));
        let symbols: HashSet<_> = ELEMENTS.iter().map(|e| e.1.to_lowercase()).collect();
        let names: HashSet<_> = ELEMENTS.iter().map(|e| e.2).collect();
        assert_eq!(symbols.len(), ELEMENTS.len());
        assert_eq!(names.len(), ELEMENTS.len());
        assert_eq!(ELEMENTS[NUMBERED - 1].0 as usize, NUMBERED);
    }
}
