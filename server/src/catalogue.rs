//! The published models of the family: the facts of `data/models.json`, and what they mean for a machine.

use llada::WeightType;
use serde::{Deserialize, Serialize};

use crate::fit::Machine;

/// A published model.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    /// What `--model` takes.
    pub id: String,
    /// Whether this version runs it.
    pub runs: bool,
    /// What it is.
    pub about: String,
    /// Its parameters; 0 for the built-in one, whose size matters to nobody.
    pub parameters: u64,
    /// Parameters of its embedding, and of its head again unless that is tied.
    #[serde(default)]
    pub table: u64,
    /// Whether the head is the embedding.
    #[serde(default)]
    pub tied: bool,
    /// Prompt and answer together may have so many tokens.
    pub context: Option<usize>,
    /// Its licence.
    pub licence: String,
    /// The settings that its authors recommend.
    #[serde(default)]
    pub settings: String,
}

/// The models, in the order of the file.
///
/// # Panics
/// The file inside the program is damaged, which its test excludes.
#[must_use]
pub fn models() -> Vec<Model> {
    serde_json::from_str(include_str!("../data/models.json"))
        .expect("data/models.json holds models, as its test checks")
}

impl Model {
    /// Bytes of the published weights, which are bf16.
    #[must_use]
    pub const fn stored_bytes(&self) -> u64 {
        self.parameters * 2
    }

    /// Bytes of the weights in a type: embedding and norms in 16 bits beside quantised ones, the head at least in q8_0.
    #[must_use]
    pub fn bytes(&self, dtype: WeightType) -> u64 {
        let head = if self.tied { 0 } else { self.table };
        let blocks = self.parameters.saturating_sub(self.table + head) as f64;
        let (table, head) = (self.table as f64, self.table as f64);
        let q8_0 = 34.0 / 32.0;
        let bytes = match dtype {
            WeightType::F32 => 4.0 * self.parameters as f64,
            WeightType::F16 | WeightType::Bf16 => 2.0 * self.parameters as f64,
            WeightType::Q8_0 => 2.0 * table + q8_0 * (blocks + head),
            WeightType::Q4k => 2.0 * table + 144.0 / 256.0 * blocks + q8_0 * head,
        };
        bytes as u64
    }

    /// The widest type in which it fits a machine, and its bytes there; a gigabyte is left for a run.
    #[must_use]
    pub fn fitting(&self, machine: Machine) -> Option<(WeightType, u64)> {
        const RUN: u64 = 1_000_000_000;
        let types = [WeightType::Bf16, WeightType::Q8_0, WeightType::Q4k];
        let sized = types.map(|dtype| (dtype, self.bytes(dtype)));
        let fits = |(_, bytes): &(WeightType, u64)| machine.fits(bytes + RUN);
        sized.into_iter().filter(|_| self.parameters > 0).find(fits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use llada::NamedShape;

    #[test]
    fn the_file_holds_models_with_the_published_sizes() {
        let models = models();
        assert_eq!(models[0].id, crate::built_in::NAME);
        assert!(models.len() > 5);
        for model in &models[1..] {
            assert!(
                model.id.contains('/') && model.parameters > 0 && model.table > 0,
                "{}",
                model.id
            );
            assert!(
                !model.settings.is_empty() && model.context.is_some(),
                "{}",
                model.id
            );
        }
        let dense = models
            .iter()
            .find(|model| model.id.contains("8B-Instruct"))
            .unwrap();
        assert_eq!(dense.stored_bytes(), 16_031_162_368);
        let model = NamedShape::Llada8B.model();
        for dtype in WeightType::ALL {
            let (ours, exact) = (dense.bytes(dtype) as f64, dtype.bytes(&model) as f64);
            assert!((ours / exact - 1.0).abs() < 0.01, "{dtype}: {ours} {exact}");
        }
    }

    #[test]
    fn the_widest_type_that_fits_is_named() {
        let models = models();
        let dense = models
            .iter()
            .find(|model| model.id.contains("8B-Instruct"))
            .unwrap();
        let fitting = |gigabytes: u64| {
            let machine = Machine {
                memory: Some(gigabytes * 1_000_000_000),
                on_cpu: true,
            };
            dense.fitting(machine).map(|(dtype, _)| dtype)
        };
        assert_eq!(fitting(32), Some(WeightType::Bf16));
        assert_eq!(fitting(12), Some(WeightType::Q8_0));
        assert_eq!(fitting(8), Some(WeightType::Q4k));
        assert_eq!(fitting(4), None);
    }
}
