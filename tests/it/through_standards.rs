//! Matching through standards: what a certificate whose units are titles is
//! evidence of, and what a post asks for that asks for one.

use passerelle::model::{EvidenceOrigin, GateOutcome, LevelBasis, MatchExplanation};

use crate::matching_rules::{pair, why};

const SMAW: &str = "\"qualifications\":[{\"concept\":\"ph-tesda:MEEEAW207\"}]";

/// The credit of the requirement with a code, and the evidence.
#[track_caller]
fn met<'a>(why: &'a MatchExplanation, id: &str) -> (u8, Option<&'a passerelle::model::Evidence>) {
    let found = why.requirements.iter().find(|r| r.skill.id == id);
    let found = found.unwrap_or_else(|| panic!("{id} is not asked for"));
    (found.credit, found.best_evidence.as_ref())
}

#[test]
fn a_certificate_counts_by_what_its_units_are_mapped_to() {
    let found = pair(SMAW, "\"requirements\":[{\"concept\":\"joint:welder/W5\"}]");
    let why = why(&found);
    // The unit comprises the outcome: the mapping's confidence counts, and
    // nothing is lost by the predicate. 95 for a certificate, 92 for the row.
    let (credit, evidence) = met(why, "joint:welder/W5.3");
    let evidence = evidence.unwrap();
    assert_eq!((credit, evidence.origin_confidence), (87, 92));
    let EvidenceOrigin::Certificate { through, comprised } = &evidence.origin else {
        panic!("{evidence:?}")
    };
    let ids: Vec<&str> = through.iter().map(|whole| whole.id.as_str()).collect();
    assert_eq!(ids, ["ph-tesda:MEEEAW207", "ph-tesda:MEE721302"]);
    let hop = comprised.as_ref().unwrap();
    assert_eq!((hop.to.id.as_str(), hop.prior), ("joint:welder/W5.3", 100));
    assert!(evidence.path.is_empty());
    // What no unit comprises is not there.
    assert_eq!(met(why, "joint:welder/W5.1").0, 0);
}

#[test]
fn a_certificate_reaches_further_through_the_joint_outcome() {
    let engine = passerelle::Engine::embedded().unwrap();
    let taxonomy = engine.taxonomy();
    let outcome = engine.find("joint:welder/W5.3").unwrap();
    let mapped = taxonomy.mappings_from(outcome).next().unwrap();
    let iri = taxonomy.iri(mapped.object);
    let asks = format!("\"requirements\":[{{\"concept\":\"{iri}\"}}]");
    let found = pair(SMAW, &asks);
    let requirement = &why(&found).requirements[0];
    let evidence = requirement.best_evidence.as_ref().unwrap();
    assert!(requirement.credit > 0);
    assert!(matches!(&evidence.origin, EvidenceOrigin::Certificate { comprised: Some(_), .. }));
    // Certificate, unit, joint outcome; from there by the mapping to ESCO.
    assert_eq!(evidence.translation.len(), 1, "{evidence:?}");
    let product = u64::from(evidence.proximity)
        * u64::from(evidence.confidence)
        * u64::from(evidence.sufficiency)
        * u64::from(evidence.assurance_worth)
        * u64::from(evidence.origin_confidence);
    assert_eq!(u64::from(requirement.credit), product / 100_000_000);
}

#[test]
fn the_same_certificate_on_both_sides_is_not_less_than_certain() {
    let found = pair(SMAW, "\"requirements\":[{\"concept\":\"ph-tesda:MEEEAW207\"}]");
    for requirement in &why(&found).requirements {
        let short = requirement.minimum_proficiency
            > requirement.best_evidence.as_ref().unwrap().proficiency;
        assert!(requirement.credit == 95 || short, "{requirement:?}");
        assert_eq!(requirement.confidence, 100);
    }
    // Another certificate for the same work is as sure as both mappings.
    let other = "\"qualifications\":[{\"concept\":\"ph-tesda:MEEEAW107\"}]";
    let found = pair(other, "\"requirements\":[{\"concept\":\"ph-tesda:MEE721302\"}]");
    let best = why(&found).requirements.iter().map(|r| r.credit).max().unwrap();
    assert!((1..95).contains(&best), "{best}");
}

#[test]
fn a_unit_that_is_a_case_of_an_outcome_meets_no_must_have() {
    // Its mapping to the outcome is broad; that of the other is narrow.
    let engine = passerelle::Engine::embedded().unwrap();
    let unit = engine.find("ph-tesda:ALT723201").unwrap();
    let outcome = engine.find("joint:delivery-driver/DD1.6").unwrap();
    let mapping = engine.taxonomy().mappings_from(unit).find(|m| m.object == outcome).unwrap();
    assert_eq!(mapping.predicate, passerelle::model::MappingPredicate::Broad);
    let must = |concept: &str, minimum: u8| {
        format!(
            "\"requirements\":[{{\"concept\":\"{concept}\",\"must_have\":true,\
             \"minimum_proficiency\":{minimum}}}]"
        )
    };
    let holds = |id: &str| format!("\"qualifications\":[{{\"concept\":\"{id}\"}}]");
    let outcome_of = |id: &str, asked: &str, minimum: u8| {
        why(&pair(&holds(id), &must(asked, minimum))).gates[0].outcome
    };
    let sealing = "ph-tesda:ALT723201";
    assert_eq!(outcome_of(sealing, "joint:delivery-driver/DD1.6", 2), GateOutcome::Failed);
    assert_eq!(outcome_of("ph-tesda:MEEEAW207", "joint:welder/W5.3", 2), GateOutcome::Met);
    // The very unit that is asked for is that unit, at the level it is taught to.
    assert_eq!(outcome_of(sealing, sealing, 2), GateOutcome::Met);
    assert_eq!(outcome_of(sealing, sealing, 4), GateOutcome::Failed);
}

#[test]
fn electives_are_no_part_of_what_a_certificate_gives() {
    let asks = "\"requirements\":[{\"concept\":\"joint:welder/W5\"}]";
    let earned = |id: &str| {
        let found = pair(&format!("\"qualifications\":[{{\"concept\":\"{id}\"}}]"), asks);
        why(&found).requirements.iter().any(|r| r.credit > 0)
    };
    assert!(!earned("au-vet:MEM31922"));
    assert!(earned("au-vet:MEM05012"));
}

#[test]
fn a_qualification_without_units_says_nothing_of_skills() {
    for id in ["in-nsqf:CSC/Q0204", "de-ausbildung:HochbauBAusbV-Maurer"] {
        let profile = format!("\"qualifications\":[{{\"concept\":\"{id}\"}}]");
        let found = pair(&profile, "\"requirements\":[{\"concept\":\"joint:welder\"}]");
        assert!(why(&found).requirements.iter().all(|r| r.credit == 0), "{id}");
    }
}

#[test]
fn the_level_of_a_certificate_decides_only_where_its_framework_is_referenced() {
    let asks = "\"qualification\":{\"eqf_level\":4,\"gate\":true}";
    for (id, level, basis, outcome) in [
        ("de-ausbildung:MetallbAusbV_2008", 4, LevelBasis::Formal, GateOutcome::Met),
        ("ph-tesda:MEEEAW207", 2, LevelBasis::Estimated, GateOutcome::Undetermined),
        // Our own indication is an estimate too.
        ("joint:baker", 4, LevelBasis::Estimated, GateOutcome::Undetermined),
    ] {
        let found = pair(&format!("\"qualifications\":[{{\"concept\":\"{id}\"}}]"), asks);
        let why = why(&found);
        let best = why.qualification.as_ref().unwrap().best.as_ref().unwrap();
        assert_eq!(best.level.unwrap().number(), level, "{id}");
        assert_eq!(best.level_basis, basis, "{id}");
        assert_eq!(why.gates[0].outcome, outcome, "{id}");
    }
}

#[test]
fn a_safeguard_warns_and_never_scores() {
    let profile = |country: &str| {
        format!(
            "\"skills\":[{{\"code\":\"N4.1\"}}],\
             \"qualifications\":[{{\"title\":\"Nursing\",\"country\":\"{country}\"}}]"
        )
    };
    let asks = |isco: &str| {
        format!("\"occupation\":\"isco:{isco}\",\"requirements\":[{{\"code\":\"N4.1\"}}]")
    };
    let nepal = pair(&profile("NP"), &asks("2221"));
    let other = pair(&profile("PH"), &asks("2221"));
    assert_eq!(nepal.warnings.len(), 1);
    assert_eq!(nepal.warnings[0].id, "who-health-workforce-2023");
    assert!(other.warnings.is_empty());
    assert_eq!((nepal.score, nepal.fit), (other.score, other.fit));
    assert_eq!(nepal.failed, other.failed);
    // It is about health occupations.
    assert!(pair(&profile("NP"), &asks("7212")).warnings.is_empty());
}
