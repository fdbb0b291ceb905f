import type { PanelWords } from '#web/src/words/catalogue.ts';

/** Spanish of `words/en/panel.ts`. */
export const PANEL: PanelWords = {
  'panel.title': 'Pago con tarjeta',
  'panel.most': 'Como máximo',
  'panel.atMost': 'Como máximo {amount}.',
  'panel.waiting': 'Abriendo…',
  'panel.none': 'La página que rodea este panel no le dio permiso. Ábralo de nuevo desde allí.',
  'panel.closed': 'El permiso de este panel terminó. Los pagos hechos quedan guardados.',
  'panel.again': 'Abrir de nuevo',
  'panel.over': 'La llamada terminó.',
};
