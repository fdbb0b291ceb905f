import type { Prompts } from '#web/src/words/catalogue.ts';

/** Spanish of `words/en/prompts.ts`: the same keys, `usted` throughout. */
export const PROMPTS: Prompts = {
  start:
    'Voy a tomar los datos de su tarjeta con el teclado de su teléfono. Yo no oigo ni veo los números. ¿Empezamos?',
  startBank:
    'Voy a tomar sus datos bancarios con el teclado de su teléfono. Yo no oigo ni veo los números. ¿Empezamos?',
  'payment-card-number': 'Marque el número de su tarjeta{pound}. No marque asterisco, eso lo cancela.',
  'expiration-date': 'Ahora la fecha de vencimiento, cuatro dígitos: mes y año. Marzo de 2029 es 0 3 2 9.',
  'security-code': 'Ahora los tres dígitos del reverso.',
  securityCodeAmex: 'Ahora los cuatro dígitos del frente.',
  'postal-code': 'Ahora su código postal de facturación{pound}.',
  'bank-routing-number': 'Ahora el número de ruta de su banco, nueve dígitos.',
  'bank-account-number': 'Ahora su número de cuenta{pound}.',
  matcher: 'Márquelo otra vez, por favor, para verificarlo.',
  pound: ' y luego la tecla de numeral',
  beforeCharge: 'Voy a cobrar {amount} a la {brand} terminada en {last4}. ¿Es correcto?',
  beforeChargePlain: 'Voy a cobrar {amount}. ¿Es correcto?',
  beforeSave: 'Voy a guardar la {brand} terminada en {last4}. No se cobra nada. ¿Es correcto?',
  beforeSavePlain: 'Voy a guardar estos datos. No se cobra nada. ¿Es correcto?',
  keyConfirmation: 'Oirá los últimos cuatro dígitos. Marque 1 para continuar o 2 para detener el pago.',
  submitting: 'Un momento, lo estoy procesando.',
  charged: 'El pago se realizó. Su confirmación es {code}.',
  chargedPlain: 'El pago se realizó.',
  saved: 'Sus datos quedaron guardados. No se cobró nada.',
  notCharged: 'No se cobró nada.',
  unknown: 'Aún no tengo respuesta; no paguemos dos veces. Lo revisamos y le llamamos.',
  ended: 'Permítame revisar qué pasó.',
  letThemType: 'Deje que el cliente marque. El silencio es normal: usted no oye las teclas.',
};
