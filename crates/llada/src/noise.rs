//! Random numbers as a pure function of where they are used.
//!
//! Every draw is Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC 2011) keyed by the seed
//! and counted by (pass, position, token). So a result depends on nothing else: not on which rows were computed, on
//! batching, on threads, or on where a run was resumed.

/// What a number is drawn for. Different uses never share a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Domain {
    /// Gumbel noise on the logits.
    Gumbel,
    /// The confidence of random remasking.
    Remasking,
    /// The mask patterns of Monte-Carlo likelihood.
    Likelihood,
    /// Random weights of a shape.
    Weights,
}

/// A stream of random numbers, addressed by counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noise {
    key: [u32; 2],
    domain: u32,
}

impl Noise {
    /// The numbers of a seed for one use.
    #[must_use]
    pub const fn new(seed: u64, domain: Domain) -> Self {
        Self {
            key: [seed as u32, (seed >> 32) as u32],
            domain: domain as u32,
        }
    }

    /// Four words at once: `index` counts groups of four.
    #[must_use]
    pub fn four(&self, pass: u32, position: u32, index: u32) -> [u32; 4] {
        philox([index, position, pass, self.domain], self.key)
    }

    /// u(seed, pass, position, token), uniform in (0, 1).
    #[must_use]
    pub fn uniform(&self, pass: u32, position: u32, token: u32) -> f64 {
        uniform(self.four(pass, position, token / 4)[(token % 4) as usize])
    }
}

/// A word as a number in the open interval (0, 1): (word + ½) / 2³².
#[must_use]
pub fn uniform(word: u32) -> f64 {
    (f64::from(word) + 0.5) / 4_294_967_296.0
}

/// The largest value that [`gumbel`] can take: −ln(−ln u) at the largest u.
pub const MAX_GUMBEL: f64 = 22.88;

/// Standard Gumbel noise from a word: −ln(−ln u).
#[must_use]
pub fn gumbel(word: u32) -> f64 {
    -(-uniform(word).ln()).ln()
}

/// Ten rounds of Philox4x32.
#[must_use]
const fn philox(mut counter: [u32; 4], mut key: [u32; 2]) -> [u32; 4] {
    let mut round = 0;
    while round < 10 {
        let first = 0xD251_1F53_u64 * counter[0] as u64;
        let second = 0xCD9E_8D57_u64 * counter[2] as u64;
        counter = [
            (second >> 32) as u32 ^ counter[1] ^ key[0],
            second as u32,
            (first >> 32) as u32 ^ counter[3] ^ key[1],
            first as u32,
        ];
        key = [
            key[0].wrapping_add(0x9E37_79B9),
            key[1].wrapping_add(0xBB67_AE85),
        ];
        round += 1;
    }
    counter
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Known answers of the authors' Random123 distribution.
    #[test]
    fn known_answers() {
        let ones = u32::MAX;
        for (counter, key, answer) in [
            (
                [0; 4],
                [0; 2],
                [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8],
            ),
            (
                [ones; 4],
                [ones; 2],
                [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd],
            ),
            (
                [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
                [0xa409_3822, 0x299f_31d0],
                [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
            ),
        ] {
            assert_eq!(philox(counter, key), answer);
        }
    }

    #[test]
    fn the_ends_are_finite() {
        assert!(gumbel(u32::MAX) < MAX_GUMBEL);
        assert!(gumbel(u32::MAX) > MAX_GUMBEL - 0.01);
        assert!(gumbel(0).is_finite());
    }

    #[test]
    fn draws_are_uniform() {
        let noise = Noise::new(7, Domain::Gumbel);
        let mut bins = [0_u32; 16];
        for position in 0..64 {
            for token in 0..1000 {
                bins[(noise.uniform(3, position, token) * 16.0) as usize] += 1;
            }
        }
        // χ² with 15 degrees of freedom exceeds 44.3 once in 10,000 seeds.
        let chi: f64 = bins
            .iter()
            .map(|count| (f64::from(*count) - 4000.0).powi(2) / 4000.0)
            .sum();
        assert!(chi < 44.3, "{chi}");
    }

    proptest! {
        #[test]
        fn every_counter_matters(seed: u64, pass in 0_u32..1 << 20, position in 0_u32..1 << 20, token in 0_u32..1 << 20) {
            let noise = Noise::new(seed, Domain::Gumbel);
            let here = noise.uniform(pass, position, token);
            prop_assert!(0.0 < here && here < 1.0);
            prop_assert_eq!(here, noise.uniform(pass, position, token));
            for other in [
                noise.uniform(pass + 1, position, token),
                noise.uniform(pass, position + 1, token),
                noise.uniform(pass, position, token + 1),
                Noise::new(seed ^ 1, Domain::Gumbel).uniform(pass, position, token),
                Noise::new(seed, Domain::Remasking).uniform(pass, position, token),
            ] {
                prop_assert_ne!(here, other);
            }
        }
    }
}
