//! Which masks are evaluated: all of them, or drawn ones whose counts are spread evenly.

use crate::noise::{Domain, Noise};

use super::Sampling;

/// Masks over the tokens of an answer, true where one is hidden, in the order in which they are evaluated.
pub(super) type Masks = Box<dyn Iterator<Item = Vec<bool>> + Send>;

/// Every mask that hides something.
pub(super) fn all(length: usize) -> Masks {
    Box::new(
        (1_u32..1 << length).map(move |bits| (0..length).map(|at| bits >> at & 1 == 1).collect()),
    )
}

/// Drawn masks, batch after batch.
pub(super) fn drawn(sampling: &Sampling, length: usize) -> Masks {
    let noise = Noise::new(sampling.seed, Domain::Likelihood);
    let (batch, batches) = (sampling.batch, sampling.mc_num / sampling.batch);
    let masks = move |index: usize| stratified_masks(&noise, index as u32, batch, length);
    Box::new((0..batches).flat_map(masks))
}

/// For each of the last `count` tokens the mask that hides it and everything after it.
pub(super) fn left_to_right(length: usize, count: usize) -> Masks {
    let first = length.saturating_sub(count);
    Box::new((first..length).map(move |from| (0..length).map(|at| at >= from).collect()))
}

/// The masks of one batch. The first count is uniform in 1 … L, the others follow at even distances, round and round.
/// The positions are dealt from shuffled decks: a mask goes on where the one before it ended, and the one that uses a
/// deck up takes its last positions from the deck's beginning. So each mask on its own is uniform, while together they
/// take each position about equally often.
///
/// The start is drawn between whole counts and rounded last, so that *every* row's count is uniform. (LLaDA's
/// `get_log_likelihood.py` draws a whole start and rounds halves to even, by which some rows prefer some counts.)
fn stratified_masks(
    noise: &Noise,
    batch_index: u32,
    batch: usize,
    length: usize,
) -> Vec<Vec<bool>> {
    let start = noise.uniform(batch_index, u32::MAX, 0) * length as f64;
    let (mut deck, mut dealt) = (Vec::new(), length);
    (0..batch)
        .map(|row| {
            let spread = start + row as f64 * length as f64 / batch as f64;
            let count = spread as usize % length + 1;
            if dealt >= length {
                deck = shuffled(noise, batch_index, row as u32, length);
                dealt = 0;
            }
            let mut mask = vec![false; length];
            for card in dealt..dealt + count {
                mask[deck[card % length]] = true;
            }
            dealt += count;
            mask
        })
        .collect()
}

/// The positions 0 … L − 1 in random order (Fisher and Yates).
fn shuffled(noise: &Noise, batch_index: u32, row: u32, length: usize) -> Vec<usize> {
    let mut deck: Vec<usize> = (0..length).collect();
    for at in 0..length {
        let uniform = noise.uniform(batch_index, row, at as u32);
        deck.swap(at, at + (uniform * (length - at) as f64) as usize);
    }
    deck
}

/// n over k.
pub(super) fn binomial(n: usize, k: usize) -> f64 {
    (0..k).fold(1.0, |product, i| product * (n - i) as f64 / (i + 1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn binomials() {
        assert_eq!(
            (binomial(4, 2), binomial(14, 7), binomial(3, 3)),
            (6.0, 3432.0, 1.0)
        );
    }

    #[test]
    fn masks_of_a_deck_do_not_meet_until_it_is_used_up() {
        let noise = Noise::new(5, Domain::Likelihood);
        for (batch_index, length) in (0..50).zip([3, 5, 8, 13].into_iter().cycle()) {
            let mut taken = vec![false; length];
            for mask in stratified_masks(&noise, batch_index, 16, length) {
                let meets = (0..length).any(|at| taken[at] && mask[at]);
                for (taken, masked) in taken.iter_mut().zip(&mask) {
                    *taken |= masked;
                }
                let used_up = taken.iter().all(|taken| *taken);
                assert!(used_up || !meets);
                if used_up {
                    taken.fill(false);
                }
            }
        }
    }

    #[test]
    fn every_row_has_every_count_equally_often() {
        let noise = Noise::new(5, Domain::Likelihood);
        let (batch, length, batches) = (16, 5, 20_000);
        let mut counts = vec![[0_u32; 5]; batch];
        for index in 0..batches {
            for (row, mask) in stratified_masks(&noise, index, batch, length)
                .iter()
                .enumerate()
            {
                counts[row][mask.iter().filter(|masked| **masked).count() - 1] += 1;
            }
        }
        let fair = f64::from(batches) / length as f64;
        for count in counts.iter().flatten() {
            assert!(
                (f64::from(*count) - fair).abs() < 5.0 * fair.sqrt(),
                "{counts:?}"
            );
        }
    }

    proptest! {
        #[test]
        fn counts_are_spread_evenly_over_a_batch(seed: u64, length in 1_usize..40, batch in 1_usize..40) {
            let noise = Noise::new(seed, Domain::Likelihood);
            let masks = stratified_masks(&noise, 3, batch, length);
            let mut counts = vec![0_usize; length + 1];
            for mask in &masks {
                counts[mask.iter().filter(|masked| **masked).count()] += 1;
            }
            prop_assert_eq!(counts[0], 0);
            let fair = batch as f64 / length as f64;
            prop_assert!(counts[1..].iter().all(|count| (*count as f64 - fair).abs() < 1.0 + 1e-9));
        }
    }
}
