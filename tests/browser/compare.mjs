// The page that compares releases in a real browser, in the public site of the demonstration: by keyboard, by address, without
// script, in the dark and at 320 pixels. How to run it stands in `site.mjs`.
import assert from "node:assert/strict";
import { close, serve, test, told } from "./site.mjs";

const address = (await serve("--at", "2026-12-01")) + "ihos/example-vale/compare/";

await test("two releases are chosen and compared by keyboard alone", { viewport: { width: 1280, height: 800 } }, async (page) => {
  await page.goto(address);
  await page.focus("#choose_from");
  await page.keyboard.press("End");
  await page.keyboard.press("Tab");
  // From the newest on, until it is the one of 24 November: releases may come after it.
  await page.keyboard.press("Home");
  for (let at = 0; at < 20 && await page.inputValue("#choose_to") !== "2026-11-24"; at++) await page.keyboard.press("ArrowDown");
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
  for (const one of ["Every value that changed", "6 more nurses", "other fields of the latest release have never changed"]) assert.ok(words.includes(one), one);
});

await close();
