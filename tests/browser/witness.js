// Stands in the page before anything else does, writes down what happens, and lets a test wait for it.
(() => {
  // What pages do to these later they do to others, not to the witness.
  const { fetch, URL, Object, MutationObserver } = window
  const { parse, stringify } = JSON
  // Whatever toJSON the page gives to everything.
  const told = (value) =>
    Array.isArray(value) ? `[${value.map(told)}]`
      : Object(value) !== value ? stringify(value ?? null)
        : `{${Object.entries(value).map(([name, one]) => `${stringify(name)}:${told(one)}`)}}`
  const read = (text) => {
    try {
      return parse(text)
    } catch {
      return null
    }
  }

  const seen = []
  const waiting = new Set()
  const note = (what) => {
    seen.push(what)
    for (const look of waiting) look()
  }

  // Everything that would show in the console as something wrong.
  addEventListener('error', (event) => {
    const { message, target } = event
    note(message ? { wrong: message, kind: 'error' } : { wrong: `not loaded: ${target.src ?? target.href}`, kind: 'file' })
  }, true)
  addEventListener('unhandledrejection', ({ reason }) => note({ wrong: String(reason), kind: 'error' }))
  addEventListener('securitypolicyviolation', (event) =>
    note({ wrong: `${event.violatedDirective} refuses ${event.blockedURI}`, kind: 'policy' }))
  for (const level of ['error', 'warn']) {
    const say = console[level]
    console[level] = (...words) => {
      note({ wrong: words.join(' '), kind: 'console' })
      say(...words)
    }
  }

  for (const event of ['shown', 'rated', 'completed', 'dismissed', 'opted_out']) {
    addEventListener(`sondeo:${event}`, ({ detail }) => note({ event, ...detail }))
  }

  window.fetch = async (address, options) => {
    const response = await fetch(address, options)
    const route = new URL(address.url ?? address).pathname.split('/').pop()
    const reply = options?.method === 'POST' && read(await response.clone().text())
    note({ route, status: response.status, body: options?.body && read(options.body), reply })
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

  // How far what is there moved without the customer's doing, as Chromium counts it. A page that is painted before all of it
  // has come moves by itself: what counts comes after that.
  const shifts = []
  new PerformanceObserver((list) => {
    for (const { hadRecentInput, value, startTime } of list.getEntries()) if (!hadRecentInput) shifts.push([startTime, value])
  }).observe({ type: 'layout-shift', buffered: true })
  let painted = 0
  const frame = requestAnimationFrame.bind(window)
  addEventListener('DOMContentLoaded', () => frame(() => frame(() => (painted = performance.now()))))
  const shift = () => {
    let sum = 0
    for (const [at, value] of shifts) if (at > painted) sum += value
    return sum
  }

  Object.defineProperty(window, 'witness', { value: { seen, until, reads, told: () => told(seen), shift } })
})()
