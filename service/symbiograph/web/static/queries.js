// What makes the page of a named query nicer; all of it works without.
"use strict";

// Long lists of things to tick can be narrowed by typing.
for (const list of document.querySelectorAll(".checks")) {
  const items = [...list.children];
  if (items.length < 15) continue;
  const legend = list.closest("fieldset").querySelector("legend").firstChild.textContent.trim();
  const filter = document.createElement("input");
  filter.type = "search";
  filter.className = "filter";
  filter.placeholder = "Filter the list";
  filter.setAttribute("aria-label", `Filter: ${legend}`);
  filter.addEventListener("input", () => {
    const wanted = filter.value.trim().toLowerCase();
    for (const item of items) {
      const kept = item.querySelector("input").checked;
      item.hidden = !kept && !item.textContent.toLowerCase().includes(wanted);
    }
  });
  // Return in the filter narrows, and does not ask yet.
  filter.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  list.before(filter);
}

// An address without the fields that were left empty.
for (const form of document.querySelectorAll("form.ask")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) {
      if (value === "") event.formData.delete(name);
    }
  });
}

// Tables sort by a press on a heading; without it they stay in the order of the query.

for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const headings = [...table.tHead.rows[0].cells];
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });

  const sort = (place, direction) => {
    const numbers = headings[place].classList.contains("number");
    const key = (row) => row.cells[place].dataset.key;
    const compare = (a, b) => (numbers ? a - b : collator.compare(a, b)) * direction;
    // What is not stated comes last, whichever way the rest is sorted.
    const rows = [...body.rows].sort((one, other) => {
      const [a, b] = [key(one), key(other)];
      return a === "" || b === "" ? (a === "") - (b === "") : compare(a, b);
    });
    body.append(...rows);
    headings.forEach((heading, other) => {
      if (other !== place) heading.removeAttribute("aria-sort");
    });
    headings[place].setAttribute("aria-sort", direction > 0 ? "ascending" : "descending");
  };

  headings.forEach((heading, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...heading.childNodes);
    heading.append(button);
    button.addEventListener("click", () => {
      sort(place, heading.getAttribute("aria-sort") === "ascending" ? -1 : 1);
    });
  });
}
