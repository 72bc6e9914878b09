//! Which crate of the workspace may use which. The table stands in the workspace's `Cargo.toml`, under
//! `[workspace.metadata.dependencies]`: a line per crate with those that it builds on. Arrows are transitive: who may
//! use a crate may use what that crate may use. A name that ends in `?` may only be an optional dependency.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::workspace::{Workspace, words};

/// Asks cargo for the dependencies and checks them.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut cargo = workspace.metadata();
    let output = cargo
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("`{}` cannot be started", words(&cargo)))?;
    if !output.status.success() {
        bail!("`{}` failed ({})", words(&cargo), output.status);
    }
    let metadata = serde_json::from_slice(&output.stdout)
        .with_context(|| format!("`{}` printed no JSON", words(&cargo)))?;
    let violations = violations(&metadata)?;
    if violations.is_empty() {
        return Ok(());
    }
    bail!("{}", violations.join("\n"))
}

/// What a crate may use directly: the name, and whether only as an optional dependency.
type Allowed<'a> = BTreeMap<&'a str, BTreeMap<&'a str, bool>>;

/// A sentence per dependency that the table does not allow, and per crate that it does not know.
fn violations(metadata: &Value) -> Result<Vec<String>> {
    let allowed = table(metadata)?;
    let packages = metadata["packages"].as_array();
    let packages = packages.context("cargo metadata names no packages")?;
    let members: BTreeSet<&str> = packages.iter().filter_map(|p| p["name"].as_str()).collect();
    let mut violations = Vec::new();
    for name in allowed.keys().filter(|name| !members.contains(*name)) {
        violations.push(format!(
            "[workspace.metadata.dependencies] has a line for {name}, which is no crate of this workspace. Remove it"
        ));
    }
    for package in packages {
        let name = package["name"].as_str().unwrap_or_default();
        if !allowed.contains_key(name) {
            violations.push(format!(
                "{name} has no line in [workspace.metadata.dependencies] of Cargo.toml. Add one that names the crates it builds on"
            ));
            continue;
        }
        let reachable = reachable(&allowed, name);
        for dependency in package["dependencies"].as_array().into_iter().flatten() {
            let used = dependency["name"].as_str().unwrap_or_default();
            if !members.contains(used) {
                continue;
            }
            let optional = dependency["optional"].as_bool().unwrap_or(false);
            let violation = match reachable.get(used) {
                None => format!(
                    "{name} depends on {used}; allowed: {}. Move what it needs to one of those",
                    list(&reachable)
                ),
                Some(true) if !optional => format!(
                    "{name} depends on {used} always; allowed: only behind a feature. Make the dependency optional"
                ),
                Some(_) => continue,
            };
            violations.push(violation);
        }
    }
    Ok(violations)
}

/// Reads the table.
fn table(metadata: &Value) -> Result<Allowed<'_>> {
    let table = metadata["metadata"]["dependencies"].as_object();
    let table = table.context("Cargo.toml has no [workspace.metadata.dependencies]")?;
    table
        .iter()
        .map(|(name, used)| {
            let used = used.as_array().with_context(|| {
                format!("[workspace.metadata.dependencies] {name} is no list of crates")
            })?;
            let used = used.iter().filter_map(Value::as_str);
            let arrows = used.map(|used| match used.strip_suffix('?') {
                Some(used) => (used, true),
                None => (used, false),
            });
            Ok((name.as_str(), arrows.collect()))
        })
        .collect()
}

/// All that `name` may use, and whether only as an optional dependency: so it is where every way there is optional.
fn reachable<'a>(allowed: &Allowed<'a>, name: &str) -> BTreeMap<&'a str, bool> {
    let mut reached: BTreeMap<&str, bool> = BTreeMap::new();
    let mut waiting: Vec<(&str, bool)> = Vec::new();
    let arrows = |from: &str, optional: bool| {
        let direct = allowed.get(from).into_iter().flatten();
        direct
            .map(|(to, only_optional)| (*to, optional || *only_optional))
            .collect::<Vec<_>>()
    };
    waiting.extend(arrows(name, false));
    while let Some((to, optional)) = waiting.pop() {
        if reached.get(to).is_some_and(|known| !known || optional) {
            continue;
        }
        reached.insert(to, optional);
        waiting.extend(arrows(to, optional));
    }
    reached
}

fn list(reachable: &BTreeMap<&str, bool>) -> String {
    if reachable.is_empty() {
        return "none of this workspace".to_owned();
    }
    reachable.keys().copied().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// A workspace of four crates: page → words ← model ← program, and page → model behind a feature.
    fn metadata(packages: &[(&str, &[(&str, bool)])]) -> Value {
        let packages: Vec<Value> = packages
            .iter()
            .map(|(name, dependencies)| {
                let dependencies: Vec<Value> = dependencies
                    .iter()
                    .map(|(name, optional)| json!({"name": name, "optional": optional}))
                    .collect();
                json!({"name": name, "dependencies": dependencies})
            })
            .collect();
        json!({
            "packages": packages,
            "metadata": {"dependencies": {
                "words": [],
                "model": ["words"],
                "page": ["words", "model?"],
                "program": ["model", "page"],
            }},
        })
    }

    const WORDS: (&str, &[(&str, bool)]) = ("words", &[("serde", false)]);
    const MODEL: (&str, &[(&str, bool)]) = ("model", &[("words", false), ("serde", false)]);
    const PAGE: (&str, &[(&str, bool)]) = ("page", &[("words", false), ("model", true)]);
    const PROGRAM: (&str, &[(&str, bool)]) = (
        "program",
        &[("model", false), ("page", false), ("words", false)],
    );

    #[test]
    fn allowed_arrows_pass_transitive_ones_included() {
        let metadata = metadata(&[WORDS, MODEL, PAGE, PROGRAM]);
        assert_eq!(violations(&metadata).unwrap(), Vec::<String>::new());
    }

    #[test]
    fn an_arrow_that_is_not_in_the_table_is_a_violation() {
        let words = ("words", &[("model", false)][..]);
        let model = ("model", &[("words", false), ("program", false)][..]);
        let found = violations(&metadata(&[words, model, PAGE, PROGRAM])).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].starts_with("words depends on model; allowed: none"));
        assert!(found[1].starts_with("model depends on program; allowed: words."));
    }

    #[test]
    fn an_optional_arrow_must_be_optional() {
        let page = ("page", &[("words", false), ("model", false)][..]);
        let found = violations(&metadata(&[WORDS, MODEL, page, PROGRAM])).unwrap();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains("page depends on model always"));
    }

    #[test]
    fn the_table_and_the_workspace_name_the_same_crates() {
        let more = ("more", &[][..]);
        let found = violations(&metadata(&[WORDS, MODEL, PAGE, more])).unwrap();
        assert_eq!(found.len(), 2, "{found:?}");
        assert!(found[0].contains("line for program"));
        assert!(found[1].starts_with("more has no line"));
    }

    #[test]
    fn this_workspace_keeps_to_its_own_table() {
        check(&Workspace::find().unwrap()).unwrap();
    }
}
