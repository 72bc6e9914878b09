//! Which asterisks, underscores and tildes are markup. The rules are stricter than CommonMark's: a mark inside a word, in
//! a product, a power or an identifier is that character.

/// What a pair of marks means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Emphasis {
    /// `*so*` or `_so_`.
    Em,
    /// `**so**` or `__so__`.
    Strong,
    /// `***so***` or `___so___`.
    Both,
    /// `~~so~~`.
    Struck,
}

/// A run of equal marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Marks {
    /// The mark.
    pub(super) mark: char,
    /// How many.
    pub(super) count: usize,
    /// Whether it may begin emphasis.
    pub(super) opens: bool,
    /// Whether it may end it.
    pub(super) closes: bool,
}

impl Marks {
    /// The marks at the beginning of `source`, which `before` precedes; `None` where there are none.
    pub(super) fn at_start(source: &str, before: Option<char>) -> Option<Self> {
        let mark = source
            .chars()
            .next()
            .filter(|c| matches!(c, '*' | '_' | '~'))?;
        let rest = source.trim_start_matches(mark);
        let count = source.len() - rest.len();
        let after = rest.chars().next();
        let known = match mark {
            '~' => count == 2,
            _ => count <= 3,
        };
        let alone = encloses(before, after);
        Some(Self {
            mark,
            count,
            opens: known && !alone && may_precede(before) && begins(after),
            closes: known && !alone && may_follow(before, after, count) && ends(before),
        })
    }

    /// What the text between these marks and their like becomes; `None` where it is no emphasis.
    pub(super) fn emphasis(&self, inside: &str) -> Option<Emphasis> {
        let word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.');
        let identifier = self.mark == '_' && inside.chars().all(word);
        match (self.mark, self.count) {
            ('~', _) => Some(Emphasis::Struck),
            ('_', 1) if identifier && inside.contains('_') => None,
            ('_', 2 | 3) if identifier => None,
            // A product of numbers; a single starred number is not worth the doubt.
            (_, 1) => inside.contains(char::is_alphabetic).then_some(Emphasis::Em),
            (_, 2) => Some(Emphasis::Strong),
            _ => Some(Emphasis::Both),
        }
    }
}

/// Whether emphasis may begin after this character: not inside a word, after a bracket or in a formula.
fn may_precede(before: Option<char>) -> bool {
    before.is_none_or(|c| !in_word(c) && !matches!(c, ')' | ']' | '}' | '\\' | '^' | '$' | '%'))
}

/// Whether emphasis of these two characters may end between them: a bracket after a mark makes it a product, or after a
/// number a power.
fn may_follow(before: Option<char>, after: Option<char>, count: usize) -> bool {
    let factor = count == 1 || before.is_some_and(|c| c.is_ascii_digit());
    after.is_none_or(|c| {
        let product = factor && matches!(c, '(' | '[' | '{');
        !in_word(c) && !product && !matches!(c, '\\' | '^' | '$')
    })
}

/// Whether emphasised text may begin with this character.
fn begins(first: Option<char>) -> bool {
    first.is_some_and(|c| {
        !c.is_whitespace() && !matches!(c, ')' | ']' | '}' | ',' | ';' | '!' | '?')
    })
}

/// Whether emphasised text may end with this character. A backslash before marks means them as they are.
fn ends(last: Option<char>) -> bool {
    last.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '[' | '{' | '\\'))
}

/// Whether marks stand alone between quotes or brackets: they are what is talked about.
fn encloses(before: Option<char>, after: Option<char>) -> bool {
    matches!(
        (before, after),
        (Some('"'), Some('"'))
            | (Some('\''), Some('\''))
            | (Some('“'), Some('”'))
            | (Some('‘'), Some('’'))
            | (Some('«'), Some('»'))
            | (Some('('), Some(')'))
            | (Some('['), Some(']'))
            | (Some('{'), Some('}'))
    )
}

/// Whether the character belongs to words that spaces divide. Scripts without spaces between words have emphasis wherever
/// its marks stand.
fn in_word(c: char) -> bool {
    let unspaced = matches!(
        c as u32,
        0x0e00..=0x0eff // Thai, Lao
            | 0x1000..=0x11ff // Burmese, Hangul
            | 0x1780..=0x17ff // Khmer
            | 0x2e80..=0x9fff // Han, kana
            | 0xa960..=0xa97f
            | 0xac00..=0xd7ff
            | 0xf900..=0xfaff
            | 0xff00..=0xffef
            | 0x2_0000..=0x3_ffff
    );
    c.is_alphanumeric() && !unspaced
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(source: &str, before: Option<char>) -> (bool, bool) {
        let marks = Marks::at_start(source, before).unwrap();
        (marks.opens, marks.closes)
    }

    #[test]
    fn marks_open_before_words_and_close_after_them() {
        assert_eq!(marks("*so*", None), (true, false));
        assert_eq!(marks("* so", Some('o')), (false, true));
        assert_eq!(marks("*4", Some('5')), (false, false));
        assert_eq!(marks("*c", Some(')')), (false, false));
        assert_eq!(marks("* 4", Some(' ')), (false, false));
        assert_eq!(marks("**\"", Some('"')), (false, false));
    }

    #[test]
    fn scripts_without_spaces_may_be_emphasised_anywhere() {
        assert_eq!(marks("**重点", Some('是')), (true, true));
        assert_eq!(marks("**слово", Some('о')), (false, false));
    }

    #[test]
    fn identifiers_are_none() {
        let under = |count| Marks {
            mark: '_',
            count,
            opens: true,
            closes: false,
        };
        assert_eq!(under(2).emphasis("init"), None);
        assert_eq!(under(1).emphasis("a_b"), None);
        assert_eq!(under(1).emphasis("word"), Some(Emphasis::Em));
        assert_eq!(under(2).emphasis("two words"), Some(Emphasis::Strong));
    }
}
