import type { CodeWords } from '#web/src/words/catalogue.ts';

/** Spanish of `words/en/codes.ts`: the same keys, `usted` throughout. */
export const CODES: CodeWords = {
  'input-timeout': {
    agent: 'No llegó ningún dato completo a tiempo. Pídalo otra vez.',
    caller: 'No me llegó completo. Tómese su tiempo; intentemos otra vez.',
  },
  'invalid-card-number': {
    agent: 'El número de tarjeta no pasa la verificación. Pida que lo marque otra vez, despacio.',
    caller: 'Ese número no pasó. Intentemos otra vez, despacio.',
  },
  'invalid-card-type': {
    agent: 'No se acepta esta marca de tarjeta. Pida otra tarjeta.',
    caller: 'No aceptamos ese tipo de tarjeta. ¿Tiene otra?',
  },
  'invalid-date': {
    agent: 'La fecha no tiene cuatro dígitos, el mes no existe o ya venció. Pídala otra vez.',
    caller: 'Esa fecha no se aceptó. Cuatro dígitos, por favor: mes y año.',
  },
  'date-validation-failed': {
    agent: 'La fecha no se aceptó. Pida otra vez el mes y el año.',
    caller: 'Esa fecha no se aceptó. Cuatro dígitos, por favor: mes y año.',
  },
  'invalid-security-code': {
    agent: 'El código de seguridad no tiene el largo correcto para esta tarjeta. Pídalo otra vez.',
    caller: 'El código no tiene el largo correcto. Son tres dígitos atrás, o cuatro al frente si es Amex.',
  },
  'invalid-postal-code': {
    agent: 'El código postal es demasiado corto. Pídalo otra vez.',
    caller: 'El código postal quedó corto. Márquelo otra vez y luego numeral.',
  },
  'invalid-bank-routing-number': {
    agent: 'El número de ruta no es válido. Pida otra vez los nueve dígitos.',
    caller: 'Ese número de ruta no es válido. Son los nueve dígitos abajo a la izquierda del cheque.',
  },
  'invalid-bank-account-number': {
    agent: 'Al número de cuenta le faltan dígitos. Pídalo otra vez.',
    caller: 'El número de cuenta quedó corto. Márquelo otra vez y luego numeral.',
  },
  'invalid-bank-account-type': {
    agent: 'No se permite este tipo de cuenta. Empiece de nuevo con otro tipo.',
    caller: 'Un momento, debo cambiar el tipo de cuenta.',
  },
  'invalid-card-number-security-code-capture-sequence': {
    agent: 'Pida primero el número de tarjeta y después el código de seguridad.',
    caller: 'Primero el número de tarjeta, por favor.',
  },
  'input-matching-failed': {
    agent: 'Las dos entradas no coinciden. Pida el dato otra vez.',
    caller: 'Las dos entradas no coinciden. Márquelo otra vez, por favor.',
  },
  'session-in-progress': {
    agent: 'Ya hay un pago abierto en esta llamada. Termínelo o cancélelo primero.',
    caller: 'Un momento, por favor.',
  },
  'internal-error': {
    agent: 'Error de Twilio. Pida el dato otra vez; si se repite, cancele y empiece de nuevo.',
    caller: 'Disculpe, una falla nuestra. Se lo pido otra vez.',
  },
  'too-many-failed-attempts': {
    agent: 'Hubo demasiados intentos fallidos y el pago se cerró. Empiece de nuevo.',
    caller: 'Ya fueron suficientes intentos por ahora. ¿Empezamos de nuevo?',
  },
  'payment-connector-error': {
    agent: 'El procesador no dio una respuesta clara. Consulte al procesador antes de intentarlo otra vez.',
    caller: 'Aún no tengo respuesta. Lo revisamos y le llamamos.',
  },
  declined: {
    agent: 'El procesador rechazó el pago. Pida otra tarjeta u otra forma de pago.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?',
  },
  'caller-interrupted-with-star': {
    agent: 'El cliente marcó asterisco y el pago se cerró. Empiece de nuevo si el cliente lo desea.',
    caller: 'El asterisco lo cancela, no pasa nada. ¿Empezamos de nuevo?',
  },
  'caller-hung-up': {
    agent: 'El cliente colgó. Ya no se le pueden pedir datos.',
    caller: '',
  },
  'validation-error': {
    agent: 'Se rechazó un dato de este pago. Corríjalo y empiece de nuevo.',
    caller: 'Un momento, debo corregir el importe.',
  },
  'transaction-cancelled': {
    agent: 'El pago se canceló.',
    caller: 'Lo cancelé.',
  },
  'result-unknown': {
    agent:
      'No ha llegado un resultado claro de este pago, así que puede haberse cobrado. Consulte al procesador antes de cobrar otra vez.',
    caller: 'Aún no tengo respuesta. Lo revisamos y le llamamos.',
  },
  'earlier-unknown': {
    agent:
      'No se envió nada: un pago anterior puede haberse cobrado. Consulte al procesador, cancele este y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '20404': {
    agent: 'Twilio ya no reconoce este pago. Inicie otro.',
    caller: 'Un momento, empiezo de nuevo.',
  },
  '21220': {
    agent: 'La llamada ya no está en curso y no se puede marcar nada.',
    caller: '',
  },
  '64001': {
    agent: 'Los pagos no están bien configurados. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar. ¿Le podemos llamar más tarde?',
  },
  '64002': {
    agent: 'El servicio de pagos no está disponible. Espere un momento e inténtelo otra vez.',
    caller: 'Tenemos una breve demora; espere, por favor.',
  },
  '64003': {
    agent: 'El importe no es válido para su moneda. Corríjalo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64004': {
    agent: 'El conector de pagos no existe. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar. ¿Le podemos llamar más tarde?',
  },
  '64005': {
    agent: 'El procesador no puede guardar tarjetas. Empiece de nuevo con un cobro.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64006': {
    agent: 'El procesador no puede guardar tarjetas de esta forma. Elija otro tipo y empiece de nuevo.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64007': {
    agent: 'El procesador no puede cobrar. Avise a su supervisor.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64008': {
    agent: 'El procesador no dio una respuesta válida. Consulte al procesador antes de cobrar otra vez.',
    caller: 'No se pudo completar. ¿Tiene otra tarjeta?',
  },
  '64009': {
    agent: 'Twilio ya no está autorizado a usar el procesador. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar. ¿Le podemos llamar más tarde?',
  },
  '64010': {
    agent:
      'La tarjeta no se guardó: el procesador la rechazó o no dio una respuesta válida. Inténtelo otra vez o con otra tarjeta.',
    caller: 'No se pudo completar. ¿Tiene otra tarjeta?',
  },
  '64011': {
    agent: 'El procesador no admite esa moneda. Elija otra y empiece de nuevo.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64012': {
    agent: 'La tarjeta fue rechazada. Pruebe otra tarjeta.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra tarjeta?',
  },
  '64013': {
    agent: 'El procesador no admite este medio de pago. Elija otro y empiece de nuevo.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64014': {
    agent: 'Falta el nombre del titular de la cuenta. Escríbalo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64015': {
    agent: 'Al procesador le falta un dato. Complételo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64017': {
    agent: 'El tipo de cuenta es solo para pagos bancarios. Quítelo y empiece de nuevo.',
    caller: 'Un momento, por favor.',
  },
  '64018': {
    agent: 'La solicitud a Twilio estaba incompleta. Informe el ID de la solicitud.',
    caller: 'Un momento, por favor.',
  },
  '64019': {
    agent: 'Falta un dato. Pídalo y envíe el pago otra vez.',
    caller: 'Todavía me falta un dato.',
  },
  '64020': {
    agent: 'Twilio no aceptó un dato. Corríjalo e inténtelo otra vez.',
    caller: 'Un momento, por favor.',
  },
  '64021': {
    agent: 'Ya hay un pago abierto en esta llamada. Termínelo o cancélelo primero.',
    caller: 'Deme un momento más.',
  },
  '64022': { agent: 'Modo de prueba: use un número de tarjeta de prueba.', caller: 'Un momento, por favor.' },
  '64023': { agent: 'Modo de prueba: use una cuenta bancaria de prueba.', caller: 'Un momento, por favor.' },
  '64024': {
    agent: 'Twilio aún no aprobó este conector para cobros reales. Avise a su supervisor.',
    caller: 'Ahora no puedo cobrar. ¿Le podemos llamar más tarde?',
  },
  'declined.bank': {
    agent: 'El procesador rechazó el pago. Pida otra cuenta bancaria o una tarjeta.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra cuenta, o una tarjeta?',
  },
  '64005.bank': {
    agent: 'El procesador no puede guardar cuentas bancarias. Empiece de nuevo con un cobro.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64006.bank': {
    agent:
      'El procesador no puede guardar cuentas bancarias de esta forma. Elija otro tipo y empiece de nuevo.',
    caller: 'Permítame intentarlo de otra forma.',
  },
  '64008.bank': {
    agent: 'El procesador no dio una respuesta válida. Consulte al procesador antes de cobrar otra vez.',
    caller: 'No se pudo completar. ¿Tiene otra cuenta, o una tarjeta?',
  },
  '64010.bank': {
    agent:
      'La cuenta no se guardó: el procesador la rechazó o no dio una respuesta válida. Pruebe otra vez, otra cuenta o una tarjeta.',
    caller: 'No se pudo completar. ¿Tiene otra cuenta, o una tarjeta?',
  },
  '64012.bank': {
    agent: 'La cuenta bancaria fue rechazada. Pruebe otra cuenta o una tarjeta.',
    caller: 'Su banco no lo aprobó. ¿Tiene otra cuenta, o una tarjeta?',
  },
  unknown: {
    agent: 'No se aceptó ({code}).',
    caller: 'No se aceptó. Intentemos otra vez.',
  },
};
