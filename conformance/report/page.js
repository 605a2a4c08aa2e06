"use strict";
// Filters of the report; all of it can be read without them. Their state stands in the address (#verdict=...),
// so that a view can be sent to somebody; an address that ends in #ID unfolds that check.
(() => {
  const form = document.querySelector(".filters");
  const items = [...document.querySelectorAll("[data-verdicts]")];
  const groups = [...document.querySelectorAll(".group")];
  const chips = [...form.querySelectorAll("[data-verdict]")];
  const counted = form.querySelector("output");
  const has = (list, word) => list.split("|").includes(word);
  const texts = new Map();
  const textOf = (item) => {
    if (!texts.has(item)) texts.set(item, item.textContent.toLowerCase());
    return texts.get(item);
  };
  const pressed = (chip) => chip.getAttribute("aria-pressed") === "true";

  function shows(item, verdicts) {
    const { q, rfc, level, differing } = form.elements;
    return (verdicts.length === 0 || verdicts.some((v) => has(item.dataset.verdicts, v))) &&
      (rfc.value === "" || has(item.dataset.rfcs, rfc.value)) &&
      (level.value === "" || item.dataset.level === level.value) &&
      (!differing || !differing.checked || item.dataset.differs !== undefined) &&
      q.value.toLowerCase().split(/\s+/).every((word) => textOf(item).includes(word));
  }

  function apply() {
    const verdicts = chips.filter(pressed).map((chip) => chip.dataset.verdict);
    let count = 0;
    for (const item of items) {
      item.hidden = !shows(item, verdicts);
      count += item.hidden ? 0 : 1;
    }
    for (const group of groups) {
      const shown = [...group.querySelectorAll(".check")].filter((check) => !check.hidden);
      group.hidden = shown.length === 0;
      for (const check of group.querySelectorAll(".check")) {
        check.classList.toggle("first", check === shown[0]);
        check.classList.toggle("last", check === shown[shown.length - 1]);
      }
    }
    counted.textContent = `${count} of ${items.length} shown`;
  }

  function remember() {
    const state = new URLSearchParams();
    const verdicts = chips.filter(pressed).map((chip) => chip.dataset.verdict);
    if (verdicts.length) state.set("verdict", verdicts.join(","));
    for (const name of ["q", "rfc", "level"]) {
      if (form.elements[name].value) state.set(name, form.elements[name].value);
    }
    if (form.elements.differing && form.elements.differing.checked) state.set("differing", "1");
    history.replaceState(null, "", String(state) === "" ? location.pathname + location.search : "#" + state);
  }

  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  function recall() {
    const hash = location.hash.slice(1);
    if (hash !== "" && !hash.includes("=")) {
      const check = document.getElementById(decoded(hash));
      form.reset();
      for (const item of items) item.hidden = false;
      if (check && check.matches("details")) check.open = true;
      if (check) check.scrollIntoView();
      return;
    }
    const state = new URLSearchParams(hash);
    const verdicts = (state.get("verdict") || "").split(",");
    for (const chip of chips) chip.setAttribute("aria-pressed", String(verdicts.includes(chip.dataset.verdict)));
    for (const name of ["q", "rfc", "level"]) {
      form.elements[name].value = state.get(name) || "";
      if (form.elements[name].value !== (state.get(name) || "")) form.elements[name].value = "";
    }
    if (form.elements.differing) form.elements.differing.checked = state.has("differing");
  }

  const changed = () => { apply(); remember(); };
  for (const chip of chips) {
    chip.addEventListener("click", () => {
      chip.setAttribute("aria-pressed", String(!pressed(chip)));
      changed();
    });
  }
  form.addEventListener("input", changed);
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("reset", () => {
    for (const chip of chips) chip.setAttribute("aria-pressed", "false");
  });
  form.querySelector("[type=reset]").addEventListener("click", (event) => {
    event.preventDefault();  // else the form is reset behind this, and what is shown is late
    form.reset();
    changed();
  });
  for (const button of form.querySelectorAll("[data-fold]")) {
    button.addEventListener("click", () => {
      for (const item of items) {
        if (!item.hidden) item.open = button.dataset.fold === "open";
      }
    });
  }
  window.addEventListener("hashchange", () => { recall(); apply(); });

  for (const totals of document.querySelectorAll(".totals")) totals.hidden = true;
  form.hidden = false;
  recall();
  apply();
})();
