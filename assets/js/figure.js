// @ts-check
/** A picture of an item, enlarged in place. Without script it is a plain link. */

import { closeDialog, dismissBeside, openDialog } from "./dialog.js";

/** @param {HTMLFormElement} form */
export function enlargeFigures(form) {
  const { tEnlarge = "", tClose = "" } = form.dataset;
  for (const link of form.querySelectorAll(".figure a")) {
    const picture = link.querySelector("img");
    if (!picture) continue;
    const hint = document.createElement("span");
    hint.className = "enlarge";
    hint.textContent = tEnlarge;
    link.append(hint);
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => {
      event.preventDefault();
      show(form, picture, tClose);
    });
    link.addEventListener("keydown", (event) => {
      if (/** @type {KeyboardEvent} */ (event).key !== " ") return;
      event.preventDefault();
      show(form, picture, tClose);
    });
  }
}

/** @param {HTMLFormElement} form @param {HTMLImageElement} picture @param {string} close */
function show(form, picture, close) {
  const veil = document.createElement("div");
  veil.className = "veil picture";
  const dialog = document.createElement("div");
  dialog.className = "dialog";
  dialog.setAttribute("role", "dialog");
  dialog.setAttribute("aria-modal", "true");
  dialog.setAttribute("aria-label", picture.alt);
  const large = document.createElement("img");
  large.src = picture.src;
  large.alt = picture.alt;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn main";
  button.textContent = close;
  button.addEventListener("click", () => closeDialog());
  dialog.append(large, button);
  veil.append(dialog);
  form.append(veil);
  dismissBeside(veil);
  openDialog(veil, button, () => veil.remove());
}
