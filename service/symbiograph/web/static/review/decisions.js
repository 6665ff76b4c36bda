// The decisions of one curator on one set: those the server has, and those it has yet to get.
// A decision is kept in the browser at once, and let go when the server has acknowledged it.

import { Shelf } from "./kept.js";

const MOST_STEPS = 200;
export const NOTHING = "https://w3id.org/sssom/NoTermFound";
export const keyOf = ({ subject, object }) => `${subject}\n${object}`;

// `isOwn` tells that the decisions are on a list of one's own: these stay in the browser.
export class Decisions extends EventTarget {
  constructor(set, curator, isOwn) {
    super();
    this.curator = curator;
    this.isOwn = isOwn;
    this.shelf = new Shelf(isOwn ? "own" : "set", set, curator);
    this.shelf.follow(() => this.#changed());
    this.stored = new Map();
    this.others = [];
    this.disagreements = [];
    this.last = 0;
  }

  // Take what the server has of all curators.
  take({ decisions, disagreements }) {
    const mine = decisions.filter((decision) => decision.curator === this.curator);
    this.stored = new Map(mine.map((decision) => [keyOf(decision), decision]));
    this.others = decisions.filter((decision) => decision.curator !== this.curator);
    this.disagreements = disagreements;
    this.#changed();
  }

  // Decisions as this curator sees them, the latest word for each subject and object.
  get mine() {
    const found = new Map(this.stored);
    for (const [key, entry] of this.shelf.entries("d/")) {
      if (entry.state === "conflict") continue;
      if (entry.decision) found.set(key, entry.decision);
      else found.delete(key);
    }
    return found;
  }

  entries(...states) {
    return this.shelf
      .entries("d/")
      .filter(([, entry]) => states.includes(entry.state))
      .sort(([, one], [, other]) => one.order - other.order);
  }

  get skipped() {
    return new Set(this.shelf.get("skipped") ?? []);
  }

  // A step is what one key does: decisions put and withdrawn together, and undone together.
  // A change is {subject, object, decision}, the decision being null where it is withdrawn.
  step(subject, changes, skips = null) {
    const mine = this.mine;
    const undo = changes.map(({ subject, object }) => ({
      subject, object, decision: mine.get(keyOf({ subject, object })) ?? null,
    }));
    const steps = [...(this.shelf.get("steps") ?? []), { subject, undo, skipped: [...this.skipped] }];
    this.shelf.set("steps", steps.slice(-MOST_STEPS));
    this.#put(changes);
    if (skips !== null) this.shelf.set("skipped", skips);
    this.#changed();
  }

  // Take back the last step; returns its subject, or null where there is none.
  undo() {
    const steps = this.shelf.get("steps") ?? [];
    const step = steps.pop();
    if (!step) return null;
    this.shelf.set("steps", steps);
    // What is decided again is decided now: the server tells decisions apart by their moment.
    this.#put(step.undo.map((change) => ({
      ...change, decision: change.decision && { ...change.decision, decided: this.moment() },
    })));
    this.shelf.set("skipped", step.skipped);
    this.#changed();
    return step.subject;
  }

  // Now, later than any decision before.
  moment() {
    this.last = Math.max(Date.now(), this.last + 1);
    return new Date(this.last).toISOString();
  }

  // What is on its way: moments of it are remembered, so that a lost answer is no conflict.
  sent(entries) {
    for (const [key, entry] of entries) {
      const moments = [...(entry.sent ?? []), entry.decision?.decided ?? null];
      this.shelf.set(`d/${key}`, { ...entry, sent: moments.slice(-20) });
    }
  }

  acknowledged(sent) {
    for (const [key, was] of sent) {
      if (was.decision) this.stored.set(key, was.decision);
      else this.stored.delete(key);
      const entry = this.shelf.get(`d/${key}`);
      if (!entry) continue;
      if (entry.order === was.order) this.shelf.delete(`d/${key}`);
      // Decided again while it was on its way.
      else this.shelf.set(`d/${key}`, { ...entry, replaces: was.decision?.decided ?? null });
    }
    this.#changed();
  }

  refused(key, message) {
    const entry = this.shelf.get(`d/${key}`);
    if (entry) this.shelf.set(`d/${key}`, { ...entry, state: "refused", message });
    this.#changed();
  }

  conflicting(key, held) {
    const entry = this.shelf.get(`d/${key}`);
    if (!entry) return;
    const moment = held?.decided ?? null;
    if (!entry.doubted) {
      // A process of the server may be a second behind: it is asked once more.
      this.shelf.set(`d/${key}`, { ...entry, doubted: true });
      return;
    }
    if (held) this.stored.set(key, held);
    else this.stored.delete(key);
    const isOurs = (entry.sent ?? []).slice(0, -1).includes(moment);
    const state = isOurs ? "waiting" : "conflict";
    this.shelf.set(`d/${key}`, { ...entry, state, held, replaces: isOurs ? moment : entry.replaces });
    this.#changed();
  }

  // Say again what was refused, or met another decision.
  again(key) {
    const entry = this.shelf.get(`d/${key}`);
    const replaces = this.stored.get(key)?.decided ?? null;
    this.shelf.set(`d/${key}`, { ...entry, state: "waiting", replaces });
    this.#changed();
  }

  // Let the server's word count.
  drop(key) {
    this.shelf.delete(`d/${key}`);
    this.#changed();
  }

  #put(changes) {
    for (const { subject, object, decision } of changes) {
      const key = keyOf({ subject, object });
      const before = this.shelf.get(`d/${key}`);
      const order = (this.shelf.get("order") ?? 0) + 1;
      this.shelf.set("order", order);
      if (this.isOwn && !decision) {
        this.shelf.delete(`d/${key}`);
        continue;
      }
      this.shelf.set(`d/${key}`, {
        subject, object, decision, order,
        replaces: before ? before.replaces : this.stored.get(key)?.decided ?? null,
        sent: before?.sent,
        state: this.isOwn ? "own" : "waiting",
      });
    }
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
