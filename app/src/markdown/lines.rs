//! Lines: indentation, blank lines, what a line begins.

/// Columns that a tab stands for.
const TAB: usize = 4;

/// Columns of white space before the first other character.
pub(super) fn indent(line: &str) -> usize {
    let white = line.chars().take_while(|c| matches!(c, ' ' | '\t'));
    white.map(|c| if c == '\t' { TAB } else { 1 }).sum()
}

/// The line without its first `columns` columns of white space, or without as many as it has.
pub(super) fn outdent(line: &str, columns: usize) -> &str {
    let mut left = columns;
    let end = line.find(|c| {
        let width = match c {
            ' ' => 1,
            '\t' => TAB,
            _ => return true,
        };
        let stop = left == 0;
        left = left.saturating_sub(width);
        stop
    });
    &line[end.unwrap_or(line.len())..]
}

/// Whether nothing can be seen in the line.
pub(super) fn is_blank(line: &str) -> bool {
    line.trim().is_empty()
}

/// The level and the text of `## a heading`. Closing marks count as markup when they are as many as the opening ones,
/// and at least two: `# C #` is about C#.
pub(super) fn heading(line: &str) -> Option<(usize, &str)> {
    if indent(line) >= 4 {
        return None;
    }
    let line = line.trim();
    let text = line.trim_start_matches('#');
    let level = line.len() - text.len();
    if !(1..=6).contains(&level) || !text.starts_with([' ', '\t']) || is_blank(text) {
        return None;
    }
    let text = text.trim();
    let open = text.trim_end_matches('#');
    let closed = level >= 2 && text.len() - open.len() == level && open.ends_with(' ');
    Some((level, if closed { open.trim_end() } else { text }))
}

/// Whether the line is a rule: three or more of `-`, `*` or `_`, and nothing else but spaces.
pub(super) fn is_rule(line: &str) -> bool {
    let marks =
        |mark: char| line.chars().all(|c| c == mark || c == ' ') && line.matches(mark).count() >= 3;
    indent(line) < 4 && ['-', '*', '_'].into_iter().any(marks)
}

/// The level of the heading that this line makes of the line before: `=====` or `-----`.
pub(super) fn underline(line: &str) -> Option<usize> {
    let line = line.trim();
    let all = |mark: char| line.len() >= 3 && line.chars().all(|c| c == mark);
    match () {
        () if all('=') => Some(1),
        () if all('-') => Some(2),
        () => None,
    }
}

/// What is quoted in `> a quote`; a bare `>` is an empty line of one. `>>> 1` is a prompt and `> 5` a comparison.
pub(super) fn quoted(line: &str) -> Option<&str> {
    let rest = outdent(line, 3).strip_prefix('>')?;
    match rest.strip_prefix(' ') {
        Some(text) => (!is_number(text)).then_some(text),
        None => rest.is_empty().then_some(rest),
    }
}

/// Whether the text is one number. A dash before it is a minus sign, no bullet.
pub(super) fn is_number(text: &str) -> bool {
    let text = text.trim();
    text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '%' | '/' | '$' | '€' | '°')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_is_taken_by_columns() {
        assert_eq!((indent("  a"), indent("\ta"), indent("a")), (2, 4, 0));
        assert_eq!(outdent("    a", 2), "  a");
        assert_eq!(outdent("\t\ta", 4), "\ta");
        assert_eq!(outdent(" a", 4), "a");
        assert_eq!(outdent("  ", 4), "");
    }

    #[test]
    fn headings_need_a_space() {
        assert_eq!(heading("## Two ##"), Some((2, "Two")));
        assert_eq!(heading("# C #"), Some((1, "C #")));
        assert_eq!(heading("#1 on the list"), None);
        assert_eq!(heading("####### seven"), None);
    }

    #[test]
    fn prompts_and_comparisons_are_no_quotes() {
        assert_eq!(quoted("> yes"), Some("yes"));
        assert_eq!(
            (quoted(">>> 1 + 1"), quoted("> 5"), quoted("a > b")),
            (None, None, None)
        );
    }
}
