import type { RECEIPT as EN } from '#web/src/words/en/receipt.ts';

/** Spanish of `words/en/receipt.ts`. */
export const RECEIPT: Readonly<Record<keyof typeof EN, string>> = {
  title: 'Recibo',
  sale: 'Venta por teléfono',
  date: 'Fecha',
  amount: 'Importe',
  paidWith: 'Pagado con',
  ending: '{method} terminada en {digits}',
  confirmation: 'Confirmación',
  reference: 'Referencia',
  contact: 'Consultas',
  practice: 'Práctica: no se cobró dinero',
};
