//! `tojson` as transformers defines it: Python's `json.dumps`, without the escaping that Jinja's own filter does for HTML.

use std::fmt::Write;

use minijinja::value::{Kwargs, ValueKind};
use minijinja::{Error, ErrorKind, Value};

/// The filter `tojson(ensure_ascii=False, indent=None, separators=None, sort_keys=False)`.
pub(super) fn tojson(value: &Value, positional: &[Value], named: &Kwargs) -> Result<Value, Error> {
    let argument = |index: usize, name: &str| -> Result<Option<Value>, Error> {
        let given = positional.get(index).cloned();
        let named: Option<Value> = named.get(name)?;
        Ok(given.or(named).filter(|value| !value.is_none()))
    };
    let truth = |value: Option<Value>| value.is_some_and(|value| value.is_true());
    let indent = argument(1, "indent")?;
    let (items, keys) = separators(argument(2, "separators")?, indent.is_some())?;
    let mut writer = Writer {
        ensure_ascii: truth(argument(0, "ensure_ascii")?),
        indent: indent.map(|indent| indentation(&indent)),
        items,
        keys,
        sort_keys: truth(argument(3, "sort_keys")?),
        text: String::new(),
    };
    named.assert_all_used()?;
    writer.value(value, 0)?;
    Ok(Value::from(writer.text))
}

fn indentation(value: &Value) -> String {
    match value.as_str() {
        Some(text) => text.to_owned(),
        None => " ".repeat(value.as_usize().unwrap_or(0).min(64)),
    }
}

/// What stands between two items, and between a key and its value.
fn separators(given: Option<Value>, indented: bool) -> Result<(String, String), Error> {
    let Some(given) = given else {
        let items = if indented { "," } else { ", " };
        return Ok((items.to_owned(), ": ".to_owned()));
    };
    let text = |index| Some(given.get_item_by_index(index).ok()?.as_str()?.to_owned());
    text(0).zip(text(1)).ok_or_else(|| {
        let message = "tojson's separators must be two texts";
        Error::new(ErrorKind::InvalidOperation, message)
    })
}

struct Writer {
    ensure_ascii: bool,
    indent: Option<String>,
    items: String,
    keys: String,
    sort_keys: bool,
    text: String,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        match value.kind() {
            ValueKind::None => self.text.push_str("null"),
            ValueKind::Bool => self.text.push_str(truth_name(value)),
            ValueKind::Number => self.text.push_str(&number(value)),
            ValueKind::String => self.string(value.as_str().unwrap_or_default()),
            ValueKind::Map => self.map(value, depth)?,
            ValueKind::Seq | ValueKind::Iterable => {
                let items: Vec<Value> = value.try_iter()?.collect();
                self.list("[", &items, "]", depth, |writer, item| {
                    writer.value(item, depth + 1)
                })?;
            }
            kind => {
                let message = format!("a value of kind {kind} is not JSON serializable");
                return Err(Error::new(ErrorKind::BadSerialization, message));
            }
        }
        Ok(())
    }

    fn map(&mut self, value: &Value, depth: usize) -> Result<(), Error> {
        let mut entries = Vec::new();
        for key in value.try_iter()? {
            let name = match key.kind() {
                ValueKind::None => "null".to_owned(),
                ValueKind::Bool => truth_name(&key).to_owned(),
                ValueKind::Number => number(&key),
                _ => key.to_string(),
            };
            entries.push((name, value.get_item(&key)?));
        }
        if self.sort_keys {
            entries.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
        self.list("{", &entries, "}", depth, |writer, (name, value)| {
            writer.string(name);
            let keys = writer.keys.clone();
            writer.text.push_str(&keys);
            writer.value(value, depth + 1)
        })
    }

    fn list<T>(
        &mut self,
        open: &str,
        items: &[T],
        close: &str,
        depth: usize,
        mut each: impl FnMut(&mut Self, &T) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.text.push_str(open);
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                let separator = self.items.clone();
                self.text.push_str(&separator);
            }
            self.new_line(depth + 1);
            each(self, item)?;
        }
        if !items.is_empty() {
            self.new_line(depth);
        }
        self.text.push_str(close);
        Ok(())
    }

    fn new_line(&mut self, depth: usize) {
        if let Some(indent) = &self.indent {
            self.text.push('\n');
            self.text.push_str(&indent.repeat(depth));
        }
    }

    fn string(&mut self, text: &str) {
        self.text.push('"');
        for c in text.chars() {
            match c {
                '"' => self.text.push_str("\\\""),
                '\\' => self.text.push_str("\\\\"),
                '\n' => self.text.push_str("\\n"),
                '\r' => self.text.push_str("\\r"),
                '\t' => self.text.push_str("\\t"),
                '\u{8}' => self.text.push_str("\\b"),
                '\u{c}' => self.text.push_str("\\f"),
                c if c < ' ' || (self.ensure_ascii && !(' '..='~').contains(&c)) => {
                    for unit in c.encode_utf16(&mut [0; 2]) {
                        // Writing to a string never fails.
                        let _ = write!(self.text, "\\u{unit:04x}");
                    }
                }
                c => self.text.push(c),
            }
        }
        self.text.push('"');
    }
}

fn truth_name(value: &Value) -> &'static str {
    if value.is_true() { "true" } else { "false" }
}

/// A number as Python writes it.
fn number(value: &Value) -> String {
    if value.is_integer() {
        return value.to_string();
    }
    f64::try_from(value.clone()).map_or_else(|_| value.to_string(), float)
}

/// Python's `repr` of a float, with JSON's extensions for what is no number.
fn float(number: f64) -> String {
    if number.is_nan() {
        return "NaN".to_owned();
    }
    if number.is_infinite() {
        return if number > 0.0 {
            "Infinity"
        } else {
            "-Infinity"
        }
        .to_owned();
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    match exponent.parse::<i32>() {
        Ok(-4..16) => format!("{number:?}"),
        Ok(exponent) => {
            let sign = if exponent < 0 { '-' } else { '+' };
            format!("{digits}e{sign}{:02}", exponent.abs())
        }
        Err(_) => scientific,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_python_does() {
        for (number, expected) in [
            (1.0, "1.0"),
            (0.1, "0.1"),
            (-2.5, "-2.5"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e-5, "1.5e-05"),
            (0.0001, "0.0001"),
            (1e300, "1e+300"),
            (f64::NEG_INFINITY, "-Infinity"),
        ] {
            assert_eq!(float(number), expected);
        }
    }
}
