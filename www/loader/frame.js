// The widget in a frame of the collector's, for pages that refuse WebAssembly. The page's loader remembers and sends;
// this shows the prompt and tells what becomes of it, over a channel that the page gave to it.
import * as glue from './{{widget}}'

const { origins } = document.documentElement.dataset
let taken

addEventListener('message', async ({ data, origin, source, ports: [port] }) => {
  if (taken || source != parent || !origins.split(' ').includes(origin) || !port) return
  taken = true
  const tell = what => port.postMessage(what)
  try {
    const { prompt, popover, scheme } = data
    const wasm = fetch(new URL('{{widget_wasm}}', import.meta.url))
    const { instance } = await WebAssembly.instantiateStreaming(wasm, { './widget_bg.js': glue })
    glue.__wbg_set_wasm(instance.exports)
    instance.exports.__wbindgen_start()
    // The check page's part asks for no prompt, but whether there can be one.
    if (!prompt) return tell({ works: true })
    document.documentElement.lang = prompt.locale
    document.title = prompt.texts.question
    // In a corner of the window the card stands at the bottom, where the frame is not clipped.
    document.body.style.cssText = popover ? 'margin:0;min-height:100vh;display:flex;flex-direction:column' : 'margin:0'
    const room = document.createElement('div')
    if (popover) room.style.marginTop = 'auto'
    const host = document.createElement('sondeo-prompt')
    const dye = scheme => host.setAttribute('scheme', scheme)
    dye(scheme)
    room.append(host)
    document.body.append(room)
    let over
    const gone = () => tell({ outcome: 'gone' })
    const size = () => {
      const height = host.offsetHeight
      tell({ height })
      if (over && !height) gone()
    }
    new ResizeObserver(size).observe(host)
    port.onmessage = ({ data: { scheme } }) => (scheme ? dye(scheme) : glue.close())
    const hear = (outcome, rating) => {
      // A frame that has no size yet is not drawn, and what is not drawn observes nothing.
      setTimeout(size)
      if (outcome != 'gone' || !popover) return tell({ outcome, rating })
      // In a corner of the window, thanks go by themselves; what is closed has no height left.
      over = true
      setTimeout(gone, 5000)
    }
    glue.show(host, prompt, 'inline', report => tell({ report }), hear)
  } catch (why) {
    tell({ failed: String(why) })
  }
})
