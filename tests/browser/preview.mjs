// The preview in a real browser: edits files as an author does, and looks at what the page does.
//
//   node preview.mjs [PROGRAM]        PROGRAM is `iho`; target/release/iho unless told otherwise
//
// CHROMIUM=/path names the browser. SHOTS=folder keeps pictures of the bar and the panel.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.join(here, "../..");
const program = path.resolve(process.argv[2] ?? path.join(root, "target/release/iho"));
const browserPath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const site = mkdtempSync(path.join(tmpdir(), "iho-browser-"));
cpSync(path.join(root, "content"), path.join(site, "content"), { recursive: true });
const file = (name) => path.join(site, name);
const page1 = "content/pages/index.md";
const write = (name, text) => { mkdirSync(path.dirname(file(name)), { recursive: true }); writeFileSync(file(name), text); };
const swap = (name, text) => { writeFileSync(file(name) + "~", text); renameSync(file(name) + "~", file(name)); };

const preview = spawn(program, ["serve", "--site", site, "--port", "0", "--at", "2026-11-21"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve, reject) => {
  let said = "";
  preview.stdout.on("data", (data) => { said += data; const found = /http:\S+/.exec(said); if (found) resolve(found[0]); });
  preview.on("exit", () => reject(new Error("the preview ended: " + said)));
});
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const failures = [];
const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });

async function open(where = "", from = context) {
  const page = await from.newPage();
  page.complaints = [];
  page.on("console", (it) => { if (["error", "warning"].includes(it.type()) && !/404 \(Not Found\)/.test(it.text())) page.complaints.push(it.text()); });
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto(address + where);
  await page.evaluate(() => { window.isSame = true; });
  await page.waitForTimeout(150);
  return page;
}
const says = (page, words) => page.waitForFunction((words) => document.querySelector("main").innerText.includes(words), words, { timeout: 5000, polling: 10 });
const panelIs = (page, open) => page.waitForFunction((open) => document.querySelector(".iho-panel").open === open, open, { timeout: 5000 });
const home = readFileSync(file(page1), "utf8");
const withWords = (words) => home.replace(/(---\n[\s\S]*?---\n)/, `$1\n${words}\n\n`);

async function test(name, body) {
  try {
    await body();
    console.log("ok    " + name);
  } catch (error) {
    failures.push(name);
    console.log("FAIL  " + name + "\n" + error.stack);
  } finally {
    swap(page1, home);
    rmSync(file("themes"), { recursive: true, force: true });
    for (const page of context.pages()) await page.close();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

await test("a save is shown, and place, focus, open details and typed text stay", async () => {
  const page = await open("ihos/");
  await page.evaluate(() => {
    const main = document.querySelector("main");
    main.insertAdjacentHTML("beforeend", "");
    scrollTo(0, 400);
    document.querySelector("main a:nth-of-type(1)").focus({ preventScroll: true });
    document.querySelector("#iho-date").value = "2027-01-01";
    window.kept = document.activeElement;
  });
  const before = await page.evaluate(() => scrollY);
  const names = readFileSync(file("content/ihos/example-vale/draft/iho.yaml"), "utf8");
  const name = /^name: (.*)$/m.exec(names)[1];
  swap("content/ihos/example-vale/draft/iho.yaml", names.replace(/^name: .*$/m, "name: A quite different name"));
  await says(page, "A quite different name");
  const after = await page.evaluate(() => ({ y: scrollY, same: window.isSame, focus: document.activeElement === window.kept, date: document.querySelector("#iho-date").value }));
  swap("content/ihos/example-vale/draft/iho.yaml", names);
  assert.equal(after.same, true, "the page was not loaded anew");
  assert.equal(after.y, before);
  assert.equal(after.focus, true, "focus stays on the same link");
  assert.equal(after.date, "2027-01-01", "typed text stays");
  await says(page, name.replace(/^["']|["']$/g, "").slice(0, 20));
  assert.deepEqual(page.complaints, []);
});

await test("what search engines are told changes with the page, which is not loaded anew", async () => {
  const page = await open("ihos/example-vale/");
  const draft = "content/ihos/example-vale/draft/iho.yaml";
  const before = readFileSync(file(draft), "utf8");
  swap(draft, before.replace(/^summary:.*\n(?:[ ]+.*\n)*/m, "summary: A summary that nobody has read before.\n"));
  await says(page, "A summary that nobody has read before.");
  const after = await page.evaluate(() => ({ same: window.isSame, told: [...document.querySelectorAll("script[type='application/ld+json']")].map((it) => it.textContent) }));
  swap(draft, before);
  assert.equal(after.same, true, "the page was not loaded anew");
  assert.equal(after.told.length, 1);
  assert.ok(after.told[0].includes("A summary that nobody has read before."), after.told[0]);
  assert.deepEqual(page.complaints, []);
});

await test("open details stay open", async () => {
  const page = await open();
  const where = await page.evaluate(async () => {
    for (const link of document.querySelectorAll("main a[href]")) {
      const url = new URL(link.href);
      if (url.origin !== location.origin) continue;
      const text = await (await fetch(url)).text();
      if (/<main[\s\S]*<details/.test(text)) return url.pathname;
    }
    return null;
  });
  await page.goto(address + (where ?? "/").slice(1));
  const has = await page.evaluate(() => { const it = document.querySelector("main details"); if (it) it.open = true; return Boolean(it); });
  if (!has) {
    // No page of the site has any: one of the theme's own has.
    write("themes/default/templates/home.html", `{% extends "base.html" %}{% block main %}<h1>{{ head.title }}</h1><details><summary>More</summary>{{ parts | length }}</details><p>{{ head.description }}</p>{% endblock %}`);
    await page.goto(address);
    await page.waitForSelector("main details");
    await page.evaluate(() => { document.querySelector("main details").open = true; });
    await page.waitForTimeout(200);
    write("themes/default/templates/home.html", `{% extends "base.html" %}{% block main %}<h1>{{ head.title }}</h1><p>New paragraph</p><details><summary>More</summary>{{ parts | length }}</details><p>{{ head.description }}</p>{% endblock %}`);
    await says(page, "New paragraph");
    assert.equal(await page.evaluate(() => document.querySelector("main details").open), true);
  }
});

await test("a style sheet is swapped without loading the page", async () => {
  const page = await open();
  write("themes/default/static/site.css", "body { background: rgb(1, 2, 3); }");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)", null, { timeout: 5000 });
  assert.equal(await page.evaluate(() => window.isSame), true);
  assert.equal(await page.evaluate(() => document.querySelectorAll("link[href*='assets/site-']").length), 1);
  assert.deepEqual(page.complaints, []);
});

await test("the panel comes over the last good page, can be read by keyboard, and goes when all is mended", async () => {
  const page = await open();
  const title = await page.textContent("h1");
  swap(page1, "---\ntitle: [\n---\nx <script>window.isHurt = true</script>\n");
  await panelIs(page, true);
  assert.equal(await page.textContent("h1"), title, "the last good page stays");
  assert.match(await page.textContent(".iho-panel"), /content\/pages\/index\.md, line \d+, column \d+/);
  assert.match(await page.textContent(".iho-panel"), /What to do:/);
  assert.equal(await page.evaluate(() => window.isHurt), undefined);
  assert.match(await page.textContent(".iho-count"), /error/);
  if (shots) await pictures(page, "panel");
  await page.keyboard.press("Escape");
  await panelIs(page, false);
  assert.equal(await page.evaluate(() => document.activeElement.className.includes("iho-count")), true, "focus goes to the button");
  await page.keyboard.press("Enter");
  await panelIs(page, true);
  assert.equal(await page.evaluate(() => document.querySelector(".iho-panel").contains(document.activeElement)), true, "focus is in the dialog");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  assert.equal(await page.evaluate(() => document.querySelector(".iho-panel").contains(document.activeElement)), true, "focus stays in the dialog");
  swap(page1, home);
  await panelIs(page, false);
  await page.waitForFunction(() => !document.querySelector(".iho-count").textContent.includes("error"));
  assert.deepEqual(page.complaints, []);
});

await test("a mistake that only the page itself has is told at once, and goes when it is mended", async () => {
  const page = await open();
  write("themes/default/templates/footer.html", "<p><a href=\"/no/such/page/\">There</a></p>");
  await panelIs(page, true);
  assert.match(await page.textContent(".iho-panel"), /links to/);
  assert.match(await page.textContent(".iho-count"), /1 error/);
  write("themes/default/templates/footer.html", "<p>Nowhere</p>");
  await panelIs(page, false);
  assert.match(await page.textContent(".iho-panel"), /can be published as it is/);
});

await test("the mark of a draft lies under the panel", async () => {
  const page = await open("ihos/example-vale/");
  const layers = await page.evaluate(() => [getComputedStyle(document.body, "::after").zIndex, getComputedStyle(document.querySelector(".iho-panel")).zIndex].map(Number));
  assert.ok(layers[0] < layers[1], layers.join(" and "));
});

await test("the keyboard alone reaches everything that the preview adds", async () => {
  const page = await open();
  await page.evaluate(() => { const links = document.querySelectorAll("footer a"); links[links.length - 1].focus(); });
  const reached = [];
  for (let at = 0; at < 8; at++) {
    await page.keyboard.press("Tab");
    reached.push(await page.evaluate(() => { const it = document.activeElement; return it.className || it.id || it.textContent; }));
  }
  for (const wanted of ["iho-count", "iho-date", "What changed"]) assert.ok(reached.some((it) => it.includes(wanted)), wanted + " of " + reached);
});

await test("only the tab whose page changed is renewed, and a hidden one catches up", async () => {
  const [one, other] = [await open(), await open("glossary/")];
  await other.evaluate(() => { window.changes = 0; new MutationObserver(() => window.changes++).observe(document.querySelector("main"), { childList: true, subtree: true, characterData: true }); });
  swap(page1, withWords("For one tab only."));
  await says(one, "For one tab only.");
  await other.waitForTimeout(300);
  assert.equal(await other.evaluate(() => window.changes), 0);
  // Going away and coming back.
  await one.evaluate(() => { Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true }); document.dispatchEvent(new Event("visibilitychange")); });
  swap(page1, withWords("While it was hidden."));
  await one.waitForTimeout(400);
  assert.ok(!(await one.textContent("main")).includes("While it was hidden."));
  await one.evaluate(() => { delete document.visibilityState; document.dispatchEvent(new Event("visibilitychange")); });
  await says(one, "While it was hidden.");
});

await test("ten tabs are all told", async () => {
  const tabs = [];
  for (let at = 0; at < 10; at++) tabs.push(await open());
  // Here all ten say that they are shown, as ten windows would: more than a browser keeps connections to a server.
  swap(page1, withWords("For every tab."));
  for (const tab of tabs) await says(tab, "For every tab.");
});

await test("an update is announced to screen readers", async () => {
  const page = await open();
  swap(page1, withWords("Announced words."));
  await says(page, "Announced words.");
  await page.waitForFunction(() => document.querySelector(".iho-status").textContent === "Preview updated");
  assert.equal(await page.getAttribute(".iho-status", "aria-live"), "polite");
});

await test("another day is kept by links, and the picker leads there", async () => {
  const page = await open("ihos/");
  await page.fill("#iho-date", "2027-04-01");
  await page.click(".iho-bar form button:not(.iho-count)");
  await page.waitForURL(/date=2027-04-01/);
  await page.click("main a[href]");
  await page.waitForURL(/date=2027-04-01/);
});

await test("the review leads from page to page by keys, and keeps its way of looking", async () => {
  swap(page1, withWords("Words to review."));
  const about = readFileSync(file("content/glossary.yaml"), "utf8");
  swap("content/glossary.yaml", about.replace(/definition: (\w)/, "definition: Newly $1"));
  const page = await open();
  await says(page, "Words to review.");
  await page.goto(address + "_review/");
  await page.waitForSelector("table");
  await page.click("table a");
  await page.click("nav a:text('Side by side')");
  await page.waitForURL(/view=side/);
  const first = page.url();
  await page.keyboard.press("n");
  await page.waitForURL((url) => url.href !== first && /view=side/.test(url.href));
  await page.keyboard.press("p");
  await page.waitForURL((url) => url.href === first);
  if (shots) await pictures(page, "review");
  swap("content/glossary.yaml", about);
});

await test("nothing is fetched from anywhere else, and narrow windows need no sideways scrolling", async () => {
  const page = await open("ihos/example-vale/");
  const foreign = [];
  page.on("request", (it) => { if (!it.url().startsWith(address)) foreign.push(it.url()); });
  await page.setViewportSize({ width: 320, height: 640 });
  await page.reload();
  await page.waitForTimeout(300);
  assert.deepEqual(foreign, []);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(wide <= 0, `${wide} pixels too wide`);
  if (shots) await pictures(page, "bar");
});

async function pictures(page, name) {
  for (const scheme of ["light", "dark"]) {
    for (const width of [1280, 360]) {
      await page.emulateMedia({ colorScheme: scheme });
      await page.setViewportSize({ width, height: 800 });
      await page.waitForTimeout(100);
      await page.screenshot({ path: path.join(shots, `${name}-${scheme}-${width}.png`) });
    }
  }
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1280, height: 800 });
}

// How long it takes from the save until the words are in the page.
const times = [];
{
  const page = await open();
  for (let at = 0; at < 20; at++) {
    const started = performance.now();
    const seen = page.evaluate((words) => new Promise((resolve) => {
      const look = () => document.querySelector("main").textContent.includes(words) ? resolve() : requestAnimationFrame(look);
      look();
    }), `Save ${at}.`);
    swap(page1, withWords(`Save ${at}.`));
    await seen;
    times.push(performance.now() - started);
    await page.waitForTimeout(100);
  }
  times.sort((a, b) => a - b);
  console.log(`from save to page: median ${times[10].toFixed(0)} ms, slowest ${times[19].toFixed(0)} ms`);
}

await browser.close();
const ended = new Promise((resolve) => preview.on("exit", resolve));
const started = performance.now();
preview.kill("SIGINT");
const code = await ended;
if (code !== 0 || performance.now() - started > 1000) failures.push(`Ctrl-C: code ${code}`);
rmSync(site, { recursive: true, force: true });
if (failures.length) { console.error(`${failures.length} failed: ${failures.join("; ")}`); process.exit(1); }
