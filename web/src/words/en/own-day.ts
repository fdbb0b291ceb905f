/** The agent's own day. */
export const OWN_DAY_EN = {
  title: 'Your day',
  none: 'Your payments of today will be here.',
  stale: 'Could not be updated. It is read again after the next payment.',
  latest: 'Your latest payments',
  chargedIn: 'Charged, {currency}',
  inDoubt: 'To resolve',
  inDoubtWhy: 'Nobody knows the result of these. A supervisor looks it up: do not charge again before.',
  inDoubtNone: 'Nothing to resolve.',
  seeAll: 'See all',
  earlier: 'Earlier under {reference}',
  earlierNone: 'No earlier payment has this reference.',
  earlierFailed: 'Could not look for earlier payments.',
  looking: 'Looking…',
};
