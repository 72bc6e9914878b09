//! Tables of ways to ask about LLaDA, Unmask and other models.

use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const LLADA: &[Table] = &[
    &[
            &[
                "Are you ", "Are you really ", "Am I talking to ", "Is this ",
                "Tell me if you are ", "Are you actually ", "Am I using ",
            ],
            &[
                "LLaDA", "LLaDA 8B", "LLaDA-8B", "the 8B model", "the real LLaDA", "the big model",
                "LLaDA-8B-Instruct", "the large model",
            ],
            &["", "?", ", right?"],
        ],
    &[
        &[
            "what is ", "what exactly is ", "can you explain ", "could you explain ", "please explain ",
            "explain ", "tell me about ", "can you tell me about ", "could you tell me about ", "describe ",
            "do you know ", "tell me something about ", "what do you know about ", "I want to know about ",
        ],
        &["LLaDA", "LLaDA 8B", "the LLaDA model", "the 8B model", "the big LLaDA", "the real LLaDA", "LLaDA-8B"],
        &["", " to me", " please", " in short"],
    ],
    &[
        &["how many parameters ", "how many weights ", "how many billions of parameters "],
        &["has ", "are in ", "are there in "],
        &["LLaDA?", "the 8B model?", "the big model?", "LLaDA 8B?", "the real LLaDA?"],
    ],
    &[
        &[
            "how are you different from ", "how do you differ from ", "in what are you different from ",
            "are you different from ", "how different are you from ", "are you like ",
            "are you the same as ", "what is the difference between you and ",
        ],
        &["LLaDA", "LLaDA 8B", "the real LLaDA", "the 8B model", "the big LLaDA"],
        &["?", " then?"],
    ],
    &[
        &[
            "are you ", "is this ", "is this really ", "are you really ", "am I talking to ",
            "do I talk to ", "do I use ",
        ],
        &[
            "LLaDA", "the big LLaDA", "the big model", "the 8B model", "the real LLaDA", "the large LLaDA",
            "the original LLaDA",
        ],
        &["?", " now?", " or not?", " here?"],
    ],
];

#[rustfmt::skip]
pub(super) const BIGGER: &[Table] = &[
    &[
            &[
                "How do I ", "How can I ", "How to ", "Can I ", "I want to ", "Tell me how to ",
                "What must I do to ", "Please tell me how to ", "I would like to ",
            ],
            &["run", "use", "load", "start", "get", "try", "download", "switch to", "chat with"],
            &[
                " the 8B model", " the big model", " the real model", " LLaDA", " LLaDA 8B",
                " a larger model", " a bigger model", " the real LLaDA", " a better model",
            ],
            &["", "?"],
        ],
    &[
        &[
            "how do I ", "how can I ", "how could I ", "can I ", "what do I do to ", "what must I do to ",
            "what should I do to ", "I want to ", "I would like to ", "let me ",
        ],
        &["run ", "use ", "load ", "start ", "get ", "try ", "download ", "install ", "talk to ", "switch to "],
        &[
            "the real 8B model", "the big 8B model", "LLaDA 8B", "the real LLaDA", "the big LLaDA",
            "another model", "a larger model", "a bigger model", "a better model", "the large model",
            "a different model",
        ],
        &["", " here", " instead", " now", " with Unmask"],
    ],
];

#[rustfmt::skip]
pub(super) const UNMASK: &[Table] = &[
    &[
        &[
            "what is ", "what exactly is ", "can you explain ", "please explain ", "tell me about ",
            "can you tell me about ", "could you tell me about ", "describe ", "what do you know about ",
            "I want to know about ",
        ],
        &[
            "Unmask", "the Unmask program", "the Unmask app", "this program", "this app", "this page",
            "this website", "this tool", "this software", "the program Unmask",
        ],
        &["", " please", " in short"],
    ],
    &[
        &["what is ", "what's ", "so what is "],
        &[
            "Unmask", "this program", "this app", "this page", "this website", "this tool", "this software",
            "this site",
        ],
        &[" for?", " good for?", " about?", " made for?", " used for?"],
    ],
    &[
        &["what does ", "what can ", "what should ", "what will "],
        &["Unmask", "this program", "this app", "this page", "this website", "this tool", "this software"],
        &[" do?", " offer?", " do for me?", " show?"],
    ],
];

#[rustfmt::skip]
pub(super) const LICENSE: &[Table] = &[
    &[
        &["is ", "is the code of ", "is the source of "],
        &["this", "Unmask", "this program", "this app", "this software", "it"],
        &[" open source?", " open?", " free?", " public?", " free to use?", " free software?"],
    ],
    &[
        &[
            "in what language ", "in which language ", "in which programming language ",
            "in what programming language ",
        ],
        &[
            "were you programmed", "were you written", "are you written", "are you programmed",
            "were you coded", "is Unmask written", "was Unmask programmed", "is this program written",
            "was this program made",
        ],
        &["?", " exactly?"],
    ],
    &[
        &[
            "under which license is ", "under what license is ", "what license has ", "which license has ",
            "what is the license of ",
        ],
        &[
            "Unmask", "this program", "the code", "your code", "the source", "this software",
            "the source of Unmask", "this app",
        ],
        &["?"],
    ],
];

#[rustfmt::skip]
pub(super) const OTHERS: &[Table] = &[
    &[
            &[
                "Are you ", "Is this ", "Am I talking to ", "Are you based on ",
                "Are you better than ", "Are you like ", "Are you related to ",
            ],
            &[
                "ChatGPT", "GPT", "GPT-4", "Claude", "Gemini", "Siri", "Alexa", "Llama", "Copilot",
                "DeepSeek", "Mistral",
            ],
            &["", "?"],
        ],
    &[
        &[
            "are you ", "are you really ", "is this ", "is this really ", "am I talking to ",
            "are you some kind of ", "are you a kind of ", "are you just ",
        ],
        &[
            "ChatGPT", "GPT", "a GPT", "a GPT model", "a GPT-4 model", "an OpenAI model", "a Google model",
            "a Llama model", "Claude", "Gemini", "Mistral", "a DeepSeek model", "Copilot",
        ],
        &["?", " or not?", " inside?", " now?"],
    ],
];
