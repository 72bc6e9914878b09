//! A model whose rows are no multiple of a quantised type's block, under every command.

use crate::program::on_fixture;

#[test]
fn every_command_runs_in_every_type() {
    let commands: [&[&str]; 4] = [
        &["logits", "--ids", "9,395"],
        &["generate", "--prompt-ids", "9,395", "--gen-length", "16"],
        &["score", "--prompt-ids", "9", "--answer-ids", "395,8"],
        &["bench", "--lengths", "5,40", "--repeat", "1"],
    ];
    for command in commands {
        for dtype in ["q8_0", "q4k", "bf16", "auto"] {
            let rest = ["--dtype", dtype, "--json"];
            on_fixture("ragged-rows", &[command, &rest].concat()).json();
        }
        for dtype in ["q8_0", "q4k"] {
            let rest = ["--dtype", dtype, "--kernels", "candle", "--json"];
            on_fixture("ragged-rows", &[command, &rest].concat()).json();
        }
    }
}
