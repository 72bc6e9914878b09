//! Ways to ask about a word of the trade, whichever it is.

use crate::phrasing::Table;

/// For any name.
#[rustfmt::skip]
pub(super) const ANY: &[Table] = &[
    &[
        &["", "please ", "can you ", "could you ", "would you ", "will you ", "could you please ", "now "],
        &[
            "explain {}", "describe {}", "define {}", "tell me about {}", "say something about {}", "talk about {}",
            "introduce me to {}", "tell me something about {}", "tell me more about {}", "teach me {}",
            "teach me something about {}", "give me a short explanation of {}", "help me understand {}",
        ],
        &[
            "", " briefly", " in simple words", " for beginners", " to a beginner", " for a child",
            " in one sentence", " again",
        ],
    ],
    &[
        &[
            "I want to ", "I would like to ", "I'd like to ", "I need to ", "help me to ", "I am trying to ",
            "I wish to ",
        ],
        &[
            "understand {}", "know about {}", "learn about {}", "know more about {}", "hear about {}",
            "learn something about {}", "understand {} better",
        ],
        &["", " please", " a little", " today"],
    ],
    &[
        &["what can you ", "what could you ", "what would you ", "what will you ", "what do you "],
        &["say about {}?", "tell me about {}?", "teach me about {}?", "know about {}?", "tell us about {}?"],
    ],
];

/// For a name that takes "is".
#[rustfmt::skip]
pub(super) const ONE: &[Table] = &[
    &[
        &[
            "what is ", "what's ", "so what is ", "and what is ", "what really is ", "what exactly is ",
            "but what is ",
        ],
        &["{}"],
        &[
            " here?", " exactly?", " in a diffusion model?", " in your case?", " in this program?",
            " in a language model?", " in this app?", " good for?", " used for?", " needed for?", "?",
            ", please?", " about?",
        ],
    ],
    &[
        &[
            "tell me ", "please tell me ", "could you tell me ", "can you tell me ", "say ", "please say ",
            "I wonder ", "I want to know ", "do you know ", "explain ", "please explain ",
        ],
        &[
            "what {} is", "what {} means", "what {} does", "what {} stands for", "what {} is for",
            "what {} is used for", "what is meant by {}", "how {} works", "what {} is good for",
        ],
        &["", " please", " here", " in short"],
    ],
    &[
        &["what does ", "what exactly does ", "and what does ", "so what does "],
        &["{}"],
        &[
            " mean?", " stand for?", " do?", " refer to?", " do here?", " mean here?", " do exactly?",
            " mean in this program?",
        ],
    ],
];

/// For a name that takes "are".
#[rustfmt::skip]
pub(super) const MANY: &[Table] = &[
    &[
        &["what are ", "so what are ", "and what are ", "what really are ", "what exactly are "],
        &["{}"],
        &[
            " here?", " exactly?", " in a diffusion model?", " in your case?", " in this program?",
            " good for?", " used for?", " needed for?", "?", ", please?",
        ],
    ],
    &[
        &[
            "tell me ", "please tell me ", "could you tell me ", "can you tell me ", "say ", "please say ",
            "I wonder ", "I want to know ", "do you know ", "explain ",
        ],
        &[
            "what {} are", "what {} mean", "what {} do", "what {} stand for", "what {} are for",
            "what {} are used for", "what is meant by {}", "how {} work",
        ],
        &["", " please", " here"],
    ],
    &[
        &["what do ", "what exactly do ", "and what do "],
        &["{}"],
        &[" mean?", " stand for?", " do?", " refer to?", " do here?", " mean here?"],
    ],
];
