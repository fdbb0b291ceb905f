import { Duration } from 'aws-cdk-lib';
import { Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import type { Function as HandlerOnLambda } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';

/** Runs the sweep every minute. A failed run is not retried: the next one does the same work. */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, sweep: HandlerOnLambda) {
    super(scope, id);
    new Rule(this, 'EveryMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      targets: [new LambdaFunction(sweep, { retryAttempts: 0, maxEventAge: Duration.minutes(1) })],
    });
  }
}
