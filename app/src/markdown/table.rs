//! Tables: a row of names, a row of dashes, rows of cells.

/// How a column is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Align {
    /// As the text is.
    #[default]
    Start,
    /// In the middle.
    Center,
    /// Against the far side.
    End,
}

/// A table. Rows may be shorter or longer than the head.
#[derive(Debug, PartialEq)]
pub(super) struct Table<'a> {
    /// How each column of the head is set.
    pub(super) aligns: Vec<Align>,
    /// The columns' names.
    pub(super) head: Vec<&'a str>,
    /// The cells, row by row.
    pub(super) rows: Vec<Vec<&'a str>>,
}

/// The table at the first of these lines, and its number of lines.
pub(super) fn parse<'a>(lines: &[&'a str]) -> Option<(Table<'a>, usize)> {
    let [head, dashes, rest @ ..] = lines else {
        return None;
    };
    if !head.contains('|') || !dashes.contains(['|', ':']) {
        return None;
    }
    let aligns: Vec<Align> = cells(dashes)
        .into_iter()
        .map(align)
        .collect::<Option<_>>()?;
    let head = cells(head);
    if head.len() != aligns.len() {
        return None;
    }
    let rows: Vec<Vec<&str>> = rest
        .iter()
        .take_while(|line| line.contains('|'))
        .map(|line| cells(line))
        .collect();
    let count = 2 + rows.len();
    Some((Table { aligns, head, rows }, count))
}

/// How `:---`, `:--:` or `--:` sets its column.
fn align(cell: &str) -> Option<Align> {
    let dashes = cell.trim_matches(':');
    if dashes.is_empty() || dashes.contains(|c| c != '-') {
        return None;
    }
    Some(match (cell.starts_with(':'), cell.ends_with(':')) {
        (true, true) => Align::Center,
        (false, true) => Align::End,
        _ => Align::Start,
    })
}

/// The cells of a row. A bar inside code, or after a backslash, divides nothing.
fn cells(row: &str) -> Vec<&str> {
    let row = row.trim();
    let row = row.strip_prefix('|').unwrap_or(row);
    let (mut cells, mut start, mut code, mut escaped) = (Vec::new(), 0, false, false);
    for (at, c) in row.char_indices() {
        match c {
            '`' if row[at + 1..].contains('`') || code => code = !code,
            '|' if !code && !escaped => {
                cells.push(row[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
        escaped = c == '\\';
    }
    if !row[start..].trim().is_empty() {
        cells.push(row[start..].trim());
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_divided_at_bars() {
        assert_eq!(cells("| a | b|"), ["a", "b"]);
        assert_eq!(
            cells(r"x \| y | `a|b` |  | c"),
            [r"x \| y", "`a|b`", "", "c"]
        );
    }

    #[test]
    fn no_cell_is_lost() {
        let (table, count) = parse(&["a|b", ":-|-:", "1|2|3", "4|", "end"]).unwrap();
        assert_eq!((count, table.aligns), (4, vec![Align::Start, Align::End]));
        assert_eq!(table.rows, [vec!["1", "2", "3"], vec!["4"]]);
    }

    #[test]
    fn dashes_alone_are_no_table() {
        assert_eq!(parse(&["a | b", "---"]), None);
        assert_eq!(parse(&["a | b", "| - |"]), None);
    }
}
