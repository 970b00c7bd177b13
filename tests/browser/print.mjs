// Paper: how many sheets of A4 the pages take that people print.
//
//   node print.mjs [PROGRAM]        see site.mjs
import assert from "node:assert/strict";
import { close, serve, test } from "./site.mjs";

const site = await serve("--at", "2026-11-26T12:00:00Z");
const ihos = ["example-vale", "moors-and-wolds-mental-health", "northmarsh-older-people"];

async function sheets(page, address) {
  await page.goto(address);
  const pdf = await page.pdf({ format: "A4" });
  return (pdf.toString("latin1").match(/\/Type\s*\/Page\b(?!s)/g) ?? []).length;
}

for (const iho of ihos) {
  await test(`${iho}: the overview takes at most 4 sheets, the briefing exactly 2`, {}, async (page) => {
    assert.equal(await sheets(page, `${site}ihos/${iho}/briefing/`), 2);
    const overview = await sheets(page, `${site}ihos/${iho}/`);
    assert.ok(overview <= 4, `${overview} sheets`);
  });

  await test(`${iho}: a measure takes at most 3 sheets, with its sentence and its chart`, {}, async (page) => {
    await page.goto(`${site}ihos/${iho}/metrics/`);
    const links = await page.$$eval("main a[href]", (all) => all.map((it) => it.href.split("#")[0]));
    const measures = [...new Set(links)].filter((it) => /\/metrics\/[^/]+\/$/.test(it) && it.includes(`/ihos/${iho}/`));
    assert.ok(measures.length > 2, `${measures.length} measures`);
    const long = [];
    for (const measure of measures) {
      const n = await sheets(page, measure);
      if (n > 3) long.push(`${measure}: ${n} sheets`);
      await page.emulateMedia({ media: "print" });
      const told = await page.$eval(".lead, .notice", (it) => it.innerText.trim().length);
      const charts = await page.$$eval("figure svg", (all) => all.filter((it) => it.checkVisibility()).length);
      const drawn = await page.$$eval("figure", (all) => all.length);
      if (!told || (drawn && !charts)) long.push(`${measure}: no answer on paper`);
      // What only leads elsewhere is not worth ink.
      const idle = await page.$$eval("nav, .skip, .figure-links", (all) => all.filter((it) => it.checkVisibility()).map((it) => it.className || it.tagName));
      if (idle.length) long.push(`${measure}: ${idle.join(", ")}`);
      await page.emulateMedia({ media: null });
    }
    assert.deepEqual(long, []);
  });
}

await close();
