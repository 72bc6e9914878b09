//! What the model says about diffusion and about the settings of Unmask.

use crate::corpus::draw::Draw;
use crate::corpus::phrasing::{Phrasings, typed, upper_first};
use crate::corpus::{Dialogue, Skill, Split};

/// A word of the trade: its names, what else people ask about it, and the one answer.
struct Term {
    /// Names that take "is".
    singular: &'static [&'static str],
    /// Names that take "are". May be empty.
    plural: &'static [&'static str],
    /// Questions of its own.
    more: Phrasings,
    answer: &'static str,
}

/// Frames for any name.
#[rustfmt::skip]
const FRAMES: Phrasings = Phrasings {
    train: &[
        "Explain {}.", "Explain {}", "Explain {} to me.", "Tell me about {}.",
        "Tell me something about {}.", "Can you explain {}?", "Please explain {}.", "Describe {}.",
        "{}?", "{}", "What about {}?", "What is meant by {}?", "What do you know about {}?",
        "I do not understand {}.", "Define {}.", "Help me understand {}.",
        "What do you mean by {}?", "I want to know about {}.", "Give me an explanation of {}.",
        "What is the meaning of {}?", "How would you explain {}?", "What should I know about {}?",
        "Explain {} briefly.", "Explain {} in one sentence.", "Explain {} in simple words.",
        "the meaning of {}",
    ],
    held_out: &[
        "Could you explain {}?", "What can you say about {}?", "I'd like to understand {}.",
        "Teach me about {}.", "Can you tell me about {}?", "Explain {} for a beginner.",
    ],
};

/// Frames for a name that takes "is".
#[rustfmt::skip]
const SINGULAR: Phrasings = Phrasings {
    train: &[
        "What is {}?", "What is {}?", "What is {}?", "What's {}?", "what is {}",
        "What does {} mean?", "What does {} do?", "What is {} for?", "How does {} work?",
        "What is {} good for?", "Why is there {}?", "And what is {}?", "What does {} change?",
        "What is {} about?", "What is the point of {}?", "How is {} used?",
        "Do you know what {} is?", "Can you tell me what {} is?", "Tell me what {} is.",
        "Explain what {} is.", "So what is {}?", "Why does {} matter?", "What is {} in your case?",
        "I wonder what {} is.",
    ],
    held_out: &[
        "What exactly is {}?", "What is {} in a diffusion model?", "Could you tell me what {} is?",
        "What does {} stand for?", "Please tell me what {} means.", "What is {} used for?",
    ],
};

/// Frames for a name that takes "are".
#[rustfmt::skip]
const PLURAL: Phrasings = Phrasings {
    train: &[
        "What are {}?", "What are {}?", "what are {}", "What do {} mean?", "What do {} do?",
        "What are {} for?", "How do {} work?", "Why are there {}?", "And what are {}?",
        "What are {} good for?", "Do you know what {} are?", "Tell me what {} are.",
        "Can you tell me what {} are?", "Explain what {} are.",
    ],
    held_out: &[
        "What exactly are {}?", "Could you tell me what {} are?", "What are {} used for?",
        "Please tell me what {} mean.",
    ],
};

#[rustfmt::skip]
const TERMS: &[Term] = &[
    Term {
        singular: &[
            "diffusion", "masked diffusion", "a diffusion model", "a masked diffusion model",
            "a diffusion language model", "text diffusion", "language diffusion",
            "a masked diffusion language model", "discrete diffusion",
        ],
        plural: &["diffusion models", "masked diffusion models", "diffusion language models"],
        more: Phrasings {
            train: &[
                "How do diffusion models write?", "How does a diffusion model make text?",
                "How can diffusion make text?", "What kind of diffusion is this?",
                "Is this like image diffusion?", "What has diffusion to do with text?",
                "What is different about a diffusion model?",
            ],
            held_out: &[
                "How does a diffusion model write text?", "What makes a diffusion model special?",
            ],
        },
        answer: "A masked diffusion model learns to restore hidden words, and writes by restoring a text that is all hidden.",
    },
    Term {
        singular: &[
            "the training", "your training", "the training of a diffusion model", "masked training",
            "the training objective",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "How is a diffusion model trained?", "How are diffusion models trained?",
                "How does the training work?", "How is a masked diffusion model trained?",
                "What happens in training?", "How do you train a diffusion model?",
                "What does a diffusion model learn?", "How does a diffusion model learn?",
                "What happens during training?",
            ],
            held_out: &[
                "How would one train a diffusion model?", "How are such models trained?",
                "What is done in training?",
            ],
        },
        answer: "In training, random words are hidden, and the model learns to restore them.",
    },
    Term {
        singular: &[
            "a mask", "the mask", "a mask token", "masking", "unmasking", "the mask token",
            "a masked token",
        ],
        plural: &["masks", "the masks", "mask tokens", "masked tokens", "these masks"],
        more: Phrasings {
            train: &[
                "Why do you start with masks?", "What are the grey boxes?",
                "Why is the answer masked at first?", "What does it mean to unmask a token?",
                "What does unmask mean?", "What happens to the masks?",
                "Why is everything masked at the beginning?", "What are the empty boxes?",
            ],
            held_out: &[
                "Why are there masks in the answer?", "What does it mean to unmask?",
                "Why does the answer begin with masks?",
            ],
        },
        answer: "A mask stands for a word not chosen yet. Unmasking puts the word in its place.",
    },
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
    Term {
        singular: &["a token", "the token", "tokenization", "a tokenizer", "the tokenizer"],
        plural: &["tokens", "the tokens"],
        more: Phrasings {
            train: &[
                "Is a token a word?", "Why tokens and not words?", "How long is a token?",
                "How is text cut into tokens?",
                "What is the difference between a token and a word?", "Are tokens words?",
            ],
            held_out: &[
                "Is every word a token?", "How does text become tokens?",
                "Are tokens the same as words?",
            ],
        },
        answer: "A token is a piece of text: a word, a part of a word, a digit or a mark.",
    },
    Term {
        singular: &[
            "the order of the words", "the order of unmasking", "the free order",
            "the writing order", "any-order generation",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "Why do the words appear out of order?",
                "Why is the text not written from left to right?",
                "Why does the answer appear out of order?",
                "Why don't you write from left to right?", "Why not left to right?",
                "Why do you write in a strange order?", "In which order do you write?",
                "Do you write from left to right?", "Why do words appear at random places?",
                "Why does the end appear before the beginning?", "Why do you write backwards?",
                "How can you write the end first?", "In what order do the words appear?",
                "Why is the last word there first?", "Can you write in any order?",
                "Which word do you write first?",
            ],
            held_out: &[
                "Why do you not write from left to right?", "Why are the words not in order?",
                "Why do the words come in such an order?", "Why does the last word appear first?",
            ],
        },
        answer: "I see the whole answer at once, so I can fill in the surest words first, anywhere.",
    },
    Term {
        singular: &[
            "the difference to GPT", "the difference between you and GPT",
            "the difference between diffusion and GPT", "the difference between you and ChatGPT",
            "the difference to other models",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "How are you different from GPT?", "How are you different from ChatGPT?",
                "What makes you different?", "How do you differ from GPT?",
                "What makes you special?", "How does GPT write?",
                "How is this different from ChatGPT?", "What is different from GPT?",
                "Why are you different from other models?", "How do you compare to GPT?",
                "How are you different from other language models?", "What is special about you?",
                "What is new about you?", "How do you differ from an autoregressive model?",
                "How does diffusion differ from GPT?", "GPT vs diffusion",
                "diffusion vs autoregressive", "Are you autoregressive?",
                "Is this an autoregressive model?",
            ],
            held_out: &[
                "How do you differ from ChatGPT?",
                "What is the difference between a diffusion model and GPT?",
                "What distinguishes you from GPT?", "What makes this model different?",
                "Are you an autoregressive model?",
            ],
        },
        answer: "GPT writes one token after another; I fill in masks anywhere, several in one step.",
    },
    Term {
        singular: &[
            "an autoregressive model", "autoregressive decoding", "autoregression",
            "an autoregressive language model", "left to right generation",
        ],
        plural: &["autoregressive models"],
        more: Phrasings {
            train: &[
                "What does autoregressive mean?", "How does an autoregressive model write?",
                "How do autoregressive models work?", "What do autoregressive models do?",
            ],
            held_out: &[
                "How do autoregressive models write?", "What's the meaning of autoregressive?",
            ],
        },
        answer: "An autoregressive model writes from left to right, one token after another.",
    },
    Term {
        singular: &[
            "a forward pass", "the forward pass", "one forward pass", "a pass of the network",
        ],
        plural: &["forward passes"],
        more: Phrasings {
            train: &[
                "How many forward passes do you need?", "What happens in a forward pass?",
                "How long does a forward pass take?",
            ],
            held_out: &["What is done in a forward pass?", "How many forward passes are there?"],
        },
        answer: "A forward pass runs the network once over the whole text, masks and all.",
    },
    Term {
        singular: &[
            "a transformer", "the transformer", "attention", "bidirectional attention",
            "your network", "your architecture", "a neural network",
        ],
        plural: &["transformers"],
        more: Phrasings {
            train: &[
                "Are you a transformer?", "Is there a transformer inside you?",
                "What is your architecture?", "Which architecture do you have?",
                "Do you look in both directions?", "What network do you use?",
                "Do you use attention?", "Are you a neural network?", "Is your attention causal?",
            ],
            held_out: &[
                "Do you use a transformer?", "What architecture are you?",
                "Are you built on a transformer?",
            ],
        },
        answer: "I am a transformer: a network in which each word looks at all others, before and after it.",
    },
    Term {
        singular: &[
            "parallel decoding", "the speed of diffusion", "your speed", "parallel generation",
        ],
        plural: &[],
        more: Phrasings {
            train: &[
                "Is diffusion faster than GPT?", "Why are you so fast?", "Are you fast?",
                "Can you write several words at once?", "Is diffusion faster?", "How fast are you?",
                "How do I make you faster?", "Why is diffusion fast?",
                "Why do several words appear at once?", "Why do two words appear together?",
                "Are you faster than ChatGPT?", "What is the advantage of diffusion?",
                "Why use diffusion?", "Why diffusion?",
            ],
            held_out: &[
                "Are you faster than GPT?", "Why would one use diffusion?",
                "Do you write several words at once?", "What is good about diffusion?",
            ],
        },
        answer: "I can reveal several tokens in each step, so I need fewer steps than words.",
    },
    Term {
        singular: &[
            "a language model", "a large language model", "an LLM", "a chatbot",
            "language modelling",
        ],
        plural: &["language models", "large language models", "LLMs"],
        more: Phrasings {
            train: &[
                "What do language models do?", "How does a language model write?",
                "What does a language model learn?",
            ],
            held_out: &["What can a language model do?", "How do language models learn?"],
        },
        answer: "A language model is a program that has learned from texts which words fit where.",
    },
];

/// "What is masked diffusion?", "What does the seed do?"
pub(super) struct Diffusion;

impl Skill for Diffusion {
    fn name(&self) -> &'static str {
        "diffusion"
    }

    fn dialogue(&self, split: Split, draw: &mut Draw) -> Dialogue {
        let term = draw.pick(TERMS);
        let said = if draw.chance(0.4) {
            term.more.draw(split, draw).to_owned()
        } else {
            let is_plural =
                draw.below(term.singular.len() + term.plural.len()) >= term.singular.len();
            let (names, frames) = if is_plural {
                (term.plural, &PLURAL)
            } else {
                (term.singular, &SINGULAR)
            };
            let frames = if draw.chance(0.35) { &FRAMES } else { frames };
            frames
                .draw(split, draw)
                .replace("{}", draw.pick::<&str>(names))
        };
        Dialogue::single(typed(&upper_first(&said), draw), term.answer)
    }
}
