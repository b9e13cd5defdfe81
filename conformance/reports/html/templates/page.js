"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const bar = document.querySelector("search.filters");
  const entries = [...document.querySelectorAll("[data-entry]")];
  const selects = ["family", "level", "verdict"].map((name) => [name, byId("filter-" + name)]);
  const text = byId("filter-text"), model = byId("filter-model"), told = byId("filter-told");
  const haystacks = new Map();

  // What few readers open is built when it is opened, so that a page of many runs stays light: comparisons and rows from
  // their templates, exchanges from the data of the page.
  const PARTS = ["request", "curl", "response"];
  let known;
  const data = () => known ??= JSON.parse(byId("data").textContent);
  const textOf = (name, part) => (data().exchanges[name][part] || []).map((place) => data().lines[place]).join("\n");
  const scriptOf = (name) =>
    data().scripts[name].map((piece) => piece.of === undefined ? piece : textOf(piece.of, "curl")).join("") + data().reading;
  const transcript = (name) => {
    const made = byId("transcript").content.cloneNode(true);
    for (const place of made.querySelectorAll("[data-of]")) {
      const told = textOf(name, place.dataset.of);
      if (told) Object.assign(place.querySelector("pre"), { textContent: told, lang: "" });
      else if (place.dataset.of !== "response") place.remove();
    }
    if (!data().exchanges[name].cut) made.querySelector(".cut").remove();
    return made;
  };
  const build = (opened) => {
    for (const folded of opened.querySelectorAll(":scope > template")) folded.replaceWith(folded.content);
    for (const place of opened.querySelectorAll("[data-exchange]:empty")) place.append(transcript(place.dataset.exchange));
    for (const place of opened.querySelectorAll("[data-script]:empty")) place.textContent = scriptOf(place.dataset.script);
    addCopyButtons(opened);
  };

  // Words are looked for in all of an entry, folded or not; collected at the first search, since it takes a moment.
  const wordsOf = (entry) => [
    entry.textContent,
    ...[...entry.querySelectorAll("template")].map((each) => each.content.textContent),
    ...[...entry.querySelectorAll("[data-exchange]")].flatMap(({ dataset: { exchange } }) => PARTS.map((part) => textOf(exchange, part))),
  ].join(" ").toLowerCase();
  const haystack = (entry) => {
    if (!haystacks.has(entry)) haystacks.set(entry, wordsOf(entry));
    return haystacks.get(entry);
  };
  const fits = (entry, words) =>
    selects.every(([name, select]) => !select.value || entry.dataset[name].split(" ").includes(select.value)) &&
    (!model || !model.value || concerns(entry, model.value)) &&
    words.every((word) => haystack(entry).includes(word));
  const concerns = (entry, name) => {
    const models = JSON.parse(entry.dataset.models);
    return models.length === 0 || models.includes(name);
  };

  const count = (name, some, all) => {
    const sentence = (told.dataset[name] || "").split("%s");
    return sentence[0] + some + sentence[1] + all + sentence[2];
  };
  const apply = () => {
    const words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
    const narrowed = words.length > 0 || selects.some(([, select]) => select.value) || Boolean(model && model.value);
    let shown = 0;
    for (const entry of entries) {
      entry.hidden = !fits(entry, words);
      shown += entry.hidden ? 0 : 1;
    }
    for (const section of document.querySelectorAll("[data-filtered]")) {
      section.classList.toggle("empty", !section.querySelector("[data-entry]:not([hidden])"));
    }
    const findings = entries.filter((entry) => entry.classList.contains("finding"));
    const visible = findings.filter((entry) => !entry.hidden).length;
    const counts = findings.length ? [count("findings", visible, findings.length)] : [];
    told.textContent = narrowed ? [...counts, count("shown", shown, entries.length)].join(" · ") : "";
    byId("filter-clear").disabled = !narrowed;
  };
  const clear = () => {
    for (const field of bar.querySelectorAll("input, select")) field.value = "";
    apply();
  };

  const unfold = (details) => {
    details.open = true;
    build(details);
  };

  // A link leads to its place whatever is filtered or folded away.
  const follow = () => {
    let name;
    try { name = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = name && byId(name);
    if (!target) return;
    if (bar && target.closest("[hidden], .empty")) clear();
    for (let place = target; place; place = place.parentElement) {
      if (place.tagName === "DETAILS") unfold(place);
    }
    if (target.classList.contains("finding")) target.querySelectorAll("details.compared, details.proof").forEach(unfold);
    target.scrollIntoView();
  };

  // What is meant to be taken along is taken whole, by a button; a page from a disk may have no clipboard.
  const copy = async (source, button) => {
    try {
      await navigator.clipboard.writeText(source.textContent);
    } catch {
      getSelection().selectAllChildren(source);
      document.execCommand("copy");
    }
    button.textContent = document.body.dataset.done;
    setTimeout(() => { button.textContent = document.body.dataset.copy; }, 2000);
  };
  const addCopyButtons = (within) => within.querySelectorAll("[data-copied]:not(.copy + *)").forEach((source) => {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = document.body.dataset.copy;
    button.addEventListener("click", () => copy(source, button));
    source.before(button);
  });
  addCopyButtons(document);
  document.querySelectorAll("details[open]").forEach(build);
  document.addEventListener("toggle", (event) => { if (event.target.open) build(event.target); }, true);

  // Rows of a table are built by the button that opens them; what is alike in a table can be left out.
  for (const button of document.querySelectorAll("button[data-opens]")) {
    const rows = byId(button.dataset.opens);
    button.disabled = false;
    button.addEventListener("click", () => {
      build(rows);
      rows.hidden = !rows.hidden;
      button.setAttribute("aria-expanded", String(!rows.hidden));
    });
  }
  for (const box of document.querySelectorAll("input[data-narrows]")) {
    const table = byId(box.dataset.narrows);
    box.closest("[hidden]")?.removeAttribute("hidden");
    box.addEventListener("change", () => table.classList.toggle("narrowed", box.checked));
  }

  // The values of a picture are told below it, one at a time: by pointer, by touch, or by the arrow keys.
  for (const figure of document.querySelectorAll("figure:has([data-value])")) {
    const values = [...figure.querySelectorAll("[data-value]")], picture = figure.querySelector("svg");
    const across = figure.classList.contains("map") ? Math.sqrt(values.length) : 1;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: across, ArrowUp: -across };
    let at = -1;
    const show = (place) => {
      if (at >= 0) values[at].classList.remove("read");
      at = (place + values.length) % values.length;
      values[at].classList.add("read");
      figure.querySelector(".readout").textContent = values[at].dataset.value;
    };
    const touched = (event) => {
      const value = event.target.closest("[data-value]");
      if (value) show(values.indexOf(value));
    };
    picture.tabIndex = 0;
    picture.addEventListener("focus", () => show(Math.max(at, 0)));
    picture.addEventListener("pointerover", touched);
    picture.addEventListener("pointerdown", touched);
    picture.addEventListener("keydown", (event) => {
      if (!(event.key in steps)) return;
      event.preventDefault();
      show(at + steps[event.key]);
    });
  }

  if (bar && entries.length) {
    bar.hidden = false;
    bar.addEventListener("input", apply);
    bar.addEventListener("change", apply);
    const expand = byId("expand-all");
    if (expand) expand.addEventListener("click", () => {
      const folded = document.querySelectorAll("#findings details:not([open])");
      for (const each of document.querySelectorAll("#findings details")) each.open = folded.length > 0;
      [expand.textContent, expand.dataset.other] = [expand.dataset.other, expand.textContent];
    });
    for (const cell of document.querySelectorAll("[data-show-family]")) {
      cell.addEventListener("click", () => {
        clear();
        byId("filter-family").value = cell.dataset.showFamily;
        byId("filter-verdict").value = cell.dataset.showVerdict;
        apply();
      });
    }
    byId("filter-clear").addEventListener("click", () => { clear(); text.focus(); });
    apply();
  }
  addEventListener("hashchange", follow);
  addEventListener("beforeprint", () => {
    document.querySelectorAll("details.proof, details.compared").forEach(unfold);
  });
  follow();
})();
