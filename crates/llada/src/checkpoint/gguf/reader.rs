//! The header of a GGUF file: version, metadata, tensor table. Every length is checked against the file before anything is
//! allocated for it.
//!
//! ```text
//! "GGUF", u32 version, u64 tensors, u64 keys
//! per key: text, u32 type, value          text: u64 length, UTF-8        list: u32 type, u64 length, values
//! per tensor: text, u32 dimensions, u64 each, innermost first, u32 type, u64 offset from the start of the data
//! data, from a multiple of general.alignment (32) on
//! ```

use std::collections::BTreeMap;
use std::ops::Range;

use super::error::GgufError;
use super::metadata::{MetaValue, Metadata};
use crate::blocks::BlockType;

/// A tensor of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TensorInfo {
    /// Its shape, outermost first: `[out, in]` for a linear weight, `[experts, out, in]` for a stack of them.
    pub shape: Vec<usize>,
    /// Its type.
    pub kind: BlockType,
    /// Its bytes in the file.
    pub range: Range<usize>,
}

/// What a header says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) metadata: Metadata,
    pub(super) tensors: BTreeMap<String, TensorInfo>,
}

/// The fewest bytes that a key with its value takes, and a tensor of the table.
const LEAST_KEY: usize = 8 + 4 + 1;
const LEAST_TENSOR: usize = 8 + 4 + 8 + 4 + 8;

/// Reads the header of the file called `file`.
pub(super) fn read(file: &str, bytes: &[u8]) -> Result<Header, GgufError> {
    let mut reader = Reader {
        file,
        bytes,
        at: 0,
        part: "the header".to_owned(),
    };
    let version = reader.version()?;
    if version != 2 && version != 3 {
        let file = file.to_owned();
        return Err(GgufError::Version { file, version });
    }
    let tensors = reader.count(LEAST_TENSOR)?;
    let keys = reader.count(LEAST_KEY)?;
    let mut values = BTreeMap::new();
    "the metadata".clone_into(&mut reader.part);
    for _ in 0..keys {
        let key = reader.text()?;
        let kind = reader.u32()?;
        let value = reader.value(kind, 0)?;
        if values.insert(key.clone(), value).is_some() {
            return Err(reader.damaged(format!("the key {key} is there twice")));
        }
    }
    let metadata = Metadata::new(file.to_owned(), values);
    "the tensor table".clone_into(&mut reader.part);
    let mut entries = Vec::with_capacity(tensors);
    for _ in 0..tensors {
        entries.push(reader.tensor()?);
    }
    let data = reader.at.next_multiple_of(alignment(&metadata)?);
    let tensors = reader.placed(entries, data)?;
    Ok(Header { metadata, tensors })
}

fn alignment(metadata: &Metadata) -> Result<usize, GgufError> {
    const KEY: &str = "general.alignment";
    match metadata.size(KEY)? {
        None => Ok(32),
        Some(alignment) if alignment.is_multiple_of(8) => Ok(alignment),
        Some(alignment) => {
            Err(metadata.wrong(KEY, format!("is {alignment}; allowed: multiples of 8")))
        }
    }
}

struct Entry {
    name: String,
    shape: Vec<usize>,
    kind: Result<BlockType, String>,
    offset: u64,
}

struct Reader<'a> {
    file: &'a str,
    bytes: &'a [u8],
    at: usize,
    /// What is being read, for messages.
    part: String,
}

impl Reader<'_> {
    fn version(&mut self) -> Result<u32, GgufError> {
        let file = || self.file.to_owned();
        match self.bytes.get(..4) {
            Some(b"GGUF") => {}
            None if b"GGUF".starts_with(self.bytes) => {
                return Err(self.cut(24));
            }
            _ => return Err(GgufError::Magic { file: file() }),
        }
        self.at = 4;
        let version = self.u32()?;
        if version & 0xffff == 0 && version != 0 {
            return Err(GgufError::BigEndian {
                file: self.file.to_owned(),
            });
        }
        Ok(version)
    }

    fn cut(&self, needed: u64) -> GgufError {
        GgufError::Cut {
            file: self.file.to_owned(),
            part: self.part.clone(),
            needed,
            found: self.bytes.len() as u64,
        }
    }

    fn damaged(&self, reason: String) -> GgufError {
        GgufError::Damaged {
            file: self.file.to_owned(),
            reason,
        }
    }

    fn take(&mut self, count: usize) -> Result<&[u8], GgufError> {
        let end = self.at.saturating_add(count);
        if end > self.bytes.len() {
            return Err(self.cut(end as u64));
        }
        let taken = &self.bytes[self.at..end];
        self.at = end;
        Ok(taken)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], GgufError> {
        let bytes = self.take(N)?;
        Ok(*bytes.first_chunk().expect("N bytes were taken"))
    }

    fn u32(&mut self) -> Result<u32, GgufError> {
        self.array().map(u32::from_le_bytes)
    }

    fn u64(&mut self) -> Result<u64, GgufError> {
        self.array().map(u64::from_le_bytes)
    }

    /// A number of things that take at least so many bytes each, which must be there.
    fn count(&mut self, least: usize) -> Result<usize, GgufError> {
        let count = self.u64()?;
        let needed = (self.at as u64).saturating_add(count.saturating_mul(least as u64));
        if needed > self.bytes.len() as u64 {
            return Err(self.cut(needed));
        }
        Ok(count as usize)
    }

    fn text(&mut self) -> Result<String, GgufError> {
        let length = self.count(1)?;
        let bytes = self.take(length)?.to_vec();
        String::from_utf8(bytes).map_err(|_| self.damaged("a text is no UTF-8".to_owned()))
    }

    fn value(&mut self, kind: u32, depth: usize) -> Result<MetaValue, GgufError> {
        use MetaValue::{Bool, Float, Integer, List, Text};
        Ok(match kind {
            0 => Integer(self.array::<1>()?[0].into()),
            1 => Integer(i8::from_le_bytes(self.array()?).into()),
            2 => Integer(u16::from_le_bytes(self.array()?).into()),
            3 => Integer(i16::from_le_bytes(self.array()?).into()),
            4 => Integer(self.u32()?.into()),
            5 => Integer(i32::from_le_bytes(self.array()?).into()),
            6 => Float(decimal(f32::from_le_bytes(self.array()?))),
            7 => Bool(self.array::<1>()?[0] != 0),
            8 => Text(self.text()?),
            9 if depth < 4 => {
                let kind = self.u32()?;
                let count = self.count(least(kind))?;
                let mut list = Vec::with_capacity(count);
                for _ in 0..count {
                    list.push(self.value(kind, depth + 1)?);
                }
                List(list)
            }
            10 => Integer(self.u64()?.into()),
            11 => Integer(i64::from_le_bytes(self.array()?).into()),
            12 => Float(f64::from_le_bytes(self.array()?)),
            other => return Err(self.damaged(format!("a value is of the unknown type {other}"))),
        })
    }

    fn tensor(&mut self) -> Result<Entry, GgufError> {
        let name = self.text()?;
        let dimensions = self.u32()?;
        if !(1..=4).contains(&dimensions) {
            let reason = format!("tensor {name} has {dimensions} dimensions; allowed: 1 to 4");
            return Err(self.damaged(reason));
        }
        let mut shape = Vec::new();
        for _ in 0..dimensions {
            let size = self.u64()?;
            match usize::try_from(size) {
                Ok(size @ 1..=0xffff_ffff) => shape.insert(0, size),
                _ => return Err(self.damaged(format!("tensor {name} has a side of {size}"))),
            }
        }
        Ok(Entry {
            name,
            shape,
            kind: BlockType::from_number(self.u32()?),
            offset: self.u64()?,
        })
    }

    /// The tensors with their places in the file, whose data begins at `data`.
    fn placed(
        &self,
        entries: Vec<Entry>,
        data: usize,
    ) -> Result<BTreeMap<String, TensorInfo>, GgufError> {
        let mut tensors = BTreeMap::new();
        let mut end = 0;
        for entry in entries {
            let Entry { name, shape, .. } = entry;
            let kind = entry.kind.map_err(|found| GgufError::Type {
                file: self.file.to_owned(),
                tensor: name.clone(),
                found,
                allowed: BlockType::ALL.map(BlockType::as_str).join(", "),
            })?;
            let row = shape.last().copied().unwrap_or(0);
            if !row.is_multiple_of(kind.block()) {
                let block = kind.block();
                let reason = format!(
                    "tensor {name} is {kind} and has rows of {row}, no multiple of {block}"
                );
                return Err(self.damaged(reason));
            }
            let too_large =
                || self.damaged(format!("tensor {name} {shape:?} is too large for any file"));
            let elements = shape
                .iter()
                .try_fold(1_usize, |all, side| all.checked_mul(*side));
            let bytes = elements
                .and_then(|elements| (elements / kind.block()).checked_mul(kind.block_bytes()));
            let start = usize::try_from(entry.offset)
                .ok()
                .and_then(|offset| data.checked_add(offset));
            let range = start
                .zip(bytes)
                .and_then(|(start, bytes)| Some(start..start.checked_add(bytes)?));
            let range = range.ok_or_else(too_large)?;
            end = end.max(range.end);
            let info = TensorInfo { shape, kind, range };
            if tensors.insert(name.clone(), info).is_some() {
                return Err(self.damaged(format!("tensor {name} is there twice")));
            }
        }
        if end > self.bytes.len() {
            return Err(GgufError::Cut {
                file: self.file.to_owned(),
                part: "the tensor data".to_owned(),
                needed: end as u64,
                found: self.bytes.len() as u64,
            });
        }
        Ok(tensors)
    }
}

/// The fewest bytes of a value of a type.
const fn least(kind: u32) -> usize {
    match kind {
        2 | 3 => 2,
        4..=6 => 4,
        8 | 10 | 11 | 12 => 8,
        9 => 12,
        _ => 1,
    }
}

/// The shortest decimal number that a float of 32 bits stands for.
fn decimal(number: f32) -> f64 {
    number
        .to_string()
        .parse()
        .unwrap_or_else(|_| f64::from(number))
}
