// Keys, buttons and fields of the review, and what each is for.

import { act, amend, choose, go, pick, sure, surer } from "./deciding.js";
import { draw } from "./drawing.js";
import { at, state } from "./state.js";

const ACTS = {
  e: "exact", c: "close", b: "broad", n: "narrow", r: "related",
  a: "proposed", x: "reject", 0: "nothing", s: "skip", u: "undo",
};
const MOVES = {
  ArrowDown: () => choose(state.chosen + 1),
  j: () => choose(state.chosen + 1),
  ArrowUp: () => choose(state.chosen - 1),
  k: () => choose(state.chosen - 1),
  ArrowRight: () => go(1),
  ArrowLeft: () => go(-1),
  "+": () => surer(1),
  "=": () => surer(1),
  "-": () => surer(-1),
  m: () => at("comment").focus(),
  "/": () => at("f-text").focus(),
  "?": () => at("help").showModal(),
};

function press(event) {
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  if (key in ACTS) act(ACTS[key], event.shiftKey);
  else if (key >= "1" && key <= "9") sure(Number(key) / 10);
  else if (key in MOVES) MOVES[key]();
  else return false;
  return true;
}

function backToTask() {
  at("task").focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
  const field = event.target.closest("input, select, textarea");
  // One of a dialog that was just closed has the focus for a moment longer.
  if (field && !field.closest("dialog")) {
    if (event.key === "Escape" || (event.key === "Enter" && field.id === "comment")) {
      field.blur();
      backToTask();
      event.preventDefault();
    }
    return;
  }
  if (state.settings.get("keys") === false && event.key !== "?") return;
  if (press(event)) event.preventDefault();
});

at("actions").addEventListener("click", (event) => {
  const button = event.target.closest("[data-act]");
  if (button) act(button.dataset.act, event.shiftKey);
});
at("tasks").addEventListener("click", (event) => {
  const button = event.target.closest("[data-iri]");
  if (!button) return;
  pick(state.tasks.find((task) => task.iri === button.dataset.iri));
  backToTask();
});
at("candidates").addEventListener("click", (event) => {
  const option = event.target.closest("[data-number]");
  if (option) choose(Number(option.dataset.number));
});
at("conflict").addEventListener("click", (event) => {
  const { again, drop } = event.target.dataset;
  if (again !== undefined) state.decisions.again(again);
  if (drop !== undefined) state.decisions.drop(drop);
});
at("filters").addEventListener("input", () => {
  state.current = null;
  draw();
  pick(state.current);
});
at("filters").addEventListener("submit", (event) => event.preventDefault());
at("comment").addEventListener("change", amend);
at("confidence").addEventListener("change", () => {
  state.typed = Number(at("confidence").value);
  amend();
});
at("help-button").addEventListener("click", () => at("help").showModal());
at("keys-on").checked = state.settings.get("keys") !== false;
at("keys-on").addEventListener("change", () => state.settings.set("keys", at("keys-on").checked));
