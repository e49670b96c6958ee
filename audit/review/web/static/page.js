// What both pages of the desk use: sending, telling, and the reviewer's role.

const csrf = document.querySelector("meta[name=csrf]");
const KEYS = "claim-audit-keys";

export const element = (selector) => document.querySelector(selector);
export const elements = (selector) => [...document.querySelectorAll(selector)];

/** Send JSON and get JSON; an Error with words where the desk refuses. */
export async function post(address, values) {
  let answer;
  try {
    answer = await fetch(address, {
      method: "POST",
      headers: { "Content-Type": "application/json", [csrf.dataset.header]: csrf.content },
      body: JSON.stringify(values),
    });
  } catch {
    throw new Error("The desk does not answer: nothing was written. Is `claim-audit review` still running?");
  }
  const text = await answer.text();
  let found = {};
  try { found = JSON.parse(text); } catch { /* words */ }
  if (!answer.ok) throw new Error(found.error || text || "That did not work.");
  return found;
}

let fading = 0;

/** Tell something in passing; what went wrong stays until the next. */
export function say(words, wrong = false) {
  const toast = element("#toast");
  toast.textContent = words;
  toast.classList.toggle("wrong", wrong);
  toast.hidden = false;
  clearTimeout(fading);
  if (!wrong) fading = setTimeout(() => { toast.hidden = true; }, 6000);
}

/** Whether single keys do something; a reader of a screen reader or a voice user may switch them off. */
export const keysAreOn = () => localStorage.getItem(KEYS) !== "off";
export const setKeys = (on) => localStorage.setItem(KEYS, on ? "on" : "off");

document.addEventListener("change", async (event) => {
  if (event.target.id !== "role") return;
  try {
    const found = await post("/role", { role: event.target.value });
    for (const field of elements("#sign-role")) field.value = found.role;
    say(found.role ? `You decide as: ${found.role}.` : "You decide in no role.");
  } catch (error) {
    say(error.message, true);
  }
});
