//! Colour ramps for ordered values, and the text colour that stays readable on any of them.
//!
//! Both ramps are drawn through published control points, linearly in sRGB. Cividis was designed so that people with
//! any colour-vision deficiency see the same order (Nuñez, Anderton and Renslow, "Optimizing colormaps with
//! consideration for color vision deficiency", PLoS ONE 13(7), 2018); viridis is matplotlib's (van der Walt and Smith,
//! 2015). Their luminance rises strictly, so the order survives greyscale too.

/// A colour, components from 0 to 255. Not rounded: neighbours on a ramp differ by less than one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rgb(pub [f64; 3]);

/// Black or white: what can be read on a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Pure black.
    Black,
    /// Pure white.
    White,
}

impl Ink {
    /// The CSS colour.
    #[must_use]
    pub const fn css(self) -> &'static str {
        match self {
            Self::Black => "#000",
            Self::White => "#fff",
        }
    }
}

/// Above this luminance black text has the higher contrast. Both have at least √21 = 4.58 to 1 at their side of it.
const INK_SWITCH: f64 = 0.179;

impl Rgb {
    /// The CSS colour.
    #[must_use]
    pub fn css(self) -> String {
        let [r, g, b] = self.0;
        format!("rgb({r:.2} {g:.2} {b:.2})")
    }

    /// Relative luminance as WCAG 2 defines it, 0 to 1.
    #[must_use]
    pub fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|component| {
            let value = component / 255.0;
            if value <= 0.04045 {
                value / 12.92
            } else {
                ((value + 0.055) / 1.055).powf(2.4)
            }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    /// The text colour to write on this one.
    #[must_use]
    pub fn ink(self) -> Ink {
        if self.luminance() > INK_SWITCH {
            Ink::Black
        } else {
            Ink::White
        }
    }
}

/// A strictly monotone colour ramp.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Ramp {
    /// Blue to yellow; safe for every colour-vision deficiency.
    #[default]
    Cividis,
    /// Violet over green to yellow.
    Viridis,
}

impl Ramp {
    /// Every ramp, in the order the page lists them.
    pub const ALL: [Self; 2] = [Self::Cividis, Self::Viridis];

    /// Its published name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cividis => "cividis",
            Self::Viridis => "viridis",
        }
    }

    /// Control points, evenly spaced from 0 to 1.
    const fn points(self) -> &'static [[u8; 3]] {
        match self {
            Self::Cividis => &CIVIDIS,
            Self::Viridis => &VIRIDIS,
        }
    }

    /// The colour at `t`, 0 to 1 (values outside are clamped).
    #[must_use]
    pub fn at(self, t: f64) -> Rgb {
        let points = self.points();
        let place = t.clamp(0.0, 1.0) * (points.len() - 1) as f64;
        let index = (place as usize).min(points.len() - 2);
        let part = place - index as f64;
        let (low, high) = (points[index], points[index + 1]);
        Rgb(std::array::from_fn(|channel| {
            let (low, high) = (f64::from(low[channel]), f64::from(high[channel]));
            low + (high - low) * part
        }))
    }

    /// The ramp as a CSS gradient from left to right.
    #[must_use]
    pub fn gradient(self) -> String {
        let count = self.points().len();
        let stops: Vec<String> = (0..count)
            .map(|index| self.at(index as f64 / (count - 1) as f64).css())
            .collect();
        format!("linear-gradient(to right, {})", stops.join(", "))
    }
}

/// Where step `index` of `count` lies on a ramp: the first at 0, the last at 1.
#[must_use]
pub fn place(index: usize, count: usize) -> f64 {
    index as f64 / count.saturating_sub(1).max(1) as f64
}

const CIVIDIS: [[u8; 3]; 18] = [
    [0, 32, 76],
    [0, 42, 102],
    [0, 52, 110],
    [39, 63, 108],
    [60, 74, 107],
    [76, 85, 107],
    [91, 95, 109],
    [104, 106, 112],
    [117, 117, 117],
    [131, 129, 120],
    [146, 140, 120],
    [161, 152, 118],
    [176, 165, 114],
    [192, 177, 109],
    [209, 191, 102],
    [225, 204, 92],
    [243, 219, 79],
    [255, 233, 69],
];

const VIRIDIS: [[u8; 3]; 9] = [
    [68, 1, 84],
    [71, 45, 123],
    [59, 82, 139],
    [44, 114, 142],
    [33, 145, 140],
    [40, 174, 128],
    [94, 201, 98],
    [173, 220, 48],
    [253, 231, 37],
];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn contrast(one: f64, other: f64) -> f64 {
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    fn ink_luminance(ink: Ink) -> f64 {
        match ink {
            Ink::Black => 0.0,
            Ink::White => 1.0,
        }
    }

    #[test]
    fn luminance_rises_strictly_over_1024_steps() {
        for ramp in Ramp::ALL {
            let luminances: Vec<f64> = (0..1024)
                .map(|step| ramp.at(place(step, 1024)).luminance())
                .collect();
            assert!(
                luminances.windows(2).all(|pair| pair[0] < pair[1]),
                "{ramp:?}"
            );
        }
    }

    #[test]
    fn text_is_readable_on_every_step_as_the_screen_rounds_it() {
        for ramp in Ramp::ALL {
            for step in 0..1024 {
                let colour = ramp.at(place(step, 1024));
                let shown = Rgb(colour.0.map(f64::round));
                let ratio = contrast(shown.luminance(), ink_luminance(colour.ink()));
                assert!(ratio >= 4.5, "{ramp:?} step {step}: {ratio}");
            }
        }
    }

    #[test]
    fn ends_are_the_published_ends() {
        assert_eq!(Ramp::Cividis.at(0.0).css(), "rgb(0.00 32.00 76.00)");
        assert_eq!(Ramp::Viridis.at(1.0).css(), "rgb(253.00 231.00 37.00)");
        assert_eq!(Ramp::Viridis.at(7.0), Ramp::Viridis.at(1.0));
    }

    #[test]
    fn one_step_lies_at_the_start() {
        assert_eq!(place(0, 1), 0.0);
        assert_eq!((place(0, 3), place(2, 3)), (0.0, 1.0));
    }

    proptest! {
        #[test]
        fn any_colour_has_a_readable_ink(r in 0_u8.., g in 0_u8.., b in 0_u8..) {
            let colour = Rgb([r, g, b].map(f64::from));
            prop_assert!(contrast(colour.luminance(), ink_luminance(colour.ink())) >= 4.5);
        }
    }
}
