//! Exit codes: 0 done, 1 failed, 2 bad usage. Messages go to standard error.

use std::io;
use std::process::ExitCode;

use llada::{RunError, SessionError};
use trajectory::api::ApiError;
use trajectory::{ConstraintError, FailureKind, Invalid};

/// Bad usage: an argument that the command does not accept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// What the wire and the exit code make of a request that cannot be run.
#[must_use]
pub fn refused(error: SessionError) -> ApiError {
    match error {
        SessionError::Invalid(invalid) => invalid.into(),
        other => ApiError::new(FailureKind::Invalid, other.to_string()),
    }
}

/// What the wire and the exit code make of a run that cannot go on.
// By value, as `map_err` hands it over.
#[allow(clippy::needless_pass_by_value)]
#[must_use]
pub fn run_failed(error: RunError) -> ApiError {
    ApiError::new(FailureKind::Internal, format!("The run failed: {error}."))
}

/// Prints the error on standard error and returns the exit code.
pub fn report(error: &anyhow::Error) -> ExitCode {
    // `unmask … | head` closes the pipe early: not a failure.
    if is_broken_pipe(error) {
        return ExitCode::SUCCESS;
    }
    let sentence = format!("{error:#}");
    let stop = if sentence.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    eprintln!("error: {sentence}{stop}");
    ExitCode::from(code(error))
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

fn code(error: &anyhow::Error) -> u8 {
    let usage = error.chain().any(|cause| {
        cause.is::<Usage>()
            || cause.is::<Invalid>()
            || cause.is::<ConstraintError>()
            || cause
                .downcast_ref::<ApiError>()
                .is_some_and(|error| error.kind == FailureKind::Invalid)
    });
    if usage { 2 } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn usage_is_told_from_failure() {
        let invalid = Invalid::new("steps", 0, "1 to 4096", "choose a number");
        assert_eq!(code(&anyhow::Error::new(invalid).context("somewhere")), 2);
        assert_eq!(code(&anyhow::Error::new(Usage("no".to_owned()))), 2);
        assert_eq!(code(&anyhow::anyhow!("the disk is on fire")), 1);
        let pipe = io::Error::from(io::ErrorKind::BrokenPipe);
        assert!(is_broken_pipe(&anyhow::Error::new(pipe)));
    }
}
