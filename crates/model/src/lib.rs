//! The plain data of Passerelle.
//!
//! Every crate of the engine speaks in these types: identifiers and labels,
//! profiles and vacancies, what a match explains, the issues found in data,
//! and the policies that hold every number of a score. They carry no
//! behaviour beyond checking themselves, so that a file format, a schema and
//! a library call all mean the same thing.
//!
//! ```
//! use passerelle_model::{Iri, Prefixes};
//!
//! let prefixes = Prefixes::builtin();
//! let welder = prefixes.expand("isco:7212").ok_or("not a CURIE")?;
//! assert_eq!(welder, Iri::parse("http://data.europa.eu/esco/isco/C7212")?);
//! assert_eq!(prefixes.compact(&welder), "isco:7212");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What it deliberately does not do: read files, look anything up, score.

mod alignment;
mod calendar;
mod case;
mod code;
mod concept;
mod country;
pub mod crosswalk;
mod curriculum;
mod explanation;
mod gate;
mod iri;
mod issue;
mod language;
mod level;
mod level_table;
mod manifest;
mod match_list;
mod policy;
mod profile;
mod proposal;
mod safeguard;
mod schema;
mod skill;
mod standard;
mod translation;
mod vacancy;

pub use alignment::{
    Alignment, AlignmentBasis, AlignmentSubject, CoverageEvidence, CoverageStatus, Covered,
    HoursCompared, LanguageCompared, LanguageReached, LevelCompared, LinkBasis, MissingOutcome,
    ModuleOverlap, ModuleUse, OutcomeCounts, OutcomeCoverage, RequiredBy, StandardCoverage,
    SubjectKind, Supplement, SupplementMethod, SupplementUnit, UnitCoverage,
};
pub use calendar::{DayOrMonth, InvalidDate, Period};
pub use case::{
    AuthorityFinding, Case, CaseExperience, CaseLanguage, CaseQualification, CaseTarget,
    DirectiveLevel, FactValue, InstitutionStatus, Purpose, RecognitionRequest, StatedDifference,
    WorkRole,
};
pub use code::{Code, CodeInfo, codes};
pub use concept::{
    ConceptKind, Confidence, ConfidenceOutOfRange, Direction, Importance, LabelRole,
    MappingPredicate, NoteKind, ReuseLevel, SchemeKind, Status, UnknownName,
};
pub use country::{Country, InvalidCountry};
pub use curriculum::{
    CreditPoints, Curriculum, HOURS_PER_CREDIT, InvalidCreditPoints, Module, ModuleOutcome,
};
pub use explanation::{
    Component, ComponentExplanation, Deskilling, Detail, Evidence, EvidenceOrigin,
    ExperienceExplanation, JobCounted, LanguageExplanation, MatchExplanation, Missing,
    OccupationTranslated, PathStep, QualificationCounted, QualificationExplanation, Relation,
    RequirementExplanation, ResolvedBy, SkillNamed,
};
pub use gate::{Demand, Gate, GateOutcome, GateResult, LanguageShortfall, LevelBasis};
pub use iri::{InvalidIri, Iri, Prefix, Prefixes};
pub use issue::{Issue, Place, Severity, one_line};
pub use jiff::civil::Date;
pub use language::{InvalidLanguageTag, LanguageTag};
pub use level::{CefrLevel, CefrSkill, CefrSkills, EqfLevel, EqfLevelOutOfRange};
pub use level_table::{
    FactBasis, FactConfidence, FactSource, Framework, InvalidTestScore, LevelConversion, LevelPath,
    LevelStep, LevelTables, TestBand, TestScore,
};
pub use manifest::{Manifest, MatchSummary, RecordCounts, RunOptions, Written};
pub use match_list::{MatchBasis, MatchList, PairCounts, RankedMatch, RecognitionRoute, View};
pub use policy::{
    AlignmentPolicy, AssurancePolicy, DeskillingPolicy, ExperiencePolicy, GatesPolicy,
    InferredPolicy, LanguagePolicy, MatchingPolicy, ProximityPolicy, QualificationPolicy,
    RecognitionPolicy, SharesPolicy, TemplatePolicy, TranslationPriors, WeightPolicy,
};
pub use profile::{
    Employment, LanguageKnown, LicenceHeld, LicenceStatus, Profile, QualificationHeld,
    QualificationStatus, Referencing, SkillEvidence, WorkPeriod,
};
pub use proposal::{
    AgreementRoute, AnswerLeadsTo, BetterReference, Clock, ComparisonShown, CompensationMeasure,
    ConfidenceResult, EquivalenceClass, EquivalenceOutcome, EquivalenceResult, FactOrigin,
    FactUsed, FindingBasis, LanguageAsked, LegalReference, LicenceOutcome, LicenceResult,
    MeasureChoice, MissingFact, PointsGate, PointsItem, PointsResult, ProfessionShown, Proposal,
    RouteStep, RuleTried, RuleVerdict, SubstantialDifference, WhatIf,
};
pub use safeguard::{Safeguard, SafeguardWarning};
pub use schema::{SCHEMA_VERSION, SchemaName};
pub use skill::{Assurance, InvalidSkillRef, Proficiency, ProficiencyOutOfRange, Score, SkillRef};
pub use standard::{
    LanguageTestAnswer, LevelAnswer, OutcomeShown, StandardList, StandardListed, StandardShown,
    UnitShown,
};
pub use translation::{
    NearestBroader, NotMappedReason, NotMappedShown, TranslationAnswer, TranslationHop,
    TranslationShown, TranslationUse,
};
pub use vacancy::{
    ExperienceRequirement, FeesBorneBy, LanguageRequirement, LicenceRequirement,
    QualificationRequirement, SkillRequirement, Terms, Vacancy, Wage, WagePeriod,
};
