//! The settings of a grid: `8x32,16x32`.

use std::str::FromStr;

/// What `--grid` measures without a value: fewer steps and more of them, then smaller and larger blocks.
pub(super) const DEFAULT_GRID: &str = "8x32,16x32,32x32,64x32,32x8,32x16,32x64";

/// How an answer is unmasked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Setting {
    /// Denoising steps.
    pub(super) steps: usize,
    /// Tokens per block.
    pub(super) block_length: usize,
}

/// Settings to measure one after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Grid(pub(super) Vec<Setting>);

impl FromStr for Grid {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let settings: Result<_, String> =
            text.split(',').map(|part| setting(part.trim())).collect();
        settings.map(Self)
    }
}

fn setting(text: &str) -> Result<Setting, String> {
    let refused = || {
        format!(
            "\"{text}\" is no setting; allowed: steps x block length. Write settings separated by commas, for example 8x32,16x32"
        )
    };
    let (steps, block_length) = text.split_once('x').ok_or_else(refused)?;
    Ok(Setting {
        steps: steps.parse().map_err(|_| refused())?,
        block_length: block_length.parse().map_err(|_| refused())?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_steps_x_block() {
        let setting = |steps, block_length| Setting {
            steps,
            block_length,
        };
        assert_eq!(
            "8x32, 64x8".parse(),
            Ok(Grid(vec![setting(8, 32), setting(64, 8)]))
        );
        assert_eq!(DEFAULT_GRID.parse::<Grid>().unwrap().0.len(), 7);
        for text in ["", "8", "8x", "x8", "8x8x8", "8x-1", "8x32,"] {
            assert!(
                text.parse::<Grid>().unwrap_err().contains("is no setting"),
                "{text}"
            );
        }
    }
}
