//! A small context-free grammar that can both make a text and recognise it.

use crate::prelude::*;
use std::collections::{HashMap, HashSet};

data! {
    /// The rules of the stories.
    pub(super) static STORIES: Grammar = Grammar::read["stories/grammar.txt"];
}

/// The rule that stands for the chief character, and the one that names it again.
const HERO: &str = "hero";
const AGAIN: &str = "again";

/// Words that a usual story chooses from, the first of their list.
const USUAL: usize = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Token(&'static str),
    Rule(&'static str),
}

type Alternative = Vec<Symbol>;

/// What each rule may be replaced by.
pub(super) struct Grammar {
    rules: HashMap<&'static str, Vec<Alternative>>,
    /// The tokens that occur in some text of each rule.
    says: HashMap<&'static str, HashSet<&'static str>>,
}

impl Grammar {
    /// Reads one rule a line, "name = one <rule> | another"; lines with # are comments.
    fn read(file: &'static str, text: &'static str) -> Result<Self, DataError> {
        let mut rules: HashMap<&str, Vec<Alternative>> = HashMap::new();
        for (line, found) in (1..).zip(text.lines()) {
            if found.is_empty() || found.starts_with('#') {
                continue;
            }
            let (name, alternatives) = found.split_once(" = ").ok_or_else(|| {
                let remedy = "is no rule; write \"name = one <rule> | another\"".to_owned();
                DataError::Line(file, line, found, remedy)
            })?;
            let alternatives = alternatives.split(" | ").map(Self::alternative).collect();
            rules.insert(name, alternatives);
        }
        let mut says = HashMap::new();
        for rule in rules.keys() {
            Self::gather(rule, &rules, &mut says);
        }
        Ok(Self { rules, says })
    }

    /// Adds the tokens of the rule, and of those that it leads to, to `says`.
    fn gather(
        rule: &'static str,
        rules: &HashMap<&'static str, Vec<Alternative>>,
        says: &mut HashMap<&'static str, HashSet<&'static str>>,
    ) {
        if says.contains_key(rule) {
            return;
        }
        let mut said = HashSet::new();
        for symbol in rules.get(rule).into_iter().flatten().flatten() {
            match *symbol {
                Symbol::Token(token) => {
                    said.insert(token);
                }
                Symbol::Rule(next) => {
                    Self::gather(next, rules, says);
                    said.extend(&says[next]);
                }
            }
        }
        says.insert(rule, said);
    }

    fn alternative(text: &'static str) -> Alternative {
        text.split_whitespace()
            .map(|part| {
                let rule = part.strip_prefix('<').and_then(|p| p.strip_suffix('>'));
                rule.map_or(Symbol::Token(part), Symbol::Rule)
            })
            .collect()
    }

    fn alternatives(&self, rule: &str) -> &[Alternative] {
        self.rules.get(rule).map_or(&[], Vec::as_slice)
    }

    /// The words that a rule without further rules chooses from.
    pub(super) fn words(&self, rule: &str) -> Vec<&'static str> {
        self.alternatives(rule)
            .iter()
            .filter_map(|alternative| match alternative[..] {
                [Symbol::Token(word)] => Some(word),
                _ => None,
            })
            .collect()
    }

    /// Whether some text of the alternative has this word in it.
    fn can_say(&self, alternative: &[Symbol], word: &str) -> bool {
        alternative.iter().any(|symbol| match symbol {
            Symbol::Token(token) => *token == word,
            Symbol::Rule(rule) => self.says.get(rule).is_some_and(|said| said.contains(word)),
        })
    }

    /// Whether the tokens are a text of the rule, with this hero.
    pub(super) fn recognises(&self, rule: &str, tokens: &[&str], hero: &str) -> bool {
        self.ends(rule, tokens, 0, hero).contains(&tokens.len())
    }

    /// Where a text of the rule that begins at `start` may end.
    fn ends(&self, rule: &str, tokens: &[&str], start: usize, hero: &str) -> Vec<usize> {
        if rule == AGAIN || rule == HERO {
            let said = tokens.get(start) == Some(&hero);
            return if said { vec![start + 1] } else { vec![] };
        }
        let mut all = Vec::new();
        for alternative in self.alternatives(rule) {
            let mut ends = vec![start];
            for symbol in alternative {
                ends = match symbol {
                    Symbol::Token(token) => ends
                        .into_iter()
                        .filter(|&at| tokens.get(at) == Some(token))
                        .map(|at| at + 1)
                        .collect(),
                    Symbol::Rule(rule) => {
                        ends.into_iter().flat_map(|at| self.ends(rule, tokens, at, hero)).collect()
                    }
                };
                ends.sort_unstable();
                ends.dedup();
            }
            all.append(&mut ends);
        }
        all
    }
}

/// What decides between the alternatives of a rule.
pub(super) enum Choice<'a> {
    /// Chance.
    Any(&'a mut Draw),
    /// The subject alone, so that it always gives the same text; and among a few words only, so that it can be learned.
    By(&'a str),
}

/// A text in the making.
pub(super) struct Telling<'a> {
    grammar: &'static Grammar,
    choice: Choice<'a>,
    /// Words that have yet to be said.
    wishes: Vec<&'static str>,
    said: Vec<&'static str>,
    hero: Option<&'static str>,
}

impl<'a> Telling<'a> {
    /// Tokens of a text of these rules one after another that says all the wishes, or nothing where the choices left
    /// no room for one.
    pub(super) fn of(
        rules: &[&'static str],
        wishes: &[&'static str],
        choice: Choice<'a>,
    ) -> Option<Vec<&'static str>> {
        let mut telling = Self {
            grammar: &STORIES,
            choice,
            wishes: wishes.to_vec(),
            said: Vec::new(),
            hero: None,
        };
        for rule in rules {
            telling.expand(rule);
        }
        telling.wishes.is_empty().then_some(telling.said)
    }

    fn expand(&mut self, rule: &'static str) {
        if rule == AGAIN {
            self.said.extend(self.hero);
            return;
        }
        let alternative = self.choose(rule);
        for symbol in alternative {
            match *symbol {
                Symbol::Token(token) => {
                    self.wishes.retain(|wish| *wish != token);
                    self.said.push(token);
                }
                Symbol::Rule(next) => self.expand(next),
            }
        }
        if rule == HERO && self.hero.is_none() {
            self.hero = self.said.last().copied();
        }
    }

    fn choose(&mut self, rule: &'static str) -> &'static Alternative {
        let all = self.grammar.alternatives(rule);
        // A word of a list is a wish, if there is one, and else a word that has not been said yet. Above the words,
        // chance leads to the wishes only half of the time, or they would always come as early as they can.
        let is_list =
            all.iter().all(|one| one.iter().all(|symbol| matches!(symbol, Symbol::Token(_))));
        let guided = is_list
            || match &mut self.choice {
                Choice::Any(draw) => draw.chance(0.5),
                Choice::By(_) => true,
            };
        let most = |one: &&Alternative| {
            let can = |wish: &&&str| self.grammar.can_say(one, wish);
            self.wishes.iter().filter(can).count()
        };
        let best = all.iter().map(|one| most(&one)).max().unwrap_or_default();
        let mut able: Vec<&Alternative> = if guided {
            all.iter().filter(|one| most(one) == best).collect()
        } else {
            all.iter().collect()
        };
        if is_list {
            let fresh = |one: &Alternative| match one[..] {
                [Symbol::Token(word)] => !self.said.contains(&word),
                _ => true,
            };
            if able.iter().any(|one| fresh(one)) {
                able.retain(|one| fresh(one));
            }
        }
        match &mut self.choice {
            Choice::Any(draw) => able[draw.below(able.len())],
            Choice::By(subject) => {
                let few = if is_list { able.len().min(USUAL) } else { 1 };
                let key = [fingerprint(subject), fingerprint(rule)];
                able[Draw::new(&key).below(few)]
            }
        }
    }
}
