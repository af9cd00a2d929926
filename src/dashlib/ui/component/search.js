// The search field. On the look-up pages the list follows while one types, on the front page the words lead to the list.
// The words stand in the address: the field writes them there and has the page run as after Back or Forward. So a run
// under way disturbs no letter, and one search is one entry of the history.

const DELAY = 250
const TEMPLATE = `
  <form class="gd gd-search" role="search">
    <label class="gd-hidden" for="search-words" data-told="label"></label>
    <div class="gd-field">
      <svg viewBox="0 0 24 24" aria-hidden="true"><circle cx="10" cy="10" r="6"/><path d="m14.5 14.5 6 6"/></svg>
      <input id="search-words" type="search" maxlength="1000" enterkeyhint="search" autocomplete="off" autocapitalize="off"
        spellcheck="false" aria-describedby="search-hint">
      <button class="gd-clear" type="button">
        <svg viewBox="0 0 24 24" aria-hidden="true"><path d="m6 6 12 12M18 6 6 18"/></svg>
        <span class="gd-hidden" data-told="clear"></span>
      </button>
      <button class="gd-go" type="submit" data-told="search"></button>
    </div>
    <button class="gd-skip" type="button" data-told="skip"></button>
    <p class="gd-note" id="search-hint" data-told="hint"></p>
    <p class="gd-hidden" role="status" data-told="counted"></p>
  </form>`
// Their keyboards compose plain words as well, and the one on the screen hides the results.
const touched = matchMedia("(pointer: coarse)")
const fields = new WeakMap()
let isLeading = false

export default function ({ data, parentElement }) {
  if (!fields.has(parentElement)) fields.set(parentElement, place(parentElement))
  const field = fields.get(parentElement)
  field.show(data)
  return field.leave
}

function place(parent) {
  parent.insertAdjacentHTML("beforeend", TEMPLATE)
  const form = parent.lastElementChild
  const input = form.querySelector("input")
  let data, timer
  let searched = ""

  function show(told) {
    data = told
    for (const part of form.querySelectorAll("[data-told]")) {
      const words = data[part.dataset.told]
      if (part.textContent !== words) part.textContent = words
    }
    input.placeholder = data.label
    form.classList.toggle("gd-leads", Boolean(data.list))
    follow()
  }

  // What is typed stays unless the words of the address were changed from elsewhere.
  function follow() {
    if (searched === asked()) return
    searched = input.value = asked()
    clearTimeout(timer)
  }

  function search() {
    clearTimeout(timer)
    const words = input.value.trim()
    if (words === searched && !data.list) return
    const target = new URL(data.list || location.href, location.href)
    target.searchParams.set("q", words)
    for (const name of words ? ["page", "letter"] : ["page", "letter", "q"]) target.searchParams.delete(name)
    const goesOn = history.state?.isSearch && !data.list
    history[goesOn ? "replaceState" : "pushState"]({ isSearch: true }, "", target)
    searched = asked()
    isLeading = Boolean(data.list)
    dispatchEvent(new PopStateEvent("popstate", { state: history.state }))
  }

  function searchSoon() {
    clearTimeout(timer)
    const page = location.pathname
    if (!data.list) timer = setTimeout(() => { if (location.pathname === page) search() }, DELAY)
  }

  function clear() {
    input.value = ""
    input.focus()
    if (!data.list) search()
  }

  input.addEventListener("input", (event) => {
    if (event.isComposing && !touched.matches) clearTimeout(timer)
    else searchSoon()
  })
  input.addEventListener("compositionend", searchSoon)
  input.addEventListener("change", () => { if (!data.list) search() })
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || !input.value) return
    event.preventDefault()
    clear()
  })
  form.addEventListener("submit", (event) => {
    event.preventDefault()
    search()
    if (touched.matches) input.blur()
  })
  form.querySelector(".gd-clear").addEventListener("click", clear)
  form.querySelector(".gd-skip").addEventListener("click", () => {
    const results = document.querySelector(`.st-key-chart-${data.page} h2`)
    results?.setAttribute("tabindex", "-1")
    results?.focus()
  })
  addEventListener("popstate", follow)
  // Who came from the front page types on.
  if (isLeading && !touched.matches) input.focus({ preventScroll: true })
  isLeading = false
  const leave = () => {
    removeEventListener("popstate", follow)
    clearTimeout(timer)
  }
  return { show, leave }
}

function asked() {
  return new URL(location).searchParams.get("q") ?? ""
}
