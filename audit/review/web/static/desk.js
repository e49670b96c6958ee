// The desk: moves between claims, sends decisions, and shows what changed. Everything it shows is drawn by the server.
import { element, elements, keysAreOn, post, say, setKeys } from "./page.js";

const body = document.body;
const base = `/d/${encodeURIComponent(body.dataset.name)}`;
const PARTS = ["bar", "notices", "text", "detail", "dialogs"];
let version = body.dataset.version;
let busy = false;
let behind = false;

// -- the claim in hand --

const inHand = () => element("#detail").dataset.key || "";
const shownItems = () => elements("#list .items li:not([hidden]) .item");
const itemOf = (key) => elements("#list .item").find((item) => item.dataset.item === key);

async function take(key, { push = true, focus = false, top = true } = {}) {
  const answer = await fetch(`${base}/item/${encodeURIComponent(key)}`);
  if (answer.redirected || !answer.ok) return refresh(key);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#detail");
  element("#detail").replaceWith(drawn);
  mark(key);
  if (push) history.pushState({ key }, "", `?item=${encodeURIComponent(key)}`);
  if (top) window.scrollTo({ top: 0 });
  if (focus) element("#detail").focus({ preventScroll: true });
  announce();
}

function mark(key) {
  for (const item of elements("#list .item")) {
    if (item.dataset.item === key) item.setAttribute("aria-current", "true");
    else item.removeAttribute("aria-current");
  }
  for (const span of elements("#text .cl")) span.classList.toggle("on", span.dataset.item === key);
  within(element("#list"), itemOf(key));
  within(element("#text"), element("#text .cl.on"));
}

// scrolls the pane only, never the page
function within(pane, target) {
  if (!target || pane.scrollHeight <= pane.clientHeight) return;
  const [box, place] = [pane.getBoundingClientRect(), target.getBoundingClientRect()];
  if (place.top < box.top + 130 || place.bottom > box.bottom - 40) pane.scrollTop += place.top - box.top - box.height / 3;
}

function announce() {
  const words = element("#detail .statement")?.textContent.trim() || "";
  const place = element("#detail .facts")?.firstChild?.textContent.trim() || "";
  element("#spoken").textContent = `${place}: ${words}`;
}

function step(by) {
  const items = shownItems();
  const at = items.findIndex((item) => item.dataset.item === inHand());
  const next = items[at < 0 ? 0 : at + by];
  if (next) take(next.dataset.item);
  else say(by > 0 ? "That was the last one." : "That was the first one.");
}

function nextToDecide(from = inHand()) {
  const items = elements("#list .item");
  const at = items.findIndex((item) => item.dataset.item === from);
  const order = [...items.slice(at + 1), ...items.slice(0, Math.max(at, 0))];
  const next = order.find((item) => item.dataset.flags.split(" ").includes("todo"));
  if (next) take(next.dataset.item);
  else say("Everything is decided.");
}

// -- the list --

function filter() {
  const show = element("#list input[name=show]:checked")?.value || "all";
  const words = element("#search").value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  const all = elements("#list .items li");
  for (const row of all) {
    const item = row.firstElementChild;
    const text = row.textContent.toLocaleLowerCase();
    const fits = (show === "all" || item.dataset.flags.split(" ").includes(show)) && words.every((word) => text.includes(word));
    row.hidden = !fits;
    shown += fits;
  }
  element("[data-none]").hidden = shown > 0;
  element("[data-shown]").textContent = shown === all.length ? "" : `${shown} of ${all.length} shown`;
}

function showPane(name) {
  element(".panes").dataset.view = name;
  for (const tab of elements(".tabs [data-show]")) {
    if (tab.dataset.show === name) tab.setAttribute("aria-current", "true");
    else tab.removeAttribute("aria-current");
  }
  if (name === "text") within(element("#text"), element("#text .cl.on"));
  const target = element("#text .cl.on");
  if (name === "text" && target && getComputedStyle(element("#text")).overflowY === "visible") {
    target.scrollIntoView({ block: "center" });
  }
}

// -- what has changed --

const writing = () => elements("form.give:not([hidden]) textarea, form.give:not([hidden]) input[name=meaning]")
  .some((field) => field.value.trim() && field.value !== field.defaultValue) || element("dialog[open]") !== null;

// own: after a decision of one's own; else what is being written, or looked at in a dialog, stays as it is
async function refresh(key = inHand(), { own = false } = {}) {
  const answer = await fetch(`${base}?item=${encodeURIComponent(key)}`);
  if (!answer.ok) return say("The desk does not answer as it should. Load the page again.", true);
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (key !== inHand() && !own) return refresh();
  version = drawn.body.dataset.version;
  behind = !own && writing();
  const scrolled = element("#detail .scroll")?.scrollTop || 0;
  const text = element("#text").scrollTop;
  for (const part of PARTS) {
    if (behind && (part === "detail" || part === "dialogs")) continue;
    renew(`#${part}`, drawn);
  }
  renew("#list .items", drawn);
  renewCounts(drawn);
  filter();
  mark(inHand());
  element("#text").scrollTop = text;
  if (element("#detail .scroll")) element("#detail .scroll").scrollTop = scrolled;
}

// puts in what was drawn anew, if it is not what is there; whoever had the focus inside keeps it nearby
function renew(selector, drawn) {
  const [old, fresh] = [element(selector), drawn.querySelector(selector)];
  if (old.outerHTML === fresh.outerHTML) return;
  const had = old.contains(document.activeElement) ? document.activeElement : null;
  old.replaceWith(fresh);
  if (!had) return;
  const key = had.closest("[data-item]")?.dataset.item;
  const again = had.id ? document.getElementById(had.id) : key && itemOf(key);
  (again || element("#detail")).focus({ preventScroll: true });
}

function renewCounts(drawn) {
  const chosen = element("#list input[name=show]:checked")?.value || "all";
  element("#list .chips").replaceWith(drawn.querySelector("#list .chips"));
  const again = elements("#list input[name=show]").find((input) => input.value === chosen);
  if (again) again.checked = true;
}

let source = null;

// one stream for the page that is looked at: a browser keeps few connections open, and tabs are many
function listen() {
  source?.close();
  source = null;
  if (document.hidden) return;
  source = new EventSource(`${base}/events`);
  source.addEventListener("version", (event) => {
    element("#silent").hidden = true;
    if (event.data === version || busy) return;
    version = event.data;
    refresh().catch(() => { element("#silent").hidden = false; });
  });
  source.addEventListener("error", () => { element("#silent").hidden = false; });
}

document.addEventListener("visibilitychange", listen);
window.addEventListener("pagehide", () => source?.close());
window.addEventListener("pageshow", (event) => { if (event.persisted) listen(); });

// -- decisions --

async function decide(wanted, { then = null, form = null } = {}) {
  if (busy) return;
  busy = true;
  const key = inHand();
  try {
    const entry = await post(`${base}/decide`, wanted);
    if (form) form.reset();
    element("dialog[open]")?.close();
    await refresh(key, { own: true });
    say(`${words(wanted, entry)} Entry ${entry.sequence} is in the log.`);
    if (then) then(key);
  } catch (error) {
    const place = form?.querySelector(".error");
    if (place) Object.assign(place, { textContent: error.message, hidden: false });
    else say(error.message, true);
  } finally {
    busy = false;
  }
}

function words(wanted, entry) {
  if (wanted.action === "undo") return "Taken back.";
  const said = { approve: "Approved.", "fix-required": "Fix required.", reject: "Rejected.", comment: "Written down.",
    waive: `Waived until ${wanted.until}.`, sign: "Signed.", submit: "Submitted for review.", anchor: "Anchored.",
    expire: "The approval has ended." };
  return said[entry.action] || "Done.";
}

function openForm(id, button) {
  for (const form of elements("#detail form.give")) if (form.id !== id) close(form);
  const form = document.getElementById(id);
  if (!form) return;
  if (!form.hidden && button) return close(form);
  form.hidden = false;
  toggles(form, true);
  form.querySelector("textarea, input")?.focus();
  form.scrollIntoView({ block: "nearest" });
}

function close(form) {
  if (form.hidden) return;
  form.hidden = true;
  form.querySelector(".error").hidden = true;
  toggles(form, false);
  if (behind) refresh();
}

function toggles(form, open) {
  for (const button of elements("[data-form]")) {
    if (button.dataset.form === form.id) button.setAttribute("aria-expanded", String(open));
  }
}

function openDialog(name) {
  const dialog = document.getElementById(`dialog-${name}`);
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[data-first]")?.focus();
  dialog.scrollTop = 0;
}

// -- events --

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-item], [data-step], [data-form], [data-open], [data-undo], [data-audit], [data-cancel], [data-until], [data-show], [data-act]");
  if (!target || target.disabled) return;
  const data = target.dataset;
  if (target.matches("form")) return;
  if (data.item !== undefined) {
    if (event.ctrlKey || event.metaKey || event.shiftKey || String(getSelection())) return;
    event.preventDefault();
    take(data.item);
    showPane("detail");
  } else if (data.step) step(Number(data.step));
  else if (data.form) openForm(data.form, target);
  else if (data.open) openDialog(data.open);
  else if (data.undo) decide({ action: "undo", undoes: Number(data.undo) });
  else if (data.audit !== undefined) auditAgain(target);
  else if (data.cancel !== undefined) { close(target.form); element("#detail").focus({ preventScroll: true }); }
  else if (data.until) target.closest("form").elements.until.value = data.until;
  else if (data.show) showPane(data.show);
  else if (data.act && target.type !== "submit") act(data, seen(target));
});

// the mark of what is being looked at: the desk refuses a decision on what has changed since
const seen = (target) => target.closest("[data-seen]")?.dataset.seen || "";

function act(data, looked) {
  const wanted = { action: data.act, type: data.type || "document", id: data.id || "" };
  if (data.undoes) wanted.undoes = Number(data.undoes);
  else wanted.seen = looked;
  if (data.quote) Object.assign(wanted, { reference: data.reference, quote: data.quote, page: data.page });
  decide(wanted, { then: data.act === "approve" ? nextToDecide : null });
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  event.preventDefault();
  if (!form.matches(".give")) return;
  const fields = Object.fromEntries(new FormData(form));
  const action = event.submitter?.dataset.act || form.dataset.act;
  if (action !== "approve" && action !== "waive") delete fields.until;
  decide({ action, type: form.dataset.type, id: form.dataset.id, seen: seen(form), ...fields }, { form });
});

async function auditAgain(button) {
  button.disabled = true;
  say("Auditing from the recorded evidence …");
  try {
    const found = await post(`${base}/audit`, {});
    await refresh();
    say(found.sentence);
  } catch (error) {
    say(error.message, true);
    button.disabled = false;
  }
}

document.addEventListener("input", (event) => {
  if (event.target.closest("[data-filters]")) filter();
});

document.addEventListener("change", async (event) => {
  if (event.target.matches("[data-keys]")) setKeys(event.target.checked);
});

document.addEventListener("close", () => { if (behind) refresh(); }, true); // of a dialog

window.addEventListener("popstate", () => {
  const key = new URLSearchParams(location.search).get("item");
  if (key) take(key, { push: false });
});

const KEYS = {
  j: () => step(1), k: () => step(-1), n: () => nextToDecide(), a: () => element(".decide [data-act=approve]")?.click(),
  f: () => openForm("give-fix-required"), r: () => openForm("give-reject"), c: () => openForm("give-comment"),
  w: () => openForm(elements(".finding [data-act=waive][data-form]")[0]?.dataset.form),
  u: () => element("[data-undo]:not(:disabled)")?.click(), p: () => openDialog("page"), s: () => openDialog("sign"),
  t: () => showPane(element(".panes").dataset.view === "text" ? "detail" : "text"),
  "/": () => { showPane(matchMedia("(max-width: 44rem)").matches ? "list" : element(".panes").dataset.view); element("#search").focus(); },
  g: () => { location.href = "/"; }, "?": () => openDialog("help"),
};

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form?.matches(".give")) {
    event.target.form.requestSubmit();
  } else if (event.key === "Escape" && typing) {
    const form = event.target.closest("#detail form.give");
    if (form) { close(form); element("#detail").focus({ preventScroll: true }); }
    else if (event.target.id === "search") { event.target.value = ""; filter(); event.target.blur(); }
  } else if (!typing && !event.ctrlKey && !event.metaKey && !event.altKey && !element("dialog[open]")) {
    const known = KEYS[event.key];
    if (known && (keysAreOn() || event.key === "?")) { event.preventDefault(); known(); }
  }
});

for (const field of elements("[data-keys]")) field.checked = keysAreOn();
filter();
mark(inHand());
listen();
