// Compares any two releases with the history of fields that lies beside the page; without it the tables below are the answer.
"use strict";
const form = document.querySelector("form.choose");
const answer = form.querySelector("output");
const place = document.getElementById("differences");
const [from, to] = [form.elements.from, form.elements.to];
let asked = null;

function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function link(words, href) {
  const element = make("a", words);
  element.href = href;
  return element;
}

function count(n, one, many) {
  return n === 1 ? "1 " + one : n.toLocaleString("en-GB") + " " + many;
}

// The last value that a release holds: values stand oldest first, each until the next.
function valueIn(field, order, release) {
  let found = null;
  for (const value of field.values) if (order.get(value.since) <= release) found = value;
  return found;
}

function words(value) {
  if (value.state === "absent") return "not published";
  if (value.state === "null") return "no value";
  const values = value.values || [];
  if (value.value === undefined) return values.join(", ") || "an empty list";
  if (value.value === "") return "an empty text";
  return value.state === "stated" && /[.!?]$/.test(value.value) ? "“" + value.value + "”" : value.value;
}

// An item has a name and facts.
function isItem(value) {
  return value.value !== undefined && value.values !== undefined && value.values.length > 0;
}

function same(one, other) {
  return words(one) === words(other) && String(one.values) === String(other.values);
}

function sentence(field, before, now) {
  const absent = (value) => value.state === "absent";
  const told = [before, now].map(words);
  if (field.is_figure && absent(before)) return field.about + ": " + told[1] + " was published.";
  if (absent(before)) return field.about + ": " + (isItem(now) ? told[1] + " was added." : "now " + told[1] + ".");
  if (absent(now)) return field.about + ": " + (isItem(before) ? told[0] + " was removed." : "no longer stated. Before: " + told[0] + ".");
  return field.about + (field.is_figure ? ": revised from " : " changed from ") + told[0] + " to " + told[1] + ".";
}

function facts(value) {
  return isItem(value) ? [make("ul", ...value.values.map((fact) => make("li", fact)))] : [];
}

// Reasons and reworded texts between the two, each with the way to the page that tells it.
function between(list, key, order, first, last) {
  return list.filter((it) => order.get(it[key]) > first && order.get(it[key]) <= last);
}

function why(reason) {
  const element = make("p", "Why: " + reason);
  element.className = "change-why";
  return element;
}

function item(field, order, first, last) {
  const [before, now] = [valueIn(field, order, first), valueIn(field, order, last)];
  let events = between(field.events, "in", order, first, last);
  // What comes back to what it was is no change in the end.
  if (events.length && events[0].before === events[events.length - 1].after) events = [];
  const differs = before && now && !same(before, now);
  if (!differs && !events.length) return null;
  const lines = [];
  if (differs) lines.push(make("p", sentence(field, before, now)), ...facts(now.state === "absent" ? before : now));
  for (const event of events) {
    const to = link("See the words", "../releases/" + event.in + "/changes/#" + event.anchor);
    lines.push(make("p", event.sentence + " ", to));
    if (event.reason) lines.push(why(event.reason));
  }
  for (const value of differs ? between(field.values, "since", order, first, last) : []) {
    if (value.reason) lines.push(why(value.reason));
  }
  return make("li", ...lines);
}

function show(told) {
  const order = new Map(told.releases.map((release, at) => [release.version, at]));
  let [first, last] = [order.get(from.value), order.get(to.value)];
  place.replaceChildren();
  place.hidden = true;
  if (first === undefined || last === undefined || first === last) {
    answer.textContent = "Choose two different releases.";
    return;
  }
  if (first > last) [first, last] = [last, first];
  const name = (at) => [...from.options].find((it) => it.value === told.releases[at].version).text;
  const sections = new Map();
  let n = 0;
  for (const field of told.fields) {
    const line = item(field, order, first, last);
    if (!line) continue;
    n += 1;
    const title = field.is_figure ? "Figures" : field.section_title;
    if (!sections.has(title)) sections.set(title, make("ul"));
    sections.get(title).append(line);
  }
  const what = n ? count(n, "field differs", "fields differ") : "Nothing differs";
  answer.textContent = what + " between " + name(first) + " and " + name(last) + ".";
  place.append(make("h2", "What differs"));
  const notes = [];
  const taken = told.releases.slice(first, last + 1);
  for (const release of taken.filter((it) => it.is_withdrawn))
    notes.push("Release " + release.sequence + " was withdrawn, and is no longer to be relied on.");
  for (const release of taken.filter((it) => it.not_compared.length))
    notes.push("Not compared, as it was removed from release " + release.sequence + " by law: " + release.not_compared.join(", ") + ".");
  for (const note of notes) place.append(make("p", note));
  for (const [title, list] of sections) {
    list.className = "changes";
    place.append(make("h3", title), list);
  }
  if (!n) place.append(make("p", "Both say the same."));
  const steps = taken.slice(1).map((release) => {
    const to = link("Release " + release.sequence, "../releases/" + release.version + "/changes/");
    return make("li", to);
  });
  const list = make("ul", ...steps);
  list.className = "changes";
  place.append(make("h3", "What changed in between, release by release"), list);
  place.hidden = false;
}

async function compare() {
  answer.textContent = "Reading what was published …";
  try {
    asked ??= fetch("history.json").then((found) => {
      if (!found.ok) throw new Error(found.statusText);
      return found.json();
    });
    show(await asked);
  } catch {
    asked = null;
    answer.textContent = "What was published can’t be read just now. The tables below say the same.";
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const address = new URL(location.href);
  address.searchParams.set("from", from.value);
  address.searchParams.set("to", to.value);
  try {
    history.replaceState(null, "", address);
  } catch {
    // An address of a file can't be changed by every browser.
  }
  compare();
});

const query = new URLSearchParams(location.search);
// The oldest against the newest, until somebody chooses.
from.selectedIndex = from.options.length - 1;
for (const [select, key] of [[from, "from"], [to, "to"]])
  if ([...select.options].some((it) => it.value === query.get(key))) select.value = query.get(key);
if (query.has("from") && query.has("to")) compare();
