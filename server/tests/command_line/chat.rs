//! `chat`: a conversation line by line.

use std::io::Write;
use std::process::Stdio;

use crate::DENSE;
use crate::program::{Ended, fixture, unmask};

#[test]
fn chat_reads_lines_and_answers_each() {
    let mut program = unmask();
    program.arg("chat").arg("--model").arg(fixture(DENSE));
    program.args(["--gen-length", "4", "--steps", "2", "--seed", "1"]);
    program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"Hello\n\nAgain\n/exit\n")
        .unwrap();
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!(
        (ended.code, ended.out.lines().count()),
        (Some(0), 2),
        "{ended:?}"
    );
}
