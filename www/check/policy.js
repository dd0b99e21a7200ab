// Content-Security-Policies: what a page's own would have to say.

// Adds `sources` to a directive of a policy, or to those that stand in for it. What is not restricted stays so.
const add = (directives, name, sources) => {
  const [all, elements] = [directives.get(name), directives.get(name + '-elem')]
  const instead = all ?? (name == 'frame-src' ? directives.get('child-src') : undefined) ?? directives.get('default-src')
  if (!all && instead) directives.set(name, instead)
  if (elements) directives.set(name + '-elem', join(elements, sources))
  const present = directives.get(name)
  if (present) directives.set(name, join(present, sources))
}

const join = (present, sources) => [
  ...present.filter(source => source.toLowerCase() != "'none'"),
  ...sources.filter(source => !present.includes(source)),
]

const parse = policy => {
  const directives = new Map()
  for (const words of policy.split(';')) {
    const [name, ...sources] = words.trim().split(/\s+/)
    if (name && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources)
  }
  return directives
}

// Returns `policy` with all that prompts need: WebAssembly in the page, or a frame of the collector's.
export const mended = (policy, collector, way) => {
  const directives = parse(policy)
  add(directives, 'script-src', way == 'wasm' ? [collector, "'wasm-unsafe-eval'"] : [collector])
  add(directives, 'connect-src', [collector])
  if (way == 'frame') add(directives, 'frame-src', [collector])
  return [...directives].map(([name, sources]) => [name, ...sources].join(' ')).join('; ')
}

// What a page says that had no policy before.
export const fresh = (collector, way) =>
  way == 'wasm'
    ? `script-src ${collector} 'wasm-unsafe-eval'; connect-src ${collector}`
    : `script-src ${collector}; connect-src ${collector}; frame-src ${collector}`
