//! The ends of answers, masked apart from their words.
//!
//! The objective masks each token for itself. Where nearly all words of an answer are shown, so is nearly all of the
//! end-of-text after it, and a model trained on that alone has hardly ever seen the words without their end. Sampling shows it
//! just that: words are committed first, being surer, and end-of-text later, often from the far end on. Then the model takes the
//! masks between for words that are still to come: "fox 4/5\nfox 5/5\nfox 5/5".
//!
//! In a share of the rows the end therefore has a masking of its own, with the same meaning of the weight: 1 / p, where p is
//! how much of the end is masked. A share of 0 is LLaDA's objective, unchanged.

use corpus::draw::Draw;

/// How many of the `len` tokens of an end are masked: these are the first ones, and those after them are shown. Half of the
/// time it is all of them; else any number of them is as likely as any other.
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
