//! The form in which two texts are the same to a reader.

use icu_casemap::CaseMapper;
use icu_normalizer::DecomposingNormalizer;

/// Brings a text into the form in which it is compared: compatibility
/// characters resolved, case folded, diacritics dropped, the second gender
/// form of a title and "(m/w/d)" dropped, punctuation and white space as
/// single blanks.
///
/// Idempotent. `+` and `#` stay behind a letter, for `C++` and `C#`.
///
/// # Examples
/// ```
/// use passerelle_search::normalise;
///
/// assert_eq!(normalise("  Schweißer/-in (m/w/d)"), "schweisser");
/// assert_eq!(normalise("Électricien(ne)"), "electricien");
/// assert_eq!(normalise("driver's licence – C++"), "drivers licence c++");
/// ```
pub fn normalise(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if is_gender_note(word) {
            continue;
        }
        plain.push_str(without_second_form(word));
        plain.push(' ');
    }
    let folded = if plain.is_ascii() { plain.to_ascii_lowercase() } else { fold(&plain) };

    let mut out = String::with_capacity(folded.len());
    let mut letters = folded.chars().peekable();
    while let Some(c) = letters.next() {
        let behind_letter = !out.is_empty() && !out.ends_with(' ');
        if c.is_alphanumeric() || (matches!(c, '+' | '#') && behind_letter) {
            out.push(c);
        } else if matches!(c, '\'' | '\u{2019}') && letters.peek() == Some(&'s') {
            // A genitive belongs to its word; an elision (`l'hôtel`) parts
            // two words.
        } else if behind_letter {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Case and diacritics, for texts beyond ASCII.
fn fold(text: &str) -> String {
    let decomposer = DecomposingNormalizer::new_nfkd();
    let cased = CaseMapper::new();
    let mut folded = text.to_owned();
    // Folding may make what decomposes further, and the reverse.
    for _ in 0..3 {
        let next = cased.fold_string(&decomposer.normalize(&folded)).into_owned();
        if next == folded {
            break;
        }
        folded = next;
    }
    let mut plain = String::with_capacity(folded.len());
    for c in folded.chars() {
        match c {
            // Combining marks of Latin, Greek, Cyrillic, Hebrew and Arabic.
            '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{487}'
            | '\u{591}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}' => {}
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ħ' => plain.push('h'),
            'ŧ' => plain.push('t'),
            'ı' => plain.push('i'),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'þ' => plain.push_str("th"),
            c => plain.push(c),
        }
    }
    // A mark that was dropped may have kept others apart (U+034F does nothing
    // else); what is left is put into its order.
    decomposer.normalize(&plain).into_owned()
}

/// Whether a word is "(m/w/d)", "m/f", "(h/f/x)" and the like.
fn is_gender_note(word: &str) -> bool {
    let inner = word.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | ',' | '-'));
    inner.contains(['/', '|', '*'])
        && inner.split(['/', '|', '*']).count() <= 5
        && inner.split(['/', '|', '*']).all(|part| {
            matches!(
                part,
                "m" | "w" | "d" | "f" | "h" | "x" | "i" | "M" | "W" | "D" | "F" | "H" | "X"
            )
        })
}

/// The endings that stand for the second form of a title: German, French,
/// Italian, Spanish, Portuguese, Polish, Czech, Croatian.
const SECOND_FORMS: [&str; 35] = [
    "in", "innen", "frau", "a", "as", "o", "os", "e", "es", "ne", "nes", "euse", "euses", "rice",
    "rices", "trice", "trices", "ère", "ères", "ière", "ières", "ienne", "iennes", "enne", "ennes",
    "esse", "esses", "ora", "oras", "ra", "ras", "ka", "ica", "ska", "ná",
];

/// `Verkäufer/in`, `Verkäufer(in)`, `Verkäufer*in` and `VerkäuferIn` without
/// what follows `Verkäufer`.
fn without_second_form(word: &str) -> &str {
    let core = word.trim_end_matches([')', ']', ',', ';', '.']);
    if let Some(at) = core.rfind(['/', '(', '*', ':', '_', '·', '•', '-']) {
        let ending = core[at..].trim_start_matches(|c: char| !c.is_alphanumeric());
        let stem = core[..at].trim_end_matches(|c: char| !c.is_alphanumeric());
        // A hyphen alone parts the words of a compound.
        let marked = core[stem.len()..core.len() - ending.len()].chars().any(|c| c != '-');
        if marked && stem.chars().count() >= 3 && SECOND_FORMS.contains(&ending) {
            return stem;
        }
    }
    for ending in ["In", "Innen"] {
        if let Some(stem) = core.strip_suffix(ending)
            && stem.chars().count() >= 3
            && stem.ends_with(char::is_lowercase)
        {
            return stem;
        }
    }
    word
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(normalise(text), expected, "{text}");
    }

    #[test]
    fn case_diacritics_and_punctuation_do_not_matter() {
        check("Café-Manager", "cafe manager");
        check("  A,  b;\tC\n", "a b c");
        check("ﬁtter № 2", "fitter no 2");
        check("STRAẞE", "strasse");
        check("Søren Łódź İstanbul", "soren lodz istanbul");
        check("Παράδειγμα ЁЛКА", "παραδειγμα елка");
        check("C++ / C# + F", "c++ c# f");
        check("midwife’s aid", "midwifes aid");
        check("l’hôtel", "l hotel");
        check("", "");
        check("–/–", "");
        // A mark between two others that have an order of their own.
        let once = normalise("\u{0345}\u{034f}\u{0653}a\u{05b0}\u{034f}\u{1d165}");
        assert_eq!(normalise(&once), once);
    }

    #[test]
    fn gender_forms_are_one() {
        for text in [
            "Schweißer/in",
            "Schweißer/-in",
            "Schweißer(in)",
            "Schweißer*in",
            "Schweißer:in",
            "Schweißer_in",
            "SchweißerIn",
            "Schweißer (m/w/d)",
            "Schweißer m/w",
            "Schweißer/-innen",
        ] {
            check(text, "schweisser");
        }
        check("vendeur/euse", "vendeur");
        check("infirmier·ère", "infirmier");
        check("enfermero/a", "enfermero");
        check("waiter/waitress", "waiter waitress");
        check("plug-in", "plug in");
        check("I/O", "i o");
    }

    proptest! {
        #[test]
        fn normalising_is_idempotent(text in "\\PC{0,40}") {
            let once = normalise(&text);
            prop_assert_eq!(normalise(&once), once);
        }

        #[test]
        fn normalised_text_has_single_blanks(text in "[a-zA-Z0-9 ,.()/'+#ÄßéİŁ*:_-]{0,40}") {
            let once = normalise(&text);
            prop_assert!(!once.contains("  ") && once.trim() == once);
            prop_assert_eq!(normalise(&once), once);
        }
    }
}
