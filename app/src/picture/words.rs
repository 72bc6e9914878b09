//! The picture in words: names of cells, the scrubber's value. What a screen reader says.

use super::change::{Changed, How, changed};
use trajectory::glyph::{glyph, is_special};
use trajectory::{Cell, CellState, Finish, Plan, Trajectory};

/// How many steps the run has in all: the plan's, or the recorded ones where a threshold decides while it runs.
#[must_use]
pub fn total_steps(record: &Trajectory) -> usize {
    if record.head.plan.at_most || record.finish == Finish::Complete {
        record.steps.len()
    } else {
        record.head.plan.forwards.max(record.steps.len())
    }
}

/// Share of the canvas that is revealed after `cursor` steps, 0 to 1; words that the user gave count as revealed.
#[must_use]
pub fn revealed(record: &Trajectory, cursor: usize) -> f64 {
    let length = record.length().max(1);
    1.0 - record.masks_left(cursor) as f64 / length as f64
}

/// "Step 16 of 32, block 1 of 2, 50 percent revealed".
#[must_use]
pub fn place_in_run(record: &Trajectory, cursor: usize) -> String {
    let blocks = record.head.plan.blocks.len();
    t!(
        "Step {step} of {total}, block {block} of {blocks}, {percent} percent revealed",
        step = cursor,
        total = total_steps(record),
        block = (block_at(record, cursor) + 1).min(blocks),
        blocks,
        percent = percent(revealed(record, cursor)),
    )
}

/// The block that step `cursor` worked on; before the first step, the block that it will work on.
#[must_use]
pub fn block_at(record: &Trajectory, cursor: usize) -> usize {
    match cursor.min(record.steps.len()) {
        0 => record.active_block(0),
        done => record.steps[done - 1].block,
    }
}

/// A share as whole percent; only the whole is 100, only nothing is 0.
#[must_use]
pub fn percent(share: f64) -> u32 {
    let rounded = (share * 100.0).round();
    if share >= 1.0 {
        100
    } else if share <= 0.0 {
        0
    } else {
        rounded.clamp(1.0, 99.0) as u32
    }
}

/// A token in words, for names: `'and'`, `space`, `line break`, `EOS, end of text`: what stands in the cell is part of its name.
#[must_use]
pub fn token_name(text: &str) -> String {
    match text {
        "<|endoftext|>" => return t!("EOS, end of text").to_owned(),
        "<|eot_id|>" => return t!("EOT, end of turn").to_owned(),
        "" => return t!("empty").to_owned(),
        _ => {}
    }
    if is_special(text) {
        return t!("special token {name}", name = glyph(text));
    }
    if text.chars().all(char::is_whitespace) {
        let kind = if text.contains('\n') {
            t!("line break")
        } else if text.contains('\t') {
            t!("tab")
        } else {
            t!("space")
        };
        return match text.chars().count() {
            1 => kind.to_owned(),
            count => t!("white space, {count} characters with {kind}", count, kind),
        };
    }
    format!("'{}'", text.trim())
}

/// The name of a cell: "position 12, token 'and', revealed at step 9, confidence 0.83"; where its token was changed,
/// then "edited at step 9" and what stood there before. Positions count from 0, as constraints do; steps from 1, as the
/// scrubber does.
#[must_use]
pub fn cell_name(record: &Trajectory, cell: &Cell, cursor: usize) -> String {
    let pos = cell.pos;
    let token = |id| token_name(&record.token_text(id));
    let before = changed(record, cell, cursor);
    let edited = matches!(
        before,
        Some(Changed {
            how: How::Edited,
            ..
        })
    );
    let written = |id, step: usize, confidence: f32| {
        let (token, confidence) = (token(id), format!("{confidence:.2}"));
        if edited {
            t!(
                "position {pos}, token {token}, edited at step {step}, confidence {confidence}",
                pos,
                token,
                step,
                confidence
            )
        } else {
            t!(
                "position {pos}, token {token}, revealed at step {step}, confidence {confidence}",
                pos,
                token,
                step,
                confidence
            )
        }
    };
    let name = match cell.state {
        CellState::Locked { id } => t!(
            "position {pos}, token {token}, given by you",
            pos,
            token = token(id)
        ),
        CellState::Kept { id } => {
            t!(
                "position {pos}, token {token}, kept from the parent run",
                pos,
                token = token(id)
            )
        }
        CellState::Pending => t!("position {pos}, masked, block not begun", pos),
        // The best guess is the inspector's to tell: it may change with every step.
        CellState::Masked { .. } => t!("position {pos}, masked", pos),
        CellState::Fresh { id, confidence } => {
            written(id, cursor.min(record.steps.len()), confidence)
        }
        CellState::Settled {
            id,
            confidence,
            step,
        } => written(id, step + 1, confidence),
    };
    match before {
        None => name,
        Some(Changed {
            how: How::Edited,
            was,
            ..
        }) => t!("{cell}, before it {token}", cell = name, token = token(was)),
        Some(Changed {
            how: How::Remasked,
            was,
            step,
        }) => {
            t!(
                "{cell}, {token} was masked again at step {step}",
                cell = name,
                token = token(was),
                step
            )
        }
    }
}

/// The user's last words in a rendered prompt; the whole prompt where its template is not LLaDA's.
#[must_use]
pub fn question(prompt: &str) -> &str {
    const HEADER: &str = "user<|end_header_id|>";
    let Some(at) = prompt.rfind(HEADER) else {
        return prompt.trim();
    };
    let turn = &prompt[at + HEADER.len()..];
    let end = turn.find("<|eot_id|>").unwrap_or(turn.len());
    turn[..end].trim()
}

/// Where a record comes from: "tiny, f32 on cpu, seed 7. 2 blocks × 16 steps, 2 tokens a step."
#[must_use]
pub fn origin(record: &Trajectory) -> String {
    let model = &record.head.model;
    let seed = record.head.params.seed.unwrap_or_default();
    t!(
        "{model}, {dtype} on {device}, seed {seed}. {plan}.",
        model = model.id,
        dtype = model.dtype,
        device = model.device,
        seed,
        plan = plan_in_words(&record.head.plan)
    )
}

/// A plan: "2 blocks × 16 steps, 2 tokens a step". In English it reads as [`Plan::describe`] has it.
#[must_use]
pub fn plan_in_words(plan: &Plan) -> String {
    let blocks = counted!(plan.blocks.len(), "1 block", "{n} blocks");
    let passes = counted!(plan.forwards, "1 pass", "{n} passes");
    if plan.at_most || plan.cached {
        let whole = if plan.at_most {
            t!("{blocks}, at most {passes}", blocks, passes)
        } else {
            t!("{blocks}, {passes}", blocks, passes)
        };
        return if plan.cached {
            t!("{plan}, most of them small", plan = whole)
        } else {
            whole
        };
    }
    let lengths = plan.blocks.iter().map(|block| block.commits.len());
    let steps = match span(lengths) {
        Some((low, high)) if low == high => {
            let steps = counted!(low, "1 step", "{n} steps");
            t!("{blocks} × {steps}", blocks, steps)
        }
        Some((low, high)) => t!(
            "{blocks} × {low}–{high} steps ({passes} in all)",
            blocks,
            low,
            high,
            passes
        ),
        None => blocks,
    };
    let tokens = plan.blocks.iter().flat_map(|block| &block.commits).copied();
    match span(tokens) {
        Some((low, high)) if low == high => {
            let tokens = counted!(low, "1 token", "{n} tokens");
            t!("{steps}, {tokens} a step", steps, tokens)
        }
        Some((low, high)) => t!("{steps}, {low}–{high} tokens a step", steps, low, high),
        None => t!("{steps}, nothing to reveal", steps),
    }
}

/// The least and the most.
fn span(values: impl Iterator<Item = usize>) -> Option<(usize, usize)> {
    values.fold(None, |span, value| {
        let (low, high) = span.unwrap_or((value, value));
        Some((low.min(value), high.max(value)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::sample::{edited, sample};

    #[test]
    fn the_question_is_the_last_user_turn() {
        let prompt = "<|startoftext|><|start_header_id|>user<|end_header_id|>\n\nOne?<|eot_id|>\
                      <|start_header_id|>user<|end_header_id|>\n\nTwo?<|eot_id|>\
                      <|start_header_id|>assistant<|end_header_id|>\n\n";
        assert_eq!(question(prompt), "Two?");
        assert_eq!(question(" plain "), "plain");
    }

    #[test]
    fn the_origin_names_model_and_seed() {
        assert_eq!(
            origin(&sample()),
            "scripted, f32 on cpu, seed 1. 2 blocks × 3 steps, 1–2 tokens a step."
        );
    }

    #[test]
    fn the_scrubber_says_where_it_is() {
        let record = sample();
        assert_eq!(
            place_in_run(&record, 0),
            "Step 0 of 6, block 1 of 2, 13 percent revealed"
        );
        assert_eq!(
            place_in_run(&record, 6),
            "Step 6 of 6, block 2 of 2, 100 percent revealed"
        );
    }

    #[test]
    fn cells_have_names() {
        let record = sample();
        let names: Vec<String> = record
            .cells(1)
            .iter()
            .map(|cell| cell_name(&record, cell, 1))
            .collect();
        assert_eq!(names[0], "position 0, token 'Once', given by you");
        assert_eq!(
            names[3],
            "position 3, token 'time', revealed at step 1, confidence 0.91"
        );
        assert_eq!(names[1], "position 1, masked");
        assert_eq!(names[4], "position 4, masked, block not begun");
    }

    #[test]
    fn changes_are_part_of_the_name() {
        let record = edited();
        let name = |pos: usize, cursor| cell_name(&record, &record.cells(cursor)[pos], cursor);
        assert_eq!(
            name(1, 6),
            "position 1, token 'upon', edited at step 3, confidence 0.95, before it '.'"
        );
        assert_eq!(
            name(4, 5),
            "position 4, masked, 'upon' was masked again at step 5"
        );
    }

    #[test]
    fn tokens_have_names() {
        assert_eq!(token_name(" and"), "'and'");
        assert_eq!(token_name(" "), "space");
        assert_eq!(token_name("\n"), "line break");
        assert_eq!(token_name("<|eot_id|>"), "EOT, end of turn");
        assert_eq!(token_name("<|x|>"), "special token x");
    }

    #[test]
    fn percent_keeps_its_ends_honest() {
        assert_eq!(percent(0.999), 99);
        assert_eq!(percent(0.001), 1);
        assert_eq!((percent(0.0), percent(1.0)), (0, 100));
    }
}
