//! Packed weights that are kept from one start to the next.

#![expect(clippy::unwrap_used, reason = "a test may fail this way")]

use std::fs;
use std::path::{Path, PathBuf};

use kernels::Kernels;
use llada::checkpoint::Checkpoint;
use llada::loader::pack;
use llada::{NamedShape, Progress, Source, WeightType};

/// A folder of its own, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("unmask-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        let folder = Self(folder);
        folder.weights(1);
        folder
    }

    /// Writes a checkpoint of random weights.
    fn weights(&self, seed: u64) {
        let source = Source::Random {
            shape: NamedShape::Tiny,
            layers: Some(1),
            seed,
        };
        let checkpoint = Checkpoint::open(&source).unwrap();
        checkpoint.write(&self.0, &mut |_| {}).unwrap();
        let tokenizer =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/llada-dense/tokenizer.json");
        fs::copy(tokenizer, self.0.join("tokenizer.json")).unwrap();
    }

    fn kept(&self) -> PathBuf {
        self.0.join("kept/tiny.packed")
    }

    fn logits(&self) -> Vec<f32> {
        let checkpoint = Checkpoint::open(&Source::Folder(self.0.clone())).unwrap();
        let kernels = Kernels::best().unwrap();
        let mut done = Progress::default();
        let kept = self.kept();
        let network = pack(
            &checkpoint,
            WeightType::Q8_0,
            kernels,
            Some(&kept),
            &mut |progress| done = progress,
        );
        assert_eq!(done.parameters_done, done.parameters);
        network.unwrap().logits(&[&[3, 4, 2, 2]], None).unwrap()
    }

    fn changed(&self) -> std::time::SystemTime {
        fs::metadata(self.kept()).unwrap().modified().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_second_start_reads_what_the_first_one_packed() {
    if Kernels::best().is_none() {
        return;
    }
    let folder = Folder::new("kept");
    let first = folder.logits();
    let changed = folder.changed();
    assert_eq!(folder.logits(), first);
    assert_eq!(folder.changed(), changed);
    let names = fs::read_dir(folder.0.join("kept")).unwrap();
    assert_eq!(names.count(), 1, "something else was left behind");
}

#[test]
fn a_cut_or_stale_file_is_made_anew() {
    if Kernels::best().is_none() {
        return;
    }
    let folder = Folder::new("stale");
    let first = folder.logits();
    let whole = fs::read(folder.kept()).unwrap();
    fs::write(folder.kept(), &whole[..whole.len() / 2]).unwrap();
    assert_eq!(folder.logits(), first);
    assert_eq!(fs::read(folder.kept()).unwrap(), whole);
    fs::write(folder.kept(), "something else").unwrap();
    assert_eq!(folder.logits(), first);

    folder.weights(2);
    let other = folder.logits();
    assert_ne!(other, first);
    assert_eq!(folder.logits(), other);
}

#[test]
fn where_nothing_can_be_kept_it_runs_all_the_same() {
    if Kernels::best().is_none() {
        return;
    }
    let folder = Folder::new("unwritable");
    // A file where the folder should be.
    fs::write(folder.0.join("kept"), "").unwrap();
    assert_eq!(folder.logits().len(), 4 * 1024);
}
