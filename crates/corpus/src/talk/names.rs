//! "My name is Ada." and "What is my name?": the name is any word, and comes back in the answer.

use crate::draw::Draw;
use crate::invented::word as invented;
use crate::phrasing::{Phrasings, bare, held_out, typed, upper_first};
use crate::{Dialogue, Skill, Split};

#[rustfmt::skip]
const INTRODUCE: Phrasings = Phrasings {
    train: &[
        "My name is {}.", "My name is {}.", "My name is {}", "my name is {}", "My name's {}.",
        "I am {}.", "I'm {}.", "I am {}", "I'm {}!", "Hi, I am {}.", "Hi, I'm {}.",
        "Hello, I am {}.", "Hello, I'm {}!", "Hello, my name is {}.", "Hi, my name is {}.",
        "Hi! I'm {}.", "Hey, I'm {}.", "Hey there, I am {}.", "They call me {}.",
        "People call me {}.", "Call me {}.", "You can call me {}.", "I am called {}.",
        "My friends call me {}.", "This is {}.", "Hi, this is {}.", "{} here.", "Hello, {} here.",
        "{} is my name.", "The name is {}.", "Nice to meet you, I am {}.",
        "Nice to meet you, my name is {}.", "Good morning, I am {}.",
        "Let me introduce myself: I am {}.", "I go by {}.", "Hello! My name is {}.",
        "Please call me {}.", "My first name is {}.", "Hi there, my name is {}.",
        "Hello there, I'm {}.", "By the way, my name is {}.",
        "I would like to introduce myself, I am {}.", "Everyone knows me as {}.",
        "Folks call me {}.", "I was given the name {}.", "I was named {}.",
        "My parents named me {}.", "My mum calls me {}.", "I am known as {}.", "I'm known as {}.",
        "My nickname is {}.", "You may call me {}.", "{}, that's me.", "It's {}.",
        "It is {}, by the way.", "You are talking to {}.", "You're chatting with {}.",
        "I answer to {}.", "I sign as {}.", "The person typing is {}.", "Name: {}",
        "I bear the name {}.", "Here is {}.", "Meet {}, that is me.", "Remember that I am {}.",
        "Remember, my name is {}.", "Greetings from {}!", "Your user is called {}.",
        "Write down my name: {}.", "I have the name {}.", "i am {}, hello", "The name's {}.",
        "Refer to me as {}.", "Address me as {}.", "Good afternoon, {} speaking.", "{} speaking.",
        "Everyone calls me {}.", "Most people call me {}.", "All my friends call me {}.",
        "At home they call me {}.", "At work I am called {}.", "My family calls me {}.",
        "Simply call me {}.", "Feel free to call me {}.", "Good evening, this is {}.",
    ],
    held_out: &[
        "My name is {}.", "I am {}.", "Hi, I'm {}.", "Hello, my name is {}!", "Hey! My name is {}.",
        "Everybody calls me {}.", "Good evening, my name is {}.", "Just call me {}.",
    ],
};

#[rustfmt::skip]
const ASK: Phrasings = Phrasings {
    train: &[
        "What is my name?", "What's my name?", "Do you know my name?", "Who am I?",
        "Do you remember my name?", "What am I called?", "Tell me my name.",
        "Can you tell me my name?", "Say my name.", "How am I called?", "Do you know who I am?",
        "What did I say my name was?", "What was my name?", "And what is my name?",
        "Can you remember my name?", "So who am I?", "my name?", "Repeat my name.",
        "Remember my name?", "What name did I give you?", "Please say my name.",
        "Which name did I tell you?", "Do you recall who I am?", "Which name do I have?",
        "Which name is mine?", "By what name am I known?", "I forgot my own name.",
        "Have I told you my name?", "Did I tell you my name?", "Did I mention my name?",
        "How did I introduce myself?", "Who did I say I was?", "Who is talking to you?",
        "Who are you talking to?", "With whom are you speaking?", "Who is writing to you?",
        "How do people call me?", "Guess my name.", "What name did I use?", "Give me back my name.",
        "Could you repeat my name?", "Under what name do you know me?", "Recall my name.",
        "Who's this user?", "What do you call me?", "Is my name known to you?",
        "I want to hear my name.", "Address me by my name.", "Name me.",
        "Whose name did you just hear?", "who i am?",
    ],
    held_out: &[
        "What was my name again?", "Could you tell me my name?", "Do you still know my name?",
        "So what is my name?", "Do you remember what I am called?", "Tell me what my name is.",
    ],
};

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "Anna", "Peter", "Lee", "Maria", "Tom", "Ben", "Sara", "Max", "Lena", "John", "Mary", "Paul",
    "Emma", "Leo", "Nina", "Ali", "Yuki", "Ravi", "Olga", "Ivan", "Kim", "Sam", "Eva", "Hugo",
    "Mia", "Noah", "Lucy", "David", "Laura", "Omar", "Ada", "Alan", "Alice", "Amir", "Amy",
    "Andrea", "Andrew", "Angela", "Anton", "Arthur", "Astrid", "Barbara", "Bob", "Boris", "Bruno",
    "Carl", "Carla", "Carlos", "Carol", "Charles", "Charlie", "Chen", "Chloe", "Chris", "Clara",
    "Claire", "Claudia", "Clement", "Colin", "Cora", "Daisy", "Dan", "Daniel", "Daria", "Dennis",
    "Diana", "Diego", "Dora", "Edgar", "Edith", "Elena", "Eli", "Elias", "Elif", "Ella", "Ellen",
    "Elsa", "Emil", "Emily", "Eric", "Erika", "Esther", "Ethan", "Eugene", "Fatima", "Felix",
    "Finn", "Fiona", "Florian", "Frank", "Frida", "Fritz", "Gabriel", "George", "Gina", "Giulia",
    "Grace", "Greta", "Gustav", "Hana", "Hannah", "Hans", "Harry", "Hassan", "Heidi", "Helen",
    "Henry", "Hiroshi", "Ian", "Ida", "Ines", "Ingrid", "Irene", "Iris", "Isaac", "Isabel", "Jack",
    "Jacob", "James", "Jan", "Jane", "Jasmine", "Javier", "Jean", "Jenny", "Jessica", "Jin", "Joan",
    "Joe", "Johanna", "Jonas", "Jonathan", "Jorge", "Joseph", "Josh", "Judith", "Julia", "Julian",
    "Juan", "Karen", "Karim", "Kate", "Katja", "Keiko", "Kevin", "Klaus", "Kofi", "Lars", "Leila",
    "Leon", "Lily", "Linda", "Lisa", "Louis", "Luca", "Luis", "Lukas", "Luna", "Magda", "Marco",
    "Margaret", "Marie", "Mark", "Marta", "Martin", "Mateo", "Matilda", "Matt", "Maya", "Mehmet",
    "Michael", "Miguel", "Mike", "Mira", "Mohammed", "Monica", "Nadia", "Naomi", "Natalie", "Nick",
    "Nicole", "Nikolai", "Nora", "Oliver", "Olivia", "Oscar", "Otto", "Pablo", "Patrick", "Paula",
    "Pedro", "Petra", "Philip", "Pia", "Priya", "Rachel", "Ralph", "Rebecca", "Richard", "Rita",
    "Robert", "Robin", "Rosa", "Ruth", "Ryan", "Samira", "Sandra", "Sean", "Selma", "Sergei",
    "Simon", "Sofia", "Sophie", "Stefan", "Stella", "Steve", "Susan", "Sven", "Tania", "Tariq",
    "Teresa", "Thomas", "Tim", "Tina", "Tomas", "Ursula", "Vera", "Victor", "Viktoria", "Vincent",
    "Walter", "Wei", "William", "Xavier", "Yasmin", "Yusuf", "Zara", "Zoe",
];

/// A name; half of them are invented, for the model to copy letter by letter. Those are split by their letters. A
/// name that people have is a token, which has to be trained before it can be said.
fn name(split: Split, draw: &mut Draw) -> String {
    if draw.chance(0.5) {
        return (*draw.pick(NAMES)).to_owned();
    }
    loop {
        let name = upper_first(&invented(draw));
        if held_out(&name) == (split == Split::HeldOut) {
            return name;
        }
    }
}

/// A phrasing of the split for this name. Names that are trained are measured in new phrasings only.
fn phrasing(name: &str, split: Split, draw: &mut Draw) -> &'static str {
    let trained = |phrasing: &str| {
        let mut all = INTRODUCE.train.iter();
        all.any(|other| bare(other) == bare(phrasing))
    };
    loop {
        let phrasing = INTRODUCE.draw(split, draw);
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
pub(super) struct Names;

impl Skill for Names {
    fn name(&self) -> &'static str {
        "names"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let name = name(split, draw);
        let introduced = introduction(&name, split, draw);
        match draw.below(10) {
            0..6 => introduced,
            6 => Dialogue::single(
                typed(ASK.draw(split, draw), draw),
                "You have not told me your name.",
            ),
            at => {
                let asked = typed(ASK.draw(split, draw), draw);
                let asked = Dialogue::single(asked, format!("Your name is {name}."));
                if at < 9 {
                    return introduced.followed_by(asked);
                }
                let between = Dialogue::single("Thanks!", "You are welcome!");
                introduced.followed_by(between).followed_by(asked)
            }
        }
    }
}
