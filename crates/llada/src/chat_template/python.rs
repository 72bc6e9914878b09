//! What templates take from Python: methods of texts beyond minijinja's own, tests, and the date.

use jiff::Zoned;
use jiff::civil::DateTime;
use jiff::fmt::strtime;
use minijinja::value::{ValueKind, from_args};
use minijinja::{Error, ErrorKind, State, Value};

/// Methods of Python's texts; minijinja's contributed ones where this has none.
pub(super) fn method(
    state: &mut State<'_, '_>,
    value: &Value,
    method: &str,
    arguments: &[Value],
) -> Result<Value, Error> {
    match value
        .as_str()
        .and_then(|text| text_method(text, method, arguments))
    {
        Some(result) => result,
        None => {
            minijinja_contrib::pycompat::unknown_method_callback(state, value, method, arguments)
        }
    }
}

fn text_method(text: &str, method: &str, arguments: &[Value]) -> Option<Result<Value, Error>> {
    let one = || from_args::<(String,)>(arguments).map(|(argument,)| argument);
    let three = |a: &str, b: &str, c: &str| [a, b, c].into_iter().collect::<Value>();
    Some(match method {
        "removeprefix" => {
            one().map(|prefix| Value::from(text.strip_prefix(prefix.as_str()).unwrap_or(text)))
        }
        "removesuffix" => {
            one().map(|suffix| Value::from(text.strip_suffix(suffix.as_str()).unwrap_or(text)))
        }
        "partition" => one().map(|separator| match text.split_once(separator.as_str()) {
            Some((before, after)) => three(before, &separator, after),
            None => three(text, "", ""),
        }),
        "rpartition" => one().map(|separator| match text.rsplit_once(separator.as_str()) {
            Some((before, after)) => three(before, &separator, after),
            None => three("", "", text),
        }),
        "rsplit" => from_args::<(&str, Option<i64>)>(arguments).map(|(separator, most)| {
            let pieces: Vec<&str> = match most.and_then(|most| usize::try_from(most).ok()) {
                Some(most) => text.rsplitn(most + 1, separator).collect(),
                None => text.rsplit(separator).collect(),
            };
            pieces.into_iter().rev().collect()
        }),
        "index" => one().and_then(|part| {
            let at = text
                .find(part.as_str())
                .map(|at| text[..at].chars().count());
            let absent = || Error::new(ErrorKind::InvalidOperation, "substring not found");
            at.map(Value::from).ok_or_else(absent)
        }),
        "casefold" => from_args::<()>(arguments).map(|()| Value::from(text.to_lowercase())),
        "swapcase" => from_args::<()>(arguments).map(|()| {
            let swapped: String = text.chars().map(swapped).collect();
            Value::from(swapped)
        }),
        "zfill" => from_args::<(usize,)>(arguments).map(|(width,)| {
            let (sign, digits) = match text.strip_prefix(['-', '+']) {
                Some(digits) => text.split_at(text.len() - digits.len()),
                None => ("", text),
            };
            let zeros = width.saturating_sub(text.chars().count()).min(4096);
            Value::from(format!("{sign}{}{digits}", "0".repeat(zeros)))
        }),
        _ => return None,
    })
}

fn swapped(c: char) -> String {
    if c.is_uppercase() {
        c.to_lowercase().collect()
    } else {
        c.to_uppercase().collect()
    }
}

/// Jinja's filter `int`: what is no number becomes the default.
pub(super) fn int(value: &Value, default: Option<i64>) -> Value {
    let whole = || match value.as_str() {
        Some(text) => {
            let text = text.trim();
            let number = text.parse::<i64>().ok();
            number.or_else(|| Some(text.parse::<f64>().ok()?.trunc() as i64))
        }
        None if value.is_number() => {
            let number = i64::try_from(value.clone()).ok();
            number.or_else(|| Some(f64::try_from(value.clone()).ok()?.trunc() as i64))
        }
        None => (value.kind() == ValueKind::Bool).then(|| i64::from(value.is_true())),
    };
    Value::from(whole().or(default).unwrap_or(0))
}

/// Jinja's filter `float`: what is no number becomes the default.
pub(super) fn float(value: &Value, default: Option<f64>) -> Value {
    let number = match value.as_str() {
        Some(text) => text.trim().parse().ok(),
        None => f64::try_from(value.clone()).ok(),
    };
    Value::from(number.or(default).unwrap_or(0.0))
}

/// Jinja's filter `wordcount`.
pub(super) fn wordcount(text: &str) -> usize {
    let words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
    words.filter(|word| !word.is_empty()).count()
}

/// Jinja's `sequence`: what has a length and items, texts included.
pub(super) fn is_sequence(value: &Value) -> bool {
    use ValueKind::{Map, Seq, String, Undefined};
    matches!(value.kind(), Seq | Map | String | Undefined)
}

/// Jinja's `iterable`.
pub(super) fn is_iterable(value: &Value) -> bool {
    is_sequence(value) || value.kind() == ValueKind::Iterable
}

/// `strftime_now(format)`: the local date and time.
pub(super) fn strftime_now(format: &str) -> String {
    strftime(format, Zoned::now().datetime())
}

/// Python's `strftime` of a time without a zone: what is no directive stays as it is, and a zone is empty.
fn strftime(format: &str, time: DateTime) -> String {
    let lenient = strtime::Config::new().lenient(true);
    let mut text = String::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        text.push_str(&rest[..at]);
        let directive = &rest[at..];
        let flags = directive[1..].find(|c: char| !matches!(c, '-' | '_' | '^' | '#' | '0'));
        let Some(length) = flags.and_then(|flags| {
            let letter = directive[1 + flags..].chars().next()?;
            Some(1 + flags + letter.len_utf8())
        }) else {
            text.push_str(directive);
            return text;
        };
        let (directive, after) = directive.split_at(length);
        match directive.chars().next_back() {
            Some('z' | 'Z') => {}
            Some('f') => text.push_str(&format!("{:06}", time.subsec_nanosecond() / 1000)),
            Some('c') => text.push_str(&strftime("%a %b %e %H:%M:%S %Y", time)),
            Some('x') => text.push_str(&strftime("%m/%d/%y", time)),
            Some('X') => text.push_str(&strftime("%H:%M:%S", time)),
            _ => {
                let parts = strtime::BrokenDownTime::from(time);
                match parts.to_string_with_config(&lenient, directive) {
                    Ok(formatted) => text.push_str(&formatted),
                    Err(_) => text.push_str(directive),
                }
            }
        }
        rest = after;
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_pythons() {
        // Python 3: datetime(2026, 3, 7, 5, 4, 9, 12345).strftime(…)
        let time = jiff::civil::date(2026, 3, 7).at(5, 4, 9, 12_345_000);
        for (format, expected) in [
            ("%Y-%m-%d", "2026-03-07"),
            ("%d %B %Y", "07 March 2026"),
            ("%d %b %Y", "07 Mar 2026"),
            ("%A, %-d. %B", "Saturday, 7. March"),
            ("%H:%M:%S.%f", "05:04:09.012345"),
            ("%I:%M %p", "05:04 AM"),
            ("%y %j %w %u %%", "26 066 6 6 %"),
            ("%c", "Sat Mar  7 05:04:09 2026"),
            ("%x %X", "03/07/26 05:04:09"),
            ("%Z[%z]", "[]"),
            ("%e|%k|%l", " 7| 5| 5"),
            ("%D %T %F %R", "03/07/26 05:04:09 2026-03-07 05:04"),
            ("%G-W%V", "2026-W10"),
            ("%a %h", "Sat Mar"),
            ("100 %", "100 %"),
            ("%Y年%m月%d日", "2026年03月07日"),
            ("", ""),
        ] {
            assert_eq!(strftime(format, time), expected, "{format}");
        }
    }
}
