//! Vocational standards in our own TOML: qualifications or occupations, their
//! units and learning outcomes, with what each part rests on.
//!
//! Joint and national standards use the same layout; the commented template
//! is [`TEMPLATE`]. How a standard corresponds to others is a crosswalk, in
//! SSSOM, and not said here.

mod check;
mod graph;
mod joint;

use std::collections::BTreeMap;

use passerelle_model::{
    CefrLevel, Country, DayOrMonth, FactBasis, FactConfidence, Iri, Issue, LanguageTag,
    Proficiency, codes,
};
use serde::Deserialize;

pub use joint::check_overlap;

/// A file of standards as `standard new` writes it, with a comment on every
/// key.
pub const TEMPLATE: &str = include_str!("standard/template.toml");

/// The note of an outcome that Passerelle added to a standard of others.
pub const ADDED_BY_US: &str = "added by Passerelle; the publisher states the unit's title only";

/// What every IRI of ours begins with; behind it the prefix of a scheme.
const NAMESPACE: &str = "urn:passerelle:";

/// Titles or texts by language.
pub type Texts = BTreeMap<LanguageTag, String>;

/// A file: the scheme that its standards belong to, their sources, and the
/// standards.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardFile {
    /// The scheme.
    pub scheme: StandardScheme,
    /// The sources, by the key that parts name them by.
    pub source: BTreeMap<String, PartSource>,
    /// The standards.
    pub standard: Vec<Standard>,
}

/// A publisher's standards as a whole.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardScheme {
    /// The prefix of its CURIEs, `ph-tesda`; the IRIs begin with
    /// `urn:passerelle:ph-tesda:`.
    pub prefix: String,
    /// What it is called.
    pub title: String,
    /// Who publishes it.
    pub publisher: String,
    /// The country that it holds in; absent for a joint standard.
    pub country: Option<Country>,
    /// Whether a unit's code is its own in the whole scheme, so that two
    /// standards with one code share the unit, or in its standard only.
    pub unit_codes: UnitCodes,
}

/// Where a unit's code is unique.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum UnitCodes {
    /// In the scheme: standards share units.
    Scheme,
    /// In its standard.
    Standard,
}

/// Where parts of a file come from.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartSource {
    /// The document.
    pub title: String,
    /// Whether it was checked there.
    pub basis: FactBasis,
    /// How sure it is.
    pub confidence: FactConfidence,
    /// Its date or version, as far as known.
    pub date: Option<String>,
    /// Under what terms it may be used.
    pub licence: Option<String>,
}

/// A qualification or an occupational standard.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// The publisher's code.
    pub code: Option<String>,
    /// The last part of its IRI, where that is not made of the code: because
    /// there is none, or two standards have it.
    pub id: Option<String>,
    /// Its title by language.
    pub title: Texts,
    /// The publisher's version.
    pub version: Option<String>,
    /// Whether it is in force.
    #[serde(default)]
    pub status: Standing,
    /// What the IRI of what took its place ends with.
    pub replaced_by: Option<String>,
    /// The day or month from which it holds.
    pub valid_from: Option<DayOrMonth>,
    /// The last day or month in which it is awarded.
    pub valid_until: Option<DayOrMonth>,
    /// The level in its own framework, `PH-PQF:2`.
    pub level: Option<String>,
    /// Why this level, where the publisher does not say it.
    pub level_basis: Option<String>,
    /// The learning hours of the whole, where they are known.
    pub hours: Option<u32>,
    /// The length of the training in months, where that is what is known.
    pub duration_months: Option<u16>,
    /// The least level in the language of instruction or work.
    pub language_minimum: Option<CefrLevel>,
    /// Who awards it.
    pub awarding_body: Option<String>,
    /// Groups of ISCO-08; a hint where the publisher does not classify.
    #[serde(default)]
    pub isco08: Vec<String>,
    /// The field of ISCED-F 2013.
    pub isced_f: Option<String>,
    /// What else there is to know.
    pub note: Option<String>,
    /// The key of its source.
    pub source: String,
    /// Its units; none where only the qualification is known.
    #[serde(default)]
    pub unit: Vec<Unit>,
    /// What the ESCO occupation that corresponds to it asks for and it leaves
    /// out.
    #[serde(default)]
    pub left_out: Vec<LeftOut>,
}

/// Whether a standard is in force.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// It is.
    Current,
    /// Another took its place.
    Superseded,
    /// Nobody looked.
    #[default]
    Unknown,
}

/// A unit of a standard.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unit {
    /// The publisher's code.
    pub code: Option<String>,
    /// The last part of its IRI where it has no code.
    pub id: Option<String>,
    /// Its title by language. May be left out where a standard above in the
    /// file has the unit already.
    #[serde(default)]
    pub title: Texts,
    /// What part it has in its standard, in the publisher's words: `core`,
    /// `elective`.
    pub kind: Option<String>,
    /// Whether only some holders have it: an elective, or a unit of a
    /// specialisation. The whole is then no evidence of it.
    #[serde(default)]
    pub optional: bool,
    /// Its learning hours, where they are known.
    pub hours: Option<u32>,
    /// What it is called where several joint standards share it: such units
    /// may be alike.
    pub common: Option<String>,
    /// What else there is to know.
    pub note: Option<String>,
    /// The key of its source; that of its standard where absent.
    pub source: Option<String>,
    /// Its learning outcomes; none where only the title is known.
    #[serde(default)]
    pub outcome: Vec<Outcome>,
}

/// A learning outcome: one thing that a person can do or knows.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// Its code, unique in the standard.
    pub code: String,
    /// What it is, by language.
    pub text: Texts,
    /// The proficiency that it asks for, 1 to 4, where it is known.
    pub level: Option<Proficiency>,
    /// Whether Passerelle added it to a standard that is not its own: it is
    /// never shown as the country's.
    #[serde(default)]
    pub ours: bool,
}

/// An essential skill of an ESCO occupation that a standard leaves out for a
/// reason.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeftOut {
    /// Its URI.
    pub uri: Iri,
    /// Its preferred label in English.
    pub label: String,
    /// Why it is left out.
    pub reason: String,
}

/// Reads a file of standards.
///
/// # Errors
/// An issue with the line where the text is not TOML, lacks a key or has an
/// unknown one.
pub fn parse_standards(name: &str, text: &str) -> Result<StandardFile, Issue> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    toml::from_str(text).map_err(|error| {
        let place = crate::toml_place(name, text, error.span());
        Issue::new(codes::STANDARD_VALUE, place, error.message().replace('\n', " "))
    })
}

impl StandardScheme {
    /// What the IRIs of its standards begin with.
    pub fn namespace(&self) -> String {
        format!("{NAMESPACE}{}:", self.prefix)
    }

    /// The IRI of a standard.
    pub fn standard_iri(&self, standard: &Standard) -> String {
        format!("{}{}", self.namespace(), standard.name())
    }

    /// The IRI of a unit of a standard.
    pub fn unit_iri(&self, standard: &Standard, unit: &Unit) -> String {
        let name = unit.name();
        match (self.unit_codes, &unit.code) {
            (UnitCodes::Scheme, Some(_)) => format!("{}{name}", self.namespace()),
            _ => format!("{}{}/{name}", self.namespace(), standard.name()),
        }
    }

    /// The IRI of an outcome of a unit.
    pub fn outcome_iri(&self, standard: &Standard, unit: &Unit, outcome: &Outcome) -> String {
        let code = outcome.code.replace(' ', "-");
        match (self.unit_codes, &unit.code) {
            (UnitCodes::Scheme, Some(_)) => format!("{}/{code}", self.unit_iri(standard, unit)),
            _ => format!("{}{}/{code}", self.namespace(), standard.name()),
        }
    }

    /// Whether it is the scheme of our own joint standards.
    pub fn is_joint(&self) -> bool {
        self.prefix == "joint"
    }
}

impl Standard {
    /// What its IRI ends with: its id, or else its code.
    pub fn name(&self) -> String {
        let name = self.id.as_deref().or(self.code.as_deref()).unwrap_or_default();
        name.trim().replace(' ', "-")
    }

    /// Its outcomes, unit by unit.
    pub fn outcomes(&self) -> impl Iterator<Item = &Outcome> {
        self.unit.iter().flat_map(|unit| &unit.outcome)
    }

    /// Its hours: as stated, else those of its units where all state them.
    pub fn total_hours(&self) -> Option<u32> {
        let sum = || {
            let mut hours = self.unit.iter().map(|unit| unit.hours);
            // Hours out of range are an issue of `check`, not a wrong sum.
            hours.try_fold(0, |sum: u32, hours| Some(sum.saturating_add(hours?)))
        };
        self.hours.or_else(|| sum().filter(|_| !self.unit.is_empty()))
    }
}

impl Unit {
    /// What its IRI ends with: its code, or else its id.
    pub fn name(&self) -> String {
        let name = self.code.as_deref().or(self.id.as_deref()).unwrap_or_default();
        name.trim().replace(' ', "-")
    }
}

#[cfg(test)]
mod tests;
