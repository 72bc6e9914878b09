//! Tensors that are stored in blocks: a few integers with a scale, as llama.cpp quantises.

mod block_type;

use std::ops::Range;

pub use block_type::BlockType;

/// A matrix of a file: rows of blocks.
#[derive(Debug, Clone, Copy)]
pub struct BlockTensor<'a> {
    bytes: &'a [u8],
    kind: BlockType,
    columns: usize,
    /// Rows of a head whose rows are in llama.cpp's order; none where they are in ours.
    head: Option<usize>,
}

impl<'a> BlockTensor<'a> {
    /// The rows in `bytes`, of `columns` numbers each. In heads of `head` rows they are in llama.cpp's order.
    #[must_use]
    pub const fn new(
        bytes: &'a [u8],
        kind: BlockType,
        columns: usize,
        head: Option<usize>,
    ) -> Self {
        Self {
            bytes,
            kind,
            columns,
            head,
        }
    }

    /// How its numbers are stored.
    #[must_use]
    pub const fn kind(&self) -> BlockType {
        self.kind
    }

    /// Its rows as they lie in the file, if they lie in order.
    #[must_use]
    pub const fn in_order(&self) -> Option<&'a [u8]> {
        match self.head {
            None => Some(self.bytes),
            Some(_) => None,
        }
    }

    /// The rows of a range; none where rows are not in order.
    #[must_use]
    pub fn narrow(self, range: Range<usize>) -> Option<Self> {
        let size = self.kind.bytes(self.columns);
        let bytes = self.in_order()?;
        Some(Self {
            bytes: &bytes[range.start * size..range.end * size],
            ..self
        })
    }

    /// The blocks of a row.
    ///
    /// # Panics
    /// There is no such row.
    #[must_use]
    pub fn row(&self, row: usize) -> &'a [u8] {
        let size = self.kind.bytes(self.columns);
        &self.bytes[self.stored_row(row) * size..][..size]
    }

    /// Writes the numbers of a row.
    ///
    /// # Panics
    /// There is no such row.
    pub fn copy(&self, row: usize, to: &mut [f32]) {
        self.kind.dequantize(self.row(row), to);
    }

    /// The numbers of all rows.
    #[must_use]
    pub fn values(&self) -> Vec<f32> {
        let rows = self.rows();
        let mut values = vec![0.0; rows * self.columns];
        for (row, to) in values.chunks_exact_mut(self.columns).enumerate() {
            self.copy(row, to);
        }
        values
    }

    /// The blocks of all rows in order.
    #[must_use]
    pub fn ordered(&self) -> Vec<u8> {
        (0..self.rows())
            .flat_map(|row| self.row(row))
            .copied()
            .collect()
    }

    const fn rows(&self) -> usize {
        self.bytes.len() / self.kind.bytes(self.columns)
    }

    /// Where a row is stored. For its interleaved rotary embedding llama.cpp puts the rows of a head that rotate together
    /// side by side: its row 2i + j is row j · half + i.
    fn stored_row(&self, row: usize) -> usize {
        let Some(size) = self.head else {
            return row;
        };
        let (head, inside) = (row / size, row % size);
        let half = size / 2;
        head * size + inside % half * 2 + inside / half
    }
}
