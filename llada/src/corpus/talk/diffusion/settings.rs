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
                "Which remasking should I use?", "Do you take guesses back?",
                "Why do some guesses disappear?", "Why are words hidden again?",
                "Can you change a word that you have written?", "Which guesses are thrown away?",
                "Which predictions survive?", "What remasking options are there?",
                "What does low_confidence do?", "Is random remasking worse?",
                "When is a guess discarded?", "Which guesses go back to masks?",
                "Why would you mask a word again?", "By what rule do guesses stay?",
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
                "Can you answer in one step?", "How much work is done per step?",
                "What if I set the steps to one?", "Should I raise the step count?",
                "Do extra steps improve the text?", "How many rounds do you need?",
                "How many iterations are there?", "What happens in each iteration?",
                "How many times do you run the network?", "Does quality depend on the steps?",
                "What is the trade-off of fewer steps?", "What does --steps do?",
                "How many words appear per step?", "Why did it take so many steps?",
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
                "Why is the answer cut into blocks?", "What does --block-length do?",
                "How are blocks processed?", "Is the text written block by block?",
                "What happens inside a block?", "Should blocks be short or long?",
                "What if there is just one block?", "Do you finish a block before the next?",
                "What does semi-autoregressive mean?", "How many blocks has an answer?",
                "Can you skip a block?", "Which part of the answer is finished first?",
                "Into how many pieces is the answer divided?",
                "What does a larger block length do?",
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
                "Why are your answers so short?", "Where does your answer end?",
                "Can you write a whole page?", "Why do you stop so soon?",
                "Is there a limit to the answer?", "How many words can you write at most?",
                "How do I get longer answers?", "Can I make the answer longer?",
                "Why was your answer cut off?", "What does --gen-length do?",
                "How much text can you produce?", "Why can't you write long texts?",
                "How many places are there for words?", "What is the size of the canvas?",
                "Can you write a thousand words?",
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
                "How do I make you deterministic?", "Why is the temperature zero?",
                "Should I turn the temperature up?", "How do I get more variety?",
                "How do I get surprising answers?", "Which temperature is best?",
                "What does --temperature do?", "How hot should I run you?",
                "Is temperature about heat?", "How can I make you less boring?",
                "What does a lower temperature do?", "Does temperature make you creative?",
                "What does warm sampling mean?", "What is sampling at temperature 0?",
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
                "Where is the noise added?", "Who is Gumbel?", "What has Gumbel to do with it?",
                "How is the noise drawn?", "Where does randomness come from?",
                "From which distribution is the noise?", "What makes your choice random?",
                "How does noise change the words?", "Is there noise at every step?",
                "What is the Gumbel trick?", "What are Gumbel samples?",
                "What is noise good for here?", "Why is there randomness?",
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
                "What does --cfg-scale do?", "How strongly do you follow the prompt?",
                "What is unconditional prediction?", "Why is the network run without the prompt?",
                "How do I strengthen the prompt?", "Does guidance make you slower?",
                "Why compare with an empty prompt?", "How does guidance change the answer?",
                "Is a larger guidance scale better?", "What does a cfg of 2 mean?",
                "When should I use guidance?",
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
                "Why do I always get the same answer?", "Why are two runs different?",
                "How do I get another answer?", "How do I make a run reproducible?",
                "What number should the seed be?", "What does --seed do?",
                "Are your answers random?", "Will you say the same tomorrow?",
                "Can I reproduce this answer?", "Why do you answer the same again and again?",
                "Does every run give the same text?", "What does seed 42 do?",
                "Is there a way to fix the randomness?", "Are you deterministic?",
                "What if I use another seed?",
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
                "How do you know which token is surest?", "What makes a token sure?",
                "When is a guess confident?", "How do you rate your guesses?",
                "What probability has a word?", "What are the percentages beside the words?",
                "What is the number on a token?", "How do you score a word?",
                "Which guess counts as sure?", "Where do the probabilities come from?",
                "How certain is each word?", "What is a confident token?",
                "What is meant by the surest words?", "How is certainty measured?",
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
                "What does the dark shade mean?", "What is the colour scale?",
                "Why is this word brighter?", "Why is one word darker than another?",
                "Why is the answer in many colours?", "What's with all the colours?",
                "What do the shades show?", "What is the legend of the colours?",
                "Why does each token look different?", "How are the tokens painted?",
                "What tells me when a word appeared?", "Which tokens came first in the picture?",
                "Why is the text so colourful?",
            ],
            held_out: &[
                "Why do the words have different colors?", "What can I see in the heatmap?",
                "How should I read the heatmap?",
            ],
        },
        answer: "The heatmap colours each token by the step that revealed it.",
    },
];
