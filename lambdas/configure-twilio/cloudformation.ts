/** What CloudFormation asks. `ResponseURL` is a credential: whoever holds it can answer in our place. */
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
  /** Shown to whoever deploys; no value of ours or Twilio's in it. */
  readonly reason?: string;
  readonly attributes?: Readonly<Record<string, string>>;
}

/** Answers CloudFormation, three times if need be: an answer that never comes holds the stack for minutes. */
export async function answerCloudFormation(
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
      headers: { 'content-type': '' }, // the address is signed for none
    }).catch(() => undefined);
    if (response?.ok) return;
  }
  throw new Error('Failed to answer CloudFormation: it took no answer. It will time out and roll back.');
}
