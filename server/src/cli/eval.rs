//! `unmask eval`: exact match on held-out instances, skill by skill.

use std::collections::HashSet;

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use llada::corpus::draw::Draw;
use llada::corpus::{Dialogue, Skill, Split, skills};
use llada::{Candidates, LanguageModel, Run};
use serde::Serialize;
use trajectory::Params;

use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::output;
use crate::prompting::run_error;

/// Measure a model on held-out instances of the built-in corpus.
#[derive(Debug, Args)]
pub struct Eval {
    /// Held-out instances per skill; a small skill has fewer
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    instances: u32,
    /// Print each wrong answer on standard error
    #[arg(long)]
    wrong: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// A line of the table.
#[derive(Debug, Serialize)]
struct Score {
    skill: &'static str,
    instances: usize,
    right: usize,
    exact_match: f64,
}

impl Eval {
    /// Runs the command.
    ///
    /// # Errors
    /// A parameter is refused, the model cannot be had, or a run fails.
    pub fn run(self) -> anyhow::Result<()> {
        let params = self.params.params();
        params.check()?;
        let mut loaded = self.model.load()?;
        let mut scores = Vec::new();
        for (_, skill) in skills() {
            let score = self.measure(&mut loaded.model, skill.as_ref(), &params)?;
            if !self.json {
                output::line(&format!(
                    "{:<20} {:>6.1} %  {} of {}",
                    score.skill,
                    100.0 * score.exact_match,
                    score.right,
                    score.instances
                ))?;
            }
            scores.push(score);
        }
        if self.json {
            output::json(&scores)?;
        }
        Ok(())
    }

    fn measure(
        &self,
        model: &mut LanguageModel,
        skill: &dyn Skill,
        params: &Params,
    ) -> anyhow::Result<Score> {
        let instances = held_out(skill, self.instances as usize);
        let bar = ProgressBar::new(instances.len() as u64);
        if let Ok(style) = ProgressStyle::with_template("{msg} [{bar:32}] {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(skill.name());
        let mut right = 0;
        for dialogue in &instances {
            let prompt = model.prompt(&dialogue.prompt, params)?;
            let mut run = Run::new(model, &prompt, params, Candidates::Block).map_err(run_error)?;
            for step in &mut run {
                step.map_err(run_error)?;
            }
            let (_, ending) = run.finish();
            if ending.text == dialogue.answer {
                right += 1;
            } else if self.wrong {
                bar.suspend(|| {
                    let question = dialogue.question();
                    eprintln!("{question:?}: {:?}, not {:?}", dialogue.answer, ending.text);
                });
            }
            bar.inc(1);
        }
        bar.finish_and_clear();
        Ok(Score {
            skill: skill.name(),
            instances: instances.len(),
            right,
            exact_match: right as f64 / instances.len().max(1) as f64,
        })
    }
}

/// Distinct held-out instances, always the same ones: `count`, or all that turn up in fifty times as many draws.
fn held_out(skill: &dyn Skill, count: usize) -> Vec<Dialogue> {
    let mut draw = Draw::new(&[0xE7A1]);
    let mut seen = HashSet::new();
    (0..count * 50)
        .map(|_| skill.dialogue(Split::HeldOut, &mut draw))
        .filter(|dialogue| {
            let turns = dialogue.prompt.iter().map(|turn| turn.content.as_str());
            seen.insert(turns.collect::<Vec<_>>().join("\n"))
        })
        .take(count)
        .collect()
}
