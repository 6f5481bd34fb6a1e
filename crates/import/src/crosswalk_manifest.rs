//! The manifest of crosswalks: what was found about the mapping sets that are
//! known, above all in which direction they are to be read.

use std::collections::BTreeMap;

use passerelle_model::crosswalk::{Reviewed, ReviewedPart};
use passerelle_model::{Confidence, Direction, Issue, Place, codes};
use serde::Deserialize;

/// The reviewed verdicts, by the identifier of the set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CrosswalkManifest {
    sets: BTreeMap<String, Entry>,
}

/// What the manifest says of one set.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The set's identifier, version included.
    pub id: String,
    /// Which table it is, for people.
    pub title: String,
    /// The prefix of the national classification's CURIEs.
    pub prefix: String,
    /// How its broad and narrow mappings are read.
    pub direction: Direction,
    /// The confidence of mappings that state none, in per cent.
    pub default_confidence: u8,
    /// Why, in words.
    pub reason: String,
    /// What the verdict rests on.
    pub evidence: Evidence,
    /// Mappings that are read otherwise.
    #[serde(default)]
    pub part: Vec<Part>,
}

/// A part of a set that is read otherwise than the rest.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// What the comment of its mappings says.
    pub comment: String,
    /// How they are read.
    pub direction: Direction,
    /// Why, in words.
    pub reason: String,
}

/// The sample that a verdict rests on: rows drawn with a seed, and judged
/// without sight of the published predicate.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// The file of judged rows, beside the manifest.
    pub sample: String,
    /// How many rows were judged.
    pub rows: u32,
    /// Broad and narrow rows that are so as published.
    pub as_published: u32,
    /// Broad and narrow rows that are so the other way round.
    pub inverted: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    schema_version: u32,
    #[serde(default)]
    set: Vec<Entry>,
}

impl CrosswalkManifest {
    /// Reads a manifest; `name` is what to call the file before the user.
    ///
    /// # Errors
    /// An issue with the line where it is not TOML or has unknown keys, or
    /// where a number is out of its range or a set is there twice.
    pub fn parse(name: &str, text: &str) -> Result<Self, Issue> {
        let written: Written = toml::from_str(text).map_err(|error| {
            let place = crate::toml_place(name, text, error.span());
            Issue::new(codes::XWALK_MANIFEST, place, error.message().replace('\n', " "))
        })?;
        let fault = |message: String| Issue::new(codes::XWALK_MANIFEST, Place::file(name), message);
        if written.schema_version != 1 {
            return Err(fault(format!("its schema version is {}, not 1", written.schema_version)));
        }
        let mut sets = BTreeMap::new();
        for entry in written.set {
            if Confidence::new(entry.default_confidence).is_err() {
                return Err(fault(format!("the confidence of `{}` is above 100", entry.id)));
            }
            let id = entry.id.clone();
            if sets.insert(id.clone(), entry).is_some() {
                return Err(fault(format!("`{id}` is there twice")));
            }
        }
        Ok(Self { sets })
    }

    /// Every entry, by identifier.
    pub fn entries(&self) -> impl Iterator<Item = &Entry> {
        self.sets.values()
    }

    /// What is said of a set.
    pub fn entry(&self, id: &str) -> Option<&Entry> {
        self.sets.get(id)
    }

    /// How to read a set: as reviewed, or as published where nobody did.
    pub fn reviewed(&self, id: &str) -> Reviewed {
        self.entry(id).map_or_else(Reviewed::default, Entry::reviewed)
    }
}

impl Entry {
    fn reviewed(&self) -> Reviewed {
        let part =
            |part: &Part| ReviewedPart { comment: part.comment.clone(), direction: part.direction };
        Reviewed {
            direction: self.direction,
            parts: self.part.iter().map(part).collect(),
            // Checked when the manifest was read.
            default_confidence: Confidence::new(self.default_confidence)
                .unwrap_or(Confidence::UNREVIEWED),
            prefix: Some(self.prefix.clone()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOUND: &str = r#"
schema_version = 1
[[set]]
id = "urn:x:1"
title = "X"
prefix = "x"
direction = "inverted"
default_confidence = 90
reason = "the other way round"
evidence = { sample = "x.tsv", rows = 3, as_published = 0, inverted = 2 }
part = [{ comment = "by group", direction = "as-published", reason = "groups are broader" }]
"#;

    #[test]
    fn sets_are_read_as_reviewed() {
        let manifest = CrosswalkManifest::parse("m.toml", SOUND).unwrap();
        let reviewed = manifest.reviewed("urn:x:1");
        assert_eq!(
            (reviewed.direction, reviewed.default_confidence.percent()),
            (Direction::Inverted, 90)
        );
        assert_eq!(reviewed.parts[0].direction, Direction::AsPublished);
        assert_eq!(manifest.reviewed("urn:x:2"), Reviewed::default());
    }

    #[test]
    fn faults_are_told() {
        let fault = |text: &str| CrosswalkManifest::parse("m.toml", text).unwrap_err();
        let twice = format!("{SOUND}{}", SOUND.replace("schema_version = 1", ""));
        assert_eq!(fault(&twice).message.as_ref(), "`urn:x:1` is there twice");
        assert_eq!(fault(&SOUND.replace("inverted\"", "down\"")).place.line, Some(7));
        assert!(fault(&SOUND.replace("= 90", "= 101")).message.contains("above 100"));
        assert!(fault("schema_version = 2").message.contains("not 1"));
    }
}
