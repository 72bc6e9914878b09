//! `unmask models`: the published models of the family, and which of them fit this machine.

use clap::Args;
use llada::WeightType;
use serde::Serialize;

use crate::catalogue::{self, Model};
use crate::fit::{Machine, size};
use crate::{memory, output};

/// List the models of the family, and what fits this machine
#[derive(Debug, Args)]
pub struct Models {
    /// Print JSON
    #[arg(long)]
    json: bool,
}

/// A model as `--json` prints it.
#[derive(Debug, Serialize)]
struct Listed<'a> {
    #[serde(flatten)]
    model: &'a Model,
    download_bytes: u64,
    q8_0_bytes: u64,
    q4k_bytes: u64,
    /// The widest type in which it fits this machine's free memory; null if none does.
    fits: Option<&'static str>,
}

/// What is printed with `--json`.
#[derive(Debug, Serialize)]
struct Printed<'a> {
    free_memory_bytes: Option<u64>,
    models: Vec<Listed<'a>>,
}

impl Models {
    /// Runs the command.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub fn run(self) -> anyhow::Result<()> {
        let machine = Machine {
            memory: memory::available(),
            on_cpu: true,
        };
        let models = catalogue::models();
        if self.json {
            return output::json(&Printed {
                free_memory_bytes: machine.memory,
                models: models.iter().map(|model| listed(model, machine)).collect(),
            });
        }
        output::line(&table(&models, machine))
    }
}

fn listed(model: &Model, machine: Machine) -> Listed<'_> {
    Listed {
        model,
        download_bytes: model.stored_bytes(),
        q8_0_bytes: model.bytes(WeightType::Q8_0),
        q4k_bytes: model.bytes(WeightType::Q4k),
        fits: match model.parameters {
            0 => Some("f32"),
            _ => model.fitting(machine).map(|(dtype, _)| dtype.as_str()),
        },
    }
}

fn table(models: &[Model], machine: Machine) -> String {
    let heading = [
        "MODEL", "DOWNLOAD", "Q8_0", "Q4K", "FITS AS", "CONTEXT", "LICENCE",
    ];
    let mut rows = vec![heading.map(str::to_owned)];
    rows.extend(models.iter().map(|model| row(model, machine)));
    let widths: Vec<usize> = (0..heading.len())
        .map(|column| {
            rows.iter()
                .map(|row| row[column].chars().count())
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut lines = Vec::new();
    for (index, row) in rows.iter().enumerate() {
        let cells = row
            .iter()
            .zip(&widths)
            .map(|(cell, width)| format!("{cell:width$}"));
        lines.push(cells.collect::<Vec<_>>().join("  ").trim_end().to_owned());
        let Some(model) = index.checked_sub(1).map(|index| &models[index]) else {
            continue;
        };
        lines.push(format!("  {}", model.about));
        if !model.settings.is_empty() {
            lines.push(format!("  recommended: {}", model.settings));
        }
    }
    let memory = machine.memory.map_or_else(
        || "This system does not tell how much memory is free".to_owned(),
        |memory| format!("{} of memory are free", size(memory)),
    );
    lines.push(format!(
        "\n{memory}. A column says what the weights take in that type; a run takes up to a gigabyte more.\nA GGUF file of a model is named owner/repository:Q8_0."
    ));
    lines.join("\n")
}

fn row(model: &Model, machine: Machine) -> [String; 7] {
    let context = model
        .context
        .map_or_else(String::new, |context| context.to_string());
    if model.parameters == 0 {
        let built_in = ["–", "–", "–", "f32"].map(str::to_owned);
        let [download, q8_0, q4k, fits] = built_in;
        return [
            model.id.clone(),
            download,
            q8_0,
            q4k,
            fits,
            context,
            model.licence.clone(),
        ];
    }
    let fits = match (model.runs, model.fitting(machine)) {
        (false, _) => "not run yet".to_owned(),
        (true, Some((dtype, _))) => dtype.to_string(),
        (true, None) => "too large".to_owned(),
    };
    [
        model.id.clone(),
        size(model.stored_bytes()),
        size(model.bytes(WeightType::Q8_0)),
        size(model.bytes(WeightType::Q4k)),
        fits,
        context,
        model.licence.clone(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_fits() {
        let models = catalogue::models();
        let machine = |gigabytes: u64| Machine {
            memory: Some(gigabytes * 1_000_000_000),
            on_cpu: true,
        };
        let line = |gigabytes| {
            let table = table(&models, machine(gigabytes));
            let line = table
                .lines()
                .find(|line| line.starts_with("GSAI-ML/LLaDA-8B-Instruct"));
            let words: Vec<&str> = line.unwrap().split_whitespace().collect();
            words.join(" ")
        };
        assert!(
            line(64).contains("16.0 GB 9.0 GB 5.5 GB bf16"),
            "{}",
            line(64)
        );
        assert!(line(4).contains("too large"), "{}", line(4));
        let text = table(&models, machine(8));
        assert!(
            text.contains("8.0 GB of memory are free") && text.contains("recommended: "),
            "{text}"
        );
    }
}
