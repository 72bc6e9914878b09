//! Memory of packed weights: allocated at cache lines, or a range of a mapped file.

use std::sync::Arc;

use memmap2::Mmap;

/// 64 bytes, aligned.
#[derive(Clone, Copy, bytemuck::Zeroable, bytemuck::Pod)]
#[repr(C, align(64))]
struct Line([u8; 64]);

/// Bytes whose first lies at a cache line.
#[derive(Clone)]
pub struct Bytes(Memory);

#[derive(Clone)]
enum Memory {
    Owned {
        lines: Arc<Vec<Line>>,
        len: usize,
    },
    Mapped {
        file: Arc<Mmap>,
        start: usize,
        len: usize,
    },
}

impl Bytes {
    /// Zeros.
    #[must_use]
    pub fn zeroed(len: usize) -> Self {
        let lines = bytemuck::zeroed_vec(len.div_ceil(64));
        Self(Memory::Owned {
            lines: Arc::new(lines),
            len,
        })
    }

    /// A copy.
    #[must_use]
    pub fn copied(from: &[u8]) -> Self {
        let mut bytes = Self::zeroed(from.len());
        bytes.as_mut().copy_from_slice(from);
        bytes
    }

    /// A range of a mapped file; none if it lies outside the file or does not start at a cache line.
    #[must_use]
    pub fn mapped(file: &Arc<Mmap>, start: usize, len: usize) -> Option<Self> {
        let inside = start.checked_add(len).is_some_and(|end| end <= file.len());
        (inside && start.is_multiple_of(64)).then(|| {
            Self(Memory::Mapped {
                file: Arc::clone(file),
                start,
                len,
            })
        })
    }

    /// The bytes, to be written; none of a mapped file or of memory that has other owners.
    pub(super) fn as_mut(&mut self) -> &mut [u8] {
        match &mut self.0 {
            Memory::Owned { lines, len } => match Arc::get_mut(lines) {
                Some(lines) => &mut bytemuck::cast_slice_mut(lines)[..*len],
                None => &mut [],
            },
            Memory::Mapped { .. } => &mut [],
        }
    }
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        match &self.0 {
            Memory::Owned { lines, len } => &bytemuck::cast_slice(lines)[..*len],
            Memory::Mapped { file, start, len } => &file[*start..*start + *len],
        }
    }
}

impl std::fmt::Debug for Bytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let kind = match self.0 {
            Memory::Owned { .. } => "owned",
            Memory::Mapped { .. } => "mapped",
        };
        write!(f, "{} {kind} bytes", self.as_ref().len())
    }
}
