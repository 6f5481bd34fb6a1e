//! A small taxonomy for matching, with people and posts that use all of it.

use passerelle_import::standard::parse_standards;
use passerelle_matching::{
    ExperienceDemand, ExperienceIn, FieldDemand, Job, LanguageDemand, Licence, LicenceDemand,
    Occupation, Qualification, QualificationDemand, ResolvedProfile, ResolvedVacancy,
    StatedRequirement, StatedSkill,
};
use passerelle_model::{
    Assurance, CefrLevel, CefrSkills, ConceptKind, Confidence, Country, Employment, EqfLevel,
    Importance, Iri, LabelRole, LanguageKnown, LanguageTag, LevelBasis, LicenceStatus,
    MappingPredicate, Period, Proficiency, ResolvedBy, Status,
};
use passerelle_taxonomy::{Builder, ConceptId, MappingSet, Provenance, Source, Taxonomy};

use crate::lists;

const WHOLE: &str = "urn:passerelle:joint:welder";
const GLOVES: &str = "urn:passerelle:joint:welder/W1.1";
const WELDERS: &str = "http://data.europa.eu/esco/isco/C7212";
const METAL: &str = "http://data.europa.eu/esco/isco/C72";
const ENGINEERING: &str = "http://data.europa.eu/esco/isced-f/071";
const MECHANICS: &str = "http://data.europa.eu/esco/isced-f/0715";

/// The taxonomy: a standard with its codes, the skills and occupations that
/// it is mapped to, and some near them in every way that counts.
///
/// # Panics
/// Never: its texts are constants.
pub fn taxonomy() -> Taxonomy {
    let mut builder = Builder::new();
    let source = builder.source(Source::named("pairs"));
    assert!(lists::add_to(&mut builder, source).is_empty());
    let standards = parse_standards("welder.toml", lists::STANDARD).expect("it is valid");
    assert!(standards.add_to("welder.toml", &mut builder).is_empty());

    let iri = |text: &str| Iri::parse(text).expect("it is absolute");
    let mut concept = |name: &str, kind: ConceptKind| {
        let concept = builder.concept(&iri(&format!("urn:x:{name}")), kind, Status::Released);
        builder.label(concept, &LanguageTag::english(), LabelRole::Preferred, name, source);
        concept
    };
    let join = concept("join", ConceptKind::SkillGroup);
    let weld = concept("weld", ConceptKind::Skill);
    let mag = concept("mag", ConceptKind::Skill);
    let mag_overhead = concept("mag-overhead", ConceptKind::Skill);
    let glue = concept("glue", ConceptKind::Skill);
    let steel = concept("steel", ConceptKind::Knowledge);
    let draw = concept("draw", ConceptKind::Skill);
    let old = concept("old", ConceptKind::Knowledge);
    let welder = concept("job", ConceptKind::Occupation);
    let smith = concept("smith", ConceptKind::Occupation);
    builder.broader(weld, join);
    builder.broader(glue, join);
    builder.broader(mag, weld);
    builder.broader(mag_overhead, mag);
    builder.requires(weld, steel, Importance::Essential);
    builder.requires(weld, draw, Importance::Optional);
    for (occupation, skills) in [(welder, [weld, mag]), (smith, [weld, glue])] {
        let group = builder.find(WELDERS).expect("it is in the list");
        builder.broader(occupation, group);
        for skill in skills {
            builder.requires(occupation, skill, Importance::Essential);
        }
    }
    let set = builder.mapping_set(MappingSet::new(
        "urn:x:set",
        "pairs",
        "semapv:ManualMappingCuration",
        Confidence::FULL,
    ));
    for (subject, predicate, object, confidence) in [
        (WHOLE, MappingPredicate::Close, welder, 90),
        (GLOVES, MappingPredicate::Broad, weld, 88),
        (GLOVES, MappingPredicate::Related, old, 60),
    ] {
        let subject = builder.find(subject).expect("it is in the standard");
        builder.mapping(subject, predicate, object, Confidence::new(confidence).ok(), set);
    }
    let (taxonomy, _) = builder.build(Provenance::default());
    taxonomy
}

/// A concept of [`taxonomy`] by its IRI, or by its name where it is ours.
///
/// # Panics
/// Where there is none.
#[track_caller]
pub fn find(taxonomy: &Taxonomy, name: &str) -> ConceptId {
    let found = taxonomy.find_iri(name).or_else(|| taxonomy.find_iri(&format!("urn:x:{name}")));
    found.unwrap_or_else(|| panic!("there is no `{name}`"))
}

/// Somebody who states one skill.
pub fn stating(
    concept: ConceptId,
    proficiency: Option<Proficiency>,
    assurance: Assurance,
) -> ResolvedProfile {
    let resolved_by = ResolvedBy::Concept;
    let skill = StatedSkill { concept, resolved_by, proficiency, assurance, last_used: None };
    ResolvedProfile { id: "stating".to_owned(), skills: vec![skill], ..ResolvedProfile::default() }
}

/// Somebody who worked in one occupation for so many months, to now.
pub fn working(taxonomy: &Taxonomy, occupation: ConceptId, months: u16) -> ResolvedProfile {
    ResolvedProfile {
        id: "working".to_owned(),
        jobs: vec![job(taxonomy, Some(occupation), 24_300 - i32::from(months), months)],
        ..ResolvedProfile::default()
    }
}

/// Somebody who knows one language.
///
/// # Panics
/// Where `language` is no tag.
pub fn speaking(language: &str, level: CefrLevel) -> ResolvedProfile {
    let language = LanguageTag::parse(language).expect("it is a tag");
    let skills = CefrSkills::default();
    ResolvedProfile {
        id: "speaking".to_owned(),
        languages: vec![LanguageKnown { language, level: Some(level), skills }],
        ..ResolvedProfile::default()
    }
}

/// A post that asks for one skill.
pub fn asking(concept: ConceptId, minimum: Option<Proficiency>) -> ResolvedVacancy {
    let requirements = vec![StatedRequirement { minimum, ..requirement(concept) }];
    ResolvedVacancy { id: "asking".to_owned(), requirements, ..ResolvedVacancy::default() }
}

/// A post that asks for languages only.
pub fn asking_for_languages() -> ResolvedVacancy {
    let all = |level| [Some(level); 5];
    ResolvedVacancy {
        id: "languages".to_owned(),
        languages: vec![
            language("de", all(CefrLevel::C1), None),
            language("en", [None, Some(CefrLevel::B1), None, None, None], Some(false)),
        ],
        ..ResolvedVacancy::default()
    }
}

/// People: one with something of everything, one with a certificate of a
/// whole, one with work only, one with nothing.
///
/// # Panics
/// Never: the taxonomy has what they name.
pub fn profiles(taxonomy: &Taxonomy) -> Vec<ResolvedProfile> {
    let skill = |name: &str, level: i64, assurance| StatedSkill {
        concept: find(taxonomy, name),
        resolved_by: ResolvedBy::Text { score: 95 },
        proficiency: Proficiency::try_from(level).ok(),
        assurance,
        last_used: "2024-02".parse().ok(),
    };
    let welder = find(taxonomy, "job");
    let profession = Occupation::new(taxonomy, welder);
    let everything = ResolvedProfile {
        id: "everything".to_owned(),
        skills: vec![
            skill("mag", 3, Assurance::Certified),
            skill("glue", 0, Assurance::SelfDeclared),
            skill("steel", 1, Assurance::EmployerAttested),
            skill("draw", 4, Assurance::Verified),
            skill("mag", 1, Assurance::Tested),
        ],
        jobs: vec![
            job(taxonomy, Some(welder), 24_200, 30),
            job(taxonomy, Some(find(taxonomy, METAL)), 24_220, 40),
            job(taxonomy, None, 24_100, 7),
        ],
        languages: vec![
            LanguageKnown {
                language: LanguageTag::parse("de").expect("it is a tag"),
                level: Some(CefrLevel::B2),
                skills: CefrSkills { writing: Some(CefrLevel::A2), ..CefrSkills::default() },
            },
            LanguageKnown {
                language: LanguageTag::english(),
                level: None,
                skills: CefrSkills { reading: Some(CefrLevel::C2), ..CefrSkills::default() },
            },
        ],
        qualifications: vec![Qualification {
            concept: None,
            title: Some("welder".to_owned()),
            level: EqfLevel::try_from(3).ok(),
            basis: LevelBasis::Formal,
            field: Some(find(taxonomy, MECHANICS)),
            country: Some(germany()),
            assurance: Assurance::Certified,
        }],
        licences: vec![Licence {
            profession,
            destination: germany(),
            employment: None,
            status: LicenceStatus::Pending,
        }],
        destinations: vec![germany()],
        availability: Some(Period { from: "2027-01".parse().ok(), to: None }),
    };
    let certified = ResolvedProfile {
        id: "certified".to_owned(),
        qualifications: vec![Qualification {
            concept: Some(find(taxonomy, WHOLE)),
            title: None,
            level: None,
            basis: LevelBasis::Unknown,
            field: None,
            country: None,
            assurance: Assurance::Verified,
        }],
        ..ResolvedProfile::default()
    };
    let worked = working(taxonomy, find(taxonomy, "smith"), 7);
    vec![everything, certified, worked, ResolvedProfile::default()]
}

/// Posts: one that asks for everything, one for a whole, one for what an
/// occupation and one for what a group of them asks for, one for no skill, one
/// for what nobody knows.
///
/// # Panics
/// Never: the taxonomy has what they name.
pub fn vacancies(taxonomy: &Taxonomy) -> Vec<ResolvedVacancy> {
    let welder = Occupation::new(taxonomy, find(taxonomy, "job"));
    let group = Occupation::new(taxonomy, find(taxonomy, METAL));
    let asked = |name: &str| requirement(find(taxonomy, name));
    let experience = |within| Some(ExperienceDemand { months: 24, within, gate: None });
    let qualification = Some(QualificationDemand {
        level: EqfLevel::try_from(4).ok(),
        field: FieldDemand::Field(find(taxonomy, ENGINEERING)),
        gate: None,
    });
    let named = |id: &str| ResolvedVacancy { id: id.to_owned(), ..ResolvedVacancy::default() };
    vec![
        ResolvedVacancy {
            occupation: Some(welder),
            requirements: vec![
                StatedRequirement { minimum: Some(Proficiency::ADAPTS), ..asked("weld") },
                StatedRequirement { weight: Some(5), ..asked("glue") },
                StatedRequirement { importance: Importance::Optional, ..asked("steel") },
                StatedRequirement { must_have: true, ..asked("mag-overhead") },
                asked("draw"),
            ],
            qualification,
            experience: experience(ExperienceIn::Occupation(group)),
            licence: Some(LicenceDemand {
                profession: Some(welder),
                employment: Employment::Employed,
                stated: true,
                regulated: None,
            }),
            destination: Some(germany()),
            season: Some(Period { from: "2027-05".parse().ok(), to: "2027-09".parse().ok() }),
            languages: asking_for_languages().languages,
            ..named("everything")
        },
        ResolvedVacancy {
            requirements: vec![StatedRequirement { must_have: true, ..asked(WHOLE) }, asked("mag")],
            ..named("whole")
        },
        ResolvedVacancy { occupation: Some(welder), from_occupation: true, ..named("occupation") },
        ResolvedVacancy { occupation: Some(group), from_occupation: true, ..named("group") },
        ResolvedVacancy {
            qualification,
            experience: experience(ExperienceIn::AnyOccupation),
            ..asking_for_languages()
        },
        ResolvedVacancy {
            requirements: vec![
                StatedRequirement { weight: Some(1), must_have: true, ..asked("glue") },
                StatedRequirement { weight: Some(4), ..asked("glue") },
            ],
            qualification: qualification.map(|q| QualificationDemand {
                field: FieldDemand::Unknown,
                gate: Some(true),
                ..q
            }),
            experience: experience(ExperienceIn::UnknownOccupation)
                .map(|experience| ExperienceDemand { gate: Some(true), ..experience }),
            ..named("unknown")
        },
    ]
}

fn requirement(concept: ConceptId) -> StatedRequirement {
    StatedRequirement {
        concept,
        resolved_by: ResolvedBy::Concept,
        importance: Importance::Essential,
        weight: None,
        minimum: None,
        must_have: false,
    }
}

fn language(tag: &str, asked: [Option<CefrLevel>; 5], gate: Option<bool>) -> LanguageDemand {
    LanguageDemand { language: LanguageTag::parse(tag).expect("it is a tag"), asked, gate }
}

fn job(taxonomy: &Taxonomy, concept: Option<ConceptId>, first: i32, months: u16) -> Job {
    Job {
        occupation: concept.map(|concept| Occupation::new(taxonomy, concept)),
        resolved_by: concept.map(|_| ResolvedBy::Code),
        months: (months > 0).then(|| (first, first + i32::from(months) - 1)),
        hours_per_week: Some(40),
    }
}

fn germany() -> Country {
    "DE".parse().expect("it is a code")
}
