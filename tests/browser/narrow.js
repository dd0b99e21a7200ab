// Looks for what cannot be seen or reached in a prompt: cut off, outside of the window, too small to be hit. Returns what
// is wrong, in words.
const host = document.querySelector('sondeo-prompt')
const card = host.shadowRoot.querySelector('.card')
const wrong = []
const nearly = 0.6
const name = one => one.localName + (one.id ? '#' + one.id : one.className ? '.' + one.className : '') + ' ' +
  (one.getAttribute('aria-label') ?? one.textContent.trim()).slice(0, 30)
const seen = one => one.checkVisibility() && !one.closest('.spoken')
const page = document.scrollingElement
if (page.scrollWidth > page.clientWidth) wrong.push(`the page scrolls sideways, ${page.scrollWidth} > ${page.clientWidth}`)
const outer = card.getBoundingClientRect()
if (outer.left < -nearly || outer.right > innerWidth + nearly) wrong.push(`the card is cut off sideways: ${outer.left} to ${outer.right} of ${innerWidth}`)
if (card.dataset.place == 'popover' && (outer.top < -nearly || outer.bottom > innerHeight + nearly))
  wrong.push(`the card is cut off: ${outer.top} to ${outer.bottom} of ${innerHeight}`)
if (card.scrollWidth > card.clientWidth) wrong.push(`the card scrolls sideways, ${card.scrollWidth} > ${card.clientWidth}`)

// Nothing sticks out of the card, and no text out of its box.
for (const one of card.querySelectorAll('*')) {
  if (!seen(one) || (one.closest('svg') && one.localName != 'svg')) continue
  const { left, right } = one.getBoundingClientRect()
  if (left < outer.left - nearly || right > outer.right + nearly) wrong.push(`${name(one)} sticks out: ${left} to ${right} of ${outer.left} to ${outer.right}`)
  const clips = one.scrollWidth > one.clientWidth + 1 && one.clientWidth && !one.matches('input, textarea')
  if (clips) wrong.push(`the text of ${name(one)} is cut off: ${one.scrollWidth} > ${one.clientWidth}`)
}

// Whatever can be pressed or typed into is scrolled to by itself, is hit there, and is 24 pixels wide and high or has so
// much room around it (WCAG 2.2, 2.5.8).
const controls = [...card.querySelectorAll('a, button, input, textarea')].filter(seen)
const boxes = controls.map(one => (one.matches('label > input') ? one.closest('label') : one))
for (const [nth, one] of controls.entries()) {
  one.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  const { left, top, width, height } = boxes[nth].getBoundingClientRect()
  const [x, y] = [left + width / 2, top + height / 2]
  const hit = host.shadowRoot.elementFromPoint(x, y)
  if (!(hit && (boxes[nth].contains(hit) || hit.contains(one)))) wrong.push(`${name(one)} cannot be hit at ${x}, ${y}, but ${hit && name(hit)}`)
  if (Math.min(width, height) > 24 - nearly / 10) continue
  const far = boxes.every((other, place) => {
    if (place == nth) return true
    const box = other.getBoundingClientRect()
    const beside = (at, low, high) => Math.max(low - at, 0, at - high)
    return Math.hypot(beside(x, box.left, box.right), beside(y, box.top, box.bottom)) >= 12
  })
  wrong.push(`${name(one)} is ${width} x ${height}` + (far ? ', with room around it' : ', and close to others'))
}
return wrong
