// The list of documents: the search does not wait for Enter.
import { element, elements, keysAreOn } from "./page.js";

const search = element("[data-search]");
let waiting = 0;

async function show() {
  const query = new URLSearchParams(new FormData(search.form));
  const answer = await fetch(`/?${query}`);
  if (!answer.ok) return;
  const drawn = new DOMParser().parseFromString(await answer.text(), "text/html");
  element("#found").replaceWith(drawn.querySelector("#found"));
  history.replaceState(null, "", `/?${query}`);
}

search.form.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(show, 150); });
search.form.addEventListener("submit", (event) => { event.preventDefault(); show(); });

document.addEventListener("keydown", (event) => {
  if (event.target.matches("input, textarea, select") || event.ctrlKey || event.metaKey || event.altKey || !keysAreOn()) return;
  const links = elements(".docs a");
  const at = links.indexOf(document.activeElement);
  if (event.key === "/") { event.preventDefault(); search.focus(); }
  else if (event.key === "j") links[Math.min(at + 1, links.length - 1)]?.focus();
  else if (event.key === "k") links[Math.max(at - 1, 0)]?.focus();
});
