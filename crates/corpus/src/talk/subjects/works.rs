//! Books, pictures, pieces of music and films.

use super::Kind;
use crate::phrasing::Phrasings;

#[rustfmt::skip]
pub(super) const WORKS: Kind = Kind {
    weight: 6,
    frames: Phrasings {
        train: &[
            "Who wrote {}?", "Who wrote {}?", "Who is the author of {}?", "When was {} written?",
            "What is {} about?", "Who made {}?", "Who directed {}?", "Who painted {}?",
            "Who composed {}?", "Summarize {}.", "Who plays in {}?", "How does {} end?",
            "Have you read {}?", "Have you seen {}?", "Is {} a good book?", "When did {} come out?",
            "Who is the hero of {}?", "Give me a summary of {}.", "author of {}",
            "Can I read {} here?", "What happens in {}?", "Which year is {} from?",
            "Quote a line from {}.", "Is {} worth reading?", "How long is {}?", "Who sang {}?",
            "Who is the villain in {}?", "What is the message of {}?", "How many pages has {}?",
            "What are the main characters of {}?", "Is there a film of {}?",
            "What is the first line of {}?", "Explain the ending of {}.", "Rate {}.",
            "I just finished {}.", "Where can I watch {}?", "plot of {}", "characters in {}",
            "Is {} based on a true story?",
            "By whom was {} written?", "By which author is {}?", "By what artist is {}?",
            "Whose work is {}?", "What is the story of {}?", "What is the plot in {}?",
            "What is the title of the sequel to {}?", "Do you know who made {}?",
            "Do you know the author of {}?", "Do you know who sang {}?", "Do you know {}?",
            "Tell me who made {}.", "Tell me the author of {}.", "Tell me who composed {}.",
            "Tell me who painted {}.", "Tell me the plot of {}.", "Who had the idea for {}?",
            "I do not like the end of {}.", "Is {} a film or a book?",
        ],
        held_out: &[
            "By whom is {}?", "What is the plot of {}?", "Do you know who wrote {}?",
            "Tell me who wrote {}.",
        ],
    },
    subjects: &[
        "Hamlet", "Macbeth", "Romeo and Juliet", "the Bible", "Don Quixote", "Faust",
        "War and Peace", "Moby Dick", "Frankenstein", "Dracula", "the Odyssey", "the Iliad",
        "Harry Potter", "the Lord of the Rings", "the Hobbit", "Animal Farm", "1984",
        "Pride and Prejudice", "Jane Eyre", "Ulysses", "the Trial", "Robinson Crusoe",
        "Treasure Island", "Alice in Wonderland", "Peter Pan", "Pinocchio", "the Little Prince",
        "Oliver Twist", "the Mona Lisa", "the Starry Night", "the Last Supper", "Guernica",
        "the Magic Flute", "Carmen", "the Fifth Symphony", "Star Wars", "Titanic", "Casablanca",
        "the Matrix", "Jurassic Park", "the Lion King", "Breaking Bad", "the Simpsons",
        "Bohemian Rhapsody", "Yesterday", "Imagine", "Anna Karenina", "Crime and Punishment",
        "the Great Gatsby", "Dune", "the Koran", "the Divine Comedy", "Othello", "King Lear",
        "A Christmas Carol", "Great Expectations", "Wuthering Heights", "Brave New World",
        "the Metamorphosis", "Siddhartha", "the Name of the Rose", "the Alchemist", "Lolita",
        "the Hunger Games", "Twilight", "the Da Vinci Code", "Sapiens", "the Art of War",
        "the Girl with a Pearl Earring", "the Birth of Venus", "the Night Watch", "the Nutcracker",
        "Swan Lake", "the Barber of Seville", "Avatar", "Inception", "Pulp Fiction",
        "the Godfather", "Forrest Gump", "Frozen", "Toy Story", "Finding Nemo", "Friends",
        "Game of Thrones", "Stranger Things", "Squid Game", "Hey Jude", "Hotel California",
        "Billie Jean",
    ],
    names: true,
};
