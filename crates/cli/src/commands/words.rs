//! Demands, evidence and matches in words.

use std::fmt::Write as _;

use super::number;
use passerelle_model::{
    Assurance, CefrLevel, Demand, Evidence, EvidenceOrigin, FeesBorneBy, GateOutcome, GateResult,
    LanguageShortfall, LevelBasis, LicenceStatus, OccupationTranslated, RankedMatch, Relation,
    SkillNamed, Terms, TranslationHop, WagePeriod, one_line,
};

/// How many items of a list are shown to people.
const LISTED: usize = 5;
/// How many characters of an id, a title or a label stand in a list.
const SHORT: usize = 60;

/// An id, title or label that fits into a line, cut between words.
pub(super) fn short(text: &str) -> String {
    let line = one_line(text);
    if line.chars().count() <= SHORT {
        return line.into_owned();
    }
    let cut: String = line.chars().take(SHORT).collect();
    let words = cut.rsplit_once(' ').map_or(cut.as_str(), |(words, _)| words);
    format!("{}…", words.trim_end_matches([',', ';', ':']))
}

/// A concept by its code and label, the label whole: `W6.3 Adjust …`.
pub(super) fn named(skill: &SkillNamed) -> String {
    match skill.id.rsplit_once('/') {
        // The codes of our own standards are what people call outcomes.
        Some((whole, code)) if whole.starts_with("joint:") => {
            format!("{code} {}", one_line(&skill.label))
        }
        _ => one_line(&skill.label).into_owned(),
    }
}

/// Hundredths as a number: `100.10`, or `24`.
pub(super) fn hundredths(number: u64) -> String {
    match number % 100 {
        0 => (number / 100).to_string(),
        rest => format!("{}.{rest:02}", number / 100),
    }
}

/// Skills of a language that fall short; those alike are told together.
pub(super) fn shortfalls(short: &[LanguageShortfall]) -> String {
    let mut groups: Vec<(&LanguageShortfall, Vec<String>)> = Vec::new();
    for skill in short {
        let alike =
            |known: &LanguageShortfall| (known.asked, known.held) == (skill.asked, skill.held);
        match groups.iter_mut().find(|(known, _)| alike(known)) {
            Some((_, names)) => names.push(skill.skill.to_string()),
            None => groups.push((skill, vec![skill.skill.to_string()])),
        }
    }
    if groups.is_empty() {
        return "met".to_owned();
    }
    let each: Vec<String> = groups
        .iter()
        .map(|(skill, names)| {
            let held = skill.held.map_or("none stated", CefrLevel::as_str);
            let word = if skill.held.is_some() { " held" } else { "" };
            let told = format!("{} asked, {held}{word}", skill.asked);
            if names.len() == 5 { told } else { format!("{told} in {}", names.join(", ")) }
        })
        .collect();
    each.join("; ")
}

/// A demand, and what there is towards it, in one line; labels are cut where
/// `cut` says.
pub(super) fn demand(result: &GateResult, cut: fn(&str) -> String) -> String {
    let met = result.outcome == GateOutcome::Met;
    match &result.demand {
        Demand::MustHave { skill, missing } => {
            let what = cut(&named(skill));
            match missing.as_slice() {
                [] => format!("must-have {what}"),
                [one] if one == skill => format!("must-have {what}: no sufficient evidence"),
                several => format!("must-have {what}: {} of its outcomes missing", several.len()),
            }
        }
        Demand::Language { language, .. } if met => format!("language {language}"),
        Demand::Language { language, short } => {
            format!("language {language}: {}", shortfalls(short))
        }
        Demand::EqfLevel { asked, held, basis } => {
            let held = match (held, basis) {
                (None, _) => "none known".to_owned(),
                (Some(held), LevelBasis::Formal) => format!("{} held", held.number()),
                (Some(held), _) => format!("{} held by estimate", held.number()),
            };
            format!("EQF level {} asked, {held}", asked.number())
        }
        Demand::Experience { asked_months, weighted_hundredths } => {
            let counted = hundredths(*weighted_hundredths);
            format!("{asked_months} months of experience asked, {counted} count")
        }
        Demand::Licence { profession, destination, status, stated, regulated, .. } => {
            let place = destination.map(|country| format!(" in {country}")).unwrap_or_default();
            let stands = match status {
                Some(LicenceStatus::Held) => "held",
                Some(LicenceStatus::Pending) => "pending",
                Some(LicenceStatus::Refused) => "refused",
                None => "nothing known",
            };
            let what = profession.as_ref().map_or("an unknown profession", |p| &p.label);
            let asked = match (stated, regulated) {
                (true, _) => "",
                (false, Some(_)) => ", asked for by law",
                (false, None) => ", perhaps asked for by law",
            };
            format!("licence as {}{place}: {stands}{asked}", cut(what))
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

/// How well evidence is done, where it falls short of what, and who vouches
/// for it.
pub(super) fn assurance(evidence: &Evidence, asked: passerelle_model::Proficiency) -> String {
    let assumed = if evidence.proficiency_assumed { " (assumed)" } else { "" };
    let vouched = evidence.assurance.map_or("inferred", Assurance::as_str);
    if evidence.proficiency.shortfall(asked) > 0 {
        format!("{}{assumed} where {asked} is asked, {vouched}", evidence.proficiency)
    } else {
        format!("{}{assumed}, {vouched}", evidence.proficiency)
    }
}

/// What evidence rests on that is less than certain.
pub(super) fn rests_on(evidence: &Evidence) -> &'static str {
    match evidence.origin {
        EvidenceOrigin::Certificate { .. } => "mapping of the certificate's unit",
        EvidenceOrigin::Stated | EvidenceOrigin::Inferred { .. } => {
            "translation of the person's occupation"
        }
    }
}

/// Where evidence comes from, where it was not stated itself.
pub(super) fn origin(evidence: &Evidence) -> Option<String> {
    match &evidence.origin {
        EvidenceOrigin::Stated => None,
        EvidenceOrigin::Certificate { through, comprised } => {
            let names: Vec<String> = through.iter().map(named).collect();
            let by = comprised.as_ref().map_or(String::new(), |hop| {
                let level = if hop.to.id == evidence.skill.id { "" } else { ", unit-level" };
                format!(" → {}{level}", hops(std::slice::from_ref(hop)))
            });
            Some(format!("certificate {}{by}", names.join(" → ")))
        }
        EvidenceOrigin::Inferred { occupation, months, translated } => {
            let stands = translated.as_ref().map_or(String::new(), |to| {
                format!(", read as {} ({} %)", one_line(&to.to.label), to.confidence)
            });
            Some(format!("{months} months as {}{stands}", one_line(&occupation.label)))
        }
    }
}

/// What an occupation stands for, with the hops and what each keeps.
pub(super) fn translated(found: &OccupationTranslated) -> String {
    let confidence = found.confidence;
    format!("{} ({confidence} %: {})", named(&found.to), hops(&found.path))
}

/// The mappings of a path, and what each keeps.
pub(super) fn hops(path: &[TranslationHop]) -> String {
    let hop = |hop: &TranslationHop| {
        let assumed = if hop.assumed { " assumed" } else { "" };
        let read = hop.read.map_or(String::new(), |direction| format!(", read {direction}"));
        format!(
            "{} {}, {} %{assumed} × {} %, {}{read}",
            hop.predicate,
            hop.to.id,
            hop.confidence,
            hop.prior,
            one_line(&hop.set)
        )
    };
    path.iter().map(hop).collect::<Vec<_>>().join("; then ")
}

/// What leads from one concept to the next: "A, which … B".
pub(super) const fn relation(relation: Relation) -> &'static str {
    match relation {
        Relation::ExactMatch => "which is the same as",
        Relation::CloseMatch => "which is close to",
        Relation::BroadMatch => "which is a case of",
        Relation::NarrowMatch => "which includes",
        Relation::RelatedMatch => "which has to do with",
        Relation::Broader => "which is narrower than",
        Relation::Narrower => "which is broader than",
        Relation::RequiresEssential => "which requires",
        Relation::RequiredByEssential => "which is required by",
        Relation::RequiresOptional => "which may require",
        Relation::RequiredByOptional => "which may be required by",
        Relation::Sibling => "which also holds",
    }
}

/// What a worker is offered, where anything is stated.
pub(super) fn terms(terms: &Terms) -> Option<String> {
    let mut parts = Vec::new();
    if let Some(wage) = &terms.wage {
        let digits = minor_digits(&wage.currency);
        let unit = 10_u64.pow(digits);
        let (whole, rest) = (wage.minor_units / unit, wage.minor_units % unit);
        let amount = match digits {
            0 => whole.to_string(),
            digits => format!("{whole}.{rest:0width$}", width = digits as usize),
        };
        let per = match wage.per {
            WagePeriod::Hour => "an hour",
            WagePeriod::Day => "a day",
            WagePeriod::Week => "a week",
            WagePeriod::Month => "a month",
            WagePeriod::Year => "a year",
        };
        parts.push(format!("{amount} {} {per}", one_line(&wage.currency)));
    }
    if let Some(hours) = terms.hours_per_week {
        parts.push(format!("{hours} hours a week"));
    }
    parts.extend(terms.recruitment_fees.map(|fees| {
        let who = match fees {
            FeesBorneBy::Employer => "borne by the employer",
            FeesBorneBy::Worker => "borne by the worker",
            FeesBorneBy::Shared => "shared",
        };
        format!("recruitment fees {who}")
    }));
    parts.extend(
        terms
            .may_change_employer
            .map(|may| format!("{} change employer", if may { "may" } else { "may not" })),
    );
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// How many decimals a currency has.
///
/// # Source
/// ISO 4217, list one: the currencies whose minor unit is not a hundredth.
const fn minor_digits(currency: &str) -> u32 {
    match currency.as_bytes() {
        b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF"
        | b"UGX" | b"UYI" | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
        b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
        _ => 2,
    }
}

/// The first few of a list, and how many more there are.
pub(super) fn list<T>(
    text: &mut String,
    title: &str,
    items: &[T],
    line: impl Fn(&T) -> String,
) -> std::fmt::Result {
    if items.is_empty() {
        return Ok(());
    }
    writeln!(text, "{title} ({})", number(items.len() as u64))?;
    for item in items.iter().take(LISTED) {
        writeln!(text, "  {}", line(item))?;
    }
    if items.len() > LISTED {
        let more = number((items.len() - LISTED) as u64);
        writeln!(text, "  … and {more} more (all: --format json)")?;
    }
    Ok(())
}
