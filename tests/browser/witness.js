// Stands in the page before anything else does, writes down what happens, and lets a test wait for it.
(() => {
  const seen = []
  const waiting = new Set()
  const note = (what) => {
    seen.push(what)
    for (const look of waiting) look()
  }

  // Everything that would show in the console as something wrong.
  addEventListener('error', (event) => note({ wrong: event.message ?? `not loaded: ${event.target.src ?? event.target.href}` }), true)
  addEventListener('unhandledrejection', (event) => note({ wrong: String(event.reason) }))
  addEventListener('securitypolicyviolation', (event) => note({ wrong: `${event.violatedDirective} refuses ${event.blockedURI}` }))
  for (const level of ['error', 'warn']) {
    const say = console[level]
    console[level] = (...words) => {
      note({ wrong: words.join(' ') })
      say(...words)
    }
  }

  for (const event of ['shown', 'rated', 'completed', 'dismissed', 'opted_out']) {
    addEventListener(`sondeo:${event}`, ({ detail }) => note({ event, ...detail }))
  }

  const { fetch } = window
  window.fetch = async (address, options) => {
    const response = await fetch(address, options)
    const route = new URL(address.url ?? address).pathname.split('/').pop()
    const reply = options?.method === 'POST' && (await response.clone().json().catch(() => null))
    note({ route, status: response.status, body: options?.body && JSON.parse(options.body), reply })
    return response
  }

  /** Calls `done` with the first `count` notes that say all of `wanted`, as soon as there are so many. */
  const until = (wanted, count, done) => {
    const says = (noted, part) =>
      Object.entries(part).every(([name, value]) => (Object(value) === value ? says(noted[name] ?? {}, value) : noted[name] === value))
    const look = () => {
      const found = seen.filter((noted) => says(noted, wanted))
      if (found.length < count) return
      waiting.delete(look)
      done(found.slice(0, count))
    }
    waiting.add(look)
    look()
  }

  /** Calls `done` as soon as the page says `text`. */
  const reads = (text, done) => {
    const observer = new MutationObserver(() => look())
    const look = () => {
      if (!document.body?.innerText.includes(text)) return
      observer.disconnect()
      done()
    }
    observer.observe(document, { subtree: true, childList: true, characterData: true })
    look()
  }

  Object.defineProperty(window, 'witness', { value: { seen, until, reads } })
})()
