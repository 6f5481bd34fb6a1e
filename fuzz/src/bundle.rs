//! A small valid ESCO bundle: each file of v1.1.1, cut to a few rows, with
//! short URIs.

/// The files by name, in the order of the numbers that an input uses.
pub const FILES: [(&str, &str); 13] = [
    ("conceptSchemes_en.csv", CONCEPT_SCHEMES),
    ("ISCOGroups_en.csv", ISCO_GROUPS),
    ("occupations_en.csv", OCCUPATIONS),
    ("skillGroups_en.csv", SKILL_GROUPS),
    ("skills_en.csv", SKILLS),
    ("skillsHierarchy_en.csv", HIERARCHY),
    ("broaderRelationsOccPillar.csv", BROADER_OCCUPATIONS),
    ("broaderRelationsSkillPillar.csv", BROADER_SKILLS),
    ("occupationSkillRelations.csv", OCCUPATION_SKILLS),
    ("skillSkillRelations.csv", SKILL_SKILLS),
    ("languageSkillsCollection_en.csv", COLLECTION),
    ("transversalSkillsCollection_en.csv", COLLECTION),
    ("greenSkillsCollection_en.csv", COLLECTION),
];

const CONCEPT_SCHEMES: &str = "\
conceptType,conceptSchemeUri,preferredLabel,title,status,description,hasTopConcept
ConceptScheme,urn:x:occupations,Occupations,,released,,urn:x:job
ConceptScheme,urn:x:skills,Skills,,released,,
";

const ISCO_GROUPS: &str = "\
conceptType,conceptUri,code,preferredLabel,altLabels,inScheme,description
ISCOGroup,http://data.europa.eu/esco/isco/C7,7,Craft workers,,urn:x:occupations,
ISCOGroup,http://data.europa.eu/esco/isco/C7212,7212,Welders,\"Flame cutters
Burners\",\"urn:x:occupations, urn:x:isco\",They weld.
";

const OCCUPATIONS: &str = "\
conceptType,conceptUri,iscoGroup,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,regulatedProfessionNote,scopeNote,definition,inScheme,description,code
Occupation,urn:x:job,7212,welder,\"welding worker
fuser\",solderer,released,2017-01-24T13:00:53Z,,,A welder welds.,urn:x:occupations,\"Welders weld, by hand.\",7212.3
Occupation,urn:x:old-job,C7212,blacksmith,,,deprecated,,,Not farriers,,urn:x:occupations,,
";

const SKILL_GROUPS: &str = "\
conceptType,conceptUri,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,inScheme,description,code
SkillGroup,urn:x:S1,working with metal,,,released,,,urn:x:skills,,S1
SkillGroup,http://data.europa.eu/esco/isced-f/0715,mechanics,,,released,,,urn:x:skills,,
";

const SKILLS: &str = "\
conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,hiddenLabels,status,modifiedDate,scopeNote,definition,inScheme,description
KnowledgeSkillCompetence,urn:x:weld,skill/competence,cross-sector,weld metal,\"fuse metal
join metal\",,released,,,,urn:x:skills,Join metal by heat.
KnowledgeSkillCompetence,urn:x:metal,knowledge,sector-specific,types of metal,,,released,,,,urn:x:skills,
KnowledgeSkillCompetence,urn:x:polish,,transversal,Polish,,,,,,,http://data.europa.eu/esco/concept-scheme/skill-language-groups,
KnowledgeSkillCompetence,urn:x:team,skill/competence,transversal,work in teams,,,,,,,http://data.europa.eu/esco/concept-scheme/skill-transversal-groups,
";

const HIERARCHY: &str = "\
Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term,Description,Scope note,Level 0 code,Level 1 code,Level 2 code,Level 3 code
urn:x:S,skills,,,,,,,All skills.,,S,,,
urn:x:S,skills,urn:x:S1,working with metal,,,,,,,S,S1,,
urn:x:S,skills,urn:x:S1,working with metal,urn:x:S1.1,joining,,,,Not gluing.,S,S1,S1.1
";

const BROADER_OCCUPATIONS: &str = "\
conceptType,conceptUri,broaderType,broaderUri
ISCOGroup,http://data.europa.eu/esco/isco/C7212,ISCOGroup,http://data.europa.eu/esco/isco/C7
Occupation,urn:x:job,ISCOGroup,http://data.europa.eu/esco/isco/C7212
Occupation,urn:x:old-job,ISCOGroup,http://data.europa.eu/esco/isco/C7
";

const BROADER_SKILLS: &str = "\
conceptType,conceptUri,broaderType,broaderUri
KnowledgeSkillCompetence,urn:x:weld,SkillGroup,urn:x:S1.1
KnowledgeSkillCompetence,urn:x:metal,SkillGroup,http://data.europa.eu/esco/isced-f/0715
";

const OCCUPATION_SKILLS: &str = "\
occupationUri,relationType,skillType,skillUri
urn:x:job,essential,skill/competence,urn:x:weld
urn:x:job,optional,knowledge,urn:x:metal
";

const SKILL_SKILLS: &str = "\
originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri
urn:x:metal,knowledge,optional,skill/competence,urn:x:weld
";

const COLLECTION: &str = "\
conceptType,conceptUri,preferredLabel,status,skillType,reuseLevel,altLabels,description,broaderConceptUri,broaderConceptPT
KnowledgeSkillCompetence,urn:x:weld,weld metal,released,skill/competence,cross-sector,,,,
";
