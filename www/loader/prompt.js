// The loader's second part: sends answers until they arrive, shows prompts, and keeps the page from what
// breaks in them. It comes with the first interaction, or at once where an answer of an earlier visit is unsent.
import { follow } from './scheme.js'

export default kit => {
  const { fetch, WebAssembly, Promise, setTimeout, parse, json, prefix, test } = kit
  const { address, complain, post, bring, stored, remember, dataset, note } = kit

  // The outbox: a report lies in it from before it is sent until the collector has it. Each prompt has an
  // entry of its own with its latest report, so that tabs write over nothing of each other's.
  const most = 50
  const mostBytes = 65536
  const longest = 30 * 864e5
  const mostDropped = 1000
  // Waits after the first, second, ... failure in a row, in seconds.
  const steps = [1, 5, 30, 300, 3600]
  const unstored = new Map()
  const started = new Map()
  const settled = new Map()
  const failed = new Map()
  const own = new Set()
  let timer, quietUntil

  const drop = name => {
    unstored.delete(name)
    try {
      localStorage.removeItem(name)
    } catch {}
  }

  // What is to be sent: what failed before comes last, then the oldest first.
  const waiting = () => {
    const found = []
    for (const name of new Set([...stored(), ...unstored.keys()])) {
      if (!/[\da-f-]{36}$/.test(name)) continue
      try {
        const text = unstored.get(name) ?? localStorage.getItem(name)
        const { at, report } = parse(text)
        if (!(report.rev <= settled.get(name))) found.push({ name, text, at, report })
      } catch {
        drop(name)
      }
    }
    return found.sort((a, b) => (failed.get(a.name) || 0) - (failed.get(b.name) || 0) || a.at - b.at)
  }

  const put = said => {
    const report = parse(said)
    const name = prefix + report.id
    const text = json({ at: Date.now(), report })
    own.add(name)
    try {
      localStorage.setItem(name, text)
      // Some storages take everything and keep nothing.
      if (localStorage.getItem(name) != text) throw 0
      unstored.delete(name)
    } catch {
      unstored.set(name, text)
    }
    let bytes = 0
    const entries = waiting().sort((a, b) => b.at - a.at)
    for (const [nth, { name, text, at }] of entries.entries()) {
      bytes += new Blob([text]).size
      if (nth < most && bytes <= mostBytes && Date.now() - at < longest) continue
      drop(name)
      // The next question tells the collector how many there were.
      remember(memory => (memory.dropped = Math.min(Math.max(memory.dropped || 0, 0) + 1, mostDropped)))
      complain('an answer that could not be sent was dropped: it was too old, or there were too many')
    }
    drain()
    return report.rev
  }

  // Sends a report. Only our own answer about this very prompt says that it was kept, and only our own problem
  // document that it never will be: captive portals answer anything.
  const send = async ({ name, at, report }) => {
    started.set(name, report.rev)
    const age_ms = Math.min(Math.max(Date.now() - at, 0), longest)
    const { status, reply, pause } = await post('responses', { ...report, age_ms }).catch(() => ({ status: 0 }))
    note('sent', report, status)
    const kept = status > 199 && status < 300 && reply.id == report.id
    const refused = status > 399 && status < 500 && reply.code && ![408, 425, 429].includes(status)
    if (kept || refused) {
      settled.set(name, report.rev)
      failed.delete(name)
      if (!waiting().some(entry => entry.name == name)) drop(name)
      if (refused) complain('the collector refused an answer: ' + reply.detail)
      return true
    }
    failed.set(name, (failed.get(name) || 0) + 1)
    const failures = (remember()?.failures || 0) + 1
    const pauseMs = Math.min(pause * 1000 || 0, 864e5)
    quietUntil = Date.now() + pauseMs
    const step = steps[Math.min(failures, steps.length) - 1]
    const wait = Math.max(step * 1000, pauseMs) * (1 + Math.random())
    remember(memory => Object.assign(memory, { failures, again: Date.now() + wait }))
    later(wait)
  }

  const later = wait => {
    clearTimeout(timer)
    timer = setTimeout(drain, wait)
  }

  // One sender at a time in all tabs: by a lock of the browser's, else by a lease in the storage. Where there
  // is neither, there are no other tabs to share an outbox with. Two tabs that take the lease in the same moment both
  // send, and the collector answers one of them that it has it already.
  const alone = async job => {
    const { locks } = navigator
    if (locks) {
      const done = await locks.request(prefix, job).then(() => true, () => false)
      if (done) return
    }
    const lease = prefix + 'lease'
    try {
      if (localStorage.getItem(lease) > Date.now()) return later(1000 + 1000 * Math.random())
      localStorage.setItem(lease, Date.now() + 6e4)
    } catch {}
    await job()
    try {
      localStorage.removeItem(lease)
    } catch {}
  }

  const drain = () => {
    const quiet = quietUntil - Date.now()
    if (quiet > 0) return later(quiet)
    return alone(async () => {
      let entry
      while (([entry] = waiting()) && entry) {
        if (!(await send(entry))) return
      }
      clearTimeout(timer)
      if (remember()?.failures) remember(memory => delete memory.failures)
    })
  }

  // A page that may be about to end sends what it never began to send, beside what is under way.
  const hurry = () => {
    for (const entry of waiting())
      if (own.has(entry.name) && !(started.get(entry.name) >= entry.report.rev)) send(entry)
  }
  document.addEventListener('visibilitychange', hurry)
  addEventListener('pagehide', hurry)
  addEventListener('online', () => waiting().length && drain())

  kit.forget = () => {
    unstored.clear()
    own.clear()
    kit.leave?.(true)
  }

  // Fetches the widget, whose files have the hashes that the collector gave, or don't run.
  const load = async files => {
    const integrity = files.wasm_sha384
    const wasm = fetch(address(files.wasm), { integrity, credentials: 'omit' })
    const [response, glue] = await Promise.all([wasm, bring(files.js, files.js_sha384)])
    const imports = { './widget_bg.js': glue }
    const { instance } = await WebAssembly.instantiateStreaming(response.clone(), imports).catch(async () =>
      WebAssembly.instantiate(await response.arrayBuffer(), imports),
    )
    // Nothing that breaks inside may reach the page's error handlers, or run again.
    const guarded = {}
    for (const name of Object.keys(instance.exports)) {
      const run = instance.exports[name]
      guarded[name] =
        typeof run != 'function'
          ? run
          : (...args) => {
              if (kit.off) return
              try {
                return run(...args)
              } catch (why) {
                broke(why)
              }
            }
    }
    glue.__wbg_set_wasm(guarded)
    guarded.__wbindgen_start()
    kit.close = () => glue.close()
    return glue
  }

  // Says whether a module may be compiled, by the smallest one there is.
  const compiles = () => {
    try {
      return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
    } catch {}
  }

  // Where it may not, the widget comes in a frame.
  const frame = () => bring('{{framed}}', '{{framed_sha384}}').then(({ default: make }) => make(kit))

  const broke = why => {
    kit.off = true
    remember(memory => (memory.off = Date.now()))
    kit.leave?.()
    complain('the widget broke and is off for a day; please report this: ' + why)
  }

  let ready
  // Shows a prompt and waits until it is gone.
  const show = async (prompt, place, until) => {
    const widget = await (ready ??= compiles() ? load(prompt.widget) : frame()).catch(why => {
      ready = null
      throw why
    })
    // What took long may not be wanted any more.
    if (performance.now() > until || remember()?.consent == 'denied') return
    kit.shows++
    const { survey } = prompt
    const at = Date.now()
    const host = document.createElement('sondeo-prompt')
    let before
    host.addEventListener('focusin', event => (before = event.relatedTarget || before))
    const root = document.documentElement
    if (getComputedStyle(root).display == 'none') throw 'a style of this page hides all that is in it'
    const { scheme } = prompt.theme
    if (scheme) host.setAttribute('scheme', scheme)
    else
      try {
        follow(host, place, setTimeout)
      } catch {}
    const stand = where => {
      where.append(host)
      if (!place && host.showPopover) {
        host.popover = 'manual'
        host.showPopover()
      }
    }
    // Nothing outside of a modal dialog can be pressed.
    const dialog = !place && [...document.querySelectorAll('dialog:modal')].pop()
    if (dialog) dialog.addEventListener('close', () => host.isConnected && stand(root))
    stand(place || dialog || root)
    // A page that watches over what is in it has its say first.
    await 0
    if (!host.isConnected) throw 'this page removed the prompt; let <sondeo-prompt> stay where it is'
    await new Promise((gone, fail) => {
      const mine = (kit.leave = forgotten => {
        const hadFocus = host.contains(document.activeElement)
        if (!place || kit.off || forgotten) host.remove()
        if (hadFocus) before?.focus({ preventScroll: true })
        kit.leave = null
        gone()
      })
      const watch = new MutationObserver(() => host.isConnected || (kit.leave == mine && mine()))
      watch.observe(host.parentNode, { childList: true })
      const tell = (outcome, rating) => {
        if (outcome == 'gone') return kit.leave == mine && kit.leave()
        if (!test && !prompt.test)
          remember(memory => {
            const others = memory.history.filter(past => past.at != at)
            memory.history = [{ survey, outcome, at }, ...others].slice(0, 20)
          })
        host.dispatchEvent(new CustomEvent('sondeo:' + outcome, { bubbles: true, composed: true, detail: { survey, rating } }))
      }
      const failed = why => {
        // Of a widget that broke all has been said.
        if (!kit.off) fail(why)
        kit.leave?.()
        host.remove()
      }
      // What the customer did with this survey in another tab is done here too, unless they began here.
      let begun
      const begin = said => (begun = put(said))
      const heed = ({ key, oldValue, newValue }) => {
        if (kit.leave != mine) return removeEventListener('storage', heed)
        if (begun || key != prefix + 'memory') return
        const isNews = past => past.survey == survey && past.outcome != 'shown' && !oldValue?.includes(json(past))
        try {
          const { history, consent } = parse(newValue)
          if (consent == 'denied' || history.some(isNews)) mine(true)
        } catch {}
      }
      addEventListener('storage', heed)
      try {
        widget.show(host, prompt, place ? 'inline' : 'popover', begin, tell, failed)
      } catch (why) {
        failed(why)
      }
    })
  }

  const add = (path, integrity) =>
    bring(path, integrity).then(part => part.default(kit, show)).catch(why => complain(why.message))
  if (kit.debug) add('{{debug}}', '{{debug_sha384}}')
  if ('triggers' in dataset) add('{{triggers}}', '{{triggers_sha384}}')
  if (waiting().length) later(Math.max(remember()?.again - Date.now() || 0, 0))
  return { show }
}
