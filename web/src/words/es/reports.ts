import type { REPORTS_EN } from '#web/src/words/en/reports.ts';

export const REPORTS_ES: Readonly<Record<keyof typeof REPORTS_EN, string>> = {
  title: 'Día y totales',

  period: 'Días',
  yesterday: 'Ayer',
  today: 'Hoy',
  month: 'Este mes',
  from: 'Desde',
  to: 'Hasta',
  zone: 'Días y horas de',
  show: 'Mostrar',
  'bad.day': 'Escriba días como 2026-11-22.',
  'bad.order': 'El último día es anterior al primero.',
  settlement: 'Comparar con un archivo de liquidación',

  loading: 'Sumando…',
  failed: 'No se pudieron cargar los totales.',
  none: 'Ningún pago empezó en ese periodo.',
  range: 'del {from} al {to}',
  counted: 'Contado el {at}',
  again: 'Contar otra vez',

  noCurrency: 'Sin cobro',
  noAgent: 'Agente desconocido',

  group: 'Agrupar por',
  agent: 'Agente',
  currency: 'Moneda',
  row: 'Pagos',
  approval: 'Tasa de aprobación',
  approvalOf: 'de {count}',
  tooFew: 'muy pocos: {count} de 20',
  few: 'n = {count}',
  time: 'Tiempo por pago',
  table: 'Totales por agente, moneda, marca y método',
  openAll: 'Desplegar todo',
  shutAll: 'Contraer todo',

  print: 'Imprimir',
  csv: 'Descargar CSV',
  csvDone: 'Guardado como {file}.',

  'close.one': 'Cerrar este día',
  'close.other': 'Cerrar estos días',
  closeWhat:
    'Lo que se cuenta ahora queda escrito con su nombre y nadie puede cambiarlo. Lo que llegue después aparece como «tras el cierre».',
  closeAll: 'Se conoce el resultado de todos los pagos.',
  'closeOpen.one': '1 pago aún no tiene un resultado cierto. El cierre lo nombra:',
  'closeOpen.other': '{count} pagos aún no tienen un resultado cierto. El cierre los nombra:',
  closeMore: 'y {count} más',
  closeUnread: 'No se pudo cargar cuáles son. El cierre los nombra de todos modos.',
  closing: 'Cerrando…',
  keep: 'Todavía no',
  closeDone: 'Cerrado.',
  notOver: 'Se puede cerrar cuando termine.',
  closed: 'Cierres',
  closedBy: 'Cerrado por {by} el {at}',
  closeSame: 'Nada ha cambiado desde entonces.',
  'closeChanged.one': 'Desde entonces cambió 1 fila: vea «tras el cierre».',
  'closeChanged.other': 'Desde entonces cambiaron {count} filas: vea «tras el cierre».',
  'unsettled.one': '1 pago no tenía entonces un resultado cierto',
  'unsettled.other': '{count} pagos no tenían entonces un resultado cierto',
  still: '{before}, sin cambios',
  became: '{before}, ahora {now}',
  afterClose: 'Tras el cierre',

  how: 'Cómo se cuentan estos números',
  'how.day':
    'Un pago cuenta en el día en que empezó, en la zona elegida. Un día dura de 23 a 25 horas donde cambia la hora.',
  'how.charged':
    'Cobrado: el procesador dijo que sí; las sumas son exactas. Guardado: para después, sin cobrar nada.',
  'how.declined':
    'Rechazado: el procesador dijo que no. Fallido: terminó sin cobro por cualquier otra razón.',
  'how.unknown':
    'Resultado desconocido: quizá se cobró. No está en ningún otro número; anote lo que averigüe en «Por aclarar».',
  'how.approval':
    'Tasa de aprobación: cobrados y guardados, de esos y los rechazados. Nada más cuenta. Se oculta por debajo de 20 pagos, donde no dice nada.',
  'how.time': 'Tiempo por pago: de principio a fin, en promedio de los que han terminado.',
  'how.list': 'Cada número abre la lista de exactamente esos pagos.',
};
