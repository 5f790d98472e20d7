// A dialog with a form that saves something on the server. An error of the server is shown in the dialog, which then stays open.

import { Problem } from "./api.js";
import { $, text } from "./dom.js";

/**
 * @param {string} id the id of the dialog; its form has one button of the type "button" to cancel, and one to save
 * @param {() => Promise<void>} save saves the form; throws a Problem
 * @returns {() => void} opens the dialog
 */
export function savingDialog(id, save) {
  const dialog = $(id);
  const form = dialog.querySelector("form");
  const button = form.querySelector("button.primary");
  const place = form.querySelector("[role=alert]");
  const complain = (message) => {
    place.hidden = !message;
    text(place, message);
  };
  form.querySelector("button[type=button]").addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    complain("");
    button.disabled = true;
    try {
      await save();
      dialog.close();
    } catch (problem) {
      if (!(problem instanceof Problem)) throw problem;
      complain(problem.message);
    } finally {
      button.disabled = false;
    }
  });
  return () => {
    complain("");
    dialog.showModal();
  };
}
