//! European Learning Model credentials, version 3, as JSON-LD.
//!
//! What a credential says of a person is not read: neither name nor date of
//! birth nor address. Its terms are those of the model's own context, which is
//! built in; nothing is fetched.

use std::path::Path;

use passerelle_model::{
    Case, CaseQualification, CaseTarget, Country, DayOrMonth, EqfLevel, InstitutionStatus, Issue,
    Place, Purpose, Referencing, codes,
};
use serde_json::Value;

use crate::Error;

/// Countries by their three letters, each followed by its two.
///
/// # Source
/// ISO 3166-1, alpha-3 and alpha-2, the 249 officially assigned codes.
const THREE_LETTERS: &str = "ABWAW AFGAF AGOAO AIAAI ALAAX ALBAL ANDAD AREAE ARGAR ARMAM ASMAS ATAAQ ATFTF ATGAG \
     AUSAU AUTAT AZEAZ BDIBI BELBE BENBJ BESBQ BFABF BGDBD BGRBG BHRBH BHSBS BIHBA BLMBL \
     BLRBY BLZBZ BMUBM BOLBO BRABR BRBBB BRNBN BTNBT BVTBV BWABW CAFCF CANCA CCKCC CHECH \
     CHLCL CHNCN CIVCI CMRCM CODCD COGCG COKCK COLCO COMKM CPVCV CRICR CUBCU CUWCW CXRCX \
     CYMKY CYPCY CZECZ DEUDE DJIDJ DMADM DNKDK DOMDO DZADZ ECUEC EGYEG ERIER ESHEH ESPES \
     ESTEE ETHET FINFI FJIFJ FLKFK FRAFR FROFO FSMFM GABGA GBRGB GEOGE GGYGG GHAGH GIBGI \
     GINGN GLPGP GMBGM GNBGW GNQGQ GRCGR GRDGD GRLGL GTMGT GUFGF GUMGU GUYGY HKGHK HMDHM \
     HNDHN HRVHR HTIHT HUNHU IDNID IMNIM INDIN IOTIO IRLIE IRNIR IRQIQ ISLIS ISRIL ITAIT \
     JAMJM JEYJE JORJO JPNJP KAZKZ KENKE KGZKG KHMKH KIRKI KNAKN KORKR KWTKW LAOLA LBNLB \
     LBRLR LBYLY LCALC LIELI LKALK LSOLS LTULT LUXLU LVALV MACMO MAFMF MARMA MCOMC MDAMD \
     MDGMG MDVMV MEXMX MHLMH MKDMK MLIML MLTMT MMRMM MNEME MNGMN MNPMP MOZMZ MRTMR MSRMS \
     MTQMQ MUSMU MWIMW MYSMY MYTYT NAMNA NCLNC NERNE NFKNF NGANG NICNI NIUNU NLDNL NORNO \
     NPLNP NRUNR NZLNZ OMNOM PAKPK PANPA PCNPN PERPE PHLPH PLWPW PNGPG POLPL PRIPR PRKKP \
     PRTPT PRYPY PSEPS PYFPF QATQA REURE ROURO RUSRU RWARW SAUSA SDNSD SENSN SGPSG SGSGS \
     SHNSH SJMSJ SLBSB SLESL SLVSV SMRSM SOMSO SPMPM SRBRS SSDSS STPST SURSR SVKSK SVNSI \
     SWESE SWZSZ SXMSX SYCSC SYRSY TCATC TCDTD TGOTG THATH TJKTJ TKLTK TKMTM TLSTL TONTO \
     TTOTT TUNTN TURTR TUVTV TWNTW TZATZ UGAUG UKRUA UMIUM URYUY USAUS UZBUZ VATVA VCTVC \
     VENVE VGBVG VIRVI VNMVN VUTVU WLFWF WSMWS YEMYE ZAFZA ZMBZM ZWEZW ";

const MODEL: &str = "http://data.europa.eu/snb/model/";
const EQF: &str = "http://data.europa.eu/snb/eqf/";
const COUNTRY: &str = "http://publications.europa.eu/resource/authority/country/";

/// Makes a case of a credential's achievements, for a destination. The
/// profession aimed at, the reference and work are left to be added.
///
/// # Errors
/// Where the file cannot be read. Where nothing in it is an achievement, the
/// case has no qualifications and an issue says so.
pub fn read_credential(
    path: &Path,
    name: &str,
    destination: Country,
) -> Result<(Case, Vec<Issue>), Error> {
    if path.is_dir() {
        return Err(Error::IsDirectory { path: path.to_owned() });
    }
    let cannot_read = |source| Error::CannotRead { path: path.to_owned(), source };
    let bytes = std::fs::read(path).map_err(cannot_read)?;
    Ok(parse_credential(name, &bytes, destination))
}

/// As [`read_credential`], from bytes.
pub fn parse_credential(name: &str, bytes: &[u8], destination: Country) -> (Case, Vec<Issue>) {
    let mut case = Case {
        id: name.to_owned(),
        as_of: None,
        destination,
        purpose: Purpose::Practice,
        request: None,
        target: CaseTarget::default(),
        qualifications: Vec::new(),
        experience: Vec::new(),
        languages: Vec::new(),
        circumstances: std::collections::BTreeMap::new(),
        findings: Vec::new(),
        immigration: std::collections::BTreeMap::new(),
    };
    let mut issues = Vec::new();
    let mut say = |message: String| {
        issues.push(Issue::new(codes::CASE_CREDENTIAL, Place::file(name), message));
    };
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let credential: Value = match serde_json::from_slice(bytes) {
        Ok(credential) => credential,
        Err(error) => {
            say(format!("it is not JSON, line {}", error.line()));
            return (case, issues);
        }
    };
    let contexts = list(credential.get("@context"));
    if !contexts.iter().any(|c| c.as_str().is_some_and(|c| c.starts_with(MODEL))) {
        say(format!("its `@context` is not that of the European Learning Model ({MODEL}…)"));
        return (case, issues);
    }
    if let Some(id) = text_of(credential.pointer("/identifier/notation")) {
        case.id = id;
    }
    let valid_from = day_of(&credential, &["validFrom", "issuanceDate", "issued"]);
    for subject in list(credential.get("credentialSubject")) {
        for claim in list(subject.get("hasClaim")) {
            if is_a(claim, "LearningAchievement") {
                add(claim, valid_from, &mut case.qualifications, 0);
            }
        }
    }
    if case.qualifications.is_empty() {
        say("no claim of it is a learning achievement".to_owned());
    }
    (case, issues)
}

/// An achievement, and those that it is made of.
fn add(
    achievement: &Value,
    issued: Option<DayOrMonth>,
    found: &mut Vec<CaseQualification>,
    depth: u8,
) {
    // A credential nests achievements in each other, and not without end.
    if depth > 16 {
        return;
    }
    let spec = achievement.get("specifiedBy").unwrap_or(&Value::Null);
    let awarded = achievement.get("awardedBy").unwrap_or(&Value::Null);
    let bodies = list(awarded.get("awardingBody"));
    let country = bodies.iter().find_map(|body| {
        let code = body.pointer("/location/address/countryCode/id").or_else(|| {
            list(body.get("location"))
                .into_iter()
                .find_map(|l| l.pointer("/address/countryCode/id"))
        });
        country_of(code?.as_str()?)
    });
    let eqf = spec.pointer("/eqfLevel/id").and_then(Value::as_str);
    let eqf = eqf.and_then(|id| id.strip_prefix(EQF)?.parse::<i64>().ok());
    let outcomes = list(spec.get("learningOutcome")).into_iter().flat_map(|outcome| {
        list(outcome.get("relatedESCOSkill"))
            .into_iter()
            .filter_map(|skill| skill.get("id").and_then(Value::as_str).map(str::to_owned))
    });
    let mut outcomes: Vec<String> = outcomes.collect();
    outcomes.sort_unstable();
    outcomes.dedup();
    let activity = list(achievement.get("influencedBy")).into_iter().next();
    let period = activity.and_then(|activity| list(activity.get("temporal")).into_iter().next());
    let credits = list(spec.get("creditPoint")).into_iter().find_map(|credit| {
        let point = credit.get("point")?;
        point.as_str().map_or_else(|| point.as_u64(), |text| text.trim().parse().ok())
    });
    let hours = spec.get("volumeOfLearning").and_then(Value::as_str).and_then(hours_of);
    let by_credits =
        || u32::try_from(credits? * u64::from(passerelle_model::HOURS_PER_CREDIT)).ok();
    let awarded = day_of(awarded, &["awardingDate"]).or(issued);
    let accredited = !list(spec.get("accreditation")).is_empty();
    found.push(CaseQualification {
        title: text_of(achievement.get("title")).or_else(|| text_of(spec.get("title"))),
        country,
        awarded,
        outcomes,
        eqf_level: eqf.and_then(|level| EqfLevel::try_from(level).ok()),
        referencing: eqf.map(|_| Referencing::FormalReferencing),
        from: period.and_then(|period| day_of(period, &["startDate"])),
        until: period.and_then(|period| day_of(period, &["endDate"])),
        hours: hours.or_else(by_credits),
        institution: accredited.then_some(InstitutionStatus::Recognised),
        ..CaseQualification::default()
    });
    for part in list(achievement.get("hasPart")) {
        add(part, issued, found, depth + 1);
    }
}

/// The members of a value that may be one or several; none where there is
/// none.
fn list(value: Option<&Value>) -> Vec<&Value> {
    match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::Array(values)) => values.iter().collect(),
        Some(one) => vec![one],
    }
}

fn is_a(value: &Value, class: &str) -> bool {
    list(value.get("type")).iter().any(|name| name.as_str() == Some(class))
}

/// A text in English, else in any language, else without one.
fn text_of(value: Option<&Value>) -> Option<String> {
    let of =
        |value: &Value| list(Some(value)).first().and_then(|text| text.as_str()).map(str::to_owned);
    match value? {
        Value::Object(languages) => {
            languages.get("en").or_else(|| languages.values().next()).and_then(of)
        }
        other => of(other),
    }
}

fn day_of(value: &Value, keys: &[&str]) -> Option<DayOrMonth> {
    let text = keys.iter().find_map(|key| value.get(*key)?.as_str())?;
    text.get(..10)?.parse().ok()
}

/// Hours of a duration of ISO 8601 that states hours alone, as volumes of
/// learning do: `PT60H`.
fn hours_of(duration: &str) -> Option<u32> {
    duration.strip_prefix("PT")?.strip_suffix('H')?.parse().ok()
}

fn country_of(iri: &str) -> Option<Country> {
    let code = iri.strip_prefix(COUNTRY)?;
    let pair = THREE_LETTERS.split_ascii_whitespace().find(|pair| pair.starts_with(code))?;
    pair.get(3..)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, said: Option<&str>) -> Case {
        let (case, issues) = parse_credential("c", text.as_bytes(), "DE".parse().unwrap());
        match (said, issues.first()) {
            (None, None) => {}
            (Some(said), Some(issue)) => assert!(issue.message.contains(said), "{}", issue.message),
            (said, issue) => panic!("{said:?} {issue:?}"),
        }
        case
    }

    #[test]
    fn what_is_learnt_is_read_and_the_person_is_not() {
        let case = check(
            r#"{"@context":["http://data.europa.eu/snb/model/context/edc-ap"],"validFrom":"2022-12-31T23:00:00Z",
            "credentialSubject":{"dateOfBirth":"1999-10-01","fullName":{"en":"Ana"},"hasClaim":{"type":"LearningAchievement",
            "title":{"es":"Uno","en":"One"},"awardedBy":{"awardingBody":{"location":{"address":{"countryCode":
            {"id":"http://publications.europa.eu/resource/authority/country/IRL"}}}}},
            "specifiedBy":{"eqfLevel":{"id":"http://data.europa.eu/snb/eqf/6"},"volumeOfLearning":"PT60H",
            "learningOutcome":{"relatedESCOSkill":[{"id":"urn:b"},{"id":"urn:a"}]}}}}}"#,
            None,
        );
        let held = &case.qualifications[0];
        assert_eq!(held.title.as_deref(), Some("One"));
        assert_eq!(held.country.map(|c| c.to_string()).as_deref(), Some("IE"));
        assert_eq!(held.eqf_level.map(EqfLevel::number), Some(6));
        assert_eq!(held.hours, Some(60));
        assert_eq!(held.outcomes, ["urn:a", "urn:b"]);
        assert_eq!(held.awarded.map(|d| d.to_string()).as_deref(), Some("2022-12-31"));
        assert!(!serde_json::to_string(&case).unwrap().contains("Ana"));
    }

    #[test]
    fn what_is_no_credential_says_so() {
        check("{", Some("not JSON"));
        check(r#"{"@context":"https://schema.org"}"#, Some("`@context`"));
        check(r#"{"@context":"http://data.europa.eu/snb/model/context/edc-ap"}"#, Some("no claim"));
    }

    #[test]
    fn every_pair_of_codes_is_a_country() {
        let pairs: Vec<&str> = THREE_LETTERS.split_ascii_whitespace().collect();
        assert_eq!(pairs.len(), 249);
        for pair in pairs {
            assert!(pair.len() == 5 && pair[3..].parse::<Country>().is_ok(), "{pair}");
        }
    }
}
