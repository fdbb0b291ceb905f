import { X509Certificate } from 'node:crypto';
import { expect, it } from '@jest/globals';
import { createAuthority } from '#simulator/tls/certificate.ts';

const NOW = new Date('2026-01-15T10:00:00Z');

it('issues what the authority alone vouches for', () => {
  const authority = createAuthority(NOW);
  const own = new X509Certificate(authority.certificate);
  const server = new X509Certificate(authority.issue(['api.twilio.com', 'localhost', '127.0.0.1']).cert);
  expect([own.ca, server.ca]).toEqual([true, false]);
  expect(server.checkIssued(own)).toBe(true);
  expect(server.verify(own.publicKey)).toBe(true);
  expect(server.verify(new X509Certificate(createAuthority(NOW).certificate).publicKey)).toBe(false);
  expect(server.subjectAltName).toBe('DNS:api.twilio.com, DNS:localhost, IP Address:127.0.0.1');
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
});

it('is valid from the day before, for less than the 398 days that clients accept', () => {
  const { validFrom, validTo } = new X509Certificate(createAuthority(NOW).issue(['localhost']).cert);
  expect([validFrom, validTo]).toEqual(['Jan 14 10:00:00 2026 GMT', 'Jan 15 10:00:00 2027 GMT']);
});

it('has a key that fits, and another serial number each time', () => {
  const authority = createAuthority(NOW);
  const serials = Array.from(
    { length: 300 },
    () => new X509Certificate(authority.issue(['a']).cert).serialNumber,
  );
  expect(new Set(serials).size).toBe(300);
});
