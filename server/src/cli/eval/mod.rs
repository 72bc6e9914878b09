//! `unmask eval`: exact match of a model on the held-out corpus, skill by skill.

mod grid;
mod judge;
mod table;
mod workers;

use clap::Args;
use corpus::{Dialogue, Skill, skill, skills};
use indicatif::{ProgressBar, ProgressStyle};
use llada::session::Input;
use llada::{LanguageModel, Request};
use trajectory::{Invalid, Params};

use self::grid::{DEFAULT_GRID, Grid, Setting};
use self::judge::{Score, held_out};
use self::table::{Column, Report};
use self::workers::Workers;
use super::model_args::ModelArgs;
use super::param_args::ParamArgs;
use crate::failure::{refused, run_failed};
use crate::output;

/// Measure exact match of a model on held-out instances of the built-in corpus.
#[derive(Debug, Args)]
pub struct Eval {
    /// Held-out instances per skill; a small skill has fewer
    #[arg(long, value_name = "N", default_value_t = 200, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    instances: u32,
    /// Only these skills: --skill reverse "word problems"
    #[arg(long = "skill", value_name = "NAME", num_args = 1..)]
    skills: Vec<String>,
    /// Measure several settings, each STEPSxBLOCK; without a value 8 to 64 steps with block lengths 8 to 64
    #[arg(long, value_name = "8x32,…", num_args = 0..=1, require_equals = true, default_missing_value = DEFAULT_GRID, conflicts_with_all = ["steps", "block_length"])]
    grid: Option<Grid>,
    /// Print each wrong answer on standard error
    #[arg(long)]
    wrong: bool,
    /// Print a Markdown table, for a model card
    #[arg(long, conflicts_with = "json")]
    markdown: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    params: ParamArgs,
    #[command(flatten)]
    model: ModelArgs,
}

/// A skill and what it is measured on.
struct Task {
    skill: Box<dyn Skill>,
    dialogues: Vec<Dialogue>,
}

impl Eval {
    /// Runs the command.
    ///
    /// # Errors
    /// A parameter is refused, the model cannot be loaded, or a run fails.
    pub fn run(self) -> anyhow::Result<()> {
        // Before the model is loaded, which can take long.
        let settings = self.settings()?;
        let chosen = choose(&self.skills)?;
        let loaded = self.model.load()?;
        let info = loaded.model.info().clone();
        let mut workers = Workers::new(loaded.model)?;
        let tasks: Vec<Task> = chosen
            .into_iter()
            .map(|skill| Task {
                dialogues: held_out(skill.as_ref(), self.instances as usize),
                skill,
            })
            .collect();
        let instances: usize = tasks.iter().map(|task| task.dialogues.len()).sum();
        let bar = bar(instances * settings.len());
        let columns = settings
            .into_iter()
            .map(|params| self.measure(&mut workers, &tasks, params, &bar))
            .collect::<anyhow::Result<Vec<Column>>>()?;
        bar.finish_and_clear();
        let report = Report {
            model: info,
            settings: columns,
        };
        if self.json {
            output::json(&report)?;
        } else if self.markdown {
            output::line(&report.markdown())?;
        }
        Ok(())
    }

    /// The settings to measure, checked. All use the same seed, so that two evaluations can be compared.
    fn settings(&self) -> Result<Vec<Params>, Invalid> {
        let mut params = self.params.params();
        params.seed.get_or_insert(0);
        let with = |setting: &Setting| Params {
            steps: setting.steps,
            block_length: setting.block_length,
            ..params.clone()
        };
        let all: Vec<Params> = match &self.grid {
            Some(Grid(settings)) => settings.iter().map(with).collect(),
            None => vec![params],
        };
        all.iter().try_for_each(Params::check)?;
        Ok(all)
    }

    /// Measures every skill in one setting and prints each result when it is complete.
    fn measure(
        &self,
        workers: &mut Workers,
        tasks: &[Task],
        params: Params,
        bar: &ProgressBar,
    ) -> anyhow::Result<Column> {
        let tell = |line: &str| {
            if self.json || self.markdown {
                return Ok(());
            }
            bar.suspend(|| output::line(line))
        };
        if self.grid.is_some() {
            tell(&table::heading(&params))?;
        }
        let mut scores = Vec::new();
        for Task { skill, dialogues } in tasks {
            bar.set_message(skill.name());
            let answers = workers.map(dialogues, |model, dialogue| {
                let text = answer(model, dialogue, &params)?;
                bar.inc(1);
                Ok(text)
            })?;
            let (score, wrong) = Score::of(skill.as_ref(), dialogues, &answers);
            if self.wrong {
                bar.suspend(|| wrong.iter().for_each(|line| eprintln!("{line}")));
            }
            tell(&score.line())?;
            scores.push(score);
        }
        let column = Column::new(params, scores);
        tell(&column.last_line())?;
        Ok(column)
    }
}

/// The skills of these names; all of them for none.
fn choose(names: &[String]) -> Result<Vec<Box<dyn Skill>>, Invalid> {
    if names.is_empty() {
        return Ok(skills().into_iter().map(|(_, skill)| skill).collect());
    }
    let named = names.iter().map(|name| Ok(skill(name)?.1));
    named.collect()
}

/// What the model answers.
fn answer(
    model: &mut LanguageModel,
    dialogue: &Dialogue,
    params: &Params,
) -> anyhow::Result<String> {
    let request = Request {
        input: Input::Conversation(dialogue.prompt.clone()),
        params: model.planner().family.asked(params),
        ..Request::default()
    };
    let mut run = model.start(&request).map_err(refused)?;
    while let Some(step) = run.step(model.denoiser()) {
        step.map_err(run_failed)?;
    }
    Ok(run.finish().1.text)
}

/// One bar for everything.
fn bar(instances: usize) -> ProgressBar {
    let bar = ProgressBar::new(instances as u64);
    if let Ok(style) = ProgressStyle::with_template("{msg:21} [{wide_bar}] {pos}/{len} {eta}") {
        bar.set_style(style);
    }
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skills_are_chosen_by_name() {
        let names = |chosen: &[&str]| {
            let chosen: Vec<String> = chosen.iter().map(|name| (*name).to_owned()).collect();
            choose(&chosen)
                .map(|skills| skills.iter().map(|skill| skill.name()).collect::<Vec<_>>())
        };
        assert_eq!(names(&[]).unwrap().len(), skills().len());
        assert_eq!(names(&["reverse", "addition to 99"]).unwrap().len(), 2);
        let refusal = names(&["reverse", "singing"]).unwrap_err().to_string();
        assert!(
            refusal.starts_with("skill is \"singing\"; allowed: "),
            "{refusal}"
        );
        assert!(refusal.contains("addition to 99"), "{refusal}");
    }
}
