//! Who may import whom: the two columns of the architecture.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand};

/// Each crate, what of ours it may import, and what foreign crates it alone
/// may use; as in `docs/ARCHITECTURE.md`.
const LAYERS: [(&str, &[&str], &[&str]); 9] = [
    ("passerelle-model", &[], &["schemars", "jiff"]),
    ("passerelle-taxonomy", &["model"], &[]),
    (
        "passerelle-import",
        &["model", "taxonomy"],
        &[
            "flate2",
            "zip",
            "oxrdf",
            "oxttl",
            "saphyr-parser",
            "serde_ignored",
            "serde_path_to_error",
        ],
    ),
    (
        "passerelle-search",
        &["model", "taxonomy"],
        &["tantivy", "strsim", "icu_normalizer", "icu_casemap", "frostem"],
    ),
    ("passerelle-alignment", &["model", "taxonomy"], &[]),
    ("passerelle-matching", &["model", "taxonomy"], &[]),
    ("passerelle-recognition", &["model"], &[]),
    (
        "passerelle",
        &["model", "taxonomy", "import", "search", "alignment", "matching", "recognition"],
        &["arrow-array", "arrow-schema", "parquet"],
    ),
    (
        "passerelle-cli",
        &["", "model"],
        &["clap", "clap_complete", "indicatif", "anstream", "anstyle", "mimalloc"],
    ),
];

/// Foreign crates that two of ours may use: law tables are parsed, and files
/// unpacked, where they
/// are applied.
const SHARED: [(&str, [&str; 2]); 3] = [
    ("csv", ["passerelle-import", "passerelle-recognition"]),
    ("toml", ["passerelle-import", "passerelle-recognition"]),
    ("zstd", ["passerelle-taxonomy", "passerelle-import"]),
];

/// Packages that may import anything.
const FREE: [&str; 3] = ["xtask", "passerelle-tests", "passerelle-benches"];

#[test]
fn crates_import_what_their_layer_allows() {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let metadata = MetadataCommand::new().manifest_path(manifest).no_deps().exec().unwrap();
    let mut seen = BTreeSet::new();
    let owners: BTreeMap<&str, &str> = LAYERS
        .iter()
        .flat_map(|(name, _, alone)| alone.iter().map(move |foreign| (*foreign, *name)))
        .collect();
    for package in &metadata.packages {
        let name = package.name.as_str();
        if FREE.contains(&name) {
            continue;
        }
        let (_, ours, _) = LAYERS
            .iter()
            .find(|(layer, ..)| *layer == name)
            .unwrap_or_else(|| panic!("{name} is in no layer: add it here and to ARCHITECTURE.md"));
        seen.insert(name);
        let allowed: Vec<String> = ours
            .iter()
            .map(|short| {
                if short.is_empty() {
                    "passerelle".to_owned()
                } else {
                    format!("passerelle-{short}")
                }
            })
            .collect();
        for dependency in &package.dependencies {
            if dependency.kind == DependencyKind::Development {
                continue;
            }
            let imported = dependency.name.as_str();
            if imported.starts_with("passerelle") {
                assert!(allowed.iter().any(|a| a == imported), "{name} imports {imported}");
            }
            if let Some((_, shared)) = SHARED.iter().find(|(name, _)| *name == imported) {
                assert!(shared.contains(&name), "{name} uses {imported}, which it may not");
            }
            if let Some(owner) = owners.get(imported) {
                assert_eq!(owner, &name, "{name} uses {imported}, which is {owner}'s");
            }
        }
    }
    assert_eq!(seen.len(), LAYERS.len(), "a layer has no crate: {seen:?}");
}
