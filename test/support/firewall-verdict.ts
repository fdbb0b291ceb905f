/** A request as a firewall sees it; header names in lower case. */
export interface SeenRequest {
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

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation's JSON, as deep as it likes.
type Statement = Readonly<Record<string, any>>;

/** Names of the rules of ours that refuse a request. Rates are not counted: one request is none. */
export function refusedBy({ Rules }: WebAcl, request: SeenRequest): readonly string[] {
  return Rules.filter(({ Action, Statement }) => Action && matches(Statement, request)).map(
    ({ Name }) => Name,
  );
}

/** AWS's managed rule sets that look at a request at all. */
export function lookedAtBy({ Rules }: WebAcl, request: SeenRequest): readonly string[] {
  return Rules.filter(({ Statement: { ManagedRuleGroupStatement: group } }) => {
    return group && (!group.ScopeDownStatement || matches(group.ScopeDownStatement, request));
  }).map(({ Name }) => Name);
}

function matches(statement: Statement, request: SeenRequest): boolean {
  const [[kind, inner] = ['', {}]] = Object.entries(statement);
  switch (kind) {
    case 'AndStatement':
      return inner.Statements.every((it: Statement) => matches(it, request));
    case 'OrStatement':
      return inner.Statements.some((it: Statement) => matches(it, request));
    case 'NotStatement':
      return !matches(inner.Statement, request);
    case 'ByteMatchStatement':
      return request.path.startsWith(inner.SearchString);
    case 'SizeConstraintStatement':
      return exceeds(inner, request);
    case 'RateBasedStatement':
      return false;
    default:
      throw new Error(`Failed to judge a request: ${kind} is not known here. Teach it to this file.`);
  }
}

/** A missing header has no size and matches nothing (AWS docs, "Size constraint rule statement"). */
function exceeds({ FieldToMatch, Size }: Statement, { headers, body }: SeenRequest): boolean {
  if (FieldToMatch.Body) return Buffer.byteLength(body) > Size;
  const header = headers[FieldToMatch.SingleHeader.Name];
  return header !== undefined && header.length > Size;
}
