//! Token ids on the command line: `9,395,2`.

use std::str::FromStr;

/// A list of token ids; `""` is the empty one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ids(pub Vec<u32>);

/// Why ids were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum IdsError {
    /// No id at all.
    #[error(
        "it is empty; allowed: one token id or more. Write them separated by commas, for example 9,395"
    )]
    Empty,
    /// One of them is no id.
    #[error(
        "\"{0}\" is no token id; allowed: whole numbers from 0. Write them separated by commas, for example 9,395"
    )]
    NotAnId(String),
}

impl FromStr for Ids {
    type Err = IdsError;

    fn from_str(text: &str) -> Result<Self, IdsError> {
        if text.trim().is_empty() {
            return Ok(Self::default());
        }
        let id = |id: &str| id.parse().map_err(|_| IdsError::NotAnId(id.to_owned()));
        let ids = text
            .split([',', ' '])
            .map(str::trim)
            .filter(|id| !id.is_empty())
            .map(id)
            .collect::<Result<Vec<u32>, _>>()?;
        if ids.is_empty() {
            return Err(IdsError::Empty);
        }
        Ok(Self(ids))
    }
}

/// Reads a list that may not be empty.
///
/// # Errors
/// [`IdsError`]: it is empty, or one of them is no id.
pub fn one_or_more(text: &str) -> Result<Ids, IdsError> {
    let ids: Ids = text.parse()?;
    if ids.0.is_empty() {
        return Err(IdsError::Empty);
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_or_spaces() {
        assert_eq!("9,395, 2".parse(), Ok(Ids(vec![9, 395, 2])));
        assert_eq!("9 395".parse(), Ok(Ids(vec![9, 395])));
        assert_eq!(",".parse::<Ids>(), Err(IdsError::Empty));
        for text in ["", " "] {
            assert_eq!(text.parse(), Ok(Ids::default()));
            assert_eq!(one_or_more(text), Err(IdsError::Empty));
        }
        assert_eq!(one_or_more("9"), Ok(Ids(vec![9])));
        for text in ["-1", "x", "4294967296", "1.5"] {
            assert_eq!(text.parse::<Ids>(), Err(IdsError::NotAnId(text.to_owned())));
        }
    }
}
