//! The colours of a site: the last words of its style sheet, and whether they stand out from what is behind them. A page has
//! no word of them, so that they cost no request and no exception from the policy against inline styles.

use super::theme::Theme;
use crate::diag::{Code, Diagnostic};
use crate::model::field::Field;
use crate::model::scalar::Colour;
use crate::model::site::{Site, SiteIdentity};

/// The least contrast of text.
const TEXT: f64 = 4.5;
/// The least contrast of lines, bars and other large things.
const LINES: f64 = 3.0;

/// What a theme paints pages with, as its style sheet says.
struct Ground {
    page: Colour,
    surface: Colour,
    /// Shades that do not stand out are moved towards it.
    far: Colour,
}

impl Ground {
    fn read(css: &str, is_dark: bool) -> Self {
        const DARK: &str = "prefers-color-scheme: dark";
        let part = match is_dark {
            true => css.split_once(DARK).map_or(css, |(_, rest)| rest),
            false => css,
        };
        let token = |name: &str, usual: &str| {
            let written = part.split_once(name).and_then(|(_, rest)| rest.split_once(';'));
            let written = written.and_then(|(value, _)| Colour::parse(value.trim()));
            written.or_else(|| Colour::parse(usual)).expect("a colour")
        };
        match is_dark {
            true => Self {
                page: token("--page:", "#12181f"),
                surface: token("--surface:", "#1b242d"),
                far: white(),
            },
            false => Self {
                page: token("--page:", "#ffffff"),
                surface: token("--surface:", "#f5f7f8"),
                far: Colour::parse("#000").expect("a colour"),
            },
        }
    }
}

fn white() -> Colour {
    Colour::parse("#fff").expect("a colour")
}

/// How a colour is used.
struct Rule {
    ground: Ground,
    /// Whether white text is written on it.
    has_text: bool,
}

impl Rule {
    /// The contrast that is too low, the least one, and what it is with.
    fn broken(&self, colour: &Colour) -> Option<(f64, f64, String)> {
        let Ground { page, surface, .. } = &self.ground;
        let text = white();
        let text = self.has_text.then_some((&text, TEXT, "white text on it"));
        let lines = [(page, LINES, "the page"), (surface, LINES, "grey boxes")];
        let all = text.into_iter().chain(lines);
        let low = all.map(|(other, least, what)| (colour.contrast(other), least, other, what));
        let mut low = low.filter(|(ratio, least, ..)| ratio < least);
        low.next().map(|(ratio, least, other, what)| {
            (ratio, least, format!("{what}, `{}`", other.as_str()))
        })
    }

    /// The nearest shade of a colour that keeps the rule.
    fn nearest(&self, colour: &Colour) -> Colour {
        let shades = (0..=100).map(|share| colour.mixed(&self.ground.far, share));
        let mut sound = shades.filter(|shade| self.broken(shade).is_none());
        sound.next().unwrap_or_else(|| self.ground.far.clone())
    }
}

/// The key of a colour, where it is stated, and its rule.
type ColourRule = (&'static str, fn(&SiteIdentity) -> &Field<Colour>, Rule);

/// The four colours of a site, each with its key and its rule.
fn rules(css: &str) -> [ColourRule; 4] {
    let rule = |is_dark, has_text| Rule { ground: Ground::read(css, is_dark), has_text };
    [
        ("colour", |it| &it.colour, rule(false, true)),
        ("accent", |it| &it.accent, rule(false, false)),
        ("colour_dark", |it| &it.colour_dark, rule(true, false)),
        ("accent_dark", |it| &it.accent_dark, rule(true, false)),
    ]
}

/// The colours that do not stand out enough, each with a shade that does.
pub(super) fn check(site: &Site, theme: &Theme) -> Vec<Diagnostic> {
    let Some(identity) = site.identity.known() else { return Vec::new() };
    let of_rule = |(key, field, rule): ColourRule| {
        let stated = field(identity);
        let colour = stated.known()?;
        let (ratio, least, what) = rule.broken(colour)?;
        let on = if key.ends_with("_dark") { " on dark screens" } else { "" };
        // Cut, not rounded: 4.499 is not 4.50.
        let ratio = (ratio * 100.0).floor() / 100.0;
        let message = format!(
            "`{}` does not stand out enough{on}: its contrast with {what}, is {ratio:.2} to 1, and it must be at least {least} to 1",
            colour.as_str()
        );
        let nearest = rule.nearest(colour);
        let hint = format!(
            "write `{key}: \"{}\"`, the nearest shade that stands out, or choose another colour",
            nearest.as_str()
        );
        Some(Diagnostic::at(Code::LowContrast, stated.span?, message).hint(hint))
    };
    rules(theme.style()).into_iter().filter_map(of_rule).collect()
}

/// What the style sheet of a site ends with.
pub fn tokens(site: Option<&Site>, css: &str) -> String {
    let Some(identity) = site.and_then(|site| site.identity.known()) else { return String::new() };
    let [_, _, (_, _, dark), (_, _, dark_accent)] = rules(css);
    let (colour, accent) = (identity.colour.known(), identity.accent.known());
    let lighter = |stated: &Field<Colour>, rule: &Rule, of: Option<&Colour>| {
        stated.known().cloned().or_else(|| of.map(|colour| rule.nearest(colour)))
    };
    let colour_dark = lighter(&identity.colour_dark, &dark, colour);
    let accent_dark = lighter(&identity.accent_dark, &dark_accent, accent);
    let mut light: Vec<(&str, String)> = Vec::new();
    let mut of_dark: Vec<(&str, String)> = Vec::new();
    let css_of = |colour: &Colour| colour.as_str().to_owned();
    if let Some(colour) = colour {
        light.push(("brand", css_of(colour)));
        light.push(("hero", css_of(colour)));
        light.extend([("hero-text", "#fff".to_owned()), ("hero-text-2", "#fff".to_owned())]);
        // The lines behind the title are those of the demonstration.
        light.push(("hero-grid", "#0000".to_owned()));
        // Large and dim, so that white text on it is as easy to read as on the colour itself.
        of_dark.push(("hero", css_of(&colour.mixed(&dark.ground.page, 45))));
    }
    of_dark.extend(colour_dark.iter().map(|colour| ("brand", css_of(colour))));
    let hero_line = |colour: &Colour| ("hero-line", format!(".5rem solid {}", colour.as_str()));
    light.extend(accent.iter().flat_map(|it| [("accent", css_of(it)), hero_line(it)]));
    of_dark.extend(accent_dark.iter().flat_map(|it| [("accent", css_of(it)), hero_line(it)]));
    let block = |media: &str, tokens: &[(&str, String)]| match tokens {
        [] => String::new(),
        tokens => {
            let tokens: String =
                tokens.iter().map(|(name, value)| format!(" --{name}: {value};")).collect();
            format!("@media {media} {{ :root {{{tokens} }} }}\n")
        }
    };
    let dark = block("screen and (prefers-color-scheme: dark)", &of_dark);
    block("screen", &light) + &dark
}
