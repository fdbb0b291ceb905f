import { Construct } from 'constructs';
export class Observability extends Construct {
  constructor(scope: Construct, id: string, _props: unknown) {
    super(scope, id);
  }
}
