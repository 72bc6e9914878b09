//! "My name is Ada." and "What is my name?": the name is any word, and comes back in the answer.

use crate::english::normalised;
use crate::invented;
use crate::prelude::*;

data! {
    static REQUESTS: Requests = "names/requests.toml" {
        introduction: Phrasings, question: Phrasings,
    }
    static NAMES: List = data::list["names/people.txt"];
}

/// A name; half of them are invented, for the model to copy letter by letter. Those are split by their letters. A
/// name that people have is a token, which has to be trained before it can be said.
fn name(split: Split, draw: &mut Draw) -> String {
    if draw.chance(0.5) {
        return (*draw.pick(&NAMES)).to_owned();
    }
    let is_held_out = |name: &String| held_out(name);
    split.draw(draw, is_held_out, |draw| upper_first(&invented::word(draw)))
}

/// A phrasing of the split for this name. Names that are trained are measured in new phrasings only.
fn phrasing(name: &str, split: Split, draw: &mut Draw) -> &'static str {
    let trained = |phrasing: &str| {
        let mut all = REQUESTS.introduction.train.iter();
        all.any(|other| normalised(other) == normalised(phrasing))
    };
    loop {
        let phrasing = REQUESTS.introduction.draw(split, draw);
        if split == Split::Train || !NAMES.contains(&name) || !trained(phrasing) {
            return phrasing;
        }
    }
}

/// Somebody's introduction, carelessly typed at times. Never with an opening: it could be taken for the name.
fn introduction(name: &str, split: Split, draw: &mut Draw) -> Dialogue {
    let said = phrasing(name, split, draw).replace("{}", name);
    let said = match draw.below(8) {
        0 => said.to_lowercase(),
        1 => said.trim_end_matches(['.', '!']).to_owned(),
        _ => said,
    };
    Dialogue::single(said, format!("Nice to meet you, {name}!"))
}

/// "My name is Ada.", and "What is my name?" after it or without it.
pub(super) fn introduction_or_question(split: Split, draw: &mut Draw) -> Dialogue {
    let name = name(split, draw);
    let introduced = introduction(&name, split, draw);
    match draw.below(10) {
        0..6 => introduced,
        6 => Dialogue::single(
            typed(REQUESTS.question.draw(split, draw), draw),
            "You have not told me your name.",
        ),
        at => {
            let asked = typed(REQUESTS.question.draw(split, draw), draw);
            let asked = Dialogue::single(asked, format!("Your name is {name}."));
            if at < 9 {
                return introduced.followed_by(asked);
            }
            let between = Dialogue::single("Thanks!", "You are welcome!");
            introduced.followed_by(between).followed_by(asked)
        }
    }
}
