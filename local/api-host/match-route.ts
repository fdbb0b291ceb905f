import type { RouteDefinition } from '#lambdas/contract/routes.ts';

export interface RouteMatch {
  readonly route: RouteDefinition;
  /** The resource path as declared: `/paySessions/{paySid}`. */
  readonly resource: string;
  readonly pathParameters: Readonly<Record<string, string>> | null;
}

/**
 * Finds the route that serves a path under the stage, or undefined: API Gateway does not say whether path or method is
 * wrong. It picks the resource first, a literal one before one with a parameter, and only then looks at the method.
 */
export function createRouteMatcher(
  routes: readonly RouteDefinition[],
): (method: string, path: string) => RouteMatch | undefined {
  const resources = routes.flatMap((route) =>
    route.paths.map((resource) => ({ route, resource, segments: resource.split('/') })),
  );
  const literal = new Map<string, RouteMatch[]>();
  for (const { route, resource } of resources.filter((known) => !known.resource.includes('{'))) {
    literal.set(resource, [...(literal.get(resource) ?? []), { route, resource, pathParameters: null }]);
  }
  const patterns = resources.filter(({ resource }) => resource.includes('{'));

  return (method, path) => {
    const named = literal.get(path);
    if (named) return named.find(({ route }) => route.method === method);
    const segments = path.split('/');
    for (const { route, resource, segments: pattern } of patterns) {
      const pathParameters = route.method === method ? matchSegments(pattern, segments) : undefined;
      if (pathParameters) return { route, resource, pathParameters };
    }
    return undefined;
  };
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
