//! A recognition case, from a profile and a vacancy.

use passerelle_matching::Occupation;
use passerelle_model::{
    Case, CaseExperience, CaseLanguage, CaseQualification, CaseTarget, Country, Employment,
    Profile, QualificationStatus, Vacancy,
};

use crate::engine::Engine;

/// The case that a match raises: the profile's evidence, the vacancy's
/// destination and profession. Absent where the vacancy names no destination.
///
/// A job's occupation is read as its unit group of ISCO-08 where the record
/// names it by IRI, CURIE or code; a job title alone is not resolved here.
pub fn case_of(engine: &Engine, profile: &Profile, vacancy: &Vacancy) -> Option<Case> {
    let form = vacancy.licence.as_ref().and_then(|licence| licence.employment).unwrap_or_default();
    let asked = vacancy.licence.as_ref().and_then(|licence| licence.profession.as_deref());
    let asked = asked.or(vacancy.occupation.as_deref());
    let isco = asked.and_then(|text| isco_of(engine, text));
    let id = format!("{} – {}", profile.id, vacancy.id);
    Some(case(engine, profile, id, vacancy.destination?, isco, form))
}

fn case(
    engine: &Engine,
    profile: &Profile,
    id: String,
    destination: Country,
    isco: Option<String>,
    form: Employment,
) -> Case {
    let completed = |status: Option<QualificationStatus>| {
        status.is_none_or(|status| status == QualificationStatus::Completed)
    };
    let held = profile.qualifications.iter().filter(|held| completed(held.status));
    let qualifications = held.map(|held| CaseQualification {
        title: held.title.clone(),
        country: held.country,
        awarded: held.awarded,
        standard: held.concept.clone(),
        eqf_level: held.eqf_level,
        referencing: held.referencing,
        ..CaseQualification::default()
    });
    let experience = profile.experience.iter().map(|job| CaseExperience {
        isco: job.occupation.as_deref().and_then(|text| isco_of(engine, text)),
        country: None,
        from: job.from,
        to: job.to,
        // Forty hours are full time.
        percent: job.hours_per_week.map(|hours| (hours.min(40) * 5 / 2).max(1)),
        role: passerelle_model::WorkRole::Employed,
        technical: false,
        // What a register states nobody has certified yet.
        certified: false,
        outcomes: Vec::new(),
    });
    let languages = profile.languages.iter().map(|known| CaseLanguage {
        language: known.language.clone(),
        level: known.level,
        skills: known.skills,
        test: None,
        score: None,
    });
    Case {
        id,
        as_of: None,
        destination,
        purpose: passerelle_model::Purpose::Practice,
        request: None,
        target: CaseTarget { isco, form, ..CaseTarget::default() },
        qualifications: qualifications.collect(),
        experience: experience.collect(),
        languages: languages.collect(),
        circumstances: std::collections::BTreeMap::new(),
        findings: Vec::new(),
        immigration: std::collections::BTreeMap::new(),
    }
}

/// The unit group of ISCO-08 that an occupation is in.
pub(crate) fn isco_of(engine: &Engine, text: &str) -> Option<String> {
    let taxonomy = engine.taxonomy();
    let concept = engine.find(text).or_else(|| {
        let mut coded = taxonomy.find_notation(text.trim()).iter().copied();
        coded.find(|&c| taxonomy.iri(c).starts_with("http://data.europa.eu/esco/isco/C"))
    })?;
    let group = Occupation::new(taxonomy, concept).isco?;
    unit_group(taxonomy.notation(group)?)
}

/// A code of ISCO-08 that is a unit group's.
pub(crate) fn unit_group(code: &str) -> Option<String> {
    let is_unit_group = code.len() == 4 && code.bytes().all(|byte| byte.is_ascii_digit());
    is_unit_group.then(|| code.to_owned())
}
