// Parts of the page made from data. Texts are set as texts, so that none of them is taken for HTML.

import { NOTHING, keyOf } from "./decisions.js";
import { grouped, isRejected, nameOf } from "./tasks.js";

const RELATIONS = ["kind", "reuse", "group", "broader", "narrower", "essential for", "optional for", "needed by", "needs"];

export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, value);
  }
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

const percent = (share) => `${Math.round(share * 100)} %`;
const badge = (text, kind = "") => element("span", { class: `badge ${kind}` }, text);

export const said = (decision) => (
  decision.verdict === "accepted" ? nameOf(decision.predicate) : decision.verdict);

function facts(pairs) {
  const rows = pairs.filter(([, value]) => value);
  const made = rows.map(([name, value]) => (
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
  return element("dl", { class: "facts" }, ...made);
}

function relations(described) {
  return RELATIONS.filter((name) => described?.related[name]).map((name) => {
    const { names, count } = described.related[name];
    const rest = count > names.length ? ` and ${count - names.length} more` : "";
    return [name, names.join("; ") + rest];
  });
}

function link(root, iri, text) {
  const ours = "https://w3id.org/symbiograph/";
  const href = iri.startsWith(ours)
    ? `${root}/${iri.slice(ours.length)}`
    : `${root}/describe?iri=${encodeURIComponent(iri)}`;
  return element("a", { href, target: "_blank", rel: "noopener" }, text);
}

export function subjectCard(root, task, described, isOwn) {
  const heading = element("h2", { id: "subject-label" }, task.label);
  const lines = [
    ["definition", described?.definition || task.definition],
    ["context", task.context],
    ["also", described?.alternative.join("; ")],
    ...relations(described),
    ["row", task.row ? String(task.row) : ""],
  ];
  const iri = isOwn ? "" : element("p", { class: "small" }, link(root, task.iri, "its page"));
  return [element("p", { class: "kind" }, isOwn ? "Yours" : "Ours"), heading, facts(lines), iri];
}

export function candidateCard(root, candidate, described, places) {
  if (!candidate) return [element("p", { class: "muted" }, "No candidate is chosen.")];
  const heading = element("h2", { id: "candidate-label" }, candidate.label);
  const lines = [
    ["definition", described?.definition],
    ["scope", described?.scope],
    ["also", described?.alternative.join("; ")],
    ...relations(described),
    ["code", described?.code],
  ];
  return [
    element("p", { class: "kind" }, "Candidate"),
    heading,
    candidate.isGone ? element("p", { class: "notice small" }, "The release in force does not have this concept.") : "",
    proposal(candidate),
    facts(lines),
    reasons(candidate),
    ...fileRows(candidate),
    ...opinions(places),
    candidate.isGone ? "" : element("p", { class: "small" }, link(root, candidate.iri, "its page")),
  ];
}

function proposal(candidate) {
  if (isRejected(candidate)) return "";
  return element("p", { class: "proposal-line" },
    "Proposed: ", element("strong", {}, candidate.predicate || "nothing"),
    element("meter", { min: 0, max: 1, value: candidate.confidence, "aria-hidden": "true" }),
    `${percent(candidate.confidence)} sure`);
}

function reasons(candidate) {
  if (!candidate.reasons.length) return "";
  const rows = candidate.reasons.map((reason) => element("li", {},
    element("meter", { min: 0, max: 1, value: reason.share, "aria-hidden": "true" }),
    element("span", { class: "share" }, percent(reason.share)),
    element("span", {}, element("strong", {}, reason.kind.replaceAll("-", " ")), ` ${reason.text}`)));
  return element("section", { "aria-label": "Reasons" },
    element("h3", {}, "Why"), element("ul", { class: "reasons" }, ...rows));
}

function fileRows(candidate) {
  return candidate.rows.map((row) => element("p", { class: "small" },
    badge(`${row.standing} in the file`),
    ` ${nameOf(row.predicate)}, ${row.confidence}, ${row.author || "no author"}. ${row.comment}`));
}

function opinions({ mine, others }) {
  return [...(mine ? [["you", mine]] : []), ...others.map((one) => [one.curator, one])].map(
    ([name, decision]) => element("p", { class: "small" },
      badge(name, name === "you" ? "you" : "other"),
      ` ${said(decision)}, ${decision.confidence}. ${decision.comment}`));
}

export function candidateOptions(task, candidates, chosen, decisions) {
  const mine = decisions.mine;
  return candidates.map((candidate, number) => {
    const own = mine.get(keyOf({ subject: task.iri, object: candidate.iri }));
    const others = decisions.others.filter(
      (one) => one.subject === task.iri && one.object === candidate.iri);
    const standing = candidate.rows.map((row) => badge(`${row.standing} ${nameOf(row.predicate)}`));
    return element("li",
      { role: "option", id: `option-${number}`, "aria-selected": String(number === chosen), "data-number": number },
      element("span", { class: "name" }, candidate.label),
      element("span", { class: "muted" }, candidate.predicate),
      element("span", { class: "number" }, percent(candidate.confidence)),
      element("span", { class: "marks" },
        ...standing,
        own ? badge(`you: ${said(own)}`, `you ${own.verdict}`) : "",
        ...others.map((one) => badge(`${one.curator}: ${said(one)}`, differs(own, one) ? "warning" : "other"))));
  });
}

const differs = (one, other) => Boolean(one) && said(one) !== said(other);

const items = new Map(); // of the list of tasks, by IRI; each is made anew when it says something else

// Show tasks in their list. What is there already stays where it is, since lists may be long.
export function listTasks(list, shown, current, decisions) {
  const disputed = new Set(decisions.disagreements.map((one) => one.subject));
  const bySubject = grouped(decisions.mine);
  const wanted = shown.map((task) => {
    const words = (bySubject.get(task.iri) ?? []).filter((one) => one.verdict !== "rejected").map(said);
    return taskItem(task, words.join(", "), disputed.has(task.iri), task === current);
  });
  const kept = new Set(wanted);
  for (const item of [...list.children]) if (!kept.has(item)) item.remove();
  let place = list.firstElementChild;
  for (const item of wanted) {
    if (item === place) place = place.nextElementSibling;
    else list.insertBefore(item, place);
  }
}

function taskItem(task, words, isDisputed, isCurrent) {
  const says = `${words}|${isDisputed}|${isCurrent}`;
  const before = items.get(task.iri);
  if (before?.says === says) return before.item;
  const item = element("li", {}, element("button",
    { type: "button", "data-iri": task.iri, "aria-current": isCurrent ? "true" : null },
    element("span", {}, task.label),
    words ? badge(words, "you") : "",
    isDisputed ? badge("disagreed", "warning") : ""));
  items.set(task.iri, { says, item });
  return item;
}

// What curators judged differently of a subject, in words.
export function disputes(task, decisions) {
  return decisions.disagreements.filter((one) => one.subject === task.iri).map((one) => (
    element("p", { class: "notice" }, "Disagreement: ", one.decisions.map((decision) => (
      `${decision.curator}: ${said(decision)}${decision.object === NOTHING ? "" : ` “${decision.object_label}”`}`
    )).join(" · "))));
}
