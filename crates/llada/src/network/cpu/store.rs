//! Packed weights on disk: packing 8 billion weights takes a minute, mapping the result a moment.
//!
//! A file is a header of one JSON object, padded with spaces to 4096 bytes, then each matrix in the order in which the
//! network is built, from a multiple of 64 bytes on, and last the number of their bytes. Shapes and order follow from the
//! model's configuration, so the header only says what the file was made from; where that has changed, or the file is cut,
//! it is made anew.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use memmap2::Mmap;
use serde_json::{Value, json};

use crate::checkpoint::map_file;
use kernels::Bytes;
use kernels::packed::{Format, PackedMatrix};

/// Changes whenever the layout of packed matrices does.
const LAYOUT: u32 = 3;
const HEADER: usize = 4096;
/// Bytes of the last number.
const TRAILER: usize = size_of::<u64>();

/// Where packed weights come from or go to.
#[derive(Debug)]
pub enum Store {
    /// Packed now, kept nowhere.
    Memory,
    /// Packed now, and written.
    Writing(Writer),
    /// Packed before.
    Reading {
        /// The file.
        file: Arc<Mmap>,
        /// Where the next matrix begins.
        at: usize,
    },
}

/// A file being written, under another name until it is complete.
#[derive(Debug)]
pub struct Writer {
    file: BufWriter<File>,
    /// Bytes of the matrices written.
    written: usize,
    partial: PathBuf,
    path: PathBuf,
}

impl Drop for Writer {
    fn drop(&mut self) {
        // After a complete write the name is gone already.
        let _ = fs::remove_file(&self.partial);
    }
}

fn header(key: &Value) -> Vec<u8> {
    let mut bytes = json!({"layout": LAYOUT, "made_from": key})
        .to_string()
        .into_bytes();
    bytes.resize(HEADER.max(bytes.len().next_multiple_of(64)), b' ');
    bytes
}

impl Store {
    /// Opens the file if it was made from what `key` says and is whole.
    #[must_use]
    pub fn read(path: &Path, key: &Value) -> Option<Self> {
        let expected = header(key);
        let mut found = vec![0; expected.len()];
        File::open(path).ok()?.read_exact(&mut found).ok()?;
        if found != expected {
            return None;
        }
        let file = map_file(path).ok()?;
        let length = u64::from_le_bytes(*file.last_chunk::<TRAILER>()?);
        let whole = usize::try_from(length).ok()? + expected.len() + TRAILER == file.len();
        whole.then(|| Self::Reading {
            file: Arc::new(file),
            at: expected.len(),
        })
    }

    /// Begins a file.
    ///
    /// # Errors
    /// The folder cannot be written.
    pub fn write(path: &Path, key: &Value) -> io::Result<Self> {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let partial = path.with_extension(format!("partial-{}", std::process::id()));
        let mut file = BufWriter::with_capacity(1 << 20, File::create(&partial)?);
        file.write_all(&header(key))?;
        Ok(Self::Writing(Writer {
            file,
            written: 0,
            partial,
            path: path.to_owned(),
        }))
    }

    /// Completes a file that was written.
    ///
    /// # Errors
    /// The disk is full, say.
    pub fn finish(self) -> io::Result<()> {
        if let Self::Writing(mut writer) = self {
            let length = writer.written as u64;
            writer.file.write_all(&length.to_le_bytes())?;
            writer.file.flush()?;
            writer.file.get_ref().sync_all()?;
            fs::rename(&writer.partial, &writer.path)?;
        }
        Ok(())
    }

    /// The next matrix: read, or packed from the rows that `row` writes.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn matrix(
        &mut self,
        format: Format,
        outputs: usize,
        inputs: usize,
        row: impl Fn(usize, &mut [f32]) + Sync,
    ) -> io::Result<PackedMatrix> {
        self.packed(format, outputs, inputs, || {
            PackedMatrix::pack(format, outputs, inputs, row)
        })
    }

    /// The next matrix in q4k: read, or packed from the Q4_K blocks of its rows, bit for bit. A row without blocks is zero.
    ///
    /// # Errors
    /// It cannot be written.
    pub(super) fn q4k_matrix<'a>(
        &mut self,
        outputs: usize,
        inputs: usize,
        row: impl Fn(usize) -> Option<&'a [u8]> + Sync,
    ) -> io::Result<PackedMatrix> {
        self.packed(Format::Q4k, outputs, inputs, || {
            PackedMatrix::pack_q4k_blocks(outputs, inputs, row)
        })
    }

    fn packed(
        &mut self,
        format: Format,
        outputs: usize,
        inputs: usize,
        pack: impl FnOnce() -> PackedMatrix,
    ) -> io::Result<PackedMatrix> {
        let size = PackedMatrix::size(format, outputs, inputs);
        if let Some(bytes) = self.next(size)? {
            let matrix = PackedMatrix::from_bytes(format, outputs, inputs, bytes);
            return matrix.ok_or_else(cut);
        }
        let matrix = pack();
        self.put(matrix.bytes())?;
        Ok(matrix)
    }

    /// The next bytes as they are: read, or copied from `bytes`.
    ///
    /// # Errors
    /// They cannot be written.
    pub(super) fn bytes(&mut self, bytes: &[u8]) -> io::Result<Bytes> {
        if let Some(bytes) = self.next(bytes.len())? {
            return Ok(bytes);
        }
        self.put(bytes)?;
        Ok(Bytes::copied(bytes))
    }

    fn next(&mut self, size: usize) -> io::Result<Option<Bytes>> {
        let Self::Reading { file, at } = self else {
            return Ok(None);
        };
        let bytes = Bytes::mapped(file, *at, size).ok_or_else(cut)?;
        *at += size.next_multiple_of(64);
        Ok(Some(bytes))
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        let Self::Writing(writer) = self else {
            return Ok(());
        };
        let padded = bytes.len().next_multiple_of(64);
        writer.file.write_all(bytes)?;
        writer.file.write_all(&[0; 64][..padded - bytes.len()])?;
        writer.written += padded;
        Ok(())
    }
}

fn cut() -> io::Error {
    io::Error::new(
        io::ErrorKind::UnexpectedEof,
        "the packed weights end too early",
    )
}
