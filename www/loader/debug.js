// Says in the console what is decided and what to do about it. Fetched only where the tag says `data-debug`, and in the
// window of a check, which has tests of its own.
import { says } from './says.js'

export default (kit, show) => {
  const { notes, test, dataset, complain, bring } = kit
  const say = ([kind, ...about]) => console.info('sondeo: ' + says[kind](...about))
  if (!dataset.site) complain('the tag names no site: data-site="..."')
  if (test) console.info('sondeo: data-test: always asks, and nothing is counted')
  notes.forEach(say)
  const { push } = notes
  notes.push = note => {
    push.call(notes, note)
    say(note)
  }
  if (/^sondeo:/.test(window.name))
    bring('{{check}}', '{{check_sha384}}').then(part => part.default(kit, show)).catch(why => complain(why.message))
}
