//! Tables of what people say about an answer, and about themselves.

use super::MARK;
use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const GOOD: &[Table] = &[
    &[
            &[
                "", "", "Ok, ", "Wow, ", "Yes, ", "Oh, ", "Very ", "Ah, ", "Really ", "Haha, ",
                "So ",
            ],
            &[
                "great", "nice", "cool", "good", "perfect", "awesome", "well done", "correct",
                "right", "excellent", "interesting", "that is right", "that is correct",
                "that is good", "that is nice", "I see", "fine", "amazing", "that is great",
                "that is cool", "that was right", "that is true", "good job", "that is interesting",
                "I understand",
            ],
            MARK,
        ],
    &[
        &["", "ok, ", "yes, ", "wow, ", "oh, ", "ah, ", "haha, ", "well, ", "so "],
        &["that ", "this ", "your answer ", "the answer ", "it "],
        &["is ", "was ", "is really ", "was really ", "is very ", "sounds "],
        &[
            "good", "nice", "correct", "right", "great", "cool", "fine", "excellent", "interesting",
            "perfect", "clever",
        ],
        MARK,
    ],
    &[
        &[
            "", "very ", "really ", "so ", "oh, very ", "ok, ", "oh, ", "yes, ", "wow, ", "ah, ",
            "ok, very ", "haha, ",
        ],
        &[
            "nice", "good", "great", "fine", "cool", "well done", "excellent", "good job", "nice work",
            "nice one", "good answer", "nice answer", "well said",
        ],
        &["", " indeed", ", model", " again", ", really", ", little model"],
        MARK,
    ],
    &[
        &["", "ok, ", "yes, ", "oh, ", "now ", "ah, "],
        &[
            "that makes sense", "this makes sense", "it makes sense", "that makes perfect sense", "I see",
            "I understand that", "I get it", "I understand it now", "that is what I thought",
            "I agree with that", "that is exactly right",
        ],
        &["", " now", " to me", ", thanks to you"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const WRONG: &[Table] = &[
    &[
            &["", "No, ", "Hmm, ", "Sorry, ", "But ", "Oh no, ", "I think ", "Sorry, but "],
            &[
                "that is", "that was", "this is", "that's", "your answer is", "you are",
                "the answer is", "your answer was", "this answer is", "it is",
            ],
            &[
                " wrong", " not right", " not correct", " false", " incorrect", " not true",
                " a mistake", " bad", " nonsense", " stupid", " useless", " not what I asked",
            ],
            MARK,
        ],
    &[
        &["", "no, ", "but ", "hmm, ", "sorry, ", "I think ", "oh no, "],
        &["that ", "this ", "it ", "your answer ", "the answer ", "your last answer "],
        &["is ", "was ", "is just ", "was simply ", "isn't right, it is "],
        &[
            "wrong", "a mistake", "an error", "incorrect", "not correct", "not right", "not what I asked",
            "not what I meant", "completely wrong", "false",
        ],
        MARK,
    ],
    &[
        &["", "no, ", "I think ", "sorry, "],
        &["you are ", "you were ", "you're "],
        &["wrong", "not right", "mistaken", "in error", "not correct"],
        &["", " about that", " about this", " there", " this time", " again"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const NEVER_MIND: &[Table] = &[
    &[
            &["", "No, ", "Ok, ", "Oh, ", "Hmm, ", "Please, ", "Sorry, ", "Well, "],
            &[
                "never mind", "forget it", "nothing", "stop", "not now", "maybe later", "wait",
                "perhaps not", "I don't know", "I changed my mind", "something else",
                "let me think", "no",
            ],
            &["", " please", " for now", " again", ", model"],
            MARK,
        ],
    &[
        &["", "oh, ", "ok, ", "please ", "no, ", "well, ", "hmm, ", "sorry, "],
        &[
            "wait", "wait a second", "wait a minute", "wait a moment", "hold on a moment", "just a second",
            "one moment", "stop", "stop that", "stop this", "stop now", "give me a second",
            "give me a moment",
        ],
        &["", " please", ", model", " for me"],
        MARK,
    ],
    &[
        &["", "oh, ", "hmm, ", "no, ", "well, ", "sorry, "],
        &[
            "I do not know", "I don't know", "I do not know that either", "I don't know yet",
            "I really don't know", "I am not sure yet", "never mind", "nothing", "nothing at all",
            "nothing for now", "it is nothing", "it doesn't matter", "forget about it",
        ],
        &["", " now", ", model", ", really", " yet"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const SORRY: &[Table] = &[
    &[
            &["", "Oh, ", "Ok, ", "Oops, ", "Ah, "],
            &[
                "sorry", "I am sorry", "I'm sorry", "my mistake", "I apologize", "excuse me",
                "pardon me", "my fault", "I am very sorry", "forgive me",
            ],
            &[
                "", " for that", " about that", ", really", ", I was wrong", ", I made a typo",
                ", my friend",
            ],
            MARK,
        ],
    &[
        &["", "oh, ", "ok, ", "oops, ", "ah, ", "yes, "],
        &["that was ", "this was ", "it was ", "sorry, that was ", "sorry, it was "],
        &["my mistake", "my fault", "my error", "a typo", "my typo", "a mistake of mine", "my own fault"],
        &["", ", sorry", ", I am sorry", ", not yours", ", excuse me"],
        MARK,
    ],
    &[
        &["", "oh, ", "ok, ", "oops, ", "ah, "],
        &[
            "I apologize", "I am sorry", "I am so sorry", "I'm very sorry", "sorry", "so sorry",
            "please excuse me", "excuse me",
        ],
        &[
            ", I was wrong", ", I made a typo", ", I made a mistake", " for my mistake", " for the typo",
            ", my mistake", ", my fault", ", I was rude", " for being rude",
        ],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const HELP: &[Table] = &[
    &[
            &["", "Hi, ", "Hello, ", "Please, ", "Excuse me, ", "Hey, "],
            &[
                "can you help me", "could you help me", "will you help me",
                "can I ask you something", "may I ask you a question", "I need help",
                "I have a question", "I need your help", "I want to ask something",
                "can you give me a hand",
            ],
            &["", " please", " with something", " today", " for a moment", " now"],
            &["", "?", "."],
        ],
    &[
        &["", "hi, ", "please, ", "excuse me, ", "hello, ", "sorry, "],
        &["can I ", "could I ", "may I ", "might I "],
        &[
            "ask a question", "ask you a question", "ask something", "ask you something",
            "ask you one thing", "get some help", "have your help", "get a bit of help",
        ],
        &["", " please", " now", " today", " first"],
        &["", "?"],
    ],
    &[
        &["", "hi, ", "please, ", "excuse me, ", "hello, "],
        &["can you ", "could you ", "will you ", "would you ", "are you able to ", "could you please "],
        &[
            "help me", "assist me", "help me a bit", "give me some help", "help me with something",
            "help me out", "answer a question",
        ],
        &["", " please", " today", " now", " for a minute"],
        &["", "?"],
    ],
    &[
        &["", "hi, ", "hello, ", "please, ", "sorry, "],
        &["I would like ", "I want ", "I'd like ", "I need ", "I wish "],
        &[
            "to ask something", "to ask a question", "to ask you something", "to know something", "to talk",
            "to talk to you", "to chat a bit",
        ],
        &["", " please", " now", " today"],
        MARK,
    ],
    &[
        &["", "hi, ", "hello, ", "please, ", "sorry, "],
        &["I need ", "I could use ", "I am looking for ", "I want "],
        &["a bit of help", "some help", "help", "your help", "a little help", "a bit of advice from you", "a hand"],
        &["", " please", " now", " today", " here"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const MEET: &[Table] = &[
    &[
            &["", "Hi, ", "Hello, ", "Oh, ", "So, "],
            &[
                "nice to meet you", "pleased to meet you", "glad to meet you", "good to meet you",
                "happy to meet you", "great to meet you", "it is nice to meet you",
                "it is good to meet you", "I am pleased to meet you",
            ],
            &[
                "", " too", ", model", ", my friend", ", Unmask", " at last", " today",
                ", small model",
            ],
            MARK,
        ],
    &[
        &["", "hi, ", "hello, ", "oh, ", "so, "],
        &["it is ", "it's ", "it is very ", "it is so ", "how ", "I am very ", "I am so ", "I'm ", "very "],
        &["nice", "good", "glad", "pleased", "happy"],
        &[" to meet you", " to get to know you", " to finally meet you"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const PRAISE: &[Table] = &[
    &[
            &["", "Wow, ", "Ok, ", "Thanks, ", "Haha, ", "I think ", "Oh, "],
            &["you are", "you're", "you are so", "you are really", "you are very", "you're very"],
            &[
                " nice", " smart", " clever", " funny", " kind", " good", " helpful", " cool",
                " cute", " fast", " friendly", " polite", " sweet", " intelligent", " impressive",
            ],
            MARK,
        ],
    &[
        &["", "wow, ", "ok, ", "I must say ", "haha, ", "I think ", "oh, "],
        &["you are ", "you're ", "you really are "],
        &["a good ", "a great ", "a nice ", "a clever ", "a very good ", "such a good ", "a wonderful ", "a lovely "],
        &["model", "bot", "friend", "program", "little model", "helper", "chatbot", "assistant"],
        MARK,
    ],
    &[
        &["", "wow, ", "ok, ", "yes, ", "oh, "],
        &["I ", "I really ", "I quite ", "I just ", "we ", "we all "],
        &[
            "like you", "love you", "like you a lot", "like talking to you", "like your answers",
            "love your stories", "admire you", "like you very much",
        ],
        MARK,
    ],
    &[
        &["you are ", "you're ", "you are ever ", "you are really "],
        &["so friendly", "so great", "so helpful", "so polite", "so clever", "so good", "so kind", "so sweet"],
        &["", " to me", ", model", " today"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const SAD: &[Table] = &[
    &[
            &[
                "I am ", "I'm ", "I feel ", "Today I am ", "Sorry, I am ", "I am so ", "I feel so ",
                "I am a bit ",
            ],
            &[
                "sad", "tired", "bad", "ill", "bored", "lonely", "angry", "sick", "stressed",
                "unhappy", "worried", "afraid", "nervous", "exhausted", "upset", "frustrated",
                "confused", "lost",
            ],
            &["", " today", " now", " again"],
            MARK,
        ],
    &[
        &["my day ", "my week ", "today ", "this day ", "my evening ", "my weekend ", "my morning ", "my holiday "],
        &["was ", "is ", "was really ", "was so "],
        &["terrible", "bad", "awful", "horrible", "sad", "not good", "hard"],
        MARK,
    ],
    &[
        &["I am ", "I'm ", "I am feeling ", "I'm feeling ", "I feel ", "I feel very ", "I am so very "],
        &["lonely", "sad", "tired", "unhappy", "ill", "bad", "worried", "down", "sick", "hurt", "scared", "stressed"],
        &["", " today", " right now", " tonight", " these days"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const HAPPY: &[Table] = &[
    &[
            &[
                "I am ", "I'm ", "I feel ", "Today I am ", "I am so ", "I feel so ", "I am doing ",
                "I am also ",
            ],
            &[
                "happy", "fine", "well", "good", "great", "glad", "excited", "proud", "very well",
                "wonderful", "healthy", "relaxed",
            ],
            &["", " today", " now", " too", ", thanks", ", thank you"],
            MARK,
        ],
    &[
        &["I had ", "today I had ", "yesterday I had ", "it was ", "this was ", "we had "],
        &["a good ", "a great ", "a wonderful ", "a lovely ", "a nice ", "a very good "],
        &["day", "time", "evening", "weekend", "week", "trip", "holiday"],
        MARK,
    ],
    &[
        &["I am doing ", "I'm doing ", "I feel ", "I'm feeling ", "I am "],
        &["fine", "well", "very well", "great", "good", "really well", "quite well"],
        &["", " today", ", thanks", ", thank you", " and you", ", and you", " now"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const LAUGH: &[Table] = &[
    &[
        &["", "haha, ", "lol, ", "hehe, ", "ha ha, ", "oh, "],
        &["that ", "this ", "it ", "your answer ", "that story "],
        &["is ", "was ", "is so ", "was so ", "is really ", "was very "],
        &["funny", "hilarious", "amusing", "a good joke", "silly"],
        MARK,
    ],
    &[
        &["ha", "haha", "hehe", "lol", "hihi"],
        &["", " ha", " haha", " ha ha", " lol", " hehe", ", funny", ", how funny"],
        MARK,
    ],
];

#[rustfmt::skip]
pub(super) const WISHES: &[Table] = &[
    &[
        &["a ", "a very ", "I wish you a ", "have a ", "we wish you a "],
        &["merry Christmas", "happy New Year", "happy Easter", "happy birthday", "happy holiday"],
        &["", " to you", " to you too", ", model", ", dear model"],
        MARK,
    ],
    &[
        &[
            "merry Christmas", "happy New Year", "happy Easter", "happy birthday", "happy holidays",
            "good luck", "all the best", "best wishes",
        ],
        &["", " to you", " to you all", " from me", ", model", ", my friend"],
        MARK,
    ],
    &[
        &["I wish you ", "we wish you ", "let me wish you "],
        &["good luck", "all the best", "luck", "health", "a long life", "much joy", "good health", "success"],
        &["", ", model", " in life", " with everything"],
        MARK,
    ],
];
