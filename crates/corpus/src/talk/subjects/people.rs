//! People, living, dead and invented.

use super::Kind;
use crate::phrasing::Phrasings;

#[rustfmt::skip]
pub(super) const PEOPLE: Kind = Kind {
    weight: 9,
    frames: Phrasings {
        train: &[
            "Who is {}?", "Who was {}?", "Who is {}?", "Who was {}?", "Tell me about {}.",
            "When was {} born?", "When did {} die?", "Where was {} born?", "How old is {}?",
            "How tall is {}?", "What did {} do?", "What is {} famous for?", "Is {} still alive?",
            "Who is the wife of {}?", "How rich is {}?", "What did {} invent?", "What did {} say?",
            "Do you know {}?", "Write a biography of {}.", "Which songs are by {}?",
            "What books did {} write?", "Give me a quote by {}.", "{}", "Why is {} famous?",
            "How did {} die?", "Where does {} live?", "Summarize the life of {}.",
            "Write a letter to {}.", "What nationality is {}?", "How many children did {} have?",
            "What was the childhood of {} like?", "Which prizes did {} win?",
            "What is the real name of {}?", "Who was married to {}?", "Who killed {}?",
            "Was {} a good person?", "Is {} a man or a woman?", "What does {} look like?",
            "What happened to {}?", "How did {} become famous?", "Compare Mozart and {}.",
            "Show me a photo of {}.", "I met {} yesterday.", "I admire {}.", "biography of {}",
            "birthday of {}", "Who were the parents of {}?", "Which films did {} make?",
            "What is the best work of {}?", "Sing a song by {}.", "Talk like {}.",
            "Pretend to be {}.",
        ],
        held_out: &[
            "What do you know about {}?", "What made {} famous?", "In which year was {} born?",
            "Where did {} grow up?", "Tell me who {} was.",
        ],
    },
    subjects: &[
        "Shakespeare", "Einstein", "Albert Einstein", "Mozart", "Napoleon", "Isaac Newton",
        "Marie Curie", "Leonardo da Vinci", "Beethoven", "Bach", "Picasso", "Van Gogh", "Plato",
        "Socrates", "Aristotle", "Buddha", "Jesus", "Gandhi", "Nelson Mandela",
        "Martin Luther King", "Barack Obama", "Donald Trump", "Joe Biden", "Angela Merkel",
        "Elon Musk", "Bill Gates", "Steve Jobs", "Taylor Swift", "Michael Jackson", "Elvis Presley",
        "Madonna", "Messi", "Ronaldo", "Pele", "Alan Turing", "Ada Lovelace", "Charles Darwin",
        "Galileo", "Kepler", "Julius Caesar", "Cleopatra", "Alexander the Great", "Columbus",
        "Queen Victoria", "Winston Churchill", "Lenin", "Goethe", "Kafka", "Tolstoy",
        "Charlie Chaplin", "Tom Hanks", "Harry Potter", "Sherlock Holmes", "Batman", "Superman",
        "Santa Claus", "Gauss", "Euler", "the Pope", "the president of the United States",
        "the richest man in the world", "the prime minister", "Greta Thunberg", "Confucius",
        "Nikola Tesla", "Thomas Edison", "Voltaire", "Karl Marx", "Sigmund Freud", "Nietzsche",
        "Immanuel Kant", "Rousseau", "Dante", "Homer", "Cervantes", "Victor Hugo", "Jane Austen",
        "Charles Dickens", "Mark Twain", "Hemingway", "Agatha Christie", "Stephen King",
        "Frida Kahlo", "Rembrandt", "Michelangelo", "Claude Monet", "Salvador Dali", "Chopin",
        "Vivaldi", "Bob Dylan", "John Lennon", "Freddie Mercury", "Beyonce", "Rihanna", "Eminem",
        "Adele", "Justin Bieber", "Brad Pitt", "Angelina Jolie", "Leonardo DiCaprio",
        "Marilyn Monroe", "Alfred Hitchcock", "Steven Spielberg", "Bruce Lee", "Muhammad Ali",
        "Roger Federer", "Serena Williams", "Usain Bolt", "Michael Jordan", "Maradona",
        "Neil Armstrong", "Yuri Gagarin", "Stephen Hawking", "Niels Bohr", "Max Planck",
        "Louis Pasteur", "Pythagoras", "Archimedes", "Euclid", "Rosa Parks", "Joan of Arc",
        "Genghis Khan", "Stalin", "Abraham Lincoln", "George Washington", "Queen Elizabeth",
        "King Arthur", "Robin Hood", "Hercules", "Darth Vader", "Mickey Mouse", "Spider-Man",
        "Mark Zuckerberg", "Jeff Bezos", "Vladimir Putin", "Anne Frank",
    ],
    names: true,
};
