//! The languages in which pages and documents are written, each by its own name.

choice! {
    /// The language of a page or a document.
    pub enum PageLanguage {
        English "en-GB" "English" or "en", "en-gb", "english";
        Welsh "cy" "Cymraeg" or "welsh";
        Albanian "sq" "Shqip" or "albanian";
        Amharic "am" "አማርኛ" or "amharic";
        Arabic "ar" "العربية" or "arabic";
        Bengali "bn" "বাংলা" or "bengali", "bangla";
        Bulgarian "bg" "Български" or "bulgarian";
        ChineseSimplified "zh-Hans" "简体中文" or "zh", "chinese", "zh-hans";
        ChineseTraditional "zh-Hant" "繁體中文" or "zh-hant";
        Czech "cs" "Čeština" or "czech";
        Dari "prs" "دری" or "dari";
        Dutch "nl" "Nederlands" or "dutch";
        French "fr" "Français" or "french";
        German "de" "Deutsch" or "german";
        Greek "el" "Ελληνικά" or "greek";
        Gujarati "gu" "ગુજરાતી" or "gujarati";
        Hebrew "he" "עברית" or "hebrew";
        Hindi "hi" "हिन्दी" or "hindi";
        Hungarian "hu" "Magyar" or "hungarian";
        Irish "ga" "Gaeilge" or "irish";
        Italian "it" "Italiano" or "italian";
        Japanese "ja" "日本語" or "japanese";
        Korean "ko" "한국어" or "korean";
        KurdishKurmanji "kmr" "Kurmancî" or "kurmanji";
        KurdishSorani "ckb" "کوردی" or "kurdish", "sorani";
        Latvian "lv" "Latviešu" or "latvian";
        Lithuanian "lt" "Lietuvių" or "lithuanian";
        Malayalam "ml" "മലയാളം" or "malayalam";
        Nepali "ne" "नेपाली" or "nepali";
        Panjabi "pa" "ਪੰਜਾਬੀ" or "punjabi", "panjabi";
        PanjabiWestern "pnb" "پنجابی";
        Pashto "ps" "پښتو" or "pashto";
        Persian "fa" "فارسی" or "persian", "farsi";
        Polish "pl" "Polski" or "polish";
        Portuguese "pt" "Português" or "portuguese";
        Romanian "ro" "Română" or "romanian";
        Russian "ru" "Русский" or "russian";
        Slovak "sk" "Slovenčina" or "slovak";
        Somali "so" "Soomaali" or "somali";
        Spanish "es" "Español" or "spanish";
        Swahili "sw" "Kiswahili" or "swahili";
        Tagalog "tl" "Tagalog" or "tagalog", "filipino";
        Tamil "ta" "தமிழ்" or "tamil";
        Telugu "te" "తెలుగు" or "telugu";
        Thai "th" "ไทย" or "thai";
        Tigrinya "ti" "ትግርኛ" or "tigrinya";
        Turkish "tr" "Türkçe" or "turkish";
        Ukrainian "uk" "Українська" or "ukrainian";
        Urdu "ur" "اردو" or "urdu";
        Vietnamese "vi" "Tiếng Việt" or "vietnamese";
        Yiddish "yi" "ייִדיש" or "yiddish";
        Yoruba "yo" "Yorùbá" or "yoruba";
    }
}

choice! {
    /// The direction in which a page is written.
    pub enum Direction {
        LeftToRight "ltr" "Left to right";
        RightToLeft "rtl" "Right to left";
    }
}

impl PageLanguage {
    /// Whether it is written from right to left.
    pub const fn is_right_to_left(self) -> bool {
        matches!(
            self,
            Self::Arabic
                | Self::Dari
                | Self::Hebrew
                | Self::KurdishSorani
                | Self::PanjabiWestern
                | Self::Pashto
                | Self::Persian
                | Self::Urdu
                | Self::Yiddish
        )
    }

    /// The direction of its script, as HTML names it.
    pub const fn direction(self) -> &'static str {
        if self.is_right_to_left() { "rtl" } else { "ltr" }
    }
}
