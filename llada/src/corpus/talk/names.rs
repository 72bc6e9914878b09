//! "My name is Ada." and "What is my name?": the name is any word, and comes back in the answer.

use crate::corpus::draw::Draw;
use crate::corpus::invented::word as invented;
use crate::corpus::phrasing::{Phrasings, held_out, typed, upper_first};
use crate::corpus::{Dialogue, Skill, Split};

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
        "I would like to introduce myself, I am {}.",
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
        "Which name did I tell you?",
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

/// A name of the split; half of them are invented, for the model to copy letter by letter.
fn name(split: Split, draw: &mut Draw) -> String {
    loop {
        let name = if draw.chance(0.5) {
            upper_first(&invented(draw))
        } else {
            (*draw.pick(NAMES)).to_owned()
        };
        if held_out(&name) == (split == Split::HeldOut) {
            return name;
        }
    }
}

/// Somebody's introduction, carelessly typed at times. Never with an opening: it could be taken for the name.
fn introduction(name: &str, split: Split, draw: &mut Draw) -> Dialogue {
    let said = INTRODUCE.draw(split, draw).replace("{}", name);
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
