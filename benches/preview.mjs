// One size of `preview.sh`: saves a file, and waits until a browser shows it.
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { chromium } from "playwright-core";

const [iho, folder] = process.argv.slice(2);
const site = path.join(folder, "iho");
const saves = Number(process.env.SAVES ?? 40);
const hugo = process.env.HUGO;
const browserPath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });

function start(program, args, wanted) {
  const child = spawn(program, args, { stdio: ["ignore", "pipe", "ignore"] });
  // Whatever happens here, no server stays behind.
  process.on("exit", () => child.kill());
  return new Promise((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (data) => { said += data; const found = wanted.exec(said); if (found) resolve([child, found[0]]); });
    child.on("exit", (code) => reject(new Error(`${program} ended with ${code}: ${said}`)));
  });
}
const status = (child, name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(readFileSync(`/proc/${child.pid}/status`, "utf8"))[1]) / 1024;
const ticks = (child) => { const parts = readFileSync(`/proc/${child.pid}/stat`, "utf8").split(") ")[1].split(" "); return Number(parts[11]) + Number(parts[12]); };

// Saves a file `saves` times; each time is over when the words, or the colour, are on the page.
async function measure(page, file, edit, seen, pause) {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  const times = [];
  for (let at = 0; at < saves + 2; at++) {
    const words = `Save number ${at}`;
    const shown = page.waitForFunction(seen, [words, at], { polling: "raf", timeout: 60000 });
    await sleep(5);
    const started = performance.now();
    writeFileSync(file, edit(text, words, at));
    await shown;
    if (at >= 2) times.push(performance.now() - started);
    await sleep(pause);
  }
  writeFileSync(file, text);
  await sleep(pause);
  times.sort((a, b) => a - b);
  const of = (part) => times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)];
  return [of(0.5), of(0.95), of(1)];
}

// Until a server hands the words out, which is less than a browser needs: no reload, no drawing.
async function askUntilServed(url, file, pause) {
  const text = readFileSync(file, "utf8");
  const times = [];
  for (let at = 0; at < saves + 2; at++) {
    const words = `Save number ${at}`;
    const started = performance.now();
    writeFileSync(file, append(text, words));
    while (!(await (await fetch(url)).text()).includes(words + ".")) await sleep(2);
    if (at >= 2) times.push(performance.now() - started);
    await sleep(pause);
  }
  writeFileSync(file, text);
  times.sort((a, b) => a - b);
  const of = (part) => times[Math.min(times.length - 1, Math.ceil(times.length * part) - 1)];
  return [of(0.5), of(0.95), of(1)];
}
const hasWords = ([words]) => document.body && document.body.innerText.includes(words + ".");
const hasColour = ([, at]) => document.body && getComputedStyle(document.body).borderTopWidth === `${at + 1}px`;
const append = (text, words) => `${text.trimEnd()}\n\n${words}.\n`;
const row = (what, [median, late, worst]) => console.log(`  ${what.padEnd(28)} ${median.toFixed(0).padStart(6)} ${late.toFixed(0).padStart(8)} ${worst.toFixed(0).padStart(8)}`);

const ihos = readdirSync(path.join(site, "content/ihos")).sort();
const id = ihos[Math.floor(ihos.length / 2)];
const draft = path.join(site, "content/ihos", id, "draft");
mkdirSync(path.join(draft, "narrative"), { recursive: true });
mkdirSync(path.join(site, "themes/default/static"), { recursive: true });
const narrative = path.join(draft, "narrative/benefits.md");
if (!existsSync(narrative)) writeFileSync(narrative, "What changes for patients.\n");
writeFileSync(path.join(site, "themes/default/static/site.css"), "body { color: black }\n");

const begun = performance.now();
const [preview, address] = await start(iho, ["serve", "--site", site, "--port", "0", "--at", "2026-11-21"], /http:\S+/);
const opened = performance.now() - begun;
await sleep(4000);
const before = ticks(preview);
await sleep(5000);
const idle = (ticks(preview) - before) / 5;
const n = (await (await fetch(address + "sitemap.xml")).text()).split("<loc>").length - 1;
console.log(`\n${n} pages: save to visible, ms         median      95%    worst`);
const page = await browser.newPage();
// With time for all checks between two saves, and without.
const pause = n > 5000 ? 2500 : 700;
await page.goto(`${address}ihos/${id}/benefits/`);
await sleep(500);
row("iho, prose", await measure(page, narrative, append, hasWords, pause));
await page.goto(`${address}ihos/${id}/`);
await sleep(500);
const value = (text, words) => text.replace(/^summary:(.*\n(?:[ ]+.*\n)*)/m, `summary: ${words}.\n`);
row("iho, a value in YAML", await measure(page, path.join(draft, "iho.yaml"), value, hasWords, pause));
row("iho, style sheet", await measure(page, path.join(site, "themes/default/static/site.css"), (_, __, at) => `body { border-top: ${at + 1}px solid black }\n`, hasColour, pause));
row("iho, prose, a save each 0.3 s", await measure(page, path.join(draft, "narrative/overview.md"), append, hasWords, 300));
console.log(`  first page after ${(opened / 1000).toFixed(1)} s; ${status(preview, "VmRSS").toFixed(0)} MB now, ${status(preview, "VmHWM").toFixed(0)} MB at most; idle ${idle.toFixed(2)}% of a core`);
preview.kill("SIGINT");
await page.close();

if (hugo && existsSync(path.join(folder, "hugo"))) {
  const port = 20000 + Math.floor(Math.random() * 20000);
  const [server] = await start(hugo, ["server", "--source", path.join(folder, "hugo"), "--port", String(port), "--renderToMemory", "--baseURL", `http://localhost:${port}/`, "--cacheDir", path.join(folder, "cache")], /Press Ctrl\+C/);
  const asked = `http://localhost:${port}/ihos/${id}/benefits/`;
  row("hugo server, until served", await askUntilServed(asked, path.join(folder, "hugo/content/ihos", id, "benefits.md"), pause));
  console.log(`  ${status(server, "VmRSS").toFixed(0)} MB now, ${status(server, "VmHWM").toFixed(0)} MB at most`);
  server.kill("SIGINT");
}
await browser.close();
