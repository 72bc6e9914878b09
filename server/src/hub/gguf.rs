//! Which GGUF file of a repository is meant by a quantisation's name.

use super::error::HubError;

/// The file of a repository's `files` that `wanted` names: a quantisation such as Q8_0, or a file by its name.
///
/// # Errors
/// [`HubError`]: none is, several are, or it is split.
pub(super) fn choose<'a>(
    id: &str,
    files: impl Iterator<Item = &'a str>,
    wanted: &str,
) -> Result<&'a str, HubError> {
    let files: Vec<&str> = files.filter(|file| is_model(file)).collect();
    let named =
        |file: &&&str| file.eq_ignore_ascii_case(wanted) || base(file).eq_ignore_ascii_case(wanted);
    if let Some(file) = files.iter().find(named) {
        return whole(id, file);
    }
    let meant =
        |file: &&&str| quantisation(file).is_some_and(|found| found.eq_ignore_ascii_case(wanted));
    let found: Vec<&str> = files.iter().filter(meant).copied().collect();
    match found.as_slice() {
        [] => Err(HubError::NoQuantisation {
            id: id.to_owned(),
            wanted: wanted.to_owned(),
            there: names(id, &files),
        }),
        [file] => whole(id, file),
        // The parts of one file.
        [file, ..] if part_of(file).is_some() => whole(id, file),
        several => Err(HubError::Ambiguous {
            id: id.to_owned(),
            wanted: wanted.to_owned(),
            there: several
                .iter()
                .map(|file| format!("{id}:{file}"))
                .collect::<Vec<_>>()
                .join(", "),
        }),
    }
}

/// How the GGUF files of a repository are named on the command line; nothing where there are none.
pub(super) fn offered<'a>(id: &str, files: impl Iterator<Item = &'a str>) -> Option<String> {
    let files: Vec<&str> = files.filter(|file| is_model(file)).collect();
    (!files.is_empty()).then(|| names(id, &files))
}

fn names(id: &str, files: &[&str]) -> String {
    let mut names: Vec<String> = files
        .iter()
        .map(|file| format!("{id}:{}", quantisation(file).unwrap_or(file)))
        .collect();
    names.sort();
    names.dedup();
    match names.is_empty() {
        true => "no GGUF file at all".to_owned(),
        false => names.join(", "),
    }
}

/// A GGUF file that is a model, not the picture encoder beside one.
fn is_model(file: &str) -> bool {
    let name = base(file).to_ascii_lowercase();
    name.ends_with(".gguf") && !name.starts_with("mmproj")
}

fn base(file: &str) -> &str {
    file.rsplit('/').next().unwrap_or(file)
}

fn stem(file: &str) -> &str {
    let base = base(file);
    base.get(..base.len().saturating_sub(".gguf".len()))
        .unwrap_or(base)
}

/// A part's number and how many there are, by a name like `model-00001-of-00003`.
fn part_of(file: &str) -> Option<(&str, &str)> {
    let (rest, all) = stem(file).rsplit_once("-of-")?;
    let (_, part) = rest.rsplit_once('-')?;
    let digits = |text: &str| text.len() == 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    (digits(part) && digits(all)).then_some((part, all))
}

fn whole<'a>(id: &str, file: &'a str) -> Result<&'a str, HubError> {
    match part_of(file) {
        None => Ok(file),
        Some((_, parts)) => Err(HubError::Split {
            id: id.to_owned(),
            file: file.to_owned(),
            parts: parts.trim_start_matches('0').to_owned(),
        }),
    }
}

/// The quantisation that a file's name ends with, or else its folder's.
fn quantisation(file: &str) -> Option<&str> {
    let mut name = stem(file);
    if part_of(file).is_some() {
        name = name.rsplitn(4, '-').last().unwrap_or(name);
    }
    let last = name.rsplit(['-', '.']).next().unwrap_or(name);
    let folder = file.rsplit('/').nth(1);
    [Some(last), folder]
        .into_iter()
        .flatten()
        .find(|name| is_quantisation(name))
}

fn is_quantisation(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let numbered = |prefix: &str| {
        let rest = name.strip_prefix(prefix);
        rest.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    ["F32", "F16", "BF16"].contains(&name.as_str())
        || ["Q", "IQ", "TQ", "MXFP"].into_iter().any(numbered)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILES: [&str; 8] = [
        "README.md",
        "LLaDA-8B-Instruct.Q8_0.gguf",
        "LLaDA-8B-Instruct-Q4_K_M.gguf",
        "llada-bf16.gguf",
        "IQ4_XS/llada.gguf",
        "mmproj-F16.gguf",
        "big-F32-00001-of-00002.gguf",
        "big-F32-00002-of-00002.gguf",
    ];

    fn chosen(wanted: &str) -> Result<&'static str, HubError> {
        choose("a/b", FILES.into_iter(), wanted)
    }

    #[test]
    fn a_quantisation_names_its_file() {
        for (wanted, file) in [
            ("Q8_0", FILES[1]),
            ("q8_0", FILES[1]),
            ("Q4_K_M", FILES[2]),
            ("BF16", FILES[3]),
            ("iq4_xs", FILES[4]),
            ("llada-bf16.gguf", FILES[3]),
            ("IQ4_XS/llada.gguf", FILES[4]),
        ] {
            assert_eq!(chosen(wanted), Ok(file));
        }
    }

    #[test]
    fn what_is_not_there_is_answered_with_what_is() {
        let message = chosen("Q5_K_M").unwrap_err().to_string();
        for part in [
            "Q5_K_M",
            "a/b:Q8_0",
            "a/b:Q4_K_M",
            "a/b:bf16",
            "a/b:IQ4_XS",
            "a/b:F32",
        ] {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert!(!message.contains("mmproj"), "{message}");
        let split = chosen("F32").unwrap_err().to_string();
        assert!(split.contains("2 parts"), "{split}");
        let two = ["x-Q8_0.gguf", "y-Q8_0.gguf"];
        let ambiguous = choose("a/b", two.into_iter(), "Q8_0")
            .unwrap_err()
            .to_string();
        assert!(ambiguous.contains("a/b:x-Q8_0.gguf"), "{ambiguous}");
        let nothing = choose("a/b", ["config.json"].into_iter(), "Q8_0")
            .unwrap_err()
            .to_string();
        assert!(nothing.contains("no GGUF file"), "{nothing}");
        assert_eq!(offered("a/b", ["config.json"].into_iter()), None);
    }
}
