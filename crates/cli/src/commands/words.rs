//! Demands, evidence and matches in words.

use passerelle_model::{
    Assurance, Demand, Evidence, EvidenceOrigin, GateOutcome, GateResult, LanguageShortfall,
    LevelBasis, LicenceStatus, RankedMatch, Relation, SkillNamed, one_line,
};

/// How many characters of an id, a title or a label are shown.
const SHORT: usize = 60;

/// An id, title or label that fits into a line.
pub(super) fn short(text: &str) -> String {
    let cut: String = text.chars().take(SHORT).collect();
    let dots = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{dots}", one_line(&cut))
}

/// A concept by its code or label: `W6.3 Adjust …`.
pub(super) fn named(skill: &SkillNamed) -> String {
    match skill.id.rsplit_once('/') {
        // The codes of our own standards are what people call outcomes.
        Some((whole, code)) if whole.starts_with("joint:") => {
            format!("{code} {}", short(&skill.label))
        }
        _ => short(&skill.label),
    }
}

/// Hundredths of a month as months.
pub(super) fn months(hundredths: u64) -> String {
    match hundredths % 100 {
        0 => (hundredths / 100).to_string(),
        rest => format!("{}.{rest:02}", hundredths / 100),
    }
}

fn shortfalls(short: &[LanguageShortfall]) -> String {
    let same = |f: fn(&LanguageShortfall) -> String| {
        let first = short.first().map(f);
        first.filter(|one| short.iter().all(|s| f(s) == *one))
    };
    let held = |s: &LanguageShortfall| s.held.map_or("none stated", |level| level.as_str());
    // All five alike are told at once.
    if short.len() == 5
        && let Some(all) = same(|s| {
            let held = s.held.map_or("none stated", |level| level.as_str());
            format!("{} asked, {held}", s.asked)
        })
    {
        return all;
    }
    let each: Vec<String> =
        short.iter().map(|s| format!("{} {} asked, {}", s.skill, s.asked, held(s))).collect();
    each.join("; ")
}

/// A demand, and what there is towards it, in one line.
pub(super) fn demand(result: &GateResult) -> String {
    let met = result.outcome == GateOutcome::Met;
    match &result.demand {
        Demand::MustHave { skill, missing } => {
            let what = named(skill);
            match missing.as_slice() {
                [] => format!("must-have {what}"),
                [one] if one == skill => format!("must-have {what}: no evidence that is enough"),
                several => format!("must-have {what}: {} of its outcomes missing", several.len()),
            }
        }
        Demand::Language { language, short } if short.is_empty() => format!("language {language}"),
        Demand::Language { language, short } => {
            format!("language {language}: {}", shortfalls(short))
        }
        Demand::EqfLevel { asked, held, basis } => {
            let held = match (held, basis) {
                (None, _) => "none known".to_owned(),
                (Some(held), LevelBasis::Formal) => held.to_string(),
                (Some(held), _) => format!("{held} by estimate"),
            };
            format!("level {asked}: {held}")
        }
        Demand::Experience { asked_months, weighted_hundredths } => {
            format!("experience {asked_months} months: {}", months(*weighted_hundredths))
        }
        Demand::Licence { profession, destination, status, .. } => {
            let place = destination.map(|country| format!(" in {country}")).unwrap_or_default();
            let stands = match status {
                Some(LicenceStatus::Held) => "held",
                Some(LicenceStatus::Pending) => "pending",
                Some(LicenceStatus::Refused) => "refused",
                None => "nothing known",
            };
            let what = profession.as_ref().map_or("of an unknown profession", |p| &p.label);
            format!("licence {}{place}: {stands}", short(what))
        }
        Demand::Destination { asked, .. } if met => format!("destination {asked}"),
        Demand::Destination { asked, stated } => {
            let stated: Vec<String> = stated.iter().map(ToString::to_string).collect();
            format!("destination {asked}: would go to {}", stated.join(", "))
        }
        Demand::Dates { asked, .. } if met => format!("dates {asked}"),
        Demand::Dates { asked, stated } => {
            format!("dates {asked}: available {}", stated.unwrap_or_default())
        }
    }
}

/// The best match of somebody in one line.
pub(super) fn best(found: &RankedMatch) -> String {
    let title = found.title.as_deref().map(|t| format!(" ({})", short(t))).unwrap_or_default();
    format!("{}{title}, fit {}, score {}", short(&found.id), found.fit, found.score)
}

/// Who vouches for evidence and how well it is done.
pub(super) fn assurance(evidence: &Evidence) -> String {
    let assumed = if evidence.proficiency_assumed { " (assumed)" } else { "" };
    let vouched = evidence.assurance.map_or("inferred", Assurance::as_str);
    format!("{}{assumed}, {vouched}", evidence.proficiency)
}

/// Where evidence comes from, where it was not stated itself.
pub(super) fn origin(evidence: &Evidence) -> Option<String> {
    match &evidence.origin {
        EvidenceOrigin::Stated => None,
        EvidenceOrigin::Certificate(through) => {
            let names: Vec<String> = through.iter().map(named).collect();
            Some(format!("certificate {}", names.join(" → ")))
        }
        EvidenceOrigin::Inferred { occupation, months } => {
            Some(format!("{months} months as {}", short(&occupation.label)))
        }
    }
}

/// What leads from evidence to a requirement.
pub(super) const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::ExactMatch => "is exactly",
        Relation::CloseMatch => "is closely",
        Relation::BroadMatch => "is a case of",
        Relation::NarrowMatch => "includes",
        Relation::RelatedMatch => "has to do with",
        Relation::Broader => "is narrower than",
        Relation::Narrower => "is broader than",
        Relation::RequiresEssential => "requires",
        Relation::RequiredByEssential => "is required by",
        Relation::RequiresOptional => "may require",
        Relation::RequiredByOptional => "may be required by",
        Relation::Sibling => "which also holds",
    }
}
