import type { ENDINGS as EN } from '#web/src/words/en/endings.ts';

/** Spanish of `words/en/endings.ts`. */
export const ENDINGS: Readonly<Record<keyof typeof EN, string>> = {
  'ending.charged': 'Cobrado',
  'ending.saved': 'Guardado',
  'ending.declined': 'Rechazado',
  'ending.failed': 'Fallido',
  'ending.cancelled': 'Cancelado',
  'ending.unknown': 'Resultado desconocido',
  'ending.open': 'Aún abierto',
};
