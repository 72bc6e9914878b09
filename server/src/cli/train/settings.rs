//! The settings of a training run on the command line.

use std::fmt::Display;
use std::path::PathBuf;

use clap::Args;
use training::objective::Objective;
use training::{PrecisionChoice, SkillShare, TrainConfig};

/// Help with the default: what is not given may also be what a resumed run was begun with.
fn help<T: Display + PartialEq>(text: &str, of: impl Fn(&TrainConfig) -> T) -> String {
    let (usual, on_gpu) = (of(&TrainConfig::default()), of(&TrainConfig::on_gpu()));
    if usual == on_gpu {
        format!("{text} [default: {usual}]")
    } else {
        format!("{text} [default: {usual}, on an NVIDIA GPU {on_gpu}]")
    }
}

/// What is given of a run's settings.
#[derive(Debug, Default, Args)]
pub(super) struct SettingArgs {
    #[arg(long, value_name = "N", help = help("Steps of the whole run", |config| config.steps))]
    steps: Option<usize>,
    #[arg(long, value_name = "N", help = help("Dialogues per step", |config| config.batch))]
    batch: Option<usize>,
    #[arg(long, value_name = "N", help = help("Width of the model", |config| config.d_model))]
    d_model: Option<usize>,
    #[arg(long, value_name = "N", help = help("Transformer blocks", |config| config.n_layers))]
    n_layers: Option<usize>,
    #[arg(long, value_name = "N", help = help("Attention heads", |config| config.n_heads))]
    n_heads: Option<usize>,
    #[arg(long, value_name = "N", help = help("Width of the gated MLP", |config| config.mlp_hidden_size))]
    mlp_hidden_size: Option<usize>,
    #[arg(long, value_name = "N", help = help("Most ids of the tokenizer", |config| config.vocab_size))]
    vocab_size: Option<usize>,
    /// Give the head a matrix of its own, as the large models have it, instead of the embedding's
    #[arg(long)]
    untied: bool,
    #[arg(long, value_name = "RATE", help = help("Highest learning rate", |config| config.schedule.peak))]
    rate: Option<f32>,
    #[arg(
        long, value_name = "SHARE",
        help = help("Share of the run at its end in which the rate falls to zero, 0 to 1", |config| config.schedule.fall)
    )]
    fall: Option<f32>,
    /// Move every weight by AdamW, the matrices inside the blocks too
    #[arg(long)]
    adamw: bool,
    #[arg(
        long, value_name = "PRECISION",
        help = help(
            "What the factors of products round to: auto (bf16 where the processor multiplies it, TF32 on an NVIDIA GPU), f32 or bf16",
            |config| config.precision,
        )
    )]
    precision: Option<PrecisionChoice>,
    /// Train only these skills, named as `unmask eval` names them; =SHARE sets how much of each
    #[arg(long = "skill", value_name = "NAME[=SHARE]")]
    skills: Vec<SkillShare>,
    /// Begin with the weights and the tokenizer of this checkpoint folder; --n-layers may be more than it has
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    #[arg(
        long, value_name = "SHARE",
        help = help(
            "Share of the weights of --from in the finished model, which is the mean of before and after: it holds on to what a short run forgets",
            |config| config.from_share,
        )
    )]
    from_share: Option<f32>,
    #[arg(
        long, value_name = "LOSS",
        help = help(
            "Skip the way back for dialogues whose loss is at most this, in nats a token: what is known already costs a third. On a CPU only",
            |config| config.known,
        )
    )]
    known: Option<f32>,
    #[arg(
        long, value_name = "SHARE",
        help = help(
            "Share of the dialogues whose ends are masked apart from their words, as sampling leaves them, so that answers end in long canvases too",
            |config| config.ends_apart,
        )
    )]
    ends_apart: Option<f32>,
    /// Learn the tokenizer anew all the same; tokens that both have keep their embedding
    #[arg(long, requires = "from")]
    new_vocabulary: bool,
    /// Mask every token, as in pre-training, and not only answers
    #[arg(long)]
    pre_training: bool,
    #[arg(long, value_name = "N", help = help("Seed of weights, corpus and masks", |config| config.seed))]
    seed: Option<u64>,
    #[arg(
        long, value_name = "N",
        help = help("Threads that compute; on a CPU a run resumes bit for bit only with the number it was begun with", |config| config.workers)
    )]
    threads: Option<usize>,
}

impl SettingArgs {
    /// The number of threads, if it is given.
    pub(super) const fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// What is given, and `base` for the rest.
    pub(super) fn over(&self, base: TrainConfig) -> TrainConfig {
        let mut config = TrainConfig {
            d_model: self.d_model.unwrap_or(base.d_model),
            n_layers: self.n_layers.unwrap_or(base.n_layers),
            n_heads: self.n_heads.unwrap_or(base.n_heads),
            mlp_hidden_size: self.mlp_hidden_size.unwrap_or(base.mlp_hidden_size),
            vocab_size: self.vocab_size.unwrap_or(base.vocab_size),
            weight_tying: base.weight_tying && !self.untied,
            steps: self.steps.unwrap_or(base.steps),
            batch: self.batch.unwrap_or(base.batch),
            workers: self.threads.unwrap_or(base.workers),
            precision: self.precision.unwrap_or(base.precision),
            seed: self.seed.unwrap_or(base.seed),
            from: self.from.clone().or_else(|| base.from.clone()),
            from_share: self.from_share.unwrap_or(base.from_share),
            known: self.known.unwrap_or(base.known),
            ends_apart: self.ends_apart.unwrap_or(base.ends_apart),
            new_vocabulary: base.new_vocabulary || self.new_vocabulary,
            ..base
        };
        if !self.skills.is_empty() {
            config.skills.clone_from(&self.skills);
        }
        if self.pre_training {
            config.objective = Objective::PreTraining;
        }
        config.schedule.peak = self.rate.unwrap_or(config.schedule.peak);
        config.schedule.fall = self.fall.unwrap_or(config.schedule.fall);
        config.optimizer.muon &= !self.adamw;
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_given_stays_as_the_run_was_begun() {
        let given = SettingArgs {
            steps: Some(500),
            adamw: true,
            ..SettingArgs::default()
        };
        let begun = given.over(TrainConfig::default());
        assert_eq!((begun.steps, begun.optimizer.muon), (500, false));
        assert_eq!(SettingArgs::default().over(begun.clone()), begun);
        let longer = SettingArgs {
            steps: Some(700),
            rate: Some(0.001),
            ..SettingArgs::default()
        };
        let resumed = longer.over(begun.clone());
        assert_eq!((resumed.steps, resumed.schedule.peak), (700, 0.001));
        assert_eq!(resumed.schedule.fall, begun.schedule.fall);
    }
}
