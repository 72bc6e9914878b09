//! Every `curl` of docs/api.md works as it is pasted.

// Helpers of tests stop at what they did not expect, as the tests themselves do.
#![allow(clippy::unwrap_used)]
#![allow(missing_docs)]

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

/// The program, until it is dropped.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Starts the program; its address.
fn serve() -> (Program, String) {
    let mut child = Command::new(env!("CARGO_BIN_EXE_unmask"))
        .args(["serve", "--addr", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let stdout = child.stdout.take().unwrap();
    BufReader::new(stdout).read_line(&mut line).unwrap();
    let address = line.trim().trim_start_matches("http://").to_owned();
    (Program(child), address)
}

/// The shell blocks of a page that begin with `curl`.
fn blocks(page: &str) -> Vec<&str> {
    page.split("```sh\n")
        .skip(1)
        .map(|rest| rest.split("```").next().unwrap())
        .filter(|block| block.starts_with("curl "))
        .collect()
}

#[test]
fn every_curl_of_the_api_page_works() {
    if Command::new("curl").arg("--version").output().is_err() {
        eprintln!("not tested: there is no curl");
        return;
    }
    let page = include_str!("../../docs/api.md");
    let blocks = blocks(page);
    assert!(blocks.len() >= 7, "{}", blocks.len());
    let (_program, address) = serve();
    let ready = format!(
        "curl --silent --fail --retry 20 --retry-delay 1 --retry-all-errors http://{address}/readyz"
    );
    assert!(
        Command::new("sh")
            .args(["-c", &ready])
            .output()
            .unwrap()
            .status
            .success()
    );
    for block in blocks {
        let script = block
            .replace("127.0.0.1:3000", &address)
            .replace("curl ", "curl --silent --show-error --fail-with-body ");
        let output = Command::new("sh")
            .args(["-e", "-c", &script])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        assert!(
            output.status.success(),
            "{block}\n{said}\n{}",
            String::from_utf8_lossy(&output.stderr)
        );
        assert!(
            !said.contains("\"failed\"") && !said.contains("\"error\""),
            "{block}\n{said}"
        );
    }
}
