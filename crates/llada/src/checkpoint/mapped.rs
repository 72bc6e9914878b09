//! The bytes of weights files: mapped, or in memory already.

use std::fs::File;
use std::io;
use std::ops::Deref;
use std::path::Path;

use memmap2::Mmap;

/// The bytes of a weights file.
#[derive(Debug)]
pub(super) enum Bytes {
    /// A mapped file.
    Mapped(Mmap),
    /// Bytes that were in memory already.
    Embedded(bytes::Bytes),
}

impl Bytes {
    /// Maps a file for reading.
    ///
    /// # Errors
    /// The file cannot be opened or mapped.
    pub(super) fn map(path: &Path) -> io::Result<Self> {
        Ok(Self::Mapped(map_file(path)?))
    }
}

/// Maps a file for reading.
///
/// # Errors
/// The file cannot be opened or mapped.
pub(crate) fn map_file(path: &Path) -> io::Result<Mmap> {
    let file = File::open(path)?;
    // SAFETY: the mapping is private and read-only, and is only ever read as plain bytes whose offsets were checked
    // against its length. A process that truncates the file meanwhile can end this one (SIGBUS), as with every mapped
    // file; no other soundness is at stake, since every bit pattern is a valid byte.
    #[expect(unsafe_code)]
    unsafe {
        Mmap::map(&file)
    }
}

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match self {
            Self::Mapped(mapped) => mapped,
            Self::Embedded(bytes) => bytes,
        }
    }
}
