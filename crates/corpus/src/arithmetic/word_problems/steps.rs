//! What a story calculates, step by step: named by its operators, the second of which takes the result of the first.
//! `from` takes it, or the first number, from another number.

use crate::arithmetic::calculation::Calculation;

/// From the numbers a, b and c of a story to its calculations.
pub(super) type Steps = fn(i32, i32, i32) -> Vec<Calculation>;

pub(super) fn plus(a: i32, b: i32, _: i32) -> Vec<Calculation> {
    vec![Calculation::plus(a, b)]
}

pub(super) fn minus(a: i32, b: i32, _: i32) -> Vec<Calculation> {
    vec![Calculation::minus(a, b)]
}

pub(super) fn minus_from(a: i32, b: i32, _: i32) -> Vec<Calculation> {
    vec![Calculation::minus(b, a)]
}

pub(super) fn times(a: i32, b: i32, _: i32) -> Vec<Calculation> {
    vec![Calculation::times(a, b)]
}

pub(super) fn plus_minus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::plus(a, b), Calculation::minus(a + b, c)]
}

pub(super) fn plus_plus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::plus(a, b), Calculation::plus(a + b, c)]
}

pub(super) fn minus_plus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::minus(a, b), Calculation::plus(a - b, c)]
}

pub(super) fn minus_minus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::minus(a, b), Calculation::minus(a - b, c)]
}

pub(super) fn times_plus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::times(a, b), Calculation::plus(a * b, c)]
}

pub(super) fn times_minus(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::times(a, b), Calculation::minus(a * b, c)]
}

pub(super) fn plus_from(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::plus(a, b), Calculation::minus(c, a + b)]
}

pub(super) fn times_from(a: i32, b: i32, c: i32) -> Vec<Calculation> {
    vec![Calculation::times(a, b), Calculation::minus(c, a * b)]
}
