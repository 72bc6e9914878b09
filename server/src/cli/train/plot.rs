//! The loss plot of a run: an SVG that any browser shows, light or dark.

use std::fmt::Write;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 360.0;
const LEFT: f64 = 52.0;
const RIGHT: f64 = 52.0;
const TOP: f64 = 28.0;
const BOTTOM: f64 = 40.0;

/// Points of the loss curve: each is the mean over its share of the run.
const POINTS: usize = 240;

/// What is drawn of a run.
#[derive(Debug, Clone, Default)]
pub(super) struct History {
    /// The loss of every step, with its number.
    pub(super) losses: Vec<(usize, f32)>,
    /// The share of held-out words restored, with the step at which it was measured.
    pub(super) accuracies: Vec<(usize, f32)>,
}

impl History {
    /// The plot: loss on a logarithmic scale at the left, held-out accuracy at the right.
    pub(super) fn svg(&self) -> String {
        let means = means(&self.losses);
        let last = self.losses.last().map_or(1, |loss| loss.0).max(1) as f64;
        let lowest = means.iter().map(|mean| mean.1).fold(f64::MAX, f64::min);
        let highest = means.iter().map(|mean| mean.1).fold(f64::MIN, f64::max);
        let (floor, ceiling) = if lowest < highest {
            (lowest.ln(), highest.ln())
        } else {
            (-1.0, 1.0)
        };
        let x = |step: f64| LEFT + (WIDTH - LEFT - RIGHT) * step / last;
        let y = |share: f64| HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share;
        let loss_y = |loss: f64| y((loss.ln() - floor) / (ceiling - floor));
        let losses = means.iter().map(|(step, loss)| (x(*step), loss_y(*loss)));
        let accuracies = self.accuracies.iter();
        let accuracies = accuracies.map(|(step, share)| (x(*step as f64), y(f64::from(*share))));

        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\" \
             aria-label=\"Loss and held-out accuracy over {last} steps\" font-family=\"sans-serif\" font-size=\"12\">\n\
             <style>text{{fill:#444}}.axis{{stroke:#999}}path{{fill:none;stroke-width:1.5}}\
             @media(prefers-color-scheme:dark){{text{{fill:#ccc}}}}</style>\n"
        );
        let bottom = HEIGHT - BOTTOM;
        let _ = writeln!(
            svg,
            "<path class=\"axis\" d=\"M{LEFT} {TOP}V{bottom}H{right}V{TOP}\"/>",
            right = WIDTH - RIGHT
        );
        for part in 0..=4 {
            let share = f64::from(part) / 4.0;
            let loss = (floor + share * (ceiling - floor)).exp();
            label(
                &mut svg,
                LEFT - 6.0,
                y(share) + 4.0,
                "end",
                &format!("{loss:.2}"),
            );
            let percent = format!("{:.0} %", 100.0 * share);
            label(
                &mut svg,
                WIDTH - RIGHT + 6.0,
                y(share) + 4.0,
                "start",
                &percent,
            );
            label(
                &mut svg,
                x(share * last),
                bottom + 16.0,
                "middle",
                &format!("{:.0}", share * last),
            );
        }
        label(&mut svg, WIDTH / 2.0, HEIGHT - 6.0, "middle", "step");
        label(&mut svg, LEFT, TOP - 10.0, "start", "loss (solid)");
        label(
            &mut svg,
            WIDTH - RIGHT,
            TOP - 10.0,
            "end",
            "held-out words restored (dashed)",
        );
        curve(&mut svg, losses, "stroke=\"#0072b2\"");
        curve(
            &mut svg,
            accuracies,
            "stroke=\"#d55e00\" stroke-dasharray=\"5 3\"",
        );
        svg.push_str("</svg>\n");
        svg
    }
}

/// Mean step and loss of each part of the run.
fn means(losses: &[(usize, f32)]) -> Vec<(f64, f64)> {
    let part = losses.len().div_ceil(POINTS).max(1);
    losses
        .chunks(part)
        .map(|chunk| {
            let mean = |sum: f64| sum / chunk.len() as f64;
            let steps = chunk.iter().map(|(step, _)| *step as f64).sum();
            let losses = chunk.iter().map(|(_, loss)| f64::from(*loss)).sum();
            (mean(steps), mean(losses))
        })
        .collect()
}

fn label(svg: &mut String, x: f64, y: f64, anchor: &str, text: &str) {
    let _ = writeln!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    );
}

fn curve(svg: &mut String, points: impl Iterator<Item = (f64, f64)>, style: &str) {
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    if !points.is_empty() {
        let _ = writeln!(svg, "<path {style} d=\"M{}\"/>", points.join("L"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_curve_falls_from_the_top_left_to_the_bottom_right() {
        let history = History {
            losses: (1..=1000)
                .map(|step| (step, 1000.0 / step as f32))
                .collect(),
            accuracies: vec![(500, 0.5), (1000, 1.0)],
        };
        let svg = history.svg();
        let path = |style: &str| {
            let rest = svg.split(style).nth(1).unwrap();
            let path = rest
                .split("d=\"M")
                .nth(1)
                .unwrap()
                .split('"')
                .next()
                .unwrap();
            let numbers = path.split('L').map(|point| {
                let (x, y) = point.split_once(' ').unwrap();
                (x.parse::<f64>().unwrap(), y.parse::<f64>().unwrap())
            });
            numbers.collect::<Vec<_>>()
        };
        let loss = path("stroke=\"#0072b2\"");
        assert_eq!(loss.len(), 200);
        assert!(
            loss.windows(2)
                .all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1)
        );
        assert_eq!((loss[0].1, loss[199].1), (TOP, HEIGHT - BOTTOM));
        let accuracy = path("stroke=\"#d55e00\"");
        assert_eq!(accuracy[1], (WIDTH - RIGHT, TOP));
    }

    #[test]
    fn a_run_without_a_step_has_a_plot_too() {
        assert!(History::default().svg().ends_with("</svg>\n"));
    }
}
