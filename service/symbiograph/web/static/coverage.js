// The page on coverage: lists narrow while one types, and the matrix shows only what is open.
// Without this script the lists are long and the matrix is whole; nothing else is missing.
"use strict";

const form = document.getElementById("coverage");
const filter = document.getElementById("filter");

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

if (filter) {
  filter.parentElement.hidden = false;
  filter.addEventListener("input", () => {
    const words = folded(filter.value).split(/\s+/).filter(Boolean);
    for (const details of form.querySelectorAll("details.pick")) {
      const items = details.querySelectorAll(".picks li");
      let found = 0;
      for (const item of items) {
        const text = folded(item.textContent);
        const fits = words.every((word) => text.includes(word));
        item.hidden = !fits && !item.querySelector("input").checked;
        found += fits;
      }
      for (const set of details.querySelectorAll("fieldset")) {
        set.hidden = !set.querySelector("li:not([hidden])");
      }
      if (words.length && items.length) details.open = found > 0;
    }
  });
}

// A chosen file goes with the form whichever button is pressed.
const file = form.querySelector("input[type=file]");
file.addEventListener("change", () => {
  form.method = file.files.length ? "post" : "get";
  form.enctype = file.files.length ? "multipart/form-data" : "application/x-www-form-urlencoded";
});
// An address holds what was chosen, and no empty fields.
form.addEventListener("submit", (event) => {
  const method = event.submitter?.getAttribute("formmethod") ?? form.method;
  if (method !== "get") return;
  for (const field of form.elements) {
    field.disabled ||= field.name && !field.value && field.type !== "submit";
  }
});
window.addEventListener("pageshow", () => {
  for (const field of form.elements) field.disabled = false;
});

const onlyOpen = document.getElementById("only-open");
if (onlyOpen) {
  onlyOpen.parentElement.hidden = false;
  onlyOpen.addEventListener("change", () => {
    document.querySelector("table.heat").classList.toggle("only-open", onlyOpen.checked);
  });
}
