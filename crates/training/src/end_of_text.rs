//! The end-of-text of an answer, masked apart from its words.
//!
//! The objective masks each token for itself. Where nearly all words of an answer are visible, so is nearly all of the
//! end-of-text after them, and a model trained on that alone has hardly ever seen the words without their end. Sampling produces
//! just that: the words, which are more confident, are committed first, and end-of-text later, often from the far end on. The model
//! then takes the masks between for further words: "fox 4/5\nfox 5/5\nfox 5/5".
//!
//! In a share of the rows the end therefore has a masking of its own, with the same weight 1 / p, where p is the share of the end
//! that is masked. A share of 0 is LLaDA's objective, unchanged.

use corpus::draw::Draw;

/// How many of the `len` tokens of an end are masked, from the first one on: half of the time all of them, else a uniform
/// number.
pub fn masked(len: usize, draw: &mut Draw) -> usize {
    if draw.chance(0.5) {
        len
    } else {
        draw.below(len + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_of_the_ends_are_masked_as_a_whole_and_the_others_anywhere() {
        let mut counts = [0; 5];
        for i in 0..4000 {
            counts[masked(4, &mut Draw::new(&[i]))] += 1;
        }
        for (masked, &count) in counts.iter().enumerate() {
            let share = if masked == 4 { 0.6 } else { 0.1 };
            assert!((count as f32 / 4000.0 - share).abs() < 0.03, "{counts:?}");
        }
    }
}
