//! The page's files compressed with brotli and gzip, for the program to embed and send as they are.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use crate::copy;

/// Endings of files that are worth compressing; pictures and fonts are compressed already.
const ENDINGS: [&str; 7] = ["css", "html", "js", "json", "svg", "txt", "wasm"];

/// Files below this size are sent as they are, in bytes.
const SMALLEST: usize = 512;

/// Writes `NAME.br` and `NAME.gz` into `to` for each file below `from` that gets smaller by it, and removes others. What is
/// there already and unpacks to the present content stays. `quick` compresses WebAssembly less.
pub(crate) fn compress(from: &Path, to: &Path, quick: bool) -> Result<()> {
    let mut written = BTreeSet::new();
    let mut sizes = Sizes::default();
    for path in files(from)? {
        let Ok(inside) = path.strip_prefix(from) else {
            continue;
        };
        let ending = path.extension().and_then(|ending| ending.to_str());
        let Some(ending) = ending.filter(|ending| ENDINGS.contains(ending)) else {
            continue;
        };
        let content =
            fs::read(&path).with_context(|| format!("{} cannot be read", path.display()))?;
        if content.len() < SMALLEST {
            continue;
        }
        let quality = if quick && ending == "wasm" { 5 } else { 11 };
        let brotli = to.join(appended(inside, "br"));
        if !is_current(&brotli, &content, unbrotli) {
            copy::write_if_changed(&brotli, &with_brotli(&content, quality)?)?;
        }
        let gzip = to.join(appended(inside, "gz"));
        if !is_current(&gzip, &content, ungzip) {
            copy::write_if_changed(&gzip, &with_gzip(&content)?)?;
        }
        sizes.add(&content, &brotli, &gzip)?;
        written.extend([brotli, gzip]);
    }
    for path in files(to)? {
        if !written.contains(&path) {
            fs::remove_file(&path)
                .with_context(|| format!("{} cannot be removed", path.display()))?;
        }
    }
    eprintln!("{sizes}");
    Ok(())
}

/// Bytes of all files, and on the wire.
#[derive(Debug, Default)]
struct Sizes {
    plain: u64,
    brotli: u64,
    gzip: u64,
}

impl Sizes {
    fn add(&mut self, content: &[u8], brotli: &Path, gzip: &Path) -> Result<()> {
        self.plain += content.len() as u64;
        self.brotli += fs::metadata(brotli)?.len();
        self.gzip += fs::metadata(gzip)?.len();
        Ok(())
    }
}

impl std::fmt::Display for Sizes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self {
            plain,
            brotli,
            gzip,
        } = self;
        let kilobytes = |bytes: &u64| bytes.div_ceil(1000);
        write!(
            f,
            "The page's files: {} kB, {} kB with brotli, {} kB with gzip",
            kilobytes(plain),
            kilobytes(brotli),
            kilobytes(gzip)
        )
    }
}

/// All files below a folder; none if it does not exist.
fn files(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    if !folder.exists() {
        return Ok(found);
    }
    for entry in
        fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?
    {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

fn appended(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(ending);
    name.into()
}

/// Whether a compressed file unpacks to this content.
fn is_current(path: &Path, content: &[u8], unpack: fn(&[u8]) -> Option<Vec<u8>>) -> bool {
    let packed = fs::read(path).ok();
    packed
        .and_then(|packed| unpack(&packed))
        .is_some_and(|unpacked| unpacked == content)
}

fn with_brotli(content: &[u8], quality: i32) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality,
        lgwin: 22,
        size_hint: content.len(),
        ..BrotliEncoderParams::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut packed, &parameters).context("brotli failed")?;
    Ok(packed)
}

fn unbrotli(packed: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    brotli::BrotliDecompress(&mut &packed[..], &mut content).ok()?;
    Some(content)
}

fn with_gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

fn ungzip(packed: &[u8]) -> Option<Vec<u8>> {
    let mut content = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut content).ok()?;
    Some(content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_compressed_once_and_stale_ones_removed() {
        let folder = std::env::temp_dir().join(format!("xtask-compress-{}", std::process::id()));
        let (from, to) = (folder.join("from"), folder.join("to"));
        let text = "body { color: black }\n".repeat(100);
        copy::write_if_changed(&from.join("pkg/a.css"), text.as_bytes()).unwrap();
        copy::write_if_changed(&from.join("small.js"), b"1").unwrap();
        copy::write_if_changed(&from.join("photo.png"), &[7; 4096]).unwrap();
        copy::write_if_changed(&to.join("old.js.br"), b"stale").unwrap();
        compress(&from, &to, false).unwrap();
        let names: Vec<PathBuf> = files(&to).unwrap();
        assert_eq!(names, [to.join("pkg/a.css.br"), to.join("pkg/a.css.gz")]);
        let packed = fs::read(&names[0]).unwrap();
        assert!(packed.len() < text.len() / 10);
        assert_eq!(unbrotli(&packed).unwrap(), text.as_bytes());
        assert_eq!(
            ungzip(&fs::read(&names[1]).unwrap()).unwrap(),
            text.as_bytes()
        );
        let changed = fs::metadata(&names[0]).unwrap().modified().unwrap();
        compress(&from, &to, false).unwrap();
        assert_eq!(
            fs::metadata(&names[0]).unwrap().modified().unwrap(),
            changed
        );
        fs::remove_dir_all(&folder).unwrap();
    }
}
