//! Labels as sets of words, for telling which of two says more.

use rustc_hash::FxHashSet;

/// A label as it is compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Wording {
    /// The label in one gender form, normalised; empty where there is none.
    pub(super) text: String,
    /// Its words without endings, those without weight left out; sorted, each
    /// once.
    words: Vec<String>,
    /// Whether it opens or restricts what it names: "and", "other", "except".
    /// Such a label may have more words and still be the broader one.
    opens: bool,
}

impl Wording {
    /// Whether this label says all that the other says, and more: it is the
    /// narrower then.
    ///
    /// With `compounds`, a word also says what it ends with: *Bankbetriebswirt*
    /// says *Betriebswirt*.
    pub(super) fn says_more_than(&self, other: &Self, compounds: bool) -> bool {
        if other.words.is_empty() || self.words.len() < other.words.len() {
            return false;
        }
        if self.opens || other.opens {
            return false;
        }
        let mut used = vec![false; self.words.len()];
        let mut more = self.words.len() > other.words.len();
        let mut missing = Vec::new();
        for word in &other.words {
            match self.words.binary_search(word) {
                Ok(at) => used[at] = true,
                Err(_) => missing.push(word),
            }
        }
        for word in missing {
            let compound = |(at, longer): (usize, &String)| {
                (!used[at] && is_compound_of(longer, word)).then_some(at)
            };
            let Some(at) = self.words.iter().enumerate().find_map(compound).filter(|_| compounds)
            else {
                return false;
            };
            used[at] = true;
            more = true;
        }
        more
    }
}

/// Whether a word is another with something before it. Short words end many
/// others by chance, and a prefix of two letters is seldom a word.
fn is_compound_of(longer: &str, shorter: &str) -> bool {
    shorter.chars().count() >= 4
        && longer.strip_suffix(shorter).is_some_and(|before| before.chars().count() >= 3)
}

/// The words of a language that need care, in the form that labels are
/// compared in.
pub(super) struct Words {
    weightless: FxHashSet<String>,
    opening: FxHashSet<String>,
    endings: Endings,
    /// Whether a hyphen joins two trades, as in *carpintero-ebanista* or
    /// *murarz-zbrojarz*; in Germanic languages it only parts a compound.
    hyphen_joins: bool,
}

/// What a word ends in that number or gender changes; groups are named in the
/// plural, single occupations are not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Endings {
    /// `-s` after `-e` or not, as in English, French, Portuguese, Spanish.
    S,
    /// A last vowel, as in Italian.
    Vowel,
    /// None that could be dropped without a dictionary.
    Kept,
}

impl Endings {
    fn of(language: Option<&str>) -> Self {
        match language {
            Some("en" | "es" | "fr" | "pt") => Self::S,
            Some("it") => Self::Vowel,
            _ => Self::Kept,
        }
    }

    /// A word without its ending; short words stay as they are. What is left
    /// need not be a word.
    fn strip(self, word: &str) -> String {
        if word.chars().count() <= 3 {
            return word.to_owned();
        }
        match self {
            Self::S => {
                let stem = word.strip_suffix('s').unwrap_or(word);
                let stem = stem.strip_suffix('e').unwrap_or(stem);
                // `secretaries`, `secretary`.
                stem.strip_suffix('y').map_or_else(|| stem.to_owned(), |y| format!("{y}i"))
            }
            Self::Vowel => word.strip_suffix(['a', 'e', 'i', 'o']).unwrap_or(word).to_owned(),
            Self::Kept => word.to_owned(),
        }
    }
}

/// By language: words without weight, words that join, words that open or
/// restrict.
///
/// Kept by hand, from the labels of the official tables; a missing word costs
/// or misplaces a vote, never a mapping.
const LANGUAGES: [(&str, &str, &str); 14] = [
    (
        "da",
        "af den der det en et for fra i med pa på til ved",
        "andet andre anden eller ekskl ikke og ovrige øvrige samt uden undtagen",
    ),
    (
        "de",
        "am an auf aus bei das dem den der des die ein eine einer eines für im in mit vom von zu zum zur über",
        "allgemein allgemeine allgemeinen allgemeiner andere anderer außer bzw nicht oder ohne sonstige sonstiger sowie übrige und",
    ),
    (
        "en",
        "a an as at by for from in of on the to with",
        "all and except excluding general nor not or other others without",
    ),
    (
        "es",
        "a al con de del el en la las los para por",
        "e excepto general ni no o otras otros sin u y",
    ),
    ("et", "", "ja ning muu muud muude mujal liigitamata va välja või üldine üld"),
    ("fi", "", "ja ei lukuun muu muut muualla sekä tai yleinen"),
    (
        "fr",
        "a au aux avec d dans de des du en l la le les par pour sur à",
        "autre autres et général générale généraux hors non ou sans sauf",
    ),
    (
        "it",
        "a ai al alla alle con da dei del della delle dello degli di gli i il in la le lo nei nel nella per su",
        "altra altre altri altro e ed eccetto generale non o escluso escluse senza",
    ),
    (
        "nl",
        "aan bij de een het in met op te tot van voor",
        "algemeen algemene behalve en exclusief niet of overig overige zonder",
    ),
    (
        "no",
        "av den det en et for fra i med på til ved",
        "andre annet eller ikke og samt unntatt uten øvrige",
    ),
    (
        "pl",
        "dla do na od po przy w we z ze",
        "albo bez i inne inni innych lub ogólne ogólny oprócz oraz pozostali pozostałe wyłączeniem",
    ),
    (
        "pt",
        "a ao aos as com da das de do dos em na nas no nos o os para por à",
        "e excepto exceto geral não ou outra outras outro outros sem",
    ),
    (
        "ro",
        "a al ai ale cu de din in în la pe pentru",
        "alt alte alti alți altele asimilati asimilați excepția fara fără general generale neclasificate sau si și ș",
    ),
    (
        "sv",
        "av den det en ett för från i med på till vid",
        "allmän andra annan eller ej inte och samt utan utom övriga",
    ),
];

impl Words {
    /// Those of a language; of every language where none is known.
    pub(super) fn of(language: Option<&str>, normalise: &dyn Fn(&str) -> String) -> Self {
        let mut words = Self {
            weightless: FxHashSet::default(),
            opening: FxHashSet::default(),
            endings: Endings::of(language),
            hyphen_joins: matches!(language, Some("es" | "fr" | "it" | "pl" | "pt" | "ro")),
        };
        for (name, weightless, opening) in LANGUAGES {
            if language.is_none_or(|language| language == name) {
                words.weightless.extend(weightless.split(' ').map(normalise));
                words.opening.extend(opening.split(' ').map(normalise));
            }
        }
        words
    }

    /// Reads a label.
    pub(super) fn read(&self, label: &str, normalise: &dyn Fn(&str) -> String) -> Wording {
        let one = one_gender(label);
        let text = normalise(&one);
        // These list as "and" does, in brackets too: *Trener osobisty (coach,
        // mentor, tutor)* is more than a tutor.
        let mut opens = one.contains([',', ';', '&', '/'])
            || (self.hyphen_joins && one.split_whitespace().any(is_pair));
        let mut words = Vec::new();
        for word in text.split(|c: char| !c.is_alphanumeric() && c != '+' && c != '#') {
            opens |= self.opening.contains(word);
            if !word.is_empty() && !self.weightless.contains(word) {
                words.push(self.endings.strip(word));
            }
        }
        words.sort_unstable();
        words.dedup();
        Wording { text, words, opens }
    }
}

/// A label with its second gender form left out, whether that repeats the
/// whole (`frezer ręczny/frezerka ręczna`) or a word (`Offizier/in`,
/// `Conseiller / Conseillère mutualiste`).
fn one_gender(label: &str) -> String {
    let joined = label.replace(" / ", "/").replace("/ ", "/").replace(" /", "/");
    if let Some((first, second)) = joined.split_once('/')
        && !second.contains('/')
        && first.split(' ').count() > 1
        && first.split(' ').count() == second.split(' ').count()
        && is_form_of(second.split(' ').next().unwrap_or_default(), first)
    {
        return first.to_owned();
    }
    let one: Vec<String> = joined
        .split_whitespace()
        .map(|word| {
            let mut kept = String::new();
            for part in word.split('/') {
                if kept.is_empty() {
                    part.clone_into(&mut kept);
                } else if !is_form_of(part, &kept) {
                    kept.push('/');
                    kept.push_str(part);
                }
            }
            kept
        })
        .collect();
    one.join(" ")
}

/// Whether a word is two with a hyphen between them, neither of them a
/// prefix such as *ex* or *sub*.
fn is_pair(word: &str) -> bool {
    let is_word = |part: &str| part.chars().filter(|c| c.is_alphabetic()).count() >= 4;
    word.split_once('-').is_some_and(|(before, after)| is_word(before) && is_word(after))
}

/// Whether a word is another form of what stands before it: an ending, or a
/// word that begins alike.
fn is_form_of(part: &str, before: &str) -> bool {
    let letters = |text: &str| -> Vec<char> {
        text.chars().filter(|c| c.is_alphabetic()).flat_map(char::to_lowercase).collect()
    };
    let (part_letters, before) = (letters(part), letters(before));
    let alike = part_letters.iter().zip(&before).take_while(|(a, b)| a == b).count();
    part.starts_with('-') || part_letters.len() <= 4 || alike >= 3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_read_in_one_gender() {
        let check = |label: &str, expected: &str| assert_eq!(one_gender(label), expected);
        check("frezer", "frezer");
        check("Offizier/in (Bundesheer)", "Offizier (Bundesheer)");
        check("operador de laminador/operadora de laminador", "operador de laminador");
        check("Conseiller / Conseillère mutualiste", "Conseiller mutualiste");
        check("Maler/Lackierer", "Maler/Lackierer");
        check("bucătar șef/ bucătăreasă șefă", "bucătar șef");
    }

    /// `>` where the first label says more, `<` where the second does, `=`
    /// where neither.
    #[track_caller]
    fn check(language: &str, one: &str, expected: &str, other: &str) {
        let normalise = |text: &str| text.to_lowercase();
        let words = Words::of(Some(language), &normalise);
        let [one_read, other_read] = [one, other].map(|label| words.read(label, &normalise));
        let compounds = language == "de";
        let found = match (
            one_read.says_more_than(&other_read, compounds),
            other_read.says_more_than(&one_read, compounds),
        ) {
            (true, false) => ">",
            (false, true) => "<",
            (false, false) => "=",
            (true, true) => "both",
        };
        assert_eq!(found, expected, "{one} {other}");
    }

    #[test]
    fn more_words_say_more() {
        check("en", "wood caulker", ">", "caulker");
        check("de", "Betriebswirt", "<", "Bankbetriebswirt");
        check("de", "Betriebswirt im Handel", "=", "Bankbetriebswirt");
        check("en", "smith", "=", "locksmith");
        check("pt", "Soldador", "<", "Soldador a laser/Soldadora a laser");
    }

    #[test]
    fn words_without_weight_do_not_count() {
        check("en", "the manager of a shop", "=", "shop manager");
        check("de", "Gärtner", "=", "Gärtner/in");
        check("en", "secretaries", "=", "secretary");
        check("en", "secretaries", "<", "court secretary");
        check("it", "infermieri", "=", "infermiere");
    }

    #[test]
    fn what_joins_or_opens_says_nothing() {
        check("en", "bakers and cooks", "=", "cooks");
        check("en", "other cooks", "=", "cooks");
        check("et", "müügiesindaja, müügikonsultant", "=", "müügiesindaja");
        check("pl", "Trener osobisty (coach, mentor, tutor)", "=", "tutor");
        check("pl", "Trener osobisty (coach)", ">", "trener");
        check("pl", "murarz-zbrojarz", "=", "zbrojarz");
        check("es", "ex-alcalde rural", ">", "alcalde");
        check("de", "Textil-Reiniger", ">", "Reiniger");
    }
}
