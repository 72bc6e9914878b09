//! Every text of the page stands in every table, and every text of a table stands in the page.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use trajectory::sliders;

use super::*;

/// The texts that a source passes to `t!`, `word!` and `counted!`.
fn texts(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let calls = ["t!(", "word!(", "counted!("];
    let starts = source.char_indices().filter_map(|(at, _)| {
        let call = calls
            .into_iter()
            .find(|call| source[at..].starts_with(call))?;
        let inside = source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        (!inside).then_some((call, &source[at + call.len()..]))
    });
    for (call, after) in starts {
        match call {
            "counted!(" => found.extend(counted_texts(after)),
            _ => found.extend(literal(after.trim_start()).map(|(text, _)| text)),
        }
    }
    found
}

/// The two texts of a count, which stand behind the expression that is counted.
fn counted_texts(after: &str) -> Vec<String> {
    let mut texts = Vec::new();
    let mut rest = after;
    while let Some(at) = rest.find('"').filter(|_| texts.len() < 2) {
        let (text, after) = literal(&rest[at..]).unwrap();
        rest = after;
        texts.push(text);
    }
    texts
}

/// The string that a piece of Rust begins with, its escapes read, and what comes after it.
fn literal(source: &str) -> Option<(String, &str)> {
    let mut letters = source.strip_prefix('"')?.chars();
    let mut text = String::new();
    loop {
        match letters.next()? {
            '"' => return Some((text, letters.as_str())),
            '\\' => match letters.next()? {
                'n' => text.push('\n'),
                'u' => {
                    let code: String = letters.by_ref().skip(1).take_while(|c| *c != '}').collect();
                    text.push(char::from_u32(u32::from_str_radix(&code, 16).ok()?)?);
                }
                escaped => text.push(escaped),
            },
            letter => text.push(letter),
        }
    }
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") && !path.starts_with(here()) {
            found.push(path);
        }
    }
}

fn here() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/language")
}

/// Every text of the page: those in its sources, and those that it takes from elsewhere.
fn texts_of_the_page() -> BTreeSet<String> {
    let mut files = Vec::new();
    sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut files,
    );
    assert!(files.len() > 80, "{}", files.len());
    let mut all: BTreeSet<String> = files
        .iter()
        .flat_map(|file| {
            let source = fs::read_to_string(file).unwrap();
            // Tests say what is said in English; the macros' own texts are examples.
            let code = source
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            texts(&code.collect::<Vec<_>>().join("\n"))
        })
        .collect();
    for slider in sliders::EVERY {
        all.extend([slider.label.to_owned(), slider.help.to_owned()]);
    }
    all
}

fn table() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../public/words/zh-CN.json");
    let text = fs::read_to_string(path).unwrap();
    // Line by line, so that the order and what stands twice is seen.
    let lines = text
        .trim()
        .strip_prefix('{')
        .unwrap()
        .strip_suffix('}')
        .unwrap();
    let pair = |line: &str| {
        let line = format!("{{{}}}", line.trim().trim_end_matches(','));
        let pair: BTreeMap<String, String> = serde_json::from_str(&line).unwrap();
        pair.into_iter().next().unwrap()
    };
    lines.trim().lines().map(pair).collect()
}

/// The names that stand in braces.
fn names(text: &str) -> BTreeSet<&str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| part.split('}').next()).collect()
}

/// What is wrong with a table for these texts.
fn faults(texts: &BTreeSet<String>, table: &[(String, String)]) -> Vec<String> {
    let keys: BTreeSet<&String> = table.iter().map(|(key, _)| key).collect();
    let missing = texts.iter().filter(|text| !keys.contains(text));
    let unused = keys.iter().filter(|key| !texts.contains(**key));
    let unlike = table.iter().filter(|(key, text)| names(key) != names(text));
    let unsorted = table.windows(2).filter(|pair| pair[0].0 >= pair[1].0);
    let empty = table.iter().filter(|(_, text)| text.trim().is_empty());
    missing
        .map(|text| format!("missing: {text}"))
        .chain(unused.map(|text| format!("not in the page: {text}")))
        .chain(unlike.map(|(key, text)| format!("other names in braces: {key} → {text}")))
        .chain(unsorted.map(|pair| format!("not in order: {}", pair[1].0)))
        .chain(empty.map(|(key, _)| format!("empty: {key}")))
        .collect()
}

#[test]
fn the_table_has_every_text_and_no_other() {
    let faults = faults(&texts_of_the_page(), &table());
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn a_table_that_lacks_a_text_or_has_one_too_many_is_found_out() {
    let texts = BTreeSet::from(["{n} tokens".to_owned(), "Send".to_owned()]);
    let table = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        let pair = |(key, text): &(&str, &str)| ((*key).to_owned(), (*text).to_owned());
        pairs.iter().map(pair).collect()
    };
    let of = |pairs| faults(&texts, &table(pairs));
    assert_eq!(
        of(&[("Send", "发送"), ("{n} tokens", "{n} 个 token")]),
        [""; 0]
    );
    assert_eq!(of(&[("Send", "发送")]), ["missing: {n} tokens"]);
    let more = [
        ("Old", "旧"),
        ("Send", "发送"),
        ("{n} tokens", "{n} 个 token"),
    ];
    assert_eq!(of(&more), ["not in the page: Old"]);
    let other = of(&[("Send", "发送"), ("{n} tokens", "{m} 个 token")]);
    assert!(other[0].starts_with("other names in braces"), "{other:?}");
    let twice = of(&[("{n} tokens", "{n}"), ("Send", "发送")]);
    assert_eq!(twice, ["not in order: Send"]);
}

#[test]
fn texts_are_found_wherever_they_stand() {
    let source = "view! { <p title=t!(\"One\")>{t!(\n    \"Two “2”\",\n n = format!(\"no\"))}</p> }\
        word!(\"Three\") counted!(all.len(), \"1 \\\"a\\\"\", \"{n} b\") format!(\"no\") it!(\"no\")";
    assert_eq!(
        texts(source),
        ["One", "Two “2”", "Three", "1 \"a\"", "{n} b"]
    );
}

#[test]
fn a_text_that_no_table_has_is_in_english() {
    assert_eq!(text("Send"), "Send");
    assert_eq!(t!("{n} of {count}", n = 2, count = 3), "2 of 3");
    assert_eq!(counted!(1, "1 token", "{n} tokens"), "1 token");
    assert_eq!(counted!(4, "1 token", "{n} tokens"), "4 tokens");
}

#[test]
fn a_translation_may_have_another_order_of_words() {
    TABLE.set(&[
        ("Send", "发送"),
        ("step {step} of {total}", "共 {total} 步，第 {step} 步"),
    ]);
    assert_eq!(text("Send"), "发送");
    assert_eq!(text("Stop"), "Stop");
    assert_eq!(
        t!("step {step} of {total}", step = 2, total = 8),
        "共 8 步，第 2 步"
    );
    assert_eq!(Language::present(), Language::Chinese);
    TABLE.set(&[]);
}

#[test]
fn any_chinese_is_chinese() {
    assert_eq!(Language::of("zh-Hans-CN"), Language::Chinese);
    assert_eq!(Language::of("zh"), Language::Chinese);
    assert_eq!(Language::of("de"), Language::English);
    assert_eq!(Language::of("en-GB"), Language::English);
}
