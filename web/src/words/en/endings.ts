/** How payments ended, by the same name on every page. They load with each page that shows them. */
export const ENDINGS = {
  'ending.charged': 'Charged',
  'ending.saved': 'Saved',
  'ending.declined': 'Declined',
  'ending.failed': 'Failed',
  'ending.cancelled': 'Cancelled',
  'ending.unknown': 'Result not known',
  'ending.open': 'Still open',
} as const;
