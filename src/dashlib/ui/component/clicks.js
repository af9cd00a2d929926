// Turns clicks on our own links and squares into a run without reloading the page, and tells when the visitor
// changes the theme, which by itself starts no run. A plain page, which is not Streamlit's, is an external link. Lists of facets stay open while one chooses from them.

export default function ({ setTriggerValue, setStateValue, parentElement }) {
  const app = parentElement.closest(".stApp") ?? document.querySelector(".stApp")

  function follow(event) {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    const square = event.target.closest?.("[data-go]")
    const link = event.target.closest?.(".gd a[href]")
    const target = square?.dataset.go ?? link?.getAttribute("href")
    if (!target || link?.hasAttribute("download") || link?.rel === "external" || /^[a-z]+:/i.test(target) || target.startsWith("#")) return
    event.preventDefault()
    // The next page of a list begins at its top.
    if (link?.closest(".gd-pages")) link.closest("[class*=st-key-chart-]")?.scrollIntoView()
    if (link?.dataset.again) stay(link)
    if (new URL(target, location.href).pathname !== location.pathname) skipHalfway()
    setTriggerValue("go", target)
  }

  // What was chosen is drawn anew: its list is opened again, and the keyboard goes on from it.
  function stay(link) {
    const redraw = new MutationObserver(() => {
      const again = document.querySelector(`[data-again="${CSS.escape(link.dataset.again)}"]`)
      if (!again || link.isConnected) return
      redraw.disconnect()
      for (let list = again.closest("details"); list; list = list.parentElement.closest("details")) list.open = true
      if (document.activeElement === document.body) again.focus({ preventScroll: true })
    })
    redraw.observe(app, { childList: true, subtree: true })
    setTimeout(() => redraw.disconnect(), 5000)
  }

  // An open list covers what follows: a click elsewhere and Escape close it.
  function close(event) {
    const list = document.querySelector(".gd-facet[open]")
    if (!list || (event.type === "click" ? list.contains(event.target) : event.key !== "Escape")) return
    list.open = false
    if (list.contains(document.activeElement)) list.firstElementChild.focus()
  }

  // Streamlit writes the new query before it changes the page: that would leave an entry in the history which no
  // one ever saw. Only that one entry is skipped.
  function skipHalfway() {
    const push = history.pushState
    const restore = () => { history.pushState = push }
    history.pushState = function (state, title, url) {
      restore()
      if (url && new URL(url, location.href).pathname === location.pathname) return
      push.call(history, state, title, url)
    }
    setTimeout(restore, 5000)
  }

  function scheme() {
    return getComputedStyle(app).colorScheme.includes("dark") ? "dark" : "light"
  }

  let shown = scheme()
  const watch = new MutationObserver(() => {
    if (scheme() !== shown) {
      shown = scheme()
      setStateValue("scheme", shown)
    }
  })
  document.addEventListener("click", follow)
  document.addEventListener("click", close)
  document.addEventListener("keydown", close)
  watch.observe(app, { attributes: true, attributeFilter: ["class", "style"] })
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["class", "style"] })
  watch.observe(document.head, { childList: true })
  // From now on a click is heard: who drives the browser can wait for it.
  app.dataset.listening = "yes"

  return () => {
    delete app.dataset.listening
    document.removeEventListener("click", follow)
    document.removeEventListener("click", close)
    document.removeEventListener("keydown", close)
    watch.disconnect()
  }
}
