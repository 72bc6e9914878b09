//! The settings of a run, and what the page shows of it.

use super::Term;
use crate::corpus::phrasing::Phrasings;

#[rustfmt::skip]
pub(super) const SETTINGS: &[Term] = &[
    Term {
        singular: &[
            "remasking", "low confidence remasking", "random remasking", "the remasking strategy",
            "the remasking", "the remasking setting",
        ],
        plural: &["remasking strategies"],
        more: Phrasings {
            train: &[
                "Which remasking strategies are there?", "Which tokens are kept?",
                "Which tokens are masked again?", "Which guesses do you keep?",
                "How do you decide which tokens stay?", "Which words are revealed first?",
                "What is the difference between random and low confidence remasking?",
                "Which remasking should I use?",
            ],
            held_out: &[
                "How do you choose which tokens to keep?", "What kinds of remasking are there?",
                "Which tokens get remasked?",
            ],
        },
        answer: "Remasking decides which guesses stay: the most confident ones, or random ones.",
    },
    Term {
        singular: &[
            "a step", "the number of steps", "the steps setting", "a denoising step",
            "a diffusion step", "the step count",
        ],
        plural: &["steps", "the steps", "denoising steps", "diffusion steps"],
        more: Phrasings {
            train: &[
                "How many steps do you need?", "What do more steps change?",
                "What happens with fewer steps?", "What happens if I use fewer steps?",
                "How many steps should I use?", "Why do you need several steps?",
                "Are more steps better?", "What happens in one step?",
                "How many tokens do you reveal in a step?", "What do fewer steps do?",
            ],
            held_out: &[
                "What happens if I use more steps?", "How many steps are good?",
                "What is done in a step?",
            ],
        },
        answer: "A step is one pass of the network; with fewer steps, more tokens are revealed at once.",
    },
    Term {
        singular: &[
            "the block length", "block length", "a block", "the block size",
            "semi-autoregressive decoding",
        ],
        plural: &["blocks", "the blocks"],
        more: Phrasings {
            train: &[
                "Why are there blocks?", "In which order are the blocks written?",
                "What block length should I use?", "What does a smaller block length do?",
                "Which block comes first?", "How long is a block?",
                "Why is the answer cut into blocks?",
            ],
            held_out: &[
                "What happens if I change the block length?", "In what order are blocks filled?",
                "Why do you write in blocks?",
            ],
        },
        answer: "Blocks are finished from left to right; inside a block the order is free.",
    },
    Term {
        singular: &[
            "the answer length", "the generation length", "gen length", "the canvas",
            "the length of the answer", "the canvas size",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "How long can your answer be?", "How many tokens can you write?",
                "Can you write a longer answer?", "How long are your answers?",
                "How many masks do you start with?", "What is the maximum length?",
                "Why are your answers so short?",
            ],
            held_out: &[
                "How long can an answer be?", "How many tokens long is your answer?",
                "Can your answers be longer?",
            ],
        },
        answer: "The answer length is the number of masks that I start with; I cannot write more.",
    },
    Term {
        singular: &[
            "temperature", "the temperature", "the temperature setting", "a high temperature",
            "a low temperature", "temperature 0", "the sampling temperature",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "What happens at temperature 0?", "What does a higher temperature do?",
                "What temperature should I use?", "How do I make you more random?",
                "How do I make you more creative?", "What happens if I raise the temperature?",
                "What does temperature 1 mean?", "Which setting makes the answer random?",
            ],
            held_out: &[
                "What happens at a high temperature?", "What effect has the temperature?",
                "What if I lower the temperature?",
            ],
        },
        answer: "Temperature adds random noise to the choice of words; at 0 I take the likeliest ones.",
    },
    Term {
        singular: &["Gumbel noise", "the noise", "the Gumbel noise", "noise"],
        plural: &[],
        more: Phrasings {
            train: &[
                "Why is it called Gumbel noise?", "Where does the noise come in?",
                "What kind of noise do you use?", "Why do you add noise?", "Which noise is used?",
                "Where is the noise added?",
            ],
            held_out: &["What sort of noise is added?", "Why is noise added?"],
        },
        answer: "Gumbel noise is the random noise that the temperature adds to the choice of words.",
    },
    Term {
        singular: &[
            "guidance", "cfg", "the guidance scale", "classifier-free guidance", "the cfg scale",
            "the guidance setting", "classifier free guidance",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "What does more guidance do?", "How much guidance should I use?",
                "What does a higher cfg do?", "What cfg scale should I use?",
                "Why is there a guidance scale?", "What does a guidance of 0 mean?",
                "What happens with guidance?", "How do I make you follow the prompt more?",
            ],
            held_out: &[
                "What happens if I raise the guidance?", "What effect has cfg?",
                "What is guidance in Unmask?",
            ],
        },
        answer: "Guidance compares the answer with and without the prompt, and strengthens the difference.",
    },
    Term {
        singular: &["the seed", "a seed", "a random seed", "the random seed", "seed"],
        plural: &["seeds"],
        more: Phrasings {
            train: &[
                "How do I get the same answer again?", "How do I repeat an answer?",
                "What seed should I use?", "Will the same seed give the same answer?",
                "Can I repeat a run?", "Is your answer always the same?",
                "Why do I always get the same answer?",
            ],
            held_out: &[
                "How can I get the same answer twice?", "What happens if I change the seed?",
                "Does the same seed give the same answer?",
            ],
        },
        answer: "The seed makes the noise repeatable: the same seed and settings give the same answer.",
    },
    Term {
        singular: &[
            "confidence", "the confidence", "your confidence", "the confidence of a token",
            "token confidence",
        ],
        plural: &["confidences"],
        more: Phrasings {
            train: &[
                "How do you know how sure you are of a token?", "How is the confidence computed?",
                "What does a high confidence mean?", "How do you measure confidence?",
                "Which words are the surest?", "What does low confidence mean?",
                "How do you know which token is surest?",
            ],
            held_out: &[
                "How is confidence measured?", "What does a low confidence mean?",
                "How confident are you in a token?",
            ],
        },
        answer: "Confidence is the probability that I give to my best guess for a masked word.",
    },
    Term {
        singular: &[
            "the heatmap", "a heatmap", "the heat map", "heatmap", "the colour of a token",
            "the coloring",
        ],
        plural: &["the colours", "the colors", "the colours of the tokens"],
        more: Phrasings {
            train: &[
                "Why are the words coloured?", "Why do the tokens have colours?",
                "What do the colors of the words show?", "Why is the text colored?",
                "What does the heatmap show?", "How do I read the heatmap?",
                "What does a bright token mean?", "What do the different colours mean?",
            ],
            held_out: &[
                "Why do the words have different colors?", "What can I see in the heatmap?",
                "How should I read the heatmap?",
            ],
        },
        answer: "The heatmap colours each token by the step that revealed it.",
    },
];
