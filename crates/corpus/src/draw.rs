//! Seeded random draws, as a pure function of a key and a counter.
//!
//! Nothing here has hidden state: the draws of training step 1000 do not depend on the steps before it, so a resumed
//! run draws exactly what an uninterrupted one would have drawn.

/// A stream of random numbers named by a key.
#[derive(Debug, Clone)]
pub struct Draw {
    key: u64,
    counter: u64,
}

/// The finaliser of SplitMix64 (Steele, Lea and Flood 2014): every input bit moves every output bit.
const fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

const GOLDEN: u64 = 0x9e37_79b9_7f4a_7c15;

impl Draw {
    /// The stream with this name; different names give independent streams.
    #[must_use]
    pub fn new(name: &[u64]) -> Self {
        let key = name
            .iter()
            .fold(GOLDEN, |key, &part| mix(key ^ part.wrapping_add(GOLDEN)).wrapping_add(GOLDEN));
        Self { key, counter: 0 }
    }

    /// The next 64 bits.
    pub const fn bits(&mut self) -> u64 {
        self.counter += 1;
        mix(self.key.wrapping_add(self.counter.wrapping_mul(GOLDEN)))
    }

    /// Uniform in [0, 1), with 24 bits so that it is exact in f32.
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 40) as f32 / (1u32 << 24) as f32
    }

    /// Uniform in `0..n`; `n` must not be 0.
    pub fn below(&mut self, n: usize) -> usize {
        // The bias of a 64-bit product is below n / 2^64.
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// True with probability `p`.
    pub fn chance(&mut self, p: f32) -> bool {
        self.unit() < p
    }

    /// `one` with probability `p`, else `other`.
    pub(crate) fn either<T>(&mut self, p: f32, one: T, other: T) -> T {
        if self.chance(p) { one } else { other }
    }

    /// One element, uniformly.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    /// One element, as often as its weight says beside the other weights.
    pub(crate) fn pick_weighted<'a, T>(
        &mut self,
        from: &'a [T],
        weight: impl Fn(&T) -> usize,
    ) -> &'a T {
        let mut left = self.below(from.iter().map(&weight).sum());
        let found = from.iter().find(|one| {
            let here = left < weight(one);
            left = left.saturating_sub(weight(one));
            here
        });
        found.expect("a number below the sum of the weights falls on one of them")
    }

    /// A standard normal number (Box and Muller 1958).
    pub fn normal(&mut self) -> f32 {
        let radius = (-2.0 * f64::from(1.0 - self.unit()).ln()).sqrt();
        let angle = 2.0 * std::f64::consts::PI * f64::from(self.unit());
        (radius * angle.cos()) as f32
    }
}

/// A hash of a text that stays the same on every machine and in every version (FNV-1a, then mixed).
#[must_use]
pub fn fingerprint(text: &str) -> u64 {
    mix(text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_give_equal_streams_and_others_differ() {
        let (mut a, mut b, mut c) = (Draw::new(&[1, 2]), Draw::new(&[1, 2]), Draw::new(&[2, 1]));
        let first = a.bits();
        assert_eq!(first, b.bits());
        assert_ne!(first, c.bits());
    }

    #[test]
    fn draws_are_uniform_enough() {
        let mut draw = Draw::new(&[7]);
        let mut counts = [0u32; 10];
        for _ in 0..10_000 {
            counts[draw.below(10)] += 1;
        }
        assert!(counts.iter().all(|&n| (850..1150).contains(&n)), "{counts:?}");
        let mean: f32 = (0..10_000).map(|_| draw.normal()).sum::<f32>() / 10_000.0;
        assert!(mean.abs() < 0.05, "{mean}");
    }
}
