//! Pictures that go with the message being written.

use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::wasm_bindgen::closure::Closure;
use trajectory::{Image, PromptImage};
use web_sys::{DataTransfer, File, FileList, FileReader};

use super::model::Model;
use super::page::Page;

/// The kinds of files that models are shown.
pub const KINDS: &str = "image/png,image/jpeg,image/webp,image/gif";
/// The largest file, in bytes: as much as the server takes.
const MAX_BYTES: f64 = 20_971_520.0;
/// The most pictures of one message: as many as the server takes.
pub const MAX_IMAGES: usize = 8;

/// A picture beside the message box.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// The file's name; of a pasted picture none.
    pub name: String,
    /// The picture.
    pub image: Image,
}

/// Why a file is not attached; none if it can be.
fn refusal(name: &str, kind: &str, size: f64) -> Option<String> {
    if !KINDS.split(',').any(|known| known == kind) {
        return Some(t!(
            "{name} is no picture that can be read; allowed: PNG, JPEG, WebP or GIF. Save it as one of these.",
            name
        ));
    }
    (size > MAX_BYTES).then(|| {
        t!(
            "{name} is larger than 20 MiB, which is the most for a picture. Save it smaller.",
            name
        )
    })
}

/// "image: 5 tiles, 3,699 tokens", for the plan line.
#[must_use]
pub fn describe(images: &[PromptImage]) -> Option<String> {
    let tiles: usize = images.iter().map(|image| image.tiles).sum();
    let tokens: usize = images.iter().map(|image| image.tokens).sum();
    let what = match images.len() {
        0 => return None,
        count => counted!(count, "image", "{n} images"),
    };
    Some(t!(
        "{what}: {tiles} tiles, {tokens} tokens",
        what,
        tiles,
        tokens = grouped(tokens)
    ))
}

/// A number with its thousands set apart.
#[must_use]
pub fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

impl Page {
    /// Attaches the picture files that were chosen, dropped or pasted.
    pub fn attach_all(&self, files: &FileList) {
        for index in 0..files.length() {
            if let Some(file) = files.get(index) {
                self.attach(&file);
            }
        }
    }

    /// Attaches the picture files of a drop or a paste; false where there are none.
    #[must_use]
    pub fn attach_from(&self, data: Option<DataTransfer>) -> bool {
        let files = data.and_then(|data| data.files());
        let Some(files) = files.filter(|files| files.length() > 0) else {
            return false;
        };
        self.attach_all(&files);
        true
    }

    fn attach(&self, file: &File) {
        let page = *self;
        if let Some(reason) = self.blindness() {
            return self.tell(reason);
        }
        if let Some(reason) = refusal(&file.name(), &file.type_(), file.size()) {
            return self.tell(reason);
        }
        if self.attachments.with_untracked(Vec::len) >= MAX_IMAGES {
            return self.tell(t!(
                "A message may have {n} images. Send the others with the next one.",
                n = MAX_IMAGES
            ));
        }
        let Ok(reader) = FileReader::new() else {
            return;
        };
        let (name, source) = (file.name(), reader.clone());
        let done = Closure::once_into_js(move || {
            let url = source.result().ok().and_then(|result| result.as_string());
            match url {
                Some(url) => {
                    let image = Image::new(url);
                    let attachment = Attachment { name, image };
                    page.attachments.try_update(|all| {
                        if all.len() < MAX_IMAGES {
                            all.push(attachment);
                        }
                    });
                }
                None => page.tell(t!("{name} could not be read. Attach it again.", name)),
            }
        });
        reader.set_onloadend(Some(done.unchecked_ref()));
        if reader.read_as_data_url(file).is_err() {
            page.tell(t!(
                "{name} could not be read. Attach it again.",
                name = file.name()
            ));
        }
    }

    /// Why the model cannot be shown pictures; none if it can.
    fn blindness(&self) -> Option<String> {
        self.model.with_untracked(|model| {
            (model.is_ready() && !model.sees()).then(|| {
                t!("This model sees text only. To ask about a picture, start unmask serve with a model that sees, such as --model GSAI-ML/LLaDA-V.").to_owned()
            })
        })
    }

    /// Whether there is a model that sees.
    #[must_use]
    pub fn sees(&self) -> bool {
        self.model.with(Model::sees)
    }

    /// Takes one of the attached pictures away.
    pub fn detach(&self, index: usize) {
        self.attachments.update(|all| {
            if index < all.len() {
                all.remove(index);
            }
        });
    }

    /// The pictures of the message being written.
    #[must_use]
    pub fn attached(&self) -> Vec<Image> {
        self.attachments.with(|all| {
            all.iter()
                .map(|attachment| attachment.image.clone())
                .collect()
        })
    }

    /// Puts pictures of a turn back beside the message box.
    pub(super) fn attach_again(&self, images: &[Image]) {
        let back = images.iter().cloned().map(|image| Attachment {
            name: String::new(),
            image,
        });
        self.attachments.set(back.collect());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_files_are_refused_by_name() {
        assert_eq!(refusal("cat.png", "image/png", 1000.0), None);
        let zip = refusal("cat.zip", "application/zip", 10.0).unwrap();
        assert!(zip.starts_with("cat.zip is no picture"), "{zip}");
        assert!(refusal("cat.svg", "image/svg+xml", 10.0).is_some());
        assert!(
            refusal("cat.png", "image/png", 3e7)
                .unwrap()
                .contains("20 MiB")
        );
    }

    #[test]
    fn pictures_are_described_by_what_they_cost() {
        let image = |tiles, tokens| PromptImage {
            at: 0,
            tokens,
            tiles,
            grid: (2, 2),
            size: (10, 10),
            fitted: (768, 768),
            tile: 384,
        };
        assert_eq!(describe(&[]), None);
        let one = describe(&[image(5, 3699)]).unwrap();
        assert_eq!(one, "image: 5 tiles, 3,699 tokens");
        let two = describe(&[image(5, 3699), image(2, 1485)]).unwrap();
        assert_eq!(two, "2 images: 7 tiles, 5,184 tokens");
        assert_eq!(
            [0, 999, 1000, 1_234_567].map(grouped),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
