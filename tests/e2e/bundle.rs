//! A small ESCO bundle to be spoilt.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::support::{Run, run};

pub(crate) const SKILLS: &str = "conceptType,conceptUri,skillType,reuseLevel,preferredLabel,altLabels,status,inScheme,description\n";
pub(crate) const SKILL_A: &str = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/a,skill/competence,cross-sector,weld metal,\"welding\njoin metal by heat\",released,http://data.europa.eu/esco/concept-scheme/skills,To weld.\n";
pub(crate) const SKILL_B: &str = "KnowledgeSkillCompetence,http://data.europa.eu/esco/skill/b,knowledge,cross-sector,types of metal,,released,http://data.europa.eu/esco/concept-scheme/skills,Metals.\n";

/// A small bundle that has no fault, in a folder.
pub(crate) struct Bundle(tempfile::TempDir);

impl Bundle {
    pub(crate) fn new() -> Self {
        let bundle = Self(tempfile::tempdir().unwrap());
        bundle
            .with("skills_en.csv", format!("{SKILLS}{SKILL_A}{SKILL_B}"))
            .with("skillGroups_en.csv", "conceptType,conceptUri,preferredLabel,status,code\nSkillGroup,http://data.europa.eu/esco/skill/G,working with metal,released,S9\n")
            .with("ISCOGroups_en.csv", "conceptType,conceptUri,code,preferredLabel,status\nISCOGroup,http://data.europa.eu/esco/isco/C7212,7212,Welders and flamecutters,released\n")
            .with("occupations_en.csv", "conceptType,conceptUri,iscoGroup,preferredLabel,status,code\nOccupation,http://data.europa.eu/esco/occupation/w,7212,welder,released,7212.3\n")
            .with("skillsHierarchy_en.csv", "Level 0 URI,Level 0 preferred term,Level 1 URI,Level 1 preferred term,Level 2 URI,Level 2 preferred term,Level 3 URI,Level 3 preferred term\nhttp://data.europa.eu/esco/skill/G,working with metal\n")
            .with("broaderRelationsOccPillar.csv", "conceptType,conceptUri,broaderType,broaderUri\nOccupation,http://data.europa.eu/esco/occupation/w,ISCOGroup,http://data.europa.eu/esco/isco/C7212\n")
            .with("broaderRelationsSkillPillar.csv", "conceptType,conceptUri,broaderType,broaderUri\nSkill,http://data.europa.eu/esco/skill/a,SkillGroup,http://data.europa.eu/esco/skill/G\nSkill,http://data.europa.eu/esco/skill/b,SkillGroup,http://data.europa.eu/esco/skill/G\n")
            .with("occupationSkillRelations.csv", "occupationUri,relationType,skillType,skillUri\nhttp://data.europa.eu/esco/occupation/w,essential,skill/competence,http://data.europa.eu/esco/skill/a\n")
            .with("skillSkillRelations.csv", "originalSkillUri,originalSkillType,relationType,relatedSkillType,relatedSkillUri\nhttp://data.europa.eu/esco/skill/a,skill/competence,optional,knowledge,http://data.europa.eu/esco/skill/b\n")
    }

    pub(crate) fn with(self, name: &str, content: impl AsRef<[u8]>) -> Self {
        fs::write(self.0.path().join(name), content).unwrap();
        self
    }

    pub(crate) fn without(self, name: &str) -> Self {
        fs::remove_file(self.0.path().join(name)).unwrap();
        self
    }

    /// Adds rows to a file.
    pub(crate) fn and(self, name: &str, rows: impl AsRef<[u8]>) -> Self {
        let path = self.0.path().join(name);
        let mut file = fs::OpenOptions::new().append(true).open(path).unwrap();
        file.write_all(rows.as_ref()).unwrap();
        self
    }

    /// The folder that it is in.
    pub(crate) fn folder(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn out(&self) -> PathBuf {
        self.0.path().join("out.snapshot")
    }

    pub(crate) fn import(&self) -> Run {
        run(&["taxonomy", "import", "esco", &text(self.0.path()), "--out", &text(&self.out())])
    }

    /// Imports, and asserts the exit code, what is said, and how many
    /// concepts there are.
    #[track_caller]
    pub(crate) fn check(self, exit: i32, says: &[&str], concepts: &str) {
        let run = self.import().exits(exit).says(says);
        assert!(run.out().contains(&format!("{concepts} concepts written")), "{}", run.out());
        assert!(self.out().is_file());
    }
}

pub(crate) fn text(path: &Path) -> String {
    path.to_str().unwrap().to_owned()
}
