// Sondeo's loader: all that a page carries before a prompt is due.
//
// It turns interactions into questions to the collector, remembers in this browser what was asked,
// and fetches the widget only when the collector says that there is something to show. Whatever goes
// wrong here, the page is unharmed: nothing is shown, and the console says in one line what to do.
(() => {
  const stub = window.sondeo
  const tag = document.currentScript
  if (stub?.loaded || !tag) return

  // Taken once, so that what a page does to its globals later is not done to us.
  const { fetch, WebAssembly, Promise, URL, console } = window
  const { parse, stringify } = JSON

  const { site, interaction, interactionId } = tag.dataset
  const address = path => new URL(path, tag.src).href
  const key = 'sondeo:' + site
  const day = 864e5
  let language, ready, widget, leave, dead
  let shows = 0

  const complain = line => console.warn('sondeo: ' + line)

  // JSON.stringify asks objects for their toJSON, which some old libraries give to every array.
  const json = value =>
    value && typeof value == 'object'
      ? value.map
        ? '[' + value.map(json) + ']'
        : '{' + Object.keys(value).map(name => stringify(name) + ':' + json(value[name])) + '}'
      : stringify(value ?? null)

  // Posts JSON as text/plain, which needs no preflight. The browser's keepalive quota is shared with
  // the page, and whoever comes late gets an error at once: then the same again without keepalive.
  const post = async (route, body) => {
    const send = keepalive =>
      fetch(address('v1/sites/' + site + '/' + route), { method: 'POST', body, keepalive, credentials: 'omit' })
    const response = await send(true).catch(() => send(false))
    return { status: response.status, reply: (await response.json().catch(() => {})) || {} }
  }

  // What this browser remembers of the site: its sticky place in samples, earlier prompts, and whether
  // the widget broke. Changes it, keeps it and returns it; nothing where nothing can be stored.
  const remember = change => {
    try {
      let memory
      try {
        memory = parse(localStorage.getItem(key))
      } catch {}
      if (!memory?.history?.map) memory = { bucket: Math.floor(Math.random() * 100), history: [] }
      change?.(memory)
      localStorage.setItem(key, json(memory))
      return memory
    } catch {}
  }

  // Pages write much into lang; the collector takes well-formed BCP 47 tags.
  const isTag = tag => /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(tag) && tag.length < 36

  const ask = async (touchpoint, { id, stage, attributes, token } = {}, place) => {
    const now = Date.now()
    const memory = remember()
    if (dead || now - memory?.off < day) return
    const gpc = navigator.globalPrivacyControl || navigator.doNotTrack == 1
    const coarse = matchMedia('(pointer:coarse)').matches
    const { status, reply } = await post(
      'prompts',
      json({
        touchpoint,
        stage,
        interaction_id: gpc || id == null ? null : id + '',
        attributes: (!gpc && attributes) || {},
        interaction_token: gpc ? null : token,
        locales: [language, document.documentElement.lang, ...navigator.languages].filter(isTag).slice(0, 10),
        device: coarse ? (Math.min(screen.width, screen.height) < 600 ? 'phone' : 'tablet') : 'desktop',
        bucket: memory?.bucket,
        gpc: !!gpc,
        history: memory?.history.map(({ survey, outcome, at }) => ({
          survey,
          outcome,
          age_s: Math.max(0, Math.floor((now - at) / 1000)),
        })),
      }),
    )
    if (status != 200) throw reply.detail || 'the collector answered ' + status
    if (reply.prompt) await show(reply.prompt, place, performance.now() + reply.prompt.show_within_s * 1000)
  }

  // Fetches the widget. Both files have the hashes that the collector gave, or they don't run:
  // import() knows no integrity, but takes what a modulepreload has checked.
  const load = async files => {
    const js = address(files.js)
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.integrity = files.js_sha384
    link.href = js
    const checked = new Promise((done, fail) => {
      link.onload = done
      link.onerror = () => fail(Error(js + ' could not be loaded'))
    })
    document.head.append(link)
    const wasm = fetch(address(files.wasm), { integrity: files.wasm_sha384, credentials: 'omit' })
    const [response] = await Promise.all([wasm, checked])
    const glue = await import(js)
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
              if (dead) return
              try {
                return run(...args)
              } catch (why) {
                broke(why)
              }
            }
    }
    glue.__wbg_set_wasm(guarded)
    guarded.__wbindgen_start()
    return glue
  }

  const broke = why => {
    dead = true
    remember(memory => (memory.off = Date.now()))
    leave?.()
    complain('the widget broke and is off for a day; please report this: ' + why)
  }

  // Shows a prompt and waits until it is gone.
  const show = async (prompt, place, until) => {
    widget = await (ready ??= load(prompt.widget)).catch(why => {
      ready = null
      throw why
    })
    if (performance.now() > until) return
    shows++
    const { survey } = prompt
    const at = Date.now()
    const host = document.createElement('sondeo-prompt')
    let before
    host.addEventListener('focusin', event => (before = event.relatedTarget || before))
    ;(place || document.documentElement).append(host)
    if (!place && host.showPopover) {
      host.popover = 'manual'
      host.showPopover()
    }
    await new Promise((gone, fail) => {
      const mine = (leave = () => {
        const hadFocus = document.activeElement == host
        if (!place || dead) host.remove()
        if (hadFocus) before?.focus({ preventScroll: true })
        leave = null
        gone()
      })
      const send = (body, done) =>
        post('responses', body).then(
          ({ status, reply }) => done(status, reply),
          () => done(0, {}),
        )
      const tell = (outcome, rating) => {
        if (outcome == 'gone') return leave == mine && leave()
        remember(memory => {
          const others = memory.history.filter(past => past.at != at)
          memory.history = [{ survey, outcome, at }, ...others].slice(0, 20)
        })
        host.dispatchEvent(new CustomEvent('sondeo:' + outcome, { bubbles: true, detail: { survey, rating } }))
      }
      try {
        widget.show(host, prompt, place ? 'inline' : 'popover', send, tell)
      } catch (why) {
        fail(why)
        leave()
      }
    })
  }

  // One at a time. What happened before something else was shown is not asked about after it: that
  // would pester. A place in the page waits for its turn.
  let turn = Promise.resolve()
  const attempt = (touchpoint, about, place) => {
    if (leave && !place) return
    const then = shows
    turn = turn
      .then(() => {
        if (place ? place.isConnected : then == shows) return ask(touchpoint, about, place)
      })
      .catch(why =>
        complain(
          'nothing is shown: ' +
            (why.message
              ? why.message +
                ". If this page has a Content-Security-Policy, its connect-src and script-src must name " +
                new URL(tag.src).origin +
                ", its script-src also 'wasm-unsafe-eval'"
              : why),
        ),
      )
  }

  const commands = {
    interaction: (touchpoint, about) => attempt(touchpoint, about),
    close: () => widget?.close(),
    on: (event, listener) => document.addEventListener('sondeo:' + event, ({ detail }) => listener(detail)),
    locale: tag => (language = tag),
  }
  const sondeo = (name, ...args) =>
    commands[name] ? commands[name](...args) : complain('there is no command ' + name)
  sondeo.loaded = true
  window.sondeo = sondeo

  for (const args of stub?.q || []) sondeo(...args)
  if (interaction) attempt(interaction, { id: interactionId })

  const inView = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      inView.unobserve(target)
      attempt(target.getAttribute('touchpoint'), { id: target.getAttribute('interaction-id') }, target)
    }
  })
  customElements.define(
    'sondeo-survey',
    class extends HTMLElement {
      connectedCallback() {
        inView.observe(this)
      }
      // A page that takes the place away takes its prompt with it: the next one may come. An element that
      // is only moved is back by then.
      disconnectedCallback() {
        queueMicrotask(() => !this.isConnected && this.querySelector('sondeo-prompt') && leave?.())
      }
    },
  )
})()
