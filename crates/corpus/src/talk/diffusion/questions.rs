//! Tables of ways to ask about the method and about models, where no name of a thing is asked about.

use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const DIFFUSION: &[Table] = &[
    &[
        &["how does ", "how can ", "in what way does ", "in what way can "],
        &[
            "a diffusion model ", "diffusion ", "masked diffusion ", "a masked diffusion model ",
            "this kind of diffusion ",
        ],
        &[
            "write a sentence?", "write words?", "make sentences?", "produce text?", "generate text?",
            "create a text?", "produce an answer?", "write text?",
        ],
    ],
    &[
        &[
            "what is special about ", "what is so special about ", "what makes ", "what is the idea of ",
            "what is behind ",
        ],
        &["diffusion", "a diffusion model", "masked diffusion", "text diffusion", "diffusion language models"],
        &[" special?", "?", " so special?"],
    ],
];

#[rustfmt::skip]
pub(super) const TRAINING: &[Table] = &[
    &[
        &[
            "how would one train ", "how does one train ", "how do you train ", "how can I train ",
            "how do people train ", "how would you train ", "how do I train ",
        ],
        &[
            "a diffusion model", "such a model", "a masked diffusion model", "a masked model",
            "models like this", "a model like you", "diffusion models",
        ],
        &["?", " at all?", " well?"],
    ],
    &[
        &[
            "what is done ", "what happens ", "what do you do ", "what goes on ", "what is hidden ",
            "what is learned ",
        ],
        &[
            "in training", "during training", "in the training", "while a model is trained",
            "when a model is trained", "when a diffusion model is trained",
        ],
        &["?", " exactly?"],
    ],
];

#[rustfmt::skip]
pub(super) const MASKS: &[Table] = &[
    &[
        &[
            "why are there ", "why do I see ", "why do you begin with ", "why do you start with ",
            "why does your answer begin with ", "why does an answer start with ",
            "why does the text begin with ",
        ],
        &["masks", "so many masks", "only masks", "grey boxes", "empty boxes", "boxes", "gaps", "masked words"],
        &["?", " at first?", " here?"],
    ],
    &[
        &["what does it mean to ", "what is it to ", "what happens when you "],
        &[
            "unmask a word", "mask a word", "unmask words", "mask words", "unmask tokens", "unmask a token",
            "unmask something",
        ],
        &["?", " here?"],
    ],
];

#[rustfmt::skip]
pub(super) const TOKENS: &[Table] = &[
    &[
        &["are ", "are all "],
        &["tokens "],
        &[
            "words?", "always words?", "the same as words?", "the same thing as words?", "letters?",
            "the same as letters?", "just words?", "whole words?", "parts of words?",
        ],
    ],
    &[
        &["is ", "is always "],
        &["every word ", "a word ", "each word ", "a letter ", "a digit ", "a number "],
        &["a token?", "one token?", "a single token?", "just one token?"],
    ],
    &[
        &["how does ", "how can ", "when does ", "why does "],
        &["text ", "a text ", "my text ", "a word "],
        &["become tokens?", "turn into tokens?", "become a list of tokens?"],
    ],
    &[
        &["how is ", "why is "],
        &["text ", "a text ", "my text ", "a word "],
        &["split into tokens?", "cut into tokens?", "made into tokens?"],
    ],
];

#[rustfmt::skip]
pub(super) const ORDER: &[Table] = &[
    &[
        &["why do ", "how come "],
        &["the words ", "your words ", "the tokens ", "words "],
        &["come ", "appear ", "show up ", "turn up "],
        &[
            "in such an order?", "in that order?", "out of order?", "in this order?", "in a strange order?",
            "in no order?", "all over the place?",
        ],
    ],
    &[
        &["why do you not ", "why don't you ", "do you ", "do you never ", "can you not "],
        &[
            "write from left to right", "begin with the first word", "write word after word", "start at the beginning",
            "write in the usual order", "write one word after another", "fill in the words from the left",
        ],
        &["?", " like GPT?", " like others?"],
    ],
    &[
        &["why does ", "how can "],
        &["the last word ", "the end ", "the middle ", "a later word ", "the full stop "],
        &["appear first?", "come first?", "be there first?", "appear so early?", "come before the rest?"],
    ],
];

#[rustfmt::skip]
pub(super) const DIFFERENCE: &[Table] = &[
    &[
        &["what makes ", "what makes only "],
        &["this model ", "you ", "your kind of model ", "this kind of model ", "a model like you ", "this "],
        &[
            "different?", "so different?", "different from GPT?", "different from other models?",
            "unlike GPT?", "unlike other models?",
        ],
    ],
    &[
        &[
            "how do you differ ", "how are you different ", "what distinguishes you ",
            "in what are you different ", "how different are you ",
        ],
        &["from "],
        &[
            "ChatGPT?", "GPT?", "GPT-4?", "other models?", "other chatbots?", "an autoregressive model?",
            "usual models?",
        ],
    ],
    &[
        &["what is the difference between "],
        &["a diffusion model ", "you ", "this model ", "diffusion ", "masked diffusion "],
        &[
            "and GPT?", "and ChatGPT?", "and an autoregressive model?", "and other language models?",
            "and a usual model?",
        ],
    ],
    &[
        &["are you ", "is this ", "are you also ", "are you perhaps "],
        &[
            "an autoregressive model", "autoregressive", "an autoregressive language model",
            "an autoregressive network",
        ],
        &["?", " too?", " or not?", " like GPT?"],
    ],
    &[
        &["how do ", "how would ", "in what order do "],
        &["autoregressive models ", "models like GPT ", "usual language models ", "other models "],
        &["write?", "write a text?", "write text?", "make an answer?"],
    ],
];

#[rustfmt::skip]
pub(super) const TRANSFORMER: &[Table] = &[
    &[
        &["are you ", "are you perhaps ", "is this model ", "is your network "],
        &[
            "a transformer", "built on a transformer", "based on a transformer", "made from a transformer",
            "a kind of transformer", "a bidirectional transformer",
        ],
        &["?", " too?", " or not?"],
    ],
    &[
        &["do you use ", "do you have ", "is there "],
        &["a transformer", "attention", "bidirectional attention", "a neural network", "a transformer network"],
        &["?", " inside?", " in your network?"],
    ],
    &[
        &["what ", "which ", "what kind of ", "what sort of "],
        &["architecture ", "network ", "neural network "],
        &["are you?", "do you use?", "do you have?", "are you built on?", "is in you?"],
    ],
];

#[rustfmt::skip]
pub(super) const SPEED: &[Table] = &[
    &[
        &["are you ", "is diffusion ", "are diffusion models ", "why are you ", "why is diffusion "],
        &["faster than ", "quicker than ", "slower than ", "as fast as "],
        &["GPT?", "ChatGPT?", "other models?", "a usual model?", "GPT-4?"],
    ],
    &[
        &["why would ", "why should ", "why does "],
        &["one use ", "anyone use ", "somebody use ", "people use ", "I use "],
        &["diffusion?", "a diffusion model?", "diffusion for text?", "masked diffusion?"],
    ],
    &[
        &[
            "what is good about ", "what is nice about ", "what is the good of ",
            "what are the advantages of ", "what is so great about ", "what is better with ",
        ],
        &["diffusion", "masked diffusion", "a diffusion model", "diffusion models", "text diffusion"],
        &["?", " really?"],
    ],
    &[
        &["do you write ", "can you write ", "do you fill in ", "can you reveal "],
        &["several words ", "many words ", "two words ", "several tokens ", "more than one word "],
        &["at once?", "at the same time?", "in one step?", "together?"],
    ],
];

#[rustfmt::skip]
pub(super) const LANGUAGE_MODEL: &[Table] = &[
    &[
        &["what can ", "what does ", "what will "],
        &["a language model ", "an LLM ", "a large language model "],
        &["do?", "learn?", "know?", "do with words?"],
    ],
    &[
        &["how do ", "how can ", "where do "],
        &["language models ", "LLMs ", "large language models ", "chatbots "],
        &["learn?", "learn words?", "learn to write?", "work?", "know so much?"],
    ],
];
