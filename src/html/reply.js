"use strict";
// Answers to changes, and the file that says them: it is made here and sent nowhere.
(() => {
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  document.documentElement.classList.add("can-reply");

  // FNV-1a of 64 bits over all that is said, line by line: it finds what was altered on the way.
  const checksum = (lines) => {
    let sum = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(lines.join("\n"))) {
      sum = BigInt.asUintN(64, (sum ^ BigInt(byte)) * 0x100000001b3n);
    }
    return sum.toString(16).padStart(16, "0");
  };

  const line = (words) => words.replace(/\s+/gu, " ").trim();

  const answersIn = (draft) =>
    all(".answer", draft)
      .filter((it) => it.querySelector("select").value)
      .map((it) => ({
        change: it.dataset.change,
        about: it.dataset.about,
        answer: it.querySelector("select").value,
        words: line(it.querySelector("input").value),
      }));

  const replyOf = (form) => {
    const drafts = all("[data-digest]").map((draft) => ({
      iho: draft.dataset.iho,
      digest: draft.dataset.digest,
      changes: all(".answer", draft).length,
      answers: answersIn(draft),
    }));
    const said = {
      format: "iho-reply/1",
      site: form.dataset.site,
      by: line(form.elements.by.value),
      role: line(form.elements.role.value),
      drafts: drafts.filter((draft) => draft.answers.length),
    };
    const lines = [said.site, said.by, said.role];
    for (const draft of said.drafts) {
      lines.push(draft.iho, draft.digest, String(draft.changes));
      for (const it of draft.answers) lines.push(it.change, it.about, it.answer, it.words);
    }
    return { ...said, checksum: checksum(lines) };
  };

  const save = (reply) => {
    const url = URL.createObjectURL(new Blob([JSON.stringify(reply, null, 1)], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = "reply.json";
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10000);
  };

  // The word is asked for where it is needed.
  const show = (answer) => {
    const word = answer.querySelector("input");
    word.hidden = !["query", "refuse"].includes(answer.querySelector("select").value);
  };

  document.addEventListener("change", (event) => {
    const answer = event.target.closest(".answer");
    if (answer) show(answer);
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".agree-rest")) return;
    for (const answer of all(".answer")) {
      const select = answer.querySelector("select");
      select.value ||= "agree";
      show(answer);
    }
    document.querySelector(".reply-status").textContent = "You have agreed to every change that had no answer.";
  });

  document.addEventListener("submit", (event) => {
    const form = event.target.closest(".reply");
    if (!form) return;
    event.preventDefault();
    const status = form.querySelector(".reply-status");
    const reply = replyOf(form);
    const answers = reply.drafts.flatMap((draft) => draft.answers);
    const wordless = all(".answer").find((it) => !it.querySelector("input").hidden && !line(it.querySelector("input").value));
    if (!answers.length) {
      status.textContent = "Answer at least one change first.";
    } else if (wordless) {
      status.textContent = "Say in a few words what you query or refuse.";
      wordless.querySelector("input").focus();
    } else {
      save(reply);
      const open = all(".answer").length - answers.length;
      const n = (many, one) => `${many} ${one}${many === 1 ? "" : "s"}`;
      const rest = open ? ` and ${n(open, "change")} without one` : "";
      status.textContent = `Saved as reply.json, with ${n(answers.length, "answer")}${rest}. Send it to the authors.`;
    }
  });
})();
