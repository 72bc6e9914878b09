//! Reads the data files in `crates/corpus/data`, which are part of the program.
//!
//! There are three formats: a list (`.txt`, one entry a line), a table (`.tsv`, the first line names the columns) and
//! TOML. `data/README.md` describes them. The macro [`data!`](crate::data::data) declares a file; it is parsed once,
//! when it is first needed, and read by a test.

use std::collections::HashMap;
use std::ops::Deref;

use serde::de::{Deserialize, DeserializeOwned, Deserializer};

/// Why a data file cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DataError {
    /// A line that the file's format does not allow.
    #[error("data/{0}, line {1}: {2:?} {3}")]
    Line(&'static str, usize, &'static str, String),
    /// A list or table without entries.
    #[error("data/{0} has no entries; write at least one")]
    Empty(&'static str),
    /// What TOML or the fields of a file do not allow; the message has the line.
    #[error("data/{0}: {1}")]
    Toml(&'static str, Box<toml::de::Error>),
    /// A name that another part of the data should define.
    #[error("data/{0}: {1:?} is not defined; choose one of {2}, or write a list")]
    Name(&'static str, String, String),
}

/// Texts in a fixed order, in memory as long as the program runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct List(&'static [&'static str]);

impl List {
    /// One text, again and again: a list where there is nothing to choose.
    pub(crate) const ONLY_EMPTY: Self = Self(&[""]);
}

impl Deref for List {
    type Target = [&'static str];

    fn deref(&self) -> &Self::Target {
        self.0
    }
}

impl<'a> IntoIterator for &'a List {
    type Item = &'a &'static str;
    type IntoIter = std::slice::Iter<'a, &'static str>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl IntoIterator for List {
    type Item = &'static str;
    type IntoIter = std::iter::Copied<std::slice::Iter<'static, &'static str>>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter().copied()
    }
}

impl<'de> Deserialize<'de> for List {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let texts = Vec::<String>::deserialize(deserializer)?;
        let texts: Vec<&'static str> = texts.into_iter().map(|text| &*text.leak()).collect();
        Ok(Self(texts.leak()))
    }
}

/// The rows of a table with `N` columns.
pub(crate) type Rows<const N: usize> = Vec<[&'static str; N]>;

/// Reads a list: one entry a line.
pub(crate) fn list(file: &'static str, text: &'static str) -> Result<List, DataError> {
    let entries: Vec<&'static str> = text.lines().collect();
    for (line, entry) in (1..).zip(&entries) {
        if entry.is_empty() || entry.trim() != *entry {
            let remedy = "is no entry; write one a line, without space around it".to_owned();
            return Err(DataError::Line(file, line, entry, remedy));
        }
    }
    if entries.is_empty() {
        return Err(DataError::Empty(file));
    }
    Ok(List(entries.leak()))
}

/// Reads a table: columns between tabs, the first line being their names.
pub(crate) fn table<const N: usize>(
    file: &'static str,
    text: &'static str,
) -> Result<Rows<N>, DataError> {
    let mut rows = Vec::new();
    for (line, row) in (1..).zip(text.lines()) {
        let columns: Vec<&'static str> = row.split('\t').collect();
        let found = columns.len();
        rows.push(columns.try_into().map_err(|_| {
            let remedy = format!("has {found} columns; write {N}, with one tab between two");
            DataError::Line(file, line, row, remedy)
        })?);
    }
    if rows.len() < 2 {
        return Err(DataError::Empty(file));
    }
    rows.remove(0);
    Ok(rows)
}

/// Reads a TOML file with exactly the fields of `T`.
pub(crate) fn toml<T: DeserializeOwned>(file: &'static str, text: &str) -> Result<T, DataError> {
    toml::from_str(text).map_err(|error| DataError::Toml(file, Box::new(error)))
}

/// Reads the tables `[[name]]` of a TOML file that has nothing else.
pub(crate) fn tables<T: DeserializeOwned>(
    file: &'static str,
    text: &str,
) -> Result<Vec<T>, DataError> {
    let named: HashMap<String, Vec<T>> = toml(file, text)?;
    let tables: Vec<T> = named.into_values().flatten().collect();
    if tables.is_empty() {
        return Err(DataError::Empty(file));
    }
    Ok(tables)
}

/// Declares statics that hold data files, and for each the test that reads it.
///
/// ```text
/// data! {
///     static WORDS: List = data::list["x/words.txt"];
///     static KINDS: Vec<Kind> = all kind["x/food.toml", "x/people.toml"];
///     static REQUESTS: Requests = "x/case.toml" { capitals: Phrasings, small: Phrasings }
/// }
/// ```
///
/// A reader is a function of a file's name and text. `all` puts what it reads from several files one after another. The
/// last form also declares the struct of a TOML file's fields. An error ends the program; it is a fault of the
/// repository's own files, which the test finds.
macro_rules! data {
    () => {};
    (@read $reader:path, $file:literal) => {{
        let text = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/", $file));
        $reader($file, text).unwrap_or_else(|error| panic!("{error}"))
    }};
    (@static [$($head:tt)*] $name:ident: $type:ty = $read:expr) => {
        $($head)* static $name: std::sync::LazyLock<$type> = std::sync::LazyLock::new(|| $read);

        #[cfg(test)]
        #[expect(non_snake_case, reason = "named like the static, so that the test names the file's owner")]
        mod $name {
            #[test]
            fn can_be_read() {
                std::sync::LazyLock::force(&super::$name);
            }
        }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis static $name:ident: $type:ident = $file:literal { $($fields:tt)+ }
        $($rest:tt)*
    ) => {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        $visibility struct $type { $($fields)+ }

        $crate::data::data! {
            $(#[$meta])*
            $visibility static $name: $type = $crate::data::toml[$file];
            $($rest)*
        }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis static $name:ident: $type:ty = $reader:path[$file:literal];
        $($rest:tt)*
    ) => {
        $crate::data::data! { @static [$(#[$meta])* $visibility] $name: $type =
            $crate::data::data!(@read $reader, $file) }
        $crate::data::data! { $($rest)* }
    };
    (
        $(#[$meta:meta])*
        $visibility:vis static $name:ident: $type:ty = all $reader:path[$($file:literal),+ $(,)?];
        $($rest:tt)*
    ) => {
        $crate::data::data! { @static [$(#[$meta])* $visibility] $name: $type =
            [$($crate::data::data!(@read $reader, $file)),+].into_iter().flatten().collect() }
        $crate::data::data! { $($rest)* }
    };
}
pub(crate) use data;

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// The files under a folder with one of these endings.
    fn files(folder: &Path, endings: &[&str]) -> Vec<PathBuf> {
        let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
        let mut found = Vec::new();
        for path in entries {
            if path.is_dir() {
                found.append(&mut files(&path, endings));
            } else if path.extension().is_some_and(|end| endings.iter().any(|e| end == *e)) {
                found.push(path);
            }
        }
        found
    }

    #[test]
    fn every_data_file_is_declared_once_and_described() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let read = |path: PathBuf| std::fs::read_to_string(path).unwrap();
        let sources: String = files(&root.join("src"), &["rs"]).into_iter().map(read).collect();
        let described = read(root.join("data/README.md"));
        let data = root.join("data");
        for path in files(&data, &["txt", "tsv", "toml"]) {
            let name = path.strip_prefix(&data).unwrap().to_str().unwrap().replace('\\', "/");
            let declared = sources.matches(&format!("\"{name}\"")).count();
            assert_eq!(declared, 1, "data/{name}");
            let (folder, _) = name.split_once('/').unwrap();
            assert!(described.contains(&format!("`{folder}/`")), "data/README.md: {folder}");
        }
    }

    #[test]
    fn a_list_has_one_entry_a_line() {
        assert_eq!(list("x", "one\n# two\n").unwrap()[..], ["one", "# two"]);
        let error = list("x.txt", "one\n two\n").unwrap_err().to_string();
        assert!(error.starts_with("data/x.txt, line 2: \" two\""), "{error}");
        assert!(list("x", "one\n\ntwo\n").is_err());
        assert!(list("x", "").is_err());
    }

    #[test]
    fn a_table_has_the_columns_of_its_type() {
        let rows: Rows<2> = table("x", "a\tb\n1\t\n3\t4\n").unwrap();
        assert_eq!(rows, [["1", ""], ["3", "4"]]);
        let error = table::<2>("x.tsv", "a\tb\n1\n").unwrap_err().to_string();
        assert!(error.contains("line 2: \"1\" has 1 columns; write 2"), "{error}");
        assert!(table::<2>("x", "a\tb\n").is_err());
    }

    #[test]
    fn toml_errors_name_the_file_and_the_line() {
        let error = toml::<HashMap<String, List>>("x.toml", "a = [\"1\"]\nb = 2\n");
        let error = error.unwrap_err().to_string();
        assert!(error.contains("data/x.toml") && error.contains("line 2"), "{error}");
    }
}
