//! Tables of ways to ask about the model: whoever asks in words of his own has then asked nearly like some of them.

use super::{STOP, TELL};
use crate::phrasing::Table;

/// Before a request.
const PLEASE: &[&str] = &[
    "",
    "please ",
    "can you ",
    "could you ",
    "would you ",
    "now ",
    "I want you to ",
];

#[rustfmt::skip]
pub(super) const WHO: &[Table] = &[
    &[
            TELL,
            &[
                "who you are", "what you are", "what your name is", "your name",
                "which model you are", "what kind of model you are", "who is there",
                "who I am talking to", "what I should call you", "something about you",
            ],
            STOP,
        ],
    &[
        &["what ", "which ", "what kind of ", "what sort of ", "what type of ", "which kind of "],
        &["model", "AI", "chatbot", "bot", "language model", "assistant"],
        &[" are you", " is this", " am I talking to", " is answering me", " do I talk to", " am I speaking with"],
        &["?", " now?", " exactly?", " here?"],
    ],
    &[
        &["who ", "and who ", "so who ", "what ", "who or what ", "who exactly ", "what exactly "],
        &["are you", "might you be", "am I talking to", "am I speaking to", "am I chatting with", "do I talk to"],
        &["?", " now?", ", please?", " anyway?", " here?", " really?"],
    ],
    &[
        PLEASE,
        &[
            "introduce yourself", "describe yourself", "present yourself", "identify yourself", "say who you are",
            "say what you are", "say something about yourself", "tell me about yourself", "talk about yourself",
            "tell me a bit about yourself", "tell me more about yourself", "tell me who you are",
            "tell me something about yourself", "explain who you are", "give me your name", "tell me your name",
        ],
        &["", " briefly", " again", " in one sentence", " in a few words", " first", " please"],
    ],
    &[
        &[
            "what is your name", "do you have a name", "have you got a name", "what name do you have",
            "what are you called", "what do they call you", "what do people call you", "how are you called",
            "what should I call you", "what shall I call you", "what may I call you", "what can I call you",
            "how do I call you", "how should I call you", "what do I call you", "which name do you go by",
        ],
        &["?", ", model?", " then?", ", by the way?", " here?", " again?"],
    ],
];

#[rustfmt::skip]
pub(super) const SKILLS: &[Table] = &[
    &[
            TELL,
            &[
                "what you can do", "what you know", "what I can ask you",
                "what you can help me with", "what you are good at", "what you can answer",
                "what I should ask", "your skills", "what you are able to do",
                "what your skills are", "what you are for", "how you can help me",
                "which questions I can ask",
            ],
            STOP,
        ],
    &[
        &["what ", "what else ", "what things ", "which things ", "so what ", "what exactly ", "what all "],
        &[
            "can you do", "could you do", "are you able to do", "do you know how to do", "can you do for me",
            "could you do for me", "can you help me with", "can you answer", "can you help with",
            "are you good at", "are you good for", "are you made for",
        ],
        &["?", " here?", ", please?", " then?", " exactly?"],
    ],
    &[
        &["what ", "which "],
        &["kind of questions ", "questions ", "sort of questions ", "kinds of questions ", "things ", "topics "],
        &[
            "can I ask you", "could I ask you", "may I ask you", "should I ask you", "do you answer",
            "can you answer", "do you understand",
        ],
        &["?", " here?", " in general?"],
    ],
    &[
        &["what are ", "tell me ", "list ", "name ", "show me ", "please list ", "describe ", "what about "],
        &[
            "your skills", "your abilities", "your capabilities", "your talents", "your strengths",
            "your functions", "your features",
        ],
        &["", " please", " for me", " in short"],
    ],
    &[
        &["what can I ", "what could I ", "what should I ", "what may I ", "what do I "],
        &["ask you", "ask you for", "ask", "ask here", "use you for", "do with you", "try with you", "ask you about"],
        &["?", " first?", ", please?", " now?"],
    ],
    &[
        &[
            "what are the things ", "tell me the things ", "what are the tasks ", "which are the things ",
            "list the things ",
        ],
        &[
            "you can do", "you are able to do", "you know", "you can help me with", "I can ask you",
            "I can ask for", "you are good at",
        ],
        &["", " here"],
    ],
];

#[rustfmt::skip]
pub(super) const WORKING: &[Table] = &[
    &[
            TELL,
            &[
                "how you work", "how this works", "how it works", "how you answer", "how you write",
                "how you generate text", "how you make an answer", "how this model works",
                "how you think", "how an answer is made", "what happens when you write",
                "how you choose words",
            ],
            STOP,
        ],
    &[
        &["how ", "how exactly ", "so how ", "in what way ", "in which way ", "in what manner "],
        &[
            "do you work", "do you function", "does this work", "does it work", "do you answer", "do you write",
            "does this model work", "does the model work", "does your model work", "does this chatbot work",
            "do you make answers", "do you produce an answer", "do you generate an answer", "do you operate",
            "do you come up with an answer", "do you come up with your answers", "do you find an answer",
            "do you find your words", "do you make sentences", "do you generate text", "do you form an answer",
        ],
        &["?", " exactly?", " really?"],
    ],
    &[
        PLEASE,
        &["explain ", "describe ", "tell me ", "show me ", "say "],
        &[
            "how you work", "how you function", "how this works", "how this model works", "how you write",
            "how you generate an answer", "how you come up with answers", "how you make your answers",
            "in what way you work", "how you find the words",
        ],
        &["", " in short", " to me", " exactly", " please"],
    ],
    &[
        &["how are ", "how do ", "where do ", "by what method do "],
        &["your answers ", "your words ", "your sentences ", "your texts "],
        &["come about?", "come from?", "arise?", "appear?"],
    ],
];

#[rustfmt::skip]
pub(super) const LIMITS: &[Table] = &[
    &[
            TELL,
            &[
                "what you cannot do", "what you can't do", "your limits", "what your limits are",
                "what you do not know", "your limitations", "what you are bad at",
                "your weaknesses", "what is too hard for you", "what I should not ask you",
            ],
            STOP,
        ],
    &[
        &["what ", "which things ", "what things ", "which tasks ", "what exactly ", "so what "],
        &[
            "can't you do", "can you not do", "could you not do", "are you unable to do",
            "are you not able to do", "are you bad at", "don't you know", "do you not know",
            "do you fail at",
        ],
        &["?", " at all?", ", please?", " yet?"],
    ],
    &[
        &[
            "what is it that ", "what is there that ", "tell me what ", "name what ", "say what ",
            "is there anything that ", "I wonder what ",
        ],
        &[
            "you can't do", "you cannot do", "you do not know", "you don't know", "you are unable to do",
            "is too hard for you", "is too difficult for you", "you are bad at",
        ],
        &["", " at all", " please"],
    ],
    &[
        &["what are ", "tell me ", "do you know ", "name ", "list ", "please name ", "where are ", "what about "],
        &[
            "your limits", "your limitations", "your weaknesses", "your weak points", "your weak sides",
            "your shortcomings", "the limits of what you can do",
        ],
        &["", " please", " as a model"],
    ],
    &[
        &["can you ", "could you ", "do you ", "are you able to "],
        &[
            "answer everything", "do everything", "know everything", "answer anything", "do anything",
            "answer all questions", "answer every question", "answer anything I ask", "do whatever I want",
        ],
        &["?", " at all?", " really?"],
    ],
    &[
        &["what ", "which questions ", "which topics ", "what questions "],
        &[
            "can I not ask you", "can't I ask you", "should I not ask you", "shouldn't I ask you",
            "can you not answer", "can't you answer", "are too hard for you", "are beyond you",
        ],
        &["?", " about?"],
    ],
];
