// A survey as customers would see it, by the very files that they get. The dashboard around this frame says what is shown;
// nothing is reported: a preview has no token by which it could be.
import * as glue from './{{widget}}'

const ready = WebAssembly.instantiateStreaming(fetch(new URL('{{widget_wasm}}', import.meta.url)), {
  './widget_bg.js': glue,
}).then(({ instance }) => {
  glue.__wbg_set_wasm(instance.exports)
  instance.exports.__wbindgen_start()
})

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
