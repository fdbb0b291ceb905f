import type { OWN_DAY_EN } from '#web/src/words/en/own-day.ts';

export const OWN_DAY_ES: Readonly<Record<keyof typeof OWN_DAY_EN, string>> = {
  title: 'Su día',
  none: 'Aquí aparecerán sus pagos de hoy.',
  stale: 'No se pudo actualizar. Se lee de nuevo después del próximo pago.',
  latest: 'Sus últimos pagos',
  chargedIn: 'Cobrado, {currency}',
  inDoubt: 'Por aclarar',
  inDoubtWhy: 'Nadie sabe el resultado de estos. Un supervisor lo consulta: no cobre de nuevo antes.',
  inDoubtNone: 'No hay nada por aclarar.',
  seeAll: 'Ver todos',
  earlier: 'Anteriores con {reference}',
  earlierNone: 'Ningún pago anterior tiene esta referencia.',
  earlierFailed: 'No se pudieron buscar pagos anteriores.',
  looking: 'Buscando…',
};
