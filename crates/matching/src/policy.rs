//! Whether a policy makes sense.

use passerelle_model::MatchingPolicy;

use crate::error::Error;

/// Everything that is wrong with a policy: numbers out of their range, and
/// numbers that would break a law of matching, such as that inferred evidence
/// never beats stated evidence.
pub fn check(policy: &MatchingPolicy) -> Vec<Error> {
    let mut found = Vec::new();
    let mut range = |field: &str, value: u32, least: u32, most: u32| {
        if !(least..=most).contains(&value) {
            found.push(Error::Policy { field: field.to_owned(), value, least, most });
        }
    };
    let mut percent = |field: &str, value: u8| range(field, value.into(), 0, 100);

    let MatchingPolicy { proximity, assurance, evidence_priors, people_priors, experience, .. } =
        policy;
    percent("recognition.covered", policy.recognition.covered);
    percent("recognition.comparable", policy.recognition.comparable);
    for (at, &value) in policy.sufficiency.iter().enumerate() {
        percent(&format!("sufficiency[{at}]"), value);
    }
    for (list, values) in [
        ("proximity.evidence_narrower", &proximity.evidence_narrower),
        ("proximity.evidence_broader", &proximity.evidence_broader),
        ("language.shortfall", &policy.language.shortfall),
    ] {
        for (at, &value) in values.iter().enumerate() {
            percent(&format!("{list}[{at}]"), value);
        }
    }
    for (field, value) in [
        ("assurance.verified", assurance.verified),
        ("assurance.certified", assurance.certified),
        ("assurance.tested", assurance.tested),
        ("assurance.employer-attested", assurance.employer_attested),
        ("assurance.self-declared", assurance.self_declared),
        ("proximity.same", proximity.same),
        ("proximity.requires_essential", proximity.requires_essential),
        ("proximity.required_by_essential", proximity.required_by_essential),
        ("proximity.optional", proximity.optional),
        ("proximity.sibling", proximity.sibling),
        ("evidence_priors.exact", evidence_priors.exact),
        ("evidence_priors.close", evidence_priors.close),
        ("evidence_priors.broad", evidence_priors.broad),
        ("evidence_priors.narrow", evidence_priors.narrow),
        ("evidence_priors.related", evidence_priors.related),
        ("people_priors.exact", people_priors.exact),
        ("people_priors.close", people_priors.close),
        ("people_priors.broad", people_priors.broad),
        ("people_priors.narrow", people_priors.narrow),
        ("people_priors.related", people_priors.related),
        ("experience.unit_group", experience.unit_group),
        ("experience.minor_group", experience.minor_group),
        ("experience.sub_major_group", experience.sub_major_group),
        ("qualification.level_short", policy.qualification.level_short),
        ("qualification.field_same", policy.qualification.field_same),
        ("qualification.field_narrow", policy.qualification.field_narrow),
        ("qualification.field_broad", policy.qualification.field_broad),
        ("qualification.field_other", policy.qualification.field_other),
        ("deskilling.used_from", policy.deskilling.used_from),
    ] {
        percent(field, value);
    }
    let alignment = &policy.alignment;
    for (at, &value) in alignment.level_sufficiency.iter().enumerate() {
        percent(&format!("alignment.level_sufficiency[{at}]"), value);
    }
    range("alignment.covered", alignment.covered.into(), 1, 100);
    range("alignment.partial", alignment.partial.into(), 1, alignment.covered.into());
    // Inferred evidence never beats the same evidence stated by the person.
    let inferred = u32::from(policy.inferred.assurance);
    let least_stated = [
        assurance.verified,
        assurance.certified,
        assurance.tested,
        assurance.employer_attested,
        assurance.self_declared,
    ]
    .into_iter()
    .min();
    range("inferred.assurance", inferred, 0, least_stated.map_or(100, u32::from));
    range("inferred.full_months", policy.inferred.full_months.into(), 1, 600);
    for (field, value) in [
        ("weight.essential", policy.weight.essential),
        ("weight.optional", policy.weight.optional),
        ("weight.candidate_skill", policy.weight.candidate_skill),
        ("template.max_weight", policy.template.max_weight),
    ] {
        range(field, value.into(), 1, 5);
    }
    range("template.one_in", policy.template.one_in, 1, 1_000);
    range("template.max_skills", policy.template.max_skills, 1, 1_000);
    // The fast kernel counts to 511.
    range("template.whole_weight", policy.template.whole_weight, 100, 511);
    for (at, &level) in policy.deskilling.skill_level_of_eqf.iter().enumerate() {
        range(&format!("deskilling.skill_level_of_eqf[{at}]"), level.into(), 1, 4);
    }
    range("deskilling.occupation_months", policy.deskilling.occupation_months.into(), 0, 600);
    let shares = &policy.shares;
    let sum = [shares.skills, shares.experience, shares.qualification, shares.language];
    // Skills are what this is about; a vacancy that asks for nothing else
    // would be left without any component.
    range("shares.skills", shares.skills.into(), 1, 100);
    let sum: u32 = sum.into_iter().map(u32::from).sum();
    range("proximity.evidence_narrower, its length,", len(&proximity.evidence_narrower), 0, 5);
    range("proximity.evidence_broader, its length,", len(&proximity.evidence_broader), 0, 5);
    range("language.shortfall, its length,", len(&policy.language.shortfall), 1, 6);

    if sum != 100 {
        found.push(Error::PolicyShares { sum });
    }
    let of = &policy.qualification;
    for (what, values) in [
        ("sufficiency", policy.sufficiency.as_slice()),
        ("language.shortfall", &policy.language.shortfall),
        ("proximity.evidence_narrower", &proximity.evidence_narrower),
        ("proximity.evidence_broader", &proximity.evidence_broader),
        ("alignment.level_sufficiency", &alignment.level_sufficiency),
        (
            "experience: unit_group, minor_group, sub_major_group",
            &[experience.unit_group, experience.minor_group, experience.sub_major_group],
        ),
        (
            "qualification: field_same, field_narrow, field_broad, field_other",
            &[of.field_same, of.field_narrow, of.field_broad, of.field_other],
        ),
        (
            "assurance: verified, certified, employer-attested, self-declared",
            &[
                assurance.verified,
                assurance.certified,
                assurance.employer_attested,
                assurance.self_declared,
            ],
        ),
        (
            "assurance: verified, tested, employer-attested",
            &[assurance.verified, assurance.tested, assurance.employer_attested],
        ),
        (
            "people_priors: exact, close, related",
            &[people_priors.exact, people_priors.close, people_priors.related],
        ),
        (
            "evidence_priors: exact, close, related",
            &[evidence_priors.exact, evidence_priors.close, evidence_priors.related],
        ),
    ] {
        falls(&mut found, what, values);
    }
    // Nothing is nearer than the same.
    let others = proximity.evidence_narrower.iter().chain(&proximity.evidence_broader).copied();
    let others = others.chain([
        proximity.requires_essential,
        proximity.required_by_essential,
        proximity.optional,
        proximity.sibling,
    ]);
    let nearest = others.max().unwrap_or(0);
    falls(&mut found, "proximity: same, any other", &[proximity.same, nearest]);
    if policy.version.trim().is_empty() {
        found.push(Error::PolicyVersion);
    }
    found
}

fn len(list: &[u8]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
}

/// What is further from what is asked must not be worth more.
fn falls(found: &mut Vec<Error>, field: &'static str, values: &[u8]) {
    if !values.is_sorted_by(|a, b| a >= b) {
        found.push(Error::PolicyRises { field });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_one(change: impl FnOnce(&mut MatchingPolicy), says: &str) {
        let mut policy = MatchingPolicy::default();
        change(&mut policy);
        let found: Vec<String> = check(&policy).iter().map(ToString::to_string).collect();
        assert_eq!(found.len(), 1, "{found:?}");
        assert!(found[0].contains(says), "{found:?}");
    }

    #[test]
    fn the_default_is_sound_and_faults_are_named() {
        assert_eq!(check(&MatchingPolicy::default()), []);
        check_one(|p| p.evidence_priors.narrow = 101, "`evidence_priors.narrow` is 101");
        check_one(|p| p.shares.skills = 60, "`shares` add up to 90");
        check_one(|p| p.inferred.assurance = 71, "`inferred.assurance` is 71");
        check_one(|p| p.sufficiency = [100, 40, 70, 0], "`sufficiency` rise");
        check_one(|p| p.weight.optional = 0, "`weight.optional` is 0");
        check_one(|p| p.template.whole_weight = 1000, "`template.whole_weight`");
        check_one(|p| p.assurance.certified = 80, "verified, certified");
        check_one(|p| p.proximity.same = 80, "`proximity: same, any other`");
        check_one(|p| p.qualification.field_other = 60, "field_other");
        check_one(|p| p.version = String::new(), "no version");
        check_one(|p| p.deskilling.skill_level_of_eqf[2] = 0, "skill_level_of_eqf[2]");
    }
}
