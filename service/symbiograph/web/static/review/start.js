// The page on which a review begins: a list of one's own is read, and kept in this browser.

import { Fault, Service } from "./api.js";
import { lists } from "./kept.js";
import { element } from "./view.js";

const form = document.getElementById("own");
const told = document.getElementById("own-told");
const root = form.getAttribute("action").replace(/\/review\/own\/items$/, "");
const service = new Service(root, "");

const value = (id) => document.getElementById(id).value;

async function show() {
  const all = await lists.all();
  document.getElementById("own-kept").hidden = all.length === 0;
  document.getElementById("own-lists").replaceChildren(...all.map((list) => element("li", {},
    element("a", { href: address(list.key) }, list.name),
    element("p", { class: "muted small" },
      `${list.items.length} texts, aligned with ${list.target}, read ${list.read.slice(0, 10)} `,
      element("button", { type: "button", class: "quiet small", "data-key": list.key, "aria-label": `Forget ${list.name}` }, "Forget")))));
}

const address = (key) => `${root}/review/own?list=${encodeURIComponent(key)}`;

function say(...parts) {
  told.replaceChildren(...parts);
}

async function read() {
  say(element("p", {}, "Reading …"));
  const found = await service.send("/review/own/items", new FormData(form));
  const target = value("own-target");
  const problems = found.problems.slice(0, 20).map((problem) => (
    element("li", {}, problem.row ? `Row ${problem.row}: ${problem.message}` : problem.message)));
  if (!found.items.length) {
    say(element("p", { class: "error" }, "There is no text in it."), element("ul", {}, ...problems));
    return;
  }
  const list = {
    key: `${found.name}/${target}`, slug: found.name, name: value("own-name").trim() || found.name, target,
    language: value("own-language"), items: found.items, suggestions: {}, read: new Date().toISOString(),
  };
  const before = await lists.get(list.key);
  // The same list read again: what was found and decided for its texts stays.
  if (before?.language === list.language) list.suggestions = before.suggestions;
  await lists.put(list);
  if (!problems.length) {
    location.assign(address(list.key));
    return;
  }
  say(
    element("p", {}, `${found.items.length} texts were read. `, element("a", { href: address(list.key), class: "button" }, "Go on")),
    element("ul", { class: "small" }, ...problems));
  show();
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await read();
  } catch (fault) {
    if (!(fault instanceof Fault || fault instanceof DOMException)) throw fault;
    say(element("p", { class: "error", role: "alert" }, fault.message));
  }
});

document.getElementById("own-lists").addEventListener("click", async (event) => {
  const { key } = event.target.dataset;
  if (key === undefined) return;
  await lists.delete(key);
  for (const name of Object.keys(localStorage)) {
    if (name.startsWith(`symbiograph.review/own/${encodeURIComponent(key)}/`)) localStorage.removeItem(name);
  }
  await show();
});

for (const button of form.querySelectorAll("button[type=submit]")) button.disabled = false;
show().catch(() => say(element("p", { class: "notice" }, "This browser keeps nothing here, so that a list of your own cannot be reviewed.")));
