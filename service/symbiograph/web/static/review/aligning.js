// Candidates from the aligner: for some things at a time, so that the page can say how far it is.

import { Fault } from "./api.js";
import { draw, drawAnswer } from "./drawing.js";
import { lists } from "./kept.js";
import { state } from "./state.js";

const AT_A_TIME = 10;
const CANDIDATES = 8;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
const UNAVAILABLE = 503; // not in this release: asking again does not help

// Find candidates for all that is to be decided.
export async function align() {
  if (!state.target) return;
  const waiting = state.tasks.filter((task) => (
    task.suggested === null && (state.isOwn || !task.isMapped || task.hasWaitingRows)));
  state.aligned = { done: 0, all: waiting.length, fault: "" };
  for (let start = 0; start < waiting.length; start += AT_A_TIME) {
    const batch = waiting.slice(start, start + AT_A_TIME);
    if (!await alignBatch(batch)) return;
    state.aligned.done += batch.length;
    show(batch);
  }
}

// What the files map already gets candidates when it is looked at.
export async function alignCurrent() {
  const { current, target, aligned } = state;
  if (!target || !current || current.suggested !== null || !current.isMapped || aligned.fault) return;
  if (await alignBatch([current])) show([current]);
}

function show(batch) {
  draw();
  if (batch.includes(state.current) && !document.activeElement?.closest(".decide")) drawAnswer();
}

// Returns whether to go on. Where the service does not answer, the batch is asked for again.
async function alignBatch(batch) {
  const { list, target, aligned } = state;
  const queries = batch.map((task) => ({
    text: task.label, definition: task.definition, context: task.context,
    language: list?.language ?? state.language,
  }));
  for (let wait = FIRST_WAIT; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
    try {
      const { results } = await state.service.post("/align", { target, queries, limit: CANDIDATES });
      batch.forEach((task, number) => { task.suggested = results[number]; });
      aligned.fault = "";
      if (list) await keep(list, batch);
      return true;
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      aligned.fault = fault.message;
      draw();
      if (!fault.passes || fault.status === UNAVAILABLE) return false;
      await new Promise((resolve) => { setTimeout(resolve, wait); });
    }
  }
}

async function keep(list, batch) {
  for (const task of batch) list.suggestions[task.iri] = task.suggested;
  try {
    await lists.put(list);
  } catch {
    // They are found again.
  }
}
