//! One style sheet out of many: `@import "other.css";` is replaced by what it names, in place, and what only people read
//! is left out.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The style sheet with all its imports in place, minified. They stand one a line, before any rule, and may name a layer:
/// `@import "grid.css" layer(grid);`.
pub(crate) fn bundle(sheet: &Path) -> Result<String> {
    let mut bundled = String::new();
    append(sheet, &mut bundled, 0)?;
    Ok(minify(&bundled))
}

/// A style sheet without comments, and with no more white space than it needs: none after `{`, `}` and `;`, elsewhere one
/// space for many, since `1rem + 2vw` and `a :is(b)` need theirs. Strings stay as they are.
fn minify(sheet: &str) -> String {
    let mut minified = String::with_capacity(sheet.len());
    let mut rest = sheet;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_whitespace() {
            if !minified.is_empty() && !minified.ends_with(['{', '}', ';', ' ']) {
                minified.push(' ');
            }
            first.len_utf8()
        } else if let Some(comment) = rest.strip_prefix("/*") {
            comment.find("*/").map_or(rest.len(), |end| end + 4)
        } else if matches!(first, '"' | '\'') {
            let length = string_length(rest);
            minified.push_str(&rest[..length]);
            length
        } else {
            if matches!(first, '{' | '}') && minified.ends_with(' ') {
                minified.pop();
            }
            minified.push(first);
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    minified
}

/// The length in bytes, quotes included, of the string that a style sheet begins with.
fn string_length(sheet: &str) -> usize {
    let quote = sheet.chars().next();
    let mut escaped = false;
    for (at, letter) in sheet.char_indices().skip(1) {
        match letter {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            _ if Some(letter) == quote => return at + letter.len_utf8(),
            _ => {}
        }
    }
    sheet.len()
}

fn append(sheet: &Path, bundled: &mut String, depth: usize) -> Result<()> {
    if depth > 8 {
        bail!("{} imports itself", sheet.display());
    }
    let source = fs::read_to_string(sheet)
        .with_context(|| format!("The style sheet {} cannot be read", sheet.display()))?;
    for (number, line) in source.lines().enumerate() {
        let Some(import) = line.trim().strip_prefix("@import") else {
            bundled.push_str(line);
            bundled.push('\n');
            continue;
        };
        let Some((file, layer)) = parse(import) else {
            bail!(
                "{}:{}: an import reads `@import \"file.css\";` or `@import \"file.css\" layer(name);`, on a line of \
                 its own",
                sheet.display(),
                number + 1
            );
        };
        if let Some(layer) = layer {
            bundled.push_str(&format!("@layer {layer} {{\n"));
        }
        append(&sheet.with_file_name(file), bundled, depth + 1)?;
        if layer.is_some() {
            bundled.push_str("}\n");
        }
    }
    Ok(())
}

/// The file and the layer that an import names.
fn parse(import: &str) -> Option<(&str, Option<&str>)> {
    let rest = import.trim().strip_suffix(';')?.trim();
    let (rest, bracketed) = match rest.strip_prefix("url(") {
        Some(rest) => (rest, true),
        None => (rest, false),
    };
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (file, rest) = rest[1..].split_once(quote)?;
    let rest = if bracketed {
        rest.strip_prefix(')')?
    } else {
        rest
    }
    .trim();
    if rest.is_empty() {
        return Some((file, None));
    }
    let layer = rest.strip_prefix("layer(")?.strip_suffix(')')?;
    Some((file, Some(layer)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_imports() {
        assert_eq!(parse(" \"a.css\";"), Some(("a.css", None)));
        assert_eq!(parse(" url('b.css');"), Some(("b.css", None)));
        assert_eq!(
            parse(" \"c.css\" layer(grid);"),
            Some(("c.css", Some("grid")))
        );
        assert_eq!(parse(" \"d.css\" screen;"), None);
        assert_eq!(parse(" \"e.css\""), None);
    }

    #[test]
    fn leaves_out_comments_and_white_space() {
        let sheet = "/* one */\n.a,\n.b > :is(c)  {\n  /* two */\n  width: calc(1rem + 2vw);\n  content: \"/* x \\\" */  y\";\n}\n\n\
                     @media (width < 9rem) {\n  .d { color: red }\n}\n";
        assert_eq!(
            minify(sheet),
            ".a, .b > :is(c){width: calc(1rem + 2vw);content: \"/* x \\\" */  y\";}@media (width < 9rem){.d{color: red}}"
        );
        assert_eq!(minify("a{} /* without an end"), "a{}");
    }

    #[test]
    fn bundles_the_real_sheet() {
        let sheet = Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/main.css");
        let bundled = bundle(&sheet).unwrap();
        assert!(!bundled.contains("@import"));
        assert_eq!(bundled.matches('{').count(), bundled.matches('}').count());
    }
}
