//! What a problem calculates, step by step: "a + b", then "r - c", where r is the result of the step before.

use serde::Deserialize;

use crate::arithmetic::calculation::{Calculation, Operator};

/// One operand of a step.
#[derive(Debug, Clone, Copy)]
enum Operand {
    /// A number of the problem: 0, 1 or 2 for a, b or c.
    Given(usize),
    /// The result of the step before.
    Result,
    /// This number.
    Constant(i32),
}

/// The calculations of a problem, at least one; the last result answers it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Vec<String>")]
pub(super) struct Steps(Vec<(Operand, Operator, Operand)>);

impl TryFrom<Vec<String>> for Steps {
    type Error = String;

    fn try_from(texts: Vec<String>) -> Result<Self, String> {
        if texts.is_empty() {
            return Err("a problem needs at least one step, such as \"a + b\"".to_owned());
        }
        let read = |(at, text): (usize, &String)| {
            step(text, at > 0).ok_or_else(|| {
                format!("{text:?} is no step; write two of a, b, c, a number or, from the second step on, r with +, - or * between them")
            })
        };
        texts.iter().enumerate().map(read).collect::<Result<_, _>>().map(Self)
    }
}

/// A step in words; only after another one it may use the result.
fn step(text: &str, after_another: bool) -> Option<(Operand, Operator, Operand)> {
    let operand = |text: &str| match text {
        "a" => Some(Operand::Given(0)),
        "b" => Some(Operand::Given(1)),
        "c" => Some(Operand::Given(2)),
        "r" => after_another.then_some(Operand::Result),
        _ => text.parse().ok().map(Operand::Constant),
    };
    let parts: Vec<&str> = text.split(' ').collect();
    let &[left, sign, right] = &parts[..] else {
        return None;
    };
    let operator = match sign {
        "+" => Operator::Plus,
        "-" => Operator::Minus,
        "*" => Operator::Times,
        _ => return None,
    };
    Some((operand(left)?, operator, operand(right)?))
}

impl Steps {
    /// The calculations with these numbers for a, b and c.
    pub(super) fn calculations(&self, numbers: [i32; 3]) -> Vec<Calculation> {
        let mut result = 0;
        let calculate = |&(left, operator, right): &(Operand, Operator, Operand)| {
            let value = |operand| match operand {
                Operand::Given(at) => numbers[at],
                Operand::Result => result,
                Operand::Constant(number) => number,
            };
            let calculation = Calculation::new(value(left), operator, value(right));
            result = calculation.result();
            calculation
        };
        self.0.iter().map(calculate).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps(texts: &[&str]) -> Result<Steps, String> {
        Steps::try_from(texts.iter().map(|&text| text.to_owned()).collect::<Vec<_>>())
    }

    #[test]
    fn a_step_takes_the_result_of_the_one_before() {
        let worked = |texts: &[&str]| {
            let calculations = steps(texts).unwrap().calculations([4, 3, 50]);
            calculations.iter().map(Calculation::to_string).collect::<Vec<_>>()
        };
        assert_eq!(worked(&["a + b"]), ["4 + 3 = 7"]);
        assert_eq!(worked(&["a * b", "c - r"]), ["4 × 3 = 12", "50 - 12 = 38"]);
        assert_eq!(worked(&["a * 2", "a + r"]), ["4 × 2 = 8", "4 + 8 = 12"]);
    }

    #[test]
    fn what_is_no_step_is_refused() {
        for wrong in ["a", "a / b", "a + d", "a +b", "", "r + a"] {
            assert!(steps(&[wrong]).unwrap_err().contains("is no step"), "{wrong}");
        }
        assert!(steps(&[]).is_err());
    }
}
