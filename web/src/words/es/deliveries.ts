import type { DELIVERIES as EN } from '#web/src/words/en/deliveries.ts';

/** Spanish of `words/en/deliveries.ts`. */
export const DELIVERIES: Readonly<Record<keyof typeof EN, string>> = {
  'deliveries.title': 'Envíos',
  'deliveries.at': 'Hora',
  'deliveries.to': 'A',
  'deliveries.event': 'Evento',
  'deliveries.payment': 'Pago',
  'deliveries.state': 'Estado',
  'deliveries.tries': 'Intentos',
  'deliveries.action': 'Acción',
  'deliveries.is.waiting': 'Pendiente de envío',
  'deliveries.is.delivered': 'Entregado',
  'deliveries.is.givenUp': 'Abandonado',
  'deliveries.again': 'Enviar otra vez',
  'deliveries.againOf': 'Enviar {event} otra vez a {endpoint}',
  'deliveries.sent': 'Se vuelve a enviar en un minuto.',
  'deliveries.look': 'Actualizar',
  'deliveries.none': 'Ese día no se envió nada.',
  'deliveries.failed': 'No se pudieron cargar o enviar los envíos.',
  'deliveries.notTaking': '{endpoint} no acepta lo que se envía, desde',
  'deliveries.gone':
    '{endpoint} dice que ya no existe: no se le envía nada hasta que usted reenvíe algo. Falla desde',
  'deliveries.failing':
    'No se envía nada a {endpoint} hasta que usted reenvíe algo: lleva días fallando, desde',
  'deliveries.day': 'Día (UTC)',
  'deliveries.older': 'Entradas anteriores',
};
