//! The method: what is hidden, and how it is restored.

use super::Term;
use crate::corpus::phrasing::Phrasings;

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
];
