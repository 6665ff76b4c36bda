// The search page with a script: hits while one types. Without it the page is a plain form.
"use strict";

const form = document.getElementById("search");
let asked = null;

async function search() {
  asked?.abort();
  const mine = (asked = new AbortController());
  const parameters = new URLSearchParams(new FormData(form));
  const address = `${form.getAttribute("action")}?${parameters}`;
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal: mine.signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const hits = page.getElementById("hits");
    if (mine === asked && hits) {
      document.getElementById("hits").replaceWith(hits);
      history.replaceState(null, "", address);
    }
  } catch (error) {
    if (error.name !== "AbortError") {
      throw error;
    }
  }
}

form.addEventListener("input", search);
