/** What CloudFormation asks. `ResponseURL` is a credential: anyone who holds it can respond in our place. */
export interface CloudFormationRequest {
  readonly RequestType: 'Create' | 'Update' | 'Delete';
  readonly ResourceType: string;
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceProperties: Readonly<Record<string, unknown>>;
}

export interface CloudFormationResponse {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly id: string;
  /** Shown to the person who deploys; no value of ours or Twilio's in it. */
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Responds to CloudFormation, trying up to three times: a missing response holds up the stack for minutes. */
export async function respondToCloudFormation(
  request: CloudFormationRequest,
  { status, id, reason, attributes }: CloudFormationResponse,
  send: typeof fetch,
): Promise<void> {
  const body = JSON.stringify({
    Status: status,
    PhysicalResourceId: id,
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
    ...(reason ? { Reason: reason } : {}),
    ...(attributes ? { Data: attributes } : {}),
  });
  for (let attempt = 1; attempt <= 3; attempt++) {
    const response = await send(request.ResponseURL, {
      method: 'PUT',
      body,
      headers: { 'content-type': '' }, // the address is signed without one
    }).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error(
    'Failed to respond to CloudFormation: it accepted no response. It will time out and roll back.',
  );
}
