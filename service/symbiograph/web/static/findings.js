// Lets each suggested edit be copied.
"use strict";

function offerCopies() {
  for (const edit of document.querySelectorAll(".finding .edit:not(:has(.copy))")) {
    const added = edit.querySelector("ins");
    if (!added) continue;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy quiet";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(added.textContent);
        button.textContent = "Copied";
      } catch {
        // Without leave to write to the clipboard the text is at least ready to be taken.
        getSelection().selectAllChildren(added);
        button.textContent = "Selected";
      }
    });
    edit.append(button);
  }
}

offerCopies();
document.addEventListener("findings", offerCopies);
