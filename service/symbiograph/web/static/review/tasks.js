// What there is to do: things to be mapped, each with its candidates, from the set's files and from
// the aligner; and which of them are shown.

import { NOTHING, keyOf } from "./decisions.js";

const SKOS = "http://www.w3.org/2004/02/skos/core#";
export const PREDICATES = ["exact", "close", "broad", "narrow", "related"];
export const iriOf = (name) => `${SKOS}${name}Match`;
// exact, for both skos:exactMatch and its IRI
export const nameOf = (predicate) => /(\w+)Match$/.exec(predicate)?.[1] ?? "";
const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

export class Task {
  constructor(subject) {
    this.iri = subject.iri;
    this.label = subject.label ?? subject.text;
    this.definition = subject.definition ?? "";
    this.context = subject.context ?? "";
    this.row = subject.row ?? 0;
    this.rows = subject.rows ?? [];
    this.suggested = null; // {none, candidates} once they have come
    this.isMapped = this.rows.some((row) => row.standing === "accepted");
    this.hasWaitingRows = this.rows.some((row) => row.standing === "candidate");
    this.found = { of: undefined, candidates: [] };
  }

  // Candidates, the surest first: proposals, and rows of the files. Each has label, predicate,
  // confidence, reasons, and the rows that name it.
  get candidates() {
    if (this.found.of !== this.suggested) this.found = { of: this.suggested, candidates: this.#gathered() };
    return this.found.candidates;
  }

  #gathered() {
    const found = new Map();
    for (const proposed of this.suggested?.candidates ?? []) {
      found.set(proposed.iri, { ...proposed, predicate: nameOf(proposed.predicate), rows: [] });
    }
    for (const row of this.rows) {
      if (row.object === NOTHING) continue;
      const here = found.get(row.object) ?? {
        iri: row.object, label: row.label, predicate: nameOf(row.predicate),
        // That of a rejected row says how sure it is that the row is wrong.
        confidence: row.standing === "rejected" ? 0 : row.confidence,
        reasons: [], rows: [], isGone: !row.known,
      };
      here.rows.push(row);
      found.set(row.object, here);
    }
    return [...found.values()].sort((one, other) => (
      isRejected(one) - isRejected(other) || other.confidence - one.confidence));
  }

  text() {
    const names = this.candidates.map((candidate) => candidate.label);
    return folded([this.label, this.definition, this.context, ...names].join(" "));
  }
}

export const isRejected = (candidate) => (
  candidate.rows.length > 0 && candidate.rows.every((row) => row.standing === "rejected"));

// How a curator stands to a task.
export function standing(task, mine) {
  return standingOf(task, mine, [...mine.values()].filter((decision) => decision.subject === task.iri));
}

function standingOf(task, mine, own) {
  const isAnswered = own.some((decision) => decision.verdict !== "rejected");
  const candidates = task.candidates;
  const isExhausted = own.length > 0 && candidates.length > 0
    && candidates.every((one) => isRejected(one) || mine.has(keyOf({ subject: task.iri, object: one.iri })));
  return { own, isDecided: isAnswered || isExhausted };
}

export function grouped(mine) {
  const found = new Map();
  for (const one of mine.values()) {
    const known = found.get(one.subject);
    if (known) known.push(one);
    else found.set(one.subject, [one]);
  }
  return found;
}

// Which of `tasks` the filters show, in their order, and how far the work has come.
export function survey(tasks, decisions, filters) {
  const mine = decisions.mine;
  const bySubject = grouped(mine);
  const skipped = decisions.skipped;
  const disputed = new Set(decisions.disagreements.map((one) => one.subject));
  const stuck = new Set(decisions.entries("conflict", "refused").map(([, entry]) => entry.subject));
  const words = folded(filters.text).split(/\s+/).filter(Boolean);
  const progress = { work: 0, decided: 0, skipped: 0, disputed: disputed.size };
  const shown = [];
  for (const task of tasks) {
    const { own, isDecided } = standingOf(task, mine, bySubject.get(task.iri) ?? []);
    const isWork = isDecided || !task.isMapped || task.hasWaitingRows;
    progress.work += isWork;
    progress.decided += isDecided;
    progress.skipped += skipped.has(task.iri) && !isDecided;
    const fits = {
      open: stuck.has(task.iri) || (isWork && !isDecided && !skipped.has(task.iri)),
      undecided: !isDecided,
      mine: own.length > 0,
      disagreed: disputed.has(task.iri),
      skipped: skipped.has(task.iri) && !isDecided,
      all: true,
    }[filters.state];
    const best = task.candidates[0];
    if (
      fits
      && (filters.confidence <= 0 || (best?.confidence ?? 0) >= filters.confidence)
      && (!filters.predicate || best?.predicate === filters.predicate
        || own.some((decision) => nameOf(decision.predicate) === filters.predicate))
      && (!words.length || words.every((word) => task.text().includes(word)))
    ) shown.push(task);
  }
  const sureness = (task) => task.candidates[0]?.confidence ?? 0;
  if (filters.order === "sure") shown.sort((one, other) => sureness(other) - sureness(one));
  if (filters.order === "unsure") shown.sort((one, other) => sureness(one) - sureness(other));
  return { shown, progress };
}
