import { auditVerify } from './audit-verify.ts';

process.exitCode = await auditVerify(process.argv.slice(2), process);
