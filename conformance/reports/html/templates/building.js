"use strict";
(() => {
  // What few readers open is made when it is opened: a page of many runs stays light.
  const build = (place) => {
    const template = place.querySelector(":scope > template");
    if (template) template.replaceWith(template.content);
  };
  document.addEventListener("toggle", (event) => {
    if (event.target.matches("details[data-built]") && event.target.open) build(event.target);
  }, true);
  for (const place of document.querySelectorAll("details[data-built][open]")) build(place);

  for (const button of document.querySelectorAll("button[data-opens]")) {
    const rows = document.getElementById(button.dataset.opens);
    button.disabled = false;
    button.addEventListener("click", () => {
      build(rows);
      rows.hidden = !rows.hidden;
      button.setAttribute("aria-expanded", String(!rows.hidden));
    });
  }
  for (const box of document.querySelectorAll("input[data-narrows]")) {
    const table = document.getElementById(box.dataset.narrows);
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("change", () => table.classList.toggle("narrowed", box.checked));
  }
})();
