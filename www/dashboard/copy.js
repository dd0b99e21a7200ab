// Puts what an element says on the clipboard. Bound in src/parts/code.rs.

/** Tells whether that worked; where it did not, as on plain http, the words are selected, ready to be copied by hand. */
export const copy = async (element, told) => {
  try {
    await navigator.clipboard.writeText(element.textContent)
    told(true)
  } catch {
    getSelection().selectAllChildren(element)
    told(false)
  }
}
