// Every command and event as a page may say it, and what the declarations must refuse.
import { type Detail, type Event, type Settings, type Sondeo, listen, load, sondeo } from 'sondeo'

const settings: Settings = {
  collector: '/feedback', site: 'shop', nonce: 'r4nd0m', src: {}, locale: 'es', identity: 'a.b.c', triggers: true, test: false, debug: true,
}
const tag: Sondeo = load(settings)
tag('interaction', 'order_completed')
sondeo('interaction', 'order_completed', { id: 1234, stage: 'purchase', attributes: { plan: 'pro' }, token: 'a.b.c' })
sondeo('identify', 'a.b.c')
sondeo('forget')
sondeo('locale', 'pt-BR')
sondeo('consent', 'denied')
sondeo('close')
sondeo('on', 'rated', ({ survey, rating }: Detail) => console.log(survey, rating))
window.sondeo?.('close')

const events: Event[] = ['shown', 'rated', 'completed', 'dismissed', 'opted_out']
const stops: (() => void)[] = events.map(event => listen(event, ({ survey }) => console.log(survey)))
stops.forEach(stop => stop())
document.addEventListener('sondeo:rated', ({ detail }) => detail.rating?.toFixed())
document.body.addEventListener('sondeo:shown', ({ detail }) => detail.survey.trim())

// @ts-expect-error: a collector has to be named
load({ site: 'shop' })
// @ts-expect-error: there is no such command
sondeo('interactoin', 'order_completed')
// @ts-expect-error: an interaction has a touchpoint
sondeo('interaction')
// @ts-expect-error: attributes are texts
sondeo('interaction', 'order_completed', { attributes: { plan: 1 } })
// @ts-expect-error: consent is granted or denied
sondeo('consent', 'maybe')
// @ts-expect-error: there is no such event
listen('answered', () => {})
// @ts-expect-error: a rating is a number
listen('rated', ({ rating }) => rating?.trim())
