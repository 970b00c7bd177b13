//! The dialect of markdown through the front door: what authors type, and the HTML that readers get.

use crate::common::{main_of, output, report, small_site_with};

/// What a page whose text is this markdown shows.
#[track_caller]
fn check(markdown: &str, expected: &str) {
    let changes = format!("--- content/pages/plan.md\n---\ntitle: Our plan\n---\n{markdown}\n");
    let files = small_site_with(&changes);
    let found = report(&files);
    assert!(found.is_empty(), "{found}");
    let pages = output(&files);
    let main = main_of(&pages["plan/index.html"]);
    let start = "<div class=\"prose\">";
    let (_, rest) = main.split_once(start).expect("a page has prose");
    let html = rest.split("</div>\n").next().unwrap_or(rest);
    assert_eq!(html, expected);
}

#[test]
fn paragraphs_and_breaks() {
    check("One\n\nTwo", "<p>One</p><p>Two</p>");
    check("One\nline", "<p>One\nline</p>");
    check("One  \nline", "<p>One<br>line</p>");
    check("One\\\nline", "<p>One<br>line</p>");
    check("One\n\n---\n\nTwo", "<p>One</p><hr><p>Two</p>");
}

#[test]
fn emphasis() {
    check("*a* _b_", "<p><em>a</em> <em>b</em></p>");
    check("**a** __b__", "<p><strong>a</strong> <strong>b</strong></p>");
    check("***a***", "<p><em><strong>a</strong></em></p>");
    check("snake_case_word", "<p>snake_case_word</p>");
    check("~~old~~ new", "<p><del>old</del> new</p>");
    check("`a < b`", "<p><code>a &lt; b</code></p>");
    check("``a ` b``", "<p><code>a ` b</code></p>");
}

#[test]
fn letters_that_html_needs_are_escaped() {
    check("2 < 3 & 4 > 3", "<p>2 &lt; 3 &amp; 4 &gt; 3</p>");
    check("\"so\" it's", "<p>&quot;so&quot; it's</p>");
    check(r"\<b> \*a\* \`b\` \[c\] \| \\", r"<p>&lt;b&gt; *a* `b` [c] | \</p>");
    check("&copy; &amp; &lt;b&gt; &#35;", "<p>© &amp; &lt;b&gt; #</p>");
    check("{{ site.title }} {% raw %}", "<p>{{ site.title }} {% raw %}</p>");
}

#[test]
fn headings_have_ids() {
    check("## Who pays?", "<h2 id=\"who-pays\">Who pays?</h2>");
    check(
        "## Café & bar’s *own*",
        "<h2 id=\"cafe-and-bars-own\">Café &amp; bar’s <em>own</em></h2>",
    );
    check("## A\n\n## A", "<h2 id=\"a\">A</h2><h2 id=\"a-2\">A</h2>");
    check("## A {#mine}", "<h2 id=\"mine\">A</h2>");
    check("## A\n\n### B\n\n## C", "<h2 id=\"a\">A</h2><h3 id=\"b\">B</h3><h2 id=\"c\">C</h2>");
    check("## !!!", "<h2 id=\"section\">!!!</h2>");
    check(
        "## About [[org:vale-gps]]",
        "<h2 id=\"about-org-vale-gps\">About <a href=\"../organisations/vale-gps/\">Vale GP Federation</a></h2>",
    );
}

#[test]
fn lists() {
    check("- a\n- b", "<ul><li>a</li><li>b</li></ul>");
    check("- a\n\n- b", "<ul><li><p>a</p></li><li><p>b</p></li></ul>");
    check("1. a\n2. b", "<ol><li>a</li><li>b</li></ol>");
    check("3. a\n4. b", "<ol start=\"3\"><li>a</li><li>b</li></ol>");
    check("- a\n  - b\n    1. c", "<ul><li>a<ul><li>b<ol><li>c</li></ol></li></ul></li></ul>");
    check(
        "- [x] done\n- [ ] open",
        "<ul><li><span class=\"task task-done\" role=\"img\" aria-label=\"Done:\"></span> done</li>\
         <li><span class=\"task\" role=\"img\" aria-label=\"To do:\"></span> open</li></ul>",
    );
}

#[test]
fn definition_lists() {
    check("Host\n: Holds it.", "<dl><dt>Host</dt><dd>Holds it.</dd></dl>");
    check(
        "Host\n: Holds it.\n: Pays for it.\n\nPartner\n: Helps.",
        "<dl><dt>Host</dt><dd>Holds it.</dd><dd>Pays for it.</dd><dt>Partner</dt><dd>Helps.</dd></dl>",
    );
}

#[test]
fn quotes_and_callouts() {
    check("> a\n> b", "<blockquote><p>a\nb</p></blockquote>");
    for (word, class) in [
        ("Note", "note"),
        ("Tip", "tip"),
        ("Important", "important"),
        ("Warning", "warning"),
        ("Caution", "caution"),
    ] {
        let open =
            format!("<div class=\"callout callout-{class}\"><p class=\"callout-label\">{word}</p>");
        let typed = word.to_uppercase();
        check(
            &format!("> [!{typed}]\n> **a**\n\nb"),
            &format!("{open}<p><strong>a</strong></p></div><p>b</p>"),
        );
    }
}

#[test]
fn code() {
    check("```\na < b\n```", "<pre class=\"code\" tabindex=\"0\"><code>a &lt; b\n</code></pre>");
    check("```text\n*a*\n```", "<pre class=\"code\" tabindex=\"0\"><code>*a*\n</code></pre>");
    check("~~~\n```\n~~~", "<pre class=\"code\" tabindex=\"0\"><code>```\n</code></pre>");
    check("    a\n    b", "<pre class=\"code\" tabindex=\"0\"><code>a\nb\n</code></pre>");
    check(
        "```\n<script>&\"\n```",
        "<pre class=\"code\" tabindex=\"0\"><code>&lt;script&gt;&amp;&quot;\n</code></pre>",
    );
}

#[test]
fn tables() {
    check(
        "| A | B |\n| --- | ---: |\n| a | 1 |\n| *b* |",
        "<table aria-label=\"Table: A, B\"><thead><tr><th scope=\"col\">A</th><th scope=\"col\" class=\"number\">B</th></tr></thead>\
         <tbody><tr><td>a</td><td class=\"number\">1</td></tr>\
         <tr><td><em>b</em></td><td class=\"number\"></td></tr></tbody></table>",
    );
    check(
        "| A |\n|---|\n| a \\| b |",
        "<table aria-label=\"Table: A\"><thead><tr><th scope=\"col\">A</th></tr></thead><tbody><tr><td>a | b</td></tr></tbody></table>",
    );
    check(
        "| A | B | C | D |\n|---|---|---|---|\n| 1 | 2 | 3 | 4 |",
        "<section class=\"scroll rows-as-cards\" tabindex=\"0\" aria-label=\"Table: A, B, C, D\">\
         <p class=\"scroll-hint\">Scroll for more columns</p><table aria-label=\"Table: A, B, C, D\"><thead><tr>\
         <th scope=\"col\">A</th><th scope=\"col\">B</th><th scope=\"col\">C</th><th scope=\"col\">D</th></tr></thead>\
         <tbody><tr><td data-label=\"A\"><span>1</span></td><td data-label=\"B\"><span>2</span></td>\
         <td data-label=\"C\"><span>3</span></td><td data-label=\"D\"><span>4</span></td></tr></tbody></table></section>",
    );
}

#[test]
fn links() {
    check(
        "[a](https://www.example.org/?b=1&c=2)",
        "<p><a href=\"https://www.example.org/?b=1&amp;c=2\">a</a></p>",
    );
    check(
        "[a][b]\n\n[b]: https://www.example.org/",
        "<p><a href=\"https://www.example.org/\">a</a></p>",
    );
    check(
        "<https://www.example.org/>",
        "<p><a href=\"https://www.example.org/\">https://www.example.org/</a></p>",
    );
    check("<a@example.org>", "<p><a href=\"mailto:a@example.org\">a@example.org</a></p>");
    check("[a](mailto:a@example.org)", "<p><a href=\"mailto:a@example.org\">a</a></p>");
    check("[a](tel:+441632960001)", "<p><a href=\"tel:+441632960001\">a</a></p>");
    check("[a](about.md)", "<p><a href=\"../about/\">a</a></p>");
    check("[a](about.md#words)", "<p><a href=\"../about/#words\">a</a></p>");
    check("[a](/glossary/#term_footprint)", "<p><a href=\"../glossary/#term_footprint\">a</a></p>");
    check("## B\n\n[a](#b)", "<h2 id=\"b\">B</h2><p><a href=\"#b\">a</a></p>");
    check("[*a* `b`](/ihos/)", "<p><a href=\"../ihos/\"><em>a</em> <code>b</code></a></p>");
}

#[test]
fn references() {
    check(
        "[[org:vale-gps]]",
        "<p><a href=\"../organisations/vale-gps/\">Vale GP Federation</a></p>",
    );
    check("[[org:vale-gps|them]]", "<p><a href=\"../organisations/vale-gps/\">them</a></p>");
    check(
        "[[ org:vale-gps ]]",
        "<p><a href=\"../organisations/vale-gps/\">Vale GP Federation</a></p>",
    );
    check("\\[[org:vale-gps]]", "<p>[[org:vale-gps]]</p>");
    check("`[[org:vale-gps]]`", "<p><code>[[org:vale-gps]]</code></p>");
    check(
        "**[[term:footprint]]**",
        "<p><strong><a href=\"../glossary/#term_footprint\">Footprint</a></strong></p>",
    );
}

#[test]
fn images() {
    let picture = "\n--- content/pages/map.svg\n<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>";
    let changes = |text: &str| {
        format!("--- content/pages/plan.md\n---\ntitle: Our plan\n---\n{text}{picture}\n")
    };
    let files = small_site_with(&changes("![A *map* of \"Vale\" & more](map.svg)"));
    assert_eq!(report(&files), "");
    let pages = output(&files);
    let expected = "<p><img src=\"../map.svg\" alt=\"A map of &quot;Vale&quot; &amp; more\"></p>";
    assert!(main_of(&pages["plan/index.html"]).contains(expected));
    assert!(pages["map.svg"].starts_with("<svg"));
}

#[test]
fn footnotes() {
    check(
        "One[^a] and again[^a].\n\n[^a]: Why *so*.",
        "<p>One<sup><a id=\"cite_1\" href=\"#note_1\" aria-label=\"Note 1\">[1]</a></sup> and again\
         <sup><a id=\"cite_1-2\" href=\"#note_1\" aria-label=\"Note 1\">[1]</a></sup>.</p>\
         <div class=\"footnotes\"><ol><li id=\"note_1\"><p>Why <em>so</em>. \
         <a href=\"#cite_1\">Back to the text of note 1</a></p></li></ol></div>",
    );
    check(
        "Two[^b], one[^a].\n\n[^a]: A.\n\n[^b]: B.",
        "<p>Two<sup><a id=\"cite_1\" href=\"#note_1\" aria-label=\"Note 1\">[1]</a></sup>, one\
         <sup><a id=\"cite_2\" href=\"#note_2\" aria-label=\"Note 2\">[2]</a></sup>.</p>\
         <div class=\"footnotes\"><ol><li id=\"note_1\"><p>B. <a href=\"#cite_1\">Back to the text of note 1</a></p></li>\
         <li id=\"note_2\"><p>A. <a href=\"#cite_2\">Back to the text of note 2</a></p></li></ol></div>",
    );
}
