import type { ErrorWords } from '#web/src/words/catalogue.ts';

/** Spanish of `words/en/errors.ts`: the same keys, `usted` throughout. */
export const ERRORS: ErrorWords = {
  INVALID_REQUEST: 'Falta un dato o hay uno incorrecto. Corríjalo e inténtelo otra vez.',
  BODY_NOT_JSON: 'El servicio no pudo leer lo que se envió. Vuelva a cargar la página e inténtelo otra vez.',
  BODY_TOO_LARGE: 'Es demasiado texto. Acórtelo e inténtelo otra vez.',
  CARD_DIGITS: 'Parece un número de tarjeta o de cuenta. Quítelo; el cliente lo marca en su teléfono.',
  SECRET_DIGITS:
    'Hay dígitos junto a una palabra como «cvv», «exp» o «cuenta». Quítelos; el cliente los marca en su teléfono.',
  BROKEN_TEXT: 'Hay medio carácter en el texto. Escríbalo otra vez.',
  SIGN_IN_REQUIRED: 'Inicie sesión otra vez. Si hay una llamada, sigue.',
  GRANT_REFUSED:
    'Este panel de pago ya se abrió antes o se abrió demasiado tarde. Ábralo de nuevo desde su página.',
  PANEL_CLOSED: 'Este panel de pago está cerrado. Ábralo de nuevo desde su página.',
  CLIENT_REFUSED: 'El sistema que rodea este panel no está configurado aquí. Avise a quienes lo administran.',
  CREDENTIALS_REFUSED: 'Las credenciales del conector no son correctas. Avise a quien administra esto.',
  SIGNATURE_REFUSED: 'La solicitud no venía firmada por Twilio. Avise a quien administra esto.',
  ROLE_REFUSED: 'Su función no lo permite. Pídalo a un supervisor.',
  NAME_RESERVED: 'Su nombre de usuario está reservado para los registros. Pida otro.',
  NOT_YOUR_CALL: 'No es su llamada.',
  REQUEST_REFUSED: 'El cortafuegos rechazó la solicitud. Dé su número a quien administra esto.',
  NOT_FOUND: 'El servicio no tiene esa dirección. Vuelva a cargar la página e inténtelo otra vez.',
  CALL_NOT_FOUND: 'El servicio no conoce esa llamada. Cobre en la llamada abierta aquí.',
  DELIVERY_NOT_FOUND: 'Ese envío no se conoce.',
  SESSION_NOT_FOUND: 'No se encontró el pago.',
  CALL_ENDED: 'La llamada ha terminado. Llame de nuevo al cliente.',
  SESSION_OPEN: 'Hay otro pago abierto en esta llamada. Termínelo o cancélelo primero.',
  CEILING_REACHED:
    'Con este importe se cobraría bajo esta referencia más de lo que su sistema permite. Cobre menos o abra el panel de nuevo.',
  UNKNOWN_RESULT: 'Un pago anterior puede haberse cobrado. Consulte al procesador antes de cobrar otra vez.',
  RESULT_KNOWN: 'El resultado de este pago ya se conoce y no se anotó nada.',
  ACTION_NOT_ALLOWED: 'El pago cambió. La pantalla está actualizada; elija entre lo que ofrece.',
  REPORT_OPEN: 'Ese periodo aún no ha terminado. Ciérrelo cuando termine.',
  ALREADY_SUBMITTED: 'Ya está en el procesador: no se canceló nada. Espere el resultado.',
  TRAIL_TOO_NEW:
    'Una versión más nueva del servicio anotó parte de este pago y aquí no se puede mostrar. No se perdió nada. Avise a operaciones.',
  TOO_OFTEN: 'Se hizo demasiadas veces en este pago. Cancélelo y empiece de nuevo.',
  NOT_COUNTED_YET:
    'Los pagos de ese periodo aún se están contando. Vuelva a intentarlo más tarde o elija un periodo posterior.',
  TOO_MANY_ROWS: 'Demasiados pagos para un archivo (5000 como máximo). Elija menos días.',
  TOO_MANY_REQUESTS: 'Demasiadas solicitudes. Espere {seconds} segundos e inténtelo otra vez.',
  TWILIO_REFUSED: 'Twilio lo rechazó. Inténtelo otra vez; si se repite, copie los detalles para soporte.',
  TWILIO_UNAVAILABLE:
    'Twilio no dio una respuesta válida. Mire qué muestra el pago ahora e inténtelo otra vez.',
  STORE_UNAVAILABLE: 'Los registros no respondieron. Inténtelo de nuevo en un momento.',
  UNAVAILABLE: 'El servicio no respondió. Mire qué se muestra ahora e inténtelo otra vez.',
  TIMED_OUT: 'El servicio tardó demasiado y la solicitud aún puede cumplirse. Mire antes de repetirla.',
  INTERNAL: 'Falló el servicio. Copie los detalles para soporte.',
  NETWORK: 'No se pudo llegar al servicio. Revise la conexión e inténtelo otra vez.',
  SIGN_IN_WAITING:
    'El servicio de inicio de sesión no responde. La página sigue intentándolo; pruebe otra vez en un momento.',
  DESK: 'Falló la propia página. Inténtelo otra vez; si se repite, vuelva a cargarla.',
  PHONE: 'Inténtelo otra vez en un momento.',
};
