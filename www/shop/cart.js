// The cart and the orders of this browser. Kept in localStorage where that is allowed.

import { FREE_SHIPPING_FROM, goods, SHIPPING } from './goods.js'
import { load, save as keep } from './storage.js'

const kept = {
  cart: load('torno-cart', {}),
  orders: load('torno-orders', []),
}

function save() {
  keep('torno-cart', kept.cart)
  keep('torno-orders', kept.orders)
}

/** What is in the cart: pieces with their quantity, in the order of the shop. */
export function lines() {
  return goods.filter((piece) => kept.cart[piece.id] > 0).map((piece) => ({ ...piece, quantity: kept.cart[piece.id] }))
}

export function count() {
  return lines().reduce((sum, line) => sum + line.quantity, 0)
}

export function change(id, by) {
  kept.cart[id] = Math.max(0, (kept.cart[id] ?? 0) + by)
  save()
}

/** What the cart costs: `{shipping, total}`. */
export function costs() {
  const pieces = lines().reduce((sum, line) => sum + line.price * line.quantity, 0)
  const shipping = pieces >= FREE_SHIPPING_FROM ? 0 : SHIPPING
  return { shipping, total: pieces + shipping }
}

/** Turns the cart into an order and returns it. */
export function placeOrder() {
  const now = Date.now()
  const order = { id: `order-${now.toString(36)}`, placed: now, lines: lines(), ...costs() }
  kept.orders.unshift(order)
  kept.cart = {}
  save()
  return order
}

export function orders() {
  return kept.orders
}
