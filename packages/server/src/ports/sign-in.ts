/** Where to send the browser, and what to remember until it comes back. */
export type SignInStart = { url: string; state: string; nonce: string; verifier: string }

/** What came back with the browser, and what was remembered. */
export type SignInReturn = Omit<SignInStart, 'url'> & { redirectUri: string; returned: URLSearchParams }

/** Who somebody is, as the provider says; `email` only where it has verified that. */
export type SignedIn = { issuer: string; subject: string; email: string | null }

/**
 * Somebody else's sign-in. `start` and `finish` may ask the provider: they throw `outbound.*` or `service.unavailable`
 * where it does not answer as it should. `finish` gives null where the person was not signed in.
 */
export type SignInProvider = {
  issuer: string
  start(redirectUri: string): Promise<SignInStart>
  finish(back: SignInReturn): Promise<SignedIn | null>
  close(): Promise<void>
}
