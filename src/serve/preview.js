// What the preview does in a page: hears of changes and shows them, keeping place, focus and what was typed.
"use strict";
(() => {
  const me = document.currentScript;
  const page = me.dataset.page;
  const date = me.dataset.date;
  let pageHash = me.dataset.pageHash;
  let reportHash = me.dataset.reportHash;
  let source = null;
  let timer = 0;
  let busy = false;
  let again = null;

  const bar = () => document.querySelector(".iho-bar");
  const panel = () => document.querySelector(".iho-panel");
  const button = () => document.querySelector(".iho-bar .iho-count");

  function announce(words) {
    const status = document.querySelector(".iho-status");
    if (!status) return;
    // The same words twice are only read out if they went away between.
    status.textContent = "";
    setTimeout(() => { status.textContent = words; }, 20);
  }

  // Listening: only while somebody can see the page. A browser keeps about six connections to one server, so only four
  // tabs at a time hold one; any other that can be seen asks every second instead.
  let seat = null;
  async function sit() {
    if (!navigator.locks) return true;
    for (const name of ["iho-1", "iho-2", "iho-3", "iho-4"]) {
      const got = await new Promise((resolve) => {
        navigator.locks.request(name, { ifAvailable: true }, (lock) => {
          if (!lock) return resolve(false);
          return new Promise((release) => { seat = release; resolve(true); });
        }).catch(() => resolve(true));
      });
      if (got) return true;
    }
    return false;
  }
  function rise() {
    if (seat) seat();
    seat = null;
  }
  let turn = 0;
  async function listen() {
    if (source || document.visibilityState === "hidden") return;
    clearTimeout(timer);
    const mine = ++turn;
    const has = await sit();
    if (mine !== turn || document.visibilityState === "hidden") return rise();
    const query = new URLSearchParams({ page, date, page_hash: pageHash, report_hash: reportHash });
    if (!has) return ask(query, mine);
    source = new EventSource("/__iho/events?" + query);
    source.onopen = back;
    source.onmessage = (event) => take(JSON.parse(event.data));
    source.onerror = lost;
  }
  async function ask(query, mine) {
    try {
      const answer = await fetch("/__iho/events?wait=0&" + query, { cache: "no-store" });
      const update = await answer.json();
      back();
      if (update.action) await take(update);
      if (mine === turn) timer = setTimeout(listen, 1000);
    } catch {
      if (mine === turn) lost();
    }
  }
  function back() {
    if (bar() && bar().dataset.lost) { delete bar().dataset.lost; announce("The preview is back"); }
  }
  function lost() {
    deafen();
    if (document.visibilityState === "hidden") return;
    if (bar() && !bar().dataset.lost) {
      bar().dataset.lost = "yes";
      announce("The preview has stopped: start it again with iho serve");
    }
    timer = setTimeout(listen, 1000);
  }
  function deafen() {
    turn++;
    if (source) source.close();
    source = null;
    rise();
    clearTimeout(timer);
  }

  async function take(update) {
    if (busy) { again = update; return; }
    busy = true;
    try {
      if (update.action === "style") { restyle(update.styles); pageHash = update.page_hash; announce("Preview updated"); }
      if (update.action === "page") await renew(update);
      if (update.report_hash && update.report_hash !== reportHash) await askAgain();
    } catch (error) {
      console.warn("preview:", error);
    } finally {
      busy = false;
      const next = again;
      again = null;
      if (next) take(next);
    }
  }

  // Style sheets: the new one comes in before the old one goes.
  function stem(href) { return (href || "").split("/").pop().replace(/-[0-9a-f]{10}\.css$/, ".css"); }
  function restyle(styles) {
    for (const old of document.querySelectorAll("link[rel=stylesheet]")) {
      const href = old.getAttribute("href");
      const now = styles.find((style) => stem(style) === stem(href));
      if (!now || href.endsWith(now)) continue;
      const link = old.cloneNode();
      link.href = href.replace(/assets\/[^/]*$/, "") + now;
      link.onload = link.onerror = () => old.remove();
      old.after(link);
    }
  }

  // A page: what differs is changed in place, so that all else stays as the reader left it.
  async function renew(update) {
    const answer = await fetch(location.href.split("#")[0], { headers: { Accept: "text/html" }, cache: "no-store" });
    const text = await answer.text();
    const next = new DOMParser().parseFromString(text, "text/html");
    const script = next.querySelector("script[data-page-hash]");
    if (!script) return reload();
    // What search engines are told is data, and no reason to load the page anew.
    const data = "script[type='application/ld+json']";
    const outside = (doc) => [...doc.querySelectorAll(`script:not([data-page-hash], ${data})`)].map((it) => it.outerHTML).join();
    if (outside(document) !== outside(next)) return reload();
    for (const it of document.head.querySelectorAll(data)) it.remove();
    for (const it of next.head.querySelectorAll(data)) document.head.append(document.importNode(it, true));
    const styles = [...next.querySelectorAll("link[rel=stylesheet]")].map((it) => it.getAttribute("href"));
    restyle(styles.filter((href) => href.includes("assets/")).map((href) => href.replace(/^.*?(assets\/)/, "$1")));
    const has = (href) => [...document.querySelectorAll("link[rel=stylesheet]")].some((it) => stem(it.getAttribute("href")) === stem(href));
    for (const link of next.querySelectorAll("link[rel=stylesheet]")) {
      if (!has(link.getAttribute("href"))) document.head.append(link.cloneNode());
    }
    document.title = next.title;
    const place = [scrollX, scrollY];
    const ours = (it) => it.nodeType === 1 && (it.classList.contains("iho-bar") || it.classList.contains("iho-panel"));
    morph(document.body, next.body, ours);
    if (scrollX !== place[0] || scrollY !== place[1]) scrollTo({ left: place[0], top: place[1], behavior: "instant" });
    pageHash = script.dataset.pageHash;
    announce("Preview updated");
    // A page may have mistakes of its own, which no other tab is told of.
    retell(next);
  }
  function reload() {
    sessionStorage.setItem("iho-scroll", JSON.stringify([location.pathname, scrollX, scrollY]));
    location.reload();
  }

  // Makes `now` like `next`, touching only what differs.
  function morph(now, next, isOurs) {
    for (const { name } of [...now.attributes]) if (!next.hasAttribute(name) && !isState(now, name)) now.removeAttribute(name);
    for (const { name, value } of next.attributes) if (now.getAttribute(name) !== value && !isState(now, name)) now.setAttribute(name, value);
    const mine = [...now.childNodes].filter((it) => !isOurs(it));
    const theirs = [...next.childNodes].filter((it) => !isOurs(it));
    let start = 0;
    while (start < mine.length && start < theirs.length && mine[start].isEqualNode(theirs[start])) start++;
    let mineEnd = mine.length, theirsEnd = theirs.length;
    while (mineEnd > start && theirsEnd > start && mine[mineEnd - 1].isEqualNode(theirs[theirsEnd - 1])) { mineEnd--; theirsEnd--; }
    const left = mine.slice(start, mineEnd);
    const after = mine[mineEnd] || [...now.childNodes].find((it) => isOurs(it)) || null;
    for (const want of theirs.slice(start, theirsEnd)) {
      const at = left.findIndex((it) => it.nodeType === want.nodeType && it.nodeName === want.nodeName && (it.id || "") === (want.id || ""));
      const equal = left.findIndex((it) => it.isEqualNode(want));
      const [found] = equal >= 0 ? left.splice(equal, 1) : at >= 0 ? left.splice(at, 1) : [];
      const kept = found || document.importNode(want, true);
      if (found && equal < 0) found.nodeType === 1 ? morph(found, want, () => false) : found.nodeValue = want.nodeValue;
      // Moving a node takes its focus away, so one that stands right stays where it is.
      if (!found || !standsBefore(kept, after, left)) now.insertBefore(kept, left.find((it) => it.parentNode === now) || after);
    }
    for (const it of left) it.remove();
  }
  function standsBefore(node, after, left) {
    let next = node.nextSibling;
    while (next && next !== after && !left.includes(next)) next = next.nextSibling;
    return next === after || left.includes(next) || (next === null && after === null);
  }
  // What the reader did to a thing is not the author's to undo.
  function isState(it, name) {
    return (name === "open" && (it.nodeName === "DETAILS" || it.nodeName === "DIALOG"))
      || ((name === "value" || name === "checked") && it.nodeName === "INPUT");
  }

  // Mistakes: the count in the bar, the list in a dialog.
  async function askAgain() {
    const answer = await fetch("/__iho/panel?" + new URLSearchParams({ page, date }), { cache: "no-store" });
    if (answer.ok) retell(new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  function retell(next) {
    const before = Number(panel().dataset.errors);
    const wasOpen = panel().open;
    reportHash = next.querySelector(".iho-panel").dataset.reportHash;
    const list = panel().querySelector("div");
    const place = panel().scrollTop;
    list.replaceChildren(...next.querySelector(".iho-panel > div").childNodes);
    panel().querySelector("h2").textContent = next.querySelector(".iho-panel h2").textContent;
    panel().dataset.errors = next.querySelector(".iho-panel").dataset.errors;
    const count = next.querySelector(".iho-count");
    button().textContent = count.textContent;
    button().className = count.className;
    const change = next.querySelector(".iho-change"), shown = bar().querySelector(".iho-change");
    // What changed is still being looked for after a save: until then the last answer stays.
    if (change && shown && change.dataset.known) {
      const details = shown.querySelector("details"), now = change.querySelector("details");
      if (details && now) now.open = details.open;
      if (!change.isEqualNode(shown)) shown.replaceWith(document.importNode(change, true));
    }
    const errors = Number(panel().dataset.errors);
    if (errors && !wasOpen) show(false);
    if (!errors && before) { hide(); announce("All errors have been corrected"); }
    if (wasOpen && errors) { panel().scrollTop = place; announce(button().textContent); }
  }
  function show(byHand) {
    if (panel().open) return;
    const focus = document.activeElement;
    // A dialog that opens by itself must not take the keyboard from somebody who types.
    if (byHand) { panel().showModal(); panel().querySelector("h2").focus(); panel().dataset.modal = "yes"; }
    else { panel().show(); delete panel().dataset.modal; if (focus && focus !== document.body) focus.focus({ preventScroll: true }); else panel().querySelector("h2").focus({ preventScroll: true }); announce(button().textContent); }
  }
  function hide() {
    const inside = panel().contains(document.activeElement);
    const modal = panel().dataset.modal;
    if (!panel().open) return;
    panel().close();
    if (inside || modal) button().focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    if (event.target.closest(".iho-count")) { event.preventDefault(); panel().open ? hide() : show(true); }
    if (event.target.closest(".iho-close")) hide();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel().open) { event.preventDefault(); hide(); return; }
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { n: "next", p: "prev" }[event.key];
    const link = way && document.querySelector([".iho-review main", ".iho-bar"].map((place) => place + " a[rel=" + way + "]").join());
    if (link) link.click();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "hidden" ? deafen() : listen());
  addEventListener("pagehide", deafen);
  addEventListener("pageshow", listen);
  addEventListener("DOMContentLoaded", () => {
    const kept = JSON.parse(sessionStorage.getItem("iho-scroll") || "null");
    sessionStorage.removeItem("iho-scroll");
    if (kept && kept[0] === location.pathname) scrollTo({ left: kept[1], top: kept[2], behavior: "instant" });
    if (Number(panel().dataset.errors)) show(false);
    listen();
  });
})();
