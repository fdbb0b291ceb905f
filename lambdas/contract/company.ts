/** Cognito's name of the company's own sign-in; its people's user names begin with it and an underscore. */
export const PROVIDER = 'company';

/** Claim of an access token with the name that records show. Only our own function can set it, for people of the company. */
export const NAME_CLAIM = 'desk_name';
