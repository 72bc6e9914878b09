//! Pictures that are given as files.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use llada::vision::{data_url, picture};
use trajectory::Image;

use crate::failure::Usage;

/// `--image`.
#[derive(Debug, Default, Args)]
pub struct ImageArgs {
    /// A picture before the text, for models that see: PNG, JPEG, WebP or GIF; may be given several times
    #[arg(long = "image", value_name = "FILE")]
    images: Vec<PathBuf>,
}

impl ImageArgs {
    /// The pictures.
    ///
    /// # Errors
    /// A file cannot be read, or is no picture.
    pub fn read(&self) -> Result<Vec<Image>, Usage> {
        self.images.iter().map(|path| read(path)).collect()
    }
}

/// The picture in a file, checked by its header.
///
/// # Errors
/// The file cannot be read, is too large, or no picture.
pub fn read(path: &Path) -> Result<Image, Usage> {
    let shown = path.display();
    let unreadable = |error: std::io::Error| {
        Usage(format!(
            "image {shown} cannot be read: {error}. Give the path of a picture file"
        ))
    };
    let metadata = fs::metadata(path).map_err(unreadable)?;
    if metadata.len() > picture::MAX_BYTES as u64 {
        return Err(Usage(format!(
            "image {shown} is {} bytes long; allowed: files of at most {} bytes. Save it smaller",
            metadata.len(),
            picture::MAX_BYTES
        )));
    }
    let file = fs::read(path).map_err(unreadable)?;
    picture::size(&file).map_err(|error| {
        Usage(format!(
            "image {shown} is {}; allowed: {}. {}",
            error.value, error.allowed, error.remedy
        ))
    })?;
    Ok(Image::new(data_url::of_file(&file)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_refused_by_the_files_name() {
        let refusal = |path: &Path| read(path).unwrap_err().to_string();
        let absent = refusal(Path::new("no/such.png"));
        assert!(
            absent.starts_with("image no/such.png cannot be read"),
            "{absent}"
        );
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("cat.png");
        fs::write(&path, b"PK\x03\x04").unwrap();
        let zip = refusal(&path);
        assert!(
            zip.contains("cat.png is a zip archive; allowed: a PNG, JPEG, WebP or GIF"),
            "{zip}"
        );
    }
}
