// Makes the review of a document quick: one draft is current, keys act on it, forms are sent without leaving the page.
// Everything here also works without it, through links and forms.
"use strict";
(() => {
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const root = () => document.getElementById("review");
  if (!root()) return;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
  const cards = () => all(".draft", root());
  let current = null, decided = null;

  // The current draft: its card and its words are lit together.
  const choose = (id, from) => {
    const card = document.getElementById(`d-${id}`);
    if (!card) return;
    all(".on", root()).forEach((one) => one.classList.remove("on"));
    current = id;
    card.classList.add("on");
    const words = all(`a.m[data-draft="${id}"]`, root());
    words.forEach((one) => one.classList.add("on"));
    if (from !== "card") card.scrollIntoView({ block: "nearest", behavior: calm });
    if (from !== "text" && words[0]) {
      const box = words[0].getBoundingClientRect();
      if (box.top < 130 || box.bottom > innerHeight - 60) {
        // The column of drafts scrolls by itself: only the page moves, so that the words come into sight.
        if (getComputedStyle(card.parentElement).position === "sticky") scrollBy({ top: box.top - innerHeight * 0.35, behavior: calm });
      }
    }
    if (from === "key") card.focus({ preventScroll: true });
  };

  const step = (by) => {
    const list = cards();
    const at = list.findIndex((one) => one.dataset.draft === current);
    const next = list[Math.min(list.length - 1, Math.max(0, at < 0 ? 0 : at + by))];
    if (next) choose(next.dataset.draft, "key");
  };

  // A form is sent in the background; of the answer, the review is put in place of what is here.
  const swap = async (form, submitter) => {
    const body = new URLSearchParams(new FormData(form));
    if (submitter?.name) body.append(submitter.name, submitter.value);
    const panel = root().querySelector(".drafts"), at = panel.scrollTop, top = scrollY;
    const picked = all(".pick input:checked", root()).map((one) => one.value);
    const answer = await fetch(form.action, { method: "POST", body, headers: { accept: "text/html" } });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const review = fresh.getElementById("review");
    if (!review) { location.reload(); return; }
    const before = cards().map((one) => one.dataset.draft);
    root().replaceWith(review);
    all(".flash").forEach((one) => one.remove());
    const flash = fresh.querySelector("main > .flash");
    if (flash) { flash.classList.add("toast"); document.getElementById("main").append(flash); setTimeout(() => flash.remove(), 5000); }
    if (!form.action.endsWith("/merge")) all(".pick input", root()).forEach((one) => { one.checked = picked.includes(one.value); });
    root().querySelector(".drafts").scrollTop = at;
    scrollTo({ top });
    ready();
    const added = cards().map((one) => one.dataset.draft).filter((id) => !before.includes(id));
    // A draft that went into another gives way to that one, the first of those that were merged.
    const next = [added.length === 1 ? added[0] : null, current, picked[0]].find((id) => id && document.getElementById(`d-${id}`));
    if (next) choose(next, "card");
    const refused = document.getElementById("refused");
    if (refused) { refused.scrollIntoView({ block: "center" }); }
  };

  // The form for changing a draft is fetched into its card.
  const edit = async (card, part) => {
    const link = card.querySelector("[data-step=edit]");
    if (!link) return;
    if (part === "split") { location.assign(`${link.href}#split`); return; }
    const here = card.querySelector("#draft-form");
    if (here) { here.remove(); return; }
    all("#draft-form", root()).forEach((one) => one.remove());
    const answer = await fetch(link.href, { headers: { accept: "text/html" } });
    const form = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("draft-form");
    if (!form) { location.assign(link.href); return; }
    card.append(form);
    form.querySelector("textarea")?.focus();
  };

  const merging = () => {
    const count = all(".pick input:checked", root()).length;
    document.getElementById("merge-form")?.classList.toggle("ready", count > 1);
    return count;
  };

  const act = (what) => {
    if (what === "next") return step(1);
    if (what === "previous") return step(-1);
    let card = current && document.getElementById(`d-${current}`);
    if (!card) return step(0);
    // Undo takes back the decision on this draft, or else the last one made: the next draft is current already.
    if (what === "undo" && !card.querySelector("[data-step=undo]")) card = (decided && document.getElementById(`d-${decided}`)) || card;
    if (what === "edit" || what === "split") return void edit(card, what);
    if (what === "merge") {
      const box = card.querySelector(".pick input");
      if (box && !box.checked) { box.checked = true; merging(); return undefined; }
      if (merging() > 1) document.getElementById("merge-form").requestSubmit();
      return undefined;
    }
    const button = card.querySelector(`[data-step="${what}"]`);
    if (!button) return undefined;
    // After a decision the next draft is the current one.
    const list = cards(), next = list[list.indexOf(card) + 1];
    decided = card.dataset.draft;
    const then = what === "undo" ? card.dataset.draft : next?.dataset.draft;
    swap(button.form, button).then(() => { if (then) choose(then, "key"); });
    return undefined;
  };

  // Words of the text that a value came from.
  const light = (span, on) => {
    const [start, end] = span.split("-").map(Number);
    all("[data-s]", root()).forEach((one) => {
      const at = Number(one.dataset.s);
      one.classList.toggle("lit", on && at >= start && at < end);
    });
  };

  // A selection in the text becomes a span of bytes.
  const bytes = (text) => new TextEncoder().encode(text).length;
  const place = (node, offset) => {
    if (node.nodeType === 3) {
      const piece = node.parentElement.closest("[data-s]");
      return piece && Number(piece.dataset.s) + bytes(piece.textContent.slice(0, offset));
    }
    // Between elements: the start of the piece that follows, or the end of the one before.
    const pieces = (one) => (one?.nodeType === 1 ? [...(one.matches("[data-s]") ? [one] : []), ...all("[data-s]", one)] : []);
    const after = pieces(node.childNodes[offset])[0];
    if (after) return Number(after.dataset.s);
    const before = node.matches("[data-s]") ? node : [...node.childNodes].slice(0, offset).flatMap(pieces).at(-1);
    if (!before) return null;
    return Number(before.dataset.s) + (offset > 0 ? bytes(before.textContent) : 0);
  };
  document.addEventListener("selectionchange", () => {
    const form = document.getElementById("selection");
    if (!form) return;
    const chosen = getSelection();
    const range = chosen.rangeCount ? chosen.getRangeAt(0) : null;
    const sheet = root().querySelector(".sheet");
    const inside = range && !range.collapsed && sheet.contains(range.startContainer) && sheet.contains(range.endContainer);
    const start = inside ? place(range.startContainer, range.startOffset) : null;
    const end = inside ? place(range.endContainer, range.endOffset) : null;
    form.hidden = !(start !== null && end !== null && end > start);
    if (!form.hidden) { form.elements.start.value = start; form.elements.end.value = end; }
  });

  document.addEventListener("click", (event) => {
    const does = event.target.closest("[data-do]");
    if (does) { act(does.dataset.do); return; }
    const word = event.target.closest("a.m[data-draft]");
    if (word) {
      event.preventDefault();
      if (getSelection().isCollapsed) choose(word.dataset.draft, "text");
      return;
    }
    const cancel = event.target.closest(".draft [data-cancel]");
    if (cancel) { event.preventDefault(); cancel.closest("#draft-form").remove(); return; }
    const change = event.target.closest("[data-step=edit]");
    if (change && !event.ctrlKey && !event.metaKey && event.button === 0) { event.preventDefault(); choose(change.closest(".draft").dataset.draft, "card"); edit(change.closest(".draft")); return; }
    const card = event.target.closest(".draft");
    if (card && root().contains(card)) choose(card.dataset.draft, event.target.closest(".d-number") ? "key" : "card");
  });
  document.addEventListener("focusin", (event) => {
    const card = event.target.closest?.(".draft");
    if (card && card.dataset.draft !== current) choose(card.dataset.draft, "card");
  });
  document.addEventListener("change", (event) => { if (event.target.closest(".pick")) merging(); });
  document.addEventListener("submit", (event) => {
    const form = event.target.closest("form[data-swap]");
    if (!form || !root().contains(form) || event.defaultPrevented) return;
    event.preventDefault();
    delete form.dataset.sent;
    swap(form, event.submitter);
  });
  for (const [name, on] of [["pointerover", true], ["pointerout", false], ["focusin", true], ["focusout", false]]) {
    document.addEventListener(name, (event) => {
      const value = event.target.closest?.("[data-span]");
      if (value) light(value.dataset.span, on);
    });
  }

  const ready = () => { merging(); };
  const start = () => {
    ready();
    const asked = root().querySelector(".asked");
    const wanted = /^#(?:d|t)-(\d+)$/.exec(location.hash);
    if (wanted) choose(wanted[1], "key");
    else if (asked) {
      if (asked.dataset.draft) choose(asked.dataset.draft, "text");
      asked.scrollIntoView({ block: "center" });
    } else if (cards()[0]) {
      current = cards()[0].dataset.draft;
      cards()[0].classList.add("on");
      all(`a.m[data-draft="${current}"]`, root()).forEach((one) => one.classList.add("on"));
    }
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
