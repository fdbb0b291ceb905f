import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { bits, dateTime, flag, identifier, integer, octets, sequence, set, tagged, text } from './der.ts';

/** What a TLS server needs, PEM. */
export interface Identity {
  /** With the authority's certificate after it. */
  readonly cert: string;
  readonly key: string;
  /** The authority's certificate again: without it, Node reads all those it trusts, which takes 50 ms. */
  readonly ca: string;
}

export interface Authority {
  /** The authority's own certificate, PEM: what a client must trust. */
  readonly certificate: string;
  /** A certificate for these names and IPv4 addresses. All of one authority have the same key. */
  issue(names: readonly string[]): Identity;
}

/**
 * Creates a certificate authority whose keys exist in memory only, so that whoever trusts it trusts this process and
 * nobody after it. Elliptic keys, because they take a millisecond to make. `now` is real time: TLS clients go by it.
 */
export function createAuthority(now: Date): Authority {
  const authorityKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const serverKeys = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const authorityId = keyIdentifier(authorityKeys.publicKey);
  const issuer = name('Twilio simulator on this machine');
  const shared = { issuer, signer: authorityKeys.privateKey, now };
  const key = serverKeys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const own = certificate({
    ...shared,
    subject: issuer,
    publicKey: authorityKeys.publicKey,
    extensions: [
      extension(OIDS.basicConstraints, sequence(flag(true)), true),
      extension(OIDS.keyUsage, bits(Buffer.from([0b0000_0110]), 1), true),
      extension(OIDS.subjectKeyIdentifier, octets(authorityId)),
    ],
  });
  return {
    certificate: own,
    issue: (names) => {
      const server = certificate({
        ...shared,
        subject: name('Twilio simulator'),
        publicKey: serverKeys.publicKey,
        extensions: [
          extension(OIDS.basicConstraints, sequence(), true),
          extension(OIDS.keyUsage, bits(Buffer.from([0b1000_0000]), 7), true),
          extension(OIDS.extendedKeyUsage, sequence(identifier(OIDS.serverAuthentication))),
          extension(OIDS.subjectAlternativeName, sequence(...names.map(alternativeName))),
          extension(OIDS.subjectKeyIdentifier, octets(keyIdentifier(serverKeys.publicKey))),
          extension(OIDS.authorityKeyIdentifier, sequence(tagged(0x80, authorityId))),
        ],
      });
      return { key, cert: server + own, ca: own };
    },
  };
}

interface Contents {
  readonly subject: Buffer;
  readonly issuer: Buffer;
  readonly publicKey: KeyObject;
  readonly signer: KeyObject;
  readonly extensions: readonly Buffer[];
  readonly now: Date;
}

const DAY_MS = 24 * 60 * 60 * 1000;
/** Node, browsers and Python refuse a server's certificate that is valid for longer than 398 days, or will be. */
const VALID_DAYS = 365;

/** X.509 version 3 (RFC 5280, section 4.1), PEM. */
function certificate({ subject, issuer, publicKey, signer, extensions, now }: Contents): string {
  const algorithm = sequence(identifier(OIDS.ecdsaWithSha256));
  const contents = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(randomBytes(16)),
    algorithm,
    issuer,
    sequence(
      dateTime(new Date(now.getTime() - DAY_MS)),
      dateTime(new Date(now.getTime() + VALID_DAYS * DAY_MS)),
    ),
    subject,
    spki(publicKey),
    tagged(0xa3, sequence(...extensions)),
  );
  const encoded = sequence(contents, algorithm, bits(sign('sha256', contents, signer)));
  const lines = encoded.toString('base64').match(/.{1,64}/g) ?? [];
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const OIDS = {
  commonName: '2.5.4.3',
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAlternativeName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  serverAuthentication: '1.3.6.1.5.5.7.3.1',
} as const;

function name(common: string): Buffer {
  return sequence(set(sequence(identifier(OIDS.commonName), text(common))));
}

function extension(oid: string, value: Buffer, critical = false): Buffer {
  return sequence(identifier(oid), ...(critical ? [flag(true)] : []), octets(value));
}

function alternativeName(host: string): Buffer {
  return isIP(host) === 4
    ? tagged(0x87, Buffer.from(host.split('.').map(Number)))
    : tagged(0x82, Buffer.from(host));
}

function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha1').update(spki(key)).digest();
}

function spki(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' });
}
