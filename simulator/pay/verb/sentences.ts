import type { Sound } from '../../twiml/verbs.ts';
import type { CardBrand } from '../card-brands.ts';
import type { Occasion } from './choose-prompt.ts';

/** Twilio's languages for `<Pay>` (docs, and the types of its library); for `ach-debit` only the English ones. */
export const LANGUAGES: readonly string[] = [
  'en-US en-AU en-CA en-GB en-IN en-IE en-NZ en-PH en-ZA',
  'de-DE es-ES es-MX es-US fr-CA fr-FR it-IT',
].flatMap((line) => line.split(' '));

/**
 * What the caller hears where the document has no prompt: after an error what was wrong, then the request. The
 * sentences are the simulator's; Twilio's are not published. A language without sentences is told in English.
 */
export function ownSounds(occasion: Occasion, language: string): readonly Sound[] {
  const own = SENTENCES[language.slice(0, 2)];
  const { requests, errors } = own ?? ENGLISH;
  const request = occasion.isForMatching ? 'again' : requestKey(occasion.for, occasion.cardType);
  const error = occasion.error && errors[occasion.error];
  const text = [error, requests[request]].filter(Boolean).join(' ');
  return [{ verb: 'Say', text, language: own ? language : 'en-US', loop: 1 }];
}

function requestKey(step: Occasion['for'], cardType: CardBrand | undefined): Request {
  return step === 'security-code' && cardType === 'amex' ? 'security-code.amex' : step;
}

type Request = Occasion['for'] | 'security-code.amex' | 'again';

interface Sentences {
  readonly requests: Readonly<Record<Request, string>>;
  readonly errors: Readonly<Record<string, string>>;
}

const ENGLISH: Sentences = {
  requests: {
    'payment-card-number': 'Please enter your card number.',
    'expiration-date': 'Please enter the expiration date: two digits for the month and two for the year.',
    'postal-code': 'Please enter your postal code, then press the pound key.',
    'security-code': 'Please enter the three digit security code on the back of your card.',
    'security-code.amex': 'Please enter the four digit security code on the front of your card.',
    'bank-routing-number': 'Please enter your bank routing number.',
    'bank-account-number': 'Please enter your bank account number, then press the pound key.',
    'payment-processing': 'Thank you. Please wait while your payment is processed.',
    again: 'Please enter it again.',
  },
  errors: {
    'input-timeout': 'We did not receive anything.',
    'invalid-card-number': 'That card number is not valid.',
    'invalid-card-type': 'We do not accept this type of card.',
    'invalid-date': 'That date is not valid.',
    'invalid-security-code': 'That security code is not valid.',
    'invalid-postal-code': 'That postal code is not valid.',
    'invalid-bank-routing-number': 'That routing number is not valid.',
    'invalid-bank-account-number': 'That account number is not valid.',
    'input-matching-failed': 'The two entries are not the same.',
  },
};

const SENTENCES: Readonly<Record<string, Sentences>> = {
  en: ENGLISH,
  de: {
    requests: {
      'payment-card-number': 'Bitte geben Sie Ihre Kartennummer ein.',
      'expiration-date':
        'Bitte geben Sie das Ablaufdatum ein: zwei Ziffern für den Monat und zwei für das Jahr.',
      'postal-code': 'Bitte geben Sie Ihre Postleitzahl ein und drücken Sie dann die Raute-Taste.',
      'security-code': 'Bitte geben Sie die dreistellige Prüfnummer auf der Rückseite Ihrer Karte ein.',
      'security-code.amex':
        'Bitte geben Sie die vierstellige Prüfnummer auf der Vorderseite Ihrer Karte ein.',
      'bank-routing-number': 'Bitte geben Sie Ihre Bankleitzahl ein.',
      'bank-account-number': 'Bitte geben Sie Ihre Kontonummer ein und drücken Sie dann die Raute-Taste.',
      'payment-processing': 'Vielen Dank. Bitte warten Sie, während Ihre Zahlung bearbeitet wird.',
      again: 'Bitte geben Sie sie noch einmal ein.',
    },
    errors: {
      'input-timeout': 'Wir haben keine Eingabe erhalten.',
      'invalid-card-number': 'Diese Kartennummer ist ungültig.',
      'invalid-card-type': 'Diese Kartenart nehmen wir nicht an.',
      'invalid-date': 'Dieses Datum ist ungültig.',
      'invalid-security-code': 'Diese Prüfnummer ist ungültig.',
      'invalid-postal-code': 'Diese Postleitzahl ist ungültig.',
      'invalid-bank-routing-number': 'Diese Bankleitzahl ist ungültig.',
      'invalid-bank-account-number': 'Diese Kontonummer ist ungültig.',
      'input-matching-failed': 'Die beiden Eingaben stimmen nicht überein.',
    },
  },
  es: {
    requests: {
      'payment-card-number': 'Introduzca el número de su tarjeta.',
      'expiration-date': 'Introduzca la fecha de caducidad: dos cifras para el mes y dos para el año.',
      'postal-code': 'Introduzca su código postal y pulse almohadilla.',
      'security-code': 'Introduzca el código de seguridad de tres cifras del reverso de su tarjeta.',
      'security-code.amex': 'Introduzca el código de seguridad de cuatro cifras del anverso de su tarjeta.',
      'bank-routing-number': 'Introduzca el número de ruta de su banco.',
      'bank-account-number': 'Introduzca su número de cuenta y pulse almohadilla.',
      'payment-processing': 'Gracias. Espere mientras se procesa su pago.',
      again: 'Introdúzcalo otra vez.',
    },
    errors: {
      'input-timeout': 'No hemos recibido nada.',
      'invalid-card-number': 'Ese número de tarjeta no es válido.',
      'invalid-card-type': 'No aceptamos este tipo de tarjeta.',
      'invalid-date': 'Esa fecha no es válida.',
      'invalid-security-code': 'Ese código de seguridad no es válido.',
      'invalid-postal-code': 'Ese código postal no es válido.',
      'invalid-bank-routing-number': 'Ese número de ruta no es válido.',
      'invalid-bank-account-number': 'Ese número de cuenta no es válido.',
      'input-matching-failed': 'Los dos números no coinciden.',
    },
  },
  fr: {
    requests: {
      'payment-card-number': 'Veuillez saisir le numéro de votre carte.',
      'expiration-date':
        "Veuillez saisir la date d'expiration : deux chiffres pour le mois et deux pour l'année.",
      'postal-code': 'Veuillez saisir votre code postal, puis appuyez sur dièse.',
      'security-code': 'Veuillez saisir le code de sécurité à trois chiffres au dos de votre carte.',
      'security-code.amex': 'Veuillez saisir le code de sécurité à quatre chiffres au recto de votre carte.',
      'bank-routing-number': "Veuillez saisir le numéro d'acheminement de votre banque.",
      'bank-account-number': 'Veuillez saisir votre numéro de compte, puis appuyez sur dièse.',
      'payment-processing': 'Merci. Veuillez patienter pendant le traitement de votre paiement.',
      again: 'Veuillez le saisir à nouveau.',
    },
    errors: {
      'input-timeout': "Nous n'avons rien reçu.",
      'invalid-card-number': "Ce numéro de carte n'est pas valable.",
      'invalid-card-type': "Nous n'acceptons pas ce type de carte.",
      'invalid-date': "Cette date n'est pas valable.",
      'invalid-security-code': "Ce code de sécurité n'est pas valable.",
      'invalid-postal-code': "Ce code postal n'est pas valable.",
      'invalid-bank-routing-number': "Ce numéro d'acheminement n'est pas valable.",
      'invalid-bank-account-number': "Ce numéro de compte n'est pas valable.",
      'input-matching-failed': 'Les deux saisies ne sont pas identiques.',
    },
  },
  it: {
    requests: {
      'payment-card-number': 'Inserisca il numero della carta.',
      'expiration-date': "Inserisca la data di scadenza: due cifre per il mese e due per l'anno.",
      'postal-code': 'Inserisca il codice postale, poi prema cancelletto.',
      'security-code': 'Inserisca il codice di sicurezza di tre cifre sul retro della carta.',
      'security-code.amex': 'Inserisca il codice di sicurezza di quattro cifre sul fronte della carta.',
      'bank-routing-number': 'Inserisca il codice della banca.',
      'bank-account-number': 'Inserisca il numero di conto, poi prema cancelletto.',
      'payment-processing': 'Grazie. Attenda mentre il pagamento viene elaborato.',
      again: 'Lo inserisca di nuovo.',
    },
    errors: {
      'input-timeout': 'Non abbiamo ricevuto nulla.',
      'invalid-card-number': 'Questo numero di carta non è valido.',
      'invalid-card-type': 'Non accettiamo questo tipo di carta.',
      'invalid-date': 'Questa data non è valida.',
      'invalid-security-code': 'Questo codice di sicurezza non è valido.',
      'invalid-postal-code': 'Questo codice postale non è valido.',
      'invalid-bank-routing-number': 'Questo codice della banca non è valido.',
      'invalid-bank-account-number': 'Questo numero di conto non è valido.',
      'input-matching-failed': 'I due inserimenti non coincidono.',
    },
  },
};
