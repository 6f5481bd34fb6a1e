//! Any text as the TOML of a policy, and what scores by it.
//!
//! A text that is changed anywhere is hardly ever a sound policy. Where the
//! first byte is 0, which no TOML has, the others are therefore its numbers,
//! drawn so that most of them are sound. What must hold:
//!
//! - Parsing gives a policy or one issue with its line, in one line.
//! - Checking names the fields at fault, each in one line; the line of a field
//!   is one of the text, and looking for it never panics.
//! - With a policy that has no fault, a matcher scores pairs of all kinds from
//!   0 to 1,000,000, and every explanation adds up to its score and fit.
//! - Who does the asked skill better, or speaks the asked language better,
//!   scores no less; what is inferred of somebody earns no more than the same,
//!   stated.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use passerelle_fuzz::{assert_issues, assert_one_line, pairs, policies};
use passerelle_import::policy::{line_of, parse_policy, place_of};
use passerelle_matching::{
    CompiledVacancy, Error, Matcher, PairScore, ResolvedProfile, ResolvedVacancy, check_policy,
};
use passerelle_model::{
    Assurance, CefrLevel, Component, Detail, GateOutcome, LanguageTag, MatchExplanation,
    MatchingPolicy, Proficiency,
};
use passerelle_taxonomy::{Names, Taxonomy};

struct World {
    profiles: Vec<ResolvedProfile>,
    vacancies: Vec<ResolvedVacancy>,
    names: Names<'static>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(pairs::taxonomy);
static WORLD: LazyLock<World> = LazyLock::new(|| World {
    profiles: pairs::profiles(&TAXONOMY),
    vacancies: pairs::vacancies(&TAXONOMY),
    names: Names::new(&TAXONOMY, &LanguageTag::english()).expect("its labels are in memory"),
});

fuzz_target!(|data: &[u8]| {
    let policy = match data {
        [0, numbers @ ..] => policies::drawn(numbers),
        _ => match std::str::from_utf8(data).ok().and_then(parsed) {
            Some(policy) => policy,
            None => return,
        },
    };
    let faults = check_policy(&policy);
    match Matcher::new(&TAXONOMY, policy) {
        Ok(matcher) => {
            assert!(faults.is_empty(), "{faults:?}");
            score_all(&matcher);
            compare_skills(&matcher);
            compare_languages(&matcher);
        }
        Err(error) => assert_eq!(Some(&error), faults.first()),
    }
});

/// Reads a policy and looks for the lines of its faults.
fn parsed(text: &str) -> Option<MatchingPolicy> {
    let lines = text.lines().count() as u64;
    for field in text.lines().take(8).chain(FIELDS) {
        assert!(line_of(text, field).is_none_or(|line| (1..=lines).contains(&line)), "{field:?}");
    }
    let policy = match parse_policy("in.toml", text) {
        Ok(policy) => policy,
        Err(issue) => {
            assert_issues(std::slice::from_ref(&issue));
            assert_one_line(&issue);
            // The end of a text that ends a line is on none.
            let line = issue.place.line.expect("a fault has a line");
            assert!((1..=lines + 1).contains(&line), "{issue}");
            return None;
        }
    };
    for fault in check_policy(&policy) {
        assert_one_line(&fault);
        let field = fault.field().expect("a fault of a policy is in a field");
        let line = line_of(text, field);
        assert_eq!(place_of("in.toml", text, field).line, line);
        assert!(line.is_none_or(|line| (1..=lines).contains(&line)), "{field:?}");
    }
    Some(policy)
}

/// Fields that a text may have, and texts that are no field.
const FIELDS: [&str; 8] =
    ["version", "sufficiency[3]", "shares.skills", "assurance: verified", "", ".", "[", "é.é"];

fn score_all(matcher: &Matcher<'_>) {
    for asked in &WORLD.vacancies {
        let Some(vacancy) = compile(matcher, asked) else { continue };
        for profile in &WORLD.profiles {
            let candidate = matcher.candidate(profile.clone());
            let pair = matcher.score(&candidate, &vacancy);
            assert!(pair.inferred_sum <= pair.credit_sum);
            assert!(pair.credit_sum <= 100 * vacancy.weight());
            let parts = pair.evidenced().millionths() + pair.inferred().millionths();
            assert_eq!(parts, if pair.credit_sum == 0 { 0 } else { 1_000_000 });

            let explain = |detail| matcher.explain(&candidate, &vacancy, &WORLD.names, detail);
            let full = explain(Detail::Full);
            adds_up(&pair, &full);
            requirements_add_up(&full, &vacancy);
            let each = u64::from(matcher.policy().weight.candidate_skill);
            assert_eq!(full.candidate_weight, each * candidate.distinct_skills());
            let compact = explain(Detail::Compact);
            adds_up(&pair, &compact);
            assert!(compact.requirements.is_empty());
            assert_eq!(compact.components, full.components);
            assert_eq!((compact.remainder, &compact.missing), (full.remainder, &full.missing));
        }
    }
}

/// Compiles a vacancy; nothing where the policy gives no share to anything
/// that it asks for.
fn compile(matcher: &Matcher<'_>, asked: &ResolvedVacancy) -> Option<CompiledVacancy> {
    match matcher.vacancy(asked.clone()) {
        Ok(vacancy) => {
            let shares = Component::ALL.map(|component| u32::from(vacancy.share(component)));
            assert_eq!(shares.iter().sum::<u32>(), 100);
            Some(vacancy)
        }
        Err(error) => {
            assert!(matches!(error, Error::AsksNothing { .. }), "{error}");
            let MatchingPolicy { shares, .. } = matcher.policy();
            let skills = !asked.requirements.is_empty() || asked.from_occupation;
            for (is_asked, share) in [
                (skills, shares.skills),
                (asked.experience.is_some(), shares.experience),
                (asked.qualification.is_some(), shares.qualification),
                (!asked.languages.is_empty(), shares.language),
            ] {
                assert!(!is_asked || share == 0, "{error}");
            }
            None
        }
    }
}

/// The score is what its parts add up to.
fn adds_up(pair: &PairScore, why: &MatchExplanation) {
    let score: u64 = why.components.iter().map(|c| c.contribution).sum();
    let fit: u64 = why.components.iter().map(|c| c.fit_contribution).sum();
    assert_eq!((score, fit), (pair.score.millionths().into(), pair.fit.millionths().into()));
    assert!(score <= 1_000_000 && fit <= 1_000_000);
    assert_eq!(why.credit_sum, pair.credit_sum);
    assert_eq!(why.components.iter().map(|c| u32::from(c.share)).sum::<u32>(), 100);
    for part in &why.components {
        let most = 10_000 * u64::from(part.share);
        assert!(part.value <= 100 && part.contribution <= most && part.fit_contribution <= most);
        if part.component != Component::Skills {
            assert_eq!(part.contribution, 100 * u64::from(part.share) * u64::from(part.value));
        }
    }
    let count = |outcome| why.gates.iter().filter(|g| g.outcome == outcome).count();
    assert_eq!(count(GateOutcome::Failed), pair.gates.failed() as usize);
    assert_eq!(count(GateOutcome::Undetermined), pair.gates.undetermined() as usize);
    assert!(why.missing.is_sorted_by(|a, b| a.gain >= b.gain));
    assert!(why.missing.iter().all(|m| m.gain > 0 && score + m.gain <= 1_000_000), "{why:?}");
    let levels = [why.deskilling.candidate_level, why.deskilling.vacancy_level];
    assert!(levels.into_iter().flatten().all(|level| (1..=4).contains(&level)));
    assert!(why.deskilling.unused_share.is_none_or(|share| share <= 100));
}

/// What the skills add is what the requirements add, and a remainder.
fn requirements_add_up(why: &MatchExplanation, vacancy: &CompiledVacancy) {
    let part = |weighted: u64| {
        let share = u64::from(vacancy.share(Component::Skills));
        (100 * share * weighted).checked_div(why.vacancy_weight).unwrap_or(0)
    };
    let skills = why.components.iter().find(|c| c.component == Component::Skills);
    let sum: u64 = why.requirements.iter().map(|r| r.contribution).sum();
    assert_eq!(sum + why.remainder, skills.map_or(0, |c| c.contribution));
    assert_eq!(sum + why.remainder, part(why.credit_sum));
    assert!(why.remainder == 0 || why.remainder < why.requirements.len() as u64);
    let weights: u64 = why.requirements.iter().map(|r| u64::from(r.weight)).sum();
    assert_eq!((weights, weights), (why.vacancy_weight, vacancy.weight()));
    for asked in &why.requirements {
        assert!(asked.weight >= 1 && asked.credit <= 100);
        assert_eq!(asked.contribution, part(u64::from(asked.weight) * u64::from(asked.credit)));
        let Some(best) = &asked.best_evidence else {
            assert_eq!(asked.credit, 0);
            continue;
        };
        let product = [best.proximity, best.confidence, best.sufficiency, best.assurance_worth]
            .map(u32::from)
            .iter()
            .product::<u32>();
        assert_eq!(u32::from(asked.credit), product / 1_000_000, "{asked:?}");
        assert_eq!(best.path.last().map_or(&best.skill, |step| &step.to), &asked.skill);
    }
}

/// A skill done better scores no less, and what is inferred no more than the
/// same, stated.
fn compare_skills(matcher: &Matcher<'_>) {
    let (weld, welder) = (pairs::find(&TAXONOMY, "weld"), pairs::find(&TAXONOMY, "job"));
    let minima = [None, Some(Proficiency::LEADS)];
    for asked in minima.map(|minimum| pairs::asking(weld, minimum)) {
        let Some(vacancy) = compile(matcher, &asked) else { continue };
        let score = |profile| matcher.score(&matcher.candidate(profile), &vacancy).score;
        let inferred = score(pairs::working(&TAXONOMY, welder, 600));
        for assurance in Assurance::ALL {
            assert!(inferred <= score(pairs::stating(weld, None, assurance)));
            let levels = (1..=4).map(|level| Proficiency::try_from(level).ok());
            let scores = levels.map(|level| score(pairs::stating(weld, level, assurance)));
            assert!(scores.is_sorted());
        }
    }
}

/// A language known better scores no less.
fn compare_languages(matcher: &Matcher<'_>) {
    use CefrLevel::{A1, A2, B1, B2, C1, C2};
    let Some(vacancy) = compile(matcher, &pairs::asking_for_languages()) else { return };
    let score = |profile| matcher.score(&matcher.candidate(profile), &vacancy).score;
    let scores = [A1, A2, B1, B2, C1, C2].map(|level| score(pairs::speaking("de", level)));
    assert!(scores.is_sorted(), "{scores:?}");
}
