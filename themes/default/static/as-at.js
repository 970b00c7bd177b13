// Answers "what was in force on that day" from the table on the page; without it the table is the answer.
"use strict";
const form = document.querySelector("form.ask");
const answer = form.querySelector("output");
const input = form.elements.date;
const rows = [...document.querySelectorAll("#intervals ~ * tbody tr, #intervals ~ table tbody tr")];

function dayIn(cell) {
  const time = cell.querySelector("time");
  return time ? time.dateTime : "";
}

function show(day) {
  answer.textContent = "";
  for (const row of rows) row.removeAttribute("aria-current");
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return;
  const found = rows.find((row) => {
    const [from, to] = [dayIn(row.cells[0]), dayIn(row.cells[1])];
    return (!from || from <= day) && (!to || day <= to);
  });
  if (!found) return;
  found.setAttribute("aria-current", "true");
  const words = new Date(day + "T12:00:00Z").toLocaleDateString("en-GB", {
    day: "numeric", month: "long", year: "numeric", timeZone: "UTC",
  });
  answer.append(words + ": ", ...[...found.cells[2].childNodes].map((node) => node.cloneNode(true)));
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(input.value);
  const address = new URL(location.href);
  address.searchParams.set("date", input.value);
  try {
    history.replaceState(null, "", address);
  } catch {
    // An address of a file can't be changed by every browser.
  }
});
form.hidden = false;
const asked = new URLSearchParams(location.search).get("date");
if (asked) {
  input.value = asked;
  show(input.value);
}
