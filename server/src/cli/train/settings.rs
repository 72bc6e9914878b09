//! The settings of a training run on the command line.

use std::fmt::Display;
use std::path::PathBuf;

use clap::Args;
use training::objective::Objective;
use training::{PrecisionChoice, SkillShare, TrainConfig};

/// Help with the default. A resumed run has its own settings instead.
fn help<T: Display + PartialEq>(text: &str, of: impl Fn(&TrainConfig) -> T) -> String {
    let (usual, on_gpu) = (of(&TrainConfig::default()), of(&TrainConfig::on_gpu()));
    if usual == on_gpu {
        format!("{text} [default: {usual}]")
    } else {
        format!("{text} [default: {usual}, on an NVIDIA GPU {on_gpu}]")
    }
}

/// The settings of a run that are given on the command line.
#[derive(Debug, Default, Args)]
pub(super) struct SettingArgs {
    #[arg(long, value_name = "N", help = help("Training steps of the whole run", |config| config.steps))]
    steps: Option<usize>,
    #[arg(long, value_name = "N", help = help("Dialogues per step", |config| config.batch))]
    batch: Option<usize>,
    #[arg(long, value_name = "N", help = help("Width of the residual stream", |config| config.d_model))]
    d_model: Option<usize>,
    #[arg(long, value_name = "N", help = help("Transformer blocks", |config| config.n_layers))]
    n_layers: Option<usize>,
    #[arg(long, value_name = "N", help = help("Attention heads", |config| config.n_heads))]
    n_heads: Option<usize>,
    #[arg(long, value_name = "N", help = help("Width of the gated MLP", |config| config.mlp_hidden_size))]
    mlp_hidden_size: Option<usize>,
    #[arg(long, value_name = "N", help = help("Largest vocabulary of the tokenizer", |config| config.vocab_size))]
    vocab_size: Option<usize>,
    /// Untie the output head from the embedding, as in the large models
    #[arg(long)]
    untied: bool,
    #[arg(long, alias = "rate", value_name = "RATE", help = help("Peak learning rate", |config| config.schedule.peak))]
    learning_rate: Option<f32>,
    #[arg(
        long, alias = "fall", value_name = "SHARE",
        help = help("Share of the run, at its end, in which the learning rate decays linearly to zero, 0 to 1", |config| config.schedule.decay)
    )]
    decay: Option<f32>,
    /// Update all weights with AdamW; by default Muon updates the matrices inside the blocks
    #[arg(long)]
    adamw: bool,
    #[arg(
        long, value_name = "PRECISION",
        help = help(
            "Precision of the factors of matrix products: auto (bf16 on CPUs with bf16 instructions, TF32 on an NVIDIA GPU), f32 or bf16",
            |config| config.precision,
        )
    )]
    precision: Option<PrecisionChoice>,
    /// Train only these skills, named as in `unmask eval`; =SHARE sets the share of each in the mix
    #[arg(long = "skill", value_name = "NAME[=SHARE]")]
    skills: Vec<SkillShare>,
    /// Start from the weights and the tokenizer of this checkpoint folder; --n-layers may be larger than its own
    #[arg(long, value_name = "DIR")]
    from: Option<PathBuf>,
    #[arg(
        long, value_name = "SHARE",
        help = help(
            "Share of the weights of --from in the finished model, a weighted mean of before and after: keeps what a short run forgets",
            |config| config.from_share,
        )
    )]
    from_share: Option<f32>,
    #[arg(
        long, alias = "known", value_name = "LOSS",
        help = help(
            "Skip the backward pass for dialogues whose loss is at most this, in nats per token: a third of the cost for those. On a CPU only",
            |config| config.skip_loss,
        )
    )]
    skip_loss: Option<f32>,
    #[arg(
        long, alias = "ends-apart", value_name = "SHARE",
        help = help(
            "Share of the dialogues whose end-of-text is masked apart from the words, as in sampling, so that answers end in long canvases too",
            |config| config.separate_end,
        )
    )]
    separate_end: Option<f32>,
    /// With --from: learn a new tokenizer; tokens that both have keep their embedding
    #[arg(long, requires = "from")]
    new_vocabulary: bool,
    /// Use the pre-training objective: every token may be masked, not only the response
    #[arg(long)]
    pre_training: bool,
    #[arg(long, value_name = "N", help = help("Seed of weights, corpus and masks", |config| config.seed))]
    seed: Option<u64>,
    #[arg(
        long, value_name = "N",
        help = help("Worker threads; on a CPU a run resumes bit for bit only with the same number", |config| config.workers)
    )]
    threads: Option<usize>,
}

impl SettingArgs {
    /// The number of threads, if it is given.
    pub(super) const fn threads(&self) -> Option<usize> {
        self.threads
    }

    /// The given settings, and those of `base` for the rest.
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
            skip_loss: self.skip_loss.unwrap_or(base.skip_loss),
            separate_end: self.separate_end.unwrap_or(base.separate_end),
            new_vocabulary: base.new_vocabulary || self.new_vocabulary,
            ..base
        };
        if !self.skills.is_empty() {
            config.skills.clone_from(&self.skills);
        }
        if self.pre_training {
            config.objective = Objective::PreTraining;
        }
        config.schedule.peak = self.learning_rate.unwrap_or(config.schedule.peak);
        config.schedule.decay = self.decay.unwrap_or(config.schedule.decay);
        config.optimizer.muon &= !self.adamw;
        config
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_that_are_not_given_stay_as_in_the_run() {
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
            learning_rate: Some(0.001),
            ..SettingArgs::default()
        };
        let resumed = longer.over(begun.clone());
        assert_eq!((resumed.steps, resumed.schedule.peak), (700, 0.001));
        assert_eq!(resumed.schedule.decay, begun.schedule.decay);
    }
}
