//! One file, whole or not at all: begun files are carried on with, length and checksum are verified, and only then is
//! the file moved to its place.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::error::HubError;
use super::integrity;
use super::remote::{Metadata, Remote};

/// Attempts in a row that may bring nothing before a download is given up.
const ATTEMPTS: u32 = 5;

/// A file to bring.
pub(super) struct Transfer<'a> {
    pub(super) remote: &'a Remote,
    pub(super) file: &'a str,
    pub(super) metadata: &'a Metadata,
    /// Where its contents are kept, under the name of the contents.
    pub(super) blob: PathBuf,
    /// Where the model's folder points at them.
    pub(super) pointer: PathBuf,
}

/// Makes the folder for files to come and, where asked to, checks that what is missing of them fits the disk.
pub(super) fn prepare(transfers: &[Transfer<'_>], check_space: bool) -> Result<(), HubError> {
    let Some(folder) = transfers.first().and_then(|first| first.blob.parent()) else {
        return Ok(());
    };
    fs::create_dir_all(folder).map_err(|error| HubError::unwritable(folder, &error))?;
    let needed = transfers.iter().map(Transfer::missing).sum();
    match free_space(folder) {
        Some(free) if free < needed && check_space => Err(HubError::DiskFull {
            needed,
            free,
            folder: folder.to_owned(),
        }),
        _ => Ok(()),
    }
}

#[cfg(unix)]
pub(super) fn free_space(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

#[cfg(not(unix))]
pub(super) fn free_space(_: &Path) -> Option<u64> {
    None
}

impl Transfer<'_> {
    fn part(&self) -> PathBuf {
        self.blob.with_extension("part")
    }

    /// Bytes of the file that are still to be brought.
    pub(super) fn missing(&self) -> u64 {
        if self.is_whole(&self.pointer) || self.is_whole(&self.blob) {
            return 0;
        }
        // A damaged file makes room for the whole one.
        let length = |path: &Path| fs::metadata(path).map_or(0, |file| file.len());
        let there = length(&self.part()).saturating_add(length(&self.blob));
        self.metadata.size.saturating_sub(there)
    }

    /// Whether the file is there as the hub has it, be it linked or copied, by us or by another tool.
    fn is_whole(&self, path: &Path) -> bool {
        let as_long = fs::metadata(path).is_ok_and(|file| file.len() == self.metadata.size);
        // What the hub itself has damaged would only come damaged again.
        as_long && (integrity::fault(self.file, path).is_none() || self.is_verified(path))
    }

    fn is_verified(&self, path: &Path) -> bool {
        let mut hash = Sha256::new();
        let read = File::open(path).and_then(|mut file| io::copy(&mut file, &mut hash));
        read.is_ok() && self.metadata.sha256.as_ref() == Some(&hex(hash))
    }

    /// Brings the file, unless it is there.
    pub(super) fn run(&self, report: &dyn Fn(u64, u64)) -> Result<(), HubError> {
        if self.is_whole(&self.pointer) {
            return Ok(());
        }
        if !self.is_whole(&self.blob) {
            let lock = self.blob.with_extension("lock");
            let file = File::create(&lock).map_err(|error| HubError::unwritable(&lock, &error))?;
            // Another program may be at it; when it is done there is nothing left to do.
            file.lock()
                .map_err(|error| HubError::unwritable(&lock, &error))?;
            if !self.is_whole(&self.blob) {
                if self.blob.exists() {
                    fs::remove_file(&self.blob)
                        .map_err(|error| HubError::unwritable(&self.blob, &error))?;
                }
                self.fill(report)?;
            }
            // Only a convenience: a lock file that stays does no harm.
            let _ = fs::remove_file(&lock);
        }
        if self.is_whole(&self.pointer) {
            return Ok(());
        }
        point(&self.pointer, &self.blob, self.file.matches('/').count())
            .map_err(|error| HubError::unwritable(&self.pointer, &error))
    }

    fn fill(&self, report: &dyn Fn(u64, u64)) -> Result<(), HubError> {
        let path = self.part();
        let unwritable = |error: io::Error| HubError::unwritable(&path, &error);
        let mut part = Part::open(&path, self.metadata.size).map_err(unwritable)?;
        report(part.length, self.metadata.size);
        let mut fruitless = 0;
        while part.length < self.metadata.size {
            let before = part.length;
            let reason = match self.carry_on(&mut part, report) {
                Ok(()) => "it ended too early".to_owned(),
                Err(Interrupted::Cut(reason)) => reason,
                Err(Interrupted::Failed(error)) => return Err(error),
            };
            if part.length >= self.metadata.size {
                break;
            }
            fruitless = if part.length > before {
                0
            } else {
                fruitless + 1
            };
            if fruitless >= ATTEMPTS {
                part.file.sync_all().map_err(unwritable)?;
                return Err(HubError::Cut {
                    file: self.file.to_owned(),
                    done: part.length,
                    total: self.metadata.size,
                    reason,
                });
            }
            tracing::warn!(file = self.file, at = part.length, "{reason}; trying again");
            thread::sleep(Duration::from_millis(250 << fruitless));
        }
        part.file.sync_all().map_err(unwritable)?;
        let found = hex(part.hash);
        if let Some(expected) = &self.metadata.sha256
            && *expected != found
        {
            fs::remove_file(&path).map_err(unwritable)?;
            let reason = format!("its SHA-256 is {found}, the hub says {expected}");
            return Err(HubError::Damaged {
                file: self.file.to_owned(),
                reason,
            });
        }
        fs::rename(&path, &self.blob).map_err(|error| HubError::unwritable(&self.blob, &error))
    }

    /// One connection's worth.
    fn carry_on(&self, part: &mut Part, report: &dyn Fn(u64, u64)) -> Result<(), Interrupted> {
        let unwritable = |error: io::Error| HubError::unwritable(self.part(), &error);
        let bytes = match self.remote.bytes(self.file, part.length) {
            Ok(bytes) => bytes,
            Err(HubError::Unreachable { reason, .. }) => return Err(Interrupted::Cut(reason)),
            Err(HubError::Status { status, .. }) if status >= 500 => {
                return Err(Interrupted::Cut(format!("status {status}")));
            }
            Err(error) => return Err(Interrupted::Failed(error)),
        };
        if bytes.start != part.length {
            part.start_over().map_err(unwritable)?;
        }
        let mut reader = bytes.body.into_with_config().limit(u64::MAX).reader();
        let mut buffer = vec![0; 1 << 18];
        let mut told = Instant::now();
        loop {
            let count = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(count) => count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(Interrupted::Cut(error.to_string())),
            };
            if part.length + count as u64 > self.metadata.size {
                part.start_over().map_err(unwritable)?;
                let reason = format!("more came than the {} bytes promised", self.metadata.size);
                return Err(Interrupted::Failed(HubError::Damaged {
                    file: self.file.to_owned(),
                    reason,
                }));
            }
            part.write(&buffer[..count]).map_err(unwritable)?;
            if told.elapsed() > Duration::from_millis(100) {
                told = Instant::now();
                report(part.length, self.metadata.size);
            }
        }
        report(part.length, self.metadata.size);
        Ok(())
    }
}

/// How a connection can end before the file does.
enum Interrupted {
    /// Worth another attempt.
    Cut(String),
    /// Not.
    Failed(HubError),
}

impl From<HubError> for Interrupted {
    fn from(error: HubError) -> Self {
        Self::Failed(error)
    }
}

/// A begun file.
struct Part {
    file: File,
    length: u64,
    hash: Sha256,
}

impl Part {
    /// Opens a begun file, or begins it. One that is longer than the whole is no beginning of it.
    fn open(path: &Path, size: u64) -> io::Result<Self> {
        let mut file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path)?;
        let mut hash = Sha256::new();
        let mut length = io::copy(&mut file, &mut hash)?;
        if length > size {
            file.set_len(0)?;
            file.seek(SeekFrom::Start(0))?;
            (hash, length) = (Sha256::new(), 0);
        }
        Ok(Self { file, length, hash })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all(bytes)?;
        self.hash.update(bytes);
        self.length += bytes.len() as u64;
        Ok(())
    }

    fn start_over(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        (self.hash, self.length) = (Sha256::new(), 0);
        Ok(())
    }
}

fn hex(hash: Sha256) -> String {
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Points a name of the model's folder at contents, by a relative link as the hub's other tools do.
/// The name lies so many folders deep in it.
fn point(pointer: &Path, blob: &Path, depth: usize) -> io::Result<()> {
    let folder = pointer.parent().unwrap_or(pointer);
    fs::create_dir_all(folder)?;
    // A damaged copy, or a link that leads elsewhere or nowhere, is in the way.
    if pointer.symlink_metadata().is_ok() {
        fs::remove_file(pointer)?;
    }
    #[cfg(unix)]
    {
        let name = blob.file_name().unwrap_or_default();
        // From the snapshot's folder, or from a folder inside it.
        let up = "../".repeat(2 + depth);
        std::os::unix::fs::symlink(Path::new(&up).join("blobs").join(name), pointer)
    }
    #[cfg(not(unix))]
    {
        let _ = depth;
        fs::hard_link(blob, pointer).or_else(|_| fs::copy(blob, pointer).map(|_| ()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_begun_file_is_carried_on_with_unless_it_is_too_long() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("blob.part");
        fs::write(&path, b"abc").unwrap();
        let mut part = Part::open(&path, 5).unwrap();
        assert_eq!(part.length, 3);
        part.write(b"de").unwrap();
        assert_eq!(part.hash.finalize(), Sha256::digest(b"abcde"));
        assert_eq!(fs::read(&path).unwrap(), b"abcde");
        assert_eq!(Part::open(&path, 4).unwrap().length, 0);
    }

    #[test]
    fn a_full_disk_is_told_from_other_failures() {
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let message = HubError::unwritable("blob", &full).to_string();
        assert!(
            message.contains("is full") && message.contains("carry on"),
            "{message}"
        );
    }
}
