// Lets a test look into the prompt's shadow root, which is closed to scripts, for tools that are scripts themselves.
(() => {
  const { attachShadow } = Element.prototype
  Element.prototype.attachShadow = function (init) {
    return attachShadow.call(this, { ...init, mode: 'open' })
  }
})()
