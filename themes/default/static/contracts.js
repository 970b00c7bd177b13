// Puts two or three contracts side by side: asks for the file of each, and keeps the choice in the fragment of the address.
// Without it the tables below are the answer.
"use strict";
const form = document.querySelector("form.choose");
const answer = form.querySelector("output");
const place = document.getElementById("compared");
const choices = [...form.querySelectorAll("select")];
const asked = new Map();

for (const select of choices.slice(1))
  select.append(...[...choices[0].options].slice(1).map((option) => option.cloneNode(true)));

function make(name, ...children) {
  const element = document.createElement(name);
  element.append(...children);
  return element;
}

function read(id) {
  if (!asked.has(id)) {
    const file = fetch("../ihos/" + id + "/summary.json").then((found) => {
      if (!found.ok) throw new Error(found.statusText);
      return found.json();
    });
    file.catch(() => asked.delete(id));
    asked.set(id, file);
  }
  return asked.get(id);
}

function link(words, contract, section) {
  const element = make("a", words);
  element.href = "../ihos/" + contract.id + "/" + (section ? section + "/" : "");
  return element;
}

function heading(words, scope) {
  const cell = make("th", words);
  cell.scope = scope;
  return cell;
}

function cell(contract, fact) {
  const values = fact ? fact.values : ["Not published"];
  const element = values.length === 1 ? make("td", values[0]) : make("td", make("ul", ...values.map((it) => make("li", it))));
  element.dataset.label = contract.short_name;
  return element;
}

function table(group, contracts) {
  const of = contracts.map((it) => it.groups.find((other) => other.heading === group.heading));
  const heads = contracts.map((it) => heading(link(it.short_name, it, group.section), "col"));
  const rows = group.facts.map((fact) => {
    const cells = contracts.map((it, at) => cell(it, of[at] && of[at].facts.find((other) => other.label === fact.label)));
    return make("tr", heading(fact.label, "row"), ...cells);
  });
  const caption = make("caption", group.heading);
  caption.className = "hidden";
  const made = make("table", caption, make("thead", make("tr", heading("Fact", "col"), ...heads)), make("tbody", ...rows));
  const box = make("section", made);
  box.className = "scroll rows-as-cards compared";
  return box;
}

function list(names) {
  return names.slice(0, -1).join(", ") + " and " + names[names.length - 1];
}

async function show() {
  const chosen = [...new Set(choices.map((it) => it.value).filter(Boolean))];
  place.replaceChildren();
  place.hidden = true;
  if (chosen.length < 2) {
    answer.textContent = "Choose two different contracts.";
    return;
  }
  answer.textContent = "Loading the contracts…";
  try {
    const contracts = await Promise.all(chosen.map(read));
    place.append(make("h2", list(contracts.map((it) => it.short_name)) + " side by side"));
    for (const group of contracts[0].groups) place.append(make("h3", group.heading), table(group, contracts));
    place.hidden = false;
    answer.textContent = "The " + chosen.length + " contracts are shown below.";
  } catch {
    answer.textContent = "The contracts cannot be loaded at the moment. The tables below show the same facts.";
  }
}

function restore() {
  const chosen = decodeURIComponent(location.hash.slice(1)).split(",");
  const known = chosen.filter((id) => [...choices[0].options].some((it) => it.value && it.value === id));
  if (known.length < 2) return;
  choices.forEach((select, at) => (select.value = known[at] || ""));
  show();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  history.replaceState(null, "", "#" + choices.map((it) => it.value).filter(Boolean).join(","));
  show();
});
window.addEventListener("hashchange", restore);
restore();
