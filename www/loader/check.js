// Tests from inside a page whether prompts can be shown there, for the collector's check page, which opened it. That page
// alone is told, and nothing is tested before it has answered: whoever else opens a page by the same name gains nothing.
const isTag = tag => /^[a-z]{2,8}(-[a-z\d]{1,8})*$/i.test(tag) && tag.length < 36

export default (kit, show) => {
  const { address, dataset, post, remember, notes, prefix, setTimeout, WebAssembly } = kit
  const { opener } = window
  const { origin } = new URL(address(''))
  if (!opener) return
  const tell = (test, more) => opener.postMessage({ sondeo: 'check', test, ...more }, origin)

  // What the page refuses meanwhile, with the policy that does.
  const heed = ({ effectiveDirective, blockedURI, originalPolicy, disposition }) =>
    tell('refused', {
      directive: effectiveDirective,
      is_ours: blockedURI.startsWith(origin) || /^(wasm-)?eval$/.test(blockedURI),
      policy: originalPolicy,
      enforced: disposition != 'report',
    })

  // A request that never ends is one that fails.
  const ask = about =>
    post('prompts', about).then(
      ({ status, reply: { prompt, reason, code, detail } }) => ({ status, prompt, reason, code, detail }),
      why => ({ status: 0, detail: String(why) }),
    )

  const compiles = () => {
    try {
      return !!new WebAssembly.Module(Uint8Array.of(0, 97, 115, 109, 1, 0, 0, 0))
    } catch {}
  }

  // Says whether the collector's frame runs here, with WebAssembly in it.
  const frames = () =>
    new Promise(done => {
      const frame = document.createElement('iframe')
      const { port1, port2 } = new MessageChannel()
      const end = works => {
        frame.remove()
        done(works)
      }
      port1.onmessage = ({ data }) => end(!!data.works)
      document.addEventListener('securitypolicyviolation', event => event.effectiveDirective == 'frame-src' && end(false))
      setTimeout(() => end(false), 5000)
      frame.onload = () => frame.contentWindow.postMessage({}, origin, [port2])
      frame.style.setProperty('display', 'none', 'important')
      frame.src = address('frame/' + dataset.site)
      document.documentElement.append(frame)
    })

  const keeps = () => {
    try {
      localStorage.setItem(prefix + 'check', '')
      localStorage.removeItem(prefix + 'check')
      return true
    } catch {}
  }

  const requiresTypes = () => {
    try {
      document.createElement('p').innerHTML = 'sondeo'
    } catch {
      return true
    }
  }

  const hasSheets = () => {
    try {
      return !!new CSSStyleSheet() && 'adoptedStyleSheets' in document
    } catch {}
  }

  // What becomes of an interaction: as this customer, then as a test, which always asks and is never counted.
  const interact = async touchpoint => {
    const memory = remember(memory => (memory.bucket ??= Math.floor(Math.random() * 100)) && memory)
    const now = Date.now()
    const about = {
      touchpoint,
      locales: [document.documentElement.lang, ...navigator.languages].filter(isTag).slice(0, 10),
      bucket: memory?.bucket,
      interaction_token: dataset.identity,
      history: memory?.history.map(({ survey, outcome, at }) => ({
        survey,
        outcome,
        age_s: Math.max(0, Math.floor((now - at) / 1000)),
      })),
    }
    const { prompt, ...said } = await ask(about)
    tell('asked', { touchpoint, survey: prompt?.survey, ...said })
    const { prompt: sample } = await ask({ ...about, test: true })
    if (!sample) return
    if (kit.leave) return tell('shown', { works: true })
    const shown = new Promise(done => document.addEventListener('sondeo:shown', () => done({ works: true }), { once: true }))
    const over = show({ ...sample, test: true }, null, Infinity).then(() => ({}), why => ({ why: String(why?.message ?? why) }))
    tell('shown', await Promise.race([shown, over]))
  }

  const run = async touchpoint => {
    document.addEventListener('securitypolicyviolation', heed)
    const { prompt, ...said } = await ask({ touchpoint: 'sondeo-check', history: [], test: true })
    tell('collector', said)
    const works = compiles()
    tell('wasm', { works })
    if (!works) tell('frame', { works: await frames() })
    tell('storage', { works: keeps() })
    tell('types', { required: requiresTypes() })
    tell('sheets', { works: hasSheets() })
    const { consent, off } = remember() ?? {}
    tell('privacy', { gpc: !!navigator.globalPrivacyControl || navigator.doNotTrack == 1, consent, off: Date.now() - off < 864e5 })
    if (touchpoint && said.status == 200) await interact(touchpoint)
    tell('over')
    // What the page itself does from now on, and did before.
    const hear = ([kind, touchpoint, about]) => {
      if (kind == 'silent') tell('decided', { touchpoint, silence: about })
      if (kind != 'reply') return
      const { prompt, reason, code, detail } = about
      tell('decided', { touchpoint, survey: prompt?.survey, reason, code, detail })
    }
    notes.forEach(hear)
    const { push } = notes
    notes.push = note => {
      push.call(notes, note)
      hear(note)
    }
  }

  let began
  addEventListener('message', ({ source, origin: from, data }) => {
    if (began || source != opener || from != origin || data?.sondeo != 'check') return
    began = true
    run(data.touchpoint)
  })
  tell('tag', { site: dataset.site, address: address('') })
}
