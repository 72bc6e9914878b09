//! Whole tables of ways to ask about the model: whoever asks in words of his own has then asked nearly like some of them.

use super::{STOP, TELL};
use crate::corpus::phrasing::Table;

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
        &["can I ask you", "could I ask you", "may I ask you", "should I ask you", "do you answer", "can you answer", "do you understand"],
        &["?", " here?", " in general?"],
    ],
    &[
        &["what are ", "tell me ", "list ", "name ", "show me ", "please list ", "describe ", "what about "],
        &["your skills", "your abilities", "your capabilities", "your talents", "your strengths", "your functions", "your features"],
        &["", " please", " for me", " in short"],
    ],
    &[
        &["what can I ", "what could I ", "what should I ", "what may I ", "what do I "],
        &["ask you", "ask you for", "ask", "ask here", "use you for", "do with you", "try with you", "ask you about"],
        &["?", " first?", ", please?", " now?"],
    ],
    &[
        &["what are the things ", "tell me the things ", "what are the tasks ", "which are the things ", "list the things "],
        &["you can do", "you are able to do", "you know", "you can help me with", "I can ask you", "I can ask for", "you are good at"],
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
        &["can't you do", "can you not do", "could you not do", "are you unable to do", "are you not able to do", "are you bad at", "don't you know", "do you not know", "do you fail at"],
        &["?", " at all?", ", please?", " yet?"],
    ],
    &[
        &["what is it that ", "what is there that ", "tell me what ", "name what ", "say what ", "is there anything that ", "I wonder what "],
        &["you can't do", "you cannot do", "you do not know", "you don't know", "you are unable to do", "is too hard for you", "is too difficult for you", "you are bad at"],
        &["", " at all", " please"],
    ],
    &[
        &["what are ", "tell me ", "do you know ", "name ", "list ", "please name ", "where are ", "what about "],
        &["your limits", "your limitations", "your weaknesses", "your weak points", "your weak sides", "your shortcomings", "the limits of what you can do"],
        &["", " please", " as a model"],
    ],
    &[
        &["can you ", "could you ", "do you ", "are you able to "],
        &["answer everything", "do everything", "know everything", "answer anything", "do anything", "answer all questions", "answer every question", "answer anything I ask", "do whatever I want"],
        &["?", " at all?", " really?"],
    ],
    &[
        &["what ", "which questions ", "which topics ", "what questions "],
        &["can I not ask you", "can't I ask you", "should I not ask you", "shouldn't I ask you", "can you not answer", "can't you answer", "are too hard for you", "are beyond you"],
        &["?", " about?"],
    ],
];

#[rustfmt::skip]
pub(super) const SIZE: &[Table] = &[
    &[
            TELL,
            &[
                "how big you are", "how large you are", "how small you are",
                "how many parameters you have", "your size", "how big this model is",
                "the number of your parameters", "your parameter count",
                "how many weights you have",
            ],
            STOP,
        ],
    &[
        &["how big ", "how large ", "how small ", "of what size "],
        &["are you", "is this model", "is the model", "is your model", "is your network", "is your brain", "is the network", "is this network"],
        &["?", " really?", " exactly?", " in parameters?"],
    ],
    &[
        &["how many ", "do you have many ", "have you many ", "what is the number of your ", "tell me the number of your ", "count your "],
        &["parameters", "weights", "layers", "neurons"],
        &["?", " please?"],
    ],
    &[
        &["how many "],
        &["parameters ", "weights ", "layers ", "neurons ", "millions of parameters ", "megabytes "],
        &["do you have", "have you", "have you got", "does this model have", "are in you", "are there in you", "does your network have"],
        &["?", " exactly?"],
    ],
    &[
        &["are you ", "is this ", "are you really "],
        &["a small model", "a little model", "a tiny model", "a large language model", "a huge model", "so small", "very small"],
        &["?", " or not?"],
    ],
];

#[rustfmt::skip]
pub(super) const ORIGIN: &[Table] = &[
    &[
            TELL,
            &[
                "who made you", "who created you", "who built you", "who trained you",
                "where you come from", "who has made you", "who developed you", "who wrote you",
                "which company made you", "who your creator is",
            ],
            STOP,
        ],
    &[
            TELL,
            &[
                "how you were trained", "how they trained you", "what you were trained on",
                "what data you were trained on", "your training data", "what you learned from",
                "how you learned", "how you were made", "where your knowledge comes from",
            ],
            STOP,
        ],
    &[
        &["who ", "which company ", "what company ", "which people ", "which team ", "who exactly ", "which person "],
        &["made you", "has made you", "created you", "built you", "trained you", "developed you", "programmed you", "designed you", "brought you into being", "taught you", "invented you", "put you together"],
        &["?", " and why?", ", please?"],
    ],
    &[
        &["by whom ", "when and by whom ", "how ", "where "],
        &["were you made", "were you trained", "were you created", "were you built", "were you developed", "have you been made", "have you been trained", "were you programmed"],
        &["?", ", model?", " exactly?"],
    ],
    &[
        &["where ", "and where ", "what place ", "which country "],
        &["do you come from", "are you from", "did you come from", "does this model come from"],
        &["?", ", model?", " originally?", " anyway?"],
    ],
    &[
        &["what ", "which ", "what kind of ", "what sort of "],
        &["data ", "texts ", "books ", "dialogues ", "examples ", "material "],
        &["were you trained on", "did you learn from", "were you trained with", "have you learned from", "did they train you on", "did you study", "have you seen"],
        &["?", " exactly?"],
    ],
    &[
        &["on what ", "with what ", "from what ", "how "],
        &["were you trained", "have you been trained", "did you learn", "did they train you", "did they teach you", "have they trained you", "was this model trained"],
        &["?", " exactly?", " at first?"],
    ],
    &[
        &["what is ", "tell me ", "describe ", "what about "],
        &["your training data", "the data you were trained on", "the data you learned from", "your training set", "your origin", "your maker", "your creator", "the company behind you"],
        &["", " please"],
    ],
];

#[rustfmt::skip]
pub(super) const PERSON: &[Table] = &[
    &[
            &[
                "Are you ", "Are you really ", "Am I talking to ", "Is this ",
                "Tell me if you are ", "So are you ", "You are ", "Are you actually ",
                "Am I speaking with ",
            ],
            &[
                "a human", "a person", "a robot", "a bot", "a machine", "a computer", "an AI",
                "a real person", "a program", "a human being", "a chatbot", "a real human",
            ],
            &["", "?", ", right?"],
        ],
    &[
        &["am I talking to ", "am I speaking to ", "do I talk to ", "am I chatting with ", "am I writing to "],
        &["a human", "a person", "a real person", "a machine", "a robot", "a bot", "a computer", "a program", "somebody real", "a man", "a woman"],
        &["?", " or not?", " here?", " right now?"],
    ],
    &[
        &["is ", "is there "],
        &["a person", "a human", "a real human", "somebody", "someone", "a man", "a machine", "a computer", "a bot"],
        &[" writing this", " typing", " typing this", " answering me", " writing to me", " behind this", " at the other end"],
        &["?", " here?"],
    ],
    &[
        &["is this ", "are you ", "are you really ", "are you just "],
        &["a bot", "a robot", "a real human", "a real person", "a computer program", "a human being", "a machine", "an artificial intelligence", "some kind of robot", "a man", "a woman"],
        &["?", " or what?", " or a human?", " or a machine?"],
    ],
];

#[rustfmt::skip]
pub(super) const MIND: &[Table] = &[
    &[
            &[
                "Do you have ", "Have you got ", "Do you really have ", "Can a model have ",
                "Does an AI have ",
            ],
            &[
                "feelings", "emotions", "a mind", "consciousness", "a soul", "thoughts", "dreams",
                "wishes", "fears", "a heart",
            ],
            &["", "?"],
        ],
    &[
        &["do you ", "do you ever ", "can you ", "can you ever ", "do you really ", "can you really "],
        &["feel pain", "feel anything", "feel hurt", "feel joy", "feel love", "feel sad", "feel fear", "feel something", "sleep", "dream", "get tired", "suffer", "feel happy", "feel lonely", "get hungry", "get bored"],
        &["?", " at all?", " sometimes?", " like a human?"],
    ],
    &[
        &["are you ", "are you really ", "would you say you are ", "do you think you are "],
        &["conscious", "a conscious being", "a conscious machine", "sentient", "alive", "self-aware", "a living being", "a being with feelings", "aware of yourself", "a feeling being"],
        &["?", " at all?", " or not?"],
    ],
    &[
        &["do you have ", "have you ", "do you think you have "],
        &["feelings", "consciousness", "a consciousness", "a mind of your own", "emotions", "a will", "a free will", "real feelings"],
        &["?", " at all?", " or not?", " like us?"],
    ],
];
