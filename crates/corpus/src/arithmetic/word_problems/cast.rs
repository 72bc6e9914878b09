//! Who and what a word problem is about, and the text with their names in it.

use super::problem::Problem;
use crate::invented;
use crate::prelude::*;

data! {
    /// Names, and whether "he" or "she" stands for them.
    static PEOPLE: Rows<2> = data::table["word-problems/people.tsv"];
    /// People without a name.
    static RELATIVES: Rows<2> = data::table["word-problems/relatives.tsv"];
    /// Nouns whose plural has no rule.
    static IRREGULAR_PLURALS: Rows<2> = data::table["word-problems/irregular-plurals.tsv"];
}

/// Who and what a problem is about.
pub(super) struct Cast {
    name: String,
    /// "he" or "she", for the name.
    he: &'static str,
    other: String,
    thing: String,
    /// The second noun, and two others where the problem has three.
    places: [&'static str; 3],
}

impl Cast {
    /// Two people, a thing and a second noun; none where the two have one name.
    pub(super) fn draw(problem: &Problem, draw: &mut Draw) -> Option<Self> {
        let (name, he) = person(draw);
        let (other, _) = person(draw);
        if name == other {
            return None;
        }
        Some(Self {
            name,
            he,
            other,
            thing: thing(problem, draw),
            places: places(problem.places, draw),
        })
    }

    /// The text with its slots filled, the numbers as `write` writes them.
    pub(super) fn tell(
        &self,
        text: String,
        numbers: [(char, i32); 3],
        write: fn(i32) -> String,
    ) -> String {
        let text = numbers.iter().fold(text, |text, &(letter, number)| {
            let noun = self.noun(number);
            text.replace(&format!("{{{letter} i}}"), &format!("{} {noun}", write(number)))
                .replace(&format!("{{{letter}}}"), &write(number))
        });
        let [place, other, third] = self.places;
        let (his, him) = match self.he {
            "he" => ("his", "him"),
            _ => ("her", "her"),
        };
        let text = text
            .replace("{is}", &plural(&self.thing))
            .replace("{thing}", &self.thing)
            .replace("{place}", place)
            .replace("{places}", &plural(place))
            .replace("{other}", other)
            .replace("{others}", &plural(other))
            .replace("{thirds}", &plural(third))
            .replace("{n}", &self.name)
            .replace("{m}", &self.other)
            .replace("{his}", his)
            .replace("{him}", him)
            .replace("{he}", self.he)
            .replace("{He}", &upper_first(self.he));
        in_sentences(&text)
    }

    /// The thing counted as it stands after this number: "apple" after 1, "apples" after 5.
    pub(super) fn noun(&self, number: i32) -> String {
        if number == 1 { self.thing.clone() } else { plural(&self.thing) }
    }
}

/// Somebody, and whether "he" or "she" stands for them: a name of the list, one that nobody has, or "my brother".
fn person(draw: &mut Draw) -> (String, &'static str) {
    let [name, he] = match draw.below(10) {
        0 => *draw.pick(&RELATIVES),
        1 => {
            let he = if draw.chance(0.5) { "he" } else { "she" };
            return (upper_first(&invented::short(draw)), he);
        }
        _ => *draw.pick(&PEOPLE),
    };
    (name.to_owned(), he)
}

/// What the problem counts. Where it may be anything, some of it is nothing that has a name: the answer copies it.
fn thing(problem: &Problem, draw: &mut Draw) -> String {
    if problem.of_anything && draw.chance(0.15) {
        return invented::short(draw);
    }
    (*draw.pick(&problem.things)).to_owned()
}

/// Three of the nouns, all different where there are three.
fn places(nouns: List, draw: &mut Draw) -> [&'static str; 3] {
    let others = (nouns.len() - 1).max(1);
    let first = draw.below(nouns.len());
    let step = 1 + draw.below(others);
    [0, step, step % others + 1].map(|step| nouns[(first + step) % nouns.len()])
}

/// The text with a capital letter after every full stop.
fn in_sentences(text: &str) -> String {
    let sentences: Vec<String> = text.split(". ").map(upper_first).collect();
    sentences.join(". ")
}

fn plural(thing: &str) -> String {
    if let Some([_, things]) = IRREGULAR_PLURALS.iter().find(|[one, _]| *one == thing) {
        return (*things).to_owned();
    }
    if ["ch", "x"].iter().any(|end| thing.ends_with(end)) {
        return format!("{thing}es");
    }
    match thing.strip_suffix("rry") {
        Some(stem) => format!("{stem}rries"),
        None => format!("{thing}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::problem::NOUNS;
    use super::*;
    use crate::arithmetic::calculation::digits;
    use crate::english::number_word;

    fn counted(number: i32, thing: &str, write: fn(i32) -> String) -> String {
        let cast = Cast {
            name: "Tom".to_owned(),
            he: "he",
            other: "Anna".to_owned(),
            thing: thing.to_owned(),
            places: [""; 3],
        };
        cast.tell("{n}: {a i}".to_owned(), [('a', number); 3], write)
    }

    #[test]
    fn nouns_agree_with_their_numbers() {
        assert_eq!(counted(1, "apple", digits), "Tom: 1 apple");
        assert_eq!(counted(3, "peach", digits), "Tom: 3 peaches");
        assert_eq!(counted(7, "box", digits), "Tom: 7 boxes");
        assert_eq!(counted(2, "cherry", number_word), "Tom: two cherries");
        assert_eq!(counted(0, "person", digits), "Tom: 0 people");
        assert_eq!(counted(4, "sheep", digits), "Tom: 4 sheep");
        assert_eq!(counted(4, "bus", digits), "Tom: 4 buses");
        assert_eq!(counted(3, "shelf", digits), "Tom: 3 shelves");
        assert_eq!(counted(2, "piece of fruit", digits), "Tom: 2 pieces of fruit");
    }

    #[test]
    fn the_second_nouns_of_a_problem_differ() {
        let mut draw = Draw::new(&[6]);
        for _ in 0..200 {
            let [one, two, three] = places(NOUNS["animals"], &mut draw);
            assert!(one != two && two != three && one != three);
            assert_eq!(places(List::ONLY_EMPTY, &mut draw), [""; 3]);
        }
    }
}
