import type { CodeWords } from '#web/src/words/catalogue.ts';

/** Spanish of `words/en/codes.ts`: the same keys, `usted` throughout. */
export const CODES: CodeWords = {
  'input-timeout': {
    agent: 'No hubo entrada completa a tiempo.',
    caller: 'No me llegó completo. Tómese su tiempo; probemos otra vez.',
  },
  'invalid-card-number': {
    agent: 'El número no pasa la verificación.',
    caller: 'Ese número no pasó. Intentemos otra vez, despacio.',
  },
  'invalid-card-type': {
    agent: 'Esta marca no se acepta.',
    caller: 'No aceptamos ese tipo de tarjeta. ¿Tiene otra?',
  },
  'invalid-date': {
    agent: 'No son cuatro dígitos, no es un mes o ya venció.',
    caller: 'Esa fecha no sirvió. Cuatro dígitos, por favor: mes y año.',
  },
  'date-validation-failed': {
    agent: 'No son cuatro dígitos, no es un mes o ya venció.',
    caller: 'Esa fecha no sirvió. Cuatro dígitos, por favor: mes y año.',
  },
  'invalid-security-code': {
    agent: 'Longitud incorrecta para esta tarjeta.',
    caller: 'El código no tiene el largo correcto. Son tres dígitos atrás, o cuatro al frente si es Amex.',
  },
  'invalid-postal-code': {
    agent: 'Demasiado corto.',
    caller: 'El código postal quedó corto. Otra vez, y luego numeral.',
  },
  'invalid-bank-routing-number': {
    agent: 'Número de ruta no válido.',
    caller: 'Ese número de ruta no es válido. Son los nueve dígitos abajo a la izquierda del cheque.',
  },
  'invalid-bank-account-number': {
    agent: 'Faltan dígitos.',
    caller: 'El número de cuenta quedó corto. Intentemos otra vez, y luego numeral.',
  },
  'invalid-bank-account-type': {
    agent: 'Tipo de cuenta no permitido: reinicie con otro tipo.',
    caller: 'Un momento, debo cambiar el tipo de cuenta.',
  },
  'invalid-card-number-security-code-capture-sequence': {
    agent: 'Pida primero el número de tarjeta y después el código de seguridad.',
    caller: 'Primero el número de la tarjeta.',
  },
  'input-matching-failed': {
    agent: 'Las dos entradas no coinciden.',
    caller: 'Las dos veces no coinciden. Márquelo de nuevo, por favor.',
  },
  'session-in-progress': {
    agent: 'Ya hay un pago abierto en esta llamada.',
    caller: 'Un momento, por favor.',
  },
  'internal-error': {
    agent: 'Falla de Twilio. Pida otra vez; si sigue, cancele y reinicie.',
    caller: 'Disculpe, una falla nuestra. Se lo pido otra vez.',
  },
  'too-many-failed-attempts': {
    agent: 'Demasiados intentos; el pago está cerrado.',
    caller: 'Por ahora son suficientes intentos. ¿Empezamos de nuevo?',
  },
  'payment-connector-error': {
    agent: 'El procesador no dio una respuesta clara. Consulte al procesador antes de intentarlo otra vez.',
    caller: 'Aún no tengo respuesta. Lo revisamos y le llamamos.',
  },
  declined: {
    agent: 'El procesador lo rechazó. Pida otra tarjeta u otra forma de pago.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?',
  },
  'caller-interrupted-with-star': {
    agent: 'El cliente marcó asterisco; el pago está cerrado.',
    caller: 'El asterisco lo cancela, no pasa nada. ¿Empezamos de nuevo?',
  },
  'caller-hung-up': { agent: 'El cliente colgó.', caller: '' },
  'validation-error': {
    agent: 'Se rechazó un dato de este pago. Cámbielo y empiece de nuevo.',
    caller: 'Un momento, debo corregir el importe.',
  },
  'transaction-cancelled': {
    agent: 'El pago fue cancelado.',
    caller: 'Lo cancelé.',
  },
  'result-unknown': {
    agent: 'El resultado nunca llegó. Consulte al procesador antes de intentarlo otra vez.',
    caller: 'Aún no tengo respuesta. Lo revisamos y le llamamos.',
  },
  '20404': { agent: 'Twilio ya no conoce este pago. Inicie otro.', caller: 'Un momento, empiezo de nuevo.' },
  '21220': { agent: 'La llamada ya no está en curso.', caller: '' },
  '64001': {
    agent: 'Los pagos no están bien configurados. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar con tarjeta. ¿Le llamamos luego?',
  },
  '64002': {
    agent: 'El servicio de pagos no está disponible. Espere y compruebe otra vez.',
    caller: 'Una breve demora nuestra, por favor espere.',
  },
  '64003': {
    agent: 'Hay que corregir un dato del pago. Cámbielo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64004': {
    agent: 'El conector de pagos no existe. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar con tarjeta. ¿Le llamamos luego?',
  },
  '64005': {
    agent: 'El procesador no guarda tarjetas. Cobre en su lugar.',
    caller: 'Lo intento de otra forma.',
  },
  '64006': {
    agent: 'El procesador no guarda tarjetas de esa forma. Elija otro tipo de token.',
    caller: 'Lo intento de otra forma.',
  },
  '64007': {
    agent: 'El procesador no puede cobrar. Guarde la tarjeta en su lugar.',
    caller: 'Lo intento de otra forma.',
  },
  '64008': {
    agent: 'El procesador lo rechazó o no dio una respuesta válida. Consúltelo antes de cobrar otra vez.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?',
  },
  '64009': {
    agent: 'El conector de pagos no está autorizado. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar con tarjeta. ¿Le llamamos luego?',
  },
  '64010': {
    agent: 'El procesador no guardó la tarjeta.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?',
  },
  '64011': {
    agent: 'El procesador no admite esa moneda. Cámbiela y empiece de nuevo.',
    caller: 'Lo intento de otra forma.',
  },
  '64012': { agent: 'La tarjeta fue rechazada.', caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?' },
  '64013': {
    agent: 'El procesador no admite ese medio de pago. Cámbielo y empiece de nuevo.',
    caller: 'Lo intento de otra forma.',
  },
  '64014': {
    agent: 'Falta el nombre del titular de la cuenta. Escríbalo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64015': {
    agent: 'Hay que corregir un dato del pago. Cámbielo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64017': {
    agent: 'Se dio un tipo de cuenta para una tarjeta. Cámbielo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64018': { agent: 'No se entendió la solicitud. Infórmelo a soporte.', caller: 'Un momento, por favor.' },
  '64019': { agent: 'Todavía faltan datos.', caller: 'Me falta un dato.' },
  '64020': {
    agent: 'Hay que corregir un dato del pago. Cámbielo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64021': { agent: 'Ya hay un pago abierto en esta llamada.', caller: 'Deme un momento más.' },
  ALREADY_SUBMITTED: {
    agent: 'Ya está en el procesador: no se canceló nada. Espere el resultado.',
    caller: 'Ya se está procesando; un momento, por favor.',
  },
  '64022': { agent: 'Modo de prueba: use un número de tarjeta de prueba.', caller: '' },
  '64023': { agent: 'Modo de prueba: use una cuenta bancaria de prueba.', caller: '' },
  '64024': {
    agent: 'El conector de pagos aún no está aprobado. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar con tarjeta. ¿Le llamamos luego?',
  },
  unknown: { agent: 'No se aceptó ({code}).', caller: 'No pasó. Intentemos otra vez.' },
};
