// The drafts as a ZIP file, unpacked and opened without a server: every link, every picture, what scripts ask for.
//
//   node portable.mjs [PROGRAM]        see site.mjs
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { close, test, told, unpacked } from "./site.mjs";

const folder = unpacked();
const at = (file) => pathToFileURL(path.join(folder, file)).href;
const pages = readdirSync(folder, { recursive: true }).filter((it) => it.endsWith(".html"));

await test("every link and picture of every page is a file of the folder, and says that it is a draft", {}, async (page) => {
  assert.ok(pages.length > 400, `${pages.length} pages`);
  const ids = new Map();
  const idsOf = (file) => {
    if (!ids.has(file)) ids.set(file, new Set([...readFileSync(file, "utf8").matchAll(/ id="([^"]+)"/g)].map((it) => it[1])));
    return ids.get(file);
  };
  await page.goto(at("index.html"));
  const broken = [];
  let links = 0;
  for (const name of pages) {
    const html = readFileSync(path.join(folder, name), "utf8");
    const found = await page.evaluate(([html, base]) => {
      const other = new DOMParser().parseFromString(html, "text/html");
      const all = [...other.querySelectorAll("a[href], link[href], img[src], script[src], form[action]")];
      const written = all.map((it) => it.getAttribute("href") ?? it.getAttribute("src") ?? it.getAttribute("action"));
      const refresh = other.querySelector("meta[http-equiv=refresh]")?.content.replace(/^.*url=/, "");
      return {
        urls: [...written, ...(refresh ? [refresh] : [])].map((it) => new URL(it, base).href),
        isDraft: Boolean(refresh) || other.querySelector(".banner")?.textContent.includes("Draft"),
      };
    }, [html, at(name)]);
    if (!found.isDraft) broken.push(`${name} does not say that it is a draft`);
    for (const url of found.urls.map((it) => new URL(it)).filter((it) => it.protocol === "file:")) {
      links += 1;
      const file = fileURLToPath(url.href.split(/[?#]/)[0]);
      if (!existsSync(file) || !statSync(file).isFile()) broken.push(`${name}: ${url}`);
      else if (url.hash.length > 1 && url.hash !== "#top" && !idsOf(file).has(decodeURIComponent(url.hash.slice(1)))) broken.push(`${name}: ${url}`);
    }
  }
  assert.ok(links > 10000, `${links} links`);
  assert.deepEqual(broken, []);
});

await test("the look is there, and a reader gets from page to page", { viewport: { width: 375, height: 667 } }, async (page) => {
  await page.goto(at("index.html"));
  const font = await page.$eval("h1", (it) => getComputedStyle(it).fontFamily);
  assert.doesNotMatch(font, /^"?Times/);
  await page.locator("main a[href$='ihos/example-vale/index.html']").first().click();
  await page.waitForURL(/ihos\/example-vale\/index\.html$/);
  await page.getByRole("link", { name: "Illustrative IHO blueprints" }).first().click();
  await page.waitForURL(/site\/index\.html$/);
});

await test("a postcode is looked up, and contracts are compared", {}, async (page) => {
  await page.goto(at("ihos/northmarsh-older-people/find-my-area/index.html"));
  const ask = async (postcode, answer) => {
    await page.getByLabel("Postcode of your home").fill(postcode);
    await page.getByRole("button", { name: "Look up" }).click();
    await told(page, answer);
  };
  await ask("qn48fe", "QN4 8FE is in Blankfield.");
  await ask("QN4 1AA", "No, QN4 1AA is not in the list");
  await page.goto(at("compare/index.html"));
  const choices = await page.locator("form.choose select").all();
  await choices[0].selectOption("example-vale");
  await choices[1].selectOption("northmarsh-older-people");
  await page.locator("form.choose button").click();
  await told(page, "The 2 contracts are shown below.");
  await page.locator(".compared thead a").first().click();
  await page.waitForURL(/ihos\/example-vale\/.*index\.html$/);
});

await close();
