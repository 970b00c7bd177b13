// Answers "Am I covered?" from the lists on the page: finds a GP practice by what is typed, or a postcode. Without it the lists are
// the answer. What is typed stays on the device, but for the first half of a postcode, which names the file that is asked for.
"use strict";
const state = new URLSearchParams(location.hash.slice(1));

// Only what follows the # of the address changes, which no server is told.
function remember(key, value) {
  if (value) state.set(key, value);
  else state.delete(key);
  for (const other of [...state.keys()]) if (other !== "practice" && other !== "postcode") state.delete(other);
  try {
    history.replaceState(null, "", state.toString() ? "#" + state : location.pathname + location.search);
  } catch {
    // An address of a file can't be changed by every browser.
  }
}

function ask(form, key, answer) {
  const [input, output] = [form.querySelector("input"), form.querySelector("output")];
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    answer(input.value.trim(), output);
    remember(key, input.value.trim());
  });
  if (state.get(key)) {
    input.value = state.get(key);
    answer(input.value.trim(), output);
  }
  return [input, output];
}

const byPractice = document.getElementById("ask_practice");
if (byPractice) {
  const { covered, not } = byPractice.dataset;
  const letters = [...document.querySelectorAll("#practices ~ .letter")];
  const index = document.querySelector("#practices ~ .letters");
  const plain = (words) => words.toLowerCase().replace(/[^a-z0-9]/g, "");
  const items = letters.flatMap((letter) => [...letter.querySelectorAll("li")]);
  const all = items.map((item) => ({
    item,
    name: item.children[0].textContent,
    key: plain(item.children[0].textContent + item.children[1].textContent),
  }));
  const filter = (typed, output) => {
    const words = typed.split(/\s+/).map(plain);
    const found = all.filter(({ key }) => words.every((word) => key.includes(word)));
    for (const { item } of all) item.hidden = true;
    for (const { item } of found) item.hidden = false;
    if (index) index.hidden = typed !== "";
    for (const letter of letters) letter.hidden = !letter.querySelector("li:not([hidden])");
    if (!typed) output.textContent = "";
    else if (!found.length)
      output.textContent = "No, “" + typed + "” is not in the list. If your GP practice is not in the list, you " + not + ".";
    else if (found.length === 1)
      output.textContent = "Yes, " + found[0].name + " is in the list. If you are registered there, you " + covered + ".";
    else output.textContent = found.length + " of " + all.length + " GP practices match. If you are registered with one of them, you " + covered + ".";
  };
  const [input, output] = ask(byPractice, "practice", filter);
  input.addEventListener("input", () => filter(input.value.trim(), output));
  input.addEventListener("change", () => remember("practice", input.value.trim()));
}

const byHome = document.getElementById("ask_postcode");
if (byHome) {
  const { covered, not, example } = byHome.dataset;
  // Where some people are counted by their home and others are not, nobody can say yes.
  const yes = (where) => (covered.startsWith("may ") ? "You " : "Yes, you ") + covered + ". " + where;
  const files = new Map();
  let last = 0;
  const secondHalves = (url) => {
    if (!files.has(url))
      files.set(url, fetch(url).then((found) => {
        if (!found.ok) throw new Error(found.statusText);
        return found.json();
      }));
    return files.get(url);
  };
  const lookUp = async (typed, output) => {
    const turn = (last += 1);
    const plain = typed.toUpperCase().replace(/\s/g, "");
    // “QN3 1” is half of a second half, and not QN31.
    const [, first, second] = /\s\d$/.test(typed) ? [] : /^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})?$/.exec(plain) || [];
    if (!first) {
      output.textContent = typed ? "“" + typed + "” is not a postcode. Type it like this: " + example + " 2AB." : "";
      return;
    }
    const postcode = second ? first + " " + second : first;
    const line = [...document.querySelectorAll("#postcodes ~ .outward li")].find((it) => it.dataset.code === first);
    if (!line) {
      output.textContent = "No, " + postcode + " is not in the list, so you " + not + ".";
    } else if (line.dataset.file === undefined) {
      output.textContent = yes("All of " + first + " is in the list.");
    } else if (!second) {
      output.textContent = "Part of " + first + " is in the list. Type your whole postcode, such as " + first + " 2AB.";
    } else {
      let words = "The list can’t be read just now. The file of all postcodes below has the answer.";
      try {
        const { inward, areas } = await secondHalves(line.dataset.file);
        const area = inward[second];
        words = area === undefined
          ? "No, " + postcode + " is not in the list, so you " + not + ". Other parts of " + first + " are in the list."
          : yes(postcode + " is in " + areas[area] + ".");
      } catch {
        files.delete(line.dataset.file);
      }
      // Somebody may have asked again by now.
      if (turn === last) output.textContent = words;
    }
  };
  ask(byHome, "postcode", lookUp);
}
