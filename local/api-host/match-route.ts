import type { RouteDefinition } from '#lambdas/contract/routes.ts';

export interface RouteMatch {
  readonly route: RouteDefinition;
  /** The resource path as declared: `/paySessions/{paySid}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * The route that serves a path under the stage, or undefined: API Gateway does not say whether path or method is
 * wrong.
 */
export function matchRoute(
  routes: readonly RouteDefinition[],
  method: string,
  path: string,
): RouteMatch | undefined {
  const segments = path.split('/');
  const matches = routes.flatMap((route) =>
    route.paths.flatMap((resource) => {
      const parameters = matchSegments(resource.split('/'), segments);
      return parameters ? [{ route, resource, parameters }] : [];
    }),
  );
  // API Gateway picks the resource first, a literal one before one with a parameter, and only then looks at the method.
  const isLiteral = matches.some(({ parameters }) => Object.keys(parameters).length === 0);
  const found = matches.find(
    ({ route, parameters }) =>
      route.method === method && (!isLiteral || Object.keys(parameters).length === 0),
  );
  if (!found) return undefined;
  const { route, resource, parameters } = found;
  return { route, resource, pathParameters: Object.keys(parameters).length > 0 ? parameters : null };
}

function matchSegments(
  pattern: readonly string[],
  segments: readonly string[],
): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index] ?? '';
    const name = /^\{(.+)\}$/.exec(part)?.[1];
    if (name === undefined) {
      if (part !== segment) return undefined;
    } else {
      if (segment === '') return undefined;
      parameters[name] = decode(segment);
    }
  }
  return parameters;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
