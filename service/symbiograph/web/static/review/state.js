// What all parts of the page on which a curator decides know of: one object, changed in place.

import { Service } from "./api.js";
import { Decisions } from "./decisions.js";
import { Shelf } from "./kept.js";

export const at = (id) => document.getElementById(id);

const bench = at("bench");
const set = bench.dataset.set;

export const state = {
  set,
  isOwn: set === "",
  language: bench.dataset.language || "en",
  service: new Service(bench.dataset.root, bench.dataset.language),
  settings: new Shelf("settings"),
  decisions: new Decisions(set || "own", "", set === ""),
  sender: null,
  tasks: [],
  list: null, // of one's own: {key, name, target, language, items, suggestions}
  target: null, // what candidates are looked for in
  shown: [],
  current: null, // the task in view
  chosen: 0, // the place of the candidate beside it
  typed: null, // the confidence that was typed for the next decision
  aligned: { done: 0, all: 0, fault: "" },
  described: new Map(), // what the graph says of concepts, by IRI; null while it is asked for
};

export const mayDecide = () => state.isOwn || state.decisions.curator !== "";
export const candidate = () => state.current?.candidates[state.chosen];

// Say something to those who hear the page; what is said at once is said together.
let toSay = [];
export function announce(text) {
  if (!toSay.length) {
    queueMicrotask(() => {
      at("announced").textContent = toSay.join(" ");
      toSay = [];
    });
  }
  toSay.push(text);
}

export function tell(message) {
  const note = document.createElement("p");
  note.className = "error";
  note.textContent = message;
  at("faults").replaceChildren(note);
}
