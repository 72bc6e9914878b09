//! The page's address: `?q=…&steps=16&len=32&block=16&seed=7` fills in message and settings. After `#` instead of `?` it never
//! leaves the browser.

use trajectory::Remasking;

use super::settings::Settings;

/// What the address asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Asked {
    /// The message to start with.
    pub question: Option<String>,
    numbers: Vec<(&'static str, String)>,
    remasking: Option<Remasking>,
    constraints: Option<String>,
}

/// Numbers that only some families have.
const FAMILY_NUMBERS: [&str; 5] = [
    "steps_per_block",
    "ahead",
    "editing_threshold",
    "num_to_transfer",
    "max_post_steps",
];

impl Asked {
    /// Reads the part of the address after `?` or `#`, with or without it.
    #[must_use]
    pub fn from_query(query: &str) -> Self {
        let mut asked = Self::default();
        for pair in query.trim_start_matches(['?', '#']).split('&') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decoded(value);
            if value.trim().is_empty() {
                continue;
            }
            match name {
                "q" => asked.question = Some(value),
                "len" | "gen_length" => asked.numbers.push(("gen_length", value)),
                "steps" => asked.numbers.push(("steps", value)),
                "block" | "block_length" => asked.numbers.push(("block_length", value)),
                "temperature" => asked.numbers.push(("temperature", value)),
                "cfg" | "cfg_scale" => asked.numbers.push(("cfg_scale", value)),
                "seed" => asked.numbers.push(("seed", value)),
                "steps_per_block" | "ahead" | "editing_threshold" | "num_to_transfer"
                | "max_post_steps" => {
                    let known = FAMILY_NUMBERS.into_iter().find(|field| *field == name);
                    asked.numbers.extend(known.map(|field| (field, value)));
                }
                "remasking" => asked.remasking = value.parse().ok(),
                "constraints" => asked.constraints = Some(value),
                _ => {}
            }
        }
        asked
    }

    /// Types what the address asks for into the settings; numbers beyond the simple ranges switch Lab mode on.
    pub fn fill(&self, settings: &mut Settings) {
        for (field, value) in &self.numbers {
            if *field == "seed" {
                settings.seed.clone_from(value);
                settings.seed_locked = true;
            } else {
                settings.set_number(field, value.clone());
            }
        }
        if let Some(remasking) = self.remasking {
            settings.remasking = remasking;
        }
        if let Some(constraints) = &self.constraints {
            settings.constraints.clone_from(constraints);
        }
        if !settings.lab && settings.params().is_err() {
            let lab = Settings {
                lab: true,
                ..settings.clone()
            };
            settings.lab = lab.params().is_ok();
        }
    }
}

/// The part of an address that leads to these settings and this message: `#q=…&len=64&steps=32&…&seed=7`.
#[must_use]
pub fn fragment(settings: &Settings, question: &str) -> String {
    let mut parts = Vec::new();
    let mut add = |name: &str, value: &str| {
        if !value.trim().is_empty() {
            parts.push(format!("{name}={}", encoded(value.trim())));
        }
    };
    add("q", question);
    for slider in settings.sliders() {
        let name = match slider.field {
            "gen_length" => "len",
            "block_length" => "block",
            "cfg_scale" => "cfg",
            field => field,
        };
        add(name, settings.number(slider.field));
    }
    if settings.remasking != Remasking::default() {
        add("remasking", &settings.remasking.to_string());
    }
    add("constraints", &settings.constraints);
    add("seed", &settings.seed);
    format!("#{}", parts.join("&"))
}

/// Percent-encoding of everything but letters, digits and `-._~`.
fn encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

/// Percent-decoding, a plus being a space; what is no encoding stays as it is.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        let hex = tail
            .get(..2)
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        match (first, hex) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            (b'+', _) => bytes.push(b' '),
            _ => bytes.push(first),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn message_and_numbers() {
        let asked = Asked::from_query("?q=Who+are%20you%3F&steps=16&len=32&block=16&seed=7&x=1");
        assert_eq!(asked.question.as_deref(), Some("Who are you?"));
        let mut settings = Settings::default();
        asked.fill(&mut settings);
        let params = settings.params().unwrap();
        assert_eq!(
            (params.steps, params.gen_length, params.block_length),
            (16, 32, 16)
        );
        assert_eq!(params.seed, Some(7));
        assert!(!settings.lab);
    }

    #[test]
    fn large_numbers_switch_lab_mode_on_and_nonsense_is_shown_as_typed() {
        let mut settings = Settings::default();
        Asked::from_query("len=512").fill(&mut settings);
        assert!(settings.lab);
        let mut settings = Settings::default();
        Asked::from_query("steps=many").fill(&mut settings);
        assert!(!settings.lab);
        assert_eq!(settings.params().unwrap_err()[0].field, "steps");
    }

    proptest! {
        #[test]
        fn a_link_leads_back_to_what_it_was_made_of(question in ".{1,40}", seed in 0_u64..1000) {
            let mut settings = Settings {
                steps: "16".into(),
                constraints: "0:Once, 5:upon".into(),
                remasking: Remasking::Random,
                seed: seed.to_string(),
                ..Settings::default()
            };
            let asked = Asked::from_query(&fragment(&settings, &question));
            let mut again = Settings::default();
            asked.fill(&mut again);
            settings.seed_locked = true;
            prop_assert_eq!(again, settings);
            prop_assert_eq!(asked.question.unwrap_or_default(), question.trim());
        }

        #[test]
        fn any_address_is_read(query in ".{0,60}") {
            Asked::from_query(&query).fill(&mut Settings::default());
        }
    }
}
