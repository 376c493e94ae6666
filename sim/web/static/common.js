// What every page needs: words, the token for whatever changes something, tooltips that go away.
const held = document.getElementById("page-data");
export const page = held ? JSON.parse(held.textContent) : { words: {} };
export const say = (key, fields = {}) =>
  (page.words[`script.${key}`] ?? key).replace(/\{(\w+)\}/g, (_, name) => fields[name] ?? "");
export const $ = (selector, from = document) => from.querySelector(selector);
export const all = (selector, from = document) => [...from.querySelectorAll(selector)];

const meta = $('meta[name="page-token"]');
export async function send(address, body) {
  const answer = await fetch(address, {
    method: "POST",
    headers: { [meta.dataset.header]: meta.content },
    body: typeof body === "string" || body instanceof Blob ? body : JSON.stringify(body ?? {}),
  });
  if (answer.ok) return answer.json();
  const text = await answer.text();
  let problem = text;
  try { problem = JSON.parse(text).problem ?? text; } catch { /* a sentence as it is */ }
  throw new Error(problem);
}

export async function read(address) {
  const answer = await fetch(address);
  return answer.ok ? answer.json() : null;
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("away");
});
for (const name of ["pointerover", "focusin"])
  document.addEventListener(name, (event) => {
    if (event.target.closest?.(".explain")) document.body.classList.remove("away");
  });
