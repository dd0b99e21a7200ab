// The same widget in a frame of the collector's, for pages that refuse WebAssembly. All that it says comes over a
// channel that only a document of the collector's is given; what is asked and remembered stays with the page.
export default kit => {
  const { address, dataset, setTimeout } = kit

  // What a page says of our element's looks is not meant for it.
  const style = (element, rules) => {
    for (const rule of rules.split(';')) {
      const [name, ...value] = rule.split(':')
      element.style.setProperty(name, value.join(':'), 'important')
    }
  }

  return {
    show(host, prompt, kind, send, tell, fail) {
      const { origin } = new URL(address(''))
      const popover = kind == 'popover'
      const radius = prompt.theme.light?.radius || '16px'
      const frame = document.createElement('iframe')
      const { port1, port2 } = new MessageChannel()
      const refused = () =>
        host.isConnected &&
        fail(
          "this page's Content-Security-Policy allows neither WebAssembly nor a frame; add 'wasm-unsafe-eval' to its " +
            'script-src, or ' + origin + ' to its frame-src',
        )
      const timer = setTimeout(refused, 1e4)
      const over = () => {
        clearTimeout(timer)
        document.removeEventListener('securitypolicyviolation', heed)
      }
      const heed = ({ effectiveDirective }) => {
        if (effectiveDirective != 'frame-src') return
        over()
        refused()
      }
      document.addEventListener('securitypolicyviolation', heed)
      port1.onmessage = ({ data: { height, report, outcome, rating, failed } }) => {
        over()
        // What grows in a corner is clipped less: it moves nothing.
        if (height)
          style(frame, popover ? 'clip-path:inset(calc(100% - ' + height + 'px) 0 0 0 round ' + radius + ')' : 'height:' + height + 'px')
        if (report) send(report)
        if (outcome) tell(outcome, rating)
        if (failed) fail(failed)
      }
      const start = () => {
        const scheme = () => host.getAttribute('scheme')
        frame.contentWindow.postMessage({ prompt, popover, scheme: scheme() }, origin, [port2])
        new MutationObserver(() => port1.postMessage({ scheme: scheme() })).observe(host, { attributeFilter: ['scheme'] })
      }
      frame.addEventListener('load', start, { once: true })
      frame.title = prompt.texts.question
      frame.src = address('frame/' + dataset.site)
      style(host, 'all:initial;display:block')
      // A frame whose scheme is not that of its document is painted over, with a ground that has no round corners.
      style(frame, 'all:initial;color-scheme:light;display:block;width:100%;max-width:480px;height:0')
      if (popover) {
        style(
          host,
          'position:fixed;z-index:2147483647;bottom:20px;width:440px;max-width:calc(100vw - 40px);height:560px;' +
            'max-height:calc(100vh - 40px);pointer-events:none;filter:drop-shadow(0 8px 24px #10182833);' +
            (prompt.dir == 'rtl' ? 'left:20px' : 'right:20px'),
        )
        style(frame, 'height:100%;pointer-events:auto;clip-path:inset(100% 0 0 0)')
      }
      host.append(frame)
      kit.close = () => port1.postMessage({})
      // Inside, the widget hears Escape itself; here it is nobody's but in fields, menus and dialogs.
      const busy = 'input,select,textarea,[contenteditable],dialog,[role=dialog],[role=menu]'
      const escape = event => {
        if (!host.isConnected) return document.removeEventListener('keydown', escape)
        if (event.key == 'Escape' && !event.defaultPrevented && !event.target.closest?.(busy)) kit.close()
      }
      if (popover) document.addEventListener('keydown', escape)
    },
  }
}
