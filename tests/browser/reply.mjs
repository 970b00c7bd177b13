// A reply to a review in a real browser: changes are answered by keyboard alone, in the file that is sent and in the preview; the
// reply is saved, kept by `iho approve --from`, and stops the release. How to run it stands in `site.mjs`.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "../..");
const program = path.resolve(process.argv[2] ?? path.join(root, "target/release/iho"));
const browserPath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const site = mkdtempSync(path.join(tmpdir(), "iho-browser-"));
const file = (name) => path.join(site, name);
cpSync(path.join(root, "content"), file("content"), { recursive: true });
// Two figures of the draft are revised: the preview asks for answers to what waits for a release, and to nothing else.
for (const [name, before, now] of [["ae-4-hours", "2026-08,75.2,7573", "2026-08,75.9,7643"], ["choice-offered", "2026-Q3,66.9,791", "2026-Q3,67.4,797"]]) {
  const figures = file(`content/ihos/example-vale/draft/metrics/${name}.csv`);
  const text = readFileSync(figures, "utf8");
  assert.ok(text.includes(before), name);
  writeFileSync(figures, text.replace(before, now));
}

const day = ["--at", "2026-12-01T12:00:00Z"];
const iho = (...args) => {
  const run = spawnSync(program, [...args, "--site", site, ...day], { encoding: "utf8" });
  return { code: run.status, said: (run.stdout + run.stderr).replaceAll(/\s+/g, " ") };
};
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const failures = [];

async function test(name, options, body) {
  const context = await browser.newContext({ acceptDownloads: true, viewport: { width: 1280, height: 800 }, ...options });
  try {
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (it) => { if (["error", "warning"].includes(it.type()) && !/404 \(Not Found\)/.test(it.text())) complaints.push(it.text()); });
    page.on("pageerror", (error) => complaints.push(String(error)));
    await body(page, complaints);
    assert.deepEqual(complaints, []);
    console.log("ok    " + name);
  } catch (error) {
    failures.push(name);
    console.log("FAIL  " + name + "\n" + error.stack);
  } finally {
    await context.close();
  }
}

// Presses Tab until the element that a selector names has the focus.
async function tabTo(page, selector) {
  for (let n = 0; n < 400; n++) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement?.matches(selector), selector)) return;
  }
  assert.fail(`no Tab leads to ${selector}`);
}

// Queries the first change, says who does, and saves the reply, without a pointer.
async function answer(page, by, words) {
  await tabTo(page, ".answer select");
  await page.keyboard.type("Query");
  await page.keyboard.press("Tab");
  await page.keyboard.type(words);
  await tabTo(page, ".reply input[name=by]");
  await page.keyboard.type(by);
  await tabTo(page, ".reply button:not([type])");
  const saved = page.waitForEvent("download");
  await page.keyboard.press("Enter");
  const download = await saved;
  assert.equal(download.suggestedFilename(), "reply.json");
  await download.saveAs(file("reply.json"));
  assert.match(await page.locator(".reply-status").innerText(), /^Saved as reply\.json, with 1 answers? and \d+ changes? without one/);
}

assert.equal(iho("review", "--out", file("pack.html"), "--quiet").code, 0);
const pack = pathToFileURL(file("pack.html")).href;

await test("the file is answered by keyboard alone, and what was asked stops the release", {}, async (page, complaints) => {
  page.on("request", (it) => { if (it.url() !== pack && !it.url().startsWith("blob:")) complaints.push(it.url()); });
  await page.goto(pack);
  await answer(page, "Head of Finance", "Which “<b>source</b>” & year?");
  const kept = iho("approve", "--from", file("reply.json"));
  assert.equal(kept.code, 0, kept.said);
  assert.match(kept.said, /This is not an approval/);
  const stopped = iho("release", "example-vale", "--yes", "--note", "New figures.", "--without-approval", "It is urgent.");
  assert.equal(stopped.code, 1, stopped.said);
  assert.match(stopped.said, /Head of Finance \(second eyes\) has queried .* They wrote: “Which “<b>source<\/b>” & year\?”/);
});

await test("without script the file says that it cannot be answered, and shows all else", { javaScriptEnabled: false }, async (page) => {
  await page.goto(pack);
  assert.match(await page.locator("main").innerText(), /You can only answer here if scripts are turned on/);
  assert.ok(await page.locator(".answer").first().isHidden());
  const sides = page.locator("details.sides").first();
  await sides.locator("summary").first().click();
  assert.ok(await sides.locator(".pair .page").first().isVisible());
});

const preview = spawn(program, ["serve", "--site", site, "--port", "0", "--at", "2026-12-01"], { stdio: ["ignore", "pipe", "inherit"] });
const address = await new Promise((resolve, reject) => {
  let said = "";
  preview.stdout.on("data", (data) => { said += data; const found = /http:\S+/.exec(said); if (found) resolve(found[0]); });
  preview.on("exit", () => reject(new Error("the preview ended: " + said)));
});
await test("the preview is answered in the same way, and shows what others said", {}, async (page) => {
  await page.goto(address + "_review/", { timeout: 120000 });
  assert.match(await page.locator("main").innerText(), /Head of Finance \(second eyes\) has queried/);
  await answer(page, "Medical director", "Is it safe?");
  const kept = iho("approve", "--from", file("reply.json"));
  assert.equal(kept.code, 0, kept.said);
  const told = iho("review");
  for (const who of ["Head of Finance", "Medical director"]) assert.ok(told.said.includes(`not ready: ${who} (second eyes) has queried`), told.said);
});

preview.kill();
await browser.close();
rmSync(site, { recursive: true, force: true });
if (failures.length) process.exit(1);
