//! Medians: what a machine that does other things too can be measured with.

use serde::Serialize;

/// The median and the least of some measurements.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Spread {
    /// Half of them are below.
    pub median: f64,
    /// The least.
    pub min: f64,
}

impl Spread {
    /// The spread of measurements; none of none.
    #[must_use]
    pub fn of(values: &[f64]) -> Option<Self> {
        Some(Self {
            median: median(values.iter().copied())?,
            min: values.iter().copied().min_by(f64::total_cmp)?,
        })
    }
}

/// The median; none of none.
pub fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let upper = *values.get(values.len() / 2)?;
    let lower = values[(values.len() - 1) / 2];
    Some(f64::midpoint(lower, upper))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians() {
        assert_eq!(median([3.0, 1.0, 2.0].into_iter()), Some(2.0));
        assert_eq!(median([4.0, 1.0].into_iter()), Some(2.5));
        assert_eq!(median(std::iter::empty()), None);
        let spread = Spread::of(&[5.0, 2.0, 9.0]).unwrap();
        assert_eq!((spread.median, spread.min), (5.0, 2.0));
    }
}
