import type { PreTokenGenerationV2TriggerEvent } from 'aws-lambda';
import { ENV } from '#lambdas/contract/environment.ts';
import { companyClaims } from './company-claims.ts';

/** Cognito's pre token generation trigger, version 2: it may change access tokens. */
export async function handler(
  event: PreTokenGenerationV2TriggerEvent,
): Promise<PreTokenGenerationV2TriggerEvent> {
  return companyClaims(event, {
    agent: process.env[ENV.agentGroup] || 'agent',
    supervisor: process.env[ENV.supervisorGroup] || 'supervisor',
  });
}
