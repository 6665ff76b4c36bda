// What a curator does: accept, reject, say that nothing fits, skip, undo, and go on.

import { alignCurrent } from "./aligning.js";
import { NOTHING, keyOf } from "./decisions.js";
import { draw, drawAnswer, drawTask, filters, opinions } from "./drawing.js";
import { announce, at, candidate, mayDecide, state } from "./state.js";
import { PREDICATES, iriOf, isRejected, standing, survey } from "./tasks.js";
import { said } from "./view.js";

const CLOSEST = ["exact", "close"];
const USUAL = 0.9;
const STEP = 0.05;

function confidence() {
  const value = at("confidence").value;
  return value !== "" && Number(value) >= 0 && Number(value) <= 1 ? Number(value) : USUAL;
}

function made(verdict, beside, name) {
  return {
    subject: state.current.iri,
    object: beside ? beside.iri : NOTHING,
    verdict,
    predicate: iriOf(name),
    // What is proposed says how sure a candidate is, not how sure one is that there is none.
    confidence: verdict === "accepted" || state.typed !== null ? confidence() : USUAL,
    comment: at("comment").value.trim(),
    decided: state.decisions.moment(),
    curator: state.isOwn ? at("curator").value.trim() : state.decisions.curator,
    subject_label: state.current.label,
    object_label: beside ? beside.label : "",
  };
}

const change = (decision) => ({ subject: decision.subject, object: decision.object, decision });
const withdrawal = (decision) => ({ subject: decision.subject, object: decision.object, decision: null });
const own = () => standing(state.current, state.decisions.mine).own;

function answer(decision, ends) {
  const skipped = [...state.decisions.skipped].filter((iri) => iri !== decision.subject);
  state.decisions.step(decision.subject, [...ends.map(withdrawal), change(decision)], skipped);
  announce(`${decision.subject_label}: ${said(decision)}${decision.object_label ? `, ${decision.object_label}` : ""}.`);
}

function accept(name, stays) {
  const beside = candidate();
  if (!beside) return;
  const exact = iriOf("exact");
  // Who accepts a counterpart says no longer that there is none, nor that another one is exact.
  const ends = own().filter((one) => (
    (one.object === NOTHING && CLOSEST.includes(name))
    || (name === "exact" && one.verdict === "accepted" && one.predicate === exact && one.object !== beside.iri)));
  answer(made("accepted", beside, name), ends);
  if (stays) choose(state.chosen + 1);
  else goOn();
}

function reject(all) {
  const { current, decisions } = state;
  const isOpen = (one) => !decisions.mine.has(keyOf({ subject: current.iri, object: one.iri })) && !isRejected(one);
  const rejected = all ? current.candidates.filter(isOpen) : [candidate()].filter(Boolean);
  if (!rejected.length) return;
  const words = rejected.map((one) => made("rejected", one, one.predicate || "exact"));
  decisions.step(current.iri, words.map(change));
  announce(`${current.label}: rejected ${rejected.map((one) => one.label).join(", ")}.`);
  if (standing(current, decisions.mine).isDecided) {
    goOn();
    return;
  }
  const candidates = current.candidates;
  const places = candidates.map((_, step) => (state.chosen + 1 + step) % candidates.length);
  choose(places.find((place) => isOpen(candidates[place])) ?? state.chosen);
}

function nothing() {
  const ends = own().filter((one) => one.verdict === "accepted" && CLOSEST.map(iriOf).includes(one.predicate));
  answer(made("no match", null, "exact"), ends);
  goOn();
}

function skip() {
  const { iri, label } = state.current;
  state.decisions.step(iri, [], [...state.decisions.skipped.add(iri)]);
  announce(`${label}: skipped.`);
  goOn();
}

function undo() {
  const iri = state.decisions.undo();
  if (iri === null) {
    announce("There is nothing to undo.");
    return;
  }
  pick(state.tasks.find((task) => task.iri === iri) ?? state.current);
  announce(`Undone: ${state.current?.label ?? ""}.`);
}

// Do what a key or a button is for.
export function act(name, withShift = false) {
  if (!mayDecide()) {
    announce("Sign in with a token to decide.");
  } else if (name === "undo") {
    undo();
  } else if (state.current) {
    if (name === "proposed") accept(candidate()?.predicate || "exact", withShift);
    else if (PREDICATES.includes(name)) accept(name, withShift);
    else ({ reject, nothing, skip })[name](withShift);
  }
}

export function choose(place) {
  const last = (state.current?.candidates.length ?? 0) - 1;
  state.chosen = Math.max(0, Math.min(place, last));
  state.typed = null;
  drawTask();
  drawAnswer();
  announceCandidate();
  at(`option-${state.chosen}`)?.scrollIntoView({ block: "nearest" });
}

export function go(step) {
  const { shown, current } = state;
  if (shown.length) pick(shown[Math.max(0, Math.min(shown.indexOf(current) + step, shown.length - 1))]);
}

// To what comes after a decision; the thing decided may be gone from what the filters show.
function goOn() {
  const before = state.shown;
  const place = before.indexOf(state.current);
  const { shown } = survey(state.tasks, state.decisions, filters());
  const next = before.slice(place + 1).find((task) => shown.includes(task));
  pick(next ?? shown.find((task) => task !== state.current) ?? shown[0] ?? null);
}

export function pick(task) {
  state.current = task;
  state.chosen = 0;
  state.typed = null;
  draw();
  drawAnswer();
  if (task) announce(`${task.label}.`);
  announceCandidate();
  alignCurrent();
}

function announceCandidate() {
  const beside = candidate();
  if (beside) announce(`Candidate ${state.chosen + 1}: ${beside.label}, ${beside.predicate}, ${Math.round(beside.confidence * 100)} %.`);
}

export function sure(value) {
  state.typed = Math.max(0, Math.min(value, 1));
  at("confidence").value = state.typed.toFixed(2);
  announce(`Confidence ${state.typed.toFixed(2)}.`);
}

export const surer = (sign) => sure(Number(at("confidence").value) + sign * STEP);

// A comment or a confidence that is changed after the decision belongs to the decision.
export function amend() {
  const { mine } = opinions(candidate());
  if (!mine || !mayDecide()) return;
  const changed = { ...mine, comment: at("comment").value.trim(), confidence: confidence(), decided: state.decisions.moment() };
  if (changed.comment !== mine.comment || changed.confidence !== mine.confidence) {
    state.decisions.step(mine.subject, [change(changed)]);
  }
}
