//! Words, and the forms in which they are compared.

use frostem::{Algorithm, Stemmer};
use passerelle_model::LanguageTag;

/// A word of a normalised text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    /// The word as normalised, with spelling variants folded.
    pub(crate) word: String,
    /// Its stem.
    pub(crate) stem: String,
    /// How many characters the word has.
    pub(crate) length: usize,
    /// Which letters the word and its stem have, a bit for each; other
    /// characters share the bits.
    pub(crate) letters: u32,
}

impl Token {
    fn new(word: String, stem: String) -> Self {
        let letters = word.bytes().chain(stem.bytes()).fold(0, |set, b| set | 1 << (b % 32));
        Self { length: word.chars().count(), letters, word, stem }
    }
}

/// Splits texts of one language into words and stems.
#[derive(Clone, Copy)]
pub(crate) struct Tokeniser {
    stemmer: Option<Stemmer>,
    english: bool,
}

impl std::fmt::Debug for Tokeniser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tokeniser").field("english", &self.english).finish_non_exhaustive()
    }
}

impl Tokeniser {
    pub(crate) fn new(language: &LanguageTag) -> Self {
        let algorithm = match language.primary() {
            "da" => Some(Algorithm::Danish),
            "de" => Some(Algorithm::German),
            "en" => Some(Algorithm::English),
            "es" => Some(Algorithm::Spanish),
            "fi" => Some(Algorithm::Finnish),
            "fr" => Some(Algorithm::French),
            "hu" => Some(Algorithm::Hungarian),
            "it" => Some(Algorithm::Italian),
            "nb" | "nn" | "no" => Some(Algorithm::Norwegian),
            "nl" => Some(Algorithm::Dutch),
            "pt" => Some(Algorithm::Portuguese),
            "ro" => Some(Algorithm::Romanian),
            "sv" => Some(Algorithm::Swedish),
            _ => None,
        };
        Self { stemmer: algorithm.map(Stemmer::new), english: language.primary() == "en" }
    }

    /// The words of a normalised text, in order.
    pub(crate) fn tokens(self, normalised: &str) -> Vec<Token> {
        normalised.split(' ').filter(|word| !word.is_empty()).map(|word| self.token(word)).collect()
    }

    fn token(self, word: &str) -> Token {
        let word = if self.english { fold_spelling(word) } else { word.to_owned() };
        let stem = match &self.stemmer {
            Some(stemmer) => stemmer.stem(&word).into_owned(),
            None => word.clone(),
        };
        Token::new(word, stem)
    }
}

/// Words that British and American English spell in ways no rule below
/// covers; British first.
const VARIANTS: [(&str, &str); 40] = [
    ("aeroplane", "airplane"),
    ("aluminium", "aluminum"),
    ("armour", "armor"),
    ("artefact", "artifact"),
    ("axe", "ax"),
    ("behaviour", "behavior"),
    ("behavioural", "behavioral"),
    ("calibre", "caliber"),
    ("centre", "center"),
    ("cheque", "check"),
    ("colour", "color"),
    ("colouring", "coloring"),
    ("cosy", "cozy"),
    ("defence", "defense"),
    ("draught", "draft"),
    ("favour", "favor"),
    ("fibre", "fiber"),
    ("flavour", "flavor"),
    ("flavouring", "flavoring"),
    ("fulfil", "fulfill"),
    ("grey", "gray"),
    ("harbour", "harbor"),
    ("honour", "honor"),
    ("jewellery", "jewelry"),
    ("kerb", "curb"),
    ("labour", "labor"),
    ("labourer", "laborer"),
    ("licence", "license"),
    ("litre", "liter"),
    ("metre", "meter"),
    ("mould", "mold"),
    ("moulding", "molding"),
    ("neighbour", "neighbor"),
    ("neighbourhood", "neighborhood"),
    ("offence", "offense"),
    ("plough", "plow"),
    ("practise", "practice"),
    ("programme", "program"),
    ("theatre", "theater"),
    ("tyre", "tire"),
];

/// Folds British spelling to American, so that both find one another.
fn fold_spelling(word: &str) -> String {
    let (base, plural) = match word.strip_suffix('s') {
        Some(base) if base.len() >= 3 && !base.ends_with('s') => (base, "s"),
        _ => (word, ""),
    };
    for candidate in [base, word] {
        if let Ok(at) = VARIANTS.binary_search_by(|(british, _)| british.cmp(&candidate)) {
            let ending = if candidate == base { plural } else { "" };
            return format!("{}{ending}", VARIANTS[at].1);
        }
    }
    let mut folded = word.to_owned();
    if word.len() >= 7 {
        for (british, american) in [
            ("isation", "ization"),
            ("isations", "izations"),
            ("ising", "izing"),
            ("iser", "izer"),
            ("isers", "izers"),
            ("ised", "ized"),
            ("ise", "ize"),
            ("ises", "izes"),
            ("yse", "yze"),
            ("ysing", "yzing"),
            ("elling", "eling"),
            ("elled", "eled"),
            ("eller", "eler"),
            ("ellers", "elers"),
            ("ologue", "olog"),
        ] {
            if let Some(stem) = word.strip_suffix(british) {
                folded = format!("{stem}{american}");
                break;
            }
        }
    }
    // Paediatrics, orthopaedic, anaesthetist, gynaecology, foetus, oestrogen.
    if folded.len() >= 6 {
        for (british, american) in [
            ("paed", "ped"),
            ("naes", "nes"),
            ("naec", "nec"),
            ("haem", "hem"),
            ("foet", "fet"),
            ("oest", "est"),
            ("archae", "arche"),
        ] {
            if let Some(at) = folded.find(british) {
                folded.replace_range(at..at + british.len(), american);
            }
        }
    }
    folded
}

/// The initials of every run of three to five words, as abbreviations are
/// made: `seo` for *search engine optimisation expert*.
pub(crate) fn initials(normalised: &str) -> Vec<String> {
    let first: Vec<char> = normalised.split(' ').filter_map(|word| word.chars().next()).collect();
    let mut found = Vec::new();
    for length in 3..=5 {
        found.extend(first.windows(length).map(|run| run.iter().collect::<String>()));
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_sorted() {
        assert!(VARIANTS.is_sorted_by_key(|(british, _)| british));
    }

    #[test]
    fn spellings_of_english_meet() {
        let tokeniser = Tokeniser::new(&LanguageTag::english());
        for (british, american) in [
            ("colours", "color"),
            ("organising", "organize"),
            ("organisation", "organization"),
            ("paediatrics", "pediatrics"),
            ("anaesthetist", "anesthetist"),
            ("tyres", "tire"),
            ("jewellery", "jewelry"),
            ("modelling", "modeling"),
            ("theatre", "theater"),
            ("gynaecologist", "gynecologist"),
            ("programmes", "program"),
            ("archaeology", "archeology"),
        ] {
            let stem = |word| tokeniser.token(word).stem;
            assert_eq!(stem(british), stem(american), "{british} {american}");
        }
    }

    #[test]
    fn languages_without_a_stemmer_keep_their_words() {
        let tokeniser = Tokeniser::new(&LanguageTag::parse("et").unwrap());
        assert_eq!(tokeniser.tokens("a bc")[1], Token::new("bc".into(), "bc".into()));
    }

    #[test]
    fn initials_are_runs_of_three_to_five_words() {
        assert_eq!(initials("search engine optimisation expert"), ["eoe", "seo", "seoe"]);
        assert!(initials("plumber").is_empty());
    }
}
