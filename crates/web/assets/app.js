// Makes pages quicker; none of them needs it. No inline handlers, no styles set: the content security policy
// forbids both.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const all = (query, within = document) => [...within.querySelectorAll(query)];
  const words = () => document.getElementById("words")?.dataset ?? {};

  // Keyboard: data-key="x" or "g b" clicks its element; the help dialog lists what the page has.
  const typing = (target) => target.closest?.("input:not([type=checkbox]):not([type=radio]):not([type=range]), textarea, select, [contenteditable]");
  let prefix = "", prefixAt = 0;
  const help = () => {
    const dialog = document.getElementById("help");
    if (!dialog || dialog.open) return;
    const list = dialog.querySelector("dl");
    all("[data-added]", list).forEach((one) => one.remove());
    all("[data-key]").forEach((one) => {
      const dt = document.createElement("dt"), dd = document.createElement("dd");
      one.dataset.key.split(" ").forEach((key) => { const kbd = document.createElement("kbd"); kbd.textContent = key; dt.append(kbd, " "); });
      dd.textContent = one.dataset.keyLabel || one.textContent.trim();
      dt.dataset.added = dd.dataset.added = "";
      list.append(dt, dd);
    });
    dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape") { all("details[data-closes][open], details.menu[open]").forEach((one) => { one.open = false; }); return; }
    if (typing(event.target)) return;
    const combined = event.timeStamp - prefixAt < 1200 && prefix ? `${prefix} ${event.key}` : event.key;
    prefix = ""; 
    if (combined === "?") { event.preventDefault(); help(); return; }
    if (combined === "/") {
      const field = document.querySelector("input[type=search], .filters input, .filters select");
      if (field) { event.preventDefault(); field.focus(); }
      return;
    }
    if (combined === "g h") { location.assign("/"); return; }
    const target = all("[data-key]").find((one) => one.dataset.key === combined);
    if (target) { event.preventDefault(); target.click(); return; }
    // Arrows walk over the board from stone to stone.
    const stone = event.target.closest?.(".st");
    const step = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] }[event.key];
    if (stone && step) {
      const rows = all(".board tbody tr:not(.group)");
      let row = rows.indexOf(stone.closest("tr")), column = stone.closest("td").cellIndex;
      for (;;) {
        row += step[0]; column += step[1];
        const cell = rows[row]?.cells[column];
        if (!cell || column < 1) break;
        const next = cell.querySelector(".st");
        if (next) { event.preventDefault(); next.focus(); break; }
      }
      return;
    }
    prefix = event.key.length === 1 ? event.key : ""; prefixAt = event.timeStamp;
  });

  // Questions before acts that are hard to take back.
  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-help], [data-confirm], [data-copy]");
    all("details[data-closes][open]").forEach((one) => { if (!one.contains(event.target)) one.open = false; });
    if (!target) return;
    if ("help" in target.dataset) { help(); return; }
    if ("copy" in target.dataset) {
      navigator.clipboard?.writeText(target.dataset.copy).then(() => {
        const before = target.textContent; target.textContent = words().copied; setTimeout(() => { target.textContent = before; }, 1500);
      });
      return;
    }
    if ("asked" in target.dataset) { delete target.dataset.asked; return; }
    const dialog = document.getElementById("confirm");
    if (!dialog?.showModal) return;
    event.preventDefault();
    dialog.querySelector("p").textContent = target.dataset.confirm;
    dialog.returnValue = "";
    dialog.onclose = () => { if (dialog.returnValue === "yes") { target.dataset.asked = ""; target.click(); } };
    dialog.showModal();
  });

  // Forms: filters send themselves; a half-filled form asks before it is left; a form is sent once.
  let dirty = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-dirty]")) dirty = true; });
  document.addEventListener("submit", (event) => {
    dirty = false;
    const form = event.target;
    if (form.method !== "post") return;
    if ("sent" in form.dataset) { event.preventDefault(); return; }
    form.dataset.sent = "";
    setTimeout(() => { delete form.dataset.sent; }, 5000);
  });
  addEventListener("beforeunload", (event) => { if (dirty) { event.preventDefault(); event.returnValue = words().dirty; } });
  document.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-autosubmit]");
    if (form && !event.target.matches("input[type=text], input[type=range]")) form.requestSubmit();
  });

  // The day slider: shows the day while it moves, opens it when it is let go.
  const isoDay = (days) => new Date(days * 86400000).toISOString().slice(0, 10);
  const start = () => {
    all("input[data-slider]").forEach((slider) => {
      const field = document.getElementById(slider.dataset.slider);
      if (!field) return;
      const show = () => { field.value = isoDay(Number(slider.value)); slider.setAttribute("aria-valuetext", field.value); };
      slider.setAttribute("aria-valuetext", field.value);
      slider.addEventListener("input", show);
      slider.addEventListener("change", () => { show(); slider.form.requestSubmit(); });
    });
    document.querySelector("[data-focus]")?.focus();
    // A wall display fetches itself anew and swaps its content, so that nothing flickers.
    const seconds = Number(document.body.dataset.refresh);
    if (seconds > 0) setInterval(async () => {
      try {
        const answer = await fetch(location.href, { headers: { accept: "text/html" } });
        if (!answer.ok) return;
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("main");
        if (fresh) document.getElementById("main").replaceWith(fresh);
      } catch { /* The network will be back; the last picture stays. */ }
    }, seconds * 1000);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start); else start();
})();
