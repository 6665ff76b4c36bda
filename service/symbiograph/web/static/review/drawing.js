// The state of the review as the page shows it. Nothing is decided here.

import { Fault } from "./api.js";
import { NOTHING, keyOf } from "./decisions.js";
import { at, candidate, mayDecide, state } from "./state.js";
import { PREDICATES, survey } from "./tasks.js";
import { candidateCard, candidateOptions, disputes, element, listTasks, said, subjectCard } from "./view.js";

export function filters() {
  return {
    state: at("f-state").value,
    predicate: at("f-predicate").value,
    confidence: Number(at("f-confidence").value) || 0,
    text: at("f-text").value,
    order: at("f-order").value,
  };
}

export function draw() {
  const { tasks, decisions } = state;
  const found = survey(tasks, decisions, filters());
  state.shown = found.shown;
  if (!tasks.includes(state.current)) state.current = state.shown[0] ?? null;
  const { current, shown } = state;
  // A thing stays in view after it was decided, until the curator goes on.
  const listed = current && !shown.includes(current) ? [current, ...shown] : shown;
  const hadFocus = at("tasks").contains(document.activeElement);
  listTasks(at("tasks"), listed, current, decisions);
  const marked = at("tasks").querySelector("[aria-current]");
  marked?.scrollIntoView({ block: "nearest" });
  if (hadFocus) marked?.focus({ preventScroll: true });
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
  const { done, all } = state.aligned;
  if (done < all) parts.push(`finding candidates: ${done} of ${all}`);
  at("counts").textContent = parts.join(" · ");
}

export function drawTask() {
  const { current, decisions, described, service } = state;
  at("none-left").hidden = current !== null;
  for (const part of document.querySelectorAll(".pair, .decide, #candidates-title, #candidates")) {
    part.hidden = current === null;
  }
  at("candidates-none").textContent = "";
  at("conflict").hidden = true;
  if (current === null) {
    at("none-left").textContent = nothingLeft();
    return;
  }
  const candidates = current.candidates;
  state.chosen = Math.max(0, Math.min(state.chosen, candidates.length - 1));
  const beside = candidate();
  at("subject").replaceChildren(
    ...subjectCard(service.root, current, described.get(current.iri), state.isOwn),
    ...disputes(current, decisions), ...aboutNothing());
  at("candidate").replaceChildren(
    ...candidateCard(service.root, beside, described.get(beside?.iri), opinions(beside)));
  at("candidates").replaceChildren(...candidateOptions(current, candidates, state.chosen, decisions));
  if (candidates.length) at("candidates").setAttribute("aria-activedescendant", `option-${state.chosen}`);
  else at("candidates").removeAttribute("aria-activedescendant");
  at("candidates-none").textContent = candidates.length ? "" : noCandidates();
  for (const button of at("actions").querySelectorAll("[data-act]")) {
    const needsCandidate = [...PREDICATES, "reject"].includes(button.dataset.act);
    button.disabled = !mayDecide() || (needsCandidate && !beside);
  }
  drawConflicts();
  describe(state.isOwn ? "" : current.iri);
  if (!beside?.isGone) describe(beside?.iri);
}

function nothingLeft() {
  if (!state.tasks.length) return "There is nothing here yet.";
  const isRest = at("f-state").value === "open" && !state.isOwn;
  return `Nothing is left that these filters show.${isRest ? " “Not decided by you” shows what the files map already." : ""}`;
}

function aboutNothing() {
  const { current, decisions } = state;
  const lines = [];
  if (decisions.mine.has(keyOf({ subject: current.iri, object: NOTHING }))) lines.push("You: nothing fits.");
  for (const other of decisions.others) {
    if (other.subject === current.iri && other.object === NOTHING) lines.push(`${other.curator}: nothing fits.`);
  }
  if (current.rows.some((row) => row.object === NOTHING)) lines.push("The file says that nothing fits.");
  if (current.suggested) lines.push(`Nothing fits, says the aligner: ${Math.round(current.suggested.none * 100)} %.`);
  return lines.map((line) => element("p", { class: "small muted" }, line));
}

function noCandidates() {
  if (state.aligned.fault) return state.aligned.fault;
  if (!state.target) return "No aligner finds candidates for this set; the files name none.";
  return state.current.suggested === null ? "Candidates are being looked for …" : "Nothing in the release is near.";
}

// What this curator and others decided of the present thing and a candidate.
export function opinions(beside) {
  if (!beside || !state.current) return { mine: null, others: [] };
  const key = { subject: state.current.iri, object: beside.iri };
  return {
    mine: state.decisions.mine.get(keyOf(key)) ?? null,
    others: state.decisions.others.filter((one) => one.subject === key.subject && one.object === key.object),
  };
}

function drawConflicts() {
  const here = state.decisions.entries("conflict", "refused").filter(([, entry]) => entry.subject === state.current.iri);
  at("conflict").hidden = here.length === 0;
  at("conflict").replaceChildren(...here.map(([key, entry]) => {
    const isRefused = entry.state === "refused";
    const yours = entry.decision ? said(entry.decision) : "withdrawn";
    const theirs = entry.held ? `${said(entry.held)}, ${entry.held.confidence}` : "withdrawn";
    const what = isRefused
      ? `The server does not take “${yours}”: ${entry.message}`
      : `Decided elsewhere in your name meanwhile: ${theirs}. Here: ${yours}.`;
    return element("p", {}, what, " ",
      element("button", { type: "button", class: "small", "data-again": key }, isRefused ? "Send again" : "Keep mine"), " ",
      element("button", { type: "button", class: "quiet small", "data-drop": key }, isRefused ? "Let it go" : "Take the other"));
  }));
}

export function drawSaving() {
  const { decisions, sender } = state;
  const waiting = decisions.entries("waiting").length;
  const stuck = decisions.entries("conflict", "refused").length;
  const parts = [];
  if (state.isOwn) parts.push("Decisions stay in this browser.");
  else if (!decisions.curator) parts.push("Reading only: sign in with a token to decide.");
  else if (!waiting && !stuck) parts.push("All decisions are on the server.");
  else if (waiting) parts.push(`${waiting} ${waiting === 1 ? "decision waits" : "decisions wait"} in this browser${sender?.state === "sending" ? ", being sent" : ""}.`);
  if (sender?.state === "waiting") parts.push(`${sender.message} They are sent again.`);
  if (sender?.state === "stopped") parts.push(`${sender.message} Sign in again to send them.`);
  if (stuck) parts.push(`${stuck} ${stuck === 1 ? "needs" : "need"} a look.`);
  if (!decisions.shelf.isLasting) parts.push("This browser keeps nothing: do not close the page before all is sent.");
  at("saving").textContent = parts.join(" ");
}

// What the next decision will say: what was typed, or decided before, or proposed.
export function drawAnswer() {
  const beside = candidate();
  const { mine } = opinions(beside);
  const value = state.typed ?? mine?.confidence ?? (beside?.confidence || 0.9);
  at("confidence").value = (Math.round(value * 20) / 20).toFixed(2);
  at("comment").value = mine?.comment ?? "";
}

async function describe(iri) {
  const { described, service } = state;
  if (!iri || described.has(iri)) return;
  described.set(iri, null);
  try {
    described.set(iri, await service.get("/review/concept", { iri }));
    if (state.current?.iri === iri || candidate()?.iri === iri) drawTask();
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    if (fault.passes) described.delete(iri);
  }
}
