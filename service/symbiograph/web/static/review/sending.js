// Decisions on their way to the server: in small batches, again after a fault, never twice at once.

import { Fault } from "./api.js";

const BATCH = 20;
const PAUSE = 700;
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 30000;
// How far a process of the server may be behind, and a bit.
const BEHIND = 1500;

export class Sender extends EventTarget {
  constructor(service, path, decisions) {
    super();
    this.service = service;
    this.path = path;
    this.decisions = decisions;
    this.state = "idle"; // idle, sending, waiting (after a fault), stopped (the token is refused)
    this.message = "";
    this.failures = 0;
    this.timer = null;
    decisions.addEventListener("change", () => this.soon());
    window.addEventListener("online", () => this.now());
  }

  // Send in a moment, so that quick decisions travel together.
  soon() {
    if (this.state === "idle" && this.timer === null) this.#in(PAUSE);
  }

  // Send at once, also after a fault.
  now() {
    if (this.state === "sending") return;
    this.state = "idle";
    this.#in(0);
  }

  #in(milliseconds) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.timer = null;
      this.#send();
    }, milliseconds);
  }

  async #send() {
    const batch = this.decisions.entries("waiting").slice(0, BATCH);
    if (!batch.length || this.state === "sending") return;
    this.#tell("sending", "");
    try {
      const allTaken = await this.#hand(batch);
      this.failures = 0;
      this.#tell("idle", "");
      if (this.decisions.entries("waiting").length) this.#in(allTaken ? 0 : BEHIND);
      else this.dispatchEvent(new Event("sent"));
    } catch (fault) {
      if (!(fault instanceof Fault)) throw fault;
      if (fault.status === 401 || fault.status === 403) {
        this.#tell("stopped", fault.message);
        return;
      }
      const wait = Math.min(FIRST_WAIT * 2 ** this.failures, LONGEST_WAIT);
      this.failures += 1;
      this.#tell("waiting", fault.message);
      this.#in(Math.max(wait, fault.retryAfter * 1000));
    }
  }

  async #hand(batch) {
    this.decisions.sent(batch);
    const sent = batch.map(([, entry]) => (
      entry.decision
        ? { ...entry.decision, replaces: entry.replaces }
        : { subject: entry.subject, object: entry.object, replaces: entry.replaces, withdrawn: true }
    ));
    let answer;
    try {
      answer = await this.service.post(this.path, { decisions: sent });
    } catch (fault) {
      if (fault.passes !== false || fault.status === 401 || fault.status === 403) throw fault;
      // One that the server does not take must not hold up the others.
      if (batch.length === 1) this.decisions.refused(batch[0][0], fault.message);
      else for (const one of batch) await this.#hand([one]);
      return true;
    }
    const met = new Map(answer.conflicts.map((one) => [`${one.subject}\n${one.object}`, one]));
    this.decisions.acknowledged(batch.filter(([key]) => !met.has(key)));
    for (const [key, conflict] of met) this.decisions.conflicting(key, conflict.decision);
    return met.size === 0;
  }

  #tell(state, message) {
    this.state = state;
    this.message = message;
    this.dispatchEvent(new Event("change"));
  }
}
