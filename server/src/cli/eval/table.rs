//! What was measured, as lines for a terminal, as Markdown for a model card and as JSON.

use serde::Serialize;
use trajectory::{Cache, ModelInfo, Params, Speed};

use super::judge::Score;

/// Everything that was measured.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    /// The model.
    pub(super) model: ModelInfo,
    /// One entry per setting, each with the same skills.
    pub(super) settings: Vec<Column>,
}

/// What was measured in one setting.
#[derive(Debug, Serialize)]
pub(super) struct Column {
    params: Params,
    skills: Vec<Score>,
    /// The mean over the skills, each counted once.
    mean: f64,
}

/// "32 steps, blocks of 32".
pub(super) fn heading(params: &Params) -> String {
    let block = params.effective_block_length();
    let schedule = match params.threshold {
        Some(threshold) => format!("confidence from {threshold}, blocks of {block}"),
        None => format!("{} steps, blocks of {block}", params.steps),
    };
    match Speed::of(params) {
        Some(Speed::Exact) => schedule,
        Some(speed) => format!("{schedule}, {speed}"),
        None => format!("{schedule}, {}", shortcuts(params)),
    }
}

/// The options that save passes, as they are written on the command line.
fn shortcuts(params: &Params) -> String {
    let cache = (params.cache != Cache::None).then(|| format!("--cache {}", params.cache));
    let ahead = params.ahead.map(|ahead| format!("--ahead {ahead}"));
    let stop = params.stop_at_eos.then(|| "--stop-at-eos".to_owned());
    let all: Vec<String> = [cache, ahead, stop].into_iter().flatten().collect();
    all.join(" ")
}

fn percent(share: f64) -> String {
    format!("{:.1} %", 100.0 * share)
}

impl Score {
    /// A line of the table.
    pub(super) fn line(&self) -> String {
        let share = percent(self.exact_match);
        format!(
            "{:<21} {share:>8}  {} of {}",
            self.skill, self.right, self.instances
        )
    }
}

impl Column {
    /// Sums up a setting.
    pub(super) fn new(params: Params, skills: Vec<Score>) -> Self {
        let sum: f64 = skills.iter().map(|score| score.exact_match).sum();
        Self {
            mean: sum / skills.len().max(1) as f64,
            params,
            skills,
        }
    }

    /// The table's last line.
    pub(super) fn last_line(&self) -> String {
        let right: usize = self.skills.iter().map(|score| score.right).sum();
        let instances: usize = self.skills.iter().map(|score| score.instances).sum();
        let mean = percent(self.mean);
        format!("{:<21} {mean:>8}  {right} of {instances}", "mean of skills")
    }
}

impl Report {
    /// A row per skill, a column per setting.
    pub(super) fn markdown(&self) -> String {
        let row = |cells: Vec<String>| format!("| {} |", cells.join(" | "));
        let line = |first: &str, of: &dyn Fn(&Column) -> f64, last: usize| {
            let shares = self.settings.iter().map(|column| percent(of(column)));
            let ends = (first.to_owned(), last.to_string());
            row(std::iter::once(ends.0)
                .chain(shares)
                .chain([ends.1])
                .collect())
        };
        let headings = self.settings.iter().map(|column| heading(&column.params));
        let skill = std::iter::once("skill".to_owned());
        let mut lines = vec![
            row(skill
                .chain(headings)
                .chain(["instances".to_owned()])
                .collect()),
            format!("|---|{}", "--:|".repeat(self.settings.len() + 1)),
        ];
        let skills = self
            .settings
            .first()
            .map_or(&[][..], |column| &column.skills);
        for (index, score) in skills.iter().enumerate() {
            let share = |column: &Column| column.skills[index].exact_match;
            lines.push(line(score.skill, &share, score.instances));
        }
        let instances = skills.iter().map(|score| score.instances).sum();
        lines.push(line("**mean of skills**", &|column| column.mean, instances));
        lines.join("\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(steps: usize, right: [usize; 2]) -> Column {
        let params = Params {
            steps,
            ..Params::default()
        };
        let score = |skill, right, instances| Score {
            skill,
            instances,
            right,
            exact_match: right as f64 / instances as f64,
        };
        let scores = vec![
            score("addition", right[0], 200),
            score("calendar", right[1], 40),
        ];
        Column::new(params, scores)
    }

    #[test]
    fn lines_for_the_terminal() {
        let column = column(32, [199, 20]);
        assert_eq!(heading(&column.params), "32 steps, blocks of 32");
        let lines: Vec<String> = column.skills.iter().map(Score::line).collect();
        assert_eq!(lines[0], "addition                99.5 %  199 of 200");
        assert_eq!(lines[1], "calendar                50.0 %  20 of 40");
        assert_eq!(
            column.last_line(),
            "mean of skills          74.8 %  219 of 240"
        );
    }

    #[test]
    fn a_markdown_column_per_setting() {
        let report = Report {
            model: ModelInfo {
                id: "tiny".to_owned(),
                architecture: "llada".to_owned(),
                device: "cpu".to_owned(),
                dtype: "f32".to_owned(),
            },
            settings: vec![column(8, [100, 10]), column(32, [200, 40])],
        };
        let expected = "\
| skill | 8 steps, blocks of 32 | 32 steps, blocks of 32 | instances |
|---|--:|--:|--:|
| addition | 50.0 % | 100.0 % | 200 |
| calendar | 25.0 % | 100.0 % | 40 |
| **mean of skills** | 37.5 % | 100.0 % | 240 |";
        assert_eq!(report.markdown(), expected);
    }
}
