// Loads Sondeo's tag from the site's collector. All that asks comes from there, so that this file is never out of
// date: it only makes the script element, and keeps the commands that are given before it has loaded.
// On a server, where there is no page, nothing happens.

const inPage = typeof document != 'undefined'

/** Adds the tag to the page, once. */
export const load = ({ collector, site, nonce, src = collector.replace(/\/*$/, '/sondeo.js'), ...settings }) => {
  if (!inPage) return sondeo
  stub()
  const address = new URL(src, document.baseURI).href
  if ([...document.scripts].some(tag => tag.src == address)) return sondeo
  const tag = document.createElement('script')
  tag.async = true
  if (nonce) tag.nonce = nonce
  tag.dataset.site = site
  for (const [name, setting] of Object.entries(settings)) {
    if (setting != null && setting !== false) tag.dataset[name] = setting === true ? '' : setting
  }
  tag.src = src
  document.head.append(tag)
  return sondeo
}

/** Says a command to the tag, now or as soon as it has loaded. */
export const sondeo = (...command) => {
  if (inPage) stub()(...command)
}

/** Hears an event of the tag until the function that it returns is called. */
export const listen = (event, listener) => {
  if (!inPage) return () => {}
  const hear = ({ detail }) => listener(detail)
  document.addEventListener('sondeo:' + event, hear)
  return () => document.removeEventListener('sondeo:' + event, hear)
}

// What the tag has put there, or what keeps commands for it.
const stub = () =>
  (window.sondeo ??= (...command) => {
    const { sondeo } = window
    ;(sondeo.q ??= []).push(command)
  })
