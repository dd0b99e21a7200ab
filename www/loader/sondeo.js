// Sondeo's loader: all that a page carries before an interaction.
//
// It turns interactions into questions to the collector. The second part, prompt.js, which shows prompts and
// sends answers, is fetched beside the first question, or at once where an answer of an earlier visit is unsent.
// Whatever goes wrong here, the page is unharmed: nothing is shown, and the console says in one line what to do.
(async () => {
  const stub = window.sondeo
  const tag = document.currentScript
  if (stub?.loaded || !tag) return

  // Taken once, so that what a page does to its globals later is not done to us.
  const { fetch, WebAssembly, Promise, URL, setTimeout } = window
  const { warn } = console
  const { parse, stringify } = JSON

  const { dataset } = tag
  const { site } = dataset
  const prefix = 'sondeo:' + site + ':'
  const memoryKey = prefix + 'memory'
  const test = 'test' in dataset
  // A window that the collector's check page opened has its name.
  const debug = 'debug' in dataset || /^sondeo:/.test(window.name)
  let { locale: language, identity } = dataset
  let agreed, part

  const address = path => new URL(path, tag.src).href
  const notes = []
  const note = (...what) => debug && notes.push(what)
  const complain = line => warn('sondeo: ' + line)

  // JSON.stringify asks objects for their toJSON, which some old libraries give to every array.
  const json = value =>
    value && typeof value == 'object'
      ? value.map
        ? '[' + value.map(json) + ']'
        : '{' + Object.keys(value).map(name => stringify(name) + ':' + json(value[name])) + '}'
      : stringify(value ?? null)

  // Posts JSON as text/plain, which needs no preflight. The browser's keepalive quota is shared with
  // the page, and whoever comes late gets an error at once: then the same again without keepalive.
  const post = async (route, said) => {
    const body = json(said)
    const signal = AbortSignal.timeout?.(3e4)
    const send = keepalive =>
      fetch(address('v1/sites/' + site + '/' + route), { method: 'POST', body, keepalive, credentials: 'omit', signal })
    const response = await send(true).catch(() => send(false))
    return {
      status: response.status,
      reply: (await response.json().catch(() => {})) || {},
      pause: response.headers.get('retry-after'),
    }
  }

  // Brings a file of ours, which has the hash that it must have, or does not run: import() knows no
  // integrity, but takes what a modulepreload has checked.
  const bring = async (path, integrity) => {
    const link = document.createElement('link')
    link.rel = 'modulepreload'
    link.integrity = integrity
    const file = (link.href = address(path))
    await new Promise((done, fail) => {
      link.onload = done
      link.onerror = () => fail(Error(file + ' could not be loaded'))
      document.head.append(link)
    })
    return import(file)
  }

  // The names of all that this browser keeps of the site.
  const stored = () => {
    try {
      return Object.keys(localStorage).filter(name => name.startsWith(prefix))
    } catch {
      return []
    }
  }

  // What this browser remembers of the site: its sticky place in samples, earlier prompts, what the customer
  // agreed to, whether the widget broke. Changes it, keeps it and returns it; nothing where nothing can be stored.
  const remember = change => {
    try {
      const text = localStorage.getItem(memoryKey)
      let memory
      try {
        memory = parse(text)
      } catch {}
      if (!memory?.history?.map) memory = { history: [] }
      change?.(memory)
      localStorage.setItem(memoryKey, json(memory))
      return memory
    } catch {}
  }

  // Pages write much into lang; the collector takes well-formed BCP 47 tags.
  const isTag = tag => /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(tag) && tag.length < 36

  // The second part, which empties the outbox as soon as it is there.
  const rest = () => {
    part ??= bring('{{prompt}}', '{{prompt_sha384}}').then(({ default: make }) => make(kit))
    part.catch(() => (part = null))
    return part
  }

  const ask = async (touchpoint, { id, stage, attributes, token = identity } = {}, place) => {
    const now = Date.now()
    const memory = remember()
    const consent = memory?.consent ?? agreed
    if (consent == 'denied') return note('silent', touchpoint, consent)
    if (kit.off || now - memory?.off < 864e5) return note('silent', touchpoint, 'off')
    const coming = rest()
    const bucket = remember(memory => (memory.bucket ??= Math.floor(Math.random() * 100)))?.bucket
    const gpc = consent != 'granted' && !!(navigator.globalPrivacyControl || navigator.doNotTrack == 1)
    const coarse = matchMedia('(pointer:coarse)').matches
    const dropped = memory?.dropped
    const { status, reply } = await post('prompts', {
      ...(dropped > 0 && { dropped }),
      touchpoint,
      stage,
      interaction_id: gpc || id == null ? null : id + '',
      attributes: (!gpc && attributes) || {},
      interaction_token: gpc ? null : token,
      locales: [language, document.documentElement.lang, ...navigator.languages].filter(isTag).slice(0, 10),
      device: coarse ? (Math.min(screen.width, screen.height) < 600 ? 'phone' : 'tablet') : 'desktop',
      bucket,
      gpc,
      consented: consent == 'granted',
      test,
      history: memory?.history.map(({ survey, outcome, at }) => ({
        survey,
        outcome,
        age_s: Math.max(0, Math.floor((now - at) / 1000)),
      })),
    })
    note('reply', touchpoint, reply)
    if (status != 200) throw reply.detail || 'the collector answered ' + status
    if (dropped) remember(memory => (memory.dropped -= dropped))
    const { prompt } = reply
    const until = performance.now() + prompt?.show_within_s * 1000
    if (prompt) await (await coming).show(prompt, place, until)
  }

  // One at a time. What happened before something else was shown is not asked about after it: that
  // would pester. A place in the page waits for its turn. A page that is made ahead waits for its customer.
  let turn = new Promise(done =>
    document.prerendering ? document.addEventListener('prerenderingchange', done) : done(),
  )
  const attempt = (touchpoint, about, place) => {
    if (kit.leave && !place) return note('silent', touchpoint, 'busy')
    const then = kit.shows
    turn = turn
      .then(() => {
        if (place ? place.isConnected : then == kit.shows) return ask(touchpoint, about, place)
      })
      .catch(why =>
        complain(
          'nothing is shown: ' +
            (why.message ? why.message + '. What this page lacks: ' + address('check/' + site + '#' + location) : why),
        ),
      )
  }

  const forget = () => {
    identity = null
    kit.forget?.()
    for (const name of stored()) localStorage.removeItem(name)
  }
  const commands = {
    interaction: (touchpoint, about) => attempt(touchpoint, about),
    identify: token => (identity = token),
    locale: tag => (language = tag),
    consent: word => {
      agreed = word
      if (word == 'denied') forget()
      remember(memory => (memory.consent = word))
    },
    forget,
    close: () => kit.close?.(),
    on: (event, listener) => document.addEventListener('sondeo:' + event, ({ detail }) => listener(detail)),
  }
  const sondeo = (name, ...args) =>
    commands[name] ? commands[name](...args) : complain('there is no command ' + name)
  sondeo.loaded = true
  window.sondeo = sondeo

  // What the parts share. `leave` takes the prompt that is shown away, `shows` counts those that were shown.
  const kit = {
    fetch, WebAssembly, Promise, setTimeout, parse, json, dataset, prefix, test, debug, shows: 0,
    address, complain, post, bring, stored, remember, attempt, note, notes,
  }

  turn.then(() => (debug || 'triggers' in dataset || stored().some(name => name != memoryKey)) && rest()).catch(() => {})
  // A page may have an element of our name.
  stub?.q?.forEach?.(args => sondeo(...args))
  const { interaction, interactionId: id, interactionToken: token, stage } = dataset
  if (interaction) attempt(interaction, { id, stage, token })

  const inView = new IntersectionObserver(entries => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue
      inView.unobserve(target)
      const about = name => target.getAttribute(name) ?? undefined
      const id = about('interaction-id')
      attempt(about('touchpoint'), { id, stage: about('stage'), token: about('token') }, target)
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
        queueMicrotask(() => !this.isConnected && this.querySelector('sondeo-prompt') && kit.leave?.())
      }
    },
  )
})().catch(why => console.warn('sondeo: nothing is shown, a script of this page broke what that needs: ' + why))
