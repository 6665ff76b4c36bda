// Lets a suggested edit be copied.
"use strict";

for (const edit of document.querySelectorAll(".finding .edit")) {
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
