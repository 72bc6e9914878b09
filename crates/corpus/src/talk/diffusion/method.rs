//! The method: what is hidden, and how it is restored.

use super::Term;
use super::questions::{DIFFUSION, MASKS, TRAINING};
use crate::phrasing::Phrasings;

#[rustfmt::skip]
pub(super) const METHOD: &[Term] = &[
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
                "What is different about a diffusion model?", "How can noise turn into a sentence?",
                "Is text made like an image here?", "How does denoising produce words?",
                "How do you restore hidden words?", "In what sense are you a diffusion model?",
                "What is the idea behind text diffusion?",
                "Where does the word diffusion come from here?",
                "How does this kind of model generate language?", "How do masked models write?",
                "What's the principle of masked diffusion?",
                "Why are you called a diffusion model?", "Describe the diffusion process.",
                "How does writing by unmasking work?", "What is the reverse process?",
                "What is special about a diffusion model?", "What's special about diffusion?",
                "How does a diffusion model write?", "How does diffusion write a text?",
            ],
            held_out: &[
                "How does a diffusion model write text?", "What makes a diffusion model special?",
            ],
        },
        tables: DIFFUSION,
        answer: "A masked diffusion model learns to restore hidden words, and writes by filling in masks.",
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
                "What happens during training?", "How does a masked model get its skills?",
                "What is the training goal?", "How were the weights found?", "What loss is used?",
                "What is the loss function?", "How many words are hidden in training?",
                "Why hide random words?", "Which words are hidden in training?",
                "What does the network practise?", "How do you teach a network to unmask?",
                "What task is the network given?", "By what task does it learn?",
                "How does a model learn to fill gaps?", "What's the learning objective?",
                "How would I train such a model?", "How does one train a masked model?",
                "How are models like you trained?", "What goes on in training?",
                "How is such a model trained?", "How can I train a diffusion model?",
            ],
            held_out: &[
                "How would one train a diffusion model?", "How are such models trained?",
                "What is done in training?",
            ],
        },
        tables: TRAINING,
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
                "What are these placeholders?", "What are the blank squares?",
                "Why do I see boxes?", "What do the gaps in the answer stand for?",
                "What is hidden behind a mask?", "Why are there empty places in the text?",
                "What's under the mask?", "How does a mask become a word?",
                "When does a mask vanish?", "Why do the boxes turn into words?",
                "What does [MASK] mean?", "I see grey squares. What are they?",
                "What is a hidden word?", "What's the symbol for an unknown word?",
                "Why are there masks?", "Why do I see masks in the answer?",
                "Why does your answer start with masks?", "What does unmasking mean?",
            ],
            held_out: &[
                "Why are there masks in the answer?", "What does it mean to unmask?",
                "Why does the answer begin with masks?",
            ],
        },
        tables: MASKS,
        answer: "A mask stands for a word not chosen yet; unmasking puts the word there.",
    },
];
