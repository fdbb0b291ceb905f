import { expect, it } from '@jest/globals';
import { connectionError } from '#simulator/http/connection-error.ts';

/** Those that a test cannot bring about here; the others are in `test/simulator/run/refused-certificate.test.ts`. */
it.each([
  [
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    '11237',
    'The certificate of pay.example was refused: self-signed certificate',
  ],
  ['CERT_NOT_YET_VALID', '11236', 'The certificate of pay.example was refused: it is not valid yet'],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', '11237', 'or its chain is incomplete'],
  ['ERR_SSL_WRONG_VERSION_NUMBER', '11220', 'ERR_SSL_WRONG_VERSION_NUMBER'],
  ['ENOTFOUND', '11210', 'There is no host of the name pay.example.'],
  ['EHOSTUNREACH', '11205', 'No connection to pay.example: EHOSTUNREACH.'],
  [undefined, '11205', 'No connection to pay.example within 5 seconds.'],
])('explains %s', (reason, code, words) => {
  expect(connectionError(reason, 'pay.example', 5000)).toEqual({
    code,
    sentence: expect.stringContaining(words),
  });
});
