/** A request as a firewall sees it; header names in lower case. */
export interface SeenRequest {
  /** `POST` where absent. */
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface WebAcl {
  readonly Rules: readonly {
    readonly Name: string;
    readonly Action?: unknown;
    readonly Statement: Statement;
  }[];
}

/** A statement as in CloudFormation: exactly one member is set, and its name is the kind. */
interface Statement {
  readonly AndStatement?: { readonly Statements: readonly Statement[] };
  readonly OrStatement?: { readonly Statements: readonly Statement[] };
  readonly NotStatement?: { readonly Statement: Statement };
  /** Matches the start of the path, or of the method. */
  readonly ByteMatchStatement?: {
    readonly FieldToMatch: { readonly Method?: object };
    readonly SearchString: string;
  };
  /** Greater than. */
  readonly SizeConstraintStatement?: SizeConstraint;
  readonly RateBasedStatement?: { readonly Limit: number; readonly ScopeDownStatement: Statement };
  readonly ManagedRuleGroupStatement?: { readonly ScopeDownStatement?: Statement };
}

interface SizeConstraint {
  readonly FieldToMatch:
    | { readonly Body: object }
    | { readonly Body?: never; readonly SingleHeader: { readonly Name: string } };
  readonly Size: number;
}

/** Names of our rules that refuse a request. Ignores rate rules: one request has no rate. */
export function refusedBy({ Rules }: WebAcl, request: SeenRequest): readonly string[] {
  return Rules.filter(({ Action, Statement }) => Action && matches(Statement, request)).map(
    ({ Name }) => Name,
  );
}

/** AWS's managed rule sets that check a request. */
export function lookedAtBy({ Rules }: WebAcl, request: SeenRequest): readonly string[] {
  return Rules.filter(({ Statement: { ManagedRuleGroupStatement: group } }) => {
    return group && (!group.ScopeDownStatement || matches(group.ScopeDownStatement, request));
  }).map(({ Name }) => Name);
}

/** The rate rules that count a request, with their limits. */
export function countedBy({ Rules }: WebAcl, request: SeenRequest): Readonly<Record<string, number>> {
  return Object.fromEntries(
    Rules.flatMap(({ Name, Statement: { RateBasedStatement: rate } }) =>
      rate && matches(rate.ScopeDownStatement, request) ? [[Name, rate.Limit]] : [],
    ),
  );
}

function matches(statement: Statement, request: SeenRequest): boolean {
  const { AndStatement, OrStatement, NotStatement, ByteMatchStatement, SizeConstraintStatement } = statement;
  if (AndStatement) return AndStatement.Statements.every((it) => matches(it, request));
  if (OrStatement) return OrStatement.Statements.some((it) => matches(it, request));
  if (NotStatement) return !matches(NotStatement.Statement, request);
  if (ByteMatchStatement) {
    const { FieldToMatch, SearchString } = ByteMatchStatement;
    return (FieldToMatch.Method ? (request.method ?? 'POST') : request.path).startsWith(SearchString);
  }
  if (SizeConstraintStatement) return exceeds(SizeConstraintStatement, request);
  if (statement.RateBasedStatement) return false;
  const kind = Object.keys(statement)[0];
  throw new Error(`Failed to judge a request: ${kind} is not known here. Add it to this file.`);
}

/** A missing header has no size and matches nothing (AWS docs, "Size constraint rule statement"). */
function exceeds({ FieldToMatch, Size }: SizeConstraint, { headers, body }: SeenRequest): boolean {
  if (FieldToMatch.Body) return Buffer.byteLength(body) > Size;
  const header = headers[FieldToMatch.SingleHeader.Name];
  return header !== undefined && header.length > Size;
}
