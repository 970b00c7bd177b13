// "Am I covered?" in a real browser, in the drafts of the demonstration: by practice, by home, by address, and without script.
import assert from "node:assert/strict";
import { close, serve, test, told } from "./site.mjs";

const ihos = (await serve("--drafts")) + "ihos/";
const [byPractice, byHome] = ["example-vale", "northmarsh-older-people"].map((iho) => `${ihos}${iho}/find-my-area/`);
const phone = { viewport: { width: 375, height: 667 } };

await test("a practice is found while it is typed", phone, async (page) => {
  await page.goto(byPractice);
  await page.getByLabel("GP practice").first().fill("saltmere");
  await told(page, "Yes, Old Saltmere Health Centre is in the list.");
  assert.equal(await page.locator(".looked-up li:visible").count(), 1);
  await page.keyboard.press("Enter");
  assert.match(page.url(), /#practice=saltmere$/);
  await page.getByLabel("GP practice").first().fill("qx4");
  await told(page, "7 of 31 GP practices match.");
  await page.getByLabel("GP practice").first().fill("Nowhere Surgery");
  await told(page, "No, “Nowhere Surgery” is not in the list.");
  await page.getByLabel("GP practice").first().fill("");
  assert.equal(await page.locator(".looked-up li:visible").count(), 31);
});

await test("only the first half of a postcode is asked for", phone, async (page) => {
  const asked = [];
  await page.goto(byHome);
  page.on("request", (it) => { if (!it.url().includes("/assets/")) asked.push(it.url()); });
  const ask = async (postcode, answer) => {
    await page.getByLabel("Postcode of your home").fill(postcode);
    await page.getByRole("button", { name: "Look up" }).click();
    await told(page, answer);
  };
  await ask("qn1 1aa", "All of QN1 is in the list.");
  await ask("QX9 1AA", "No, QX9 1AA is not in the list");
  await ask("QN4", "Part of QN4 is in the list. Type your whole postcode");
  await ask("my house", "“my house” is not a postcode. Type it like this: QN1 2AB.");
  assert.deepEqual(asked, []);
  await ask("qn48fe", "QN4 8FE is in Blankfield.");
  await ask("QN4 1AA", "No, QN4 1AA is not in the list");
  assert.deepEqual(asked, [`${byHome}postcodes/qn4.json`]);
  assert.match(page.url(), /#postcode=QN4\+1AA$/);
});

await test("an address is a question, in the dark and at 320 pixels", { viewport: { width: 320, height: 640 }, colorScheme: "dark" }, async (page) => {
  await page.goto(byHome + "#postcode=QN4+8FE");
  await told(page, "You may be covered");
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(width <= 320, `the page is ${width} pixels wide`);
});

await test("without script the lists are the answer", { javaScriptEnabled: false }, async (page) => {
  await page.goto(byPractice);
  assert.ok(await page.locator("form.look-up").isHidden());
  await page.getByRole("link", { name: "W", exact: true }).click();
  assert.match(page.url(), /#practices_w$/);
  await page.goto(byHome);
  assert.match(await page.locator("main").innerText(), /QN1\s+all of it\s+Quillmarsh/);
});

await close();
