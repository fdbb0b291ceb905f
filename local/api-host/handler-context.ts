import type { Context } from 'aws-lambda';

/** The context a Lambda runtime passes with the event; the callback-style members do nothing, as on Node 24. */
export function handlerContext(functionName: string, requestId: string, deadline: number): Context {
  const nothing = () => {};
  return {
    awsRequestId: requestId,
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:000000000000:function:${functionName}`,
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: 'local',
    memoryLimitInMB: '512',
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: nothing,
    fail: nothing,
    succeed: nothing,
  };
}
