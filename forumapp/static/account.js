// Without this file passwords are typed unseen. It adds a button beside each that shows what was typed.
"use strict";

for (const input of document.querySelectorAll("input[data-password]")) {
  const { show, hide } = document.querySelector("[data-show][data-hide]").dataset;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn slim quiet";
  button.textContent = show;
  button.setAttribute("aria-controls", input.id);
  button.setAttribute("aria-pressed", "false");
  button.addEventListener("click", () => {
    const isShown = input.type === "text";
    input.type = isShown ? "password" : "text";
    button.textContent = isShown ? show : hide;
    button.setAttribute("aria-pressed", String(!isShown));
  });
  // A password that is left in sight must not be kept by the browser as ordinary text.
  input.form.addEventListener("submit", () => { input.type = "password"; });
  input.after(button);
}

document.querySelector("#errors")?.focus();
