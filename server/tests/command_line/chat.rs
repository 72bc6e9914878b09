//! `chat`: a conversation line by line.

use std::io::Write;
use std::process::Stdio;

use crate::DENSE;
use crate::program::{Ended, fixture, unmask};

/// Holds a conversation whose lines come from a file.
fn chat(lines: &[u8]) -> Ended {
    let mut program = unmask();
    program.arg("chat").arg("--model").arg(fixture(DENSE));
    program.args(["--gen-length", "4", "--steps", "2", "--seed", "1"]);
    program
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program.spawn().unwrap();
    child.stdin.take().unwrap().write_all(lines).unwrap();
    child.wait_with_output().unwrap().into()
}

#[test]
fn lines_that_are_not_utf_8_are_answered_too() {
    let ended = chat(b"Hello\nGr\xfc\xdfe aus K\xf6ln\nAgain\n\xff\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert_eq!(ended.out.lines().count(), 4, "{ended:?}");
    let notices = ended.err.matches("is not valid UTF-8").count();
    assert_eq!(notices, 1, "said once: {}", ended.err);
    assert!(ended.err.contains("Line 2"), "{}", ended.err);
}

#[test]
fn chat_reads_lines_and_answers_each() {
    let ended = chat(b"Hello\n\nAgain\n/exit\n");
    assert_eq!(
        (ended.code, ended.out.lines().count()),
        (Some(0), 2),
        "{ended:?}"
    );
}
