//! The rules of block-causal models: LLaDA2.0's threshold and early stop, LLaDA2.1's editing.

use trajectory::{Edits, PartialParams};

use super::*;

const BLOCK: usize = 4;

fn family(edits: Edits) -> Family {
    Family::block_causal(BLOCK, edits)
}

/// A job behind a prompt of so many tokens.
fn causal(prompt: usize, asked: &PartialParams) -> Job {
    causal_with(prompt, &[], asked)
}

fn causal_with(prompt: usize, constraints: &[(usize, u32)], asked: &PartialParams) -> Job {
    let family = family(Edits::OnRequest);
    let params = Params {
        seed: Some(7),
        ..family.resolve(asked).unwrap()
    };
    Job::new(Setup {
        family,
        ..setup(&vec![9; prompt], constraints, params)
    })
    .unwrap()
}

fn asked(gen_length: usize, steps_per_block: usize) -> PartialParams {
    PartialParams {
        gen_length: Some(gen_length),
        steps_per_block: Some(steps_per_block),
        ..PartialParams::default()
    }
}

fn editing(gen_length: usize, threshold: f64, max_post_steps: usize) -> PartialParams {
    PartialParams {
        gen_length: Some(gen_length),
        editing_threshold: Some(threshold),
        max_post_steps: Some(max_post_steps),
        ahead: Some(0.9),
        ..PartialParams::default()
    }
}

#[test]
fn blocks_align_to_the_prompt_and_each_pass_feeds_what_is_not_final() {
    let mut model = Scripted::new(|_: &[u32], row| peak(7, row as f32 / 4.0));
    let (done, response) = steps(&mut model, causal(6, &asked(5, 2)));
    // Positions 6 and 7 share a block with the prompt's tail; the last block goes to position 11.
    assert_eq!(response, [7; 6]);
    let order: Vec<(usize, Vec<usize>)> = done
        .iter()
        .map(|step| (step.block, positions(&step.committed)))
        .collect();
    assert_eq!(order, [(0, vec![0, 1]), (1, vec![4, 5]), (1, vec![2, 3])]);
    let part = |start, end| Window::Part { start, end };
    // The finished first block goes through once more with the second one.
    assert_eq!(model.windows, [Window::Keep, part(4, 12), part(8, 12)]);
    let lengths: Vec<usize> = model
        .passes
        .iter()
        .map(|(canvas, _)| canvas.len())
        .collect();
    assert_eq!(lengths, [8, 12, 12]);
    assert_eq!(model.passes[0].1, [6, 7]);
}

#[test]
fn ahead_is_strictly_above_and_the_quota_counts_the_whole_block() {
    // Confidence is 0.5 at even rows and far higher at odd ones.
    let script = |_: &[u32], row: usize| {
        if row.is_multiple_of(2) {
            half(7)
        } else {
            peak(7, 9.0)
        }
    };
    let order = |ahead, steps_per_block| {
        let asked = PartialParams {
            ahead: Some(ahead),
            ..asked(4, steps_per_block)
        };
        let (done, _) = steps(&mut Scripted::new(script), causal(0, &asked));
        done.iter()
            .map(|step| positions(&step.committed))
            .collect::<Vec<_>>()
    };
    assert_eq!(order(0.5, 4), [vec![1, 3], vec![0], vec![2]]);
    assert_eq!(order(0.49, 4), [vec![0, 1, 2, 3]]);
    assert_eq!(order(0.9, 2), [vec![1, 3], vec![0, 2]]);
    assert_eq!(order(1.0, 1), [vec![0, 1, 2, 3]]);
}

#[test]
fn the_run_ends_with_the_block_that_holds_the_end_of_text() {
    let mut model = Scripted::new(|_: &[u32], row| peak(if row == 5 { 1 } else { 7 }, 9.0));
    let (done, response) = steps(&mut model, causal(0, &asked(12, 4)));
    assert_eq!(done.len(), 2);
    assert_eq!(response, [7, 7, 7, 7, 7, 1, 7, 7, 2, 2, 2, 2]);
    // What the user put there ends nothing.
    let (done, _) = steps(&mut model, causal_with(0, &[(1, 1)], &asked(4, 4)));
    assert_eq!(done.len(), 1);
}

/// Writes the state machine's passes down as the reference would see them: the active block before each pass.
fn states<F: FnMut(&[u32], usize) -> Vec<f32>>(model: &Scripted<F>) -> Vec<Vec<u32>> {
    let last = |(canvas, _): &(Vec<u32>, Vec<usize>)| canvas[canvas.len() - BLOCK..].to_vec();
    model.passes.iter().map(last).collect()
}

#[test]
fn tokens_are_filled_and_replaced_in_one_pass() {
    // A position holds 3 while anything is masked, and 4 afterwards.
    let mut model = Scripted::new(|canvas: &[u32], row| {
        let full = !canvas.contains(&2);
        peak(
            if full { 4 } else { 3 },
            if full { 9.0 } else { row as f32 / 8.0 },
        )
    });
    let (done, response) = steps(&mut model, causal(0, &editing(4, 0.5, 16)));
    assert_eq!(response, [4; 4]);
    // Four fills of one, a pass that edits all, and a pass that changes nothing.
    assert_eq!(done.len(), 6);
    assert_eq!(positions(&done[4].edited), [0, 1, 2, 3]);
    assert!(done[4].committed.is_empty());
    assert!(done[5].edited.is_empty() && done[5].committed.is_empty());
    assert_eq!(states(&model).last().unwrap(), &[4; 4]);
    assert_eq!(model.passes[4].1, [0, 1, 2, 3]);
}

#[test]
fn editing_goes_on_while_masks_remain_and_never_touches_what_is_given() {
    // Every row wants to be the number of tokens that are known.
    let script = |canvas: &[u32], _: usize| {
        let known = canvas.iter().filter(|id| **id != 2).count();
        peak(6 + known, 9.0)
    };
    let slow = PartialParams {
        ahead: Some(1.0),
        ..editing(4, 0.5, 0)
    };
    let mut model = Scripted::new(script);
    let (done, response) = steps(&mut model, causal_with(3, &[(1, 15)], &slow));
    // Block 0 holds the prompt and position 0; block 1 a constraint and three positions.
    assert_eq!(response, [9, 15, 13, 13, 13]);
    let shape: Vec<(usize, usize)> = done
        .iter()
        .map(|step| (step.committed.len(), step.edited.len()))
        .collect();
    assert_eq!(shape, [(1, 0), (1, 0), (1, 1), (1, 2)]);
    assert!(
        done.iter()
            .all(|step| step.edited.iter().all(|pick| pick.pos > 1))
    );
}

#[test]
fn a_block_is_left_after_its_post_steps_even_while_it_changes() {
    // The token flips for ever.
    let script = |canvas: &[u32], row: usize| peak(if canvas[row] == 3 { 4 } else { 3 }, 9.0);
    for most in [0, 1, 2, 5] {
        let mut model = Scripted::new(script);
        let (done, _) = steps(&mut model, causal(0, &editing(4, 0.5, most)));
        assert_eq!(done.len(), 1 + most);
        assert_eq!(
            done.iter().filter(|step| step.edited.len() == 4).count(),
            most
        );
    }
}

#[test]
fn both_thresholds_are_strict_and_zero_replaces_whatever_differs() {
    let script = |canvas: &[u32], _: usize| half(if canvas.contains(&2) { 3 } else { 4 });
    let run = |threshold| {
        let (done, response) = steps(
            &mut Scripted::new(script),
            causal(0, &editing(4, threshold, 1)),
        );
        (done.len(), response)
    };
    assert_eq!(run(0.5), (5, vec![3; 4]));
    assert_eq!(run(0.49), (5, vec![4; 4]));
    assert_eq!(run(0.0), (5, vec![4; 4]));
}

#[test]
fn a_settled_block_is_final_and_the_next_pass_feeds_the_next_one_alone() {
    let mut model = Scripted::new(|_: &[u32], _| peak(7, 9.0));
    let (done, _) = steps(&mut model, causal(0, &editing(8, 0.5, 4)));
    assert_eq!(done.len(), 4);
    let part = |start, end| Window::Part { start, end };
    assert_eq!(
        model.windows,
        [Window::Keep, part(0, 4), part(4, 8), part(4, 8)]
    );
}

#[test]
fn editing_ends_at_the_end_of_text_only_on_request() {
    let script = |_: &[u32], row: usize| peak(if row == 1 { 1 } else { 7 }, 9.0);
    let blocks = |stop_at_eos| {
        let asked = PartialParams {
            stop_at_eos: Some(stop_at_eos),
            ..editing(12, 0.5, 0)
        };
        let (done, _) = steps(&mut Scripted::new(script), causal(0, &asked));
        done.last().unwrap().block + 1
    };
    assert_eq!((blocks(false), blocks(true)), (3, 1));
}

#[test]
fn several_are_filled_at_least() {
    let asked = PartialParams {
        num_to_transfer: Some(3),
        ahead: Some(1.0),
        ..editing(4, 0.9, 0)
    };
    let mut model = Scripted::new(|_: &[u32], row| peak(7, row as f32));
    let (done, _) = steps(&mut model, causal(0, &asked));
    assert_eq!(positions(&done[0].committed), [1, 2, 3]);
    assert_eq!(positions(&done[1].committed), [0]);
}
