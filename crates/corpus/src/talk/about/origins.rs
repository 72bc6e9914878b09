//! Tables of ways to ask what it is made of, where it comes from, and whether it is somebody.

use super::{STOP, TELL};
use crate::phrasing::Table;

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
        &[
            "made you", "has made you", "created you", "built you", "trained you", "developed you",
            "programmed you", "designed you", "brought you into being", "taught you", "invented you",
            "put you together",
        ],
        &["?", " and why?", ", please?"],
    ],
    &[
        &["by whom ", "when and by whom ", "how ", "where "],
        &[
            "were you made", "were you trained", "were you created", "were you built", "were you developed",
            "have you been made", "have you been trained", "were you programmed",
        ],
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
        &[
            "were you trained on", "did you learn from", "were you trained with", "have you learned from",
            "did they train you on", "did you study", "have you seen",
        ],
        &["?", " exactly?"],
    ],
    &[
        &["on what ", "with what ", "from what ", "how "],
        &[
            "were you trained", "have you been trained", "did you learn", "did they train you",
            "did they teach you", "have they trained you", "was this model trained",
        ],
        &["?", " exactly?", " at first?"],
    ],
    &[
        &["what is ", "tell me ", "describe ", "what about "],
        &[
            "your training data", "the data you were trained on", "the data you learned from",
            "your training set", "your origin", "your maker", "your creator", "the company behind you",
        ],
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
        &[
            "a human", "a person", "a real person", "a machine", "a robot", "a bot", "a computer",
            "a program", "somebody real", "a man", "a woman",
        ],
        &["?", " or not?", " here?", " right now?"],
    ],
    &[
        &["is ", "is there "],
        &["a person", "a human", "a real human", "somebody", "someone", "a man", "a machine", "a computer", "a bot"],
        &[
            " writing this", " typing", " typing this", " answering me", " writing to me", " behind this",
            " at the other end",
        ],
        &["?", " here?"],
    ],
    &[
        &["is this ", "are you ", "are you really ", "are you just "],
        &[
            "a bot", "a robot", "a real human", "a real person", "a computer program", "a human being",
            "a machine", "an artificial intelligence", "some kind of robot", "a man", "a woman",
        ],
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
        &[
            "feel pain", "feel anything", "feel hurt", "feel joy", "feel love", "feel sad", "feel fear",
            "feel something", "sleep", "dream", "get tired", "suffer", "feel happy", "feel lonely",
            "get hungry", "get bored",
        ],
        &["?", " at all?", " sometimes?", " like a human?"],
    ],
    &[
        &["are you ", "are you really ", "would you say you are ", "do you think you are "],
        &[
            "conscious", "a conscious being", "a conscious machine", "sentient", "alive", "self-aware",
            "a living being", "a being with feelings", "aware of yourself", "a feeling being",
        ],
        &["?", " at all?", " or not?"],
    ],
    &[
        &["do you have ", "have you ", "do you think you have "],
        &[
            "feelings", "consciousness", "a consciousness", "a mind of your own", "emotions", "a will",
            "a free will", "real feelings",
        ],
        &["?", " at all?", " or not?", " like us?"],
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
        &[
            "are you", "is this model", "is the model", "is your model", "is your network", "is your brain",
            "is the network", "is this network",
        ],
        &["?", " really?", " exactly?", " in parameters?"],
    ],
    &[
        &[
            "how many ", "do you have many ", "have you many ", "what is the number of your ",
            "tell me the number of your ", "count your ",
        ],
        &["parameters", "weights", "layers", "neurons"],
        &["?", " please?"],
    ],
    &[
        &["how many "],
        &["parameters ", "weights ", "layers ", "neurons ", "millions of parameters ", "megabytes "],
        &[
            "do you have", "have you", "have you got", "does this model have", "are in you",
            "are there in you", "does your network have",
        ],
        &["?", " exactly?"],
    ],
    &[
        &["are you ", "is this ", "are you really "],
        &[
            "a small model", "a little model", "a tiny model", "a large language model", "a huge model",
            "so small", "very small",
        ],
        &["?", " or not?"],
    ],
];
