import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** Files of certificates, no key among them, in a folder that goes when the process does. */
export interface AuthorityFiles {
  /** The simulator's authority, after those the user's `NODE_EXTRA_CA_CERTS` has: Node adds them to its own. */
  readonly extra: string;
  /** The same after the authorities this machine trusts, for programs in which a file replaces the usual ones. */
  readonly bundle: string;
}

/** Where systems keep the authorities they trust. */
const SYSTEM_BUNDLES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** Writes both files under a new name in the temporary folder. */
export function writeAuthorityFiles(certificate: string, environment: NodeJS.ProcessEnv): AuthorityFiles {
  const folder = mkdtempSync(join(tmpdir(), 'twilio-simulator-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const write = (name: string, ...parts: readonly string[]) => {
    const path = join(folder, name);
    writeFileSync(path, parts.map((part) => `${part.trimEnd()}\n`).join(''), { mode: 0o644 });
    return path;
  };
  const read = (paths: readonly (string | undefined)[]) => {
    const path = paths.find((one) => one && statSync(one, { throwIfNoEntry: false })?.isFile());
    return path ? [readFileSync(path, 'utf8')] : [];
  };
  const own = read([environment.NODE_EXTRA_CA_CERTS]);
  const usual = read([environment.REQUESTS_CA_BUNDLE, environment.SSL_CERT_FILE, ...SYSTEM_BUNDLES]);
  return {
    extra: write('ca.pem', ...own, certificate),
    bundle: write('bundle.pem', ...(usual.length ? usual : rootCertificates), ...own, certificate),
  };
}
