// The demonstration in a real browser, for the tests beside this file.
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

const folder = mkdtempSync(path.join(tmpdir(), "iho-browser-"));
const output = path.join(folder, "site");
const kinds = { ".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".json": "application/json", ".svg": "image/svg+xml" };
const server = createServer((request, response) => {
  let name = path.join(output, new URL(request.url, "http://site").pathname);
  if (name.endsWith("/")) name += "index.html";
  if (!existsSync(name)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": kinds[path.extname(name)] ?? "text/plain" }).end(readFileSync(name));
});
const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox", "--disable-gpu"] });
const failures = [];

// Builds the demonstration with these arguments, and gives its address.
export async function serve(...args) {
  execFileSync(program, ["build", "--site", root, "--output", output, ...args], { stdio: "ignore" });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${server.address().port}/`;
}

// Packs the drafts of the demonstration into a ZIP file, unpacks it, and gives the folder.
export function unpacked() {
  const zip = path.join(folder, "preview.zip");
  execFileSync(program, ["build", "--site", root, "--drafts", "--zip", zip], { stdio: "ignore" });
  execFileSync("python3", ["-m", "zipfile", "-e", zip, output]);
  return output;
}

export async function test(name, options, body) {
  const context = await browser.newContext(options);
  try {
    const page = await context.newPage();
    const complaints = [];
    page.on("console", (it) => { if (["error", "warning"].includes(it.type())) complaints.push(it.text()); });
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (it) => { if (!/^(http:\/\/127\.0\.0\.1:|file:)/.test(it.url())) complaints.push(it.url()); });
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

export const told = (page, words) => page.waitForFunction((words) => document.querySelector("output").innerText.includes(words), words, { timeout: 5000 });

export async function close() {
  await browser.close();
  server.close();
  rmSync(folder, { recursive: true, force: true });
  if (failures.length) process.exit(1);
}
