// Decisions as a file: the service writes them as SSSOM, and keeps nothing of them.

import { Fault } from "./api.js";
import { at, state, tell } from "./state.js";
import { element } from "./view.js";

const LONG_ENOUGH = 60000;

at("download").addEventListener("click", () => {
  const made = [...state.decisions.mine.values()];
  const count = (verdict) => made.filter((one) => one.verdict === verdict).length;
  at("download-told").textContent = `${count("accepted")} accepted, ${count("no match")} without a match, ${count("rejected")} rejected.`;
  at("download-dialog").showModal();
});

at("download-form").addEventListener("submit", async (event) => {
  if (event.submitter?.value !== "get") return;
  const { decisions, isOwn, list, set, target } = state;
  const asked = {
    decisions: [...decisions.mine.values(), ...(at("of-all")?.checked ? decisions.others : [])],
    curator: isOwn ? at("curator").value.trim() : decisions.curator,
    rejected: at("with-rejected").checked,
    ...(isOwn ? { target, title: list.name } : { set }),
  };
  try {
    save(await state.service.text("/review/decisions/sssom", asked), isOwn ? `${list.slug}-${target}` : `${set}-decisions`);
  } catch (fault) {
    if (!(fault instanceof Fault)) throw fault;
    tell(fault.message);
  }
});

function save(text, name) {
  const file = new Blob([text], { type: "text/tab-separated-values" });
  const address = URL.createObjectURL(file);
  element("a", { href: address, download: `${name}.sssom.tsv` }).click();
  setTimeout(() => URL.revokeObjectURL(address), LONG_ENOUGH);
}
