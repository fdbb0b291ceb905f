import type { Settings } from '../read-settings.ts';

export interface PipelineSettings {
  /** `owner/name`, or `owner@id/name@id` as GitHub writes it for repositories made, renamed or moved since July 2026. */
  readonly repository: string;
  /** The account has GitHub's identity provider already: there can be only one. */
  readonly providerExists: boolean;
}

const REPOSITORY = /^[\w.-]+(?:@\d+)?\/[\w.-]+(?:@\d+)?$/;

/** @throws Error that names the setting, never its value */
export function readPipelineSettings(settings: Settings): PipelineSettings {
  const { GITHUB_REPOSITORY: repository = '', GITHUB_PROVIDER: provider = 'new' } = settings;
  if (!REPOSITORY.test(repository)) {
    throw new Error(
      'Failed to read the settings: GITHUB_REPOSITORY must be owner/name, or owner@id/name@id for a repository made, renamed or moved since July 2026.',
    );
  }
  if (provider !== 'new' && provider !== 'existing') {
    throw new Error('Failed to read the settings: GITHUB_PROVIDER must be new or existing.');
  }
  return { repository, providerExists: provider === 'existing' };
}
