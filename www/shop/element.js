// Builds elements without innerHTML, so that no text can turn into markup.

/**
 * Makes an element: `el('a', { href: '#/' }, 'Shop')`. A property that begins with `on` is an event
 * listener, the others are attributes; a child that is null is left out.
 */
export function el(tag, properties, ...children) {
  const element = document.createElement(tag)
  for (const [name, content] of Object.entries(properties ?? {})) {
    if (name.startsWith('on')) element.addEventListener(name.slice(2), content)
    else element.setAttribute(name, content)
  }
  element.append(...children.flat().filter((child) => child != null))
  return element
}
