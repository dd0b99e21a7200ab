// Whether a prompt is dark: where what it stands upon is, whatever the visitor's system is.

// How light a color is, 0 to 1, and how much of it is there. A browser tells a color in the space in which the page
// named it.
const read = color => {
  const [first, second, third, share = 1] = color.match(/[ (][-\d.e]+/g).map(part => +part.slice(1))
  const space = color[0]
  if (space == 'o') return [first, share]
  if (space == 'l') return [first / 100, share]
  return [(2 * first + 7 * second + third) / (space == 'r' ? 2550 : 10), share]
}

// How light what is painted behind an element's text is. Where that is a picture, or nothing at all, the text tells: it is
// there to be read. The window has the ground of `body`, unless `html` has its own.
const behind = (at, isLast) => {
  const { color, backgroundColor, backgroundImage } = getComputedStyle(at)
  const isPlain = backgroundImage == 'none'
  const [light, share] = isPlain ? read(backgroundColor) : [0, 0]
  const further = isPlain && share < 1 && !isLast
  const over = further && (at.assignedSlot || at.parentElement || at.getRootNode().host)
  const under = over ? behind(over) : further && !share ? behind(document.body, true) : 1 - read(color)[0]
  return light * share + under * (1 - share)
}

// Tells `host` by its attribute `scheme`, now and whenever the page changes, as long as it stands. In a corner of the
// window it stands upon the whole of what is on the screen.
export const follow = (host, place, setTimeout) => {
  const steps = [0.1, 0.3, 0.5, 0.7, 0.9]
  const at = (x, y) => document.elementFromPoint(innerWidth * x, innerHeight * y)
  let due
  const look = () => {
    due = 0
    let light = 0
    try {
      const spots = [place || document.body]
      if (!place) for (const x of steps) for (const y of steps) spots.push(at(x, y))
      for (const spot of spots) if (spot && spot != host) light += behind(spot) - 0.5
    } catch {}
    host.setAttribute('scheme', light < 0 ? 'dark' : 'light')
  }
  look()
  const over = new AbortController()
  const { signal } = over
  // What changes all the time is looked at some times a second.
  const heed = () => {
    if (host.isConnected) return (due ||= setTimeout(look, 50))
    over.abort()
    watch.disconnect()
  }
  const watch = new MutationObserver(heed)
  for (let part = place || at(0.5, 0.5); part; part = part.parentElement) watch.observe(part, { attributes: true })
  document.addEventListener('transitionend', heed, { signal })
  matchMedia('(prefers-color-scheme:dark)').addEventListener('change', look, { signal })
}
