//! Tables of greetings, thanks and goodbyes.

use super::MARK;
use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const HELLO: &[Table] = &[
    &[
            &[
                "Hi", "Hello", "Hey", "Good morning", "Good afternoon", "Good evening", "Greetings",
                "Good day", "Hiya", "Hey hey", "Hi, hello", "Hello, hi", "Yo", "Howdy",
            ],
            &[
                "", " there", " you", " friend", " model", " everyone", " again", " to you",
                " my friend", ", hello", " hi", " bot", " Unmask", " LLaDA", " computer",
                " my dear", ", nice to see you", ", I am new here", ", small model", " AI",
                " buddy", ", anyone there",
            ],
            &["", "!", ".", "!!", " :)"],
        ],
    &[
        &[
            "hi", "hello", "hey", "howdy", "yo", "good morning", "good evening", "good afternoon",
            "good day", "greetings",
        ],
        &[" and ", ", ", " "],
        &[
            "hello", "hi", "good day to you", "nice to be here", "good to see you", "welcome", "I am back", "hey",
            "good morning", "nice to see you again", "hello again", "a good day to you",
        ],
        MARK,
    ],
    &[
        &["is ", "hello, is ", "hey, is ", "hi, is "],
        &["anybody", "anyone", "somebody", "someone"],
        &[" there", " here", " at home", " in there", " around", " listening"],
        &["?", ""],
    ],
    &[
        &["hi", "hello", "hey", "howdy", "hiya", "yo"],
        &[
            " again", " there", " LLaDA", " Unmask", " model", " little model", " friend", " you",
            " there friend", " dear model", " my dear friend", " you there",
        ],
        &["", ", again", ", hi", ", hello", ", here I am", ", it is me"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const THANKS: &[Table] = &[
    &[
            &[
                "", "", "Ok, ", "Great, ", "Cool, ", "Nice, ", "Perfect, ", "Good, ", "Wow, ",
                "Oh, ", "Awesome, ", "Yes, ", "Super, ", "Excellent, ",
            ],
            &[
                "thanks", "thank you", "many thanks", "thank you very much", "thanks a lot",
                "thank you so much", "thanks a million", "thanks a bunch",
            ],
            &[
                "", " for the answer", " for your help", " for that", " again", " indeed",
                " my friend", " for the story", " for your time", " for helping me",
                ", little model", " for everything", ", that is nice",
            ],
            MARK,
        ],
    &[
        &["", "ok, ", "great, ", "super, ", "perfect, ", "awesome, ", "well, ", "oh, ", "cool, "],
        &[
            "thanks", "thank you", "many thanks", "I thank you", "thank you so much", "thanks so much",
            "thank you a lot", "thanks a lot", "thank you very much",
        ],
        &[
            " for the story", " for the answer", " for your answer", " for this", " for the list",
            " for helping", " for your help", " once more", " again", " for the poem", " for that answer",
            " for all",
        ],
        MARK,
    ],
    &[
        &["that ", "this ", "it ", "your answer ", "the answer "],
        &[
            "helped", "helped me", "helped a lot", "helped me a lot", "was helpful", "was very helpful",
            "really helped", "was of great help", "was useful",
        ],
        &["", ", thanks", ", thank you", ", many thanks"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const HOW_ARE_YOU: &[Table] = &[
    &[
            &[
                "", "", "Hi, ", "Hello, ", "Hey, ", "And ", "Hi there, ", "Good morning, ", "So, ",
                "Hi! ", "Hello! ",
            ],
            &[
                "how are you", "how are you doing", "how do you feel", "how are you feeling",
                "are you well", "are you fine", "are you ok", "how is it going", "how's it going",
                "how have you been", "how is your day",
            ],
            &["", " today", " now", " this morning", " tonight", ", my friend", " these days"],
            &["?", "", "??"],
        ],
    &[
        &["", "hi, ", "hello, ", "hey, ", "so, ", "hello! ", "hi! "],
        &[
            "how are you doing", "how are you feeling", "how do you feel", "how's your day", "how is your day going",
            "how's your day going so far", "how have you been", "how have you been lately", "are you fine",
            "are you well",
            "are you ok", "how's life", "how are things going", "how is everything going", "how's it going",
        ],
        &["?", " today?", " now?", " at the moment?", ", friend?", ", model?"],
    ],
];

#[rustfmt::skip]
pub(super) const BYE: &[Table] = &[
    &[
            &["", "", "Ok, ", "Thanks, ", "Well, ", "Alright, ", "Great, ", "Thank you, "],
            &[
                "bye", "goodbye", "bye bye", "good night", "see you", "farewell", "see you later",
                "good bye", "I have to go", "I must go now", "talk to you later",
            ],
            &[
                "", " for now", " then", ", see you", ", have a nice day", " for today",
                ", take care", " my friend", ", little model", ", see you soon",
            ],
            MARK,
        ],
    &[
        &["have a ", "I wish you a ", "ok, have a ", "bye, have a ", "goodbye, have a ", "thanks, have a "],
        &["nice ", "good ", "great ", "lovely ", "wonderful ", "pleasant "],
        &["day", "evening", "weekend", "afternoon", "week", "night", "rest of the day"],
        &["", ", bye", ", goodbye", " then"],
        MARK,
    ],
    &[
        &["", "ok, ", "sorry, ", "well, ", "now ", "oh, ", "so, "],
        &[
            "I have to leave", "I must leave", "I need to go", "I have to go", "I am leaving", "I must go",
            "I should go", "I will leave", "it is time to go", "I have to stop here",
        ],
        &["", " now", ", bye", ", goodbye", " soon", ", see you"],
        MARK,
    ],
    &[
        &["bye", "goodbye", "bye bye", "ok, bye", "ok, goodbye", "well, goodbye", "see you", "thanks and bye"],
        &[
            "", " for now", " and see you", ", see you", ", see you tomorrow", " and good night",
            " and take care", ", until tomorrow", " for today",
        ],
        MARK,
    ],
];
