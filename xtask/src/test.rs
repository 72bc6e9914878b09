//! `cargo xtask test`: every check, stage by stage.
//!
//! A failed stage stops only the stages that need it. The report has one line per stage, then the number of checks that
//! passed and failed: a test counts as one, and so does a stage that has no tests.

mod browser;
mod dependencies;
mod report;
mod stages;

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::Args;

use crate::workspace::Workspace;
use report::Report;
use stages::STAGES;

/// Which stages to run; all of them by default.
#[derive(Debug, Args)]
pub(crate) struct Selection {
    /// Runs only these stages.
    #[arg(long, value_name = "STAGE", num_args = 1.., value_delimiter = ',')]
    only: Vec<String>,
    /// Leaves these stages out.
    #[arg(long, value_name = "STAGE", num_args = 1.., value_delimiter = ',')]
    skip: Vec<String>,
}

impl Selection {
    fn check(&self) -> Result<()> {
        for name in self.only.iter().chain(&self.skip) {
            if STAGES.iter().all(|stage| stage.name != name) {
                let names: Vec<_> = STAGES.iter().map(|stage| stage.name).collect();
                bail!(
                    "There is no stage \"{name}\". The stages: {}",
                    names.join(", ")
                );
            }
        }
        Ok(())
    }

    fn wants(&self, name: &str) -> bool {
        (self.only.is_empty() || self.only.iter().any(|only| only == name))
            && self.skip.iter().all(|skip| skip != name)
    }
}

/// Runs the stages in order and prints the report.
pub(crate) fn run(workspace: &Workspace, selection: &Selection) -> Result<ExitCode> {
    selection.check()?;
    let mut report = Report::default();
    for stage in STAGES {
        if !selection.wants(stage.name) {
            report.skip(stage.name, "not asked for");
            continue;
        }
        // A stage left out on purpose may have run before; only a failure makes the later one pointless.
        if let Some(failed) = stage.needs.iter().find(|needed| report.failed(needed)) {
            report.skip(stage.name, &format!("{failed} failed"));
            continue;
        }
        eprintln!("\n=== {} ===", stage.name);
        report.time(stage.name, || (stage.run)(workspace));
    }
    eprintln!();
    println!("{report}");
    Ok(if report.is_good() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}
