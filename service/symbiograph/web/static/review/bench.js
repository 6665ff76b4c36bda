// The page on which a curator decides. What the keys do is in `acts`; what they show is in view.js.

import { Fault, Service } from "./api.js";
import { Decisions, NOTHING, keyOf } from "./decisions.js";
import { Shelf, lists } from "./kept.js";
import { Sender } from "./sending.js";
import { PREDICATES, Task, iriOf, standing, survey } from "./tasks.js";
import { candidateCard, candidateOptions, disputes, element, said, subjectCard, taskItems } from "./view.js";

const AT_A_TIME = 10;
const REFRESH = 15000;
const at = (id) => document.getElementById(id);
const bench = at("bench");
const set = bench.dataset.set;
const isOwn = set === "";
const service = new Service(bench.dataset.root, bench.dataset.language);
const settings = new Shelf("settings");

let tasks = [];
let list = null; // of one's own: {key, name, target, language, items, suggestions}
let decisions = new Decisions(set || "own", "", isOwn);
let sender = null;
let target = null;
let current = null;
let chosen = 0;
let shown = [];
let aligned = { done: 0, all: 0, fault: "" };
const described = new Map();

// What is shown

function filters() {
  return {
    state: at("f-state").value,
    predicate: at("f-predicate").value,
    confidence: Number(at("f-confidence").value) || 0,
    text: at("f-text").value,
    order: at("f-order").value,
  };
}

function draw() {
  const found = survey(tasks, decisions, filters());
  shown = found.shown;
  if (current === null || !tasks.includes(current)) current = shown[0] ?? null;
  // A thing stays in view after it was decided, until the curator goes on.
  const listed = current && !shown.includes(current) ? [current, ...shown] : shown;
  const focused = document.activeElement?.closest("#tasks [data-iri]")?.dataset.iri;
  at("tasks").replaceChildren(...taskItems(listed, current, decisions));
  if (focused) at("tasks").querySelector("[aria-current]")?.focus({ preventScroll: true });
  at("tasks").querySelector("[aria-current]")?.scrollIntoView({ block: "nearest" });
  at("shown").textContent = `${shown.length} of ${tasks.length}`;
  drawProgress(found.progress);
  drawTask();
}

function drawProgress({ work, decided, skipped, disputed }) {
  const bar = at("progress");
  bar.max = Math.max(work, 1);
  bar.value = decided;
  const parts = [`${decided} of ${work} decided`];
  if (skipped) parts.push(`${skipped} skipped`);
  if (disputed) parts.push(`${disputed} disagreed`);
  if (aligned.done < aligned.all) parts.push(`finding candidates: ${aligned.done} of ${aligned.all}`);
  at("counts").textContent = parts.join(" · ");
}

function drawTask() {
  at("none-left").hidden = current !== null;
  for (const part of document.querySelectorAll(".pair, .decide, #candidates-title, #candidates")) {
    part.hidden = current === null;
  }
  at("candidates-none").textContent = "";
  if (current === null) {
    at("none-left").textContent = tasks.length ? "Nothing is left that these filters show." : "There is nothing here yet.";
    return;
  }
  const candidates = current.candidates;
  chosen = Math.max(0, Math.min(chosen, candidates.length - 1));
  const candidate = candidates[chosen];
  at("subject").replaceChildren(
    ...subjectCard(service.root, current, described.get(current.iri), isOwn),
    ...disputes(current, decisions), ...aboutNothing());
  at("candidate").replaceChildren(
    ...candidateCard(service.root, candidate, described.get(candidate?.iri), opinions(candidate)));
  at("candidates").replaceChildren(...candidateOptions(current, candidates, chosen, decisions));
  if (candidates.length) at("candidates").setAttribute("aria-activedescendant", `option-${chosen}`);
  else at("candidates").removeAttribute("aria-activedescendant");
  at("candidates-none").textContent = candidates.length ? "" : noCandidates();
  for (const button of at("actions").querySelectorAll("[data-act]")) {
    const needsCandidate = [...PREDICATES, "reject"].includes(button.dataset.act);
    button.disabled = !mayDecide() || (needsCandidate && !candidate);
  }
  drawConflicts();
  describe(isOwn ? "" : current.iri);
  describe(candidate?.iri);
}

function aboutNothing() {
  const key = { subject: current.iri, object: NOTHING };
  const lines = [];
  if (decisions.mine.has(keyOf(key))) lines.push("You: nothing fits.");
  for (const other of decisions.others) {
    if (other.subject === key.subject && other.object === NOTHING) lines.push(`${other.curator}: nothing fits.`);
  }
  if (current.rows.some((row) => row.object === NOTHING)) lines.push("The file says that nothing fits.");
  if (current.suggested) lines.push(`Nothing fits, says the aligner: ${Math.round(current.suggested.none * 100)} %.`);
  return lines.map((line) => element("p", { class: "small muted" }, line));
}

function noCandidates() {
  if (aligned.fault) return aligned.fault;
  if (target && current.suggested === null) return "Candidates are being looked for …";
  return target ? "Nothing in the release is near." : "No aligner finds candidates for this set; the files name none.";
}

function opinions(candidate) {
  if (!candidate) return { mine: null, others: [] };
  const key = { subject: current.iri, object: candidate.iri };
  return {
    mine: decisions.mine.get(keyOf(key)),
    others: decisions.others.filter((one) => one.subject === key.subject && one.object === key.object),
  };
}

function drawConflicts() {
  const box = at("conflict");
  const here = decisions.entries("conflict", "refused").filter(([, entry]) => entry.subject === current.iri);
  box.hidden = here.length === 0;
  box.replaceChildren(...here.map(([key, entry]) => {
    const yours = entry.decision ? said(entry.decision) : "withdrawn";
    const theirs = entry.held ? `${said(entry.held)}, ${entry.held.confidence}` : "withdrawn";
    const what = entry.state === "refused"
      ? `The server does not take “${yours}”: ${entry.message}`
      : `Decided elsewhere in your name meanwhile: ${theirs}. Here: ${yours}.`;
    return element("p", {}, what, " ",
      element("button", { type: "button", class: "small", "data-again": key }, entry.state === "refused" ? "Send again" : "Keep mine"), " ",
      element("button", { type: "button", class: "quiet small", "data-drop": key }, entry.state === "refused" ? "Let it go" : "Take the other"));
  }));
}

function drawSaving() {
  const waiting = decisions.entries("waiting").length;
  const stuck = decisions.entries("conflict").length + decisions.entries("refused").length;
  const parts = [];
  if (isOwn) parts.push("Decisions stay in this browser.");
  else if (!decisions.curator) parts.push("Reading only: sign in with a token to decide.");
  else if (!waiting) parts.push("All decisions are on the server.");
  else parts.push(`${waiting} ${waiting === 1 ? "decision waits" : "decisions wait"} in this browser${sender?.state === "sending" ? ", being sent" : ""}.`);
  if (sender?.state === "waiting") parts.push(`${sender.message} They are sent again.`);
  if (sender?.state === "stopped") parts.push(`${sender.message} Sign in again to send them.`);
  if (stuck) parts.push(`${stuck} ${stuck === 1 ? "needs" : "need"} a look.`);
  if (!decisions.shelf.isLasting) parts.push("This browser keeps nothing: do not close the page before all is sent.");
  at("saving").textContent = parts.join(" ");
}

async function describe(iri) {
  if (!iri || described.has(iri)) return;
  described.set(iri, null);
  try {
    described.set(iri, await service.get("/review/concept", { iri }));
    if (current && (current.iri === iri || current.candidates[chosen]?.iri === iri)) drawTask();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.passes) described.delete(iri);
  }
}

// Deciding

const mayDecide = () => isOwn || decisions.curator !== "";
let sureness = null; // what the curator has typed, for the next decision

function showConfidence() {
  const candidate = current?.candidates[chosen];
  const mine = opinions(candidate).mine;
  const value = sureness ?? mine?.confidence ?? candidate?.confidence ?? 0.9;
  at("confidence").value = (Math.round(value * 20) / 20).toFixed(2);
  at("comment").value = mine?.comment ?? "";
}

function decision(verdict, candidate, name) {
  const own = Number(at("confidence").value);
  return {
    subject: current.iri,
    object: candidate ? candidate.iri : NOTHING,
    verdict,
    predicate: iriOf(name),
    confidence: at("confidence").value !== "" && own >= 0 && own <= 1 ? own : 0.9,
    comment: at("comment").value.trim(),
    decided: decisions.moment(),
    curator: isOwn ? at("curator").value.trim() : decisions.curator,
    subject_label: current.label,
    object_label: candidate ? candidate.label : "",
  };
}

function own() {
  return standing(current, decisions.mine).own;
}

const withdrawn = (one) => ({ subject: one.subject, object: one.object, decision: null });

function put(made, others = []) {
  decisions.step(current.iri, [...others.map(withdrawn), { subject: made.subject, object: made.object, decision: made }],
    [...decisions.skipped].filter((iri) => iri !== current.iri));
  announce(`${current.label}: ${said(made)}${made.object_label ? `, ${made.object_label}` : ""}.`);
}

const acts = {
  accept(name, stays) {
    const candidate = current.candidates[chosen];
    if (!candidate) return;
    // Who accepts a counterpart says no longer that there is none, nor that another one is exact.
    const ends = own().filter((one) => (
      (one.object === NOTHING && ["exact", "close"].includes(name))
      || (name === "exact" && one.verdict === "accepted" && one.predicate === iriOf("exact") && one.object !== candidate.iri)));
    put(decision("accepted", candidate, name), ends);
    if (stays) choose(chosen + 1);
    else go(1, true);
  },
  reject(all) {
    const candidates = current.candidates;
    const open = all
      ? candidates.filter((one) => !decisions.mine.has(keyOf({ subject: current.iri, object: one.iri })))
      : candidates.slice(chosen, chosen + 1);
    if (!open.length) return;
    const made = open.map((one) => decision("rejected", one, one.predicate || "exact"));
    decisions.step(current.iri, made.map((one) => ({ subject: one.subject, object: one.object, decision: one })));
    announce(`${current.label}: rejected ${open.map((one) => one.label).join(", ")}.`);
    if (standing(current, decisions.mine).isDecided) go(1, true);
    else choose(nextOpen());
  },
  nothing() {
    const ends = own().filter((one) => one.verdict === "accepted" && ["exact", "close"].some((name) => one.predicate === iriOf(name)));
    sureness ??= at("confidence").value === "" ? 0.9 : null;
    put(decision("no match", null, "exact"), ends);
    go(1, true);
  },
  skip() {
    const iri = current.iri;
    decisions.step(iri, [], [...decisions.skipped.add(iri)]);
    announce(`${current.label}: skipped.`);
    go(1, true);
  },
  undo() {
    const iri = decisions.undo();
    if (iri === null) {
      announce("There is nothing to undo.");
      return;
    }
    current = tasks.find((task) => task.iri === iri) ?? current;
    sureness = null;
    chosen = 0;
    draw();
    showConfidence();
    announce(`Undone: ${current?.label ?? ""}.`);
  },
};

function nextOpen() {
  const mine = decisions.mine;
  const candidates = current.candidates;
  const open = (number) => !mine.has(keyOf({ subject: current.iri, object: candidates[number].iri }));
  for (let step = 1; step <= candidates.length; step++) {
    if (open((chosen + step) % candidates.length)) return (chosen + step) % candidates.length;
  }
  return chosen;
}

function act(name, shift = false) {
  if (name === "undo" && mayDecide()) acts.undo();
  if (!current || !mayDecide()) {
    if (name !== "undo" || !mayDecide()) announce("Sign in with a token to decide.");
    return;
  }
  if (PREDICATES.includes(name)) acts.accept(name, shift);
  else if (name === "reject") acts.reject(shift);
  else if (name === "nothing") acts.nothing();
  else if (name === "skip") acts.skip();
}

function choose(number) {
  const last = (current?.candidates.length ?? 0) - 1;
  chosen = Math.max(0, Math.min(number, last));
  sureness = null;
  drawTask();
  showConfidence();
  at(`option-${chosen}`)?.scrollIntoView({ block: "nearest" });
}

// Go on to the next thing that is shown; after a decision the present one may be gone from the list.
function go(step, afterDecision = false) {
  const before = shown;
  const place = before.indexOf(current);
  if (afterDecision) {
    shown = survey(tasks, decisions, filters()).shown;
    const rest = before.slice(place + 1).find((task) => shown.includes(task));
    current = rest ?? shown.find((task) => task !== current) ?? shown[0] ?? null;
  } else if (before.length) {
    current = before[Math.max(0, Math.min(place + step, before.length - 1))];
  }
  pick(current);
}

function pick(task) {
  current = task;
  chosen = 0;
  sureness = null;
  draw();
  showConfidence();
  alignCurrent();
}

function announce(text) {
  at("announced").textContent = text;
}

// Keys

const KEYS = {
  e: "exact", c: "close", b: "broad", n: "narrow", r: "related",
  x: "reject", 0: "nothing", s: "skip", u: "undo",
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const field = event.target.closest("input, select, textarea");
  if (field) {
    if (event.key === "Escape" || (event.key === "Enter" && field.id === "comment")) {
      field.blur();
      at("task").focus({ preventScroll: true });
      event.preventDefault();
    }
    return;
  }
  if (settings.get("keys") === false && event.key !== "?") return;
  if (press(event)) event.preventDefault();
});

function press(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key in KEYS) act(KEYS[key], event.shiftKey);
  else if (key >= "1" && key <= "9") sure(Number(key) / 10);
  else if (key === "+" || key === "=") sure(Number(at("confidence").value) + 0.05);
  else if (key === "-") sure(Number(at("confidence").value) - 0.05);
  else if (key === "ArrowDown" || key === "j") choose(chosen + 1);
  else if (key === "ArrowUp" || key === "k") choose(chosen - 1);
  else if (key === "ArrowRight") go(1);
  else if (key === "ArrowLeft") go(-1);
  else if (key === "m") at("comment").focus();
  else if (key === "/") at("f-text").focus();
  else if (key === "?") at("help").showModal();
  else return false;
  return true;
}

function sure(value) {
  sureness = Math.max(0, Math.min(value, 1));
  showTyped();
}

function showTyped() {
  at("confidence").value = sureness.toFixed(2);
  announce(`Confidence ${sureness.toFixed(2)}.`);
}

// Buttons and fields

at("actions").addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) act(button.dataset.act, event.shiftKey);
});
at("tasks").addEventListener("click", (event) => {
  const button = event.target.closest("[data-iri]");
  if (!button) return;
  pick(tasks.find((task) => task.iri === button.dataset.iri));
  at("task").focus({ preventScroll: true });
});
at("candidates").addEventListener("click", (event) => {
  const option = event.target.closest("[data-number]");
  if (option) choose(Number(option.dataset.number));
});
at("conflict").addEventListener("click", (event) => {
  const { again, drop } = event.target.dataset;
  if (again !== undefined) decisions.again(again);
  if (drop !== undefined) decisions.drop(drop);
  if (again !== undefined || drop !== undefined) draw();
});
at("filters").addEventListener("input", () => {
  current = null;
  chosen = 0;
  draw();
  showConfidence();
});
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("help-button").addEventListener("click", () => at("help").showModal());
at("keys-on").checked = settings.get("keys") !== false;
at("keys-on").addEventListener("change", () => settings.set("keys", at("keys-on").checked));
at("comment").addEventListener("change", recomment);
at("confidence").addEventListener("change", recomment);

// A comment or a confidence that is changed after the decision belongs to the decision.
function recomment() {
  const mine = current && opinions(current.candidates[chosen]).mine;
  if (!mine || !mayDecide()) return;
  const changed = { ...mine, comment: at("comment").value.trim(), confidence: Number(at("confidence").value), decided: decisions.moment() };
  if (changed.comment !== mine.comment || changed.confidence !== mine.confidence) {
    decisions.step(current.iri, [{ subject: mine.subject, object: mine.object, decision: changed }]);
  }
}

// Candidates, in batches

async function align() {
  if (!target) return;
  const waiting = tasks.filter((task) => task.suggested === null && (isOwn || !task.isMapped || task.hasWaitingRows));
  aligned = { done: 0, all: waiting.length, fault: "" };
  for (let start = 0; start < waiting.length; start += AT_A_TIME) {
    const batch = waiting.slice(start, start + AT_A_TIME);
    if (!await alignBatch(batch)) return;
    aligned.done += batch.length;
    draw();
    if (!document.activeElement?.closest(".decide")) showConfidence();
  }
}

// Returns whether to go on. Where the service does not answer, the batch is asked for again.
async function alignBatch(batch) {
  const asked = batch.map((task) => ({
    text: task.label, definition: task.definition, context: task.context,
    language: list?.language ?? (bench.dataset.language || "en"), concept: isOwn ? "" : task.iri,
  }));
  for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
    try {
      const answer = await service.post("/review/suggestions", { target, asked });
      batch.forEach((task, number) => { task.suggested = answer.suggestions[number]; });
      if (list) {
        for (const task of batch) list.suggestions[task.iri] = task.suggested;
        await lists.put(list).catch(() => { decisions.shelf.isLasting = false; });
      }
      return true;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      aligned.fault = fault.message;
      draw();
      if (!fault.passes || fault.status === 503) return false;
      await new Promise((resolve) => { setTimeout(resolve, wait); });
      aligned.fault = "";
    }
  }
}

// A thing that the files map already gets candidates when it is looked at.
async function alignCurrent() {
  if (target && current && current.suggested === null && current.isMapped && !aligned.fault) {
    const task = current;
    if (await alignBatch([task]) && current === task) draw();
  }
}

// Who decides

async function signIn() {
  const { name } = await service.post("/review/curator", {});
  decisions = new Decisions(set, name, false);
  sender = new Sender(service, `/review/${set}/decisions`, decisions);
  watch();
  sender.addEventListener("change", drawSaving);
  sender.addEventListener("sent", refresh);
  at("who").textContent = name;
  at("sign").textContent = "Sign out";
  await refresh();
  sender.now();
}

function watch() {
  decisions.addEventListener("change", () => {
    drawSaving();
    draw();
  });
}

async function refresh() {
  if (isOwn) return;
  try {
    decisions.take(await service.get(`/review/${set}/decisions`));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
  }
}

at("sign")?.addEventListener("click", () => {
  if (!decisions.curator) {
    at("sign-fault").hidden = true;
    at("sign-dialog").showModal();
    return;
  }
  service.token = "";
  location.reload();
});
at("sign-form")?.addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "in") return;
  event.preventDefault();
  service.token = at("token").value.trim();
  try {
    await signIn();
    at("sign-dialog").close();
    at("token").value = "";
    at("task").focus({ preventScroll: true });
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    service.token = "";
    at("sign-fault").textContent = fault.message;
    at("sign-fault").hidden = false;
  }
});

// Taking decisions away

at("download").addEventListener("click", () => {
  const made = [...decisions.mine.values()];
  const count = (verdict) => made.filter((one) => one.verdict === verdict).length;
  at("download-told").textContent = `${count("accepted")} accepted, ${count("no match")} without a match, ${count("rejected")} rejected.`;
  at("download-dialog").showModal();
});
at("download-form").addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "get") return;
  const everybody = at("of-all")?.checked ? decisions.others : [];
  const name = isOwn ? at("curator").value.trim() : decisions.curator;
  const document_ = {
    decisions: [...decisions.mine.values(), ...everybody],
    title: isOwn ? list.name : "",
    curator: name,
    rejected: at("with-rejected").checked,
    ...(isOwn ? { target } : { set }),
  };
  try {
    const text = await service.text("/review/sssom", document_);
    const file = new Blob([text], { type: "text/tab-separated-values" });
    const anchor = element("a", {
      href: URL.createObjectURL(file),
      download: `${isOwn ? `${list.name}-${target}` : `${set}-decisions`}.sssom.tsv`,
    });
    anchor.click();
    setTimeout(() => URL.revokeObjectURL(anchor.href), 60000);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(fault.message);
  }
});

function tell(message) {
  at("faults").replaceChildren(element("p", { class: "error" }, message));
}

// The start

async function startSet() {
  const work = await service.get(`/review/${set}/work`);
  target = work.target;
  tasks = work.subjects.map((subject) => new Task(subject));
  if (service.token) {
    try {
      await signIn();
      return;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      tell(fault.message);
      if (!fault.passes) service.token = "";
    }
  }
  watch();
  await refresh();
}

async function startOwn() {
  list = await lists.get(new URLSearchParams(location.search).get("list") ?? "");
  if (!list) {
    tell("This browser holds no such list. Read it again on the page before.");
    return;
  }
  at("title").textContent = list.name;
  target = list.target;
  tasks = list.items.map((item) => new Task(item));
  for (const task of tasks) task.suggested = list.suggestions[task.iri] ?? null;
  decisions = new Decisions(list.key, "", true);
  at("curator").value = settings.get("name") ?? "";
  at("curator").addEventListener("change", () => settings.set("name", at("curator").value.trim()));
  watch();
}

async function start() {
  try {
    await (isOwn ? startOwn() : startSet());
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(fault.message);
  }
  draw();
  drawSaving();
  showConfidence();
  bench.dataset.ready = "true";
  if (!isOwn) {
    setInterval(() => { if (document.visibilityState === "visible") refresh(); }, REFRESH);
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "visible") refresh(); });
  }
  await align();
  await alignCurrent();
}

start();
