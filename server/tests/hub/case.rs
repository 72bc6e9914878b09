//! A stand-in for the hub with a home of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use tempfile::TempDir;

use crate::program::{Ended, fixture, unmask};
use crate::stand_in::{COMMIT, Hub, Manners};

/// A hub and a home of its own.
pub(crate) struct Case {
    pub(crate) hub: Hub,
    pub(crate) home: TempDir,
}

pub(crate) fn case(name: &str, manners: Manners) -> Case {
    Case {
        hub: Hub::open(fixture(name), manners),
        home: tempfile::tempdir().unwrap(),
    }
}

impl Case {
    pub(crate) fn command(&self) -> Command {
        let mut program = unmask();
        program.env("HF_HOME", self.home.path());
        program.env("HF_ENDPOINT", format!("http://{}", self.hub.address));
        program
            .env_remove("http_proxy")
            .env_remove("HTTP_PROXY")
            .env_remove("ALL_PROXY");
        program
    }

    pub(crate) fn run(&self, more: &[&str]) -> Ended {
        let mut program = self.command();
        program.args([
            "generate",
            "--prompt-ids",
            "9,395",
            "--gen-length",
            "4",
            "--json",
        ]);
        program.args(["--model", "owner/model"]).args(more);
        program.output().unwrap().into()
    }

    pub(crate) fn cache(&self) -> PathBuf {
        self.home.path().join("hub/models--owner--model")
    }

    /// Every file under the model's folder is whole: no snapshot leads to anything else than the original's bytes.
    #[track_caller]
    pub(crate) fn check_snapshot(&self, name: &str) {
        let Ok(entries) = fs::read_dir(self.cache().join("snapshots").join(COMMIT)) else {
            return;
        };
        for entry in entries {
            let entry = entry.unwrap();
            let original = fs::read(fixture(name).join(entry.file_name())).unwrap();
            assert!(
                fs::read(entry.path()).unwrap() == original,
                "{:?}",
                entry.file_name()
            );
        }
    }

    pub(crate) fn snapshot(&self) -> PathBuf {
        self.cache().join("snapshots").join(COMMIT)
    }

    /// The next run heals the cache by bringing these files' bytes and no others, and the one after it asks nobody.
    #[track_caller]
    pub(crate) fn heals(&self, name: &str, brought: &[&str]) {
        self.hub.requests();
        self.run(&[]).json();
        let bodies: Vec<String> = self.hub.requests();
        // Questions about a file ask for its first byte.
        let bodies: Vec<&String> = bodies
            .iter()
            .filter(|request| *request != "listing" && !request.ends_with("bytes=0-0"))
            .collect();
        assert_eq!(bodies, brought);
        self.check_snapshot(name);
        self.run(&[]).json();
        assert_eq!(self.hub.requests(), Vec::<String>::new());
    }

    /// Offline, a run ends in a sentence with these parts.
    #[track_caller]
    pub(crate) fn offline(&self, parts: &[&str]) {
        let mut program = self.command();
        program.env("HF_HUB_OFFLINE", "1");
        program.args(["tokenize", "Hello", "--model", "owner/model"]);
        Ended::from(program.output().unwrap()).refused(1, parts);
        assert_eq!(self.hub.requests(), Vec::<String>::new());
    }
}
