//! Tables of ways to ask about the habits of a chat partner.

use super::STOP;
use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const LANGUAGES: &[Table] = &[
    &[
            &[
                "Do you speak ", "Can you speak ", "Do you know ", "Do you understand ",
                "Can you write ", "Can you understand ", "Do you also speak ",
                "Can I talk to you in ",
            ],
            &[
                "English", "German", "French", "Spanish", "Chinese", "Italian", "Japanese",
                "Russian", "other languages", "any other language", "Arabic", "Hindi", "Dutch",
                "Polish", "Latin", "Korean", "Portuguese", "Turkish",
            ],
            &["", "?"],
        ],
    &[
        &[
            "which languages ", "what languages ", "how many languages ", "which language ",
            "which other languages ", "what other languages ",
        ],
        &[
            "can you speak", "do you speak", "do you know", "can you understand", "do you understand",
            "can you write", "can I use",
        ],
        &["?", " well?", " apart from English?", " here?"],
    ],
    &[
        &["in which languages ", "in what languages ", "in which language ", "in how many languages "],
        &[
            "can you answer", "do you answer", "can you write", "may I write to you", "can you talk",
            "can I ask you", "do you write", "can we talk", "could you reply",
        ],
        &["?", " apart from English?", " here?"],
    ],
    &[
        &[
            "do you speak ", "can you speak ", "do you know ", "can you answer in ", "can you write in ",
            "do you understand ",
        ],
        &[
            "anything but English", "anything except English", "any language but English", "only English",
            "other languages", "another language", "more than one language", "foreign languages",
            "other languages than English",
        ],
        &["?", " too?", " as well?"],
    ],
];

#[rustfmt::skip]
pub(super) const MEMORY: &[Table] = &[
    &[
            &["Do you ", "Can you ", "Will you ", "Are you able to ", "Could you "],
            &[
                "remember me", "remember this", "remember what I said", "remember our chat",
                "learn from me", "learn from this chat", "store my data", "save this chat",
                "learn something new", "keep my data", "learn from your mistakes",
            ],
            &["", "?"],
        ],
    &[
        &["can you ", "do you ", "will you ", "are you able to ", "could you "],
        &[
            "remember our chat", "remember me", "remember this chat", "remember our talk", "remember things",
            "learn", "learn from me", "learn things", "learn from us", "learn from this",
            "remember my name tomorrow", "keep our chat", "forget this",
        ],
        &["?", " later?", " at all?", " next time?"],
    ],
    &[
        &["are you learning ", "do you learn something ", "do you learn anything ", "will you learn "],
        &["from me", "from this", "from us", "from our chat", "from what I say", "from people"],
        &["?", " now?"],
    ],
    &[
        &["can I ", "may I ", "could I ", "am I able to "],
        &[
            "teach you", "teach you things", "teach you something", "teach you a fact", "train you",
            "make you learn", "make you remember this",
        ],
        &["?", " now?", " here?", " new?"],
    ],
];

#[rustfmt::skip]
pub(super) const LOOKUP: &[Table] = &[
    &[
            &["Can you ", "Do you ", "Are you able to ", "Could you ", "Please "],
            &[
                "search the web", "browse the internet", "use the internet", "look things up",
                "look something up online", "open a website", "search the internet", "use Google",
                "browse the web", "read a web page", "access the web",
            ],
            &["", "?"],
        ],
    &[
        &["do you have ", "have you ", "have you got ", "is there "],
        &[
            "internet access", "access to the internet", "access to the web", "web access",
            "an internet connection", "a connection to the internet", "live access to the news",
        ],
        &["?", " here?", " or not?", " now?"],
    ],
    &[
        &["can you ", "could you ", "are you able to ", "would you ", "please ", "do you "],
        &[
            "access the internet", "browse the internet", "browse the web", "search the web",
            "search the internet", "look something up", "look this up", "look that up",
            "search for something", "go online", "use a search engine", "find something online",
        ],
        &["?", " for me?", " please?"],
    ],
];

#[rustfmt::skip]
pub(super) const TRUST: &[Table] = &[
    &[
            &["Tell me ", "Can you tell me ", "I want to know ", "I wonder ", "Please tell me "],
            &[
                "if I can trust you", "if you make mistakes", "how good you are",
                "if you are reliable", "if I can rely on you", "if you are smart",
                "if that is true", "if you are always right", "how accurate you are",
                "if you can be wrong",
            ],
            STOP,
        ],
    &[
        &["do you ", "do you ever ", "can you ", "do you sometimes ", "do you often "],
        &[
            "make mistakes", "make errors", "make a mistake", "get things wrong", "err", "tell lies",
            "tell me wrong things", "give wrong answers", "say something wrong",
        ],
        &["?", " at all?", " too?"],
    ],
    &[
        &["can I ", "should I ", "may I ", "could I "],
        &[
            "rely on you", "rely on your answers", "trust you", "trust your answers", "believe you",
            "believe your answers", "rely on that", "trust that",
        ],
        &["?", " at all?", " fully?", " always?"],
    ],
    &[
        &["are you ", "are you really ", "are you always ", "are you quite ", "and are you "],
        &[
            "sure", "certain", "right", "accurate", "reliable", "correct", "smart", "clever", "intelligent",
            "sure of that", "sure about that",
        ],
        &["?", " now?", ", model?"],
    ],
    &[
        &["how ", "so how ", "just how ", "and how "],
        &[
            "sure", "certain", "accurate", "reliable", "smart", "clever", "intelligent", "honest", "good",
            "trustworthy",
        ],
        &[" are you?", " are your answers?", " are you really?", " is this model?"],
    ],
    &[
        &["are your answers ", "is what you say ", "are the answers ", "is that "],
        &["always right", "always correct", "really right", "really true", "reliable", "accurate", "correct", "true"],
        &["?", " or not?"],
    ],
    &[
        &["tell me ", "please tell me ", "can you tell me ", "I want to know ", "I wonder "],
        &[
            "how accurate you are", "how smart you are", "how sure you are", "how reliable you are",
            "how good your answers are", "if your answers are right", "if you make mistakes",
            "if I can rely on you",
        ],
        &["", " please"],
    ],
];

#[rustfmt::skip]
pub(super) const LIFE: &[Table] = &[
    &[
            &["Do you have ", "Have you got ", "Do you also have ", "Tell me if you have "],
            &[
                "a family", "friends", "a job", "a home", "children", "parents", "hobbies", "a pet",
                "a birthday", "a brother", "a sister", "a wife", "a husband", "a house",
            ],
            &["", "?"],
        ],
    &[
        &["what is ", "what's ", "tell me ", "say "],
        &[
            "your age", "your birthday", "your home", "your job", "your address", "your date of birth",
            "your home town",
        ],
        &["?", " please?", ", model?"],
    ],
    &[
        &["where ", "where exactly ", "in which city ", "in which country ", "in what town ", "in which house "],
        &["do you live", "are you living", "were you born", "is your home"],
        &["?", " now?"],
    ],
    &[
        &["do you have ", "have you ", "have you got "],
        &[
            "any friends", "a birthday", "a home", "any family", "any children", "brothers and sisters",
            "any hobbies", "a wife", "a best friend", "an age", "a mother", "a father", "a dog",
        ],
        &["?", " at all?", " too?"],
    ],
];

#[rustfmt::skip]
pub(super) const TASTE: &[Table] = &[
    &[
            &[
                "What is your favorite ", "What's your favorite ", "What is your favourite ",
                "Do you have a favorite ", "Tell me your favorite ", "Which is your favorite ",
            ],
            &[
                "color", "food", "book", "movie", "song", "animal", "number", "city", "country",
                "season", "word", "sport", "game", "band", "fruit", "day", "language", "place",
            ],
            &["", "?"],
        ],
    &[
        &["do you like ", "do you love ", "do you hate ", "do you enjoy ", "do you really like "],
        &[
            "music", "travelling", "reading", "cooking", "singing", "talking", "dancing", "cats", "dogs",
            "people", "football", "chocolate", "the summer", "books", "your work", "this game",
        ],
        &["?", " at all?", " much?"],
    ],
    &[
        &["what do you like ", "do you like ", "what do you love "],
        &["to do", "to eat", "to read", "to talk", "to travel", "to talk about", "to drink", "to play", "to sing"],
        &["?", " most of all?", " at all?"],
    ],
    &[
        &["do you have ", "have you ", "have you got ", "tell me if you have "],
        &[
            "a favorite", "an opinion", "any opinions", "a favourite", "any favorites", "a favorite thing",
            "opinions", "an opinion on that", "your own opinion",
        ],
        &["?", " too?", " at all?"],
    ],
    &[
        &["what is your favorite ", "what is your favourite ", "which is your favourite "],
        &[
            "animal", "thing", "food", "game", "word", "tree", "bird", "dish", "drink", "writer", "singer",
            "planet", "hobby", "name",
        ],
        &["?", " of all?"],
    ],
];
