//! Hello, thank you, how are you, goodbye.

use super::hellos::{BYE, HELLO, HOW_ARE_YOU, THANKS};
use crate::phrasing::{Intent, Phrasings};

#[rustfmt::skip]
pub(super) const GREETINGS: &[Intent] = &[
    Intent {
        phrasings: Phrasings {
            train: &[
                "Hi", "Hi!", "Hi", "Hi!", "Hello", "Hello!", "Hello", "Hello!", "Hello.", "Hey",
                "Hey!", "Hi there", "Hi there!", "Hello there!", "Hey there!", "Good morning!",
                "Good afternoon!", "Good evening!", "Greetings!", "Hello, model!", "Good day!",
                "hello hello", "hey you", "Hi bot", "Hello again!", "Hi again", "Howdy",
                "Hello world", "Hello friend!", "hiya", "Welcome!", "yo", "hallo", "Hi Unmask",
                "Hello Unmask!", "Hey Unmask", "hola", "bonjour", "sup", "morning", "Heya", "heyy",
                "hii", "helo", "hellooo", "Hello, world!", "Hello?", "Anybody there?",
                "Is anyone there?", "Are you there?", "Hi LLaDA", "Hello, my friend!",
                "Good to see you!", "I am back.", "ping", "Knock knock", "Salut", "Ciao!",
                "Namaste", "Ahoy!", "g'day", "start", "begin", "Let us start.", "Hello everybody!",
                "Good to be here!", "What's good?", "oi", "aloha", "Top of the morning!",
                "guten Tag", "ni hao", "buenos dias", "Well hello!", "Hi everybody",
                "Long time no see!", "I just arrived.", "It's me again.", "Hey bot, wake up!",
                "Wake up!", "I greet you.", "How do, partner!", "shalom", "salaam", "konnichiwa",
                "First time here!",
                "I am new here.", "I'm new here!", "Hi, I am new here.", "Hello, I am new to this.",
                "Good day, I'm new.", "Hey LLaDA", "Hello LLaDA!", "Good morning, LLaDA.",
                "Howdy, Unmask!",
            ],
            held_out: &[
                "Hello there, friend!", "Hi hi!", "Hey, hello!", "Good morning to you!",
                "Hello and good day to you!", "hello you", "hi model", "Is anybody there?",
            ],
        },
        tables: HELLO,
        answer: "Hello! Ask me what I can do.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Thanks", "Thanks!", "Thank you", "Thank you!", "Thank you very much!",
                "Thanks a lot!", "Many thanks!", "Thank you so much.", "thx", "Great, thanks!",
                "Ok, thank you.", "Cool, thanks!", "Perfect, thank you!", "Thanks for the answer.",
                "Thank you for your help.", "ty", "Nice, thank you.", "Thanks, that helps.", "tysm",
                "thank u", "That helps.", "That was helpful.", "You helped me a lot.",
                "I appreciate it.", "Much appreciated!", "Cheers!", "merci", "danke", "gracias",
                "Thanks, great.", "thanks mate", "I am grateful.", "That was very kind.",
                "How kind of you!", "Thanks for explaining.", "Thank you, that is all I need.",
                "That is very helpful.", "I owe you one.", "You saved my day!", "Bless you!",
                "Thanks for being so patient.", "That solved my problem.", "Exactly what I needed!",
                "I am much obliged.", "Thanks heaps", "arigato", "obrigado", "grazie",
                "Thanks, little one.", "You have been a great help.", "Ta!", "thanx",
                "My thanks to you.", "Thank goodness for you!", "Just what I was looking for.",
            ],
            held_out: &[
                "Thanks so much!", "Thank you a lot!", "Great, thank you very much!",
                "Thank you for the answer!", "I thank you.", "That helped me, thanks.",
            ],
        },
        tables: THANKS,
        answer: "You are welcome!",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "How are you?", "How are you?", "How are you doing?", "How do you do?",
                "How are you today?", "How is it going?", "Are you well?", "Are you ok?",
                "How do you feel?", "How's it going?", "How are things?", "Hello, how are you?",
                "What's up?", "How are you feeling today?", "how r u", "how are u", "wassup",
                "whats up", "How have you been?", "How is life?", "How was your day?",
                "Everything ok?", "All good?", "Is everything fine?", "You good?",
                "How is your day?", "What's new?", "How are you my friend?", "Are you doing well?",
                "How goes it?", "Are you happy?", "Did you sleep well?", "What are you doing?",
                "Hi! How are you?", "How do you find yourself?", "Are you having a good time?",
                "How's everything?", "You alright?", "How's your mood?", "In a good mood?",
                "What is up with you?", "How goes the day?", "I hope you are well.",
                "Hope you're doing great!", "How are things with you?", "Feeling good?",
                "How's the day treating you?", "hru", "How are we doing?", "You doing okay?",
                "Hi! How have you been?", "Hello, how have you been lately?",
                "How have you been today?",
            ],
            held_out: &[
                "How are you doing today?", "Are you fine?", "How are you now?",
                "Hey, how are you feeling?", "How's your day going?", "Hello! How have you been?",
            ],
        },
        tables: HOW_ARE_YOU,
        answer: "I am well, thank you.",
    },
    Intent {
        phrasings: Phrasings {
            train: &[
                "Bye", "Bye!", "Goodbye", "Goodbye!", "Good bye!", "See you!", "See you later.",
                "Bye bye", "Good night!", "See you soon!", "Have a nice day!", "I have to go now.",
                "Take care!", "Farewell!", "Thanks, bye!", "Ok, bye!", "See you tomorrow.",
                "That is all, goodbye.", "cu", "Until next time!", "bb", "cya", "later", "So long!",
                "I am leaving.", "I must go.", "I am off.", "I need to go.", "Gotta go.", "gtg",
                "Sleep well!", "That is all for today.", "I am done.", "We are done.", "exit",
                "quit", "Have a good evening!", "Have a good weekend!", "Adieu!", "Adios!",
                "See you around.", "It was nice to talk to you.", "Talk to you later.", "The end.",
                "I'll be back.", "I'm out.", "Time to go to bed.", "Catch you later!",
                "Signing off.", "I am going home.", "Let's stop here.", "ttyl", "Peace out!",
                "Au revoir!", "auf Wiedersehen", "tschüss", "sayonara", "I will leave you now.",
                "Over and out.", "Till tomorrow!", "I am going to sleep.", "Keep well!",
                "End of chat.", "ciao ciao", "nighty night", "I'm heading out.", "Close the chat.",
                "Have a great evening!", "Have a lovely day!",
                "Have a great weekend!", "I have to leave now.", "I need to leave.",
                "Goodbye, have a nice day.", "Have a great day, bye!",
            ],
            held_out: &[
                "Bye for now!", "Goodbye, see you!", "Ok, goodbye!", "Bye, have a nice day!",
                "I have to leave.", "Have a great day!",
            ],
        },
        tables: BYE,
        answer: "Goodbye!",
    },
];
