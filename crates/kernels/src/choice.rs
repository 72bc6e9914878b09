//! Which kernels are asked for, and what this processor has of them.

use std::fmt;
use std::str::FromStr;

use super::Kernels;

/// The kernels asked for. They matter on the CPU only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum KernelChoice {
    /// The fastest of our own that this processor can run, else candle's.
    #[default]
    Auto,
    /// Our own for AMX.
    Amx,
    /// Our own for AVX-512.
    Avx512,
    /// Our own for AVX2 with FMA. For quantised weights they round activations: to 8 bits; for q8_0 without AVX-VNNI to 16.
    Avx2,
    /// Those of the tensor library, which run everywhere.
    Candle,
}

/// Why kernels are not to be had.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KernelError {
    /// No such kernels.
    #[error("kernels is {0}; allowed: auto, amx, avx512, avx2, candle. Choose one of them")]
    Unknown(String),
    /// This processor cannot run them.
    #[error(
        "kernels is {choice}, which this processor cannot run; allowed here: {allowed}. Leave --kernels out to take the fastest"
    )]
    NotHere {
        /// What was asked for.
        choice: KernelChoice,
        /// What there is.
        allowed: String,
    },
}

impl KernelChoice {
    /// Every choice.
    pub const ALL: [Self; 5] = [
        Self::Auto,
        Self::Amx,
        Self::Avx512,
        Self::Avx2,
        Self::Candle,
    ];

    /// The kernels of our own, or none for candle's.
    ///
    /// # Errors
    /// [`KernelError::NotHere`].
    pub fn resolve(self) -> Result<Option<Kernels>, KernelError> {
        match self {
            Self::Auto => Ok(Kernels::best()),
            Self::Candle => Ok(None),
            Self::Amx => Kernels::amx().map(Some).ok_or_else(|| self.not_here()),
            Self::Avx512 => Kernels::avx512().map(Some).ok_or_else(|| self.not_here()),
            Self::Avx2 => Kernels::avx2().map(Some).ok_or_else(|| self.not_here()),
        }
    }

    /// Every choice that this processor can run.
    #[must_use]
    pub fn here() -> Vec<Self> {
        let runs = |choice: &Self| match choice {
            Self::Auto | Self::Candle => true,
            Self::Amx => Kernels::amx().is_some(),
            Self::Avx512 => Kernels::avx512().is_some(),
            Self::Avx2 => Kernels::avx2().is_some(),
        };
        Self::ALL.into_iter().filter(runs).collect()
    }

    fn not_here(self) -> KernelError {
        let names: Vec<_> = Self::here().into_iter().map(Self::as_str).collect();
        KernelError::NotHere {
            choice: self,
            allowed: names.join(", "),
        }
    }

    /// The name on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Amx => "amx",
            Self::Avx512 => "avx512",
            Self::Avx2 => "avx2",
            Self::Candle => "candle",
        }
    }
}

impl fmt::Display for KernelChoice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for KernelChoice {
    type Err = KernelError;

    fn from_str(text: &str) -> Result<Self, KernelError> {
        let known = Self::ALL.into_iter().find(|choice| choice.as_str() == text);
        known.ok_or_else(|| KernelError::Unknown(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_run_here_is_refused_with_what_does() {
        for choice in KernelChoice::ALL {
            let here = KernelChoice::here().contains(&choice);
            assert_eq!(choice.resolve().is_ok(), here, "{choice}");
            let message = choice.not_here().to_string();
            assert!(message.starts_with(&format!("kernels is {choice}, which")));
            for allowed in KernelChoice::here() {
                assert!(message.contains(allowed.as_str()), "{message}");
                assert!(allowed.resolve().is_ok());
            }
        }
    }
}
