//! A little English grammar: capital letters, articles, number words, and texts as they compare.

/// The text with a small first letter, unless its first word is "I" or an abbreviation.
pub(crate) fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let Some(first) = letters.next() else {
        return String::new();
    };
    let rest = letters.as_str();
    let abbreviation = rest.starts_with(char::is_uppercase);
    if abbreviation || (first == 'I' && !rest.starts_with(char::is_alphabetic)) {
        return text.to_owned();
    }
    first.to_lowercase().chain(rest.chars()).collect()
}

/// The text with a capital first letter.
pub(crate) fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// "a" or "an", as it stands before the word.
pub(crate) fn article(word: &str) -> &'static str {
    let first = word.chars().next().map(|first| first.to_ascii_lowercase());
    let vowel = first.is_some_and(|first| "aeiou".contains(first));
    if vowel && !word.starts_with("uni") { "an" } else { "a" }
}

/// The number as a word, up to twenty; larger ones in digits.
pub(crate) fn number_word(number: i32) -> String {
    const WORDS: [&str; 21] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
    ];
    usize::try_from(number)
        .ok()
        .and_then(|index| WORDS.get(index))
        .map_or_else(|| number.to_string(), |&word| word.to_owned())
}

/// Contractions, and what they are short for.
const CONTRACTIONS: [(&str, &str); 5] =
    [("'s", " is"), ("'re", " are"), ("'ve", " have"), ("'m", " am"), ("'ll", " will")];

/// The text in small letters, with its contractions written out.
pub(crate) fn without_contractions(text: &str) -> String {
    let small = text.to_lowercase();
    CONTRACTIONS.iter().fold(small, |text, (short, long)| text.replace(short, long))
}

/// The text without case, punctuation and contractions, which the typing varies.
pub(crate) fn normalised(text: &str) -> String {
    let mut text = without_contractions(text);
    text.retain(char::is_alphanumeric);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn abbreviations_keep_their_first_letter() {
        assert_eq!(lower_first("What is it?"), "what is it?");
        assert_eq!(lower_first("JSON, please"), "JSON, please");
        assert_eq!(lower_first("I have 3"), "I have 3");
        assert_eq!(lower_first("In a year"), "in a year");
    }

    #[test]
    fn numbers_to_twenty_have_words() {
        assert_eq!(number_word(0), "zero");
        assert_eq!(number_word(20), "twenty");
        assert_eq!(number_word(21), "21");
        assert_eq!(number_word(-1), "-1");
    }
}
