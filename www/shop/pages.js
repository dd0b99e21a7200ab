// The pages of the shop. Each function returns the content of <main>.

import * as cart from './cart.js'
import { el } from './element.js'
import { goods, SUBSCRIPTION } from './goods.js'
import * as subscription from './subscription.js'
import { language, price, texts } from './texts.js'

const nameOf = (id) => texts.goods[id][0]
const heading = (text) => el('h1', { tabindex: '-1' }, text)
const toShop = () => el('p', {}, el('a', { href: '#/' }, texts.backToShop))
const numberOf = (order) => `${texts.order} ${order.id.slice(-5).toUpperCase()}`

/** All pieces. `announce` is told what was put into the cart. */
export function shop(announce) {
  const card = ({ id, price: euros }) => {
    const [name, note] = texts.goods[id]
    const add = () => {
      cart.change(id, 1)
      announce(texts.added(name))
    }
    return el('li', { class: 'card' },
      el('img', { src: `${id}.svg`, alt: '', width: '400', height: '400' }),
      el('h2', {}, name),
      el('p', { class: 'note' }, note),
      el('p', { class: 'row' }, el('span', { class: 'price' }, price(euros)),
        el('button', { type: 'button', 'aria-label': `${texts.add}: ${name}`, 'data-add': id, onclick: add }, texts.add)))
  }
  return [heading(texts.welcome), el('p', { class: 'lead' }, texts.welcomeNote), el('ul', { class: 'cards' }, goods.map(card))]
}

/** The cart. `update` draws the page again; `placed` is told of the order. */
export function cartPage(update, placed) {
  const lines = cart.lines()
  if (lines.length === 0) return [heading(texts.cartTitle), el('p', {}, texts.cartEmpty), toShop()]
  const step = (id, by, sign, label) => el('button', {
    type: 'button', class: 'step', 'aria-label': label, 'data-step': `${id}${by}`,
    onclick: () => {
      cart.change(id, by)
      update(`[data-step="${id}${by}"]`)
    },
  }, sign)
  const row = ({ id, price: euros, quantity }) => el('li', { class: 'line' },
    el('img', { src: `${id}.svg`, alt: '', width: '72', height: '72' }),
    el('span', { class: 'name' }, nameOf(id)),
    el('span', { class: 'quantity' }, step(id, -1, '−', texts.less(nameOf(id))), el('b', {}, String(quantity)),
      step(id, 1, '+', texts.more(nameOf(id)))),
    el('span', { class: 'price' }, price(euros * quantity)))
  const place = el('button', { type: 'button', id: 'place-order', onclick: () => placed(cart.placeOrder()) }, texts.place)
  return [heading(texts.cartTitle), el('ul', { class: 'lines' }, lines.map(row)), sums(cart.costs()),
    el('p', { class: 'note' }, texts.placeNote), el('p', {}, place)]
}

function sums({ shipping, total }) {
  return el('dl', { class: 'sums' },
    el('dt', {}, texts.shipping), el('dd', {}, shipping === 0 ? texts.free : price(shipping)),
    el('dt', {}, texts.total), el('dd', {}, price(total)))
}

/** The confirmation of an order. */
export function orderPage(id) {
  const order = cart.orders().find((order) => order.id === id)
  if (!order) return [heading(texts.unknownOrder), toShop()]
  const row = (line) => el('li', { class: 'line' },
    el('img', { src: `${line.id}.svg`, alt: '', width: '72', height: '72' }),
    el('span', { class: 'name' }, `${line.quantity} × ${nameOf(line.id)}`),
    el('span', { class: 'price' }, price(line.price * line.quantity)))
  return [heading(texts.thanks), el('p', { class: 'lead' }, texts.thanksNote),
    el('h2', {}, numberOf(order)), el('ul', { class: 'lines' }, order.lines.map(row)), sums(order), toShop()]
}

/** The account, with a survey that stands in the page. */
export function accountPage() {
  const day = (order) => new Date(order.placed).toLocaleDateString(language, { dateStyle: 'long' })
  const row = (order) => el('li', { class: 'line' },
    el('a', { class: 'name', href: `#/order/${order.id}` }, numberOf(order)),
    el('span', { class: 'note' }, day(order)), el('span', { class: 'price' }, price(order.total)))
  const orders = cart.orders().slice(0, 5)
  return [heading(texts.accountTitle), el('p', { class: 'lead' }, texts.accountNote),
    el('sondeo-survey', { touchpoint: 'account_viewed' }),
    el('h2', {}, texts.orders),
    orders.length ? el('ul', { class: 'lines' }, orders.map(row)) : el('p', { class: 'note' }, texts.noOrders),
    el('h2', {}, texts.subscription),
    subscription.runs() ? plan(toSubscription(texts.manage)) : el('p', { class: 'note' }, texts.noSubscription, ' ', toSubscription(texts.startAgain)),
    el('h2', {}, texts.address), el('address', {}, 'Inés Robles', el('br'), 'Calle Real 12', el('br'), '23400 Úbeda')]
}

const toSubscription = (text) => el('a', { href: '#/subscription' }, text)

/** The subscription as a card, with `more` at its end. */
function plan(more) {
  const day = subscription.nextDay().toLocaleDateString(language, { day: 'numeric', month: 'long' })
  return el('div', { class: 'plan' },
    el('img', { src: 'jug.svg', alt: '', width: '120', height: '120' }),
    el('div', {}, el('h3', {}, texts.plan), el('p', {}, texts.planNote(price(SUBSCRIPTION))),
      el('p', { class: 'note' }, texts.planNext(day)), more))
}

/**
 * The subscription, and the end of it. Whoever cancels has cancelled when the survey comes, which stands where it holds
 * nothing up. `update` draws the page again.
 */
export function subscriptionPage(update) {
  const button = (id, text, change) => el('p', {}, el('button', {
    type: 'button', id,
    onclick: () => {
      change()
      update()
    },
  }, text))
  if (subscription.runs()) {
    return [heading(texts.subscription), plan(), el('p', { class: 'note' }, texts.cancelNote),
      button('cancel-subscription', texts.cancel, subscription.end)]
  }
  const id = subscription.cancellation()
  return [heading(texts.ended), el('p', { class: 'lead' }, texts.endedNote),
    id && el('sondeo-survey', { touchpoint: 'subscription_cancelled', 'interaction-id': id }),
    button('start-subscription', texts.startAgain, subscription.start), toShop()].filter(Boolean)
}

export function missing() {
  return [heading(texts.notFound), toShop()]
}
