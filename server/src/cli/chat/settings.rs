//! The parameters of the answers: what the command line said, and what was changed since.

use serde_json::{Map, Value, json};
use trajectory::{Invalid, Params, PartialParams};

/// The parameters that are asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct Settings {
    /// From the command line.
    given: PartialParams,
    /// By commands.
    changed: PartialParams,
}

/// Makes full parameters of those that are asked for, or refuses them.
pub(super) type Resolve<'r> = &'r dyn Fn(&PartialParams) -> Result<Params, Invalid>;

impl Settings {
    pub(super) fn new(given: PartialParams) -> Self {
        Self {
            given,
            changed: PartialParams::default(),
        }
    }

    /// What is asked for.
    pub(super) fn asked(&self) -> PartialParams {
        self.changed.clone().or(self.given.clone())
    }

    /// Changes a parameter, whose name is one of [`PartialParams::NAMES`].
    ///
    /// # Errors
    /// The value is none of this parameter, or the model does not take it; nothing is changed then.
    pub(super) fn set(
        &mut self,
        name: &str,
        text: &str,
        resolve: Resolve<'_>,
    ) -> Result<(), Invalid> {
        let change = parse(name, text)?;
        let changed = change.or(self.changed.clone());
        resolve(&changed.clone().or(self.given.clone()))?;
        self.changed = changed;
        Ok(())
    }

    /// Takes the change of a parameter back.
    pub(super) fn reset(&mut self, name: &str) {
        let mut fields = fields(&self.changed);
        fields.remove(name);
        // What was written by this type, less a field, can be read by it.
        self.changed = serde_json::from_value(Value::Object(fields)).unwrap_or_default();
    }

    /// A line for each parameter that has a value; a star where it was changed.
    pub(super) fn lines(&self, params: &Params) -> Vec<String> {
        let changed = fields(&self.changed);
        let shown = fields(&PartialParams::from(params));
        let line = |name: &str| {
            let value = match shown.get(name) {
                Some(Value::String(text)) => text.clone(),
                Some(value) => value.to_string(),
                None if name == "seed" => "drawn for each answer".to_owned(),
                None => return None,
            };
            let star = if changed.contains_key(name) { "*" } else { " " };
            Some(format!("{star} {name:<18} {value}"))
        };
        PartialParams::NAMES.into_iter().filter_map(line).collect()
    }
}

fn fields(params: &PartialParams) -> Map<String, Value> {
    match serde_json::to_value(params) {
        Ok(Value::Object(fields)) => fields,
        // Parameters have names, and their values are numbers and texts.
        _ => Map::new(),
    }
}

/// A value as it is typed: a number or a word; a text for what is a list of them.
fn parse(name: &str, text: &str) -> Result<PartialParams, Invalid> {
    let value = match name {
        "stop" => json!([text]),
        "constraints" => json!(text),
        _ => serde_json::from_str(text).unwrap_or_else(|_| json!(text)),
    };
    serde_json::from_value(json!({ name: value })).map_err(|error| {
        let allowed = format!("a value of that parameter ({error})");
        Invalid::new(name, text, allowed, "write it as on the command line")
    })
}

#[cfg(test)]
mod tests {
    use trajectory::Family;

    use super::*;

    fn resolve(asked: &PartialParams) -> Result<Params, Invalid> {
        Family::default().resolve(asked)
    }

    fn set(settings: &mut Settings, name: &str, text: &str) -> Result<(), String> {
        let set = settings.set(name, text, &resolve);
        set.map_err(|error| error.to_string())
    }

    #[test]
    fn a_change_stands_before_what_the_command_line_said() {
        let mut settings = Settings::new(PartialParams {
            steps: Some(8),
            ..PartialParams::default()
        });
        set(&mut settings, "steps", "16").unwrap();
        set(&mut settings, "seed", "7").unwrap();
        set(&mut settings, "remasking", "random").unwrap();
        set(&mut settings, "constraints", "0:Once, 5:upon").unwrap();
        set(&mut settings, "stop", "END").unwrap();
        let params = resolve(&settings.asked()).unwrap();
        assert_eq!((params.steps, params.seed), (16, Some(7)));
        assert_eq!(params.constraints.iter().count(), 2);
        assert_eq!(params.stop, ["END"]);
        settings.reset("steps");
        assert_eq!(settings.asked().steps, Some(8));
        assert_eq!(settings.asked().seed, Some(7));
    }

    #[test]
    fn what_the_model_does_not_take_changes_nothing() {
        let mut settings = Settings::default();
        for (name, text, said) in [
            ("steps", "many", "steps is many; allowed:"),
            ("steps", "0", "steps is 0; allowed:"),
            ("temperature", "-1", "temperature is -1; allowed:"),
            (
                "editing_threshold",
                "0.5",
                "editing_threshold is 0.5; allowed: nothing",
            ),
        ] {
            let refusal = set(&mut settings, name, text).unwrap_err();
            assert!(refusal.starts_with(said), "{refusal}");
        }
        assert_eq!(settings.asked(), PartialParams::default());
    }

    #[test]
    fn changed_parameters_have_a_star() {
        let mut settings = Settings::default();
        set(&mut settings, "steps", "16").unwrap();
        let lines = settings.lines(&resolve(&settings.asked()).unwrap());
        let find = |name: &str| {
            lines
                .iter()
                .find(|line| line[2..].starts_with(name))
                .unwrap()
        };
        assert_eq!(find("steps"), "* steps              16");
        assert_eq!(find("gen_length"), "  gen_length         64");
        assert_eq!(find("remasking"), "  remasking          low_confidence");
        assert!(find("seed").ends_with("drawn for each answer"));
    }
}
