// The page on which a curator decides: what there is to do is fetched, and who decides is asked.

import { align, alignCurrent } from "./aligning.js";
import { Fault } from "./api.js";
import { Decisions } from "./decisions.js";
import { draw, drawAnswer, drawSaving } from "./drawing.js";
import { lists } from "./kept.js";
import { Sender } from "./sending.js";
import { at, state, tell } from "./state.js";
import { Task } from "./tasks.js";
import "./keys.js";
import "./taking_away.js";

const REFRESH = 15000;
const { service, set, settings } = state;

async function signIn() {
  const { name } = await service.post("/review/decisions/curator", {});
  state.decisions = new Decisions(set, name, false);
  state.sender = new Sender(service, `/review/${set}/decisions`, state.decisions);
  watch();
  state.sender.addEventListener("change", drawSaving);
  state.sender.addEventListener("sent", refresh);
  at("who").textContent = name;
  at("sign").textContent = "Sign out";
  await refresh();
  state.sender.now();
}

// What changes together is drawn once.
function watch() {
  let isDue = false;
  state.decisions.addEventListener("change", () => {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(() => {
      isDue = false;
      drawSaving();
      draw();
    });
  });
}

async function refresh() {
  const { decisions } = state;
  try {
    decisions.take(await service.get(`/review/${set}/decisions`));
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
  }
}

async function startSet() {
  const work = await service.get(`/review/${set}/work`);
  state.target = work.target;
  state.tasks = work.subjects.map((subject) => new Task(subject));
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
  const list = await lists.get(new URLSearchParams(location.search).get("list") ?? "");
  if (!list) {
    tell("This browser holds no such list. Read it again on the page before.");
    return;
  }
  at("title").textContent = list.name;
  state.list = list;
  state.target = list.target;
  state.tasks = list.items.map((item) => new Task(item));
  for (const task of state.tasks) task.suggested = list.suggestions[task.iri] ?? null;
  state.decisions = new Decisions(list.key, "", true);
  at("curator").value = settings.get("name") ?? "";
  at("curator").addEventListener("change", () => settings.set("name", at("curator").value.trim()));
  watch();
}

async function start() {
  try {
    await (state.isOwn ? startOwn() : startSet());
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(fault.message);
  }
  draw();
  drawSaving();
  drawAnswer();
  at("bench").dataset.ready = "true";
  if (!state.isOwn) {
    const refreshIfSeen = () => { if (document.visibilityState === "visible") refresh(); };
    setInterval(refreshIfSeen, REFRESH);
    document.addEventListener("visibilitychange", refreshIfSeen);
  }
  await align();
  await alignCurrent();
}

at("sign")?.addEventListener("click", () => {
  if (!state.decisions.curator) {
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

start();
