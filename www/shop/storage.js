// What this browser keeps of the shop, where it may keep anything.

export function load(key, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? otherwise
  } catch {
    return otherwise
  }
}

export function save(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value))
  } catch {
    // Storage is blocked: it lasts as long as the page.
  }
}
