// What the shop sells. Prices are in euros; names and descriptions are in texts.js under the same words.

export const goods = [
  { id: 'cup', price: 24 },
  { id: 'bowl', price: 32 },
  { id: 'plate', price: 28 },
  { id: 'jug', price: 46 },
  { id: 'vase', price: 58 },
  { id: 'jar', price: 36 },
]

/** Shipping costs nothing from this sum on. */
export const FREE_SHIPPING_FROM = 60
export const SHIPPING = 6

/** What a piece every month costs, shipping included. */
export const SUBSCRIPTION = 19
