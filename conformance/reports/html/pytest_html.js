"use strict";
(() => {
  // What pytest-html leaves out for whoever hears the page: its language, a main part, the names of its boxes.
  document.documentElement.lang = document.currentScript.dataset.lang;
  addEventListener("load", () => {
    for (const box of document.querySelectorAll("input.filter")) {
      box.setAttribute("aria-label", box.nextElementSibling.textContent.replace(/,\s*$/, ""));
    }
    for (const list of document.querySelectorAll("#environment ul > ul:empty")) list.remove();
    const main = document.createElement("main");
    main.append(...document.querySelectorAll("body > :not(script, template)"));
    document.body.prepend(main);
  });
})();
