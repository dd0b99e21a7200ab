// What the part in the visited page tells, in sentences: one line or more for each of its tests.
import { says } from '../loader/says.js'

export const collector = new URL('..', location.href).href.replace(/\/$/, '')
export const { origin } = location
export const { site } = document.documentElement.dataset
export const origins = document.documentElement.dataset.origins.split(' ').filter(Boolean)

const line = (name, verdict, title, text, code) => ({ name, verdict, title, text, code })

// The command that lets pages of one more origin ask.
export const letIn = more =>
  'sondeo site set ' + site + [...origins, more].map(known => ' --origin ' + known).join('')

export const verdicts = {
  tag: ({ site: named, address }) =>
    named == site
      ? line('tag', 'good', 'The tag is there', 'It names ' + site + ' and comes from ' + address)
      : line('tag', 'bad', 'The tag names another site', 'It says data-site="' + named + '", and this is the check of ' + site + '.', 'data-site="' + site + '"'),

  collector: ({ status, code, detail }, page) => {
    const reached = line('connect', 'good', 'The page reaches the collector', 'Its answers arrive.')
    if (!status)
      return line('connect', 'bad', 'The page does not reach the collector',
        'The browser refused the request (' + detail + '). In a Content-Security-Policy connect-src has to name the collector; ' +
        'without one, an ad blocker is at work, or the page is https and the collector is not.', 'connect-src ' + origin)
    if (code == 'origin_denied')
      return [reached, line('origin', 'bad', 'The page is not one of the site’s', 'Its origin is none of those that may ask for ' + site + '. With it:', letIn(page))]
    const known = line('origin', 'good', 'The page is one of the site’s', 'Its origin may ask.')
    if (status == 200) return [reached, known]
    return [reached, line('asks', code == 'survey_closed' ? 'note' : 'bad', 'The collector refuses', detail || 'It answered ' + status)]
  },

  wasm: ({ works }) =>
    works
      ? line('wasm', 'good', 'WebAssembly may run', 'Prompts stand in the page itself.')
      : line('wasm', 'note', 'WebAssembly may not run', 'Then the same widget comes in a frame, a little slower. To have it in the page itself, add to script-src:', "'wasm-unsafe-eval'"),

  frame: ({ works }) =>
    works
      ? line('frame', 'good', 'The frame may come instead', 'Prompts stand in a frame of the collector.')
      : line('frame', 'bad', 'Nor may the frame', 'One of the two is needed. For the frame, frame-src has to name the collector, and the page has to be one of the site’s.', 'frame-src ' + origin),

  storage: ({ works }) =>
    works
      ? line('storage', 'good', 'The browser remembers', 'What was asked is kept for this site, and answers that could not be sent.')
      : line('storage', 'note', 'The browser remembers nothing here', 'Storage is blocked. Asked are signed interactions only, and surveys with ask_without_storage = true.'),

  types: ({ required }) =>
    line('types', 'good', required ? 'Trusted Types are required' : 'Trusted Types are not required', 'Either is fine: nothing of ours needs a policy.'),

  sheets: ({ works }) =>
    works
      ? line('sheets', 'good', 'Styles can be adopted', 'The widget brings its own, and needs no style-src.')
      : line('sheets', 'bad', 'Styles cannot be adopted', 'This browser is older than those that the widget runs in: Chromium 111, Firefox 113, Safari 16.4.'),

  privacy: ({ gpc, consent, off }) => {
    if (consent == 'denied') return line('privacy', 'note', 'This customer did not consent', 'Nothing is asked until the page calls sondeo(\'consent\', \'granted\').')
    if (off) return line('privacy', 'note', 'The widget is off for a day', 'It broke in this browser lately. The next visit tries again after sondeo(\'forget\').')
    return gpc
      ? line('privacy', 'note', 'The browser asks not to be tracked', 'Customers are asked, and neither who they are nor the interaction’s id is sent, unless they consented.')
      : line('privacy', 'good', 'The customer may be asked', 'Neither GPC nor DNT is set, and consent was not refused.')
  },

  asked: ({ touchpoint, survey, status, reason, code, detail }) => {
    if (survey) return line('asked', 'good', 'You would be asked now', 'At ' + touchpoint + ' the survey ' + survey + ' asks.')
    if (status != 200) return line('asked', 'bad', 'The question was refused', code + ': ' + detail)
    return line('asked', reason == 'no_survey' ? 'bad' : 'note', 'You would not be asked now', says.reply(touchpoint, { reason }))
  },

  shown: ({ works, why }) =>
    works
      ? line('shown', 'good', 'A prompt is shown', 'Look at the page. It is a test: answer it as you like, nothing is counted.')
      : line('shown', 'bad', 'A prompt could not be shown', why ? 'The loader says: ' + why : 'The page took it away at once.'),

  decided: ({ touchpoint, silence, survey, ...reply }) =>
    line('decided ' + touchpoint, 'note', 'The page itself had an interaction',
      silence ? says.silent(touchpoint, silence)
        : survey ? touchpoint + ': asks ' + survey + '. This one is no test, and counts.'
        : says.reply(touchpoint, reply)),
}

// Why nothing may be heard of a page, the likeliest first. A window that is cut off from the one that opened it looks
// closed.
export const silence = isCutOff => {
  const cut = line('cut', 'perhaps', 'The page cuts itself off',
    'It sends Cross-Origin-Opener-Policy, so that this page can neither see it nor be told. Check a copy of it without that header; prompts themselves do not mind it.')
  const causes = [
    line('missing', 'perhaps', 'The tag is not there', 'Put it into the page, or look whether a tag manager or a consent banner holds it back:',
      '<script async src="' + collector + '/sondeo.js" data-site="' + site + '"></script>'),
    line('script', 'perhaps', 'The page refuses the script', 'A Content-Security-Policy whose script-src does not name the collector. The browser’s console says so.', 'script-src ' + origin),
    line('blocked', 'perhaps', 'An ad blocker keeps it out', 'Or the collector cannot be reached from there, or the page did not load. Serve the collector below the site’s own path: sondeo serve --base-path.'),
    line('elsewhere', 'perhaps', 'The tag comes from another address', 'It has to be the one that this page has: ' + collector + '. The page may also have sent you on to another one.'),
  ]
  return isCutOff ? [cut, ...causes] : [...causes.slice(0, 2), cut, ...causes.slice(2)]
}
