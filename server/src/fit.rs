//! Whether a model fits this machine: told in one line before a download and before loading, and refused with what would
//! fit instead.

use llada::architecture::Model;
use llada::{WeightType, estimate};

use crate::catalogue;
use crate::hub::{Offer, Weights};

/// Weights below this are not worth a word.
const WORTH_TELLING: u64 = 256 << 20;

/// What this machine has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Machine {
    /// Bytes of memory that can be taken; none where the system does not tell.
    pub memory: Option<u64>,
    /// Whether weights lie in that memory, and not in a GPU's.
    pub on_cpu: bool,
}

/// What a model takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    /// Bytes of its weights.
    pub weights: u64,
    /// Bytes of a run over `tokens`.
    pub run: u64,
    /// Prompt and answer together.
    pub tokens: usize,
}

impl Need {
    /// What a model takes with its weights in a type, in runs of at most 1,024 tokens.
    #[must_use]
    pub fn of(model: &Model, dtype: WeightType) -> Self {
        let tokens = model.context.min(1024);
        Self {
            weights: dtype.bytes(model),
            run: estimate::run_bytes(model, tokens),
            tokens,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn bytes(self) -> u64 {
        self.weights.saturating_add(self.run)
    }
}

impl Machine {
    /// Whether so many bytes fit. What is not known is taken to fit.
    #[must_use]
    pub fn fits(self, bytes: u64) -> bool {
        !self.on_cpu || self.memory.is_none_or(|memory| bytes <= memory)
    }

    /// One line about a model that is to be loaded, or its refusal; nothing of one that is small.
    ///
    /// # Errors
    /// It does not fit; says so, and what would.
    pub fn check(
        self,
        name: &str,
        model: &Model,
        dtype: WeightType,
        force: bool,
    ) -> Result<Option<String>, String> {
        let need = Need::of(model, dtype);
        if need.weights < WORTH_TELLING || !self.on_cpu {
            return Ok(None);
        }
        let told = format!("{name} as {dtype} takes {}{}", memory(need), self.left());
        if force || self.fits(need.bytes()) {
            return Ok(Some(told));
        }
        let smaller = WeightType::ALL
            .into_iter()
            .map(|other| (other, Need::of(model, other).bytes()))
            .filter(|(_, bytes)| *bytes < need.bytes() && self.fits(*bytes))
            .max_by_key(|(_, bytes)| *bytes);
        let instead = match smaller {
            Some((other, bytes)) => format!("--dtype {other} takes {}", size(bytes)),
            None => self.another(name),
        };
        Err(format!(
            "{told}: it does not fit. {instead}; --force tries it all the same"
        ))
    }

    /// As [`Self::check`], of a model that is to be downloaded; `resolve` says in which type a configuration would run.
    ///
    /// # Errors
    /// It does not fit, or this program does not run it.
    pub fn check_offer(
        self,
        name: &str,
        offer: &Offer<'_>,
        resolve: impl Fn(&Model) -> Option<WeightType>,
        force: bool,
    ) -> Result<Option<String>, String> {
        let loaded = match offer.weights {
            Weights::Checkpoint(config) => {
                let model = Model::from_json(config).map_err(|error| error.to_string())?;
                // A type that does not run is refused in its own words when the model is opened.
                match resolve(&model) {
                    Some(dtype) => self.check(name, &model, dtype, force)?,
                    None => None,
                }
            }
            Weights::Gguf(bytes) if force || self.fits(bytes) => None,
            Weights::Gguf(bytes) => {
                return Err(format!(
                    "{name} takes {} of memory{}: it does not fit. {}; --force tries it all the same",
                    size(bytes),
                    self.left(),
                    self.another(name)
                ));
            }
        };
        if offer.bytes < WORTH_TELLING {
            return Ok(loaded);
        }
        let download = download(name, offer);
        Ok(Some(match loaded {
            Some(loaded) => format!("{download}; {loaded}"),
            None => download,
        }))
    }

    fn left(self) -> String {
        self.memory.map_or_else(String::new, |memory| {
            format!(", and {} are free", size(memory))
        })
    }

    /// The largest model of the family that fits, in words.
    fn another(self, name: &str) -> String {
        let runs = catalogue::models()
            .into_iter()
            .filter(|model| model.runs && model.id != name);
        let fitting = runs.filter_map(|model| {
            let fitting = model.fitting(self)?;
            Some((model.id, fitting))
        });
        match fitting.max_by_key(|(_, (_, bytes))| *bytes) {
            Some((id, (dtype, bytes))) => {
                format!("{id} with --dtype {dtype} takes {}", size(bytes))
            }
            None => "--model tiny fits everywhere".to_owned(),
        }
    }
}

fn download(name: &str, offer: &Offer<'_>) -> String {
    let free = offer
        .free
        .map(|free| format!(" ({} of disk are free)", size(free)));
    format!(
        "{name}: {} to download{}",
        size(offer.bytes),
        free.unwrap_or_default()
    )
}

fn memory(need: Need) -> String {
    format!(
        "{} of memory, {} of it for a run of {} tokens",
        size(need.bytes()),
        size(need.run),
        need.tokens
    )
}

/// Bytes for people.
#[must_use]
pub fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{} kB", bytes.div_ceil(1000)),
        1_000_000..1_000_000_000 => format!("{} MB", bytes.div_ceil(1_000_000)),
        1_000_000_000..100_000_000_000 => format!("{:.1} GB", bytes as f64 / 1e9),
        _ => format!("{:.0} GB", bytes as f64 / 1e9),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use llada::NamedShape;

    fn machine(gigabytes: u64) -> Machine {
        Machine {
            memory: Some(gigabytes * 1_000_000_000),
            on_cpu: true,
        }
    }

    fn check(gigabytes: u64, dtype: WeightType) -> Result<Option<String>, String> {
        machine(gigabytes).check("owner/8b", &NamedShape::Llada8B.model(), dtype, false)
    }

    #[test]
    fn what_fits_is_told_in_a_line() {
        let line = check(64, WeightType::Q8_0).unwrap().unwrap();
        for part in [
            "owner/8b as q8_0 takes 10.",
            "a run of 1024 tokens",
            "64.0 GB are free",
        ] {
            assert!(line.contains(part), "{part}: {line}");
        }
        let small = machine(1).check("tiny", &NamedShape::Tiny.model(), WeightType::F32, false);
        assert_eq!(small, Ok(None));
        let unknown = Machine {
            memory: None,
            on_cpu: true,
        };
        let line = unknown.check("a/b", &NamedShape::Llada8B.model(), WeightType::F32, false);
        assert!(!line.unwrap().unwrap().contains("free"));
    }

    #[test]
    fn what_does_not_is_refused_with_what_does() {
        let refused = check(12, WeightType::Bf16).unwrap_err();
        for part in ["does not fit", "--dtype q8_0 takes 10.", "--force"] {
            assert!(refused.contains(part), "{part}: {refused}");
        }
        let refused = check(7, WeightType::Q8_0).unwrap_err();
        assert!(refused.contains("--dtype q4k"), "{refused}");
        let refused = check(1, WeightType::Q4k).unwrap_err();
        assert!(refused.contains("--model tiny"), "{refused}");
        let forced = machine(1).check("a/b", &NamedShape::Llada8B.model(), WeightType::Q4k, true);
        assert!(forced.unwrap().is_some());
        let elsewhere = Machine {
            memory: Some(1),
            on_cpu: false,
        };
        let on_gpu = elsewhere.check("a/b", &NamedShape::Llada8B.model(), WeightType::Bf16, false);
        assert_eq!(on_gpu, Ok(None));
    }

    #[test]
    fn downloads_are_told_with_their_disk() {
        let config = NamedShape::Llada8B.model().to_json().to_string();
        let offer = |config| Offer {
            bytes: 16_031_162_368,
            free: Some(900_000_000_000),
            weights: Weights::Checkpoint(config),
        };
        let check = |gigabytes, offer: &Offer<'_>| {
            machine(gigabytes).check_offer("a/b", offer, |_| Some(WeightType::Q8_0), false)
        };
        let line = check(64, &offer(config.as_bytes())).unwrap().unwrap();
        for part in [
            "a/b: 16.0 GB to download (900 GB of disk are free)",
            "as q8_0",
        ] {
            assert!(line.contains(part), "{part}: {line}");
        }
        let refused = check(8, &offer(config.as_bytes())).unwrap_err();
        assert!(refused.contains("--dtype q4k"), "{refused}");
        let other = check(64, &offer(br#"{"architectures": ["DreamModel"]}"#)).unwrap_err();
        assert!(other.contains("DreamModel"), "{other}");
        let gguf = |bytes| Offer {
            bytes,
            free: None,
            weights: Weights::Gguf(bytes),
        };
        assert!(
            check(4, &gguf(8_400_000_000))
                .unwrap_err()
                .contains("does not fit")
        );
        assert!(
            check(16, &gguf(8_400_000_000))
                .unwrap()
                .unwrap()
                .contains("8.4 GB to download")
        );
    }

    #[test]
    fn sizes_are_for_people() {
        for (bytes, text) in [
            (1, "1 kB"),
            (5_500_000, "6 MB"),
            (1_500_000_000, "1.5 GB"),
            (205_800_000_000, "206 GB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
