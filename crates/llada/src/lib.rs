//! LLaDA, a masked-diffusion language model: checkpoints, tokenizer and chat template, forward passes, the sampler.
//!
//! Synchronous and deterministic by seed; no request, socket or future is known here.
//!
//! | module | idea |
//! |---|---|
//! | [`language_model`] | a model ready to answer: the way in |
//! | [`session`] | a request, checked, tokenised and planned; a run and its events |
//! | [`sampler`] | a state machine: which pass comes next, what its choices change |
//! | [`denoiser`], [`choice`], [`considered`] | what the sampler asks of a model; from logits to a token, its confidence, what else was considered |
//! | [`noise`] | random numbers as a pure function of seed, pass, position and token |
//! | [`chat_template`] | messages to the text that the model was trained on |
//! | [`tokenizer`], [`special`] | text and ids; mask, end of text, end of turn |
//! | [`architecture`] | what a model computes, as data; a file per family: `config.json`, tensor names, special tokens |
//! | [`checkpoint`], [`loader`] | safetensors and GGUF, checked before they are read; random weights; from there to a network |
//! | [`blocks`], [`python_json`] | quantised tensors as llama.cpp stores them; JSON as Python writes it |
//! | [`estimate`] | how much memory a run takes, before anything is loaded |
//! | [`device`], [`dtype`] | where it runs, in which type the weights are kept |
//! | [`backend`] | a network on whatever computes it |
//! | [`network::cpu`] | the network on the processor, made of the matrix products of [`kernels`] |
//! | `network::cuda` | the network on an NVIDIA GPU, where it is built in |
//! | [`network::candle`] | the network on candle: on other GPUs, in other types, and the reference |
//! | [`vision`] | pictures: tiles, features, tokens of the prompt |
//! | [`likelihood`] | the log-likelihood bound of an answer |
//! | [`timed`] | a clock around the network |
//!
//! ```no_run
//! use llada::session::Request;
//! use llada::{LanguageModel, OpenOptions, Source};
//! use trajectory::{Message, Params};
//!
//! let source = Source::Folder("path/to/checkpoint".into());
//! let mut model = LanguageModel::open(&source, &OpenOptions::default(), &mut |_| {})?;
//! let question = Message::user("What is the capital of France?");
//! let mut run = model.start(&Request::conversation(vec![question], &Params::default()))?;
//! while let Some(event) = run.step(model.denoiser()) {
//!     println!("{:?}", event?.step.committed);
//! }
//! let (_, ending) = run.finish();
//! println!("{}", ending.text);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod architecture;
pub mod backend;
pub mod blocks;
pub mod chat_template;
pub mod checkpoint;
pub mod choice;
pub mod considered;
pub mod denoiser;
pub mod device;
pub mod dtype;
pub mod estimate;
pub mod language_model;
pub mod likelihood;
pub mod loader;
pub mod network;
pub mod noise;
pub mod python_json;
mod rule;
pub mod sampler;
pub mod session;
pub mod special;
pub mod timed;
pub mod tokenizer;
pub mod vision;

pub use checkpoint::{Embedded, NamedShape, Progress, Source};
pub use device::DeviceChoice;
pub use dtype::{DtypeChoice, WeightType};
pub use kernels::KernelChoice;
pub use language_model::{LanguageModel, OpenError, OpenOptions};
pub use sampler::Candidates;
pub use session::{Planner, Request, Run, RunError, SessionError};
