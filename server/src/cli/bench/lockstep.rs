//! A pass for each line on standard input: so that another program can be measured interleaved with this one, on the same
//! machine in the same minutes.

use std::io::BufRead;

use llada::LanguageModel;
use llada::denoiser::{Cache, Window};
use trajectory::Params;

use super::{canvas, time};
use crate::output;

/// Answers each line with the milliseconds of the first pass of a run: the whole active block is masked.
pub(super) fn run(
    model: &mut LanguageModel,
    prompt_length: usize,
    params: &Params,
) -> anyhow::Result<()> {
    let length = prompt_length + params.gen_length;
    let (canvas, _) = canvas(model, length, params.gen_length);
    let block = params.effective_block_length();
    let rows: Vec<usize> = (prompt_length..prompt_length + block).collect();
    let mut pass = || time(model, &canvas, &rows, (Window::Full, &mut Cache::default()));
    // The first passes of a process pay for what later ones find ready.
    for _ in 0..3 {
        pass()?;
    }
    output::line("ready")?;
    for line in std::io::stdin().lock().lines() {
        line?;
        output::line(&format!("{:.3}", pass()?))?;
    }
    Ok(())
}
