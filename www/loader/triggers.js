// Interactions without code: turns what happens in the page into interactions, by the list that the site's owner
// made. Fetched only where the tag says `data-triggers`. Nothing of the page is patched.
export default async kit => {
  const { fetch, setTimeout, address, dataset, attempt, complain } = kit

  // `/pricing*`: a star stands for anything.
  const covers = pattern => {
    const parts = pattern.split('*').map(part => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'))
    return RegExp('^' + parts.join('.*') + '$').test(location.pathname)
  }

  // What each waits for: calls `now` when it has come, as long as the visit lasts.
  const waits = {
    delay: ({ delay_s }, now) => setTimeout(now, delay_s * 1000),
    scroll: ({ scroll_percent }, now, signal) => {
      const look = () => {
        const { scrollHeight } = document.documentElement
        if (scrollY + innerHeight >= (scrollHeight * scroll_percent) / 100) now()
      }
      addEventListener('scroll', look, { passive: true, signal })
      look()
    },
    exit: (_, now, signal) =>
      document.addEventListener('mouseout', ({ relatedTarget, clientY }) => !relatedTarget && clientY <= 0 && now(), {
        signal,
      }),
    click: ({ selector }, now, signal) =>
      addEventListener('click', ({ target }) => target.closest?.(selector) && now(), { capture: true, signal }),
  }

  const response = await fetch(address('v1/sites/' + dataset.site + '/tag'), { credentials: 'omit' })
  const { triggers = [] } = await response.json()
  if (document.prerendering)
    await new Promise(done => document.addEventListener('prerenderingchange', done, { once: true }))

  // A visit is a path of the site, with or without a page load. Each trigger comes once in a visit.
  let visit, path
  const arrive = () => {
    if (path == location.pathname) return
    path = location.pathname
    visit?.abort()
    const { signal } = (visit = new AbortController())
    for (const trigger of triggers) {
      if (!covers(trigger.path)) continue
      let is_over
      const now = () => {
        // The customer may have gone on while it waited.
        if (is_over || signal.aborted || !covers(trigger.path)) return
        is_over = true
        attempt(trigger.touchpoint)
      }
      try {
        waits[trigger.after](trigger, now, signal)
      } catch (why) {
        complain('the trigger of ' + trigger.touchpoint + ' does not work: ' + why)
      }
    }
  }
  if (window.navigation) navigation.addEventListener('currententrychange', arrive)
  else {
    addEventListener('popstate', arrive)
    addEventListener('click', () => setTimeout(arrive))
  }
  arrive()
}
