// Sends a file with a token, and shows on this page what the server says of it.
"use strict";

const form = document.querySelector("#contribute");
const result = document.querySelector("#result");

const TYPES = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  ttl: "text/turtle",
  jsonld: "application/ld+json",
  json: "application/ld+json",
  nt: "application/n-triples",
  rdf: "application/rdf+xml",
  trig: "application/trig",
  nq: "application/n-quads",
};

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const file = form.querySelector("#file").files[0];
  const parameters = new URLSearchParams({ name: file.name });
  const kind = form.querySelector("#kind").value;
  if (kind) parameters.set("kind", kind);
  if (event.submitter?.value === "check") parameters.set("check", "");
  const address = form.dataset.action + encodeURIComponent(form.querySelector("#slug").value);
  const type = TYPES[file.name.split(".").pop().toLowerCase()] ?? "application/octet-stream";
  const headers = {
    Authorization: `Bearer ${form.querySelector("#token").value.trim()}`,
    "Content-Type": type,
    Accept: "text/html",
  };
  result.replaceChildren(notice("Checking …"));
  try {
    const answer = await fetch(`${address}?${parameters}`, { method: "PUT", headers, body: file });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.querySelector("#result") ?? page.querySelector("main");
    result.replaceChildren(...document.importNode(told, true).childNodes);
    document.dispatchEvent(new Event("findings"));
  } catch {
    result.replaceChildren(notice("The server could not be reached. Try again."));
  }
  result.focus();
});

function notice(text) {
  const paragraph = document.createElement("p");
  paragraph.className = "notice";
  paragraph.setAttribute("role", "status");
  paragraph.textContent = text;
  return paragraph;
}
