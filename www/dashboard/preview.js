// A survey as customers would see it, by the very files that they get. The dashboard around this frame says what is shown;
// nothing is reported: a preview has no token by which it could be.
import * as glue from './{{widget}}'

const ready = WebAssembly.instantiateStreaming(fetch(new URL('{{widget_wasm}}', import.meta.url)), {
  './widget_bg.js': glue,
}).then(({ instance }) => {
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
})

// The lines of a page that says nothing.
const sheet = new CSSStyleSheet()
sheet.replaceSync(`body { margin: 0; padding: 40px; font: 16px system-ui, sans-serif }
  i { display: block; height: 12px; margin-bottom: 14px; border-radius: 6px; background: color-mix(in srgb, CanvasText 7%, Canvas) }
  i:first-child { width: 45%; height: 26px; margin-bottom: 28px }
  i:nth-child(3n) { width: 78% }
  i:nth-child(4n) { margin-bottom: 34px }`)
document.adoptedStyleSheets = [sheet]
for (let line = 0; line < 9; line++) document.body.append(document.createElement('i'))

let host, shown, latest

const show = ({ prompt, scheme, round }) => {
  const { style } = document.documentElement
  style.colorScheme = scheme
  document.documentElement.lang = prompt.locale
  const dye = () => host.setAttribute('scheme', prompt.theme.scheme ?? scheme)
  // What somebody has come to in it stays where only the light is changed.
  const what = JSON.stringify([prompt, round])
  if (what == shown) return dye()
  shown = what
  host?.remove()
  host = document.createElement('sondeo-prompt')
  dye()
  document.body.append(host)
  if (host.showPopover) {
    host.popover = 'manual'
    host.showPopover()
  }
  const mine = host
  glue.show(host, prompt, 'popover', () => {}, (outcome) => outcome == 'gone' && mine.remove())
}

addEventListener('message', async ({ data, origin, source }) => {
  if (source != parent || origin != location.origin) return
  const said = (latest = JSON.parse(data))
  await ready
  // While the widget was on its way something newer may have come.
  if (said == latest) show(said)
})
