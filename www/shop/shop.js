// Starts the shop: language, pages by address, and the interactions that Sondeo is told of; those at the account
// stand in pages.js as <sondeo-survey>.

import * as cart from './cart.js'
import { startChat } from './chat.js'
import { el } from './element.js'
import * as pages from './pages.js'
import { language, texts } from './texts.js'

// Commands wait here until sondeo.js has arrived.
window.sondeo = window.sondeo || function () { (sondeo.q = sondeo.q || []).push(arguments) }

const main = document.querySelector('#main')
const status = el('p', { class: 'status', role: 'status' })
let reported = null

function draw() {
  const [, page = '', id = ''] = location.hash.split('/')
  const content = {
    '': () => pages.shop(announce),
    cart: () => pages.cartPage(redraw, (order) => { location.hash = `#/order/${order.id}` }),
    order: () => pages.orderPage(id),
    account: () => pages.accountPage(),
    subscription: () => pages.subscriptionPage(() => redraw('h1')),
  }[page]
  main.replaceChildren(...(content ?? pages.missing)())
  const title = main.querySelector('h1').textContent
  document.title = `${title} · Torno`
  showCount()
  for (const link of document.querySelectorAll('nav a[href^="#"]')) {
    if (link.getAttribute('href') === `#/${page}`) link.setAttribute('aria-current', 'page')
    else link.removeAttribute('aria-current')
  }
  if (page === 'order') reportOrder(id)
}

/** Tells Sondeo of an order that was just completed, once for each visit of its confirmation. */
function reportOrder(id) {
  const isOurs = cart.orders().some((order) => order.id === id)
  if (isOurs && reported !== id) sondeo('interaction', 'order_completed', { id })
  reported = id
}

/** Draws the page again and gives the focus back to where it was. */
function redraw(selector) {
  draw()
  const target = main.querySelector(selector) ?? main.querySelector('h1')
  target.focus()
}

function announce(text) {
  showCount()
  status.textContent = text
}

function showCount() {
  document.querySelector('#cart-count').textContent = String(cart.count())
}

function speak() {
  document.documentElement.lang = language
  for (const element of document.querySelectorAll('[data-text]')) element.textContent = texts[element.dataset.text]
  for (const element of document.querySelectorAll('[data-label]')) {
    element.setAttribute('aria-label', texts[element.dataset.label])
  }
  const other = language === 'es' ? ['en', 'English'] : ['es', 'Español']
  const link = document.querySelector('#language')
  for (const name of ['lang', 'hreflang']) link.setAttribute(name, other[0])
  link.textContent = other[1]
  link.addEventListener('click', () => { link.href = `?lang=${other[0]}${location.hash}` })
  link.href = `?lang=${other[0]}`
}

/** Forgets what the survey knows of this browser: the next customer is a stranger. */
function becomeNewCustomer() {
  for (const storage of [localStorage, sessionStorage]) {
    for (const key of Object.keys(storage)) if (key.startsWith('sondeo')) storage.removeItem(key)
  }
  location.reload()
}

speak()
document.body.append(status)
document.querySelector('#new-customer').addEventListener('click', becomeNewCustomer)
startChat(() => sondeo('interaction', 'chat_closed', { id: `chat-${Date.now().toString(36)}` }))
addEventListener('hashchange', () => {
  if (!location.hash.startsWith('#/') && location.hash) return
  draw()
  main.querySelector('h1').focus()
  scrollTo(0, 0)
})
draw()
