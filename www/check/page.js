// The check page: opens a page of the site in a window of its own, and says what the loader's part finds out in there.
//
// It hears that window alone, and only while it shows one of the site's origins. All that it hears is shown as text.
import { fresh, mended } from './policy.js'
import { collector, letIn, origin, origins, silence, site, verdicts } from './verdicts.js'

// How long a page may take to load before its silence means something.
const patience = 8000

const at = id => document.getElementById(id)
const make = (name, text, kind) => {
  const element = document.createElement(name)
  element.textContent = text
  if (kind) element.className = kind
  return element
}

const marks = { good: 'Fine', note: 'Note', bad: 'Missing', perhaps: 'Perhaps', remedy: 'Remedy' }
const put = ({ name, verdict, title, text, code }) => {
  const item = make('li', '', verdict)
  item.dataset.name = name
  item.append(make('span', marks[verdict], 'mark'), make('h2', title), make('p', text))
  if (code) item.append(make('pre', code))
  const present = [...at('lines').children].find(line => line.dataset.name == name)
  if (present) present.replaceWith(item)
  else at('lines').append(item)
}

let opened, timer, isOver, policies

// Says how it ended. Of the page's own policy something is said only where something is missing: a page may well refuse
// WebAssembly, and have the frame. What a browser tells of its refusals it may tell late.
const sum = () => {
  const isBad = !!at('lines').querySelector('.bad')
  at('verdict').textContent = isBad ? 'Something is missing' : 'Prompts can be shown on this page'
  for (const [nth, policy] of [...(isBad ? policies : [])].entries()) {
    const after = policies.size > 1 ? ' (' + (nth + 1) + ' of ' + policies.size + ')' : ''
    const policied = way => 'Content-Security-Policy: ' + mended(policy, origin, way)
    put({
      name: 'policy ' + nth,
      verdict: 'remedy',
      title: 'The policy as it should be' + after,
      text: 'The page’s own, with what is missing. The first lets WebAssembly run in the page, the second has the frame instead. All that it said before it still says.',
      code: policied('wasm') + '\n\n' + policied('frame'),
    })
  }
}

// What the window said, if it is one of the site's.
const hear = (said, from) => {
  if (said.test == 'refused' && said.is_ours && said.enforced) policies.add(String(said.policy))
  isOver ||= said.test == 'over'
  if (isOver) sum()
  if (!Object.hasOwn(verdicts, said.test)) return
  if (said.test == 'tag') start()
  for (const line of [verdicts[said.test](said, from)].flat()) put(line)
  if (said.test == 'tag') opened.postMessage({ sondeo: 'check', touchpoint: at('touchpoint').value }, from)
}

const start = () => {
  clearTimeout(timer)
  isOver = false
  policies = new Set()
  at('lines').replaceChildren()
  at('verdict').textContent = 'Looking…'
}

addEventListener('message', ({ data, source, origin: from }) => {
  if (!opened || source != opened || data?.sondeo != 'check') return
  if (origins.includes(from)) return hear(data, from)
  start()
  refuse(from)
})

const refuse = from => {
  at('verdict').textContent = 'Something is missing'
  put({
    name: 'origin',
    verdict: 'bad',
    title: 'The page is not one of the site’s',
    text: 'Its origin is ' + from + ', from which nobody may ask for ' + site + '. With it:',
    code: letIn(from),
  })
}

document.querySelector('form').addEventListener('submit', event => {
  event.preventDefault()
  const page = new URL(at('page').value)
  at('found').hidden = false
  start()
  if (!/^https?:$/.test(page.protocol)) return (at('verdict').textContent = 'A page’s address begins with https:// or http://')
  if (!origins.includes(page.origin)) return refuse(page.origin)
  opened = open(page, 'sondeo:check', 'popup,width=1100,height=800')
  if (!opened) return (at('verdict').textContent = 'The browser blocked the window: let this page open one')
  at('verdict').textContent = 'Waiting for the page…'
  timer = setTimeout(() => {
    at('verdict').textContent = 'Nothing is heard of the page'
    silence(opened.closed).forEach(put)
  }, patience)
})

// The console's line names this page with the visited one behind it, and the dashboard with a touchpoint of the site.
const asked = new URLSearchParams(location.search)
at('page').value = asked.get('page') ?? (location.hash.slice(1) || origins[0] || '')
const touchpoint = asked.get('touchpoint') ?? ''
// Whatever else stands there is no name, and not to be copied into pages.
if (/^[a-z0-9][\w-]{0,63}$/.test(touchpoint)) at('touchpoint').value = touchpoint
at('tag').textContent =
  '<script async src="' + collector + '/sondeo.js" data-site="' + site + '"></script>\n<script>\n' +
  '  window.sondeo = window.sondeo || function () { (sondeo.q = sondeo.q || []).push(arguments) }\n' +
  "  sondeo('interaction', '" + (at('touchpoint').value || 'order_completed') + "', { id: 'order-1234' })\n</script>"
for (const way of ['wasm', 'frame']) at('with-' + way).textContent = 'Content-Security-Policy: ' + fresh(origin, way)
