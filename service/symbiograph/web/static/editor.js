// The query page with a script: results without a reload, prefixes that add themselves, and a history.
// Without it the page is a plain form that does the same by loading itself again.
"use strict";

const STORE = "symbiograph.queries";
const MOST_KEPT = 30;
const LONGEST_ADDRESS = 4000;

const form = document.getElementById("editor");
const query = document.getElementById("query");
const run = document.getElementById("run");
const past = document.getElementById("history");
const prefixes = JSON.parse(document.getElementById("prefixes").textContent);

let running = null;

function kept() {
  try {
    const list = JSON.parse(localStorage.getItem(STORE) || "[]");
    return Array.isArray(list) ? list.filter((text) => typeof text === "string") : [];
  } catch {
    return []; // storage is off, or holds something else
  }
}

function keep(list) {
  try {
    localStorage.setItem(STORE, JSON.stringify(list.slice(0, MOST_KEPT)));
  } catch {
    // without storage there is no history
  }
  showHistory();
}

function firstLine(text) {
  const line = text.split("\n").find((l) => l.trim() && !/^\s*(PREFIX|BASE|#)/i.test(l)) || text;
  return line.trim().slice(0, 80);
}

function showHistory() {
  const list = kept();
  const options = list.map((text, index) => new Option(firstLine(text), String(index)));
  past.replaceChildren(new Option("Choose a query …", ""), ...options);
  document.getElementById("past").hidden = list.length === 0;
}

// Names are looked for outside of strings, IRIs and comments.
function withPrefixes(text) {
  const bare = text.replace(
    /"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, " ");
  const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((match) => match[1]));
  const used = new Set([...bare.matchAll(/(?<![\w.:?$-])([A-Za-z][\w.-]*):/g)].map((m) => m[1]));
  const missing = [...used].filter((name) => !declared.has(name) && Object.hasOwn(prefixes, name));
  return missing.sort().map((name) => `PREFIX ${name}: <${prefixes[name]}>\n`).join("") + text;
}

function setQuery(text) {
  query.value = text;
  query.focus();
  query.setSelectionRange(0, 0);
  query.scrollTop = 0;
}

function select(line, column) {
  const lines = query.value.split("\n");
  const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const offset = Math.min(start + column - 1, query.value.length);
  query.focus();
  query.setSelectionRange(offset, Math.min(offset + 1, query.value.length));
}

function show(page, succeeded) {
  const outcome = page.getElementById("outcome");
  document.getElementById("outcome").replaceWith(outcome);
  outcome.firstElementChild.scrollIntoView({ block: "nearest" });
  const fault = outcome.querySelector(".fault");
  if (fault) {
    select(Number(fault.dataset.line), Number(fault.dataset.column));
  }
  if (succeeded) {
    keep([query.value, ...kept().filter((text) => text !== query.value)]);
    const address = `${form.action}?query=${encodeURIComponent(query.value)}`;
    if (address.length < LONGEST_ADDRESS) {
      history.replaceState(null, "", address);
    }
  }
}

function tell(message) {
  const note = document.createElement("p");
  note.className = "error";
  note.setAttribute("role", "alert");
  note.textContent = message;
  document.getElementById("outcome").replaceChildren(note);
}

async function answer() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  query.value = withPrefixes(query.value);
  run.textContent = "Running …";
  document.getElementById("outcome").setAttribute("aria-busy", "true");
  try {
    const response = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams({ query: query.value }),
      headers: { Accept: "text/html" },
      signal: mine.signal,
    });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    if (page.getElementById("outcome")) {
      show(page, response.ok);
    } else {
      tell(`The service answered with status ${response.status}.`);
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      tell("The service does not answer.");
    }
  } finally {
    if (running === mine) {
      running = null;
      run.textContent = "Run";
      document.getElementById("outcome").removeAttribute("aria-busy");
    }
  }
}

form.addEventListener("submit", (event) => {
  // A download button submits the form itself: the browser then saves the file.
  if (event.submitter === null || event.submitter === run) {
    event.preventDefault();
    answer();
  }
});

query.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    answer();
  }
});

past.addEventListener("change", () => {
  if (past.value !== "") {
    setQuery(kept()[Number(past.value)]);
  }
});

document.getElementById("forget").addEventListener("click", () => keep([]));
document.getElementById("script-hint").hidden = false;
showHistory();
