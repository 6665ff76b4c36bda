// Tables sort by a press on a heading; without this script they stay in the order of the query.
"use strict";

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
