// The page that compares releases in a real browser, in the public site of the demonstration: by keyboard, by address, without
// script, in the dark and at 320 pixels.
//
//   node compare.mjs [PROGRAM]        PROGRAM is `iho`; target/release/iho unless told otherwise
//
// CHROMIUM=/path names the browser. SHOTS=folder keeps pictures.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = path.resolve(process.argv[2] ?? path.join(root, "target/release/iho"));
const browserPath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const shots = process.env.SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

const folder = mkdtempSync(path.join(tmpdir(), "iho-compare-"));
const output = path.join(folder, "site");
execFileSync(program, ["build", "--site", root, "--output", output, "--at", "2026-12-01"], { stdio: "ignore" });
const kinds = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  let name = path.join(output, new URL(request.url, "http://site").pathname);
  if (name.endsWith("/")) name += "index.html";
  if (!existsSync(name)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": kinds[path.extname(name)] ?? "text/plain" }).end(readFileSync(name));
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const address = `http://127.0.0.1:${server.address().port}/ihos/example-vale/compare/`;
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const failures = [];

async function test(name, options, body) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (it) => { if (["error", "warning"].includes(it.type())) complaints.push(it.text()); });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (it) => { if (!it.url().startsWith("http://127.0.0.1:")) complaints.push(it.url()); });
    await body(page);
    assert.deepEqual(complaints, []);
    if (shots) await page.screenshot({ path: path.join(shots, name.replaceAll(/\W+/g, "-") + ".png"), fullPage: true });
    console.log("ok    " + name);
  } catch (error) {
    failures.push(name);
    console.log("FAIL  " + name + "\n" + error.stack);
  } finally {
    await context.close();
  }
}

const told = (page, words) => page.waitForFunction((words) => document.querySelector("output").innerText.includes(words), words, { timeout: 5000 });

await test("two releases are chosen and compared by keyboard alone", { viewport: { width: 1280, height: 800 } }, async (page) => {
  await page.goto(address);
  await page.focus("#choose_from");
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Home");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await told(page, "differ between Release 1, 12 November 2026 and Release 6, 24 November 2026");
  assert.equal(await page.locator("output").getAttribute("aria-live"), "polite");
  const found = await page.locator("#differences").innerText();
  assert.match(found, /step by 30 September 2027 changed from 82% to 84%\./);
  assert.match(found, /Why: 6 more nurses start in April 2027/);
  assert.match(found, /Release 5 was withdrawn/);
  // Figures that were revised and put right again are the same at both ends.
  assert.doesNotMatch(found, /86\.7%/);
  assert.match(page.url(), /from=2026-11-12&to=2026-11-24$/);
});

await test("an address is a comparison, and its links lead on", { viewport: { width: 320, height: 640 }, colorScheme: "dark" }, async (page) => {
  await page.goto(address + "?from=2026-11-19&to=2026-11-20");
  await told(page, "differ between Release 4");
  const found = await page.locator("#differences").innerText();
  assert.match(found, /revised from 77\.6% to 86\.7%/);
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `the page is ${width} pixels wide`);
  const links = await page.locator("#differences a").evaluateAll((all) => all.map((it) => it.href));
  for (const link of links) assert.equal((await page.request.get(link)).status(), 200, link);
});

await test("a release and itself are no comparison", {}, async (page) => {
  await page.goto(address + "?from=2026-11-19&to=2026-11-19");
  await told(page, "Choose two different releases.");
  assert.ok(await page.locator("#differences").isHidden());
});

await test("without script the page tells every value", { javaScriptEnabled: false }, async (page) => {
  await page.goto(address);
  assert.ok(await page.locator("form.choose").isHidden());
  const words = await page.locator("main").innerText();
  for (const one of ["Every value that changed", "6 more nurses", "other fields of the latest release never changed"]) assert.ok(words.includes(one), one);
});

await browser.close();
server.close();
rmSync(folder, { recursive: true, force: true });
if (failures.length) process.exit(1);
