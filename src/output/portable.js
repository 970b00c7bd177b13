// Pages of a folder, without a server: a browser hands them no file but scripts, and shows a folder where its page is meant.
"use strict";
window.fetch = (url) =>
  new Promise((resolve) => {
    const script = document.createElement("script");
    script.onload = () => resolve(new Response(JSON.stringify(window.portableJson)));
    script.onerror = () => resolve(new Response("", { status: 404, statusText: "Not Found" }));
    script.src = url + ".js";
    document.head.append(script);
  });
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[href]");
  if (link && link.protocol === "file:" && link.pathname.endsWith("/")) link.pathname += "index.html";
});
