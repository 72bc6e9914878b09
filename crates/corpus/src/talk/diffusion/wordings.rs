//! Tables of ways to ask about the settings, where no name of a thing is asked about.

use crate::phrasing::Table;

#[rustfmt::skip]
pub(super) const REMASKING: &[Table] = &[
    &[
        &["which ", "what ", "how many "],
        &["tokens ", "guesses ", "words ", "predictions "],
        &[
            "get remasked", "get masked again", "are remasked", "are masked again", "are kept",
            "do you keep", "do you remask", "are taken back", "do you throw away", "do you mask again",
        ],
        &["?", " in a step?", " after a step?"],
    ],
    &[
        &[
            "how do you choose ", "how do you decide ", "how do you know ", "how do you pick ",
            "by what rule do you choose ",
        ],
        &[
            "which tokens to keep", "which tokens to remask", "which guesses to keep",
            "which guesses to take back", "which words to keep", "what to keep", "what to mask again",
            "which words to hide again",
        ],
        &["?", " in a step?"],
    ],
    &[
        &["what kinds of ", "what sorts of ", "which kinds of ", "how many kinds of ", "what types of "],
        &["remasking ", "remasking strategies "],
        &["are there?", "do you know?", "do you use?", "can I choose?"],
    ],
];

#[rustfmt::skip]
pub(super) const STEPS: &[Table] = &[
    &[
        &[
            "what happens if I use ", "what if I use ", "what changes with ", "what do I get with ",
            "is it better to use ", "why should I use ",
        ],
        &[
            "more steps", "fewer steps", "many steps", "few steps", "only one step", "a hundred steps",
            "twice the steps",
        ],
        &["?", " for an answer?"],
    ],
    &[
        &["how many steps ", "how many passes ", "how many forward passes "],
        &[
            "are good", "are best", "are enough", "are there", "does it take", "do you take", "do you make",
            "should I choose", "does an answer need",
        ],
        &["?", " for an answer?"],
    ],
    &[
        &["what is done in ", "what happens in ", "what do you do in ", "what goes on in "],
        &[
            "a step", "one step", "a single step", "each step", "every step", "a forward pass", "one pass",
            "each pass",
        ],
        &["?", " exactly?"],
    ],
];

#[rustfmt::skip]
pub(super) const BLOCKS: &[Table] = &[
    &[
        &["in which order are ", "in what order are ", "how are "],
        &["blocks ", "the blocks "],
        &["filled?", "finished?", "written?", "filled in?", "done?", "processed?"],
    ],
    &[
        &[
            "what happens if I change ", "what if I change ", "what if I raise ",
            "what happens when I lower ", "why would I change ",
        ],
        &[
            "the block length", "the length of a block", "the size of the blocks", "the number of blocks",
            "block length",
        ],
        &["?", " here?"],
    ],
    &[
        &["why do you write ", "why do you work ", "why is the text written ", "do you write ", "do you answer "],
        &["in blocks", "block by block", "block after block", "one block at a time"],
        &["?", " at all?"],
    ],
];

#[rustfmt::skip]
pub(super) const LENGTH: &[Table] = &[
    &[
        &[
            "can your answers be ", "can an answer be ", "could your answer be ", "can the answer be ",
            "why can't your answers be ", "how do I make your answers ",
        ],
        &["longer", "any longer", "much longer", "as long as a page", "longer than this", "a bit longer"],
        &["?", " please?"],
    ],
    &[
        &["how long ", "how many tokens long ", "how many words long "],
        &[
            "can an answer be", "can your answers be", "is your answer", "is an answer", "are your answers",
            "may your answer be", "can a text be",
        ],
        &["?", " at most?"],
    ],
];

#[rustfmt::skip]
pub(super) const TEMPERATURE: &[Table] = &[
    &[
        &[
            "what happens at ", "what happens with ", "what if I use ", "what do you do at ",
            "what changes at ", "when do I need ",
        ],
        &[
            "a high temperature", "a low temperature", "a higher temperature", "temperature 0",
            "temperature 1", "a lower temperature",
        ],
        &["?", " then?"],
    ],
    &[
        &[
            "what if I lower ", "what if I raise ", "what happens if I lower ", "what happens if I raise ",
            "what effect has ", "why should I change ",
        ],
        &["the temperature", "temperature", "the temperature a bit"],
        &["?", " here?"],
    ],
];

#[rustfmt::skip]
pub(super) const NOISE: &[Table] = &[
    &[
        &[
            "what sort of ", "what kind of ", "what type of ", "which kind of ", "which sort of ",
            "how much ", "which ",
        ],
        &["noise "],
        &[
            "is added", "do you add", "is used", "is it", "do you use", "is there", "is drawn",
            "is added here", "is added to the words",
        ],
        &["?", " exactly?"],
    ],
    &[
        &["why is ", "where is ", "when is ", "how is "],
        &["noise ", "the noise ", "random noise ", "Gumbel noise "],
        &["added?", "used?", "needed?", "added to the words?", "added here?", "drawn?"],
    ],
];

#[rustfmt::skip]
pub(super) const GUIDANCE: &[Table] = &[
    &[
        &[
            "what happens if I raise ", "what if I raise ", "what if I lower ", "what happens if I lower ",
            "what effect has ", "why should I raise ",
        ],
        &["guidance", "the guidance", "cfg", "the cfg scale", "the guidance scale"],
        &["?", " here?"],
    ],
];

#[rustfmt::skip]
pub(super) const SEED: &[Table] = &[
    &[
        &["how can I get ", "how do I get ", "can I get ", "will I get ", "do I always get "],
        &["the same answer ", "the same text ", "exactly the same answer "],
        &["twice?", "again?", "a second time?", "every time?", "another time?"],
    ],
    &[
        &["what happens if I change ", "what if I change ", "why should I change ", "what happens if I keep "],
        &["the seed", "the random seed", "the number of the seed"],
        &["?", " only?"],
    ],
    &[
        &[
            "does the same seed give ", "does one seed always give ", "will the same seed give ",
            "does a seed always give ",
        ],
        &["the same answer", "the same text", "the same words", "one and the same answer"],
        &["?", " twice?", " again?"],
    ],
];

#[rustfmt::skip]
pub(super) const CONFIDENCE: &[Table] = &[
    &[
        &["how is ", "how do you measure ", "how do you compute ", "how do you get "],
        &["confidence", "the confidence", "your confidence", "the confidence of a word"],
        &[" measured?", " computed?", " found?"],
    ],
    &[
        &["how confident ", "how sure ", "how certain "],
        &["are you in ", "are you of ", "are you about "],
        &["a token?", "a word?", "each token?", "this token?", "one word?", "your guess?"],
    ],
];

#[rustfmt::skip]
pub(super) const HEATMAP: &[Table] = &[
    &[
        &["why do ", "how come "],
        &["the words ", "the tokens ", "words ", "tokens "],
        &[
            "have different colors?", "have different colours?", "have colors?", "have such colours?",
            "look so colourful?", "change their colour?",
        ],
    ],
    &[
        &[
            "how should I read ", "how do I read ", "how can I read ", "what can I see in ",
            "what do I see in ", "what is shown in ", "how am I to read ",
        ],
        &["the heatmap", "the heat map", "a heatmap", "this heatmap", "the colours", "the colors"],
        &["?", " here?"],
    ],
];
